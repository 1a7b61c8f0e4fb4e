//! One pass over a finished page: links keep its language, what stays in French
//! says so (WCAG 3.1.2).
//!
//! It reads the HTML of our own templates, where every attribute is in double
//! quotes and every `<` and `>` of a text is escaped; it is no parser of others' pages.

use super::{FRENCH_BEGINS, FRENCH_ENDS, Language, is_translated};

/// Begins the notice that a page is being reviewed: cut when it is not.
pub const NOTICE_BEGINS: char = '\u{E003}';
/// Ends it.
pub const NOTICE_ENDS: char = '\u{E004}';

/// Elements whose content is text alone: no mark can stand in them.
const PLAIN: [&str; 5] = ["title", "option", "textarea", "script", "style"];

/// The page in its language; `reviewed` keeps the notice of review.
pub fn settle(html: &str, language: Language, reviewed: bool) -> String {
    let kept = if reviewed {
        html.to_owned()
    } else {
        without_notices(html)
    };
    let html = kept.as_str();
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut plain: Option<&str> = None;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text(&mut out, &rest[..at], plain.is_some());
        rest = &rest[at..];
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let name = name(rest);
        plain = match plain {
            Some(open) if name.strip_prefix('/') == Some(open) => None,
            None => PLAIN.into_iter().find(|plain| *plain == name),
            other => other,
        };
        tag(&mut out, &rest[..end], language);
        rest = &rest[end..];
    }
    text(&mut out, rest, plain.is_some());
    out
}

fn without_notices(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(NOTICE_BEGINS) {
        out.push_str(before);
        rest = after.split_once(NOTICE_ENDS).map_or("", |(_, end)| end);
    }
    out.push_str(rest);
    out
}

/// Name of the element of a tag, with its slash when it closes.
fn name(tag: &str) -> &str {
    let inside = tag.trim_start_matches('<');
    let end = inside.find(|c: char| !c.is_alphanumeric() && c != '/');
    &inside[..end.unwrap_or(inside.len())]
}

fn text(out: &mut String, text: &str, plain: bool) {
    for sign in text.chars() {
        match sign {
            FRENCH_BEGINS if !plain => out.push_str("<span lang=\"fr\">"),
            FRENCH_ENDS if !plain => out.push_str("</span>"),
            FRENCH_BEGINS | FRENCH_ENDS | NOTICE_BEGINS | NOTICE_ENDS => {}
            sign => out.push(sign),
        }
    }
}

fn tag(out: &mut String, tag: &str, language: Language) {
    // A link to this page in another language is already whole.
    let whole = tag.contains(" hreflang=\"");
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once("=\"") {
        let (value, next) = after.split_once('"').unwrap_or((after, ""));
        unmarked(out, before);
        out.push_str("=\"");
        let leads = before.ends_with(" href") || before.ends_with(" action");
        if leads && !whole && value.starts_with('/') && is_translated(value) {
            out.push_str(language.prefix());
        }
        unmarked(out, value);
        out.push('"');
        rest = next;
    }
    unmarked(out, rest);
}

fn unmarked(out: &mut String, text: &str) {
    out.extend(
        text.chars()
            .filter(|c| !matches!(*c, FRENCH_BEGINS | FRENCH_ENDS)),
    );
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::settle;
    use crate::web::langue::Language::English;

    #[test]
    fn links_of_translated_pages_keep_the_language_and_others_stay() {
        let page = r##"<a href="/themes/sante">x</a><a href="/connexion">y</a><a href="https://caf.fr/">z</a><form action="/recherche"><a href="#contenu">"##;
        let settled = settle(page, English, true);
        assert_eq!(
            settled,
            r##"<a href="/en/themes/sante">x</a><a href="/connexion">y</a><a href="https://caf.fr/">z</a><form action="/en/recherche"><a href="#contenu">"##
        );
        let choice = r#"<a hreflang="fr" href="/themes/sante">"#;
        assert_eq!(settle(choice, English, true), choice);
    }

    #[test]
    fn what_stays_in_french_says_so_where_an_element_can_stand() {
        let page = "<title>\u{E000}Le bus\u{E001}</title><p title=\"\u{E000}Le bus\u{E001}\">a \u{E000}Le bus\u{E001} b</p>";
        assert_eq!(
            settle(page, English, true),
            "<title>Le bus</title><p title=\"Le bus\">a <span lang=\"fr\">Le bus</span> b</p>"
        );
    }

    #[test]
    fn the_notice_of_review_goes_when_every_line_was_heard() {
        let page = "<p>a</p>\u{E003}<p>an koreksion</p>\u{E004}<p>b</p>";
        assert_eq!(settle(page, English, false), "<p>a</p><p>b</p>");
        assert_eq!(
            settle(page, English, true),
            "<p>a</p><p>an koreksion</p><p>b</p>"
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_stops_it(page in "(<[a-z/]{0,8}( href=\"[/a-z]{0,9}\")?>|[a-z \u{E000}\u{E001}\"<>=é]){0,40}") {
            let settled = settle(&page, English, true);
            prop_assert!(!settled.contains([super::FRENCH_BEGINS, super::FRENCH_ENDS]));
            let words = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
            prop_assert!(words(&settled) >= words(&page));
        }
    }
}
