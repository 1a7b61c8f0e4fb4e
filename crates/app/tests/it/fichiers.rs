//! Files that people send: every form that takes one is known, and what is no such file is
//! refused in French, writes nothing and runs nowhere.

use std::{
    collections::BTreeSet,
    fs,
    io::{Cursor, Write as _},
    path::Path,
};

use axum::{
    body::Body,
    http::{Request, header},
};
use plus_domain::account::Role;
use plus_store::journal;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::actors::{Actor, Answered, Relay, token_in};

/// Templates with a field for a file, and the heading of `docs/securite/entrees.md` that says
/// what it takes. Written apart: a new field that is not here fails.
const TAKING: [(&str, &str); 8] = [
    ("financement/depenses.html", "/pilotage/financement"),
    ("importer/page.html", "/pilotage/importer"),
    ("installation/etape.html", "/installation/logo"),
    ("mandat/page.html", "/agent/mandats"),
    ("permanence/mois.html", "/pilotage/permanences/fichier"),
    ("retrait/nouveau.html", "/agent/retraits/nouveau"),
    ("seance/telephone.html", "/p/"),
    ("tournee/tableur.html", "/pilotage/tableur"),
];

fn templates(folder: &Path, found: &mut BTreeSet<String>, root: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            templates(&path, found, root);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        if text.contains("type=\"file\"") {
            let name = path.strip_prefix(root).unwrap();
            found.insert(name.display().to_string());
        }
    }
}

#[test]
fn every_field_for_a_file_is_known_and_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut found = BTreeSet::new();
    templates(&root, &mut found, &root);
    let known = TAKING.iter().map(|(template, _)| (*template).to_owned());
    assert_eq!(found, known.collect::<BTreeSet<_>>());
    let said = include_str!("../../../../docs/securite/entrees.md");
    let files = said.split("\n## Fichiers\n").nth(1).unwrap();
    for (_, path) in TAKING {
        assert!(files.contains(path), "{path} is not in entrees.md");
    }
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file(name, SimpleFileOptions::default())
        .unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

/// More than is ever unpacked, in a few hundred kilobytes.
fn bomb() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("xl/workbook.xml", SimpleFileOptions::default())
        .unwrap();
    let piece = vec![b' '; 1 << 20];
    for _ in 0..260 {
        writer.write_all(&piece).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What no form asks for: its name and its bytes.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let page = b"<html><script>alert(1)</script></html>";
    let drawing = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>";
    let both = [&b"GIF89a/*"[..], page, &b"*/=1;"[..]].concat();
    vec![
        ("page.html", page.to_vec()),
        ("dessin.svg", drawing.to_vec()),
        ("deux.gif", both),
        ("programme.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00".to_vec()),
        ("rien.csv", vec![0; 4_096]),
        ("../../../../etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n".to_vec()),
        ("sortie.xlsx", zipped("../../../../etc/passwd", b"root")),
        ("bombe.xlsx", bomb()),
        (
            "entite.csv",
            b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>".to_vec(),
        ),
    ]
}

/// What is said of a name that says something else than the bytes.
const LIES: &str = "ne dit pas ce qu’il contient";

/// A form with a file: who may open it, its page, where it goes, the field.
const FORMS: [(Role, &str, &str); 3] = [
    (Role::Coordinateur, "/pilotage/importer", "fichier"),
    (Role::Coordinateur, "/pilotage/tableur", "fichier"),
    (Role::Animatrice, "/agent/retraits/nouveau", "fichier"),
];

async fn send(actor: &Actor<'_>, path: &str, field: &str, file: (&str, &[u8])) -> Answered {
    let page = actor.get(path).await;
    let token = token_in(&page.body).unwrap();
    let (name, bytes) = file;
    let mut body = format!(
        "--lim\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n\
         --lim\r\nContent-Disposition: form-data; name=\"jours\"\r\n\r\n7\r\n\
         --lim\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend(bytes);
    body.extend(b"\r\n--lim--\r\n");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=lim")
        .header(header::ORIGIN, "http://127.0.0.1:8000")
        .body(Body::from(body))
        .unwrap();
    actor.request(request).await
}

#[tokio::test]
async fn s17_what_is_no_such_file_is_refused_in_french_and_writes_nothing() {
    let relay = Relay::open().await;
    let files = hostile();
    let entries = async || {
        let mut link = relay.app.store.read().await.unwrap();
        journal::verify(&mut link).await.unwrap()
    };
    let (chief, maryse) = (
        relay.person(Role::Coordinateur).await,
        relay.person(Role::Animatrice).await,
    );
    let before = entries().await;
    for (role, path, field) in FORMS {
        let actor = if role == Role::Animatrice {
            &maryse
        } else {
            &chief
        };
        for (name, bytes) in &files {
            let answer = send(actor, path, field, (name, bytes)).await;
            let what = format!("{path} {name}: {} {}", answer.status, answer.body);
            assert_eq!(answer.status.as_u16(), 422, "{what}");
            assert!(answer.header("content-type").starts_with("text/html"));
            // What was sent may be shown again, as text; the file it names may not.
            let secret = if *name == "entite.csv" {
                "root:"
            } else {
                "panicked"
            };
            for raw in ["<script>alert", "onload=\"alert", secret] {
                assert!(!answer.body.contains(raw), "{what}");
            }
        }
    }
    assert_eq!(entries().await, before, "nothing was written");
}

/// The same bytes under the name that they have, then under names that they have not.
#[tokio::test]
async fn a_name_that_lies_about_what_the_file_is_is_refused_and_the_right_one_taken() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let left = "/agent/retraits/nouveau";
    let pdf = crate::retrait::pdf();
    for name in ["avis.jpg", "avis.pdf.exe", "avis.html", "avis.PDF.png"] {
        let answer = send(&maryse, left, "fichier", (name, &pdf)).await;
        assert_eq!(answer.status.as_u16(), 422, "{name}");
        assert!(answer.body.contains(LIES), "{name}: {}", answer.body);
    }
    // A telephone that gives no end claims nothing.
    for name in ["avis.pdf", "AVIS.PDF", "1000012345"] {
        let answer = send(&maryse, left, "fichier", (name, &pdf)).await;
        assert_eq!(answer.status.as_u16(), 200, "{name}: {}", answer.body);
    }
    let chief = relay.person(Role::Coordinateur).await;
    let model = plus::import::template();
    let book = zipped("xl/workbook.xml", b"<workbook/>");
    for (name, bytes, lies) in [
        ("visites.xlsx", &model, true),
        ("visites.html", &model, true),
        ("visites.csv", &book, true),
        ("visites.xlsx", &book, false),
        ("visites.csv", &model, false),
    ] {
        for page in ["/pilotage/importer", "/pilotage/tableur"] {
            let answer = send(&chief, page, "fichier", (name, bytes)).await;
            let told = answer.body.contains(LIES);
            assert_eq!(told, lies, "{page} {name}: {}", answer.body);
            assert!(!lies || answer.status.as_u16() == 422);
        }
    }
}
