//! What a page says, sentence by sentence, as a person who reads it aloud.
//!
//! Pure: the HTML of one of our pages in, its sentences out. Headings, lists, buttons'
//! words and tables, row by row with their headers; neither navigation nor icons nor what
//! is hidden, nor what the reader typed (`data-muet`).

use plus_borne::voice::sentence;

use super::{
    markup::{Piece, Tag, pieces, unescaped},
    tableau::Tableau,
};

/// A sentence of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// As the page shows it: the script finds it there.
    pub shown: String,
    /// As it is said: with the header of its column, in a table.
    pub said: String,
    /// Tag of its language.
    pub lang: String,
}

/// Elements that are not said, whole.
const SILENT: [&str; 11] = [
    "nav", "svg", "script", "style", "template", "select", "textarea", "audio", "noscript",
    "progress", "datalist",
];
/// Elements inside a sentence: the others end it.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
    "small", "span", "strong", "sub", "sup", "time",
];
/// Classes that stand apart on the screen although their element is inline.
const APART: [&str; 11] = [
    "badge",
    "bouton",
    "chiffre",
    "ligne",
    "ligne-mots",
    "oreille",
    "panneau",
    "plaque",
    "puce",
    "tuile",
    "vignette",
];

struct Open<'a> {
    name: &'a str,
    silent: bool,
    /// Ends a sentence when it opens and when it closes.
    apart: bool,
    /// Its words in bold or small stand on lines of their own.
    parts: bool,
    lang: Option<&'a str>,
}

struct Reader<'a> {
    open: Vec<Open<'a>>,
    /// Words of the block being read, by language.
    runs: Vec<(String, String)>,
    tables: Vec<Tableau>,
    phrases: Vec<Phrase>,
}

/// The sentences of the `<main>` of a page.
pub fn of_page(html: &str) -> Vec<Phrase> {
    let mut reader = Reader {
        open: Vec::new(),
        runs: Vec::new(),
        tables: Vec::new(),
        phrases: Vec::new(),
    };
    for piece in pieces(html) {
        match piece {
            Piece::Open(tag) => reader.opens(tag),
            Piece::Close(name) => reader.closes(name),
            Piece::Text(text) => reader.reads(text),
        }
    }
    reader.ends_block();
    reader.phrases
}

/// The title of a page, as its `<h1>` or else its `<title>` gives it.
pub fn title(html: &str) -> String {
    let title = html
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"));
    let whole = title.map_or("", |(title, _)| title);
    let own = whole.rsplit_once(" · ").map_or(whole, |(own, _)| own);
    unescaped(own)
}

impl<'a> Reader<'a> {
    fn opens(&mut self, tag: Tag<'a>) {
        let open = self.opened(tag);
        if open.apart {
            self.ends_block();
        }
        if tag.name == "small" {
            // « 24 » and « nov. » stand on two lines of one tile.
            self.reads(" ");
        }
        if tag.is_void() {
            self.says_example(tag);
            return;
        }
        if !open.silent {
            self.enters_table(tag);
        }
        self.open.push(open);
    }

    fn opened(&self, tag: Tag<'a>) -> Open<'a> {
        let above = self.open.last();
        let classed = APART.iter().any(|class| tag.has_class(class));
        let own_line =
            matches!(tag.name, "strong" | "small") && above.is_some_and(|above| above.parts);
        Open {
            name: tag.name,
            silent: above.is_some_and(|above| above.silent) || is_silent(tag),
            apart: !INLINE.contains(&tag.name) || classed || own_line,
            parts: classed && !tag.has_class("vignette")
                || tag.has_class("papiers")
                || above.is_some_and(|above| above.parts) && tag.name == "div",
            lang: tag.attribute("lang"),
        }
    }

    fn closes(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            return;
        };
        if self.open[at..].iter().any(|open| open.apart) {
            self.ends_block();
        }
        if !self.open[at].silent {
            self.leaves_table(name);
        }
        self.open.truncate(at);
    }

    fn reads(&mut self, text: &str) {
        let inside = self.open.iter().any(|open| open.name == "main");
        if !inside || self.open.last().is_some_and(|open| open.silent) {
            return;
        }
        self.adds(&unescaped(text));
    }

    /// The example shown in an empty field.
    fn says_example(&mut self, tag: Tag<'_>) {
        if let Some(example) = tag.attribute("placeholder") {
            self.reads(example);
            self.ends_block();
        }
    }

    fn adds(&mut self, text: &str) {
        let lang = self
            .open
            .iter()
            .rev()
            .find_map(|open| open.lang)
            .unwrap_or("fr");
        match self.runs.last_mut() {
            Some((run, of)) if *of == lang => run.push_str(text),
            // Spaces alone do not change the language.
            Some((run, _)) if text.trim().is_empty() => run.push_str(text),
            _ => self.runs.push((text.to_owned(), lang.to_owned())),
        }
    }

    fn ends_block(&mut self) {
        for (run, lang) in std::mem::take(&mut self.runs) {
            let plain = run.split_whitespace().collect::<Vec<_>>().join(" ");
            for shown in sentence::cut(&plain) {
                if shown.chars().any(char::is_alphanumeric) {
                    self.says(shown, &lang);
                }
            }
        }
    }

    fn says(&mut self, shown: &str, lang: &str) {
        let header = self.tables.last_mut().and_then(Tableau::header);
        let said = match header {
            Some(header) => format!("{header} : {shown}"),
            None => shown.to_owned(),
        };
        if let Some(table) = self.tables.last_mut() {
            table.hears(shown);
        }
        self.phrases.push(Phrase {
            shown: shown.to_owned(),
            said,
            lang: lang.to_owned(),
        });
    }

    fn enters_table(&mut self, tag: Tag<'_>) {
        match tag.name {
            "table" => self.tables.push(Tableau::default()),
            name => {
                if let Some(table) = self.tables.last_mut() {
                    table.opens(name, tag);
                }
            }
        }
    }

    fn leaves_table(&mut self, name: &str) {
        match name {
            "table" => {
                self.tables.pop();
            }
            name => {
                if let Some(table) = self.tables.last_mut() {
                    table.closes(name);
                }
            }
        }
    }
}

fn is_silent(tag: Tag<'_>) -> bool {
    // Hidden buttons, and the forms that ask with one of them, are those that the script
    // uncovers: they are shown, so they are said.
    let uncovered = matches!(tag.name, "button" | "form");
    let hidden = tag.attribute("hidden").is_some() && !uncovered;
    hidden
        || SILENT.contains(&tag.name)
        || tag.attribute("aria-hidden") == Some("true")
        || tag.attribute("data-muet").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(inside: &str) -> Vec<String> {
        let html =
            format!("<html lang=\"fr\"><body><p>dehors</p><main>{inside}</main></body></html>");
        of_page(&html)
            .into_iter()
            .map(|phrase| phrase.said)
            .collect()
    }

    #[test]
    fn what_is_shown_is_said_in_its_order() {
        let page = "<h1>Le RSA</h1><p>Vous avez <strong>droit</strong> au RSA ? Demandez-le.</p>\
            <ul><li>Une pièce d&#39;identité</li><li>Un <abbr>RIB</abbr></li></ul><button>Imprimer</button>";
        assert_eq!(
            said(page),
            [
                "Le RSA",
                "Vous avez droit au RSA ?",
                "Demandez-le.",
                "Une pièce d'identité",
                "Un RIB",
                "Imprimer"
            ]
        );
    }

    #[test]
    fn navigation_icons_hidden_words_and_what_was_typed_are_not_said() {
        let page = "<nav><a href=\"/\">Accueil</a></nav><svg><title>icône</title></svg>\
            <p hidden>caché</p><span aria-hidden=\"true\">x</span><h1 data-muet>mon <b>secret</b></h1>\
            <select><option>Ducos</option></select><textarea>tapé</textarea><input value=\"tapé\" placeholder=\"Exemple : RSA\">\
            <button hidden>Imprimer</button><p>dit</p>";
        assert_eq!(said(page), ["Exemple : RSA", "Imprimer", "dit"]);
    }

    #[test]
    fn a_line_of_a_list_is_said_part_by_part() {
        let line = "<a class=\"ligne\" href=\"/x\"><span class=\"ligne-mots\"><strong>Demander le RSA</strong><small>Un revenu.</small></span><span class=\"badge\">CAF</span></a>";
        assert_eq!(said(line), ["Demander le RSA", "Un revenu.", "CAF"]);
        assert_eq!(
            said("<span class=\"vignette\">24<small>nov.</small></span>"),
            ["24 nov."]
        );
    }

    #[test]
    fn a_table_is_said_row_by_row_with_its_headers() {
        let table = "<table><caption>Les délais</caption><thead><tr><th scope=\"col\">Situation</th><th colspan=\"2\">Délai</th></tr></thead>\
            <tbody><tr><th scope=\"row\" rowspan=\"2\">Adulte</th><td>1 mois</td><td>2 mois. Ou plus.</td></tr><tr><td>3 mois</td><td>4 mois</td></tr></tbody></table><p>Après</p>";
        assert_eq!(
            said(table),
            [
                "Les délais",
                "Situation",
                "Délai",
                "Situation : Adulte",
                "Délai : 1 mois",
                "Délai : 2 mois.",
                "Ou plus.",
                "Délai : 3 mois",
                "Délai : 4 mois",
                "Après"
            ]
        );
    }

    #[test]
    fn each_sentence_carries_its_language() {
        let html = "<html lang=\"gcf-MQ\"><main><p>Ki sa <span lang=\"fr\">Le bus est là.</span></p><div lang=\"fr\"><p>Un. <i lang=\"en\">Two.</i></p></div></main></html>";
        let heard: Vec<(String, String)> = of_page(html)
            .into_iter()
            .map(|p| (p.lang, p.shown))
            .collect();
        let wanted = [
            ("gcf-MQ", "Ki sa"),
            ("fr", "Le bus est là."),
            ("fr", "Un."),
            ("en", "Two."),
        ];
        assert_eq!(
            heard,
            wanted.map(|(lang, shown)| (lang.to_owned(), shown.to_owned()))
        );
    }

    #[test]
    fn the_title_is_that_of_the_page() {
        assert_eq!(title("<title>L&#39;aide · PLUS</title>"), "L'aide");
    }
}
