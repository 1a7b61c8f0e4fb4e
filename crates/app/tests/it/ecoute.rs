//! « Écouter »: what a page says, by which voice, and what is never said.

use std::{collections::BTreeSet, fs, path::Path};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use plus::{
    content,
    web::{
        access::Access,
        ecoute::{Place, Studio},
        router::{ROUTES, encoded},
    },
};
use plus_borne::voice::PROGRAM;
use plus_domain::account::Role;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    actors::{Actor, Relay},
    dossier::{SIGNED, employed, opened},
};

/// A relay with a voice, its sounds in a folder of their own.
struct Heard {
    relay: Relay,
    folder: TempDir,
}

impl Heard {
    async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// With phrases recorded by a person.
    async fn open_with(recorded: &[(&str, &str)]) -> Self {
        let relay = Relay::open().await;
        let folder = tempfile::tempdir().unwrap();
        let territory = folder.path().join("territoire");
        let voices = territory.join("voix/gcf-MQ");
        fs::create_dir_all(&voices).unwrap();
        let mut list = String::new();
        for (file, phrase) in recorded {
            fs::write(voices.join(file), format!("sound of {phrase}")).unwrap();
            list.extend([file, "\t", phrase, "\n"]);
        }
        fs::write(voices.join("phrases.tsv"), list).unwrap();
        let place = Place {
            program: PROGRAM.into(),
            data: folder.path().to_owned(),
            territory: Some(territory),
        };
        let studio = Studio::open(&place)
            .await
            .expect("espeak-ng is needed: run script/need espeak-ng");
        relay.app.ecoute.open(studio);
        Self { relay, folder }
    }

    fn sounds(&self) -> usize {
        fs::read_dir(self.folder.path().join("sons"))
            .unwrap()
            .count()
    }
}

/// The sentences of a page: what is shown, and the address of its sound.
async fn phrases(visitor: &Actor<'_>, page: &str) -> Vec<(String, String)> {
    let said = plan(visitor, page).await;
    let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
    let all = said["phrases"].as_array().unwrap().iter();
    all.map(|phrase| (text(phrase, "shown"), text(phrase, "sound")))
        .collect()
}

async fn plan(visitor: &Actor<'_>, page: &str) -> Value {
    let answer = visitor
        .get(&format!("/ecoute/phrases?page={}", encoded(page)))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{page}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Words of the `<main>` of a page, by another way than that of the product: whole
/// elements that are not said are cut out, then every tag.
fn words_shown(page: &str) -> BTreeSet<String> {
    let main = page
        .split_once("<main")
        .unwrap()
        .1
        .split_once("</main>")
        .unwrap()
        .0;
    let mut text = format!("<main{main}");
    for silent in ["nav", "svg", "select", "textarea", "script"] {
        while let Some(at) = text.find(&format!("<{silent}")) {
            let close = format!("</{silent}>");
            let end = text[at..].find(&close).unwrap() + at + close.len();
            text.replace_range(at..end, " ");
        }
    }
    // « 1er » is one word, although its end is raised.
    let text = text.replace("<sup>", "").replace("</sup>", "");
    let mut plain = String::new();
    for part in text.split('<').filter_map(|part| part.split_once('>')) {
        plain += " ";
        plain += part.1;
    }
    let plain = plain
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&lt;", " ")
        .replace("&gt;", " ")
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    let words = plain.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.chars().count() > 1)
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn without_a_voice_no_page_offers_to_listen() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let page = visitor.get("/").await.body;
    assert!(!page.contains("ecoute") && !page.contains("Écouter"));
    for path in [
        "/ecoute?page=/",
        "/ecoute/phrases?page=/",
        "/ecoute/page?page=/",
    ] {
        assert_eq!(
            visitor.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn every_page_of_the_public_offers_to_listen_and_pages_of_the_team_do_not() {
    let heard = Heard::open().await;
    let visitor = heard.relay.visitor();
    for path in [
        "/",
        "/themes/sante",
        "/demarches/rsa",
        "/fiches",
        "/recherche?q=rsa",
        "/passages",
        "/bornes",
        "/rappel",
        "/en/bornes",
    ] {
        let page = visitor.get(path).await.body;
        assert!(
            page.contains(&format!("ecoute?page={}\"", encoded(path))),
            "{path}"
        );
        assert!(page.contains("data-touche=\"pause\""), "{path}");
    }
    let sign_in = visitor.get("/connexion").await.body;
    assert!(!sign_in.contains("data-ecoute"));
}

#[tokio::test]
async fn what_is_said_covers_what_is_shown() {
    let heard = Heard::open().await;
    let archive =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../fiches/tests/data/vosdroits-mini.zip");
    let mut silent = |_| {};
    let mut watch = content::unhurried(&mut silent);
    let app = &heard.relay.app;
    content::import(&app.store, &app.outside, &archive, &mut watch)
        .await
        .unwrap();
    let visitor = heard.relay.visitor();
    let pack = app.pack().await.unwrap().unwrap();
    let fiches = pack
        .entries()
        .iter()
        .map(|entry| format!("/fiches/{}", entry.id));
    let ours = [
        "/",
        "/themes/sante",
        "/demarches/rsa",
        "/passages",
        "/bornes",
        "/rappel",
        "/en/demarches/rsa",
    ];
    for path in ours.map(str::to_owned).into_iter().chain(fiches) {
        let body = visitor.get(&path).await.body;
        // The address of the page, in clear beside its code to scan, is not read aloud.
        let body: String = body
            .split("class=\"adresse\"")
            .enumerate()
            .map(|(at, part)| match at {
                0 => part,
                _ => part.find("</").map_or("", |end| &part[end..]),
            })
            .collect::<Vec<_>>()
            .join(">");
        let shown = words_shown(&body);
        assert!(shown.len() > 10, "{path}: {shown:?}");
        let said: String = phrases(&visitor, &path)
            .await
            .into_iter()
            .map(|(shown, _)| shown + " ")
            .collect();
        let said: BTreeSet<&str> = said.split(|c: char| !c.is_alphanumeric()).collect();
        let missing: Vec<&String> = shown
            .iter()
            .filter(|word| !said.contains(word.as_str()))
            .collect();
        assert!(missing.is_empty(), "{path}: {missing:?}");
    }
}

#[tokio::test]
async fn a_sound_is_made_once_and_kept_by_the_browser_for_good() {
    let heard = Heard::open().await;
    let visitor = heard.relay.visitor();
    let all = phrases(&visitor, "/demarches/rsa").await;
    let (shown, sound) = &all[0];
    assert!(shown.contains("RSA"), "{shown}");
    let first = visitor.get(sound).await;
    assert_eq!(
        (first.status, first.header("content-type")),
        (StatusCode::OK, "audio/wav")
    );
    assert_eq!(
        first.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(heard.sounds(), 1);
    assert_eq!(visitor.get(sound).await.body, first.body);
    assert_eq!(heard.sounds(), 1);
}

#[tokio::test]
async fn a_telephone_takes_a_sound_by_ranges() {
    let heard = Heard::open().await;
    let visitor = heard.relay.visitor();
    let sound = phrases(&visitor, "/bornes").await.remove(0).1;
    let request = Request::get(&sound)
        .header("range", "bytes=0-3")
        .header("accept-encoding", "gzip");
    let part = visitor.request(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        (part.status, part.body.as_str()),
        (StatusCode::PARTIAL_CONTENT, "RIFF")
    );
    assert!(part.header("content-range").starts_with("bytes 0-3/"));
    assert_eq!(
        part.header("content-encoding"),
        "",
        "a sound does not compress"
    );
}

#[tokio::test]
async fn only_what_a_page_of_ours_says_is_ever_said() {
    let heard = Heard::open().await;
    let visitor = heard.relay.visitor();
    let sound = phrases(&visitor, "/demarches/rsa").await.remove(0).1;
    let key = sound.split_once('?').unwrap().0.to_owned();
    // Another node, which has not read that page: the key alone says nothing to it.
    let other = Heard::open().await;
    let stranger = other.relay.visitor();
    for page in [
        "/bornes",
        "",
        "/agent",
        "//ailleurs.test/",
        "https://ailleurs.test/",
    ] {
        let asked = format!("{key}?page={}", encoded(page));
        assert_eq!(
            stranger.get(&asked).await.status,
            StatusCode::NOT_FOUND,
            "{page}"
        );
    }
    for bad in [
        "/ecoute/son/bonjour?page=/",
        "/ecoute/son/..%2F..%2Fplus.db?page=/",
        "/ecoute/son/00000000000000000000000000000000?page=/",
    ] {
        assert_eq!(
            stranger.get(bad).await.status,
            StatusCode::NOT_FOUND,
            "{bad}"
        );
    }
    assert_eq!(other.sounds(), 0);
    assert_eq!(
        stranger.get(&sound).await.status,
        StatusCode::OK,
        "its own page says it"
    );
}

#[tokio::test]
async fn pages_that_are_not_of_the_public_are_not_read() {
    let heard = Heard::open().await;
    let coordinator = heard
        .relay
        .person(plus_domain::account::Role::Coordinateur)
        .await;
    for page in [
        "/agent",
        "/pilotage",
        "/connexion",
        "/metrics",
        "/healthz",
        "/api/v1/places",
        "/assets/plus.css",
        "/ecoute?page=/",
        "/rien",
        "/demarches/rien",
        "rappel",
    ] {
        let asked = format!("/ecoute/phrases?page={}", encoded(page));
        assert_eq!(
            coordinator.get(&asked).await.status,
            StatusCode::NOT_FOUND,
            "{page}"
        );
    }
}

#[tokio::test]
async fn nothing_that_a_reader_typed_is_said() {
    let heard = Heard::open().await;
    let visitor = heard.relay.visitor();
    let pages = ROUTES
        .iter()
        .filter(|r| r.method == "GET" && r.access == Access::Public);
    let plain = pages.map(|r| r.path).filter(|path| !path.contains('{'));
    for path in plain.chain(["/demarches/rsa", "/themes/sante"]) {
        for field in ["q", "commune", "sujet", "mois", "numero", "page", "suite"] {
            let page = format!("{path}?{field}=Motsecret+Zanzibar");
            let asked = format!("/ecoute/phrases?page={}", encoded(&page));
            let said = visitor.get(&asked).await;
            let phrases = said.body.to_lowercase();
            // The address of each sound holds that of the page: only what is shown counts.
            let shown = phrases
                .split("\"shown\":\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            for phrase in shown {
                assert!(
                    !phrase.contains("motsecret") && !phrase.contains("zanzibar"),
                    "{page}: {phrase}"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_voice_follows_the_language_of_each_sentence() {
    let heard = Heard::open().await;
    let visitor = heard.relay.visitor();
    let of = |all: Vec<(String, String)>, text: &str| {
        let found = all.into_iter().find(|(shown, _)| shown == text);
        found.unwrap_or_else(|| panic!("{text}")).1
    };
    // « CAF » stands in French on both pages, « Information » would not.
    let french = of(phrases(&visitor, "/themes/argent").await, "CAF");
    let english = of(phrases(&visitor, "/en/themes/argent").await, "CAF");
    let key = |sound: &str| sound.split('?').next().unwrap().to_owned();
    assert!(key(&french).starts_with("/ecoute/son/") && key(&english).starts_with("/ecoute/son/"));
    let page = phrases(&visitor, "/en/bornes").await;
    assert!(
        page.len() > 3
            && page
                .iter()
                .all(|(_, sound)| sound.contains("page=/en/bornes"))
    );
}

#[tokio::test]
async fn kreyol_has_no_false_voice_and_offers_french() {
    let heard = Heard::open().await;
    let visitor = heard.relay.visitor();
    let said = plan(&visitor, "/gcf/?x=1").await;
    assert!(
        said["instead"]["sentence"]
            .as_str()
            .unwrap()
            .contains("écoutez en français")
    );
    assert_eq!(said["instead"]["href"], "/?x=1#ecouter");
    let shown: Vec<&str> = said["phrases"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|p| p["shown"].as_str())
        .collect();
    assert!(!shown.contains(&"Ki sa ou bizwen ?"), "{shown:?}");
    let page = visitor.get("/gcf/ecoute?page=/gcf/").await.body;
    assert!(page.contains("href=\"/ecoute?page=/\"") && !page.contains("<audio"));
}

#[tokio::test]
async fn a_phrase_of_kreyol_that_a_person_recorded_is_heard() {
    let phrase = "Ki sa ou bizwen ?";
    let heard = Heard::open_with(&[("bizwen.ogg", phrase)]).await;
    let visitor = heard.relay.visitor();
    let all = phrases(&visitor, "/gcf/").await;
    let (_, sound) = all
        .into_iter()
        .find(|(shown, _)| shown.replace('\u{a0}', " ") == phrase)
        .unwrap();
    let heard = visitor.get(&sound).await;
    assert_eq!(
        (heard.header("content-type"), heard.body.as_str()),
        ("audio/ogg", "sound of Ki sa ou bizwen ?")
    );
}

#[tokio::test]
async fn without_script_the_page_is_one_sound() {
    let heard = Heard::open().await;
    let visitor = heard.relay.visitor();
    let page = visitor.get("/ecoute?page=/bornes").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("<audio") && page.body.contains("src=\"/ecoute/page?page=/bornes\"")
    );
    let request = Request::get("/ecoute/page?page=/bornes")
        .body(Body::empty())
        .unwrap();
    let whole = visitor.bytes(request).await;
    let sentences = phrases(&visitor, "/bornes").await.len();
    assert!(whole.starts_with(b"RIFF"));
    // Half a second a sentence at the very least.
    assert!(
        whole.len() > sentences * 8_000,
        "{} bytes for {sentences} sentences",
        whole.len()
    );
    assert!(heard.sounds() > 3);
}

/// P17, and issue 7: everything is read aloud and signed in two minutes. What holds a name is
/// said, and kept nowhere.
#[tokio::test]
async fn p17_a_mandate_is_read_aloud_before_it_is_signed_and_nothing_of_it_stays() {
    let heard = Heard::open().await;
    let relay = &heard.relay;
    let chief = relay.person(Role::Coordinateur).await;
    let maryse = relay.person(Role::Animatrice).await;
    employed(relay, &chief, "animatrice", "agent").await;
    let page = opened(&maryse, "Bellemare").await;
    let form = maryse.get(&format!("{page}/mandats/nouveau")).await.body;
    let here = format!("{page}/mandats/lu");
    assert!(form.contains(&format!("data-lire=\"{here}\"")), "{form}");
    let asked = format!("{here}?demarches=rsa&demarches=prime-activite&duree=31&protege=non");
    let read = async |path: &str| {
        let answer = maryse.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-type"), "audio/wav");
        assert_eq!(answer.header("cache-control"), "no-store");
        maryse
            .bytes(Request::get(path).body(Body::empty()).unwrap())
            .await
    };
    let sound = read(&asked).await;
    // Sixteen thousand samples of one byte a second.
    let seconds = sound.len() / 16_000;
    assert!((45..=115).contains(&seconds), "{seconds} s");
    let less = read(&format!("{here}?demarches=rsa&duree=31&protege=non")).await;
    assert!(less.len() < sound.len(), "the procedures are said");
    assert_eq!(heard.sounds(), 0, "no sound of a name is kept");
    let none = maryse.get(&format!("{here}?demarches=rsa&duree=40")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "no such length");

    let signed = maryse
        .post_from(&page, &format!("{page}/mandats"), &SIGNED)
        .await;
    let mandat = signed.location().split('?').next().unwrap().to_owned();
    let again = format!("{mandat}/lu");
    assert!(maryse.get(&mandat).await.body.contains(&again));
    read(&again).await;
    let visitor = relay.visitor();
    for path in [asked.as_str(), &again] {
        assert_eq!(visitor.get(path).await.status, StatusCode::SEE_OTHER);
    }
}
