//! The report for the elected: the question, the answer, its map, who is far, how to read it.

use jiff::civil::Date;
use plus_planning::access::map::draw_printed;
use plus_reports::rapport::{Drawing, Grid, Rapport, Section};

use super::{
    acces::{Line, Measured, ShownLevel},
    words::Words,
};
use crate::implantation::{Aim, Answer, Question};

/// The report, every word of it.
pub fn rapport(words: &Words<'_>, answer: &Answer, question: &Question, today: Date) -> Rapport {
    let page = words.page;
    let mut sections = vec![
        choice(words, answer, question),
        map(words, answer, question),
        access(words, answer),
        lines(words, "implantation-communes", words.communes(answer)),
    ];
    sections.extend(words.levels(answer).into_iter().map(|l| level(words, l)));
    let partners = words.partners(answer);
    if !partners.is_empty() {
        let mut section = lines(words, "implantation-guichets", partners);
        section.paragraphs = vec![page.t("implantation-guichets-chapeau")];
        let note = page.t("implantation-guichets-note");
        section
            .tables
            .iter_mut()
            .for_each(|t| t.notes.push(note.clone()));
        sections.push(section);
    }
    sections.push(Section {
        title: page.t("implantation-methode"),
        paragraphs: words.method(),
        ..Section::default()
    });
    Rapport {
        lang: page.lang.clone(),
        issuer: page.territory.name.clone(),
        title: page.t("implantation-pdf-titre"),
        subtitle: page.t("implantation-chapeau"),
        sections,
        made: page
            .arg("date", page.date(today))
            .t("implantation-pdf-fait"),
        page: page.t("implantation-pdf-page"),
    }
}

fn choice(words: &Words<'_>, answer: &Answer, question: &Question) -> Section {
    let page = words.page;
    let aim = match question.aim {
        Aim::Time => "temps",
        Aim::Within(_) => "limite",
        Aim::Worst => "pire",
    };
    let mut aim = page.tc("implantation-but", aim);
    if let Aim::Within(minutes) = question.aim {
        aim = format!("{aim} ({minutes} min)");
    }
    let asked = page
        .arg("but", aim)
        .arg("bornes", question.kiosks)
        .arg("existent", answer.fixed.len())
        .t("implantation-pdf-question");
    let mut paragraphs = vec![asked];
    paragraphs.extend(words.sentences(answer));
    Section {
        title: page.t("implantation-pdf-choix"),
        paragraphs,
        tables: vec![sites(words, answer)],
        ..Section::default()
    }
}

fn sites(words: &Words<'_>, answer: &Answer) -> Grid {
    let page = words.page;
    let mut head = ["site", "commune", "etat", "servies"]
        .map(|code| page.tc("implantation", code))
        .to_vec();
    if answer.doubted.is_some() {
        head.push(page.t("implantation-tenue"));
    }
    let rows = words.sites(answer).into_iter().map(|site| {
        let state = page.t(if site.stands {
            "implantation-existe"
        } else {
            "implantation-proposee"
        });
        let mut row = vec![site.name, site.commune, state, site.served];
        if answer.doubted.is_some() {
            row.push(if site.stands { "—".into() } else { site.kept });
        }
        row
    });
    Grid {
        head,
        rows: rows.collect(),
        words: 3,
        ..Grid::default()
    }
}

fn map(words: &Words<'_>, answer: &Answer, question: &Question) -> Section {
    let page = words.page;
    let needs = words.needs(question.weights);
    let key = words.key(&needs);
    let shades = key.iter().filter(|sign| sign.form == "teinte");
    let ends: Vec<&str> = shades.map(|sign| sign.label.as_str()).collect();
    Section {
        title: page.t("implantation-carte"),
        drawing: Some(Drawing {
            svg: draw_printed(&words.map(answer, &needs)),
            alt: page.t("implantation-carte-titre"),
            key: vec![page.t("implantation-carte-dit"), ends.join(" ; ")],
            width: None,
        }),
        ..Section::default()
    }
}

fn access(words: &Words<'_>, answer: &Answer) -> Section {
    let page = words.page;
    let van = answer.access.groups.iter().any(|group| group.van.is_some());
    let mut table = measures(words, words.groups(answer), van);
    if van {
        table.notes.push(page.t("implantation-avec-bus-dit"));
    }
    Section {
        title: page.t("implantation-acces"),
        tables: vec![table],
        ..Section::default()
    }
}

/// By the roads, or by bus.
fn level(words: &Words<'_>, level: ShownLevel) -> Section {
    let communes = lines(words, "implantation-communes", level.communes);
    let mut tables = vec![measures(words, level.groups, false)];
    tables.extend(communes.tables);
    Section {
        title: level.title,
        paragraphs: vec![level.note],
        tables,
        ..Section::default()
    }
}

fn measures(words: &Words<'_>, groups: Vec<Measured>, van: bool) -> Grid {
    let page = words.page;
    let mut head = ["qui", "mesure", "avant", "apres"]
        .map(|code| page.tc("implantation", code))
        .to_vec();
    if van {
        head.push(page.t("implantation-avec-bus"));
    }
    let rows = groups.into_iter().flat_map(|group| {
        let name = group.name;
        let measures = group.measures.into_iter();
        measures.map(move |measure| {
            let mut row = vec![name.clone(), measure.name, measure.before, measure.after];
            if van {
                row.push(measure.van);
            }
            row
        })
    });
    Grid {
        head,
        rows: rows.collect(),
        words: 2,
        ..Grid::default()
    }
}

fn lines(words: &Words<'_>, title: &str, lines: Vec<Line>) -> Section {
    let page = words.page;
    let first = if title == "implantation-communes" {
        "implantation-commune"
    } else {
        "implantation-partenaire"
    };
    let names = lines.first().into_iter().flat_map(|line| &line.values);
    let head = [page.t(first)]
        .into_iter()
        .chain(names.map(|(name, _)| name.clone()));
    let head = head.collect();
    let rows = lines.into_iter().map(|line| {
        let values = line.values.into_iter().map(|(_, value)| value);
        [line.name].into_iter().chain(values).collect()
    });
    Section {
        title: page.t(title),
        tables: vec![Grid {
            head,
            rows: rows.collect(),
            words: 1,
            ..Grid::default()
        }],
        ..Section::default()
    }
}
