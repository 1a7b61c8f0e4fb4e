//! The steps of the installation: what each asks, and what it makes of the answers.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use plus_domain::{
    form::FormErrors,
    installation::{read_groups, read_places},
    period::parse_date,
    territoire::{Liste, Nouveau, Reponses, Territoire, WEEKDAYS, typographic},
};

use crate::web::{
    page::Page,
    router::encoded,
    upload::{self, Family, Upload},
};

/// Longest text of a field, bytes.
const MOST_TEXT: usize = 20_000;
/// Longest logo, bytes.
const MOST_LOGO: usize = 200_000;

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Etape {
    /// Which territory.
    Epci,
    /// Names of the service.
    Nom,
    /// Its logo.
    Logo,
    /// Groups of communes.
    Communes,
    /// Names of the partners.
    Partenaires,
    /// Where it receives.
    Lieux,
    /// Crew, hours, opening.
    Equipe,
    /// First days of the conventions.
    Conventions,
    /// What was answered, before it opens.
    Relecture,
}

/// A field, as the page shows it.
pub struct Champ {
    /// Name in the form.
    pub name: String,
    /// Label.
    pub label: String,
    /// What it holds.
    pub value: String,
    /// `text`, `date`, `month`, `long`, `file`.
    pub kind: &'static str,
}

/// Fields that go together.
pub struct Groupe {
    /// Its title, empty when there is one group.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Champ>,
}

/// What a form sent.
#[derive(Debug, Default)]
pub struct Typed {
    texts: BTreeMap<String, String>,
    logo: Option<Upload>,
}

impl Typed {
    /// Reads a form, with a file or without.
    pub fn of(headers: &HeaderMap, body: &[u8]) -> Self {
        let file = upload::file(headers, body, "logo");
        let texts = match upload::text(headers, body, "jeton") {
            Some(token) => BTreeMap::from([("jeton".to_owned(), token)]),
            None => form(body),
        };
        Self { texts, logo: file }
    }

    /// A text, empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", |text| text.trim())
    }

    fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.texts.insert(name.into(), value.into());
        self
    }
}

/// The fields of an ordinary form.
fn form(body: &[u8]) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(body);
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (decoded(name), decoded(value)))
        .map(|(name, value)| (name, value.chars().take(MOST_TEXT).collect()))
        .collect()
}

/// `a+b%20c` as it was typed.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) => {
                plain.push(value);
                at += 2;
            }
            None => plain.push(if *byte == b'+' { b' ' } else { *byte }),
        }
        at += 1;
    }
    String::from_utf8_lossy(&plain).into_owned()
}

impl Etape {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Epci,
        Self::Nom,
        Self::Logo,
        Self::Communes,
        Self::Partenaires,
        Self::Lieux,
        Self::Equipe,
        Self::Conventions,
        Self::Relecture,
    ];

    /// Its code, in addresses and keys.
    pub fn code(self) -> &'static str {
        match self {
            Self::Epci => "epci",
            Self::Nom => "nom",
            Self::Logo => "logo",
            Self::Communes => "communes",
            Self::Partenaires => "partenaires",
            Self::Lieux => "lieux",
            Self::Equipe => "equipe",
            Self::Conventions => "conventions",
            Self::Relecture => "relecture",
        }
    }

    /// The step of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|etape| etape.code() == code)
    }

    /// The one after.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|etape| *etape == self);
        let next = at.and_then(|at| Self::ALL.get(at + 1));
        next.copied().unwrap_or(Self::Relecture)
    }

    /// Where it is, with the secret of the console.
    pub fn address(self, token: &str) -> String {
        format!("/installation/{}?jeton={}", self.code(), encoded(token))
    }

    /// The field that a refusal of the whole step leads to.
    pub fn first_field(self) -> &'static str {
        match self {
            Self::Epci | Self::Relecture => "epci",
            Self::Nom => "nom_court",
            Self::Logo => "logo",
            Self::Communes => "groupes",
            Self::Partenaires | Self::Conventions => "champs",
            Self::Lieux => "lieux",
            Self::Equipe => "lundi",
        }
    }

    /// What it was answered so far.
    pub fn typed(self, new: &Nouveau) -> Typed {
        let typed = Typed::default();
        match self {
            Self::Epci => typed.with("epci", &new.epci.code),
            Self::Nom => typed
                .with("nom_court", new.short_name())
                .with("nom", new.name())
                .with("langues", new.languages().join(", "))
                .with("telephone", new.telephone.clone().unwrap_or_default())
                .with("siret", new.siret.clone().unwrap_or_default()),
            Self::Communes => {
                let lines = new.groups().into_iter();
                let lines: Vec<String> = lines.map(|(a, b)| format!("{a} ; {b}")).collect();
                typed.with("groupes", lines.join("\n"))
            }
            Self::Lieux => typed.with("lieux", places(new)),
            Self::Equipe => equipe(new, typed),
            Self::Partenaires => named(new).into_iter().fold(typed, |typed, (code, names)| {
                typed
                    .with(format!("nom-{code}"), names.0)
                    .with(format!("appellation-{code}"), names.1)
            }),
            Self::Conventions => {
                let since = new.answers.since.iter();
                since.fold(typed, |typed, (code, day)| {
                    typed.with(format!("depuis-{code}"), day)
                })
            }
            Self::Logo | Self::Relecture => typed,
        }
    }

    /// What becomes of the territory with these answers.
    ///
    /// # Errors
    /// An answer that is none; those that only the files refuse are found later.
    pub fn read(self, held: Option<&Nouveau>, typed: &Typed) -> Result<Nouveau, FormErrors> {
        if self == Self::Epci {
            return chosen(held, typed.text("epci"));
        }
        let Some(mut new) = held.cloned() else {
            let mut errors = FormErrors::default();
            errors.add("epci", "installation-epci-d-abord");
            return Err(errors);
        };
        match self {
            Self::Nom => name(&mut new, typed),
            Self::Logo => logo(&mut new, typed)?,
            Self::Communes => {
                let groups = read_groups("groupes", typed.text("groupes"), &new.communes)?;
                new.answers.groups = Some(groups);
            }
            Self::Lieux => {
                let places = read_places("lieux", typed.text("lieux"), &new.communes)?;
                new.answers.places = Some(places);
            }
            Self::Equipe => crew(&mut new, typed)?,
            Self::Partenaires => partners(&mut new, typed),
            Self::Conventions => conventions(&mut new, typed)?,
            Self::Epci | Self::Relecture => {}
        }
        Ok(new)
    }

    /// Its fields, holding what was typed.
    pub fn fields(self, page: &Page, new: Option<&Nouveau>, typed: &Typed) -> Vec<Groupe> {
        let field = |name: &str, key: &str, kind: &'static str| Champ {
            name: name.to_owned(),
            label: page.t(key),
            value: typed.text(name).to_owned(),
            kind,
        };
        let one = |fields: Vec<Champ>| {
            vec![Groupe {
                title: String::new(),
                fields,
            }]
        };
        match self {
            Self::Epci => one(vec![field("epci", "installation-epci", "text")]),
            Self::Nom => one(vec![
                field("nom_court", "installation-nom-court", "text"),
                field("nom", "installation-nom", "text"),
                field("langues", "installation-langues", "text"),
                field("telephone", "installation-telephone", "text"),
                field("siret", "installation-siret", "text"),
            ]),
            Self::Logo => one(vec![field("logo", "installation-logo", "file")]),
            Self::Communes => one(vec![field("groupes", "installation-groupes", "long")]),
            Self::Lieux => one(vec![field("lieux", "installation-lieux", "long")]),
            Self::Equipe => crew_fields(
                page,
                typed,
                field("ouverture", "installation-ouverture", "month"),
            ),
            Self::Partenaires | Self::Conventions => {
                new.map_or_else(Vec::new, |new| self.partner_fields(page, new, typed))
            }
            Self::Relecture => Vec::new(),
        }
    }

    /// A group of fields for each partner.
    fn partner_fields(self, page: &Page, new: &Nouveau, typed: &Typed) -> Vec<Groupe> {
        let field = |name: String, key: &str, kind: &'static str| Champ {
            label: page.t(key),
            value: typed.text(&name).to_owned(),
            name,
            kind,
        };
        let fields = |code: &str| match self {
            Self::Conventions => vec![field(
                format!("depuis-{code}"),
                "installation-depuis",
                "date",
            )],
            _ => vec![
                field(format!("nom-{code}"), "installation-partenaire-nom", "text"),
                field(
                    format!("appellation-{code}"),
                    "installation-partenaire-phrase",
                    "text",
                ),
            ],
        };
        let all = if self == Self::Conventions {
            served(new)
        } else {
            named(new)
        };
        let all = all.into_iter();
        all.map(|(code, (name, _))| Groupe {
            fields: fields(&code),
            title: name,
        })
        .collect()
    }
}

fn crew_fields(page: &Page, typed: &Typed, opening: Champ) -> Vec<Groupe> {
    let field = |name: &str, label: String| Champ {
        name: name.to_owned(),
        value: typed.text(name).to_owned(),
        label,
        kind: "text",
    };
    let days = WEEKDAYS
        .iter()
        .map(|(_, day)| field(day, page.tc("installation-jour", day)));
    let trades =
        Reponses::trades().map(|trade| field(trade, page.tc("installation-metier", trade)));
    vec![
        Groupe {
            title: page.t("installation-horaires"),
            fields: days.collect(),
        },
        Groupe {
            title: page.t("installation-personnes"),
            fields: trades.chain([opening]).collect(),
        },
    ]
}

/// The territory of a code, its other answers new again when it changes.
fn chosen(held: Option<&Nouveau>, code: &str) -> Result<Nouveau, FormErrors> {
    if let Some(held) = held.filter(|held| held.epci.code == code) {
        return Ok(held.clone());
    }
    let list = Liste::built_in();
    if let Ok(Some(epci)) = list.find(code) {
        return Ok(Nouveau::new(epci.row.clone(), epci.communes.clone()));
    }
    let mut errors = FormErrors::default();
    let near: Vec<String> = list
        .near(code)
        .iter()
        .map(|row| format!("{} ({})", typographic(&row.name), row.code))
        .collect();
    if near.is_empty() {
        errors.add("epci", "installation-epci-inconnu");
    } else {
        errors.add_with(
            "epci",
            "installation-epci-proche",
            [("noms", near.join(", "))],
        );
    }
    Err(errors)
}

fn name(new: &mut Nouveau, typed: &Typed) {
    let given = |name: &str| Some(typed.text(name).to_owned()).filter(|text| !text.is_empty());
    new.short_name = given("nom_court");
    new.name = given("nom");
    let tags = typed
        .text("langues")
        .split([',', ' '])
        .filter(|tag| !tag.is_empty());
    let tags: Vec<String> = tags.map(str::to_owned).collect();
    new.languages = Some(tags).filter(|tags| !tags.is_empty());
    new.telephone = given("telephone");
    new.siret = given("siret");
}

/// Without a file the logo stays as it was.
fn logo(new: &mut Nouveau, typed: &Typed) -> Result<(), FormErrors> {
    let Some(file) = &typed.logo else {
        return Ok(());
    };
    let named = file.is_named_right(Family::Drawings);
    let text = String::from_utf8(file.bytes.clone()).ok();
    let text = text.filter(|text| named && text.len() <= MOST_LOGO);
    let mut errors = FormErrors::default();
    let text = errors.take("logo", "installation-logo-texte", text);
    new.answers.logo = Some(errors.into_result(text)?);
    Ok(())
}

fn places(new: &Nouveau) -> String {
    let name = |code: &str| {
        let commune = new.communes.iter().find(|commune| commune.code == code);
        commune.map_or_else(String::new, |commune| typographic(&commune.name))
    };
    let lines = new.places().into_iter().map(|place| {
        let line = format!(
            "{} ; {} ; {}",
            name(&place.commune),
            place.name,
            place.address
        );
        line.trim_end_matches([' ', ';']).to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn equipe(new: &Nouveau, typed: Typed) -> Typed {
    let typed = WEEKDAYS.iter().fold(typed, |typed, (_, day)| {
        typed.with(*day, new.answers.hours_of(day))
    });
    let typed = Reponses::trades().fold(typed, |typed, trade| {
        typed.with(trade, new.answers.people_of(trade).to_string())
    });
    let opening = new.opening.map(|month| month.to_string());
    typed.with("ouverture", opening.unwrap_or_default())
}

fn crew(new: &mut Nouveau, typed: &Typed) -> Result<(), FormErrors> {
    let mut errors = FormErrors::default();
    let hours = WEEKDAYS
        .iter()
        .map(|(_, day)| ((*day).to_owned(), typed.text(day).to_owned()));
    new.answers.hours = Some(hours.filter(|(_, hours)| !hours.is_empty()).collect());
    for trade in Reponses::trades() {
        let people = typed
            .text(trade)
            .parse::<u32>()
            .ok()
            .filter(|n| (1..=500).contains(n));
        if let Some(people) = errors.take(trade, "installation-nombre", people) {
            new.answers.crew.insert(trade.to_owned(), people);
        }
    }
    let month = typed.text("ouverture");
    new.opening = month.parse().ok();
    if new.opening.is_none() && !month.is_empty() {
        errors.add("ouverture", "installation-mois");
    }
    errors.into_result(Some(()))
}

/// Partners of the territory, by code, with their names of today.
fn served(new: &Nouveau) -> Vec<(String, (String, String))> {
    let Ok(territory) = Territoire::from_files(new.files()) else {
        return Vec::new();
    };
    let partners = territory.partners.iter().map(|partner| {
        let last = partner.last_name();
        (
            partner.code.to_string(),
            (last.name.clone(), last.phrase.clone()),
        )
    });
    partners.collect()
}

/// Those whose name may change from one place to another: a name with dates is the country's.
fn named(new: &Nouveau) -> Vec<(String, (String, String))> {
    let Ok(territory) = Territoire::from_files(new.files()) else {
        return Vec::new();
    };
    let dated: Vec<String> = territory
        .partners
        .iter()
        .filter(|partner| partner.names.len() > 1)
        .map(|partner| partner.code.to_string())
        .collect();
    let mut all = served(new);
    all.retain(|(code, _)| !dated.contains(code));
    all
}

fn partners(new: &mut Nouveau, typed: &Typed) {
    let before = named(new);
    for (code, names) in before {
        let said = |field: &str| typed.text(&format!("{field}-{code}")).to_owned();
        let said = (said("nom"), said("appellation"));
        if said != names && !said.0.is_empty() && !said.1.is_empty() {
            new.answers.names.insert(code, said);
        }
    }
}

fn conventions(new: &mut Nouveau, typed: &Typed) -> Result<(), FormErrors> {
    let mut errors = FormErrors::default();
    for (code, _) in served(new) {
        let field = format!("depuis-{code}");
        let said = typed.text(&field);
        if said.is_empty() {
            new.answers.since.remove(&code);
        } else if parse_date(said).is_ok() {
            new.answers.since.insert(code, said.to_owned());
        } else {
            errors.add(field, "installation-date");
        }
    }
    errors.into_result(Some(()))
}
