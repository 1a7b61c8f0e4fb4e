//! `plus doctor --role borne`: what a kiosk needs beside a node.

use std::path::Path;

use plus_borne::{
    browser::policy::{self, Standing},
    printer::client::Client,
    scanner::Scanner,
};
use plus_store::Store;

use super::{Check, check};
use crate::{
    cli::borne::{own, sites},
    config, outside, territory,
};

/// Kind of a file system in memory (`statfs(2)`).
const TMPFS: i64 = 0x0102_1994;

/// The checks of a kiosk.
pub async fn checks(store: &Store, settings: &config::Borne) -> Vec<Check> {
    vec![
        check(
            "navigateur",
            browser(&settings.browser).await,
            true,
            "apt install chromium",
        ),
        policies(store, settings).await,
        check(
            "mémoire",
            folder(Path::new(&settings.folder)),
            true,
            "donnez à [borne] folder un dossier en mémoire (tmpfs) : script/borne-install en fait un",
        ),
        check(
            "imprimante",
            printer(settings.printer.as_deref()).await,
            settings.printer.is_some(),
            "vérifiez le câble et l’adresse de [borne] printer : ipp://ADRESSE/ipp/print",
        ),
        check(
            "scanner",
            scanner(settings.scanner.as_deref()).await,
            settings.scanner.is_some(),
            "vérifiez l’adresse de [borne] scanner, http://ADRESSE/eSCL, et le pare-feu : borne-install --printer ADRESSE",
        ),
        check(
            "compte",
            account(),
            false,
            "lancez la borne par son service, jamais en root : le navigateur y perd son bac à sable",
        ),
    ]
}

/// What the browser says of itself.
async fn browser(program: &str) -> Result<String, String> {
    let asked = tokio::process::Command::new(program)
        .arg("--version")
        .output();
    match asked.await {
        Ok(said) => Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned()),
        Err(error) => Err(format!("{program} ne démarre pas : {error}")),
    }
}

async fn policies(store: &Store, settings: &config::Borne) -> Check {
    let found = match territory::published(store).await {
        Ok(Some(territory)) => {
            let wanted = policy::text(&own(settings), &sites(&territory, settings).allow_list());
            locked(policy::standing(Path::new(&settings.policies), &wanted))
        }
        Ok(None) => {
            Err("aucun territoire n’est publié : la liste des sites est inconnue".to_owned())
        }
        Err(error) => Err(error.to_string()),
    };
    let remedy =
        "plus borne --write-policies, puis copiez le fichier comme docs/guide/borne.md le dit";
    check("verrou", found, true, remedy)
}

fn locked(standing: Standing) -> Result<String, String> {
    match standing {
        Standing::Right => Ok("le navigateur est verrouillé".to_owned()),
        Standing::Missing => Err("le navigateur n’est pas verrouillé".to_owned()),
        Standing::Other => Err("la liste des sites a changé".to_owned()),
        Standing::Beside(names) => Err(format!(
            "d’autres politiques sont là : {}",
            names.join(", ")
        )),
    }
}

/// What the browser writes must be lost with the power.
fn folder(folder: &Path) -> Result<String, String> {
    let there = folder.ancestors().find(|at| at.exists()).unwrap_or(folder);
    let kind = rustix::fs::statfs(there).map(|found| found.f_type);
    match kind {
        Ok(TMPFS) => Ok(format!("{} est en mémoire", folder.display())),
        Ok(_) => Err(format!("{} est sur le disque", folder.display())),
        Err(error) => Err(format!("{} : {error}", there.display())),
    }
}

async fn printer(uri: Option<&str>) -> Result<String, String> {
    let uri = uri.ok_or("cette borne n’a pas d’imprimante")?;
    let http = outside::room_client().map_err(|e| e.to_string())?;
    let client = Client::new(http, uri, "plus").map_err(|e| e.to_string())?;
    let printer = client.printer().await.map_err(|e| e.to_string())?;
    if printer.accepts_pdf || printer.accepts_pwg {
        Ok(format!("{} répond", printer.name))
    } else {
        Err(format!("{} ne prend ni PDF ni PWG raster", printer.name))
    }
}

/// How the scanner is; a kiosk may do without one.
async fn scanner(address: Option<&str>) -> Result<String, String> {
    let Some(address) = address else {
        return Ok("cette borne n’en a pas".to_owned());
    };
    let http = outside::room_client().map_err(|e| e.to_string())?;
    let scanner = Scanner::new(http, address).map_err(|e| e.to_string())?;
    let status = scanner.status().await.map_err(|e| e.to_string())?;
    if status.jammed {
        return Err("une feuille est coincée dans le chargeur".to_owned());
    }
    Ok("il répond".to_owned())
}

fn account() -> Result<String, String> {
    if rustix::process::getuid().is_root() {
        Err("root".to_owned())
    } else {
        Ok("un compte ordinaire".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{browser, folder, printer};

    #[tokio::test]
    async fn a_browser_that_is_not_there_is_said() {
        assert!(browser("true").await.is_ok());
        let missing = browser("navigateur-imaginaire").await.unwrap_err();
        assert!(missing.contains("ne démarre pas"), "{missing}");
    }

    #[test]
    fn only_memory_is_memory() {
        assert!(folder(Path::new("/dev/shm/plus-borne")).is_ok());
        assert!(folder(Path::new(env!("CARGO_MANIFEST_DIR"))).is_err());
    }

    #[tokio::test]
    async fn a_printer_that_is_not_there_is_said() {
        assert!(printer(None).await.is_err());
        assert!(printer(Some("ipp://127.0.0.1:9/ipp/print")).await.is_err());
    }
}
