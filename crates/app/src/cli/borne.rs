//! `plus borne`: this machine is a kiosk. Its node, its screens, its browser, its printer.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail};
use clap::Args;
use plus_borne::{
    browser::{
        Launch,
        guard::Sites,
        policy::{self, Standing},
    },
    kiosk::{self, Clock, Order, Screens, Settings},
    printer::{
        client::Client,
        queue::{Queue, Settings as QueueSettings, World},
    },
    scanner::Scanner,
};
use plus_domain::{
    borne::{ecran::Ecran, equipe},
    sites::{HostPattern, allow_list},
    territoire::Territoire,
};

use super::{
    doors::{Door, Opened},
    say,
    serve::{self, Ready, Serve},
};
use crate::{
    config,
    outside::Outside,
    password::Hasher,
    seance::{self, Borne as Kept, Impression, barre, mind, sante},
    web::{self, langue::Language, state::App},
};

/// How often the page is asked whether it lives.
const WATCH: Duration = Duration::from_secs(5);

/// Name of the file of the policies in the data folder.
const POLICIES: &str = "borne-politiques.json";

/// `plus borne`.
#[derive(Debug, Args)]
pub struct Borne {
    #[command(flatten)]
    serve: Serve,
    /// Écrit les politiques du navigateur (pour l’installation) et s’arrête
    #[arg(long)]
    write_policies: bool,
    /// Lit le code de l’équipe sur l’entrée, écrit la ligne de plus.toml et s’arrête
    #[arg(long)]
    staff_code: bool,
}

impl Borne {
    /// Runs until the machine asks to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        if self.staff_code {
            return staff_code().await;
        }
        let data = self.serve.data_folder().to_owned();
        let (relay, config) = self.serve.prepare().await?;
        let settings = config.borne;
        let ecran = settings.ecran().context("[borne] ne décrit aucun écran")?;
        let sites = sites(&relay.app.territory(), &settings);
        let wanted = policy::text(&own(&settings), &sites.allow_list());
        let file = data.join(POLICIES);
        std::fs::write(&file, &wanted).with_context(|| file.display().to_string())?;
        if self.write_policies {
            return say(&format!("Politiques du navigateur : {}", file.display()));
        }
        check(Path::new(&settings.policies), &wanted, &file)?;
        relay.keep_backups();
        let served = open(&relay, (settings, ecran), sites).await;
        relay.stop.send_replace(true);
        served
    }
}

/// The line of `plus.toml` that holds the code of the team, from the first line of the input.
async fn staff_code() -> anyhow::Result<()> {
    let mut text = String::new();
    std::io::stdin()
        .read_line(&mut text)
        .context("l’entrée ne peut pas être lue")?;
    let code = text.trim();
    if !equipe::is_code(code) {
        bail!("le code de l’équipe a de six à douze chiffres, pas tous les mêmes");
    }
    let hasher = Hasher::new(config::Web::default().password);
    let outside = Outside::machine();
    let hash = hasher.hash(code.to_owned(), outside.random_bytes()).await?;
    say(&format!("[borne]\nstaff_code = \"{hash}\""))
}

/// Where our own screens are served.
pub fn own(settings: &config::Borne) -> String {
    format!("http://{}", settings.listen)
}

/// What the browser may open: the list of the territory, and what this place adds.
pub fn sites(territory: &Territoire, settings: &config::Borne) -> Sites {
    let listed = allow_list(territory).into_iter();
    let hosts: Vec<HostPattern> = listed.map(|allowed| allowed.host).collect();
    Sites::new(&own(settings), hosts, settings.sites.clone())
}

/// A kiosk whose browser is not locked does not open.
fn check(folder: &Path, wanted: &str, file: &Path) -> anyhow::Result<()> {
    let put = format!(
        "copiez {} dans {}",
        file.display(),
        folder.join(policy::FILE).display()
    );
    match policy::standing(folder, wanted) {
        Standing::Right => Ok(()),
        Standing::Missing => bail!("le navigateur n’est pas verrouillé : {put}"),
        Standing::Other => bail!("les politiques du navigateur ont changé : {put}"),
        Standing::Beside(names) => bail!(
            "d’autres politiques que les nôtres sont dans {} : {}",
            folder.display(),
            names.join(", ")
        ),
    }
}

/// Opens the door of the kiosk, then its browser, then everything that a node serves.
async fn open(
    relay: &Ready,
    (settings, ecran): (config::Borne, Ecran),
    sites: Sites,
) -> anyhow::Result<()> {
    let app = &relay.app;
    let door = Opened::at(&Door::plain(settings.listen.clone()), app.outside.now_ms()).await?;
    let base = door.base.clone();
    let impression = printer(&settings, &app.outside)?;
    let scanner = scanner(&settings)?;
    let hands = hands((&settings, ecran), (&base, sites), app);
    let hands = kiosk::prepare(hands);
    let borne = Kept::new(hands.kiosk(), base, (settings, ecran), impression);
    let borne = Arc::new(borne.beside(scanner));
    let application = web::seance::door(web::application(app), borne.clone());
    tokio::spawn(door.serve(application, relay.stop.subscribe()));
    open_phones(relay, &borne).await?;
    let (happenings, running) = hands.open().await.context("le navigateur de la borne")?;
    tokio::spawn(mind::attend(app.clone(), borne.clone(), happenings));
    seance::equipe::remember(app, &borne).await?;
    sante::watch(app, &borne);
    say("La borne est ouverte.")?;
    let served = serve::open(app, &relay.doors).await;
    borne.tell(Order::Close);
    running.await.context("la borne ne se ferme pas")?;
    served
}

/// The door of telephones, on a kiosk that has one.
async fn open_phones(relay: &Ready, borne: &Arc<Kept>) -> anyhow::Result<()> {
    let Some(listen) = &borne.settings.phone_listen else {
        return Ok(());
    };
    let door = Door::plain(listen.clone());
    let door = Opened::at(&door, relay.app.outside.now_ms()).await?;
    let pages = web::seance::joindre::door(&relay.app, borne.clone());
    tokio::spawn(door.serve(pages, relay.stop.subscribe()));
    Ok(())
}

/// The printer, when there is one: its queue runs until the program ends.
fn printer(settings: &config::Borne, outside: &Outside) -> anyhow::Result<Option<Impression>> {
    let Some(uri) = &settings.printer else {
        return Ok(None);
    };
    let http = crate::outside::room_client()?;
    let client = Client::new(http, uri, "plus").with_context(|| uri.clone())?;
    let (clock, chance) = (outside.clone(), outside.clone());
    let world = World {
        now_ms: Arc::new(move || clock.now_ms()),
        chance: Arc::new(move || u64::from_le_bytes(chance.random_bytes())),
    };
    let (queue, driver) = Queue::new(client, QueueSettings::default(), world);
    tokio::spawn(driver.run());
    Ok(Some(Impression { queue }))
}

/// The scanner, when there is one.
fn scanner(settings: &config::Borne) -> anyhow::Result<Option<Scanner>> {
    let Some(address) = &settings.scanner else {
        return Ok(None);
    };
    let http = crate::outside::room_client()?;
    let scanner = Scanner::new(http, address).with_context(|| address.clone())?;
    Ok(Some(scanner))
}

/// Addresses of the screens that open by themselves.
fn screens(base: &str) -> Screens {
    let of = |path: &str| format!("{base}{path}?{}", web::seance::ALONE);
    Screens {
        home: of("/borne"),
        ended: of("/borne/fini"),
        warning: of("/borne/encore"),
        awaited: of("/borne/attente"),
        closed: of("/borne/ferme") + "&site=",
        away: of("/borne/indisponible") + "&site=",
    }
}

fn hands(
    (settings, ecran): (&config::Borne, Ecran),
    (base, sites): (&str, Sites),
    app: &App,
) -> Settings {
    let clock = app.outside.clone();
    Settings {
        launch: Launch {
            program: PathBuf::from(&settings.browser),
            scale: ecran.scale(),
            more: settings.browser_flags.clone(),
        },
        ecran,
        sites,
        screens: screens(base),
        bar: barre(base, Language::French, settings),
        patience: settings.patience(),
        folder: PathBuf::from(&settings.folder),
        watch_every: WATCH,
        clock: Clock(Arc::new(move || clock.now_ms())),
    }
}
