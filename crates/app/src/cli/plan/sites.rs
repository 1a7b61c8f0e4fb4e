//! The real sites of a sheet, for `plus plan siting --sites`: read as « Tableur » writes them.

use std::{fs, path::Path};

use anyhow::Context as _;
use plus_domain::{
    emplacement::Emplacement,
    ids::CommuneCode,
    territoire::Territoire,
    tournee::tableur::{self, Refused},
};
use plus_planning::access::geo::Geo;

use crate::{
    implantation::among,
    import::{self, Mend},
    web::text::Texts,
};

/// The geography whose places are the real sites of a file where a kiosk can live.
pub(super) fn real(geo: &Geo, territory: &Territoire, file: &Path) -> anyhow::Result<Geo> {
    let sites = described(territory, file)?;
    let suited = sites.iter().filter(|site| site.suits()).count();
    tracing::info!(sites = sites.len(), suited, "real sites read");
    among(geo, territory, &sites).with_context(|| {
        format!(
            "aucun emplacement de {} n’a le courant, le réseau et un accès jour et nuit",
            file.display()
        )
    })
}

/// The sites that a sheet describes; every line to mend is said.
fn described(territory: &Territoire, file: &Path) -> anyhow::Result<Vec<Emplacement>> {
    let name = file.display();
    let bytes = fs::read(file).with_context(|| format!("{name} ne se lit pas"))?;
    let texts = Texts::french();
    let opened = import::file::open(&bytes)
        .map_err(|error| anyhow::anyhow!("{name} : {}", texts.get(error.key())))?;
    let communes: Vec<(String, CommuneCode)> = territory
        .communes
        .iter()
        .map(|commune| (commune.name.clone(), commune.code.clone()))
        .collect();
    let read = tableur::sites(&opened.sheet, &communes).map_err(|refused| match refused {
        Refused::Lines(bad) => {
            let mend = bad.iter().flat_map(|line| Mend::all(line, &texts));
            let told = mend.map(|m| format!("ligne {}, « {} » : {}", m.line, m.column, m.reason));
            anyhow::anyhow!("{name} est à corriger : {}", told.collect::<Vec<_>>().join(" ; "))
        }
        _ => anyhow::anyhow!(
            "{name} ne décrit pas d’emplacements : il faut les colonnes nom, commune, latitude et longitude"
        ),
    })?;
    Ok(read)
}
