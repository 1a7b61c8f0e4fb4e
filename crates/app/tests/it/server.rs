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
    _said: Lines<BufReader<ChildStdout>>,
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
            _said: said,
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
        // Installed by another test is as good.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .redirect(Policy::none())
            .build()
            .expect("a client");
        let mut browser = Self {
            http,
            cookie: String::new(),
            token: String::new(),
        };
        let (_, page) = browser.get(base, "/connexion").await.expect("a page");
        browser.token = token_in(&page).unwrap_or_default();
        let fields = [("identifiant", login), ("mot_de_passe", password)];
        let answer = browser
            .post(base, "/connexion", &fields)
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        browser.keep(&answer);
        let (_, page) = browser.get(base, "/agent").await.expect("a page");
        browser.token = token_in(&page).expect("a form of the page of the day");
        browser
    }

    fn keep(&mut self, answer: &reqwest::Response) {
        let lines = answer.headers().get_all(header::SET_COOKIE).iter();
        let pairs = lines.filter_map(|line| line.to_str().expect("ASCII").split(';').next());
        if let Some(screen) = pairs.into_iter().find(|pair| pair.starts_with("plus=")) {
            screen.clone_into(&mut self.cookie);
        }
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
        let debut = opened_ms.to_string();
        let fields = [
            ("v", id),
            ("debut", debut.as_str()),
            ("lieu", PLACE),
            ("partenaire", "caf"),
            ("demarche", "rsa"),
            ("resultat", "fait"),
        ];
        let answer = self.post(base, "/agent/visites", &fields).await?;
        let place = answer.headers().get(header::LOCATION);
        let place = place.map_or("", |v| v.to_str().expect("ASCII"));
        Ok(answer.status() == StatusCode::SEE_OTHER
            && place == format!("/agent/visites/{id}/enregistree"))
    }
}

/// The token of the forms of a page.
fn token_in(html: &str) -> Option<String> {
    let field = html.split('<').find(|tag| tag.contains("name=\"csrf\""))?;
    let value = field.split("value=\"").nth(1)?.split('"').next()?;
    Some(value.to_owned())
}
