//! Writing a note: from what was typed to a note, or to everything to mend.

use jiff::civil::Date;

use super::NoteSubject;
use crate::{catalogue::WebAddress, form::FormErrors, period::parse_date, sensitive};

/// Longest title, signs.
pub const TITLE: usize = 80;
/// Longest text, signs.
pub const TEXT: usize = 600;

/// A note as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteForm {
    /// What it stands on, `demarche:rsa`.
    pub subject: String,
    /// Title, may be empty.
    pub title: String,
    /// Text.
    pub text: String,
    /// First day shown, `YYYY-MM-DD` or empty.
    pub from: String,
    /// Last day shown.
    pub until: String,
}

/// What a good form says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteDraft {
    /// What it stands on.
    pub subject: NoteSubject,
    /// Title.
    pub title: Option<String>,
    /// Text.
    pub text: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl NoteForm {
    /// Reads it, or says everything that must be mended. Fields are named as in the
    /// page: `sur`, `titre`, `texte`, `du`, `au`. `exists` knows the subjects.
    pub fn read(
        &self,
        today: Date,
        exists: impl Fn(&NoteSubject) -> bool,
    ) -> Result<NoteDraft, FormErrors> {
        let mut errors = FormErrors::default();
        let subject = self.subject.trim();
        if subject.is_empty() {
            errors.add("sur", "note-sujet-vide");
        }
        let known = subject.parse().ok().filter(|s| exists(s));
        if !subject.is_empty() && known.is_none() {
            errors.add("sur", "note-sujet-inconnu");
        }
        let title = read_title(&self.title, &mut errors);
        let text = read_text(&self.text, &mut errors);
        let from = read_day("du", &self.from, &mut errors);
        let until = read_day("au", &self.until, &mut errors);
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            errors.add("au", "note-dates-ordre");
        } else if until.is_some_and(|until| until < today) {
            errors.add("au", "note-fin-passee");
        }
        errors.into_result(known.zip(text).map(|(subject, text)| NoteDraft {
            subject,
            title,
            text,
            from,
            until,
        }))
    }
}

fn read_title(typed: &str, errors: &mut FormErrors) -> Option<String> {
    let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.chars().count() > TITLE {
        errors.add_with("titre", "note-titre-long", [("max", TITLE.to_string())]);
    } else if let Some(found) = sensitive::find(&title) {
        errors.add("titre", found.message_key());
    }
    (!title.is_empty()).then_some(title)
}

fn read_text(typed: &str, errors: &mut FormErrors) -> Option<String> {
    let text = clean(typed);
    if text.is_empty() {
        errors.add("texte", "note-texte-vide");
        return None;
    }
    let count = text.chars().count();
    if count > TEXT {
        let said = [("max", TEXT.to_string()), ("count", count.to_string())];
        errors.add_with("texte", "note-texte-long", said);
    } else if let Some(found) = sensitive::find(&text) {
        errors.add("texte", found.message_key());
    } else if let Some(link) = unsafe_link(&text) {
        let said = [("lien", link.chars().take(60).collect())];
        errors.add_with("texte", "note-lien", said);
    }
    Some(text)
}

/// Lines without blanks at their end nor signs that are not seen.
fn clean(typed: &str) -> String {
    let seen = |c: &char| *c == '\n' || !c.is_control();
    let shown: String = typed.chars().filter(seen).collect();
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// The first word that looks like an address and is not a safe one.
fn unsafe_link(text: &str) -> Option<&str> {
    let words = text.split_whitespace();
    let bare = words.map(|w| w.trim_matches(|c: char| "().,;:!?«»\"'".contains(c)));
    bare.into_iter().find(|word| {
        let lower = word.to_lowercase();
        let scheme = ["javascript:", "data:", "file:", "vbscript:"];
        let looks = lower.contains("://") || scheme.iter().any(|s| lower.starts_with(s));
        looks && WebAddress::new(word).is_none()
    })
}

fn read_day(field: &str, typed: &str, errors: &mut FormErrors) -> Option<Date> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    errors.take(field, "note-date", parse_date(typed).ok())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn good() -> NoteForm {
        NoteForm {
            subject: "demarche:rsa".into(),
            title: "  Ici,  au Marin ".into(),
            text: "La CAF reçoit le lundi.\r\nhttps://www.caf.fr/972 ".into(),
            from: String::new(),
            until: "2026-12-31".into(),
        }
    }

    fn read(form: &NoteForm) -> Result<NoteDraft, FormErrors> {
        form.read(date(2026, 11, 23), |subject| subject.code() == "rsa")
    }

    /// Field and key of the one refusal.
    fn refused(form: &NoteForm) -> (String, &'static str) {
        let errors = read(form).unwrap_err().0;
        assert_eq!(errors.len(), 1, "{errors:?}");
        (errors[0].field.clone(), errors[0].key)
    }

    #[test]
    fn a_good_note_is_read_and_its_blanks_settled() {
        let draft = read(&good()).unwrap();
        assert_eq!(draft.title.as_deref(), Some("Ici, au Marin"));
        assert_eq!(
            draft.text,
            "La CAF reçoit le lundi.\nhttps://www.caf.fr/972"
        );
        assert_eq!(draft.until, Some(date(2026, 12, 31)));
    }

    #[test]
    fn each_fault_is_said_at_its_field() {
        let with = |change: fn(&mut NoteForm)| {
            let mut form = good();
            change(&mut form);
            refused(&form)
        };
        let at = |field: &str, key: &'static str| (field.to_owned(), key);
        assert_eq!(with(|f| f.subject.clear()), at("sur", "note-sujet-vide"));
        assert_eq!(
            with(|f| f.subject = "demarche:zzz".into()),
            at("sur", "note-sujet-inconnu")
        );
        assert_eq!(
            with(|f| f.title = "x".repeat(81)),
            at("titre", "note-titre-long")
        );
        assert_eq!(
            with(|f| f.text = " \n ".into()),
            at("texte", "note-texte-vide")
        );
        assert_eq!(
            with(|f| f.text = "é".repeat(601)),
            at("texte", "note-texte-long")
        );
        assert_eq!(with(|f| f.from = "demain".into()), at("du", "note-date"));
        assert_eq!(
            with(|f| f.from = "2027-01-01".into()),
            at("au", "note-dates-ordre")
        );
        assert_eq!(
            with(|f| f.until = "2026-11-22".into()),
            at("au", "note-fin-passee")
        );
    }

    #[test]
    fn a_note_holds_no_social_security_number() {
        for text in ["Son numéro : 2 84 05 97 209 001 69", "284059720900169"] {
            let mut form = good();
            form.text = text.into();
            assert_eq!(refused(&form), ("texte".into(), "sensible-nir"));
        }
    }

    #[test]
    fn an_address_that_is_not_https_is_refused() {
        for link in [
            "http://www.caf.fr/",
            "javascript:alert(1)",
            "ftp://caf.fr",
            "https://x\"onclick=",
            "HTTPS://caf.fr/",
        ] {
            let mut form = good();
            form.text = format!("Voyez {link}, merci.");
            assert_eq!(refused(&form).1, "note-lien", "{link}");
        }
    }
}
