//! Icons, colours and maps: what pages ask for is there.

use std::{fs, path::Path};

use axum::http::StatusCode;

use crate::actors::Relay;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The icons named by `icon("…")` and its kin in the templates.
fn named(template: &str) -> Vec<&str> {
    let marks = ["icon(\"", "vide(\"", "plaque(\"", "panneau(\""];
    let after = |mark: &'static str| {
        template
            .split(mark)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
    };
    marks
        .into_iter()
        .flat_map(after)
        .filter(|name| !name.starts_with('/'))
        .collect()
}

#[tokio::test]
async fn every_icon_is_in_the_sprite() {
    let sprite = read("assets/icons.svg");
    let has = |name: &str| sprite.contains(&format!("<symbol id=\"{name}\""));
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let template = fs::read_to_string(&path).unwrap();
            for name in named(&template) {
                seen += 1;
                assert!(has(name), "{name} ({})", path.display());
            }
        }
    }
    assert!(seen > 30, "only {seen} icons seen");
    let relay = Relay::open().await;
    for theme in &relay.app.territory().themes {
        assert!(has(&format!("{}-duotone", theme.icon)), "{}", theme.icon);
    }
}

#[tokio::test]
async fn themes_are_coloured_by_the_territory() {
    let relay = Relay::open().await;
    let sheet = relay.visitor().get("/assets/territoire.css").await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert!(sheet.header("content-type").starts_with("text/css"));
    for theme in &relay.app.territory().themes {
        let rule = format!(
            ":root .teinte-{} {{ background: {}",
            theme.code, theme.light.ground
        );
        assert!(sheet.body.contains(&rule), "{rule}");
    }
}

#[tokio::test]
async fn every_commune_is_on_the_map() {
    let relay = Relay::open().await;
    let map = relay.visitor().get("/assets/cartes/249720053.svg").await;
    assert_eq!(map.status, StatusCode::OK);
    for commune in &relay.app.territory().communes {
        assert!(
            map.body.contains(&format!("id=\"c{}\"", commune.code)),
            "{}",
            commune.name
        );
    }
}

/// The tokens of a block of the stylesheet: `--page: #0C1C20`.
fn tokens(block: &str) -> Vec<(&str, &str)> {
    let pairs = block.split(';').filter_map(|pair| pair.split_once(':'));
    pairs
        .map(|(name, value)| (name.trim(), value.trim()))
        .filter(|(name, _)| name.starts_with("--"))
        .collect()
}

/// The text between a mark and the brace that closes it.
fn block<'a>(sheet: &'a str, mark: &str) -> &'a str {
    let (_, after) = sheet.split_once(mark).unwrap_or_else(|| panic!("{mark}"));
    after.split_once('}').unwrap().0
}

#[test]
fn the_chosen_dark_theme_is_the_one_of_the_machine() {
    let sheet = read("assets/plus.css");
    let asked = tokens(block(&sheet, ":root:not([data-theme=\"light\"]) {"));
    let chosen = tokens(block(&sheet, ":root[data-theme=\"dark\"] {"));
    assert!(asked.len() > 30);
    assert_eq!(asked, chosen);
}

#[test]
fn the_style_sheet_has_the_colours_of_the_maps() {
    let rules = plus_planning::access::map::STYLE;
    assert!(
        read("assets/plus.css").contains(rules),
        "map.css is not in plus.css"
    );
}

/// Every script of the pages, by its name.
pub fn scripts() -> Vec<(String, String)> {
    let assets = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let mut found = Vec::new();
    for folder in [assets.join("js"), assets] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "js") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }
    assert!(found.len() > 5);
    found
}
