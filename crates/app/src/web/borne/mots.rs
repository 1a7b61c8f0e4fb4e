//! What a kiosk says of itself, in plain words.

use plus_domain::borne::{Beat, Health};

use crate::web::{
    contact::{gap_in_words, moment},
    page::Page,
    state::App,
    transmission::bytes,
};

const MINUTE_MS: i64 = 60_000;

/// « à l’instant », « il y a 4 minutes », « aujourd’hui à 8 h 10 », « jamais ».
pub(super) fn sign(app: &App, page: &Page, at_ms: Option<i64>) -> String {
    let Some(at_ms) = at_ms else {
        return page.t("borne-signe-jamais");
    };
    match (app.outside.now_ms() - at_ms) / MINUTE_MS {
        ..=0 => page.t("borne-signe-maintenant"),
        minutes @ 1..=59 => page.t_count("borne-signe-minutes", minutes),
        _ => moment(app, page, at_ms),
    }
}

/// « Il reste du papier », « Plus de papier ».
pub(super) fn paper(page: &Page, health: &Health) -> String {
    let code = match health.printer {
        None => "sans",
        Some(_) if health.is_jammed() => "bourrage",
        Some(_) if health.is_paper_out() => "vide",
        Some(_) if health.is_paper_low() => "bas",
        Some(plus_domain::borne::Printer::Gone) => "inconnu",
        Some(_) => "bien",
    };
    page.tc("borne-papier", code)
}

/// « toner 62 % »; empty when it is not said.
pub(super) fn toner(page: &Page, health: &Health) -> String {
    let told = |left: u8| page.arg("reste", page.number(left)).t("borne-toner");
    health.toner.map(told).unwrap_or_default()
}

/// Sessions of today: what was counted yesterday is not told as today's.
pub(super) fn sessions(app: &App, page: &Page, health: &Health) -> String {
    let count = if health.day == Some(app.today()) {
        health.sessions_today
    } else {
        0
    };
    page.number(count)
}

/// Every line of a sign of life: name and value.
pub(super) fn lines(app: &App, page: &Page, beat: &Beat, at_ms: i64) -> Vec<(String, String)> {
    let mut said = machine(page, beat, at_ms);
    said.extend(printer(page, &beat.health));
    said.extend(usage(app, page, &beat.health));
    said.retain(|(_, value)| !value.is_empty());
    said.into_iter()
        .map(|(key, value)| (page.t(key), value))
        .collect()
}

/// A line before its name is put into words.
type Said = (&'static str, String);

fn machine(page: &Page, beat: &Beat, at_ms: i64) -> Vec<Said> {
    let health = &beat.health;
    let told = |words: Option<String>| words.unwrap_or_default();
    let size = |count: Option<u64>| count.map(|n| bytes(page, n));
    let gap = match gap_in_words(page, beat.clock - at_ms) {
        none if none.is_empty() => page.t("borne-horloge-bonne"),
        gap => page.arg("ecart", gap).t("borne-horloge"),
    };
    let disk = size(health.disk_free).zip(size(health.disk_total));
    let disk = disk.map(|(free, total)| {
        page.arg("libre", free)
            .arg("total", total)
            .t("transmission-disque-mots")
    });
    vec![
        ("borne-ligne-navigateur", told(browser(page, health))),
        (
            "borne-ligne-ecran",
            told(health.drawn_seconds.map(|s| drawn(page, s))),
        ),
        ("borne-ligne-allumee", uptime(page, health.uptime_seconds)),
        (
            "borne-ligne-reseau",
            told(health.network.map(|n| page.tc("borne-reseau", n.code()))),
        ),
        ("borne-ligne-attend", page.number(health.queue)),
        ("borne-ligne-horloge", gap),
        ("borne-ligne-disque", told(disk)),
        ("borne-ligne-memoire", told(size(health.memory_free))),
        (
            "borne-ligne-temperature",
            told(
                health
                    .temperature
                    .map(|t| page.arg("degres", t.to_string()).t("borne-degres")),
            ),
        ),
        ("borne-ligne-version", beat.version.clone()),
    ]
}

fn browser(page: &Page, health: &Health) -> Option<String> {
    let state = page.tc("borne-navigateur", health.browser?.code());
    Some(match health.browser_restarts {
        0 => state,
        count => format!("{state}, {}", page.t_count("borne-relances", count)),
    })
}

fn drawn(page: &Page, seconds: u64) -> String {
    match seconds {
        0..60 => page.t("borne-dessine"),
        seconds => page.t_count("borne-dessine-minutes", seconds / 60),
    }
}

fn uptime(page: &Page, seconds: u64) -> String {
    match seconds / 60 {
        0 => String::new(),
        minutes @ 1..=119 => page.t_count("contact-ecart-minutes", minutes),
        minutes @ 120..=2_879 => page.t_count("contact-ecart-heures", minutes / 60),
        minutes => page.t_count("contact-ecart-jours", minutes / 1_440),
    }
}

/// What it says of its printer, for the menu of the team: name and value.
pub(in crate::web) fn printer_lines(page: &Page, health: &Health) -> Vec<(String, String)> {
    let said = printer(page, health).into_iter();
    said.map(|(key, value)| (page.t(key), value)).collect()
}

fn printer(page: &Page, health: &Health) -> Vec<Said> {
    let state = health
        .printer
        .map(|p| page.tc("borne-imprimante", p.code()));
    let mut reasons = health.printer_reasons.clone();
    reasons.retain(|reason| reason != "none");
    let toner = health
        .toner
        .map(|left| page.arg("reste", page.number(left)).t("borne-pour-cent"));
    vec![
        ("borne-ligne-imprimante", state.unwrap_or_default()),
        ("borne-ligne-papier", paper(page, health)),
        ("borne-ligne-toner", toner.unwrap_or_default()),
        (
            "borne-ligne-feuilles",
            health.sheets.map(|n| page.number(n)).unwrap_or_default(),
        ),
        ("borne-ligne-raisons", reasons.join(", ")),
    ]
}

fn usage(app: &App, page: &Page, health: &Health) -> Vec<Said> {
    let is_today = health.day == Some(app.today());
    let pages = if is_today { health.pages_today } else { 0 };
    let last = health
        .session_hour
        .map(|hour| page.arg("heure", hour.to_string()).t("borne-vers"));
    vec![
        ("borne-ligne-sessions", sessions(app, page, health)),
        ("borne-ligne-pages", page.number(pages)),
        ("borne-ligne-derniere", last.unwrap_or_default()),
    ]
}
