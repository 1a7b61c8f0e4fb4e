//! Reading services from TOML, with every fault noted.
//!
//! As for démarches, address and needs stand under `[service.officiel]`,
//! `[service.verifie]` or `[service.habituel]`: how sure they are is always said.

use jiff::civil::Date;

use crate::{
    catalogue::{
        Sourced,
        reading::{Reader, Section, owner},
    },
    ids::{DemarcheCode, ServiceCode, ThemeCode},
    sites::HostPattern,
    territoire::{Found, Partner, Problems, Table},
};

use super::{Before, Need, Service};

/// Reads `[[service]]`; `resolve` gives the partner that does an operator's work.
pub(crate) fn read<'p>(
    root: &Table,
    resolve: &impl Fn(&str) -> Option<&'p Partner>,
    problems: &Problems,
) -> Vec<Found<Service>> {
    let dated = root.optional_date("date");
    let read = |table: Table| {
        let service = Reader::new(&table, resolve, problems)
            .and_then(|reader| one(&table, &reader, dated, problems));
        let at = table.at_key("code");
        table.close();
        service.map(|value| Found { value, at })
    };
    root.tables("service")
        .into_iter()
        .filter_map(read)
        .collect()
}

fn one(
    table: &Table,
    reader: &Reader<'_, '_>,
    dated: Option<Date>,
    problems: &Problems,
) -> Option<Service> {
    let code = table.code("code");
    let theme = table.code("theme");
    let name = reader.plain(table, "nom", table.text("nom"));
    let purpose = reader.plain(table, "pour", table.text("pour"));
    let aliases = table.texts("mots");
    let hosts = hosts(table, "hotes");
    let demarches = table.codes("demarches").into_iter();
    let owner = owner(table);
    let dated = table.optional_date("date").or(dated);
    let sections = reader.sections("service", problems);
    let address = reader.marked(&sections, "adresse");
    let before = before(table, reader, &sections);
    for section in sections {
        section.table.close();
    }
    if address.is_none() {
        missing(table, "adresse");
    }
    Some(Service {
        code: ServiceCode::new(code?),
        partner: reader.partner.code.clone(),
        theme: ThemeCode::new(theme?),
        name: name?,
        purpose: purpose?,
        aliases,
        address: address.and_then(|address| reader.web_address(&address))?,
        before: before?,
        hosts,
        demarches: demarches.map(DemarcheCode::new).collect(),
        owner,
        ask_whom: reader.ask_whom.clone(),
        dated,
    })
}

fn missing(table: &Table, key: &str) {
    table.refuse(
        key,
        format!("il manque « {key} »"),
        "mettez-le dans [service.officiel], [service.verifie] ou [service.habituel]",
    );
}

/// Needs stand in the one section that says them; their details with them.
fn before(
    table: &Table,
    reader: &Reader<'_, '_>,
    sections: &[Section<'_>],
) -> Option<Sourced<Before>> {
    let mut found = None;
    for section in sections {
        let words = section.table.texts("besoins");
        let details = section.table.optional_text("precision");
        let details =
            details.and_then(|text| reader.plain(&section.table, "precision", Some(text)));
        if words.is_empty() {
            continue;
        }
        let needs = needs(&section.table, &words);
        found = Some(Sourced::new(
            Before { needs, details },
            section.status.clone(),
        ));
    }
    if found.is_none() {
        missing(table, "besoins");
    }
    found
}

/// The words of a list of needs, in the order of the screen.
fn needs(table: &Table, words: &[String]) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    for word in words {
        let Some(need) = Need::from_code(word) else {
            let known: Vec<&str> = Need::ALL.iter().map(|need| need.code()).collect();
            table.refuse(
                "besoins",
                format!("« {word} » n’est pas un besoin"),
                format!("mots connus : {}", known.join(", ")),
            );
            continue;
        };
        needs.push(need);
    }
    needs.sort_unstable();
    needs.dedup();
    if needs.contains(&Need::Rien) && needs.len() > 1 {
        table.refuse(
            "besoins",
            "« rien » ne va avec aucun autre besoin",
            "retirez « rien », ou laissez-le seul",
        );
    }
    needs
}

/// Hosts of a list, each a pattern that the allow-list may hold.
pub(crate) fn hosts(table: &Table, key: &str) -> Vec<String> {
    let hosts = table.texts(key);
    for host in &hosts {
        if let Err(reason) = HostPattern::read(host) {
            table.refuse(
                key,
                format!("« {host} » ne peut pas être permis : {reason}"),
                "écrivez un site, comme www.caf.fr, ou *.caf.fr avec ses sous-sites",
            );
        }
    }
    hosts
}
