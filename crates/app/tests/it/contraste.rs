//! The colours of `plus.css`, against the rules of the look: text 4.5, borders of
//! controls 3; with strong contrast, text 7 (WCAG 2, 1.4.3, 1.4.6, 1.4.11).

use std::{collections::HashMap, fs, path::Path};

/// Text on its ground.
const TEXTS: [(&str, &[&str]); 20] = [
    (
        "encre",
        &[
            "page",
            "papier",
            "creux",
            "mer-pale",
            "mangue-pale",
            "canne-pale",
            "grenat-pale",
        ],
    ),
    ("encre-2", &["page", "papier", "creux"]),
    ("mer", &["page", "papier", "mer-pale"]),
    ("mer-fonce", &["page", "papier", "mer-pale"]),
    ("sur-mer", &["mer", "mer-fonce"]),
    ("sur-hibiscus", &["hibiscus", "hibiscus-fonce"]),
    ("hibiscus-fonce", &["papier"]),
    ("sur-mangue", &["mangue"]),
    ("mangue-encre", &["mangue-pale"]),
    ("canne", &["canne-pale"]),
    ("grenat", &["grenat-pale", "papier", "page"]),
    ("sur-barre", &["barre", "barre-creux"]),
    ("barre-2", &["barre", "barre-creux"]),
    ("sur-barre-choisi", &["barre-choisi"]),
    ("sur-vedette", &["vedette"]),
    ("vedette-2", &["vedette"]),
    ("sur-sante", &["sante"]),
    ("sur-famille", &["famille"]),
    ("sur-travail", &["travail"]),
    ("sur-autre", &["autre"]),
];
/// Borders of controls, the ring of the focus, and what they stand on.
const CONTROLS: [(&str, &[&str]); 3] = [
    ("trait", &["page", "papier", "creux"]),
    ("mer", &["page", "papier"]),
    ("encre", &["page", "papier", "creux"]),
];

type Tokens = HashMap<String, String>;

fn sheet() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/plus.css");
    let sheet = fs::read_to_string(path).unwrap();
    // A comment may hold a colon.
    let mut parts = sheet.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.filter_map(|part| part.split_once("*/"));
    rest.fold(first, |all, (_, after)| all + after)
}

/// The colours that a rule of the sheet gives, over those it starts from.
fn tokens(sheet: &str, from: &Tokens, selector: &str) -> Tokens {
    let mut all = from.clone();
    let (_, after) = sheet
        .split_once(selector)
        .unwrap_or_else(|| panic!("{selector}"));
    for pair in after.split_once('}').unwrap().0.split(';') {
        if let Some((name, value)) = pair.split_once(':') {
            let name = name.rsplit("--").next().unwrap_or_default().trim();
            all.insert(name.to_owned(), value.trim().to_owned());
        }
    }
    all
}

/// The themes, each with the least ratio of its texts.
fn themes() -> Vec<(&'static str, Tokens, f64)> {
    let sheet = sheet();
    let light = tokens(&sheet, &Tokens::new(), ":root {\n    color-scheme: light;");
    let dark = tokens(&sheet, &light, ":root[data-theme=\"dark\"] {");
    let strong = tokens(&sheet, &light, ":root[data-contraste=\"fort\"] {");
    let night = tokens(
        &sheet,
        &dark,
        ":root[data-contraste=\"fort\"][data-theme=\"dark\"] {",
    );
    vec![
        ("clair", light, 4.5),
        ("sombre", dark, 4.5),
        ("contraste fort", strong, 7.0),
        ("contraste fort, sombre", night, 7.0),
    ]
}

/// Relative luminance (WCAG 2).
fn luminance(colour: &str) -> f64 {
    let hex = colour
        .strip_prefix('#')
        .unwrap_or_else(|| panic!("{colour}"));
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

fn ratio(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn too_low(theme: &Tokens, pairs: &[(&str, &[&str])], least: f64) -> Vec<String> {
    let mut low = Vec::new();
    for (front, grounds) in pairs {
        for ground in *grounds {
            let found = ratio(&theme[*front], &theme[*ground]);
            if found < least {
                low.push(format!("{front} on {ground}: {found:.2}, {least} needed"));
            }
        }
    }
    low
}

#[test]
fn a_ratio_is_that_of_the_recommendation() {
    assert!((ratio("#FFFFFF", "#000000") - 21.0).abs() < 1e-9);
    assert!((ratio("#CB4230", "#FFFFFF") - 4.8).abs() < 0.05);
    assert!((ratio("#7C7059", "#FAF4E8") - 4.4).abs() < 0.05);
}

#[test]
fn every_text_is_readable_in_every_theme() {
    for (name, theme, least) in themes() {
        assert!(theme.len() > 40, "{name}: {} tokens", theme.len());
        // Plates of themes hold icons: with strong contrast they are drawn in ink.
        let texts: Vec<_> = if least > 5.0 {
            TEXTS[..16].to_vec()
        } else {
            TEXTS.to_vec()
        };
        assert_eq!(
            too_low(&theme, &texts, least),
            Vec::<String>::new(),
            "{name}"
        );
    }
}

#[test]
fn every_control_has_a_border_that_is_seen() {
    for (name, theme, _) in themes() {
        assert_eq!(
            too_low(&theme, &CONTROLS, 3.0),
            Vec::<String>::new(),
            "{name}"
        );
    }
}

#[test]
fn strong_contrast_asked_for_at_night_by_the_machine_is_the_one_that_is_chosen() {
    let sheet = sheet();
    let of = |selector| tokens(&sheet, &Tokens::new(), selector);
    let asked = of(":root[data-contraste=\"fort\"]:not([data-theme=\"light\"]) {");
    assert_eq!(
        asked,
        of(":root[data-contraste=\"fort\"][data-theme=\"dark\"] {")
    );
    assert!(asked.len() > 25);
}
