//! What our own script says from inside a page, in a world that the page cannot see.

use serde::Serialize;

/// Name by which the script speaks to the program, known in its own world alone.
pub(super) const BINDING: &str = "plusBorne";

/// Name of that world.
pub(super) const WORLD: &str = "plus";

const SOURCE: &str = include_str!("bar.js");

/// Its part for who has one key alone.
const SWITCH: &str = include_str!("switch.js");

/// The bar over the sites of partners, in the language of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Where our own screens are served: they draw their own bar.
    pub own: String,
    /// « Accueil ».
    pub home: String,
    /// « Écouter ».
    pub listen: String,
    /// « Plus grand ».
    pub larger: String,
    /// « Imprimer ».
    pub print: String,
    /// « On attend ».
    pub waits: String,
    /// « C’est noté ».
    pub noted: String,
    /// « J’ai fini ».
    pub done: String,
    /// Name of the bar, for those who hear it.
    pub name: String,
    /// Whether a keyboard is drawn when somebody has to write.
    pub keyboard: bool,
    /// « Clavier », for those who hear it.
    pub keys: String,
    /// « Effacer ».
    pub back: String,
    /// « Espace ».
    pub space: String,
    /// « Valider ».
    pub enter: String,
    /// « Fermer le clavier ».
    pub hide: String,
    /// The key that does it all, as `KeyboardEvent.code` names it; none: nothing is framed.
    pub switch: Option<String>,
    /// How long a frame stays, milliseconds.
    pub pace: u32,
}

/// What somebody did, as the script tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// Touched, typed, scrolled.
    Touch,
    /// « Accueil ».
    Home,
    /// « Écouter ».
    Listen,
    /// « Plus grand ».
    Larger,
    /// « Imprimer ».
    Print,
    /// « On attend ».
    Wait,
    /// « J’ai fini ».
    Done,
    /// A corner held for three seconds: somebody of the team.
    Team,
    /// A key of the keyboard on the screen.
    Key(Key),
}

/// A key of the keyboard on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Writes a character.
    Char(char),
    /// Erases the one before.
    Back,
    /// Sends, or goes to the next line.
    Enter,
}

impl Sign {
    /// Reads what `Runtime.bindingCalled` carries; nothing when it is no word of ours.
    pub fn of(event: &super::Event) -> Option<Self> {
        if event.params["name"] != BINDING {
            return None;
        }
        let payload = event.params["payload"].as_str()?;
        Some(match payload {
            "touch" => Self::Touch,
            "home" => Self::Home,
            "listen" => Self::Listen,
            "larger" => Self::Larger,
            "print" => Self::Print,
            "waits" => Self::Wait,
            "done" => Self::Done,
            "team" => Self::Team,
            "key:back" => Self::Key(Key::Back),
            "key:enter" => Self::Key(Key::Enter),
            other => {
                let mut written = other.strip_prefix("key:")?.chars();
                let char = written.next().filter(|c| !c.is_control())?;
                written
                    .as_str()
                    .is_empty()
                    .then_some(Self::Key(Key::Char(char)))?
            }
        })
    }
}

/// The script, with the words of a bar.
pub(super) fn source(bar: &Bar) -> String {
    let words = serde_json::to_string(bar).unwrap_or_default();
    let whole = SOURCE.replace("\"PLUS_SWITCH\";", SWITCH);
    whole.replace("\"PLUS_BAR\"", &words)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Bar, Key, Sign, source};
    use crate::browser::Event;

    fn called(name: &str, payload: &str) -> Event {
        Event {
            method: "Runtime.bindingCalled".to_owned(),
            session: None,
            params: json!({ "name": name, "payload": payload }),
        }
    }

    #[test]
    fn only_our_words_are_heard() {
        assert_eq!(Sign::of(&called("plusBorne", "print")), Some(Sign::Print));
        assert_eq!(Sign::of(&called("plusBorne", "waits")), Some(Sign::Wait));
        assert_eq!(Sign::of(&called("plusBorne", "team")), Some(Sign::Team));
        let key = |payload| Sign::of(&called("plusBorne", payload));
        assert_eq!(key("key:é"), Some(Sign::Key(Key::Char('é'))));
        for other in ["key:", "key:ab", "key:\u{1b}", "format c:", ""] {
            assert_eq!(key(other), None, "{other}");
        }
        assert_eq!(Sign::of(&called("autre", "print")), None);
    }

    #[test]
    fn words_of_a_language_cannot_break_the_script() {
        let word = "</script>\"; alert(1); \u{2028}".to_owned();
        let bar = Bar {
            own: "http://127.0.0.1:1".to_owned(),
            home: word.clone(),
            listen: String::new(),
            larger: String::new(),
            print: String::new(),
            waits: String::new(),
            noted: String::new(),
            done: word.clone(),
            name: String::new(),
            keyboard: true,
            keys: String::new(),
            back: String::new(),
            space: String::new(),
            enter: String::new(),
            hide: String::new(),
            switch: Some(word.clone()),
            pace: 1_800,
        };
        let source = source(&bar);
        assert!(!source.contains("PLUS_SWITCH"));
        assert!(!source.contains("PLUS_BAR") && source.contains("\\\"; alert(1)"));
    }
}
