//! What is asked, as the address says it.

use plus_domain::form::FormErrors;
use plus_planning::access::need::Coefficients;
use serde::Deserialize;

use crate::{
    implantation::{Aim, Question},
    web::page::Page,
};

/// The aims of a choice.
const AIMS: [&str; 3] = ["temps", "limite", "pire"];
/// Most kiosks that may be asked for.
const MOST: usize = 60;
/// Highest weight.
const HEAVIEST: f64 = 10.0;

/// What may follow the `?`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Given {
    /// Kiosks in all.
    pub bornes: String,
    /// `temps`, `limite` or `pire`.
    pub but: String,
    /// Minutes, for `limite`.
    pub limite: String,
    /// Weight of poverty.
    pub pauvrete: String,
    /// Weight of people of 65 and over.
    pub aines: String,
    /// `1`: the choice is tried under drawn times.
    pub eprouver: String,
    /// `sites`: among real sites; else among neighbourhoods.
    pub parmi: String,
}

impl Given {
    /// What is not said takes its usual value: one kiosk for each commune.
    pub fn with_defaults(mut self, kiosks: usize) -> Self {
        let usual = |field: &mut String, value: &str| {
            if field.trim().is_empty() {
                value.clone_into(field);
            }
        };
        usual(&mut self.bornes, &kiosks.to_string());
        if !AIMS.contains(&self.but.as_str()) {
            "temps".clone_into(&mut self.but);
        }
        usual(&mut self.limite, "10");
        usual(&mut self.pauvrete, "1");
        usual(&mut self.aines, "0");
        self
    }

    /// The aims, the one asked marked.
    pub fn aims(&self, page: &Page) -> Vec<(String, String, bool)> {
        let aim = |code: &&str| {
            let label = page.tc("implantation-but", code);
            ((*code).to_owned(), label, self.but == *code)
        };
        AIMS.iter().map(aim).collect()
    }

    /// Whether kiosks go to real sites.
    pub fn is_real(&self) -> bool {
        self.parmi == "sites"
    }

    /// Where kiosks may go, what is asked marked.
    pub fn grounds(&self, page: &Page) -> Vec<(String, String, bool)> {
        let ground = |code: &&str| {
            let label = page.tc("implantation-parmi", code);
            (
                (*code).to_owned(),
                label,
                (*code == "sites") == self.is_real(),
            )
        };
        ["quartiers", "sites"].iter().map(ground).collect()
    }

    /// The question.
    pub fn read(&self) -> Result<Question, FormErrors> {
        let mut errors = FormErrors::default();
        let kiosks = whole(&self.bornes, MOST);
        let kiosks = errors.take("bornes", "implantation-faute-bornes", kiosks);
        let limit = whole(&self.limite, 120).and_then(|m| u8::try_from(m).ok());
        let limit = errors.take("limite", "implantation-faute-limite", limit);
        let mut weight = |field: &str, value: &str| {
            let read = value.trim().replace(',', ".").parse::<f64>().ok();
            let read = read.filter(|weight| (0.0..=HEAVIEST).contains(weight));
            errors.take(field, "implantation-faute-poids", read)
        };
        let poor = weight("pauvrete", &self.pauvrete);
        let elder = weight("aines", &self.aines);
        let question = || {
            Some(Question {
                kiosks: kiosks?,
                aim: match self.but.as_str() {
                    "limite" => Aim::Within(limit?),
                    "pire" => Aim::Worst,
                    _ => Aim::Time,
                },
                weights: Coefficients {
                    poor_share: poor?,
                    elder: elder?,
                    ..Coefficients::default()
                },
                doubted: self.eprouver == "1",
                real: self.is_real(),
            })
        };
        let question = question();
        errors.into_result(question)
    }

    /// The same as the end of an address. Only after [`Given::read`] took it: figures and codes
    /// need no escape.
    pub fn query(&self) -> String {
        let Self {
            bornes,
            but,
            limite,
            pauvrete,
            aines,
            eprouver,
            ..
        } = self;
        let parmi = if self.is_real() { "sites" } else { "" }.to_owned();
        let fields = [
            ("bornes", bornes),
            ("but", but),
            ("limite", limite),
            ("pauvrete", pauvrete),
            ("aines", aines),
            ("eprouver", eprouver),
            ("parmi", &parmi),
        ];
        let said = fields.iter().filter(|(_, value)| !value.is_empty());
        let said = said.map(|(name, value)| format!("{name}={}", value.trim()));
        format!("?{}", said.collect::<Vec<_>>().join("&"))
    }
}

/// A number from 1 to `most`.
fn whole(value: &str, most: usize) -> Option<usize> {
    let read: usize = value.trim().parse().ok()?;
    (1..=most).contains(&read).then_some(read)
}
