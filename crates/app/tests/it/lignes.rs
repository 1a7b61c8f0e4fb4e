//! Every figure opens (requirement T5): each link of a figure, followed to its last page, recounts
//! to the figure that bears it, on both engines; whoever is not of the coordination reads no line.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use plus::{
    demo::{self, Setting},
    outside::Outside,
};
use plus_domain::{
    account::Role,
    event::{Event, VisiteCancellation, VisiteCorrection},
    period::Month,
    permanence::{Permanence, PermanenceState},
    stats::Dimension,
    visite::{Change, FirstTime, Visite},
};
use serde_json::json;

use crate::{
    actors::{Actor, MORNING, Relay},
    import::postgres,
};

const LINES: &str = "/pilotage/chiffres/lignes";
/// Beginnings of lives that are invented; each crawl is one of them on one engine.
const SEEDS: [u64; 2] = [11, 29];
/// Partners whose statements are frozen: one of many people, one of fewer.
const PARTNERS: [&str; 2] = ["caf", "cgss"];

/// The visites of some months, one in three of those that are not of the first partner, with
/// the half-days of then; then what becomes of some of them: corrected, cancelled.
fn lived(relay: &Relay, seed: u64) -> Vec<Event> {
    let territory = relay.app.territory();
    let crew = ["a1".into(), "a2".into()];
    let setting = Setting {
        territory: &territory,
        crew: &crew,
        today: jiff::civil::date(2026, 11, 20),
        seed,
    };
    let from = jiff::civil::date(2026, 7, 1);
    let facts = demo::life(&setting).into_iter().filter(|fact| match fact {
        Event::VisiteRecorded(v) => {
            let caf = v.demandes.iter().any(|d| d.partner.as_str() == "caf");
            v.date >= from && (caf || draw(v, 3) == 0)
        }
        Event::PermanenceSet(p) => p.date >= from,
        _ => true,
    });
    let facts: Vec<Event> = facts.collect();
    let visites = facts.iter().filter_map(visite);
    let more: Vec<Event> = visites.filter_map(|v| afterthought(v, 17)).collect();
    facts.into_iter().chain(more).collect()
}

fn visite(fact: &Event) -> Option<&Visite> {
    match fact {
        Event::VisiteRecorded(visite) => Some(visite),
        _ => None,
    }
}

/// A number below `most`, the same each time for the same visite.
fn draw(visite: &Visite, most: u8) -> u8 {
    blake3::hash(visite.id.as_str().as_bytes()).as_bytes()[0] % most
}

/// Of one visite in `most`, another age; of one, no visite at all.
fn afterthought(visite: &Visite, most: u8) -> Option<Event> {
    let (id, author, at) = (visite.id.clone(), visite.author.clone(), MORNING);
    match draw(visite, most) {
        0 => Some(Event::VisiteCorrected(VisiteCorrection {
            id,
            author,
            at,
            changes: vec![Change {
                field: "age".into(),
                base: visite.field("age"),
                value: json!("26-39"),
            }],
        })),
        1 => Some(Event::VisiteCancelled(VisiteCancellation {
            id,
            author,
            at,
            cancelled: true,
        })),
        _ => None,
    }
}

async fn write(relay: &Relay, facts: &[Event], seed: u64) {
    for batch in facts.chunks(2_000) {
        let mut tx = relay.app.store.begin().await.unwrap();
        let outside = Outside::fixed(MORNING + i64::try_from(seed).unwrap(), seed);
        outside.record(&mut tx, batch).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn freeze(chief: &Actor<'_>, month: &str) {
    for partner in PARTNERS {
        let wanted = [("mois", month), ("partenaire", partner)];
        let done = chief.post("/pilotage/releves", &wanted).await;
        assert!(done.status.as_u16() < 400, "{}", done.body);
    }
}

/// A number as it is written for people; nothing when the text is a word or a share.
fn number(text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches("au moins ");
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let unit = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &digits[..digits.len() - unit.len()];
    let is_whole = unit.chars().all(char::is_alphabetic);
    digits.parse().ok().filter(|_| is_whole)
}

fn plain(html: &str) -> String {
    let pieces = html.split('<');
    pieces
        .map(|p| p.split_once('>').map_or(p, |(_, text)| text))
        .collect()
}

/// Every link of a page to lines, with the text of its figure.
fn figures(page: &str) -> Vec<(String, String)> {
    let links = page.split("<a ").skip(1).filter_map(|link| {
        let href = link.split("href=\"").nth(1)?.split('"').next()?;
        let href = href.replace("&amp;", "&").replace("&#38;", "&");
        let inside = link.split_once('>')?.1.split("</a>").next()?;
        // What is said aloud only is not the figure.
        let shown = inside.split("<span").next()?;
        href.starts_with(LINES).then(|| (href, plain(shown)))
    });
    links.collect()
}

fn asked(href: &str) -> BTreeMap<&str, &str> {
    let query = href.split_once('?').unwrap().1;
    query.split('&').filter_map(|p| p.split_once('=')).collect()
}

/// What one line is worth: a visite, its demandes, its minutes.
fn unit(href: &str) -> String {
    let asked = asked(href);
    if let Some(unit) = asked.get("unite") {
        return (*unit).to_owned();
    }
    let dimension = asked["dimension"];
    let by_demande = Dimension::from_code(dimension).is_some_and(Dimension::is_of_demande);
    if by_demande { "demandes" } else { "visites" }.to_owned()
}

/// What a link leads to: what the page says that it counts, and what its lines add up to.
async fn recounted(chief: &Actor<'_>, href: &str) -> (i64, i64) {
    let unit = unit(href);
    let (mut told, mut lines, mut marks) = (None, 0_i64, BTreeSet::new());
    let mut next = Some(href.to_owned());
    while let Some(path) = next.take() {
        let page = chief.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        let said = page.body.split("<data value=\"").nth(1).expect("a total");
        let said: i64 = said.split('"').next().unwrap().parse().unwrap();
        assert!(told.is_none_or(|before| before == said), "{path}");
        told = Some(said);
        let body = page.body.split("<tbody>").nth(1).unwrap_or_default();
        let body = body.split("</tbody>").next().unwrap_or_default();
        for row in body.split("<tr>").skip(1) {
            let cells: Vec<&str> = row.split("<td").skip(1).collect();
            lines += match unit.as_str() {
                "demandes" | "accompagnements" => {
                    i64::try_from(cells[3].matches("<div>").count()).unwrap()
                }
                "minutes" => plain(&format!("<{}", cells.last().unwrap()))
                    .trim()
                    .parse()
                    .unwrap(),
                "personnes" => i64::from(marks.insert(plain(&format!("<{}", cells[6])))),
                _ => 1,
            };
        }
        next = page
            .body
            .split("rel=\"next\" href=\"")
            .nth(1)
            .map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"));
    }
    (told.unwrap(), lines)
}

/// The cells of numbers of a page that open onto nothing, shares apart.
fn closed(page: &str) -> Vec<String> {
    let cells = page.split("<td class=\"nombre").skip(1);
    let cells = cells.filter_map(|cell| {
        let cell = cell.split_once('>')?.1.split("</td>").next()?;
        let text = plain(&format!("<>{cell}"));
        (number(&text).is_some() && !cell.contains("href")).then_some(text)
    });
    cells.collect()
}

/// Follows every figure of a page; answers their addresses.
async fn crawl(chief: &Actor<'_>, path: &str) -> BTreeSet<String> {
    let page = chief.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let found = figures(&page.body);
    let mut known: BTreeMap<String, i64> = BTreeMap::new();
    for (href, shown) in &found {
        if !known.contains_key(href) {
            let (told, lines) = recounted(chief, href).await;
            assert_eq!(told, lines, "{path} → {href}: the lines of « {shown} »");
            known.insert(href.clone(), told);
        }
        if let Some(figure) = number(shown) {
            assert_eq!(figure, known[href], "{path} → {href}: « {shown} »");
        }
    }
    if path.contains("/releves/") {
        let mut links = known.iter();
        let link = links.find(|(href, _)| href.contains("dimension=permanence"));
        assert_eq!(held(&page.body), link.map(|(_, lines)| *lines), "{path}");
    }
    known.into_keys().collect()
}

/// The half-days of a statement: their number is in a sentence, before its link.
fn held(page: &str) -> Option<i64> {
    let said = page.split("<strong>Permanences").nth(1)?;
    number(said.split(':').nth(1)?.split('.').next()?)
}

/// The pages of figures: statements, report, indicators, statistics.
fn pages(months: &[&str]) -> Vec<String> {
    let mut pages: Vec<String> = [
        "/pilotage/bilans/2026-S2",
        "/pilotage/indicateurs?de=2026-07&a=2026-10",
        "/pilotage/chiffres?de=2026-09&a=2026-10",
        "/pilotage/chiffres?de=2026-10&a=2026-10&partenaire=caf",
    ]
    .map(str::to_owned)
    .to_vec();
    for month in months {
        for partner in PARTNERS {
            pages.push(format!("/pilotage/releves/{month}-{partner}-1"));
        }
    }
    pages
}

async fn crawl_all(chief: &Actor<'_>, pages: &[String]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for page in pages {
        let found = crawl(chief, page).await;
        assert!(found.len() > 5, "{page}: {found:?}");
        if page.contains("/releves/") || page.contains("/chiffres") {
            let body = chief.get(page).await.body;
            assert_eq!(closed(&body), Vec::<String>::new(), "{page}");
        }
        all.extend(found);
    }
    all
}

/// A visite of a frozen month that comes after, of somebody known or not.
fn late(facts: &[Event], month: Month) -> Vec<Event> {
    let visites: Vec<&Visite> = facts.iter().filter_map(visite).collect();
    let own = visites.iter().filter(|v| Month::of(v.date) == month);
    let own: Vec<&&Visite> = own.collect();
    let copies = own.iter().take(4).map(|v| {
        let mut late = (**v).clone();
        late.id = format!("tard-{}", v.id).as_str().into();
        late.at += 1;
        late.first = FirstTime::First;
        for demande in &mut late.demandes {
            demande.id = format!("tard-{}", demande.id).as_str().into();
            demande.partner = "caf".into();
        }
        Event::VisiteRecorded(late)
    });
    let moved = own.iter().skip(4).filter_map(|v| afterthought(v, 5));
    let half_days = facts.iter().filter_map(|fact| match fact {
        Event::PermanenceSet(one) => Some(one).filter(|one| Month::of(one.date) == month),
        _ => None,
    });
    copies.chain(moved).chain(changed(half_days)).collect()
}

/// Of some half-days, the first two did not take place after all, and one is written that
/// nobody had said.
fn changed<'a>(half_days: impl Iterator<Item = &'a Permanence>) -> Vec<Event> {
    let held = half_days.filter(|one| one.state == PermanenceState::Closed);
    let (mut changed, mut rest): (Vec<Permanence>, _) = (Vec::new(), held.cloned());
    for mut one in rest.by_ref().take(2) {
        one.state = PermanenceState::Cancelled;
        one.stated_visites = None;
        changed.push(one);
    }
    for mut one in rest.take(3) {
        one.id = format!("tard-{}", one.id).as_str().into();
        changed.push(one);
    }
    changed.into_iter().map(Event::PermanenceSet).collect()
}

/// `partenaire:` and the common password of the tests: what opens the API of a partner.
const CODED: &str = "Basic cGFydGVuYWlyZTp0b3J0dWUgbGFtcGUgbnVhZ2Ugdmlz";

async fn no_line_for_anyone_else(relay: &Relay, links: &BTreeSet<String>) {
    let visitor = relay.visitor();
    let partner = relay.person(Role::Partenaire).await;
    let mediator = relay.person(Role::Animatrice).await;
    for link in links {
        let away = visitor.get(link).await;
        assert_eq!(away.status, StatusCode::SEE_OTHER, "{link}");
        assert!(away.location().starts_with("/connexion"), "{link}");
        let asked = Request::get(link).header(header::AUTHORIZATION, CODED);
        let api = relay.visitor();
        let api = api.request(asked.body(Body::empty()).unwrap()).await;
        assert_eq!(api.status, StatusCode::SEE_OTHER, "{link}");
        for actor in [&partner, &mediator] {
            let refused = actor.get(link).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{link}");
            assert!(!refused.body.contains("<tbody>"), "{link}");
        }
    }
    let own = partner.get("/partenaire/releves/2026-10-caf-1").await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(!own.body.contains(LINES), "{}", own.body);
}

/// A life on an engine: every figure recounts, before and after what comes late.
async fn every_figure_opens(database: Option<String>, seed: u64) {
    let relay = Relay::open_at(database, |_| {}).await;
    let facts = lived(&relay, seed);
    write(&relay, &facts, seed).await;
    let chief = relay.person(Role::Coordinateur).await;
    for month in ["2026-08", "2026-09", "2026-10"] {
        freeze(&chief, month).await;
    }
    let all = pages(&["2026-08", "2026-09", "2026-10"]);
    let links = crawl_all(&chief, &all).await;
    assert!(links.len() > 100, "{}", links.len());
    no_line_for_anyone_else(&relay, &links).await;
    // What comes late moves today's figures, and none that was frozen.
    write(&relay, &late(&facts, "2026-10".parse().unwrap()), seed + 1).await;
    crawl_all(&chief, &all).await;
    let october = format!("{LINES}?de=2026-10&a=2026-10&partenaire=caf&dimension=total&valeur=*");
    let frozen = format!("{october}&niveau=fin&unite=demandes&releve=2026-10-caf-1");
    let now = format!("{october}&niveau=fin&unite=demandes");
    assert_ne!(
        recounted(&chief, &frozen).await,
        recounted(&chief, &now).await
    );
    // An amendment is another statement, open in its turn.
    freeze(&chief, "2026-10").await;
    let amended = "/pilotage/releves/2026-10-caf-2";
    if chief.get(amended).await.status == StatusCode::OK {
        crawl(&chief, amended).await;
    }
    crawl_all(&chief, &all).await;
}

#[tokio::test]
async fn t5_every_figure_opens_onto_lines_that_recount_to_it() {
    for seed in SEEDS {
        every_figure_opens(None, seed).await;
    }
}

#[tokio::test]
async fn t5_the_same_on_postgresql() {
    if let Some(url) = postgres().await {
        every_figure_opens(Some(url), SEEDS[0]).await;
    }
}

/// Whoever has a secret link has a masked table, and nothing that leads to a line.
#[tokio::test]
async fn t5_a_secret_link_leads_to_no_line() {
    let relay = Relay::open().await;
    let coordinator = crate::croisement::busy(&relay, 300).await;
    let here = crate::croisement::kept(&coordinator, "Pour la préfecture").await;
    let link = crate::croisement::opened(&coordinator, &here, "90").await;
    let visitor = relay.visitor();
    let shown = visitor.get(&link).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    assert!(!shown.body.contains(LINES), "{}", shown.body);
    let away = visitor
        .get(&format!(
            "{LINES}?de=2025-07&a=2025-07&dimension=total&valeur=*"
        ))
        .await;
    assert_eq!(away.status, StatusCode::SEE_OTHER);
}
