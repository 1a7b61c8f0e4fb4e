//! From the files of a territory to the territory, with every problem found.
//!
//! Each part reads its own file; this only says which file holds what.

use std::collections::BTreeMap;

use crate::{
    alarme::Silence,
    catalogue::{self, Catalogue, Demarche},
    eloignement,
    evenement::{self, Evenement},
    financement::{self, Plan},
    indicateur::{self, Indicateur},
    projet::{self, Projet},
    rendez_vous::Offre,
    service::{self, Service, Services},
    sites::{self, Site},
    statement::threshold::FLOOR,
    traduction::{self, Identity as Told, Traduction},
};

use super::{
    Territoire, calendar, commune, demo, everywhere,
    identity::{Brand, Credit, CrewRole, Identity, Reporting, Vehicle, is_language},
    links, methode, partner, place,
    problem::{At, Found, Problem, Problems},
    source::Source,
    table::{Table, parse},
    theme,
};

/// Files that a territory must hold.
const REQUIRED: [&str; 4] = [
    "territoire.toml",
    "partenaires.toml",
    "communes.csv",
    "lieux.csv",
];
/// Files that it may hold.
const OPTIONAL: [&str; 8] = [
    "themes.toml",
    EVENEMENTS,
    SERVICES,
    SITES,
    FINANCEMENT,
    PROJET,
    INDICATEURS,
    demo::FILE,
];
/// Life events of the territory, in place of the common ones.
pub(super) const EVENEMENTS: &str = "evenements.toml";
const SERVICES: &str = "services.toml";
const SITES: &str = "sites.toml";
/// The plan of financing that the relay starts from.
const FINANCEMENT: &str = "financement.toml";
/// The project that the relay starts from.
const PROJET: &str = "projet.toml";
const INDICATEURS: &str = "indicateurs.toml";

/// The parts of a territory, before the links between them are checked.
pub(super) struct Parts {
    pub(super) languages: Vec<String>,
    pub(super) basins: Vec<Found<super::Basin>>,
    pub(super) communes: Vec<Found<super::Commune>>,
    pub(super) themes: Vec<Found<super::Theme>>,
    pub(super) partners: Vec<Found<super::Partner>>,
    pub(super) places: Vec<Found<super::Place>>,
    pub(super) demarches: Vec<Found<Demarche>>,
    pub(super) translations: Vec<Traduction>,
    pub(super) evenements: Vec<Found<Evenement>>,
    pub(super) services: Vec<Found<Service>>,
}

/// What `territoire.toml` says beside lists.
struct Head {
    identity: Option<Identity>,
    hours: Vec<super::OpeningHours>,
    holidays: Vec<super::LocalHoliday>,
    brand: Option<Brand>,
    vehicle: Option<Vehicle>,
    crew: Vec<CrewRole>,
    reporting: Option<Reporting>,
    basins: Vec<Found<super::Basin>>,
    credits: Vec<Credit>,
    away_days: Option<u32>,
    rendez_vous: Option<Offre>,
    silence: Option<Silence>,
    common_catalogue: bool,
}

pub(super) fn from_files(
    files: impl IntoIterator<Item = (String, String)>,
) -> Result<Territoire, Vec<Problem>> {
    let problems = Problems::default();
    let files = take_files(files, &problems);
    let territoire = read(&files, &problems);
    if territoire.is_none() {
        // Never alone: the part that cannot be read has said why.
        problems.add(
            At::start_of("territoire.toml"),
            "ce territoire ne peut pas servir ainsi",
            "corrigez d’abord les autres lignes signalées",
        );
    }
    let list = problems.into_sorted();
    territoire.filter(|_| list.is_empty()).ok_or(list)
}

type Files = BTreeMap<String, Source>;

/// Keeps what a territory may hold; says what is missing, unknown or twice there.
fn take_files(files: impl IntoIterator<Item = (String, String)>, problems: &Problems) -> Files {
    let mut kept = Files::new();
    for (path, text) in files {
        if is_documentation(&path) || is_geography(&path) {
            continue;
        }
        if methode::is_method(&path) {
            methode::check(&Source::new(path, &text), problems);
            continue;
        }
        let source = Source::new(path.clone(), &text);
        if !is_known(&path) {
            problems.add(
                At::start_of(&path),
                "ce fichier n’a pas sa place dans un territoire",
                "effacez-le ou renommez-le",
            );
        } else if source.check(problems) && kept.insert(path.clone(), source).is_some() {
            problems.add(
                At::start_of(&path),
                "ce fichier est donné deux fois",
                "gardez-en un",
            );
        }
    }
    for file in REQUIRED {
        if !kept.contains_key(file) {
            problems.add(
                At::start_of(file),
                "ce fichier manque ou ne se lit pas",
                "ajoutez-le ; prenez modèle sur un autre territoire",
            );
        }
    }
    kept
}

/// Notes for people: not read.
fn is_documentation(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, extension)| extension == "md")
}

/// Where people and places are: large files, read by `planning` when it plans.
fn is_geography(path: &str) -> bool {
    path.starts_with("geo/")
}

fn is_known(path: &str) -> bool {
    let is_demarches = path
        .strip_prefix("demarches/")
        .is_some_and(|name| !name.contains('/') && has_extension(name, "toml"));
    let is_logo = !path.contains('/') && has_extension(path, "svg");
    let is_translations = language_of(path).is_some();
    REQUIRED.contains(&path)
        || OPTIONAL.contains(&path)
        || is_demarches
        || is_logo
        || is_translations
}

/// The language of a file of translations: `traductions/en.tsv`.
fn language_of(path: &str) -> Option<&str> {
    let tag = path.strip_prefix("traductions/")?.strip_suffix(".tsv")?;
    is_language(tag).then_some(tag)
}

fn has_extension(name: &str, wanted: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(stem, extension)| !stem.is_empty() && extension == wanted)
}

fn read(files: &Files, problems: &Problems) -> Option<Territoire> {
    let head = files
        .get("territoire.toml")
        .map(|source| read_head(source, files, problems))?;
    let house = head.reporting.as_ref().map(|r| r.partner_threshold);
    let partners = read_partners(files, problems, house.unwrap_or(FLOOR));
    let common_themes = everywhere::themes();
    let themes = files.get("themes.toml").unwrap_or(&common_themes);
    let parts = Parts {
        languages: head
            .identity
            .as_ref()
            .map_or_else(Vec::new, |identity| identity.languages.clone()),
        basins: head.basins,
        communes: files
            .get("communes.csv")
            .map_or_else(Vec::new, |source| commune::read(source, problems)),
        themes: read_toml(themes, problems, |root| theme::read(root, problems)),
        places: files
            .get("lieux.csv")
            .map_or_else(Vec::new, |source| place::read(source, problems)),
        demarches: read_demarches(files, head.common_catalogue, &partners, problems),
        evenements: files.get(EVENEMENTS).map_or_else(Vec::new, |source| {
            read_toml(source, problems, |root| evenement::read(root, problems))
        }),
        services: read_services(files, head.common_catalogue, &partners, problems),
        partners,
        translations: read_translations(files, problems),
    };
    links::check(&parts, problems);
    links::check_base(head.vehicle.as_ref(), &parts, problems);
    if let Some(source) = files.get(demo::FILE) {
        demo::check(source, &parts.partners, problems);
    }
    Some(Territoire {
        identity: head.identity?,
        hours: head.hours,
        holidays: head.holidays,
        brand: head.brand?,
        vehicle: head.vehicle,
        crew: head.crew,
        reporting: head.reporting?,
        basins: values(parts.basins),
        communes: values(parts.communes),
        themes: values(parts.themes),
        partners: values(parts.partners),
        evenements: evenements(files, parts.evenements),
        places: values(parts.places),
        catalogue: Catalogue::new(values(parts.demarches)),
        services: Services::new(values(parts.services)),
        sites: read_sites(files, head.common_catalogue, problems),
        credits: head.credits,
        translations: parts.translations,
        away_days: head.away_days,
        rendez_vous: head.rendez_vous,
        silence: head.silence,
        financement: read_financement(files, problems),
        projet: read_projet(files, problems),
        indicateurs: read_indicateurs(files, problems),
    })
}

fn read_partners(files: &Files, problems: &Problems, house: u32) -> Vec<Found<super::Partner>> {
    let source = files.get("partenaires.toml");
    source.map_or_else(Vec::new, |source| {
        read_toml(source, problems, |root| {
            partner::read(root, problems, house)
        })
    })
}

/// The common indicators, those of the territory in place of theirs or after them.
fn read_indicateurs(files: &Files, problems: &Problems) -> Vec<Indicateur> {
    let mut all = common_indicateurs();
    let own = files.get(INDICATEURS).map_or_else(Vec::new, |source| {
        read_toml(source, problems, indicateur::read)
    });
    for found in own {
        match all.iter_mut().find(|i| i.code == found.value.code) {
            Some(held) => *held = found.value,
            None => all.push(found.value),
        }
    }
    all
}

/// The indicators common to the whole country.
pub(super) fn common_indicateurs() -> Vec<Indicateur> {
    let problems = Problems::default();
    // Faultless: a test reads the file.
    values(read_toml(
        &everywhere::indicateurs(),
        &problems,
        indicateur::read,
    ))
}

fn read_projet(files: &Files, problems: &Problems) -> Option<Projet> {
    let source = files.get(PROJET)?;
    read_toml(source, problems, projet::read)
}

/// Those of the territory when it has its file, else the common ones.
fn evenements(files: &Files, own: Vec<Found<Evenement>>) -> Vec<Evenement> {
    if files.contains_key(EVENEMENTS) {
        values(own)
    } else {
        common_evenements()
    }
}

fn read_financement(files: &Files, problems: &Problems) -> Option<Plan> {
    let source = files.get(FINANCEMENT)?;
    read_toml(source, problems, financement::read)
}

fn read_translations(files: &Files, problems: &Problems) -> Vec<Traduction> {
    let own = files
        .iter()
        .filter_map(|(path, source)| Some((language_of(path)?, source)));
    own.flat_map(|(tag, source)| traduction::read(source, tag, Told::French, problems))
        .collect()
}

/// The life events common to the whole country. Those that name a démarche the territory lacks
/// are shown without it.
pub(super) fn common_evenements() -> Vec<Evenement> {
    let problems = Problems::default();
    let source = everywhere::evenements();
    let read = |root: &Table| evenement::read(root, &problems);
    // Faultless: a test reads the file.
    values(read_toml(&source, &problems, read))
}

fn values<T>(found: Vec<Found<T>>) -> Vec<T> {
    found.into_iter().map(|found| found.value).collect()
}

/// Reads a TOML file with `read`, then refuses the keys it did not ask for.
pub(super) fn read_toml<T>(
    source: &Source,
    problems: &Problems,
    read: impl FnOnce(&Table) -> T,
) -> T {
    let root = parse(source, problems);
    let table = Table::root(source, &root, problems);
    let value = read(&table);
    table.close();
    value
}

fn read_head(source: &Source, files: &Files, problems: &Problems) -> Head {
    let logo = |name: &str| {
        files
            .get(name)
            .filter(|_| has_extension(name, "svg"))
            .map(|file| file.text.as_str())
    };
    read_toml(source, problems, |root| Head {
        identity: Identity::read(root),
        hours: calendar::read_hours(root),
        holidays: calendar::read_holidays(root, problems),
        brand: Brand::read(root, logo),
        vehicle: Vehicle::read(root),
        crew: CrewRole::read_all(root),
        reporting: Reporting::read(root),
        basins: commune::read_basins(root),
        credits: Credit::read_all(root),
        away_days: read_away_days(root),
        rendez_vous: Offre::read(root),
        silence: Silence::read(root),
        common_catalogue: root.flag("catalogue_commun"),
    })
}

/// Reads `[comptes]`, which may be absent.
fn read_away_days(root: &Table) -> Option<u32> {
    let table = root.table("comptes")?;
    let (least, most) = eloignement::BOUNDS;
    let days = table.number("jours_hors_ligne", least, most);
    table.close();
    days
}

/// The démarches of the territory, then the common ones that it does not replace.
fn read_demarches(
    files: &Files,
    with_common: bool,
    partners: &[Found<super::Partner>],
    problems: &Problems,
) -> Vec<Found<Demarche>> {
    let resolve = |operator: &str| resolve(partners, operator);
    let read = |source: &Source| {
        read_toml(source, problems, |root| {
            catalogue::read(root, &resolve, problems)
        })
    };
    let own = files
        .iter()
        .filter(|(path, _)| path.starts_with("demarches/"));
    let mut demarches: Vec<_> = own.flat_map(|(_, source)| read(source)).collect();
    if with_common {
        let common = everywhere::demarches()
            .into_iter()
            .flat_map(|source| read(&source));
        let is_own = |common: &Found<Demarche>| {
            demarches
                .iter()
                .any(|own| own.value.code == common.value.code)
        };
        let common: Vec<_> = common.filter(|found| !is_own(found)).collect();
        demarches.extend(common);
    }
    demarches
}

/// The partner of a code, or the one that does the work of this operator.
fn resolve<'p>(
    partners: &'p [Found<super::Partner>],
    operator: &str,
) -> Option<&'p super::Partner> {
    let partners = || partners.iter().map(|found| &found.value);
    let same = partners().find(|partner| partner.code.as_str() == operator);
    same.or_else(|| partners().find(|partner| partner.stands_for.iter().any(|o| o == operator)))
}

/// The services of the territory, then the common ones that it does not replace.
fn read_services(
    files: &Files,
    with_common: bool,
    partners: &[Found<super::Partner>],
    problems: &Problems,
) -> Vec<Found<Service>> {
    let resolve = |operator: &str| resolve(partners, operator);
    let read = |source: &Source| {
        read_toml(source, problems, |root| {
            service::read(root, &resolve, problems)
        })
    };
    let mut services = files.get(SERVICES).map_or_else(Vec::new, read);
    if with_common {
        let common = read(&everywhere::services()).into_iter();
        let is_own = |code| services.iter().any(|own| own.value.code == code);
        let common: Vec<_> = common
            .filter(|found| !is_own(found.value.code.clone()))
            .collect();
        services.extend(common);
    }
    services
}

/// Sites of the territory, then the common ones.
fn read_sites(files: &Files, with_common: bool, problems: &Problems) -> Vec<Site> {
    let read = |source: &Source| read_toml(source, problems, sites::read);
    let mut sites = files.get(SITES).map_or_else(Vec::new, read);
    if with_common {
        sites.extend(read(&everywhere::sites()));
    }
    values(sites)
}
