//! The fields of a recorded visite, as its forms show them: what was typed, else
//! what is recorded; nothing chosen that nobody chose.

use jiff::civil::Date;
use plus_domain::{
    form::FormErrors,
    profile::{AgeBand, Autonomy, Sex, Status},
    reference::ELSEWHERE,
    stats::NOT_SAID,
    visite::{Channel, Demande, DemandeForm, FirstTime, Kind, Outcome, Tap, Visite, VisiteForm},
};

use super::saisie::{Typed, about, form_of};
use crate::web::{error::WebError, faults::Faults, noms::Names, page::Page};

/// Code, word, whether it is the one chosen.
pub type Choice = (String, String, bool);

/// Fields of a visite.
pub struct Fields {
    /// The visite as this page shows it, for the correction to name what it saw.
    pub seen: String,
    /// Texts and numbers.
    pub typed: VisiteForm,
    /// Chip of the first time.
    pub first: Vec<Choice>,
    /// Profile: name of the field, its choices.
    pub profile: Vec<(&'static str, Vec<Choice>)>,
    /// Commune where the person lives.
    pub residence: Vec<Choice>,
    /// Whether something of the profile is said.
    pub profiled: bool,
    /// How the person came.
    pub channels: Vec<Choice>,
    /// Places of the day.
    pub places: Vec<Choice>,
    /// Demandes.
    pub demandes: Vec<DemandeFields>,
    /// Whether an accompagnement calls for the chip.
    pub accompanied: bool,
    /// What is to be mended.
    pub faults: Faults,
}

/// Fields of a demande.
pub struct DemandeFields {
    /// Rank, from 0.
    pub index: usize,
    /// Identifier.
    pub id: String,
    /// « CAF · Demander le RSA ».
    pub title: String,
    /// Code of its result.
    pub outcome: &'static str,
    /// Word of its kind.
    pub kind: String,
    /// Whether the kind came from the habit of the démarche.
    pub from_habit: bool,
    /// Kinds to choose from, when the result leaves the choice.
    pub kinds: Vec<Choice>,
    /// Results.
    pub taps: Vec<Choice>,
    /// What it may be about.
    pub abouts: Vec<Choice>,
    /// To whom.
    pub redirected_to: String,
    /// Whether to ask it.
    pub is_redirected: bool,
    /// Left for the return of the network.
    pub to_finish: bool,
}

impl DemandeFields {
    /// Name of one of its fields.
    pub fn name(&self, field: &str) -> String {
        format!("demandes.{}.{field}", self.index)
    }

    /// What is to be mended in one of its fields.
    pub fn fault<'a>(&self, faults: &'a Faults, field: &str) -> &'a str {
        faults.at(&self.name(field))
    }
}

/// The choices of the profile, by field.
fn profile(page: &Page, form: &VisiteForm) -> Vec<(&'static str, Vec<Choice>)> {
    vec![
        (
            "age",
            choices(
                page,
                "age",
                AgeBand::ALL.iter().map(|c| c.code()),
                &form.age,
            ),
        ),
        (
            "sex",
            choices(page, "sexe", Sex::ALL.iter().map(|c| c.code()), &form.sex),
        ),
        (
            "status",
            choices(
                page,
                "statut",
                Status::ALL.iter().map(|c| c.code()),
                &form.status,
            ),
        ),
        (
            "autonomy",
            choices(
                page,
                "autonomie",
                Autonomy::ALL.iter().map(|c| c.code()),
                &form.autonomy,
            ),
        ),
    ]
}

impl Fields {
    /// Fields of a visite, with what was typed over it.
    pub fn of(
        visite: &Visite,
        typed: &Typed,
        names: &Names,
        page: &Page,
        errors: FormErrors,
    ) -> Result<Self, WebError> {
        let form = typed.over(visite);
        let recorded = form_of(visite);
        let demandes = visite.demandes.iter().zip(&form.demandes).enumerate();
        Ok(Self {
            seen: serde_json::to_string(visite).map_err(WebError::internal)?,
            first: choices(
                page,
                "premiere-fois",
                FirstTime::ALL.iter().map(|c| c.code()),
                &form.first,
            ),
            profile: profile(page, &form),
            residence: residences(names, page, &form.residence),
            profiled: [
                &form.age,
                &form.sex,
                &form.status,
                &form.autonomy,
                &form.residence,
            ]
            .iter()
            .any(|said| !said.is_empty() && said.as_str() != NOT_SAID),
            channels: choices(
                page,
                "canal",
                Channel::ALL.iter().map(|c| c.code()),
                &form.channel,
            ),
            places: places(names, visite, &form.place),
            demandes: demandes
                .map(|(i, (d, f))| demande(i, d, f, names, page, visite.date))
                .collect(),
            accompanied: visite.has_accompagnement() || recorded.first != form.first,
            faults: Faults::of(page, errors),
            typed: form,
        })
    }
}

fn choices<'a>(
    page: &Page,
    family: &str,
    codes: impl Iterator<Item = &'a str>,
    chosen: &str,
) -> Vec<Choice> {
    codes
        .map(|code| (code.to_owned(), page.tc(family, code), code == chosen))
        .collect()
}

fn residences(names: &Names, page: &Page, chosen: &str) -> Vec<Choice> {
    let communes = names.territory.communes.iter();
    let known = communes.map(|c| (c.code.to_string(), c.name.clone()));
    let others = [ELSEWHERE, NOT_SAID].map(|code| (code.to_owned(), page.tc("residence", code)));
    known
        .chain(others)
        .map(|(code, name)| (code.clone(), name, code == chosen))
        .collect()
}

fn places(names: &Names, visite: &Visite, chosen: &str) -> Vec<Choice> {
    let open = names.territory.places_on(visite.date);
    let mut places: Vec<Choice> = open
        .map(|p| {
            (
                p.code.to_string(),
                p.name.clone(),
                p.code.as_str() == chosen,
            )
        })
        .collect();
    if !places
        .iter()
        .any(|(code, ..)| code == visite.place.as_str())
    {
        let own = visite.place.to_string();
        places.insert(0, (own.clone(), names.place(&visite.place), own == chosen));
    }
    places
}

fn demande(
    index: usize,
    demande: &Demande,
    form: &DemandeForm,
    names: &Names,
    page: &Page,
    day: Date,
) -> DemandeFields {
    let open = matches!(demande.outcome, Outcome::ASuivre | Outcome::Bloque);
    let kinds = [Kind::Information, Kind::Accompagnement].map(Kind::code);
    let kinds = if open { kinds.as_slice() } else { &[] };
    DemandeFields {
        index,
        id: demande.id.to_string(),
        title: title(demande, names, page, day),
        outcome: demande.outcome.code(),
        kind: page.tc("nature", demande.kind.code()),
        from_habit: !demande.kind_confirmed,
        kinds: choices(page, "nature", kinds.iter().copied(), &form.kind),
        taps: choices(page, "touche", Tap::ALL.iter().map(|t| t.code()), &form.tap),
        abouts: abouts(demande, form, names, page, day),
        redirected_to: form.redirected_to.clone(),
        is_redirected: demande.outcome == Outcome::Reoriente,
        to_finish: form.to_finish == "1",
    }
}

/// « CAF · Demander le RSA ».
pub fn title(demande: &Demande, names: &Names, page: &Page, day: Date) -> String {
    let partner = names.partner(&demande.partner, day);
    format!("{partner} · {}", names.subject(demande, page))
}

/// Every démarche of the partners of a day, then « autre demande » of each.
fn abouts(
    demande: &Demande,
    form: &DemandeForm,
    names: &Names,
    page: &Page,
    day: Date,
) -> Vec<Choice> {
    let chosen = about(&form.partner, &form.demarche, &form.theme);
    let mut list: Vec<Choice> = Vec::new();
    for partner in names.territory.partners_on(day) {
        let name = partner.name_on(day);
        for d in names.territory.catalogue.of_partner(&partner.code) {
            let value = about(partner.code.as_str(), d.code.as_str(), "");
            list.push((
                value.clone(),
                format!("{name} · {}", d.title),
                value == chosen,
            ));
        }
        for theme in &partner.themes {
            let value = about(partner.code.as_str(), "", theme.as_str());
            let other = page.ta(
                "visite-autre-demande",
                &[("theme", names.theme(theme, page))],
            );
            list.push((value.clone(), format!("{name} · {other}"), value == chosen));
        }
    }
    if !list.iter().any(|(.., chosen)| *chosen) {
        list.insert(0, (chosen, title(demande, names, page, day), true));
    }
    list
}
