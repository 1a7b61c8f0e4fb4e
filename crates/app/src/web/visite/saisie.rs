//! What a form sent, by the names that the rules give to its fields
//! (`note`, `demandes.0.kind`), and the same form from a visite already recorded.

use plus_domain::{
    stats::NOT_SAID,
    visite::{Demande, DemandeForm, FirstTime, Kind, Outcome, Tap, Visite, VisiteForm, limits},
};

/// Names and values, in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The value of a field that was sent.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A field of a demande.
    pub fn of_demande(&self, index: usize, name: &str) -> Option<&str> {
        self.get(&format!("demandes.{index}.{name}"))
    }

    fn onto(&self, name: &str, slot: &mut String) {
        if let Some(value) = self.get(name) {
            value.clone_into(slot);
        }
    }

    /// The form of a visite, with what was sent over it. What was not sent stays.
    pub fn over(&self, seen: &Visite) -> VisiteForm {
        let mut form = form_of(seen);
        for (name, slot) in [
            ("date", &mut form.date),
            ("place", &mut form.place),
            ("channel", &mut form.channel),
            ("minutes", &mut form.minutes),
            ("first", &mut form.first),
            ("age", &mut form.age),
            ("sex", &mut form.sex),
            ("status", &mut form.status),
            ("residence", &mut form.residence),
            ("autonomy", &mut form.autonomy),
            ("note", &mut form.note),
            ("pages_printed", &mut form.pages_printed),
        ] {
            self.onto(name, slot);
        }
        for (index, demande) in form.demandes.iter_mut().enumerate() {
            self.over_demande(index, demande);
        }
        form
    }

    fn over_demande(&self, index: usize, form: &mut DemandeForm) {
        for (name, slot) in [
            ("tap", &mut form.tap),
            ("kind", &mut form.kind),
            ("redirected_to", &mut form.redirected_to),
        ] {
            if let Some(value) = self.of_demande(index, name) {
                value.clone_into(slot);
            }
        }
        // A box that is not ticked is not sent: the hidden name of its demande is.
        if self.of_demande(index, "id").is_some() {
            let ticked = self.of_demande(index, "to_finish") == Some("1");
            if ticked { "1" } else { "" }.clone_into(&mut form.to_finish);
        }
        if let Some(about) = self.of_demande(index, "about") {
            (form.partner, form.demarche, form.theme) = read_about(about);
        }
    }

    /// Whether a demande is to be taken away.
    pub fn removes(&self, index: usize) -> bool {
        self.of_demande(index, "remove") == Some("1")
    }
}

/// A partner and its démarche, or its theme, in one value of a list.
pub fn about(partner: &str, demarche: &str, theme: &str) -> String {
    if demarche.is_empty() {
        format!("{partner}//{theme}")
    } else {
        format!("{partner}/{demarche}/")
    }
}

fn read_about(value: &str) -> (String, String, String) {
    let mut parts = value.splitn(3, '/').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    (next(), next(), next())
}

/// A recorded visite as its form.
pub fn form_of(visite: &Visite) -> VisiteForm {
    let profile = &visite.profile;
    VisiteForm {
        date: visite.date.to_string(),
        place: visite.place.to_string(),
        permanence: visite
            .permanence
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        channel: visite.channel.code().to_owned(),
        minutes: visite.minutes.to_string(),
        person: visite
            .person
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        first: match visite.first {
            FirstTime::Unknown => String::new(),
            said => said.code().to_owned(),
        },
        age: said(profile.age.code()),
        sex: said(profile.sex.code()),
        status: said(profile.status.code()),
        residence: profile
            .residence
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        autonomy: said(profile.autonomy.code()),
        note: visite.note.clone().unwrap_or_default(),
        pages_printed: visite.pages_printed.to_string(),
        demandes: visite.demandes.iter().map(demande_form).collect(),
    }
}

/// « Non communiqué » is what is left untouched.
fn said(code: &str) -> String {
    if code == NOT_SAID {
        String::new()
    } else {
        code.to_owned()
    }
}

fn demande_form(demande: &Demande) -> DemandeForm {
    let demarche = demande
        .demarche
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    DemandeForm {
        partner: demande.partner.to_string(),
        theme: demande.theme.to_string(),
        demarche,
        tap: tap_of(demande).code().to_owned(),
        kind: if demande.kind_confirmed {
            demande.kind.code().to_owned()
        } else {
            String::new()
        },
        redirected_to: demande.redirected_to.clone().unwrap_or_default(),
        to_finish: if demande.to_finish { "1" } else { "" }.to_owned(),
    }
}

/// The third tap that says what a demande says.
pub fn tap_of(demande: &Demande) -> Tap {
    match (demande.outcome, demande.kind) {
        (Outcome::Resolu, Kind::Accompagnement) => Tap::Fait,
        (Outcome::Resolu, _) => Tap::Renseigne,
        (Outcome::ASuivre, _) => Tap::ASuivre,
        (Outcome::Reoriente, _) => Tap::Reoriente,
        (Outcome::Bloque, _) => Tap::Bloque,
    }
}

/// Minutes since a page was opened, rounded up. Beyond three hours the page was
/// left open: that measures nothing, and 0 asks for the duration.
pub fn measured(opened_ms: i64, now_ms: i64) -> u32 {
    const MOST: i64 = 180;
    let elapsed = (now_ms - opened_ms + 59_999) / 60_000;
    let kept = (0..=MOST).contains(&elapsed).then_some(elapsed);
    kept.and_then(|m| u32::try_from(m).ok())
        .map_or(0, |m| m.min(limits::MINUTES))
}

#[cfg(test)]
mod tests {
    use super::{about, measured, read_about};

    #[test]
    fn time_is_counted_in_minutes_begun() {
        assert_eq!(measured(0, 0), 0);
        assert_eq!(measured(0, 1), 1);
        assert_eq!(measured(0, 6 * 60_000), 6);
        assert_eq!(measured(0, 4 * 3_600_000), 0, "the page was left open");
        assert_eq!(measured(10, 0), 0, "a page of the future measures nothing");
    }

    #[test]
    fn what_a_demande_is_about_survives_its_list() {
        let parts = |value: &str| read_about(value);
        assert_eq!(
            parts(&about("caf", "rsa", "argent")),
            ("caf".into(), "rsa".into(), String::new())
        );
        assert_eq!(
            parts(&about("caf", "", "argent")),
            ("caf".into(), String::new(), "argent".into())
        );
        assert_eq!(parts("caf"), ("caf".into(), String::new(), String::new()));
    }
}
