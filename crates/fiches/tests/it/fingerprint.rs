//! What a document says has a name, which changes with it and with nothing else.

use plus_fiches::pack::Fingerprint;

use crate::fixture::{MINI, archive, built, fiche, mini_document};

fn of(title: &str, body: &str) -> Fingerprint {
    let built = built(&archive(&[("F1.xml", fiche("F1", title, body).as_bytes())]));
    built.pack.fingerprint("F1").unwrap().unwrap()
}

#[test]
fn a_word_or_an_address_changes_it() {
    let body = |text: &str, url: &str| {
        format!(
            "<Texte><Paragraphe>{text}</Paragraphe></Texte>\
             <ServiceEnLigne ID=\"R1\" URL=\"{url}\" type=\"Téléservice\"><Titre>Faire la demande</Titre></ServiceEnLigne>"
        )
    };
    let first = of("Carte grise", &body("onze euros", "https://a.fr/"));
    assert_eq!(
        first,
        of("Carte grise", &body("onze euros", "https://a.fr/"))
    );
    assert_ne!(
        first,
        of("Carte grise", &body("douze euros", "https://a.fr/"))
    );
    assert_ne!(
        first,
        of("Carte grise", &body("onze euros", "https://b.fr/"))
    );
    assert_ne!(
        first,
        of("Immatriculation", &body("onze euros", "https://a.fr/"))
    );
}

#[test]
fn the_date_and_what_stands_around_do_not() {
    let text = "<Texte><Paragraphe>onze euros</Paragraphe></Texte>";
    let around = "<dc:date>modified 2026-01-02</dc:date>\
        <FilDAriane><Niveau ID=\"N1\">Transports</Niveau></FilDAriane>\
        <QuestionReponse ID=\"F2\">Et après ?</QuestionReponse>";
    assert_eq!(of("T", text), of("T", &format!("{around}{text}")));
}

#[test]
fn the_pack_keeps_it_and_it_is_written_as_text() {
    let document = mini_document("F1050");
    let kept = MINI.pack.fingerprint("F1050").unwrap().unwrap();
    assert_eq!(kept, Fingerprint::of(&document));
    assert_eq!(kept.to_string().parse::<Fingerprint>().unwrap(), kept);
    assert_eq!(MINI.pack.fingerprint("F0").unwrap(), None);
    for wrong in ["", "abc", "é", &"g".repeat(32), &"é".repeat(16)] {
        assert!(wrong.parse::<Fingerprint>().is_err(), "{wrong}");
    }
}
