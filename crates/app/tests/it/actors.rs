//! People who use the application in a test: a visitor and one person per role,
//! each with her browser. They keep cookies, and send forms back with the token
//! of the page, as a browser does.

use std::{net::SocketAddr, sync::Mutex};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Request, StatusCode, header, response::Parts},
};
use plus::{
    account::{NewAccount, create},
    config::{PasswordCost, Web},
    outside::Outside,
    territory,
    web::{
        application,
        router::encoded,
        state::{App, AppState},
    },
};
use plus_domain::account::{Account, Role};
use plus_store::{Options, Store, credential};
use tempfile::TempDir;
use tower::ServiceExt;

/// Monday 23 November 2026, 9:00 in Martinique.
pub const MORNING: i64 = 1_795_438_800_000;
/// Password of everybody in the tests.
pub const PASSWORD: &str = "tortue lampe nuage vis";
const HOST: &str = "127.0.0.1:8000";

/// An application over a new SQLite database, at a fixed time.
pub struct Relay {
    /// Its state, to look behind the pages.
    pub app: App,
    router: Router,
    folder: TempDir,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answered {
    /// Where it sends the reader.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |v| v.to_str().unwrap())
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let from = format!("name=\"{name}\" value=\"");
        let rest = self.body.split(&from).nth(1).expect("a field");
        rest.split('"').next().unwrap().to_owned()
    }

    /// A header, empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

impl Relay {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// With other settings than the tests' own.
    pub async fn open_with(change: impl FnOnce(&mut Web)) -> Self {
        Self::open_at(None, change).await
    }

    /// On another engine: the address of its database.
    pub async fn open_at(database: Option<String>, change: impl FnOnce(&mut Web)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options::folder(folder.path()).with_database(database);
        let store = Store::open(&options).await.unwrap();
        let outside = Outside::fixed(MORNING, 2026);
        let espace_sud = territory::demonstration().unwrap();
        territory::publish(&store, &outside, &espace_sud)
            .await
            .unwrap();
        // The real cost would take most of the time of the tests.
        let mut config = Web {
            password: PasswordCost {
                memory_kib: 64,
                passes: 1,
            },
            // A crawl reads more in an instant than any place in a minute: `cadence` has its own.
            reads_per_minute: 0,
            ..Web::default()
        };
        change(&mut config);
        let app = AppState::new(outside, store, config, espace_sud);
        Self {
            router: application(&app),
            app,
            folder,
        }
    }

    /// Over the data of a machine that already serves, by another clock.
    pub async fn over(folder: TempDir, outside: Outside) -> Self {
        let store = Store::open(&Options::folder(folder.path())).await.unwrap();
        let published = territory::published(&store).await.unwrap().unwrap();
        let app = AppState::new(outside, store, Web::default(), published);
        Self {
            router: application(&app),
            app,
            folder,
        }
    }

    /// Where its data is.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Whether a text stands in any file of the folder, however deep, the log of the database
    /// included.
    pub fn on_disk(&self, text: &str) -> bool {
        holds(self.folder.path(), text)
    }

    /// Identifier of the account of a login.
    pub async fn login(&self, login: &str) -> String {
        let mut link = self.app.store.read().await.unwrap();
        let found = plus_store::account::by_login(&mut link, login)
            .await
            .unwrap();
        found.unwrap().id.to_string()
    }

    /// A person nobody knows.
    pub fn visitor(&self) -> Actor<'_> {
        Actor {
            relay: self,
            cookies: Mutex::default(),
            address: "192.0.2.1:5000".parse().unwrap(),
        }
    }

    /// Makes an account with the common password.
    pub async fn account(&self, login: &str, role: Role) -> Account {
        self.account_at(login, role, "caf").await
    }

    /// The same, at a partner when the role is a partner's.
    pub async fn account_at(&self, login: &str, role: Role, partner: &str) -> Account {
        let partner = (role == Role::Partenaire).then(|| partner.into());
        let new = NewAccount {
            login: login.into(),
            name: format!("{login} T."),
            role,
            partner,
        };
        let hash = self
            .app
            .hasher
            .hash(PASSWORD.into(), [3; 16])
            .await
            .unwrap();
        let mut tx = self.app.store.begin().await.unwrap();
        let made = create(&mut tx, &self.app.outside, new).await.unwrap();
        credential::set(&mut tx, made.id.as_str(), &hash, MORNING)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        made
    }

    /// A person of a role, signed in at her own browser; her login is the role's code.
    pub async fn person(&self, role: Role) -> Actor<'_> {
        self.account(role.code(), role).await;
        let actor = self.visitor();
        actor.sign_in(role.code()).await;
        actor
    }
}

/// The fields of a form, then the name and the bytes of its file.
pub type FormWithFile<'a> = (&'a [(&'a str, &'a str)], (&'a str, &'a [u8]));

/// Somebody at a browser.
pub struct Actor<'a> {
    relay: &'a Relay,
    cookies: Mutex<Vec<(String, String)>>,
    address: SocketAddr,
}

impl Actor<'_> {
    /// The same, from another network address.
    pub fn at(mut self, address: &str) -> Self {
        self.address = address.parse().unwrap();
        self
    }

    /// The form of a page with a file, as a browser without a script sends it.
    pub async fn send_file(
        &self,
        path: &str,
        page: &Answered,
        (fields, (name, file)): FormWithFile<'_>,
    ) -> Answered {
        let mut body = Vec::new();
        let token = token_in(&page.body).unwrap();
        for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
            let part = format!(
                "--lim\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.bytes());
        }
        // Named after what it holds: a name that lies is refused.
        let end = match file {
            [0xff, 0xd8, ..] => "jpg",
            [0x89, b'P', ..] => "png",
            _ => "pdf",
        };
        let head = format!(
            "--lim\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.{end}\"\r\nContent-Type: application/pdf\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(file);
        body.extend(b"\r\n--lim--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=lim")
            .header(header::ORIGIN, "http://127.0.0.1:8000")
            .body(Body::from(body))
            .unwrap();
        self.request(request).await
    }

    /// Cookies as the browser would send them.
    pub fn cookies(&self) -> String {
        let held = self.cookies.lock().unwrap();
        let pairs: Vec<String> = held.iter().map(|(k, v)| format!("{k}={v}")).collect();
        pairs.join("; ")
    }

    /// Puts a stolen or old cookie line in place of her own.
    pub fn use_cookies(&self, line: &str) {
        let pairs = line.split("; ").filter_map(|p| p.split_once('='));
        *self.cookies.lock().unwrap() = pairs.map(|(k, v)| (k.into(), v.into())).collect();
    }

    pub async fn sign_in(&self, login: &str) {
        let answer = self.try_sign_in(login, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }

    pub async fn try_sign_in(&self, login: &str, password: &str) -> Answered {
        let page = self.get("/connexion?ajouter=1").await;
        self.send(
            "/connexion",
            &page,
            &[("identifiant", login), ("mot_de_passe", password)],
        )
        .await
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.request(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// Opens a page, then sends a form to an address with the token of that page.
    pub async fn post_from(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answered {
        let page = self.get(page).await;
        self.send(path, &page, fields).await
    }

    /// Sends a form to the address of its own page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        self.post_from(path, path, fields).await
    }

    /// Sends a form with the token that a page held.
    pub async fn send(&self, path: &str, page: &Answered, fields: &[(&str, &str)]) -> Answered {
        let token = token_in(&page.body).unwrap_or_default();
        let site = self.relay.app.config.public_url.as_deref();
        let origin = site.unwrap_or("http://127.0.0.1:8000");
        self.send_raw(path, &form(fields, &token), origin).await
    }

    /// Sends a form as it is, from a page of `origin`.
    pub async fn send_raw(&self, path: &str, body: &str, origin: &str) -> Answered {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, origin)
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.request(request).await
    }

    /// Sends any request, with her cookies; keeps those that come back.
    pub async fn request(&self, request: Request<Body>) -> Answered {
        let (parts, bytes) = self.answer(request).await;
        Answered {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The bytes of a file that she takes.
    pub async fn bytes(&self, request: Request<Body>) -> Vec<u8> {
        let (parts, bytes) = self.answer(request).await;
        assert_eq!(parts.status, StatusCode::OK);
        bytes.into()
    }

    async fn answer(&self, mut request: Request<Body>) -> (Parts, Bytes) {
        request
            .headers_mut()
            .insert(header::HOST, HOST.parse().unwrap());
        let cookies = self.cookies();
        if !cookies.is_empty() {
            request
                .headers_mut()
                .insert(header::COOKIE, cookies.parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(self.address));
        let response = self.relay.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.keep(&parts.headers);
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (parts, bytes)
    }

    fn keep(&self, headers: &HeaderMap) {
        let mut held = self.cookies.lock().unwrap();
        for line in headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            held.retain(|(known, _)| known != name);
            held.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// A form's body.
pub fn form(fields: &[(&str, &str)], token: &str) -> String {
    let mut pairs = vec![format!("csrf={token}")];
    pairs.extend(fields.iter().map(|(k, v)| format!("{k}={}", encoded(v))));
    pairs.join("&")
}

/// The token of the forms of a page.
pub fn token_in(html: &str) -> Option<String> {
    Some(value_of(html, "csrf")?.to_owned())
}

/// The value of a field of a page, in whatever order its attributes stand.
pub fn value_of<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let mark = format!("name=\"{name}\"");
    let field = html.split('<').find(|tag| tag.contains(&mark))?;
    field.split("value=\"").nth(1)?.split('"').next()
}

/// Whether a text stands in any file of a folder, however deep.
pub fn holds(folder: &std::path::Path, text: &str) -> bool {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(text.len()).any(|w| w == text.as_bytes())
    })
}
