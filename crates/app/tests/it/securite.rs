//! What is written of security in the log, and that nobody on a page makes this machine speak
//! to an address of their choosing.

use std::{
    collections::BTreeSet,
    io::Write,
    process::Stdio,
    sync::{
        Arc, Mutex, Once,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::http::StatusCode;
use plus::{
    job::adresses,
    web::{access::Access, router::ROUTES},
};
use plus_domain::account::Role;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::Command,
};
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    actors::{Actor, PASSWORD, Relay, token_in},
    assets::scripts,
    server::Browser,
};

/// Nothing of ours, nor of what it is made with, counts past the end of a number in silence.
#[test]
fn a_number_that_overflows_stops_what_is_shipped_as_it_stops_the_tests() {
    let text = include_str!("../../../../Cargo.toml");
    let manifest: toml::Value = toml::from_str(text).unwrap();
    let profiles = manifest["profile"].as_table().unwrap();
    let release = &profiles["release"];
    assert_eq!(release["overflow-checks"].as_bool(), Some(true));
    for (name, profile) in profiles {
        let mut kinds: Vec<&toml::Value> = vec![profile];
        let packages = profile.get("package").and_then(toml::Value::as_table);
        kinds.extend(packages.into_iter().flat_map(|all| all.values()));
        for kind in kinds {
            let said = kind.get("overflow-checks").and_then(toml::Value::as_bool);
            assert_ne!(said, Some(false), "{name}");
        }
    }
    // And these tests really run with it.
    let most = std::hint::black_box(u8::MAX);
    let over = std::panic::catch_unwind(|| most + std::hint::black_box(1));
    assert!(over.is_err());
}

/// The log of a test.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// The lines of security written so far.
    pub fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().filter(|line| line.contains("plus::securite"));
        lines.map(str::to_owned).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Listens to what this thread writes until the guard goes.
pub fn listen() -> (Log, tracing::subscriber::DefaultGuard) {
    // Without a log on every thread, a line that another test writes first is taken for one
    // that nobody wants, on this thread too.
    static EVERYWHERE: Once = Once::new();
    EVERYWHERE.call_once(|| {
        let silent = tracing_subscriber::fmt().with_writer(std::io::sink);
        // One that is there already is as good.
        let _there = tracing::subscriber::set_global_default(silent.finish());
    });
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn who_comes_in_who_is_refused_and_what_is_tried_are_written_and_nobody_is_named() {
    let relay = Relay::open().await;
    relay.account("ghislaine", Role::Coordinateur).await;
    let account = relay.login("ghislaine").await;
    let (log, _guard) = listen();
    let actor = relay.visitor();
    let wrong = "celui-ci n’est pas le bon";
    actor.try_sign_in("ghislaine", wrong).await;
    actor.try_sign_in("ghislaine-inconnue", wrong).await;
    actor.sign_in("ghislaine").await;
    actor.get("/partenaire").await;
    actor.get("/vue/abcdefabcdef").await;
    let forged = actor
        .send_raw("/pilotage/comptes", "nom=x", "https://mechant.test")
        .await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let new = [
        ("nom", "Maryse P."),
        ("identifiant", "maryse"),
        ("role", "animatrice"),
    ];
    actor.post("/pilotage/comptes", &new).await;
    actor.post_from("/pilotage", "/deconnexion", &[]).await;
    let lines = log.lines();
    for (n, (what, who)) in [
        ("refus", account.as_str()),
        ("refus", "account=\"-\""),
        ("entree", account.as_str()),
        ("interdit", account.as_str()),
        ("ailleurs", account.as_str()),
        ("compte-fait", account.as_str()),
        ("sortie", account.as_str()),
    ]
    .into_iter()
    .enumerate()
    {
        let line = lines.get(n).unwrap_or_else(|| panic!("{lines:#?}"));
        assert!(line.contains(what) && line.contains(who), "{what}: {line}");
        assert!(line.contains('Z'), "an instant UTC: {line}");
    }
    let all = lines.join("\n");
    for never in [
        wrong,
        PASSWORD,
        "ghislaine",
        "Maryse",
        "192.0.2.1",
        "abcdef",
    ] {
        assert!(!all.contains(never), "{never}: {all}");
    }
}

#[tokio::test]
async fn each_refused_input_is_written_by_its_page_and_what_was_typed_never_is() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let account = relay.login("coordinateur").await;
    let (log, _guard) = listen();
    let typed = [
        ("nom", "Ernestine Typée"),
        ("identifiant", "é é é"),
        ("role", "animatrice"),
    ];
    let answer = chief.post("/pilotage/comptes", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let visitor = relay.visitor();
    let wrong = [("telephone", "Ernestine Typée"), ("nom", "")];
    let answer = visitor.post("/rappel", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = chief.get("/pilotage").await;
    let answer = chief
        .send("/pilotage/travaux/Ernestine/arreter", &page, &[])
        .await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    // What is read is no input refused; what is taken neither.
    visitor.get("/rien-ici").await;
    let taken = [
        ("nom", "Maryse P."),
        ("identifiant", "maryse"),
        ("role", "animatrice"),
    ];
    chief.post("/pilotage/comptes", &taken).await;
    let lines = log.lines();
    let refused: Vec<_> = lines.iter().filter(|l| l.contains("saisie")).collect();
    assert_eq!(refused.len(), 3, "{lines:#?}");
    for (line, pattern, who) in [
        (
            refused[0],
            "pattern=\"/pilotage/comptes\"",
            account.as_str(),
        ),
        (refused[1], "pattern=\"/rappel\"", "account=\"-\""),
        (
            refused[2],
            "pattern=\"/pilotage/travaux/{",
            account.as_str(),
        ),
    ] {
        assert!(line.contains(pattern) && line.contains(who), "{line}");
        assert!(line.contains("status=4") && line.contains("POST"), "{line}");
    }
    let all = lines.join("\n");
    for never in ["Ernestine", "é é é", "192.0.2.1"] {
        assert!(!all.contains(never), "{never}: {all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_reads_each_line_of_the_log_as_json() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_plus"))
        .args(["serve", "--log-format", "json", "--listen", "127.0.0.1:0"])
        .args([
            "--territory",
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../territoires/espace-sud"),
            "--data",
        ])
        .arg(data.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut said = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut log = BufReader::new(program.stderr.take().unwrap()).lines();
    let line = said.next_line().await.unwrap().unwrap();
    let base = line.strip_prefix("PLUS est ouvert : ").unwrap();
    let wrong = [("identifiant", "per\"sonne\n"), ("mot_de_passe", "rien")];
    Browser::anybody()
        .post(base, "/connexion", &wrong)
        .await
        .unwrap();
    // What stands before it is JSON too: the first refusal ends the search.
    let refused = loop {
        let line = log.next_line().await.unwrap().expect("a line of security");
        let read: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        if read["target"] == "plus::securite" {
            break read;
        }
    };
    assert_eq!(refused["message"], "refus");
    assert_eq!(
        (refused["way"].as_str(), refused["account"].as_str()),
        (Some("mot-de-passe"), Some("-"))
    );
    assert!(refused["timestamp"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test]
async fn what_is_typed_cannot_write_a_line_of_the_log() {
    let relay = Relay::open().await;
    let (log, _guard) = listen();
    let actor = relay.visitor();
    let login = "a\n2026-11-23T13:00:00Z INFO plus::securite: entree account=\"faux\"";
    actor.try_sign_in(login, "x").await;
    let answer = actor
        .send_raw("/pilotage/%0A2026%20INFO", login, "https://mechant.test")
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let lines = log.lines();
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines.iter().all(|line| !line.contains("faux")));
}

/// An address of this machine that counts who comes.
async fn trap() -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&seen);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (format!("http://{address}/"), seen)
}

/// A form of a page: where it goes and the fields that a person fills in.
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mark = format!(" {name}=\"");
    tag.split_once(mark.as_str())?.1.split('"').next()
}

/// Every form of a page, its free fields filled with an address.
fn forms(page: &str, here: &str, address: &str) -> Vec<Form> {
    let parts = page.split("<form").skip(1);
    let parts = parts.map(|part| part.split("</form>").next().unwrap_or(part));
    parts
        .filter(|part| part.contains("method=\"post\""))
        .map(|part| Form {
            action: attribute(part, "action").unwrap_or(here).to_owned(),
            fields: fields(part, address),
        })
        .collect()
}

fn fields(form: &str, address: &str) -> Vec<(String, String)> {
    let tags = form.split('<').filter(|tag| {
        ["input", "textarea", "select", "button"]
            .iter()
            .any(|kind| tag.starts_with(kind))
    });
    let named = tags.filter_map(|tag| Some((tag, attribute(tag, "name")?)));
    named
        .filter(|(_, name)| *name != "csrf")
        .map(|(tag, name)| {
            let free = tag.starts_with("textarea")
                || matches!(
                    attribute(tag, "type"),
                    None | Some("text" | "url" | "search" | "email")
                ) && tag.starts_with("input");
            let value = attribute(tag, "value").unwrap_or_default();
            let value = if free { address } else { value };
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

/// Fills in and sends every form of every page that somebody opens; how many were sent.
async fn fill_all(actor: &Actor<'_>, address: &str, sent: &mut BTreeSet<String>) {
    let read = ROUTES.iter().filter(|route| route.method == "GET");
    for route in read.filter(|route| !route.path.contains('{')) {
        let page = actor.get(route.path).await;
        if page.status != StatusCode::OK {
            continue;
        }
        let token = token_in(&page.body).unwrap_or_default();
        for form in forms(&page.body, route.path, address) {
            let ends = [
                "/deconnexion",
                "/session",
                "/affichage",
                "/connexion",
                // They would end the screen of who sends them.
                "/compte/sessions/",
                // They would close the accounts of those who come next.
                "/pilotage/comptes/",
            ];
            if ends.iter().any(|end| form.action.starts_with(end)) || token.is_empty() {
                continue;
            }
            let pairs: Vec<(&str, &str)> = form
                .fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let answer = actor.send(&form.action, &page, &pairs).await;
            assert!(
                !answer.status.is_server_error(),
                "{}: {}",
                form.action,
                answer.body
            );
            sent.insert(form.action);
        }
    }
}

/// Addresses whose question may hold another address.
const ASKING: [&str; 7] = [
    "/connexion?suite=",
    "/assets/qr.svg?page=",
    "/ecoute?page=",
    "/ecoute/page?page=",
    "/ecoute/phrases?page=",
    "/recherche?q=",
    "/signalement?page=",
];

#[tokio::test(flavor = "multi_thread")]
async fn nobody_on_a_page_makes_this_machine_fetch_an_address_of_their_choosing() {
    let relay = Relay::open_with(|web| web.check_addresses = false).await;
    let (address, seen) = trap().await;
    let known = adresses::addresses(&relay.app.territory());
    let mut sent = BTreeSet::new();
    for role in [
        None,
        Some(Role::Animatrice),
        Some(Role::Coordinateur),
        Some(Role::Partenaire),
        Some(Role::Administrateur),
    ] {
        let actor = match role {
            Some(role) => relay.person(role).await,
            None => relay.visitor(),
        };
        fill_all(&actor, &address, &mut sent).await;
        for question in ASKING {
            actor.get(&format!("{question}{address}")).await;
        }
    }
    assert!(sent.len() > 25, "few forms were found: {sent:?}");
    assert_eq!(seen.load(Ordering::SeqCst), 0, "somebody was asked");
    let after = adresses::addresses(&relay.app.territory());
    assert_eq!(after, known, "what is looked at each day is the same");
}

#[test]
fn no_script_keeps_anything_in_the_browser() {
    for (name, script) in scripts() {
        for store in [
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "document.cookie",
            "caches.open",
            "serviceWorker",
        ] {
            assert!(!script.contains(store), "{name}: {store}");
        }
    }
}

#[test]
fn no_script_writes_a_property_by_a_name_that_it_received() {
    for (name, script) in scripts() {
        for way in [
            "Object.assign",
            "__proto__",
            "setPrototypeOf",
            "prototype",
            "defineProperty",
        ] {
            assert!(!script.contains(way), "{name}: {way}");
        }
        // `object[name] = …`, and not the taking apart of a list.
        for line in script
            .lines()
            .filter(|line| line.contains("] = ") || line.contains("]="))
        {
            let takes_apart = ["const [", "let ["].iter().any(|word| line.contains(word));
            assert!(takes_apart || line.contains("\"["), "{name}: {line}");
        }
    }
}

#[test]
fn no_script_makes_code_or_markup_of_a_text() {
    for (name, script) in scripts() {
        // Two words between the tabs of one browser, over a channel that no other origin reaches
        // (HTML, 9.6): they are compared, never shown.
        let script = ["vue", "fin"].iter().fold(script, |script, word| {
            script.replace(&format!("others?.postMessage(\"{word}\")"), "")
        });
        let listens = "others?.addEventListener(\"message\", ({ data }) => {";
        let script = script.replace(listens, "");
        for way in [
            "innerHTML =",
            "innerHTML=",
            "outerHTML =",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "setAttribute(\"on",
            "postMessage",
            "addEventListener(\"message\"",
            "addEventListener(\"paste\"",
        ] {
            assert!(!script.contains(way), "{name}: {way}");
        }
    }
}

#[tokio::test]
async fn every_field_for_a_password_hides_it_and_lets_a_manager_fill_it() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let mut seen = 0;
    for page in [
        relay.visitor().get("/connexion").await,
        maryse.get("/compte").await,
    ] {
        for tag in page.body.split("<input").skip(1) {
            let tag = tag.split('>').next().unwrap();
            let name = attribute(tag, "name").unwrap_or_default();
            if !["mot_de_passe", "actuel", "nouveau", "encore"].contains(&name) {
                continue;
            }
            seen += 1;
            assert_eq!(attribute(tag, "type"), Some("password"), "{tag}");
            let filled = attribute(tag, "autocomplete").unwrap_or_default();
            assert!(
                ["current-password", "new-password"].contains(&filled),
                "{tag}"
            );
        }
    }
    assert!(seen >= 4, "{seen} fields");
}

#[tokio::test]
async fn every_page_of_who_is_signed_in_offers_to_leave() {
    let relay = Relay::open().await;
    for role in [
        Role::Animatrice,
        Role::Coordinateur,
        Role::Partenaire,
        Role::Administrateur,
    ] {
        let actor = relay.person(role).await;
        let mut seen = 0;
        for route in ROUTES.iter().filter(|route| route.method == "GET") {
            let closed = route.access == Access::Public || !route.access.allows(Some(role));
            // What is turned towards the public is left by its own way out.
            let shown = [
                "/agent/file/porte",
                "/agent/file/ecran",
                "/satisfaction/donner",
            ];
            if closed || route.path.contains('{') || shown.contains(&route.path) {
                continue;
            }
            let page = actor.get(route.path).await;
            let is_page = page.header("content-type").starts_with("text/html");
            if page.status == StatusCode::OK && is_page {
                seen += 1;
                let leaves = page.body.contains("action=\"/deconnexion\"");
                assert!(leaves, "{} as {role:?}", route.path);
            }
        }
        assert!(seen > 1, "{role:?}");
    }
}

#[tokio::test]
async fn what_is_sent_is_decoded_once() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let page = visitor.get("/recherche?q=%2541%252541").await;
    assert!(page.body.contains("value=\"%41%2541\""), "{}", page.body);
    let refused = visitor.try_sign_in("%41%2541", "x").await;
    assert!(refused.body.contains("value=\"%41%2541\""));
}

#[tokio::test]
async fn a_field_said_twice_gives_no_right() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    for roles in [
        ["animatrice", "administrateur"],
        ["administrateur", "animatrice"],
    ] {
        let fields = [
            ("nom", "Deux Fois"),
            ("identifiant", "deux-fois"),
            ("role", roles[0]),
            ("role", roles[1]),
        ];
        let answer = chief.post("/pilotage/comptes", &fields).await;
        assert!(
            answer.status.is_client_error(),
            "{roles:?}: {}",
            answer.status
        );
        let mut link = relay.app.store.read().await.unwrap();
        let made = plus_store::account::by_login(&mut link, "deux-fois").await;
        assert_eq!(made.unwrap(), None, "{roles:?}");
    }
}

/// Libraries whose only use would be a weak hash, a weak cipher or another TLS.
const WEAK: [&str; 11] = [
    "md5",
    "md-5",
    "md4",
    "sha-1",
    "des",
    "rc4",
    "rsa",
    "ecb",
    "openssl",
    "native-tls",
    "aes-cbc",
];

#[test]
fn nothing_of_ours_uses_a_weak_algorithm() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut manifests = vec![root.join("Cargo.toml")];
    for entry in std::fs::read_dir(root.join("crates")).unwrap() {
        manifests.push(entry.unwrap().path().join("Cargo.toml"));
    }
    for path in manifests {
        let text = std::fs::read_to_string(&path).unwrap();
        let names = text
            .lines()
            .filter_map(|line| line.split(['=', '.', ' ']).next());
        let weak = names.into_iter().find(|name| WEAK.contains(name));
        assert_eq!(weak, None, "{}", path.display());
    }
    // SHA-1 is how the published list of stolen passwords is ordered, which protects nothing
    // (password/voles.rs), and stands inside the HMAC of the codes of six digits (RFC 6238), which every telephone
    // computes and which its collisions do not touch (RFC 6194, 3.3); nowhere else.
    let mut folders = vec![root.join("crates")];
    let mut users = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs")
                && path.components().any(|part| part.as_os_str() == "src")
                && std::fs::read_to_string(&path).unwrap().contains("sha1::")
            {
                users.push(path.file_name().unwrap().to_owned());
            }
        }
    }
    users.sort_unstable();
    assert_eq!(users, ["totp.rs", "voles.rs"]);
}
