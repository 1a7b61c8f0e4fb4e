//! HTTPS of a hub and of the van's screens, with the program itself on a network of this
//! machine (requirements S13, S14).

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Output, Stdio},
};

use plus::{
    node::contact,
    outside::Outside,
    tls::{Files, authority, local, validity},
};
use plus_store::{Options, Store, exchange::node};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use reqwest::{Certificate, Client};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    net::TcpListener,
    process::{Child, ChildStdout, Command},
};

use crate::{
    command::{json, plus, stderr},
    kill::new_relay,
};

const DAY_MS: i64 = 86_400_000;

/// The program on a folder, with options of its own.
pub struct Served {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
    pub base: String,
}

impl Served {
    pub async fn start(data: &Path, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plus"))
            .args(["serve", "--log", "warn", "--data"])
            .arg(data)
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = said.next_line().await.unwrap().expect("it opens");
        let base = line.strip_prefix("PLUS est ouvert : ").expect(&line);
        Self {
            base: base.to_owned(),
            child,
            said,
        }
    }

    fn port(&self) -> u16 {
        self.base.rsplit(':').next().unwrap().parse().unwrap()
    }

    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

pub fn path(folder: &TempDir) -> &str {
    folder.path().to_str().unwrap()
}

/// A certificate of this machine and its key, in a folder, that nobody else vouches for.
pub fn certificate(folder: &Path, name: &str) -> Files {
    let key = KeyPair::generate().unwrap();
    let mut asked = CertificateParams::new(vec![name.to_owned(), "127.0.0.1".to_owned()]).unwrap();
    asked.not_after = date_time_ymd(2040, 1, 1);
    let files = Files {
        certificate: folder.join("certificat.pem"),
        key: folder.join("cle.pem"),
    };
    fs::write(&files.certificate, asked.self_signed(&key).unwrap().pem()).unwrap();
    let _before = fs::remove_file(&files.key);
    fs::write(&files.key, key.serialize_pem()).unwrap();
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o600)).unwrap();
    files
}

/// A client that knows one authority and a way to a name.
fn client(pem: &str, name: &str, port: u16) -> Client {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let known = Certificate::from_pem(pem.as_bytes()).unwrap();
    Client::builder()
        .tls_certs_only([known])
        .no_proxy()
        .pool_max_idle_per_host(0)
        .resolve(name, SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .build()
        .unwrap()
}

fn serve(data: &TempDir, options: &[&str]) -> Output {
    plus(&[&["serve", "--data", path(data)], options].concat(), "")
}

pub async fn store(folder: &Path) -> Store {
    Store::open(&Options::folder(folder)).await.unwrap()
}

pub fn invite(hub: &TempDir) -> String {
    let line = ["node", "invite", "--name", "Le bus", "--format", "json"];
    let invited = json(&plus(&[&line[..], &["--data", path(hub)]].concat(), ""));
    invited["code"].as_str().unwrap().to_owned()
}

pub fn enroll(van: &TempDir, base: &str, code: &str, options: &[&str]) -> Output {
    let line = ["node", "enroll", "--hub", base, "--code", code];
    plus(&[&line[..], &["--data", path(van)], options].concat(), "")
}

pub fn sync(van: &TempDir) -> Output {
    plus(
        &["sync", "now", "--data", path(van), "--format", "json"],
        "",
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_never_leaves_this_machine() {
    let data = tempfile::tempdir().unwrap();
    new_relay(data.path()).await;
    let refused = serve(&data, &["--listen", "0.0.0.0:0"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = stderr(&refused);
    assert!(
        said.contains("--tls-cert") && said.contains("--behind-proxy"),
        "{said}"
    );
    let half = serve(
        &data,
        &["--listen", "127.0.0.1:0", "--tls-cert", "certificat.pem"],
    );
    assert_eq!(half.status.code(), Some(1));
    assert!(stderr(&half).contains("--tls-key"), "{}", stderr(&half));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_others_can_read_stops_the_program_before_it_opens() {
    let data = tempfile::tempdir().unwrap();
    new_relay(data.path()).await;
    let files = certificate(data.path(), "relais.test");
    let key = files.key.to_str().unwrap();
    let options = ["--listen", "127.0.0.1:0", "--tls-key", key, "--tls-cert"];
    let options = [&options[..], &[files.certificate.to_str().unwrap()]].concat();
    for mode in [0o644, 0o604, 0o660] {
        fs::set_permissions(&files.key, fs::Permissions::from_mode(mode)).unwrap();
        let refused = serve(&data, &options);
        assert_eq!(refused.status.code(), Some(1), "{mode:o}");
        let said = stderr(&refused);
        assert!(said.contains("chmod 600") && said.contains(key), "{said}");
        assert!(!said.contains("PRIVATE"), "no secret in a message: {said}");
    }
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o640)).unwrap();
    let served = Served::start(data.path(), &options).await;
    assert!(
        served.base.starts_with("https://127.0.0.1:"),
        "{}",
        served.base
    );
    served.kill().await;
}

#[tokio::test]
async fn the_database_which_holds_the_key_of_the_machine_is_closed_to_others() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("plus.db");
    let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    store(data.path()).await.close().await;
    assert_eq!(mode(), 0o600);
    // Made by an earlier version; a group that makes backups keeps its right.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    store(data.path()).await.close().await;
    assert_eq!(mode(), 0o640);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_changes_is_taken_without_restart_and_tls_is_1_3() {
    let data = tempfile::tempdir().unwrap();
    new_relay(data.path()).await;
    let files = certificate(data.path(), "relais.test");
    let (cert, key) = (
        files.certificate.to_str().unwrap(),
        files.key.to_str().unwrap(),
    );
    let listen = ["--listen", "127.0.0.1:0"];
    let options = [&listen[..], &["--tls-cert", cert, "--tls-key", key]].concat();
    let served = Served::start(data.path(), &options).await;
    let port = served.port();
    let address = format!("https://relais.test:{port}/connexion");
    let first = fs::read_to_string(&files.certificate).unwrap();
    let secure = client(&first, "relais.test", port);
    let answer = secure.get(&address).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    let old = Client::builder()
        .tls_certs_only([Certificate::from_pem(first.as_bytes()).unwrap()])
        .tls_version_max(reqwest::tls::Version::TLS_1_2)
        .resolve("relais.test", SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .no_proxy()
        .build()
        .unwrap();
    assert!(
        old.get(&address).send().await.is_err(),
        "TLS 1.2 has no way in"
    );
    // The certificate of another key, alone: the one before goes on.
    let aside = tempfile::tempdir().unwrap();
    let second = certificate(aside.path(), "relais.test");
    fs::copy(&second.certificate, &files.certificate).unwrap();
    assert!(
        client(&first, "relais.test", port)
            .get(&address)
            .send()
            .await
            .is_ok()
    );
    fs::copy(&second.key, &files.key).unwrap();
    let new = fs::read_to_string(&second.certificate).unwrap();
    assert!(
        client(&new, "relais.test", port)
            .get(&address)
            .send()
            .await
            .is_ok()
    );
    assert!(
        client(&first, "relais.test", port)
            .get(&address)
            .send()
            .await
            .is_err()
    );
    served.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tablet_that_trusts_the_authority_reaches_the_van_by_its_name_and_no_other_does() {
    let (hub, van) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    new_relay(hub.path()).await;
    let server = Served::start(hub.path(), &["--listen", "127.0.0.1:0"]).await;
    let code = invite(&hub);
    let far = enroll(
        &van,
        &server.base,
        &code,
        &["--local-name", "bus.exemple.fr"],
    );
    assert_eq!(far.status.code(), Some(1));
    assert!(stderr(&far).contains("nom local"), "{}", stderr(&far));
    let enrolled = enroll(&van, &server.base, &code, &["--address", "192.168.8.2"]);
    assert!(enrolled.status.success(), "{}", stderr(&enrolled));
    let first = json(&sync(&van));
    assert!(first["received"].as_u64().unwrap() > 10, "{first}");
    let options = ["--listen", "127.0.0.1:0", "--screens", "127.0.0.1:0"];
    let mut screens = Served::start(van.path(), &options).await;
    let line = screens.said.next_line().await.unwrap().unwrap();
    let base = line.strip_prefix("Écrans du réseau local : ").expect(&line);
    assert!(base.starts_with("https://bus.plus.internal:"), "{base}");
    let port: u16 = base.rsplit(':').next().unwrap().parse().unwrap();
    let page = format!("{base}/connexion");
    let trusted = fs::read_to_string(hub.path().join("autorite/autorite.pem")).unwrap();
    let tablet = client(&trusted, "bus.plus.internal", port);
    assert!(
        tablet
            .get(&page)
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    let stranger = certificate(hub.path(), "bus.plus.internal");
    let stranger = fs::read_to_string(stranger.certificate).unwrap();
    let stranger = client(&stranger, "bus.plus.internal", port);
    assert!(
        stranger.get(&page).send().await.is_err(),
        "an unknown authority"
    );
    let other = client(&trusted, "autre.plus.internal", port);
    let other = other
        .get(format!("https://autre.plus.internal:{port}/"))
        .send();
    assert!(other.await.is_err(), "another name");
    for key in [
        hub.path().join("autorite/autorite.key"),
        van.path().join("https/ecrans.key"),
    ] {
        let mode = fs::metadata(&key).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", key.display());
    }
    screens.kill().await;
    server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_renewed_at_contact_when_less_than_a_year_is_left() {
    let (hub, van) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    new_relay(hub.path()).await;
    let server = Served::start(hub.path(), &["--listen", "127.0.0.1:0"]).await;
    assert!(
        enroll(&van, &server.base, &invite(&hub), &[])
            .status
            .success()
    );
    json(&sync(&van));
    server.kill().await;
    let pem = van.path().join("https/ecrans.pem");
    let ends = || {
        let text = fs::read_to_string(&pem).unwrap();
        validity::ends_at(&plus::tls::der(&text).unwrap()).unwrap()
    };
    let (first, now) = (ends(), Outside::machine().now_ms());
    let days = (first - now) / DAY_MS;
    assert!((728..=730).contains(&days), "{days} days");
    for (later, renewed) in [(364, false), (367, true)] {
        let world = Outside::fixed(now + later * DAY_MS, 5);
        let hub_store = store(hub.path()).await;
        let app = plus::web::state::AppState::new(
            world.clone(),
            hub_store,
            plus::config::Web::default(),
            plus::territory::demonstration().unwrap(),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let pages = plus::web::application(&app);
        let open = tokio::spawn(async move { axum::serve(listener, pages).await });
        let van_store = store(van.path()).await;
        move_hub(&van_store, &format!("http://{address}")).await;
        contact::sync(&van_store, &world).await.unwrap();
        assert_eq!(ends() > first, renewed, "after {later} days");
        van_store.close().await;
        open.abort();
        app.store.close().await;
    }
    // The same key answers: screens that are open go on.
    assert!(Files::read(&local_files(&van)).is_ok());
}

fn local_files(van: &TempDir) -> Files {
    Files {
        certificate: van.path().join("https/ecrans.pem"),
        key: van.path().join("https/ecrans.key"),
    }
}

/// The hub is reached at another address: its key stays the one that is known.
pub async fn move_hub(van: &Store, address: &str) {
    let mut tx = van.begin().await.unwrap();
    node::move_hub(&mut tx, address).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_whose_key_is_gone_makes_no_other_in_silence() {
    let hub = tempfile::tempdir().unwrap();
    let opened = store(hub.path()).await;
    let outside = Outside::machine();
    let made = authority::Authority::open(&opened, &outside).await.unwrap();
    let again = authority::Authority::open(&opened, &outside).await.unwrap();
    assert_eq!(made.certificate, again.certificate);
    let key = authority::key_file(&opened);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(
        authority::Authority::open(&opened, &outside).await.is_err(),
        "an open key"
    );
    fs::remove_file(&key).unwrap();
    let gone = authority::Authority::open(&opened, &outside).await;
    let said = gone.err().unwrap().to_string();
    assert!(said.contains("autorite.key"), "{said}");
    assert!(!key.exists());
    opened.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authority_vouches_for_nothing_that_is_on_the_public_network() {
    let hub = tempfile::tempdir().unwrap();
    let opened = store(hub.path()).await;
    let outside = Outside::machine();
    let point = [4; 65];
    for (name, address) in [
        ("impots.gouv.fr", "192.168.1.1"),
        ("internal", "192.168.1.1"),
        ("bus.plus.internal", "8.8.8.8"),
        ("bus.plus.internal", "2001:db8::1"),
        ("Bus.plus.internal", "192.168.1.1"),
        ("*.plus.internal", "192.168.1.1"),
    ] {
        let authority = authority::Authority::open(&opened, &outside).await.unwrap();
        let addresses: [IpAddr; 1] = [address.parse().unwrap()];
        let asked = authority::Asked {
            key: &point,
            name,
            addresses: &addresses,
        };
        assert!(
            authority.issue(asked, &outside).is_err(),
            "{name} {address}"
        );
    }
    opened.close().await;
    assert!(authority::is_local_name(local::NAME));
}

#[tokio::test]
async fn the_page_of_the_tablet_gives_the_certificate_and_its_fingerprint() {
    use crate::actors::Relay;
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let before = visitor.get("/installer").await;
    assert!(
        before.body.contains("Pas encore de certificat"),
        "{}",
        before.body
    );
    for file in ["autorite.crt", "autorite.mobileconfig"] {
        let none = visitor.get(&format!("/installer/{file}")).await;
        assert_eq!(none.status, axum::http::StatusCode::NOT_FOUND);
    }
    let made = authority::Authority::open(&relay.app.store, &relay.app.outside)
        .await
        .unwrap();
    let page = visitor.get("/installer").await.body;
    for said in [
        "Tablette Android",
        "iPad",
        "Ordinateur Windows",
        "SHA-256",
        "/installer/qr.svg",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let request = |path: &str| {
        let request = axum::http::Request::builder().uri(path);
        request.body(axum::body::Body::empty()).unwrap()
    };
    let given = visitor.bytes(request("/installer/autorite.crt")).await;
    assert_eq!(Some(given), plus::tls::der(&made.certificate));
    let profile = visitor.get("/installer/autorite.mobileconfig").await;
    assert_eq!(
        profile.header("content-type"),
        "application/x-apple-aspen-config"
    );
    assert!(
        profile.body.contains("com.apple.security.root"),
        "{}",
        profile.body
    );
    assert!(!profile.body.contains("PRIVATE"), "a profile is public");
}
