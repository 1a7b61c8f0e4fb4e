//! What every page receives: texts, person, places, territory, theme, token.
//!
//! A handler takes a [`Page`] as an argument, gives it a title and puts it in the
//! template's struct under the name `page`. Templates extend `base/portail.html`
//! (public), `base/agent.html` (signed in) or `base/imprimer.html` (paper).

use std::{convert::Infallible, sync::Arc};

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, header, request::Parts, uri::PathAndQuery},
    response::{Html, IntoResponse, Response},
};
use plus_domain::{account::Role, eloignement::Standing as Distance, traduction::Memory};

use super::{
    affichage::Affichage,
    assets,
    contact::{self, Standing},
    csrf, ecoute, eloignement,
    error::WebError,
    identite,
    langue::{self, FRENCH_BEGINS, FRENCH_ENDS, Language, NOTICE_BEGINS, NOTICE_ENDS, Review},
    nav::{self, NavItem},
    partage,
    router::encoded,
    seance::Kiosk,
    session::{Screen, Signed},
    state::{App, AppState},
    text::{self, Argument, Arguments, Texts},
};
use crate::tls::door::Secured;

/// What a handler answers.
pub type Answer = Result<Response, WebError>;

/// The person signed in, as templates show it.
#[derive(Debug, Clone)]
pub struct User {
    /// Identifier of the account.
    pub id: String,
    /// Shown name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Colleagues signed in on the same screen, who can take over in two taps.
    pub colleagues: Vec<Colleague>,
}

/// A colleague signed in on the same screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Identifier of the session to make current.
    pub session: String,
    /// Shown name.
    pub name: String,
}

/// What a page says of the territory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relay {
    /// Its short name.
    pub name: String,
    /// Telephone for the public, as written; empty when there is none.
    pub phone: String,
    /// Who runs the relay, for the foot of the page.
    pub carrier: String,
    /// Whether rendez-vous are given.
    pub books: bool,
}

impl Relay {
    /// The telephone for `tel:`: digits and `+` alone.
    pub fn phone_uri(&self) -> String {
        let kept = |c: &char| c.is_ascii_digit() || *c == '+';
        self.phone.chars().filter(kept).collect()
    }
}

/// What every template receives under the name `page`.
#[derive(Debug, Clone)]
pub struct Page {
    /// Title, without the name of the product.
    pub title: String,
    /// Code of the language, for `lang=`.
    pub lang: String,
    /// The language.
    pub language: Language,
    /// Size of the text, contrast, light or dark.
    pub display: Affichage,
    /// Version of the assets, for `?v=`.
    pub assets: &'static str,
    /// Token that every form sends back in the field `csrf`.
    pub csrf: String,
    /// Person signed in.
    pub user: Option<User>,
    /// Places of the navigation.
    pub nav: Vec<NavItem>,
    /// The territory.
    pub territory: Relay,
    /// Whether everything shown is invented.
    pub demo: bool,
    /// Path and query of this page, to come back to it.
    pub here: String,
    /// Scheme and host by which people come, for addresses that leave this site.
    pub origin: String,
    /// Name of the kiosk that shows it: « Borne du Marin »; nothing elsewhere.
    pub kiosk: Option<String>,
    /// At a kiosk that somebody uses: whether it was said that somebody waits.
    pub kiosk_awaited: Option<bool>,
    /// Seconds without a touch after which the session closes, 0 for the public.
    pub idle_seconds: i64,
    /// Where this machine stands with the others, for the team, when there is something to say.
    pub standing: Option<Standing>,
    /// What is told of a machine that stays far from its hub, empty when there is nothing.
    pub far: String,
    /// Whether it shows what a change of the territory would give, and serves nobody.
    pub apercu: bool,
    /// Until when a second factor is to be set up, empty when there is nothing to say.
    pub factor: String,
    /// Path and query of this page in French.
    root: String,
    /// Whether this node has a voice.
    listens: bool,
    texts: Texts,
    /// What is said in other languages for the sentences of the catalogue.
    pub(super) memory: Arc<Memory>,
}

/// This page in a language, as the choice of languages shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// Tag of the language.
    pub tag: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    /// Address of the page in it.
    pub href: String,
    /// Whether the page is in it.
    pub current: bool,
}

impl Page {
    /// The page of a request.
    pub fn new(
        app: &App,
        uri: &Uri,
        headers: &HeaderMap,
        signed: Option<&Signed>,
        language: Language,
    ) -> Self {
        let texts = Texts::of(language);
        let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let role = signed.map(|s| s.account.role);
        let page = Self {
            title: String::new(),
            lang: language.tag().to_owned(),
            language,
            display: Affichage::of(headers),
            listens: app.ecoute.studio().is_some(),
            assets: assets::version(),
            csrf: String::new(),
            user: signed.map(Signed::user),
            nav: nav::places(role, uri.path()),
            territory: app.relay(),
            demo: app.config.demo,
            here: language.address(path),
            origin: partage::origin(&app.config, headers, false),
            root: path.to_owned(),
            kiosk: None,
            kiosk_awaited: None,
            apercu: AppState::is_preview(),
            idle_seconds: signed.map_or(0, |_| app.config.session.idle_seconds()),
            standing: None,
            texts,
            memory: app.memory(),
            far: String::new(),
            factor: String::new(),
        };
        let far = signed.map_or(Distance::Near, |s| s.far);
        let factor = signed.map(|s| s.factor).unwrap_or_default();
        Self {
            far: eloignement::sentence(&page, far),
            factor: identite::soon(app, &page, factor),
            ..page
        }
    }

    /// Noting on `review` the lines of Kréyol that nobody has heard yet.
    #[must_use]
    pub fn noting(self, review: Review) -> Self {
        Self {
            texts: self.texts.noting(review),
            ..self
        }
    }

    /// As the kiosk shows it, if it is one that asks.
    #[must_use]
    pub fn at_kiosk(mut self, kiosk: Option<&Kiosk>) -> Self {
        self.kiosk = kiosk.map(|Kiosk(borne)| borne.name(&self));
        self.kiosk_awaited = kiosk.and_then(|Kiosk(borne)| borne.awaited());
        self
    }

    /// With the token of the forms of a screen.
    #[must_use]
    pub fn on_screen(mut self, app: &App, screen: &Screen) -> Self {
        self.csrf = csrf::token(screen, app.outside.random_bytes());
        self
    }

    /// As somebody who has just left reads it.
    #[must_use]
    pub fn of_nobody(mut self) -> Self {
        self.user = None;
        self.idle_seconds = 0;
        self.nav = nav::places(None, "/connexion");
        self
    }

    /// Whether it is a screen of the kiosk that stands above what the person does.
    pub fn is_kiosk_over(&self) -> bool {
        let over = [
            "/borne/impression",
            "/borne/encore",
            "/borne/attente",
            "/borne/joindre",
            "/borne/equipe",
        ];
        over.iter().any(|path| self.root.starts_with(path))
    }

    /// Whether it is the screen on which a kiosk waits.
    pub fn is_kiosk_home(&self) -> bool {
        self.root.split('?').next() == Some("/borne")
    }

    /// With the title of a key.
    #[must_use]
    pub fn titled(self, key: &str) -> Self {
        let title = self.t(key);
        self.titled_text(title)
    }

    /// With a title already in words, such as the name of a démarche.
    #[must_use]
    pub fn titled_text(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// This page in every language; empty for a page that has no translation.
    pub fn translations(&self) -> Vec<Translation> {
        if !langue::is_translated(&self.root) {
            return Vec::new();
        }
        let of = |language: Language| Translation {
            tag: language.tag(),
            name: language.name(),
            href: language.address(&self.root),
            current: language == self.language,
        };
        Language::ALL.into_iter().map(of).collect()
    }

    /// Where this page is heard, followed by `part`; nothing for a page that is not said.
    pub fn heard_at(&self, part: &str) -> Option<String> {
        let said = self.listens && langue::is_translated(&self.root);
        let own = said && !self.root.starts_with(ecoute::PATH);
        own.then(|| format!("{}{part}?page={}", ecoute::PATH, encoded(&self.here)))
    }

    /// A text that exists in French alone: in another language, it says so.
    pub fn french(&self, text: &str) -> String {
        match self.language {
            Language::French => text.to_owned(),
            _ if text.is_empty() => String::new(),
            _ => format!("{FRENCH_BEGINS}{text}{FRENCH_ENDS}"),
        }
    }

    /// What begins a notice that is kept only while the page is being reviewed.
    pub fn notice_begins(&self) -> char {
        NOTICE_BEGINS
    }

    /// What ends it.
    pub fn notice_ends(&self) -> char {
        NOTICE_ENDS
    }

    /// All the texts, for what is written outside templates.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        self.texts.get(key)
    }

    /// The text of a key with arguments of one type: `ta("cle", [("n", 3)])`.
    pub fn ta<A: Argument, const N: usize>(
        &self,
        key: &str,
        args: &[(&'static str, A); N],
    ) -> String {
        let named = args
            .iter()
            .map(|(name, value)| ((*name).into(), value.value()));
        self.texts.get_with(key, &named.collect())
    }

    /// The text of a key with arguments already gathered.
    pub fn sentence(&self, key: &str, arguments: &Arguments) -> String {
        self.texts.get_with(key, arguments)
    }

    /// The text of a key that counts something: its argument is `$count`.
    pub fn t_count(&self, key: &str, count: impl Argument) -> String {
        self.ta(key, &[("count", count)])
    }

    /// The text of a code: `tc("resultat", "resolu")` is the key `resultat-resolu`.
    pub fn tc(&self, family: &str, code: &str) -> String {
        self.texts.get(&format!("{family}-{code}"))
    }

    /// Arguments of several types: `arg("n", 3).arg("nom", name).t("cle")`.
    pub fn arg(&self, name: &'static str, value: impl Argument) -> Sentence<'_> {
        let arguments = Arguments::new();
        Sentence {
            texts: &self.texts,
            arguments,
        }
        .arg(name, value)
    }

    /// A number the French way.
    pub fn number(&self, value: impl std::fmt::Display) -> String {
        text::number(value)
    }
}

/// A sentence that gathers its arguments.
#[derive(Debug)]
pub struct Sentence<'a> {
    texts: &'a Texts,
    arguments: Arguments,
}

impl Sentence<'_> {
    /// One more argument.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Argument) -> Self {
        self.arguments.insert(name.into(), value.value());
        self
    }

    /// The text.
    pub fn t(&self, key: &str) -> String {
        self.texts.get_with(key, &self.arguments)
    }
}

impl FromRequestParts<App> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let signed = parts.extensions.get::<Signed>();
        let language = parts.extensions.get().copied().unwrap_or_default();
        let review = parts.extensions.get::<Review>().cloned();
        let mut page = Self::new(app, &parts.uri, &parts.headers, signed, language)
            .noting(review.unwrap_or_default());
        page = page.at_kiosk(parts.extensions.get());
        let secured = parts.extensions.get::<Secured>().is_some();
        page.origin = partage::origin(&app.config, &parts.headers, secured);
        let mut page = match Screen::of(&parts.headers) {
            Some(screen) => page.on_screen(app, &screen),
            None => page,
        };
        page.standing = contact::standing(app, &page).await;
        Ok(page)
    }
}

/// Renders a template as the answer.
pub fn render(template: &impl Template) -> Answer {
    Ok(Html(template.render()?).into_response())
}

/// Sends the reader on after a write (303), so that reloading repeats nothing.
pub fn see_other(path: &str) -> Response {
    let status = axum::http::StatusCode::SEE_OTHER;
    match header::HeaderValue::from_str(path) {
        Ok(place) => (status, [(header::LOCATION, place)]).into_response(),
        Err(_) => (status, [(header::LOCATION, "/")]).into_response(),
    }
}

/// The path when it stays on this site: what a form or a link asks to come back to.
pub fn local_path(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (path.starts_with('/') && !path.starts_with("//") && plain && path.len() <= 500).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::{Relay, local_path};

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for good in ["/", "/agent/visites?du=2026-10-01"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "https://ailleurs.test",
            "//ailleurs.test",
            "/\\ailleurs.test",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_telephone_dials_without_its_spaces() {
        let relay = Relay {
            phone: "05 96 62 53 53".into(),
            ..Relay::default()
        };
        assert_eq!(relay.phone_uri(), "0596625353");
    }
}
