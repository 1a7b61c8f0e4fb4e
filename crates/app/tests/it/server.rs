//! A relay as it really runs: the program itself on a port of this machine, and a
//! browser that speaks to it over the network.

use std::{path::Path, process::Stdio};

use plus::web::router::encoded;
use reqwest::{Client, StatusCode, header, redirect::Policy};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// The program, running.
pub struct Server {
    /// Its process.
    pub child: Child,
    // Kept open: a program whose output is closed would be told so.
    said: Lines<BufReader<ChildStdout>>,
    /// Where it listens.
    pub base: String,
}

/// The place of the visites that it records.
const PLACE: &str = "le-marin-mondesir";

/// Starts the program on a folder, without waiting for it.
pub fn spawn(data: &Path) -> Child {
    spawn_on(data, None)
}

/// The same, with its database in a PostgreSQL server.
fn spawn_on(data: &Path, database: Option<&str>) -> Child {
    serve(Command::new(env!("CARGO_BIN_EXE_plus")), data, database)
}

fn serve(line: Command, data: &Path, database: Option<&str>) -> Child {
    serve_with(line, data, database, &[])
}

fn serve_with(mut line: Command, data: &Path, database: Option<&str>, more: &[&str]) -> Child {
    line.args([
        "serve",
        "--log",
        "warn",
        "--listen",
        "127.0.0.1:0",
        "--data",
    ])
    .arg(data)
    .args(database.iter().flat_map(|url| ["--database", url]))
    .args(more)
    .stdin(Stdio::null())
    .stdout(Stdio::piped())
    .stderr(Stdio::null())
    .kill_on_drop(true)
    .spawn()
    .expect("the program starts")
}

impl Server {
    /// Starts the program on a folder and waits until it says that it is open.
    pub async fn start(data: &Path) -> Self {
        Self::start_on(data, None).await
    }

    /// The same, with more options.
    pub async fn start_with(data: &Path, more: &[&str]) -> Self {
        let line = Command::new(env!("CARGO_BIN_EXE_plus"));
        Self::said_open(serve_with(line, data, None, more)).await
    }

    /// The same, with its database in a PostgreSQL server.
    pub async fn start_on(data: &Path, database: Option<&str>) -> Self {
        Self::said_open(spawn_on(data, database)).await
    }

    async fn said_open(mut child: Child) -> Self {
        let mut said = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = said.next_line().await.expect("a line").expect("it opens");
        let base = line.strip_prefix("PLUS est ouvert : ").expect(&line);
        Self {
            base: base.to_owned(),
            child,
            said,
        }
    }

    /// Starts the program where no file may grow beyond so many bytes: what it meets on a
    /// full disk.
    pub async fn start_without_room(data: &Path, most: u64) -> Self {
        // 512 bytes is the unit of the shell. A write beyond is then refused; without the
        // trap the program would be ended.
        let limited = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", most / 512);
        let mut line = Command::new("sh");
        line.args(["-c", &limited, "sh", env!("CARGO_BIN_EXE_plus")]);
        Self::said_open(serve(line, data, None)).await
    }

    /// `kill -9`, and waits until the process is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it is gone");
    }
}

/// The program, opened on an empty folder: it gives the link of the first account.
pub struct Opened {
    server: Server,
    /// Where it listens.
    pub base: String,
    /// The link of the first account.
    pub link: String,
}

impl Opened {
    /// Opens a territory for the first time.
    pub async fn start(data: &Path, territory: &str) -> Self {
        Self::with(data, &["--territory", territory]).await
    }

    /// Opens a relay to be installed in the browser.
    pub async fn to_install(data: &Path) -> Self {
        Self::with(data, &["--install"]).await
    }

    async fn with(data: &Path, more: &[&str]) -> Self {
        let line = Command::new(env!("CARGO_BIN_EXE_plus"));
        let child = serve_with(line, data, None, more);
        let mut server = Server::said_open(child).await;
        let link = server.said.next_line().await.expect("a line");
        Self {
            base: server.base.clone(),
            link: link.expect("the link of the first account"),
            server,
        }
    }

    /// `kill -9`, and waits until the process is gone.
    pub async fn kill(self) {
        self.server.kill().await;
    }
}

/// Somebody signed in, whichever port the program listens on.
#[derive(Clone)]
pub struct Browser {
    http: Client,
    cookie: String,
    token: String,
}

impl Browser {
    /// Signs in and keeps the cookie and a token for forms.
    pub async fn sign_in(base: &str, login: &str, password: &str) -> Self {
        let mut browser = Self::anybody();
        let (_, page) = browser.get(base, "/connexion").await.expect("a page");
        browser.token = token_in(&page).unwrap_or_default();
        let fields = [("identifiant", login), ("mot_de_passe", password)];
        let answer = browser
            .post(base, "/connexion", &fields)
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        browser.keep(&answer);
        let own = answer.headers().get(header::LOCATION);
        let own = own
            .map_or("/agent", |own| own.to_str().expect("ASCII"))
            .to_owned();
        let (_, page) = browser.get(base, &own).await.expect("a page");
        browser.token = token_in(&page).expect("a form of her page");
        browser
    }

    fn keep(&mut self, answer: &reqwest::Response) {
        let lines = answer.headers().get_all(header::SET_COOKIE).iter();
        let pairs = lines.filter_map(|line| line.to_str().expect("ASCII").split(';').next());
        if let Some(screen) = pairs.into_iter().find(|pair| pair.starts_with("plus=")) {
            screen.clone_into(&mut self.cookie);
        }
    }

    /// Somebody nobody knows.
    pub fn anybody() -> Self {
        // Installed by another test is as good.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .redirect(Policy::none())
            .build()
            .expect("a client");
        Self {
            http,
            cookie: String::new(),
            token: String::new(),
        }
    }

    /// Makes the first account by the link of the console, then signs in with it.
    pub async fn first(base: &str, link: &str, login: &str, password: &str) -> Self {
        let mut browser = Self::anybody();
        let path = link.split_once("/premier-compte").expect("a link").1;
        let (path, secret) = (
            format!("/premier-compte{path}"),
            path.split_once('=').expect("its secret").1,
        );
        let (status, page) = browser.get(base, &path).await.expect("a page");
        assert_eq!(status, StatusCode::OK);
        browser.token = token_in(&page).expect("a form");
        let fields = [
            ("jeton", secret),
            ("identifiant", login),
            ("nom", login),
            ("nouveau", password),
            ("encore", password),
        ];
        let answer = browser.post(base, "/premier-compte", &fields).await;
        assert_eq!(answer.expect("an answer").status(), StatusCode::SEE_OTHER);
        Self::sign_in(base, login, password).await
    }

    /// Reads a page; a broken connection is an error.
    pub async fn get(&self, base: &str, path: &str) -> reqwest::Result<(StatusCode, String)> {
        let request = self.http.get(format!("{base}{path}"));
        let answer = request.header(header::COOKIE, &self.cookie).send().await?;
        Ok((answer.status(), answer.text().await?))
    }

    /// Sends a form; a broken connection is an error.
    pub async fn post(
        &self,
        base: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> reqwest::Result<reqwest::Response> {
        let pairs = fields.iter().map(|(k, v)| format!("{k}={}", encoded(v)));
        let pairs: Vec<String> = [format!("csrf={}", self.token)]
            .into_iter()
            .chain(pairs)
            .collect();
        let request = self.http.post(format!("{base}{path}"));
        request
            .header(header::COOKIE, &self.cookie)
            .header(header::ORIGIN, base)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(pairs.join("&"))
            .send()
            .await
    }

    /// Sends the third tap of a visite, under the identifier of its form; whether it
    /// was confirmed. A broken connection is an error: nobody knows.
    pub async fn record(&self, base: &str, id: &str, opened_ms: i64) -> reqwest::Result<bool> {
        self.record_at(base, id, opened_ms, PLACE).await
    }

    /// The same, at another place.
    pub async fn record_at(
        &self,
        base: &str,
        id: &str,
        opened_ms: i64,
        place: &str,
    ) -> reqwest::Result<bool> {
        let debut = opened_ms.to_string();
        let fields = [
            ("v", id),
            ("debut", debut.as_str()),
            ("lieu", place),
            ("partenaire", "caf"),
            ("demarche", "rsa"),
            ("resultat", "fait"),
        ];
        let answer = self.post(base, "/agent/visites", &fields).await?;
        let sent = answer.headers().get(header::LOCATION);
        let sent = sent.map_or("", |v| v.to_str().expect("ASCII"));
        Ok(answer.status() == StatusCode::SEE_OTHER
            && sent == format!("/agent/visites/{id}/enregistree"))
    }
}

/// The token of the forms of a page.
fn token_in(html: &str) -> Option<String> {
    let field = html.split('<').find(|tag| tag.contains("name=\"csrf\""))?;
    let value = field.split("value=\"").nth(1)?.split('"').next()?;
    Some(value.to_owned())
}
