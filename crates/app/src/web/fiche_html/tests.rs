//! The page of a fiche: nothing executes, nothing is lost, headings and tables are sound.

use plus_fiches::import::read_file;
use plus_fiches::model::{Answers, Document};
use plus_fiches::overseas::Overseas;

use super::{Manner, render};
use crate::web::{ici::Ici, text::Texts};

fn document(body: &str) -> Document {
    let xml = format!(
        "<Publication xmlns:dc='d' ID='F1' type='Fiche'><dc:title>Titre</dc:title>{body}</Publication>"
    );
    read_file(xml.as_bytes()).unwrap()
}

fn html(body: &str) -> String {
    at(body, &Ici::default())
}

fn at(body: &str, ici: &Ici) -> String {
    let manner = Manner {
        texts: &Texts::french(),
        ici,
        answers: &Answers::default(),
    };
    render(&document(body), manner)
}

fn martinique() -> Ici {
    let mut here = Ici::default();
    here.place = Overseas::of_commune("97209");
    here
}

fn text(body: &str) -> String {
    html(&format!("<Texte>{body}</Texte>"))
}

#[test]
fn hostile_words_stay_words_wherever_they_stand() {
    let bad = "&lt;script&gt;alert(\"1\")&lt;/script&gt; ' onload='x";
    let attribute = "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;";
    let page = html(&format!(
        "<Avertissement><Titre>{bad}</Titre><Texte><Paragraphe>{bad}</Paragraphe></Texte></Avertissement>\
         <Texte><Paragraphe>{bad}<LienExterne URL='https://a.fr/{attribute}'>{bad}</LienExterne>\
         <LienInterne LienPublication='F2{attribute}'>{bad}</LienInterne></Paragraphe>\
         <Chapitre ID='{attribute}'><Titre>{bad}</Titre></Chapitre>\
         <BlocCas><Cas><Titre>{bad}</Titre></Cas></BlocCas>\
         <Tableau><Titre>{bad}</Titre><Rangée><Cellule>{bad}</Cellule></Rangée></Tableau></Texte>\
         <ServiceEnLigne type='{attribute}' URL='javascript:alert(1)' numerocerfa='{attribute}'>\
         <Titre>{bad}</Titre><Source>{bad}</Source></ServiceEnLigne>\
         <OuSAdresser><Titre>{bad}</Titre><RessourceWeb URL='data:text/html,x'/></OuSAdresser>\
         <Definition ID='{attribute}'><Titre>{bad}</Titre><Texte/></Definition>\
         <Abreviation ID='R1'><Titre>{bad}</Titre><Texte><Paragraphe>{bad}</Paragraphe></Texte></Abreviation>"
    ));
    for markup in [
        "<script",
        "<img",
        "javascript:",
        "data:",
        "onerror=alert(1)>",
        "' on",
    ] {
        assert!(!page.contains(markup), "{markup} in {page}");
    }
    assert!(page.contains("&lt;script&gt;"));
}

#[test]
fn headings_start_at_two_and_follow_the_sections() {
    let page = text(
        "<Chapitre><Titre>Un</Titre><SousChapitre><Titre>Deux</Titre></SousChapitre></Chapitre>\
         <Chapitre><SousChapitre><Titre>Trois</Titre></SousChapitre></Chapitre>",
    );
    for heading in ["<h2>Un</h2>", "<h3>Deux</h3>", "<h2>Trois</h2>"] {
        assert!(page.contains(heading), "{heading} in {page}");
    }
}

#[test]
fn tables_say_what_their_headers_head() {
    let page = text(
        "<Tableau><Titre>Prix</Titre><Colonne type='header'/><Colonne/>\
         <Rangée type='header'><Cellule fusionHorizontale='2'>Tous</Cellule></Rangée>\
         <Rangée><Cellule fusionVerticale='2'>Ville</Cellule><Cellule>1</Cellule></Rangée>\
         <Rangée><Cellule>2</Cellule></Rangée></Tableau>",
    );
    assert!(page.contains("<caption>Prix</caption>"));
    assert!(
        page.contains("<thead><tr><th scope=\"colgroup\" colspan=\"2\">Tous</th></tr></thead>")
    );
    assert!(page.contains("<th scope=\"rowgroup\" rowspan=\"2\">Ville</th><td>1</td>"));
    assert!(page.contains("role=\"region\" tabindex=\"0\" aria-label=\"Prix\""));
}

#[test]
fn cases_fold_without_script_and_a_case_alone_is_open() {
    let page = text(
        "<BlocCas><Cas><Titre>A</Titre></Cas><Cas><Titre>B</Titre>\
         <BlocCas><Cas><Titre>Seul</Titre></Cas></BlocCas></Cas></BlocCas>",
    );
    assert!(page.contains("<details class=\"depliant\"><summary><span>A</span></summary>"));
    assert!(page.contains("<details class=\"depliant\" open><summary><span>Seul</span></summary>"));
}

#[test]
fn words_of_the_glossary_lead_to_their_definition() {
    let page = html(
        "<Texte><Paragraphe>le <LienIntra LienID='R9'>quotient</LienIntra> de la \
         <LienInterne LienPublication='R8' type='Sigle'>Caf</LienInterne></Paragraphe></Texte>\
         <Definition ID='R9'><Titre>Quotient</Titre><Texte><Paragraphe>calcul</Paragraphe></Texte></Definition>\
         <Abreviation ID='R8'><Titre>Caf</Titre><Texte><Paragraphe>Caisse</Paragraphe></Texte></Abreviation>",
    );
    assert!(page.contains("href=\"#mot-R9\" aria-describedby=\"sens-mot-R9\">quotient</a>"));
    assert!(page.contains("<dt id=\"mot-R9\">Quotient</dt><dd id=\"sens-mot-R9\"><p>calcul</p>"));
    assert!(page.contains("href=\"#sigle-0\" aria-describedby=\"sens-sigle-0\">Caf</a>"));
    assert!(page.contains("<dt id=\"sigle-0\">Caf</dt><dd id=\"sens-sigle-0\">Caisse</dd>"));
}

#[test]
fn links_lead_here_or_say_that_they_leave() {
    let page = text(
        "<Paragraphe><LienInterne LienPublication='F2'>ici</LienInterne> \
         <LienExterne URL='https://a.fr?a=1&amp;b=2'>là</LienExterne></Paragraphe>",
    );
    assert!(page.contains("<a href=\"/fiches/F2\">ici</a>"));
    let out = page
        .split_once("<a href=\"https://a.fr?a=1&amp;b=2\" rel=\"noopener\">là")
        .unwrap()
        .1;
    assert!(
        out.starts_with("<span class=\"oreille\"> (autre site)</span><span"),
        "{out}"
    );
}

#[test]
fn a_file_behind_a_link_says_its_format_and_size() {
    let page = html(
        "<ServiceEnLigne URL='https://a.fr' type='Formulaire' numerocerfa='15692*01' \
         format='application/pdf' poids='888.7 KB'><Titre>Demande</Titre></ServiceEnLigne>",
    );
    assert!(page.contains("rel=\"noopener\">Demande<span"));
    assert!(page.contains("</a></strong> (PDF, 888,7\u{a0}Ko)"));
    assert!(page.contains("Formulaire · 15692*01"));
}

#[test]
fn every_tag_is_closed() {
    let page = text(
        "<ANoter><Titre>À noter</Titre><Paragraphe>x<Exposant>2</Exposant></Paragraphe></ANoter>\
         <Liste type='numero'><Item><Paragraphe>a</Paragraphe><Liste><Item><Paragraphe>b</Paragraphe>\
         </Item></Liste></Item></Liste><Paragraphe><Valeur>10 €</Valeur></Paragraphe>",
    );
    let opened =
        page.matches('<').count() - page.matches("</").count() - page.matches("<br>").count();
    assert_eq!(opened, page.matches("</").count(), "{page}");
}

#[test]
fn parts_and_cases_meant_for_the_territory_are_first_and_open() {
    let body = "<Texte><Paragraphe>Avant</Paragraphe><Chapitre><Titre>Montant</Titre></Chapitre>\
        <Chapitre><Titre>En Guadeloupe</Titre></Chapitre>\
        <Chapitre><Titre>En Martinique</Titre><BlocCas><Cas><Titre>Métropole</Titre></Cas>\
        <Cas><Titre>Outre-mer</Titre></Cas></BlocCas></Chapitre></Texte>";
    let order = |page: &str, words: [&str; 5]| {
        let at: Vec<usize> = words.iter().map(|it| page.find(it).unwrap()).collect();
        assert!(at.is_sorted(), "{words:?} in {page}");
    };
    let here = at(body, &martinique());
    order(
        &here,
        [
            "Avant",
            "En Martinique",
            "Outre-mer",
            "Métropole",
            "Montant",
        ],
    );
    order(
        &here,
        [
            "Avant",
            "En Martinique",
            ">Ici<",
            "Montant",
            "En Guadeloupe",
        ],
    );
    assert!(here.contains("<details class=\"depliant\" open><summary><span>Outre-mer</span>"));
    assert!(here.contains("<details class=\"depliant\"><summary><span>Métropole</span></summary>"));
    let elsewhere = html(body);
    order(
        &elsewhere,
        [
            "Avant",
            "Montant",
            "En Martinique",
            "Métropole",
            "Outre-mer",
        ],
    );
    assert!(!elsewhere.contains(" open>") && !elsewhere.contains(">Ici<"));
}

#[test]
fn both_headings_of_a_part_are_read_while_nothing_is_answered() {
    let page = text(
        "<Chapitre><Titre>Suite à un mariage</Titre><TitreAlternatif>Autre situation</TitreAlternatif></Chapitre>\
         <Chapitre><Titre>Pareil</Titre><TitreAlternatif>Pareil</TitreAlternatif></Chapitre>",
    );
    assert!(page.contains("<h2>Autre situation</h2><p class=\"doux\">Suite à un mariage</p>"));
    assert_eq!(page.matches("Pareil").count(), 1);
}

#[test]
fn cases_that_follow_one_another_do_not_fold() {
    let page = html(
        "<ListeSituations affichage='sequentiel'><Situation><Titre>Un</Titre><Texte><Chapitre>\
         <Titre>Dedans</Titre></Chapitre></Texte></Situation><Situation><Titre>Deux</Titre></Situation></ListeSituations>",
    );
    assert!(!page.contains("<details"));
    for heading in ["<h2>Un</h2>", "<h3>Dedans</h3>", "<h2>Deux</h2>"] {
        assert!(page.contains(heading), "{heading} in {page}");
    }
}

#[test]
fn a_link_never_holds_another_one() {
    let page = html(
        "<Texte><Paragraphe><LienInterne LienPublication='F2'>voir <LienIntra LienID='R9'>mot</LienIntra>\
         </LienInterne></Paragraphe></Texte><Definition ID='R9'><Titre>Mot</Titre><Texte/></Definition>",
    );
    assert!(
        page.contains("<a href=\"/fiches/F2\">voir mot</a>"),
        "{page}"
    );
}

#[test]
fn five_levels_of_cases_all_fold_and_keep_their_words() {
    let nested = (1..=5).rev().fold(String::new(), |inner, level| {
        format!("<BlocCas><Cas><Titre>Niveau {level}</Titre><Paragraphe>Texte {level}</Paragraphe>{inner}</Cas>\
                 <Cas><Titre>Autre {level}</Titre></Cas></BlocCas>")
    });
    let page = text(&nested);
    assert_eq!(page.matches("<details").count(), 10);
    assert_eq!(page.matches("</details>").count(), 10);
    for level in 1..=5 {
        assert!(page.contains(&format!("<p>Texte {level}</p>")));
    }
}

#[test]
fn short_values_stay_on_a_line_and_long_ones_may_break() {
    let page = text(
        "<Paragraphe><Valeur>10 €</Valeur> ou <Valeur>10 € par mois et par personne à charge</Valeur></Paragraphe>",
    );
    assert!(page.contains("<span class=\"insecable\">10 €</span> ou <span>10 € par mois"));
}

#[test]
fn spaces_lost_between_two_marks_are_put_back_on_the_page() {
    let page = text(
        "<Paragraphe><Valeur>10 €</Valeur><Expression>par an</Expression> le 1<Exposant>er</Exposant><Valeur>mai</Valeur></Paragraphe>",
    );
    assert!(
        page.contains(
            "10 €</span> <em>par an</em> le 1<sup>er</sup> <span class=\"insecable\">mai"
        ),
        "{page}"
    );
}
