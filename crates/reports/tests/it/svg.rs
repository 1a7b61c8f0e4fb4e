//! Charts that a screen reader names, that a strict page accepts, and that no
//! text breaks.

use plus_reports::svg::{Chart, Months, Paint, Row, STYLE};
use proptest::prelude::*;

fn row(label: &str, value: Option<u64>) -> Row {
    Row {
        label: label.to_owned(),
        value,
        ..Row::default()
    }
}

fn chart(rows: Vec<Row>) -> Chart {
    Chart {
        id: "communes".to_owned(),
        title: "Visites par commune".to_owned(),
        desc: "Le François vient d’abord, avec 24 visites.".to_owned(),
        series: vec!["résolues".to_owned(), "non résolues".to_owned()],
        hidden: "masqué".to_owned(),
        rows,
    }
}

fn drawings(chart: &Chart) -> Vec<String> {
    [Paint::Web, Paint::Literal { width: 640 }]
        .into_iter()
        .flat_map(|paint| {
            [
                chart.bars(paint),
                chart.months(Months::Columns, paint),
                chart.months(Months::Lines, paint),
            ]
        })
        .collect()
}

#[test]
fn a_chart_is_an_image_with_a_name_and_a_description() {
    let svg = chart(vec![row("Le François", Some(24))]).bars(Paint::Web);
    assert!(svg.contains("role=\"img\" aria-labelledby=\"communes-t communes-d\""));
    assert!(svg.contains("<title id=\"communes-t\">Visites par commune</title>"));
    assert!(svg.contains("<desc id=\"communes-d\">Le François vient"));
    assert!(svg.contains(">Le François</tspan>") && svg.contains(">24</text>"));
}

#[test]
fn a_chart_whose_figures_open_is_a_group_so_that_its_links_are_reached() {
    let mut line = row("Le François", Some(24));
    line.href = Some("/pilotage/visites?commune=97213&mois=2026-10".to_owned());
    let svg = chart(vec![line]).bars(Paint::Web);
    assert!(svg.contains("role=\"group\""));
    assert!(svg.contains("<a href=\"/pilotage/visites?commune=97213&amp;mois=2026-10\">"));
}

#[test]
fn the_longest_bar_takes_the_width_and_the_others_their_part() {
    let svg = chart(vec![row("a", Some(200)), row("b", Some(50))]).bars(Paint::Web);
    assert!(svg.contains("width=\"100%\" height=\"0.95em\""));
    assert!(svg.contains("width=\"25%\" height=\"0.95em\""));
}

#[test]
fn a_second_series_is_hatched_and_the_figure_is_the_sum() {
    let mut line = row("CAF", Some(75));
    line.second = Some(25);
    let svg = chart(vec![line]).bars(Paint::Web);
    assert!(svg.contains("url(#communes-h)") && svg.contains("<pattern id=\"communes-h\""));
    assert!(svg.contains(">100</text>"));
    assert!(svg.contains(">non résolues</tspan>"));
}

#[test]
fn a_hidden_figure_is_a_word_without_a_bar() {
    let svg = chart(vec![row("Ducos", None)]).bars(Paint::Web);
    assert!(svg.contains(">masqué</text>"));
    assert!(!svg.contains("<rect"));
}

#[test]
fn the_web_gets_classes_of_the_style_sheet_and_no_colour() {
    for svg in drawings(&chart(vec![row("a", Some(3)), row("b", Some(5))]))
        .iter()
        .take(3)
    {
        assert!(!svg.contains('#') || svg.contains("url(#"), "{svg}");
        for class in svg.split("class=\"").skip(1) {
            for name in class.split('"').next().unwrap().split(' ') {
                assert!(STYLE.contains(&format!(".{name} ")), "{name} has no rule");
            }
        }
    }
}

#[test]
fn a_long_name_takes_two_lines_rather_than_run_into_its_figure() {
    let name = "Déclarer ses ressources, signaler un changement";
    let svg = chart(vec![row(name, Some(61)), row("b", Some(1))]).bars(Paint::Web);
    assert!(svg.contains(">Déclarer ses ressources,</tspan>"));
    assert!(svg.contains(">signaler un changement</tspan>"));
    let one_line = chart(vec![row("a", Some(61)), row("b", Some(1))]).bars(Paint::Web);
    assert!(height(&svg) > height(&one_line));
}

fn height(svg: &str) -> f64 {
    let after = svg.split("height=\"").nth(1).unwrap();
    after.split("em").next().unwrap().parse().unwrap()
}

#[test]
fn a_year_keeps_its_highest_and_last_figures_on_a_telephone() {
    let months = (0..12)
        .map(|n| row(&format!("m{n}"), Some(n % 7)))
        .collect();
    let svg = chart(months).months(Months::Columns, Paint::Web);
    assert_eq!(svg.matches("chart-value chart-dense").count(), 10);
    assert_eq!(svg.matches("class=\"chart-value\"").count(), 2);
}

#[test]
fn eighteen_months_keep_their_names_apart() {
    let months = (0..18).map(|n| row(&format!("m{n}"), Some(n))).collect();
    let svg = chart(months).months(Months::Columns, Paint::Web);
    assert!(svg.contains(">m3</text>") && !svg.contains(">m4</text>"));
    assert!(svg.contains(">17</text>"), "the last figure is written");
}

#[test]
fn a_chart_of_nothing_is_still_a_chart() {
    for svg in drawings(&chart(vec![])) {
        assert!(svg.contains("<title") && !svg.contains("NaN") && !svg.contains("inf"));
    }
}

proptest! {
    #[test]
    fn no_text_breaks_a_chart_or_runs_in_it(text in "\\PC{0,30}|[<>&\"'/=;()a-z ]{0,40}", value in any::<u64>()) {
        let mut hostile = chart(vec![row(&text, Some(value)), row(&text, None)]);
        hostile.id = "c".to_owned();
        hostile.title.clone_from(&text);
        hostile.desc.clone_from(&text);
        hostile.rows[0].second = Some(1);
        hostile.rows[0].href = Some(text.clone());
        for svg in drawings(&hostile) {
            let tags = svg.matches('<').count();
            prop_assert_eq!(tags, svg.matches('>').count());
            prop_assert!(!svg.contains("<script") && !svg.contains("style="));
            let quotes = svg.matches('"').count();
            prop_assert_eq!(quotes % 2, 0);
            prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
        }
    }
}
