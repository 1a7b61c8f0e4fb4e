//! The page of a fiche: nothing executes, nothing is lost, headings and tables are sound.

use plus_fiches::import::read_file;
use plus_fiches::model::Document;

use super::render;
use crate::web::text::Texts;

fn document(body: &str) -> Document {
    let xml = format!(
        "<Publication xmlns:dc='d' ID='F1' type='Fiche'><dc:title>Titre</dc:title>{body}</Publication>"
    );
    read_file(xml.as_bytes()).unwrap()
}

fn html(body: &str) -> String {
    render(&document(body), &Texts::french())
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
    assert!(page.contains("<details class=\"depliant\"><summary>A</summary>"));
    assert!(page.contains("<details class=\"depliant\" open><summary>Seul</summary>"));
}

#[test]
fn words_of_the_glossary_lead_to_their_definition() {
    let page = html(
        "<Texte><Paragraphe>le <LienIntra LienID='R9'>quotient</LienIntra> de la \
         <LienInterne LienPublication='R8' type='Sigle'>Caf</LienInterne></Paragraphe></Texte>\
         <Definition ID='R9'><Titre>Quotient</Titre><Texte><Paragraphe>calcul</Paragraphe></Texte></Definition>\
         <Abreviation ID='R8'><Titre>Caf</Titre><Texte><Paragraphe>Caisse</Paragraphe></Texte></Abreviation>",
    );
    assert!(page.contains("href=\"#mot-R9\">quotient</a>"));
    assert!(page.contains("<dt id=\"mot-R9\">Quotient</dt>"));
    assert!(page.contains("<abbr title=\"Caisse\">Caf</abbr>"));
}

#[test]
fn links_lead_here_or_say_that_they_leave() {
    let page = text(
        "<Paragraphe><LienInterne LienPublication='F2'>ici</LienInterne> \
         <LienExterne URL='https://a.fr?a=1&amp;b=2'>là</LienExterne></Paragraphe>",
    );
    assert!(page.contains("<a href=\"/fiches/F2\">ici</a>"));
    assert!(page.contains("<a href=\"https://a.fr?a=1&amp;b=2\" rel=\"noopener\">là</a>"));
}

#[test]
fn a_file_behind_a_link_says_its_format_and_size() {
    let page = html(
        "<ServiceEnLigne URL='https://a.fr' type='Formulaire' numerocerfa='15692*01' \
         format='application/pdf' poids='888.7 KB'><Titre>Demande</Titre></ServiceEnLigne>",
    );
    assert!(page.contains("rel=\"noopener\">Demande</a></strong> (PDF, 888,7\u{a0}Ko)"));
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
