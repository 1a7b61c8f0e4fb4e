//! `plus import visits|template`: past visites from a file.

use std::{io::Write, path::PathBuf, sync::Arc};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use plus_domain::ids::AccountId;
use plus_store::{Store, account};
use serde::Serialize;

use super::{DataArgs, Format, FormatArgs, say};
use crate::{
    import::{self, BATCH, Checked, Desk, MOST_BYTES, Refusal},
    job::outcome::Import,
    outside::Outside,
    territory,
    web::text::{Argument, Texts},
};

/// Author of what the shell of the machine imports.
const SHELL: &str = "ligne-de-commande";

/// `plus import`.
#[derive(Debug, Args)]
pub struct ImportCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Importe les visites d’un fichier CSV ou XLSX, toutes ou aucune
    #[command(help_template = super::french::TEMPLATE)]
    Visits(Visits),
    /// Donne le modèle à remplir
    #[command(help_template = super::french::TEMPLATE)]
    Template(Template),
}

#[derive(Debug, Args)]
struct Visits {
    /// Fichier CSV ou XLSX
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    /// Vérifier seulement, sans rien enregistrer
    #[arg(long)]
    check: bool,
    /// Identifiant du compte des lignes qui n’en nomment pas
    #[arg(long, value_name = "IDENTIFIANT")]
    author: Option<String>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Template {
    /// Fichier à écrire (la sortie si rien n’est dit)
    #[arg(long, value_name = "FICHIER")]
    output: Option<PathBuf>,
}

/// What `--format json` prints when the file is good.
#[derive(Debug, Serialize)]
struct Done {
    checked_only: bool,
    #[serde(flatten)]
    import: Import,
}

impl ImportCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Visits(visits) => visits.run().await,
            Verb::Template(template) => template.run(),
        }
    }
}

impl Template {
    fn run(self) -> anyhow::Result<()> {
        let bytes = import::template();
        match self.output {
            Some(path) => std::fs::write(&path, bytes)
                .with_context(|| format!("{} ne peut pas être écrit", path.display())),
            None => Ok(std::io::stdout().lock().write_all(&bytes)?),
        }
    }
}

impl Visits {
    async fn run(self) -> anyhow::Result<()> {
        let bytes = self.read()?;
        let (store, _) = self.data.open().await?;
        let done = self.import(&store, bytes).await;
        store.close().await;
        self.format.print(&done?, text)
    }

    fn read(&self) -> anyhow::Result<Vec<u8>> {
        let name = self.file.display();
        let size =
            std::fs::metadata(&self.file).with_context(|| format!("{name} ne se lit pas"))?;
        if size.len() > MOST_BYTES as u64 {
            bail!("{name} dépasse 20 Mo : coupez-le en plusieurs");
        }
        std::fs::read(&self.file).with_context(|| format!("{name} ne se lit pas"))
    }

    async fn import(&self, store: &Store, bytes: Vec<u8>) -> anyhow::Result<Done> {
        let Some(territory) = territory::published(store).await? else {
            bail!("aucun territoire n’est publié ici : lancez d’abord plus serve ou plus demo");
        };
        let outside = Outside::machine();
        let desk = Desk {
            store,
            outside: &outside,
            territory: Arc::new(territory),
            author: self.author(store).await?,
        };
        let checked = match desk.check(bytes).await {
            Ok(checked) => checked,
            Err(error) => return Err(self.refused(&Refusal::of(error, &Texts::french())?)),
        };
        let mut import = Import::of(&checked, &self.file.display().to_string());
        if !self.check {
            import.added = write(&desk, &checked).await?;
        }
        Ok(Done {
            checked_only: self.check,
            import,
        })
    }

    async fn author(&self, store: &Store) -> anyhow::Result<AccountId> {
        let Some(login) = &self.author else {
            return Ok(AccountId::new(SHELL));
        };
        let found = account::by_login(&mut store.read().await?, login).await?;
        let found = found.with_context(|| format!("le compte « {login} » n’existe pas"))?;
        Ok(found.id)
    }

    /// The lines to mend, where a program or a person will read them.
    fn refused(&self, refusal: &Refusal) -> anyhow::Error {
        let told = match self.format.format {
            Format::Json => serde_json::to_string_pretty(refusal).map_err(anyhow::Error::from),
            Format::Text => Ok(lines(refusal)),
        };
        match told.and_then(|text| say(&text)) {
            Ok(()) if refusal.reason.is_empty() => {
                anyhow::anyhow!("rien n’est enregistré, {} lignes à revoir", refusal.count)
            }
            Ok(()) => anyhow::anyhow!("rien n’est enregistré"),
            Err(error) => error,
        }
    }
}

async fn write(desk: &Desk<'_>, checked: &Checked) -> anyhow::Result<usize> {
    let bar = super::progress("visites");
    bar.set_length(checked.fresh.len() as u64);
    let mut added = 0;
    for batch in checked.fresh.chunks(BATCH) {
        added += desk.write(batch).await?;
        bar.inc(batch.len() as u64);
    }
    desk.store.count_again().await?;
    bar.finish_and_clear();
    Ok(added)
}

fn lines(refusal: &Refusal) -> String {
    let mut told = vec![refusal.reason.clone()];
    told.extend(refusal.lines.iter().map(|m| {
        let column = if m.column.is_empty() {
            String::new()
        } else {
            format!(", colonne « {} »", m.column)
        };
        format!("Ligne {}{column} : {}", m.line, m.reason)
    }));
    if refusal.more > 0 {
        told.push(format!("Et {} autres lignes.", refusal.more));
    }
    told.retain(|line| !line.is_empty());
    told.join("\n")
}

fn text(done: &Done) -> String {
    let texts = Texts::french();
    let import = &done.import;
    let count = |key: &str, n: usize| texts.get_with(key, &[("count".into(), n.value())].into());
    let end = if done.checked_only {
        count("import-a-ajouter", import.fresh)
    } else {
        count("import-fait", import.added)
    };
    let mut told = vec![
        texts.get(&format!("import-lecture-{}", import.reading.code())),
        format!(
            "{} visites lues sur {} lignes, du {} au {}.",
            import.visites, import.lines, import.from, import.to
        ),
        count("import-deja", import.already),
        end,
    ];
    if import.changed > 0 {
        told.push(count("import-changees", import.changed));
    }
    told.join("\n")
}
