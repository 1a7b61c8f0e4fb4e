//! Running text: from mixed content to inlines.
//!
//! White space between two neighbouring inline elements is missing from some archives, so a
//! space is put back unless the second is raised, lowered or closing punctuation. No-break
//! spaces stay; other white space becomes one space.

use super::reading::Reading;
use super::xml::{Element, Node};
use crate::model::{Inline, LinkTarget, inline_text};

impl Reading<'_> {
    /// Inlines of an element's whole content, trimmed at both ends.
    pub(super) fn inlines(&self, element: &Element) -> Vec<Inline> {
        let mut run = Run::default();
        for node in &element.children {
            run.node(self, node);
        }
        run.finish()
    }

    /// Inlines of one inline element that stands alone rather than in a sentence.
    pub(super) fn inline_alone(&self, element: &Element) -> Vec<Inline> {
        let mut run = Run::default();
        self.inline(&mut run, element);
        run.finish()
    }

    /// One inline element, or the content of any other element, appended to a run.
    fn inline(&self, run: &mut Run, element: &Element) {
        let children = || self.raw_inlines(element);
        let inline = match element.name() {
            "MiseEnEvidence" => Inline::Strong(children()),
            "Expression" => Inline::Term(children()),
            "Citation" => Inline::Quote(children()),
            "Valeur" => Inline::Value(children()),
            "Variable" => Inline::Blank(children()),
            "Exposant" => Inline::Superscript(children()),
            "Indice" => Inline::Subscript(children()),
            "TermeEtranger" => Inline::Foreign {
                language: element.owned("langue"),
                text: children(),
            },
            "LienInterne" => return self.internal_link(run, element),
            "LienExterne" => return self.external_link(run, element),
            "LienIntra" => return self.local_link(run, element),
            "Image" | "Illustration" => Inline::Picture(Box::new(self.picture(element))),
            // An element of another kind in running text: its words stay in the sentence.
            _ => {
                run.word_boundary();
                element
                    .children
                    .iter()
                    .for_each(|node| run.node(self, node));
                return run.word_boundary();
            }
        };
        run.push(inline);
    }

    fn raw_inlines(&self, element: &Element) -> Vec<Inline> {
        let mut run = Run::default();
        element
            .children
            .iter()
            .for_each(|node| run.node(self, node));
        run.out
    }

    /// [`LienInterne`]: a page, or an abbreviation of the same document.
    fn internal_link(&self, run: &mut Run, element: &Element) {
        let text = self.raw_inlines(element);
        let Some(id) = element.attribute("LienPublication") else {
            return run.extend(text);
        };
        if matches!(element.attribute("type"), Some("Sigle" | "Acronyme")) {
            let short = inline_text(&text);
            return match self.expansion(id) {
                Some(long) if !short.trim().is_empty() => run.push(Inline::Abbreviation {
                    text: short,
                    expansion: long.to_owned(),
                }),
                _ => run.extend(text),
            };
        }
        let target = self.page_target(id, element.attribute("audience"));
        let text = if inline_text(&text).trim().is_empty() {
            let title = self.title_of(id).unwrap_or(id).to_owned();
            run.word_boundary();
            vec![Inline::Text(title)]
        } else {
            text
        };
        run.push(Inline::Link { target, text });
    }

    /// [`LienExterne`]: another site; only the words stay when its address is not one to follow.
    fn external_link(&self, run: &mut Run, element: &Element) {
        let text = self.raw_inlines(element);
        let Some(url) = element.attribute("URL").and_then(safe_url) else {
            return run.extend(text);
        };
        let text = if inline_text(&text).trim().is_empty() {
            vec![Inline::Text(host(&url).to_owned())]
        } else {
            text
        };
        run.push(Inline::Link {
            target: LinkTarget::Web(url),
            text,
        });
    }

    /// [`LienIntra`]: a definition or a chapter of the same document; sometimes a page.
    fn local_link(&self, run: &mut Run, element: &Element) {
        let text = self.raw_inlines(element);
        let Some(id) = element.attribute("LienID") else {
            return run.extend(text);
        };
        if inline_text(&text).trim().is_empty() {
            return;
        }
        if self.defines(id) {
            run.push(Inline::Definition {
                id: id.to_owned(),
                text,
            });
        } else if self.has_anchor(id) {
            run.push(Inline::Link {
                target: LinkTarget::Anchor(id.to_owned()),
                text,
            });
        } else if self.title_of(id).is_some() {
            run.push(Inline::Link {
                target: LinkTarget::Page(id.to_owned()),
                text,
            });
        } else {
            run.extend(text);
        }
    }
}

/// An address that may be followed: `http`, `https`, `mailto` or `tel`, without white space.
pub(super) fn safe_url(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once(':')?.0.to_ascii_lowercase();
    let known = matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel");
    let clean = !url.chars().any(|c| c.is_control() || c.is_whitespace());
    (known && clean).then(|| url.to_owned())
}

/// The host of an address, for want of better words.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// Inlines being put together.
#[derive(Default)]
pub(super) struct Run {
    out: Vec<Inline>,
    after_element: bool,
}

impl Run {
    /// Takes a child node of a mixed content.
    pub fn node(&mut self, reading: &Reading<'_>, node: &Node) {
        match node {
            Node::Text(text) => self.text(text),
            Node::Element(element) => reading.inline(self, element),
        }
    }

    /// Whether nothing was taken yet.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// The inlines, trimmed at both ends.
    pub fn finish(mut self) -> Vec<Inline> {
        if let Some(Inline::Text(text)) = self.out.first_mut() {
            *text = text.trim_ascii_start().to_owned();
        }
        if let Some(Inline::Text(text)) = self.out.last_mut() {
            *text = text.trim_ascii_end().to_owned();
        }
        self.out
            .retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
        self.out
    }

    fn text(&mut self, raw: &str) {
        let mut clean = String::with_capacity(raw.len());
        for c in raw.chars() {
            let space = c.is_ascii_whitespace();
            if !space {
                clean.push(c);
            } else if !clean.ends_with(' ') {
                clean.push(' ');
            }
        }
        self.push_text(&clean);
        self.after_element = false;
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Inline::Text(last)) = self.out.last_mut() {
            let text = if last.ends_with(' ') {
                text.trim_ascii_start()
            } else {
                text
            };
            last.push_str(text);
        } else if !text.is_empty() {
            self.out.push(Inline::Text(text.to_owned()));
        }
    }

    fn push(&mut self, inline: Inline) {
        let words = inline_text(std::slice::from_ref(&inline));
        if words.is_empty() && !matches!(inline, Inline::Picture(_)) {
            return;
        }
        let raised = matches!(inline, Inline::Superscript(_) | Inline::Subscript(_));
        if self.after_element && !raised && !closes(&words) {
            self.word_boundary();
        }
        self.out.push(inline);
        self.after_element = true;
    }

    fn extend(&mut self, inlines: Vec<Inline>) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => {
                    if self.after_element && !closes(&text) {
                        self.word_boundary();
                    }
                    self.push_text(&text);
                }
                other => self.push(other),
            }
        }
        self.after_element = true;
    }

    /// Puts a space unless the words so far end with one, an opening mark or an apostrophe.
    fn word_boundary(&mut self) {
        let so_far = self
            .out
            .last()
            .map(|last| inline_text(std::slice::from_ref(last)));
        if so_far.is_some_and(|words| !words.is_empty() && !opens(&words)) {
            self.push_text(" ");
        }
    }
}

fn opens(words: &str) -> bool {
    words.ends_with(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '\'' | '’' | '«' | '-'))
}

fn closes(words: &str) -> bool {
    words.starts_with(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '.' | ')' | ']' | ';' | ':' | '»')
    })
}

#[cfg(test)]
mod tests {
    use super::super::xml;
    use super::*;

    fn read(xml: &str) -> Vec<Inline> {
        let root = xml::parse(format!("<Paragraphe>{xml}</Paragraphe>").as_bytes()).unwrap();
        Reading::alone(&root).inlines(&root)
    }

    fn words(xml: &str) -> String {
        inline_text(&read(xml))
    }

    #[test]
    fn a_space_is_put_back_between_neighbouring_elements() {
        assert_eq!(
            words("<Valeur>10 €</Valeur><Expression>par an</Expression>"),
            "10 € par an"
        );
        assert_eq!(words("<Valeur>1</Valeur><Exposant>er</Exposant>"), "1er");
        assert_eq!(
            words("le 1<Exposant>er</Exposant><Valeur>mai</Valeur>"),
            "le 1er mai"
        );
        assert_eq!(words("<Valeur>l'</Valeur><Valeur>Apa</Valeur>"), "l'Apa");
    }

    #[test]
    fn white_space_is_reduced_but_no_break_spaces_stay() {
        assert_eq!(
            words("\n\t un  <Valeur>10\u{a0}€</Valeur> :\n"),
            "un 10\u{a0}€ :"
        );
    }

    #[test]
    fn hostile_addresses_lose_their_link_and_keep_their_words() {
        let read = read("<LienExterne URL=\"javascript:alert(1)\">cliquez</LienExterne>");
        assert_eq!(read, vec![Inline::Text("cliquez".to_owned())]);
        assert_eq!(
            safe_url("HTTPS://a.fr/x"),
            Some("HTTPS://a.fr/x".to_owned())
        );
        assert_eq!(safe_url("java\nscript:x"), None);
        assert_eq!(safe_url("data:text/html,x"), None);
    }

    #[test]
    fn unknown_elements_keep_their_words_in_the_sentence() {
        assert_eq!(
            words("avant <Nouveau>le <Valeur>10</Valeur></Nouveau> mai"),
            "avant le 10 mai"
        );
    }
}
