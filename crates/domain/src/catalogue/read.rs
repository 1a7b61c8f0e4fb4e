//! Reading démarches from TOML, with every fault noted.
//!
//! What an official fiche says stands under `[demarche.officiel]`, what the
//! relay verified under `[demarche.verifie]`, what is only usual under
//! `[demarche.habituel]`: nobody can forget to say how sure it is.

use jiff::civil::Date;

use crate::{
    ids::{DemarcheCode, ThemeCode},
    service::Owner,
    territoire::{Found, Partner, Problems, Table, names},
    visite::Kind,
};

use super::{Demarche, Sourced, Status, WebAddress, plain};

/// Keys of the statements that carry a mark.
const MARKED: [&str; 4] = ["lieu", "adresse", "cout", "delai"];

/// Reads `[[demarche]]`; `resolve` gives the partner that does an operator's work.
pub(crate) fn read<'p>(
    root: &Table,
    resolve: &impl Fn(&str) -> Option<&'p Partner>,
    problems: &Problems,
) -> Vec<Found<Demarche>> {
    let dated = root.optional_date("date");
    let read = |table: Table| {
        let demarche = Reader::new(&table, resolve, problems)
            .and_then(|reader| reader.demarche(dated, problems));
        let at = table.at_key("code");
        table.close();
        demarche.map(|value| Found { value, at })
    };
    root.tables("demarche")
        .into_iter()
        .filter_map(read)
        .collect()
}

/// One entry being read (a démarche, a service): its table, its partner, and whom to ask.
pub(crate) struct Reader<'t, 'a> {
    table: &'t Table<'a>,
    pub(crate) partner: &'t Partner,
    pub(crate) ask_whom: String,
}

/// One section: statements that share a status.
pub(crate) struct Section<'a> {
    pub(crate) table: Table<'a>,
    pub(crate) status: Status,
}

/// Who keeps an entry true: its partner, unless it says otherwise.
pub(crate) fn owner(table: &Table) -> Owner {
    let Some(text) = table.optional_text("responsable") else {
        return Owner::default();
    };
    Owner::from_code(&text).unwrap_or_else(|| {
        table.refuse(
            "responsable",
            format!("« {text} » n’est pas un responsable"),
            "écrivez partenaire ou coordination",
        );
        Owner::default()
    })
}

impl<'t, 'a> Reader<'t, 'a> {
    pub(crate) fn new<'p: 't>(
        table: &'t Table<'a>,
        resolve: &impl Fn(&str) -> Option<&'p Partner>,
        problems: &Problems,
    ) -> Option<Self> {
        let find = |key: &str, operator: String| {
            let partner = resolve(&operator);
            // A partner that could not be read is already a problem of its own.
            if partner.is_none() && !problems.concern("partenaires.toml") {
                table.refuse(
                    key,
                    format!("aucun partenaire n’est « {operator} » et aucun n’en tient lieu"),
                    "ajoutez ce code à un partenaire : tient_lieu_de = [\"…\"], dans partenaires.toml",
                );
            }
            partner
        };
        let partner = table
            .code("partenaire")
            .and_then(|code| find("partenaire", code));
        let asked = match table.optional_code("demander_a") {
            Some(code) => find("demander_a", code),
            None => partner,
        };
        let ask_whom = match table.optional_text("aupres_de") {
            Some(phrase) => phrase,
            None => asked?.last_name().phrase.clone(),
        };
        Some(Self {
            table,
            partner: partner?,
            ask_whom,
        })
    }

    fn demarche(&self, dated: Option<Date>, problems: &Problems) -> Option<Demarche> {
        let table = self.table;
        let code = table.code("code");
        let theme = table.code("theme");
        let title = self.plain(table, "titre", table.text("titre"));
        let aliases = table.texts("mots");
        let summary = self.plain(table, "resume", table.text("resume"));
        let who = self.plain(table, "pour_qui", table.text("pour_qui"));
        let steps = self.plain_list(table, "etapes");
        if steps.is_empty() {
            table.refuse("etapes", "il manque les étapes", "ajoutez etapes = [\"…\"]");
        }
        let default_kind = self.kind();
        let fiches = self.fiches();
        let owner = owner(table);
        let dated = table.optional_date("date").or(dated);
        let sections = self.sections("demarche", problems);
        let papers = self.papers(&sections);
        let [where_, online, cost, delay] = MARKED.map(|key| self.marked(&sections, key));
        for section in sections {
            section.table.close();
        }
        for (key, found) in [("lieu", &where_), ("cout", &cost), ("delai", &delay)] {
            if found.is_none() {
                table.refuse(
                    key,
                    format!("il manque « {key} »"),
                    "mettez-le dans [demarche.officiel], [demarche.verifie] ou [demarche.habituel]",
                );
            }
        }
        Some(Demarche {
            code: DemarcheCode::new(code?),
            partner: self.partner.code.clone(),
            theme: ThemeCode::new(theme?),
            title: title?,
            aliases,
            summary: summary?,
            who: who?,
            steps,
            papers,
            where_: where_?,
            online: online.and_then(|online| self.web_address(&online)),
            cost: cost?,
            delay: delay?,
            default_kind: default_kind?,
            fiches,
            ask_whom: self.ask_whom.clone(),
            owner,
            dated,
        })
    }

    /// A sentence with the partner's name in it, short enough to be read.
    pub(crate) fn plain(&self, table: &Table, key: &str, text: Option<String>) -> Option<String> {
        let filled = names::fill(&text?, &self.partner.last_name().phrase)
            .map_err(|mark| {
                table.refuse(
                    key,
                    format!("« {mark} » n’est pas connu dans une phrase"),
                    "écrivez {partenaire}, {Partenaire}, {à partenaire} ou {de partenaire}",
                );
            })
            .ok()?;
        if let Some(sentence) = plain::too_long(&filled) {
            table.refuse(
                key,
                format!("cette phrase est trop longue : « {sentence} »"),
                "coupez-la : vingt mots au plus",
            );
        }
        Some(filled)
    }

    fn plain_list(&self, table: &Table, key: &str) -> Vec<String> {
        let texts = table.texts(key).into_iter();
        texts
            .filter_map(|text| self.plain(table, key, Some(text)))
            .collect()
    }

    fn kind(&self) -> Option<Kind> {
        let text = self.table.text("nature")?;
        let kind = Kind::from_code(&text).filter(|kind| *kind != Kind::Orientation);
        if kind.is_none() {
            self.table.refuse(
                "nature",
                format!("« {text} » n’est pas une nature"),
                "écrivez information ou accompagnement",
            );
        }
        kind
    }

    fn fiches(&self) -> Vec<String> {
        let fiches = self.table.texts("fiches");
        for fiche in fiches.iter().filter(|fiche| !is_fiche(fiche)) {
            self.table.refuse(
                "fiches",
                format!("« {fiche} » n’est pas un numéro de fiche"),
                "écrivez F ou N puis le numéro, comme F1341",
            );
        }
        fiches
    }

    /// The sections in the order in which papers are shown.
    pub(crate) fn sections(&self, entry: &str, problems: &Problems) -> Vec<Section<'a>> {
        let section = |key: &str, status: &dyn Fn(&Table<'a>) -> Option<Status>| {
            let table = self.table.table(key)?;
            let Some(status) = status(&table) else {
                problems.add(
                    table.at(),
                    format!("la partie [{entry}.{key}] ne dit pas d’où elle vient"),
                    "complétez-la ou effacez-la",
                );
                return None;
            };
            Some(Section { table, status })
        };
        let official = |table: &Table<'a>| {
            let fiche = table.text("fiche");
            if let Some(wrong) = fiche.as_ref().filter(|fiche| !is_fiche(fiche)) {
                table.refuse(
                    "fiche",
                    format!("« {wrong} » n’est pas un numéro de fiche"),
                    "écrivez F ou N puis le numéro, comme F1341",
                );
            }
            let date = table.date("date");
            Some(Status::Officiel {
                fiche: fiche?,
                date: date?,
            })
        };
        let verified = |table: &Table<'a>| {
            let (who, when) = (table.text("par"), table.date("le"));
            Some(Status::VerifieParLeRelais {
                who: who?,
                when: when?,
            })
        };
        let usual = |_: &Table<'a>| {
            Some(Status::HabituelAConfirmer {
                ask_whom: self.ask_whom.clone(),
            })
        };
        [
            section("officiel", &official),
            section("verifie", &verified),
            section("habituel", &usual),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn papers(&self, sections: &[Section]) -> Vec<Sourced<String>> {
        let papers: Vec<_> = sections
            .iter()
            .flat_map(|section| {
                let papers = self.plain_list(&section.table, "papiers").into_iter();
                papers.map(|paper| Sourced::new(paper, section.status.clone()))
            })
            .collect();
        if papers.is_empty() != self.table.flag("aucun_papier") {
            self.table.refuse(
                "aucun_papier",
                "les papiers à apporter ne sont pas clairs",
                "donnez un papier au moins, ou écrivez aucun_papier = true",
            );
        }
        papers
    }

    /// A statement that exactly one section may make.
    pub(crate) fn marked(&self, sections: &[Section], key: &str) -> Option<Sourced<String>> {
        let mut found = sections.iter().filter_map(|section| {
            let text = self.plain(&section.table, key, section.table.optional_text(key))?;
            Some(Sourced::new(text, section.status.clone()))
        });
        let first = found.next();
        if found.count() > 0 {
            self.table.refuse(
                key,
                format!("« {key} » est dit deux fois"),
                "gardez la plus sûre des deux",
            );
        }
        first
    }

    pub(crate) fn web_address(&self, online: &Sourced<String>) -> Option<Sourced<WebAddress>> {
        let address = WebAddress::new(online.shown().value);
        if address.is_none() {
            self.table.refuse(
                "adresse",
                "cette adresse n’est pas sûre",
                "écrivez une adresse qui commence par https://",
            );
        }
        Some(Sourced::new(address?, online.status().clone()))
    }
}

/// Number of a fiche, a dossier or a service of service-public.fr.
pub(crate) fn is_fiche(text: &str) -> bool {
    let digits = text.strip_prefix(['F', 'N', 'R']).unwrap_or_default();
    (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}
