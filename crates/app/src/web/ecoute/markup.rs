//! Reads the tags of our own pages: every attribute in double quotes, every `<` and `>`
//! of a text escaped. It is no parser of others' pages.

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Opens an element.
    Open(Tag<'a>),
    /// Closes an element.
    Close(&'a str),
    /// Text, still escaped.
    Text(&'a str),
}

/// An opening tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Name of the element.
    pub name: &'a str,
    inside: &'a str,
}

/// Elements that hold nothing and are not closed.
const VOID: [&str; 9] = [
    "br", "hr", "img", "input", "link", "meta", "source", "wbr", "col",
];

impl<'a> Tag<'a> {
    /// The value of an attribute: empty when it has none, nothing when it is not there.
    pub fn attribute(&self, wanted: &str) -> Option<&'a str> {
        let mut rest = self.inside;
        loop {
            rest = rest.trim_start();
            let end = rest.find(|c: char| c == '=' || c.is_whitespace());
            let name = &rest[..end.unwrap_or(rest.len())];
            if name.is_empty() {
                return None;
            }
            rest = &rest[name.len()..];
            let mut value = "";
            if let Some(quoted) = rest.strip_prefix("=\"") {
                (value, rest) = quoted.split_once('"').unwrap_or((quoted, ""));
            }
            if name == wanted {
                return Some(value);
            }
        }
    }

    /// Whether the element has a class.
    pub fn has_class(&self, class: &str) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split(' ').any(|one| one == class)
    }

    /// Whether nothing closes it.
    pub fn is_void(&self) -> bool {
        VOID.contains(&self.name) || self.inside.ends_with('/')
    }
}

/// The pieces of a page, in order.
pub fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let Some(after) = rest.strip_prefix('<') else {
                let (text, next) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
                rest = next;
                return Some(Piece::Text(text));
            };
            let (tag, next) = after.split_once('>').unwrap_or((after, ""));
            rest = next;
            if !tag.starts_with('!') {
                return Some(piece(tag));
            }
        }
    })
}

fn piece(tag: &str) -> Piece<'_> {
    if let Some(name) = tag.strip_prefix('/') {
        return Piece::Close(name.trim());
    }
    let end = tag.find(|c: char| c.is_whitespace() || c == '/');
    let (name, inside) = tag.split_at(end.unwrap_or(tag.len()));
    Piece::Open(Tag { name, inside })
}

/// A text without its escapes.
pub fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = after
            .split_once(';')
            .and_then(|(name, next)| Some((sign(name)?, next)));
        if let Some((sign, next)) = known {
            out.push(sign);
            rest = next;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn sign(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Piece, pieces, unescaped};

    #[test]
    fn a_page_comes_in_its_pieces() {
        let read: Vec<Piece<'_>> =
            pieces("<!doctype html><p class=\"doux petit\" hidden>a<br/>b</p>").collect();
        let [
            Piece::Open(p),
            Piece::Text("a"),
            Piece::Open(br),
            Piece::Text("b"),
            Piece::Close("p"),
        ] = read[..]
        else {
            panic!("{read:?}");
        };
        assert!(p.has_class("petit") && !p.has_class("pet"));
        assert_eq!(
            (p.attribute("hidden"), p.attribute("lang")),
            (Some(""), None)
        );
        assert!(br.is_void() && !p.is_void());
    }

    #[test]
    fn escapes_become_signs_and_the_rest_stays() {
        assert_eq!(
            unescaped("l&#39;&eacute;t&#xe9; &lt;&amp;&gt; A & B"),
            "l'&eacute;té <&> A & B"
        );
    }

    proptest! {
        #[test]
        fn nothing_stops_it(html in "(<[a-z/!]{0,6}( [a-z]{1,5}(=\"[^\"]{0,5}\")?){0,2}>?|[a-z&;#\"<>= é]){0,40}") {
            for piece in pieces(&html) {
                match piece {
                    Piece::Open(tag) => { tag.attribute("lang"); }
                    Piece::Text(text) => { unescaped(text); }
                    Piece::Close(_) => {}
                }
            }
        }
    }
}
