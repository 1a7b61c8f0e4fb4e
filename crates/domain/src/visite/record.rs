//! Recording: from what was tapped to a visite, or to what must be mended.

use jiff::civil::Date;

use super::{Channel, Demande, FirstTime, Kind, Tap, Visite};
use crate::{
    form::FormErrors,
    ids::{
        AccountId, CommuneCode, DemandeId, DemarcheCode, PartnerCode, PlaceCode, ThemeCode,
        VisiteId,
    },
    profile::{AgeBand, Autonomy, Profile, Sex, Status},
    reference::Reference,
    sensitive,
};

/// Bounds of what may be typed.
pub mod limits {
    /// Longest duration, minutes (23 h 59, as in La Coop).
    pub const MINUTES: u32 = 1_439;
    /// Longest note, characters.
    pub const NOTE: usize = 500;
    /// Longest name of a destination, characters.
    pub const DESTINATION: usize = 120;
    /// Most demandes in one visite.
    pub const DEMANDES: usize = 20;
    /// Most pages printed in one visite.
    pub const PAGES: u32 = 500;
}

/// One demande as typed or tapped; empty text is « not said ».
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct DemandeForm {
    /// Code of the partner.
    pub partner: String,
    /// Code of the démarche, or empty.
    pub demarche: String,
    /// Code of the theme, used when there is no démarche.
    pub theme: String,
    /// Code of the third tap.
    pub tap: String,
    /// Kind chosen by hand, or empty.
    pub kind: String,
    /// To whom, when réorienté.
    pub redirected_to: String,
    /// `1` when left for the return of the network.
    pub to_finish: String,
}

/// A visite as typed or tapped.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct VisiteForm {
    /// Business date, `YYYY-MM-DD`.
    pub date: String,
    /// Code of the place.
    pub place: String,
    /// Identifier of the permanence, or empty.
    pub permanence: String,
    /// Code of the channel; empty is `sur-place`.
    pub channel: String,
    /// Minutes; empty is 0.
    pub minutes: String,
    /// Pseudonym, or empty.
    pub person: String,
    /// Code of the chip; empty is « ne sait pas ».
    pub first: String,
    /// Age band.
    pub age: String,
    /// Sex.
    pub sex: String,
    /// Status.
    pub status: String,
    /// Commune of residence.
    pub residence: String,
    /// Autonomy.
    pub autonomy: String,
    /// Note.
    pub note: String,
    /// Pages printed; empty is 0.
    pub pages_printed: String,
    /// Demandes.
    pub demandes: Vec<DemandeForm>,
}

/// Who records, when, and the identifiers to give.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Identifier of the visite.
    pub id: VisiteId,
    /// Identifiers of its demandes, at least as many as there are demandes.
    pub demande_ids: Vec<DemandeId>,
    /// Author.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Today in the territory: a visite is not dated in the future.
    pub today: Date,
}

impl Visite {
    /// Reads a form into a visite, or says everything that must be mended.
    pub fn record(
        form: &VisiteForm,
        by: &Recording,
        known: &Reference,
    ) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let date = read_date(form, by.today, &mut errors);
        let place = read_place(form, known, &mut errors);
        let channel = choice(&form.channel, "sur-place", Channel::from_code);
        let channel = errors.take("channel", "visite-erreur-canal", channel);
        let first = choice(&form.first, "ne-sait-pas", FirstTime::from_code);
        let first = errors.take("first", "visite-erreur-premiere", first);
        let profile = read_profile(form, known, &mut errors);
        let note = read_note("note", &form.note, limits::NOTE, &mut errors);
        let minutes = read_number("minutes", &form.minutes, limits::MINUTES, &mut errors);
        let pages = read_number(
            "pages_printed",
            &form.pages_printed,
            limits::PAGES,
            &mut errors,
        );
        let demandes = read_demandes(form, by, known, &mut errors);
        let visite = assemble(form, by, (date, place, channel, first)).map(|visite| Self {
            profile,
            note,
            minutes,
            pages_printed: pages,
            demandes,
            ..visite
        });
        errors.into_result(visite)
    }
}

type Essentials = (
    Option<Date>,
    Option<(PlaceCode, CommuneCode)>,
    Option<Channel>,
    Option<FirstTime>,
);

fn assemble(
    form: &VisiteForm,
    by: &Recording,
    (date, place, channel, first): Essentials,
) -> Option<Visite> {
    let (place, commune) = place?;
    Some(Visite {
        id: by.id.clone(),
        at: by.at,
        date: date?,
        permanence: given(&form.permanence).map(Into::into),
        place,
        commune,
        channel: channel?,
        author: by.author.clone(),
        minutes: 0,
        person: given(&form.person).map(Into::into),
        first: first?,
        profile: Profile::default(),
        note: None,
        pages_printed: 0,
        demandes: Vec::new(),
    })
}

fn given(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

fn choice<T>(text: &str, default: &str, read: fn(&str) -> Option<T>) -> Option<T> {
    read(given(text).unwrap_or(default))
}

fn read_date(form: &VisiteForm, today: Date, errors: &mut FormErrors) -> Option<Date> {
    let date = crate::period::parse_date(form.date.trim()).ok();
    let date = errors.take("date", "visite-erreur-date", date)?;
    if date > today {
        errors.add("date", "visite-erreur-date-future");
        return None;
    }
    Some(date)
}

fn read_place(
    form: &VisiteForm,
    known: &Reference,
    errors: &mut FormErrors,
) -> Option<(PlaceCode, CommuneCode)> {
    let code = PlaceCode::new(form.place.trim());
    let found = known.places.get_key_value(&code);
    errors
        .take("place", "visite-erreur-lieu", found)
        .map(|(place, commune)| (place.clone(), commune.clone()))
}

pub(super) fn read_number(field: &str, text: &str, most: u32, errors: &mut FormErrors) -> u32 {
    let number = given(text).map_or(Some(0), |t| t.parse().ok().filter(|n| *n <= most));
    if number.is_none() {
        errors.add_with(field, "visite-erreur-nombre", [("max", most.to_string())]);
    }
    number.unwrap_or(0)
}

fn read_profile(form: &VisiteForm, known: &Reference, errors: &mut FormErrors) -> Profile {
    let mut profile = Profile::default();
    let mut keep = |field: &str, ok: bool| {
        if !ok {
            errors.add(field, "visite-erreur-choix");
        }
    };
    let age = choice(&form.age, "nc", AgeBand::from_code);
    keep("age", age.is_some());
    let sex = choice(&form.sex, "nc", Sex::from_code);
    keep("sex", sex.is_some());
    let status = choice(&form.status, "nc", Status::from_code);
    keep("status", status.is_some());
    let autonomy = choice(&form.autonomy, "nc", Autonomy::from_code);
    keep("autonomy", autonomy.is_some());
    let residence = given(&form.residence).filter(|code| *code != "nc");
    keep(
        "residence",
        residence.is_none_or(|code| known.is_residence(code)),
    );
    profile.age = age.unwrap_or(profile.age);
    profile.sex = sex.unwrap_or(profile.sex);
    profile.status = status.unwrap_or(profile.status);
    profile.autonomy = autonomy.unwrap_or(profile.autonomy);
    profile.residence = residence.map(Into::into);
    profile
}

/// Reads a free text: bounded, without control signs, without anything secret.
pub(super) fn read_note(
    field: &str,
    text: &str,
    most: usize,
    errors: &mut FormErrors,
) -> Option<String> {
    let text = given(text)?;
    if text.chars().count() > most {
        errors.add_with(
            field,
            "visite-erreur-trop-long",
            [("max", most.to_string())],
        );
        return None;
    }
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t')
    {
        errors.add(field, "visite-erreur-signes");
        return None;
    }
    if let Some(found) = sensitive::find(text) {
        errors.add(field, found.message_key());
        return None;
    }
    Some(text.to_owned())
}

fn read_demandes(
    form: &VisiteForm,
    by: &Recording,
    known: &Reference,
    errors: &mut FormErrors,
) -> Vec<Demande> {
    if form.demandes.is_empty() {
        errors.add("demandes", "visite-erreur-demande");
    }
    if form.demandes.len() > limits::DEMANDES.min(by.demande_ids.len()) {
        errors.add_with(
            "demandes",
            "visite-erreur-trop-de-demandes",
            [("max", limits::DEMANDES.to_string())],
        );
        return Vec::new();
    }
    let ids = by.demande_ids.iter();
    let read = form.demandes.iter().zip(ids).enumerate();
    read.filter_map(|(i, (demande, id))| demande.read(i, id, known, errors))
        .collect()
}

impl DemandeForm {
    /// Reads one demande; `index` names its fields in the refusals.
    pub fn read(
        &self,
        index: usize,
        id: &DemandeId,
        known: &Reference,
        errors: &mut FormErrors,
    ) -> Option<Demande> {
        let field = |name: &str| format!("demandes.{index}.{name}");
        let partner = PartnerCode::new(self.partner.trim());
        let partner_theme = known.partners.get(&partner);
        let partner_theme =
            errors.take(&field("partner"), "visite-erreur-partenaire", partner_theme);
        let about = self.about(&partner, partner_theme?, known);
        let about = errors.take(&field("demarche"), "visite-erreur-demarche", about);
        let tap = errors.take(
            &field("tap"),
            "visite-erreur-resultat",
            Tap::from_code(self.tap.trim()),
        );
        let redirected_to = read_note(
            &field("redirected_to"),
            &self.redirected_to,
            limits::DESTINATION,
            errors,
        );
        let (demarche, theme, habit) = about?;
        let (kind, outcome, said) = tap?.meaning(habit);
        let (kind, said) = self.corrected_kind(kind, said, outcome);
        Some(Demande {
            id: id.clone(),
            partner,
            demarche,
            theme,
            kind,
            kind_confirmed: said,
            outcome,
            redirected_to: redirected_to.filter(|_| kind == Kind::Orientation),
            to_finish: self.to_finish.trim() == "1",
        })
    }

    fn about(
        &self,
        partner: &PartnerCode,
        partner_theme: &ThemeCode,
        known: &Reference,
    ) -> Option<(Option<DemarcheCode>, ThemeCode, Kind)> {
        if let Some(code) = given(&self.demarche) {
            let code = DemarcheCode::new(code);
            let facts = known
                .demarches
                .get(&code)
                .filter(|f| f.partner == *partner)?;
            return Some((Some(code), facts.theme.clone(), facts.habitual_kind));
        }
        let theme = match given(&self.theme) {
            None => partner_theme.clone(),
            Some(code) => known.themes.get(&ThemeCode::new(code))?.clone(),
        };
        Some((None, theme, Kind::Information))
    }

    /// A kind chosen by hand counts only where the result leaves the choice.
    fn corrected_kind(&self, kind: Kind, said: bool, outcome: super::Outcome) -> (Kind, bool) {
        match Kind::from_code(self.kind.trim()) {
            Some(chosen)
                if (chosen == Kind::Orientation) == (outcome == super::Outcome::Reoriente) =>
            {
                (chosen, true)
            }
            _ => (kind, said),
        }
    }
}
