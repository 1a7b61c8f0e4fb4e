//! How a person wants pages to look: size of the text, contrast, light or dark.
//!
//! Kept by a cookie that says these three words and nothing of the person. It ends with
//! the visit; a colleague who is signed in keeps it a year on her screen.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use axum_extra::extract::Form;
use serde::Deserialize;

use super::{
    cookies,
    page::{local_path, see_other},
    session::Signed,
    state::App,
};

/// Name of the cookie: words parted by points, such as `sombre.150.fort`.
pub const COOKIE: &str = "affichage";
/// Its name over HTTPS: the browser then refuses it from any other place.
const HOST_COOKIE: &str = "__Host-affichage";
/// Sizes of the text, per cent.
pub const SIZES: [u16; 4] = [100, 125, 150, 200];
const YEAR: i64 = 365 * 86_400;
const STRONG: &str = "fort";
const LOW: &str = "bas";
const THEMES: [&str; 2] = ["clair", "sombre"];

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affichage {
    /// `clair`, `sombre`, or empty: as the machine prefers.
    pub theme: &'static str,
    /// Size of the text, per cent: one of [`SIZES`].
    pub size: u16,
    /// Whether the contrast is strong.
    pub strong: bool,
    /// Whether all stands in the lower part of a kiosk's screen, within reach of a chair.
    pub low: bool,
}

impl Default for Affichage {
    fn default() -> Self {
        Self {
            theme: "",
            size: 100,
            strong: false,
            low: false,
        }
    }
}

impl Affichage {
    /// As the cookie of a request says; what it says wrong is left out.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut shown = Self::default();
        let said = cookies::get(headers, HOST_COOKIE).or_else(|| cookies::get(headers, COOKIE));
        for word in said.unwrap_or_default().split('.') {
            shown.take_theme(word);
            shown.take_size(word);
            shown.strong |= word == STRONG;
            shown.low |= word == LOW;
        }
        shown
    }

    fn take_theme(&mut self, word: &str) {
        if let Some(theme) = THEMES.into_iter().find(|theme| *theme == word) {
            self.theme = theme;
        }
    }

    fn take_size(&mut self, word: &str) {
        let size = word.parse().ok().filter(|size| SIZES.contains(size));
        self.size = size.unwrap_or(self.size);
    }

    /// Changed by what was pressed: what a form does not say stays.
    fn changed(mut self, pressed: &Pressed) -> Self {
        if let Some(theme) = &pressed.theme {
            self.theme = "";
            self.take_theme(theme);
        }
        if let Some(size) = &pressed.taille {
            self.take_size(size);
        }
        if let Some(contrast) = &pressed.contraste {
            self.strong = contrast == STRONG;
        }
        if let Some(height) = &pressed.hauteur {
            self.low = height == LOW;
        }
        self
    }

    /// The words of the cookie, empty when everything is as at first.
    fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        if !self.theme.is_empty() {
            words.push(self.theme.to_owned());
        }
        if self.size != 100 {
            words.push(self.size.to_string());
        }
        if self.strong {
            words.push(STRONG.to_owned());
        }
        if self.low {
            words.push(LOW.to_owned());
        }
        words.join(".")
    }
}

/// What was pressed, and the page to come back to.
#[derive(Debug, Deserialize)]
pub struct Pressed {
    theme: Option<String>,
    taille: Option<String>,
    contraste: Option<String>,
    hauteur: Option<String>,
    #[serde(default)]
    retour: String,
}

/// `POST /affichage`.
pub async fn set(
    State(app): State<App>,
    headers: HeaderMap,
    signed: Option<Extension<Signed>>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let words = Affichage::of(&headers).changed(&pressed).words();
    let age = match (words.is_empty(), signed) {
        (true, _) => Some(0),
        (false, Some(_)) => Some(YEAR),
        (false, None) => None,
    };
    let secure = app.config.is_https();
    let name = if secure { HOST_COOKIE } else { COOKIE };
    let cookie = cookies::set(name, &words, secure, age);
    let mut response = see_other(local_path(&pressed.retour).unwrap_or("/"));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{Affichage, Pressed};

    fn of(cookie: &str) -> Affichage {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", format!("affichage={cookie}").parse().unwrap());
        Affichage::of(&headers)
    }

    fn pressed(theme: Option<&str>, size: Option<&str>, contrast: Option<&str>) -> Pressed {
        Pressed {
            theme: theme.map(Into::into),
            taille: size.map(Into::into),
            contraste: contrast.map(Into::into),
            hauteur: None,
            retour: String::new(),
        }
    }

    #[test]
    fn the_words_of_the_cookie_come_back() {
        for words in [
            "",
            "sombre",
            "150",
            "fort",
            "clair.200.fort",
            "fort.bas",
            "bas",
        ] {
            assert_eq!(of(words).words(), words);
        }
    }

    #[test]
    fn strange_words_are_left_out() {
        for strange in ["noir", "151", "9999999", "forte", "..", "<script>"] {
            assert_eq!(of(strange), Affichage::default(), "{strange}");
        }
    }

    #[test]
    fn one_press_changes_one_thing() {
        let chosen = of("sombre.150.fort");
        let words = |change: &Pressed| chosen.clone().changed(change).words();
        assert_eq!(words(&pressed(Some("clair"), None, None)), "clair.150.fort");
        assert_eq!(words(&pressed(Some("auto"), None, None)), "150.fort");
        assert_eq!(words(&pressed(None, Some("100"), None)), "sombre.fort");
        assert_eq!(words(&pressed(None, Some("7"), None)), "sombre.150.fort");
        assert_eq!(words(&pressed(None, None, Some("normal"))), "sombre.150");
    }
}
