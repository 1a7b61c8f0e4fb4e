//! `plus demo`: a relay with an invented past, ready in seconds.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};
use plus_borne::voice::PROGRAM;
use plus_domain::{
    account::{Account, Role},
    event::Event,
    ids::AccountId,
    period::{Month, Period},
    territoire::{Territoire, demo::Demo as Invented},
    tournee::{Proof, Tournee, TourneeState},
};
use plus_planning::tour;
use plus_store::{Store, credential};

use super::{
    DataArgs,
    doors::{self, Doors},
    say, serve,
};
use crate::{
    config::Web,
    demo::{self, Facts, Setting},
    outside::Outside,
    password::Hasher,
    statement::Desk,
    territory::{self, geo},
    tournee::{Board, gather, needs},
    web::{ecoute::Place, installation, state::AppState},
};

/// Password of every invented account, printed at start.
pub const PASSWORD: &str = "bienvenue au relais";
/// Facts written at once.
const BATCH: usize = 2_000;
const SEED: u64 = 972;
/// Most that the search for the draft of a tour may last.
const DRAFT: std::time::Duration = std::time::Duration::from_secs(1);
/// Months of statements already sent.
const STATEMENTS: u32 = 5;

/// `plus demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Dossier des données (un dossier temporaire si rien n’est dit)
    #[arg(long, env = "PLUS_DATA", value_name = "DOSSIER")]
    data: Option<PathBuf>,
    /// Base PostgreSQL (postgres://…)
    #[arg(
        long,
        env = "PLUS_DATABASE",
        value_name = "ADRESSE",
        hide_env_values = true
    )]
    database: Option<String>,
    /// Adresse et port d’écoute (127.0.0.1:8000 si rien n’est dit)
    #[arg(long, env = "PLUS_LISTEN", value_name = "ADRESSE:PORT")]
    listen: Option<String>,
    /// Histoire à montrer : vie (18 mois jusqu’à aujourd’hui) ou 2017 (le bilan publié)
    #[arg(
        long,
        value_enum,
        default_value = "vie",
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "HISTOIRE"
    )]
    scenario: Scenario,
    /// Montrer les communes d’un autre EPCI (code SIREN)
    #[arg(long, value_name = "SIREN")]
    epci: Option<String>,
    /// Préparer les données sans ouvrir le relais
    #[arg(long)]
    no_serve: bool,
    /// Sans bornes ni leurs signes de vie
    #[arg(long)]
    no_bornes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scenario {
    Vie,
    #[value(name = "2017")]
    Record2017,
}

impl Demo {
    /// Prepares and serves.
    pub async fn run(self) -> anyhow::Result<()> {
        let temporary = self.temporary_folder()?;
        let folder = self.data.clone().or(temporary).context("aucun dossier")?;
        let args = DataArgs {
            data: folder.clone(),
            database: self.database.clone(),
        };
        let (store, config) = args.open().await?;
        let written = self.written(&folder)?;
        let territory = match &written {
            Some(written) => territory::read_folder(written)?,
            None => self.territory()?,
        };
        let outside = self.outside(&territory);
        if self.epci.is_none() {
            geo::keep_embedded(&folder)?;
        }
        let new = territory::published(&store).await?.is_none();
        if new {
            fill(&store, &outside, &territory, self.scenario, &folder).await?;
        }
        // Its files may have been changed by hand since.
        territory::publish(&store, &outside, &territory).await?;
        announce(&folder, &territory)?;
        let web = Web {
            demo: true,
            content: config.content,
            proconnect: config.proconnect,
            ..config.web
        };
        let app = AppState::new(outside, store, web, territory);
        if new && matches!(self.scenario, Scenario::Vie) {
            demo::present(&app, &team(&app).await?).await?;
            if !self.no_bornes {
                demo::bornes::bornes(&app).await?;
            }
        }
        if self.no_serve {
            app.store.close().await;
            return Ok(());
        }
        let place = Place {
            program: config.voice.unwrap_or_else(|| PROGRAM.to_owned()).into(),
            data: folder,
            territory: written,
        };
        serve::open_geo(&app, &place)?;
        serve::open_voice(&app, &place).await;
        let listen = self
            .listen
            .clone()
            .or(config.listen)
            .unwrap_or_else(|| doors::LISTEN.to_owned());
        tokio::spawn(demo::bornes::keep(app.clone()));
        // Everything shown is invented: there is no secret to keep from the network.
        serve::open(&app, &Doors::plain(listen)).await
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one command that may choose where its data goes: it invents it"
    )]
    fn temporary_folder(&self) -> anyhow::Result<Option<PathBuf>> {
        if self.data.is_some() {
            return Ok(None);
        }
        let name = format!("plus-demo-{}", Outside::machine().new_id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("{} ne peut pas être créé", folder.display()))?;
        Ok(Some(folder))
    }

    /// The record of 2017 is looked at on the day after its last.
    fn outside(&self, territory: &Territoire) -> Outside {
        match self.scenario {
            Scenario::Vie => Outside::machine(),
            Scenario::Record2017 => Outside::machine_at(day_after_record(territory)),
        }
    }

    /// The folder of the files of the territory, to be changed from its pages; nothing for that
    /// of an EPCI, which is made anew each time.
    fn written(&self, data: &std::path::Path) -> anyhow::Result<Option<PathBuf>> {
        if self.epci.is_some() {
            return Ok(None);
        }
        let to = data.join(installation::FOLDER);
        if !to.exists() {
            let files = territory::demonstration_files();
            let files = files
                .iter()
                .map(|(path, text)| (path.as_str(), text.as_bytes()));
            territory::folder::write(&to, files)?;
        }
        Ok(Some(to))
    }

    fn territory(&self) -> anyhow::Result<Territoire> {
        match &self.epci {
            None => Ok(territory::demonstration()?),
            Some(code) => match territory::of_epci(code)? {
                Some(territory) => Ok(territory),
                None => bail!("l’EPCI {code} n’est pas connu ici : son code SIREN a neuf chiffres"),
            },
        }
    }
}

/// 8 hours where the relay is, the day after the record.
fn day_after_record(territory: &Territoire) -> i64 {
    let last = demo::RECORD_LAST_DAY;
    eight_o_clock(territory, last.tomorrow().unwrap_or(last))
}

/// 8 hours of a day where the relay is, milliseconds UTC.
fn eight_o_clock(territory: &Territoire, day: Date) -> i64 {
    let eight = Time::constant(8, 0, 0, 0);
    day.to_datetime(eight)
        .to_zoned_datetime(zone(territory))
        .map_or(0, |z| z.timestamp().as_millisecond())
}

fn zone(territory: &Territoire) -> TimeZone {
    TimeZone::get(&territory.identity.time_zone).unwrap_or(TimeZone::UTC)
}

fn announce(folder: &std::path::Path, territory: &Territoire) -> anyhow::Result<()> {
    let accounts = territory::demo_of(territory)?.accounts;
    let lines: Vec<String> = accounts
        .iter()
        .map(|a| format!("  {:<16} {:<16} {}", a.login, a.role, a.name))
        .collect();
    say(&format!(
        "Démonstration : tout est inventé. Données : {}\n\
         Comptes (mot de passe « {PASSWORD} ») :\n\
{}",
        folder.display(),
        lines.join("\n")
    ))
}

/// Publishes the territory and writes the invented past.
async fn fill(
    store: &Store,
    outside: &Outside,
    territory: &Territoire,
    scenario: Scenario,
    folder: &std::path::Path,
) -> anyhow::Result<()> {
    territory::publish(store, outside, territory).await?;
    let accounts = accounts(outside, territory)?;
    let crew: Vec<AccountId> = accounts
        .iter()
        .filter(|a| a.role == Role::Animatrice)
        .map(|a| a.id.clone())
        .collect();
    let setting = Setting {
        territory,
        crew: &crew,
        today: today(outside, territory),
        seed: SEED,
    };
    let past = match scenario {
        Scenario::Vie => demo::life(&setting),
        Scenario::Record2017 => demo::record_2017(&setting),
    };
    secrets(store, outside, &accounts).await?;
    let entries = accounts.iter().cloned().map(Event::AccountSet);
    write(store, outside, entries.chain(past).collect()).await?;
    let (day, at) = (setting.today, outside.now_ms());
    let registers = demo::registres(territory, &accounts, day, at);
    write(store, outside, registers).await?;
    store.count_again().await?;
    match scenario {
        Scenario::Vie => {
            plan_tour(store, outside, territory, &accounts, folder).await?;
            send_statements(store, territory, &accounts, setting.today).await
        }
        Scenario::Record2017 => Ok(()),
    }
}

/// What the team says before its next tour, and a draft of the month after next.
async fn plan_tour(
    store: &Store,
    outside: &Outside,
    territory: &Territoire,
    accounts: &[Account],
    folder: &std::path::Path,
) -> anyhow::Result<()> {
    let month = Month::of(today(outside, territory)).next().next();
    let said = demo::plan(territory, accounts, month, outside.now_ms(), &mut || {
        outside.new_id()
    });
    write(store, outside, said).await?;
    let mut link = store.read().await?;
    let base = gather(&mut link, territory, (month, month)).await?;
    drop(link);
    let needs = needs(
        territory,
        geo::kept(folder).as_ref(),
        &base.besoin,
        &base.stale,
    );
    let board = Board::new(&base, territory, &needs);
    let clock = crate::outside::stopwatch();
    let options = tour::Options {
        time_limit: DRAFT,
        ..tour::Options::new(&clock)
    };
    let answer = tour::solve(&board.instance, &options, &mut |_| tour::Continue::Yes);
    let coordinator = accounts.iter().find(|a| a.role == Role::Coordinateur);
    let draft = Tournee {
        id: outside.new_id().into(),
        from: month,
        to: month,
        title: String::new(),
        state: TourneeState::Draft,
        days: board.half_days(&answer.plan),
        proof: answer.bound.map(|bound| Proof {
            objective: answer.objective,
            bound,
            proved: answer.proved,
        }),
        author: coordinator.map_or_else(|| AccountId::new("demo"), |a| a.id.clone()),
        at: outside.now_ms(),
    };
    write(store, outside, vec![Event::TourneeSet(draft)]).await
}

/// Statements of the past half-year, each issued at the beginning of the month
/// after, for the partners who can sign in. That of the last month waits.
async fn send_statements(
    store: &Store,
    territory: &Territoire,
    accounts: &[Account],
    today: Date,
) -> anyhow::Result<()> {
    let coordinator = accounts.iter().find(|a| a.role == Role::Coordinateur);
    let author = coordinator.map_or_else(|| AccountId::new("demo"), |a| a.id.clone());
    let partners: Vec<_> = accounts.iter().filter_map(|a| a.partner.as_ref()).collect();
    let last = Month::of(today).prev().prev();
    let first = (1..STATEMENTS).fold(last, |month, _| month.prev());
    let months = Period::new(first.first_day(), last.last_day())?.months();
    let bar = super::progress("relevés inventés");
    for month in months {
        let outside = Outside::machine_at(eight_o_clock(territory, month.next().first_day()));
        let desk = Desk {
            store,
            outside: &outside,
            territory,
        };
        for partner in &partners {
            // A partner that had not joined yet has no statement.
            let known = territory.partners_on(month.last_day());
            if known.into_iter().any(|p| p.code == **partner) {
                desk.monthly(partner, month, &author).await?;
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

fn today(outside: &Outside, territory: &Territoire) -> Date {
    outside.today(&zone(territory))
}

async fn write(store: &Store, outside: &Outside, facts: Facts) -> anyhow::Result<()> {
    let bar = super::progress("faits inventés");
    bar.set_length(facts.len() as u64);
    for batch in facts.chunks(BATCH) {
        let mut tx = store.begin().await?;
        outside.record(&mut tx, batch).await?;
        tx.commit().await?;
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    Ok(())
}

fn accounts(outside: &Outside, territory: &Territoire) -> anyhow::Result<Vec<Account>> {
    let invented: Invented = territory::demo_of(territory)?;
    let made = invented.accounts.into_iter().map(|a| {
        let role =
            Role::from_code(&a.role).with_context(|| format!("rôle inconnu : {}", a.role))?;
        Ok(Account {
            id: outside.new_id().into(),
            login: a.login,
            name: a.name,
            role,
            partner: a.partner,
            disabled: false,
        })
    });
    made.collect()
}

/// The invented mediators, in the order of their file: the first is the one that guides name.
async fn team(app: &crate::web::state::App) -> anyhow::Result<Vec<AccountId>> {
    let known = plus_store::account::list(&mut app.store.read().await?).await?;
    let named = territory::demo_of(&app.territory())?.accounts;
    let of = |login: &str| {
        let mut found = known.iter();
        found.find(|a| a.login == login && a.role == Role::Animatrice)
    };
    let team = named.iter().filter_map(|invented| of(&invented.login));
    Ok(team.map(|account| account.id.clone()).collect())
}

/// One hash serves all the invented accounts: they share a printed password.
async fn secrets(store: &Store, outside: &Outside, accounts: &[Account]) -> anyhow::Result<()> {
    let hash = Hasher::new(crate::config::PasswordCost::default())
        .hash(PASSWORD.to_owned(), outside.random_bytes())
        .await?;
    let mut tx = store.begin().await?;
    for account in accounts {
        credential::set(&mut tx, account.id.as_str(), &hash, outside.now_ms()).await?;
    }
    tx.commit().await?;
    Ok(())
}
