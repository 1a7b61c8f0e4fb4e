//! What an invented relay has under way: follow-ups that are open, a procedure that a partner
//! holds, rendez-vous to come. Written by what the pages call, so that all of it is sealed and
//! can be worked on.

use jiff::ToSpan as _;
use plus_domain::{
    dossier::{Ecrit, Identite},
    escalade::{Champ, Motif},
    ids::{AccountId, DemarcheCode, DossierId, EcritId},
    permanence::Permanence,
    rappel::Phone,
    rendez_vous::Voulu,
    territoire::{Partner, Territoire},
};

use crate::{
    dossier::{self, DossierError},
    escalade::{self, Asked},
    rendez_vous::{self, Agenda, Wanted},
    web::state::App,
};

/// Half-days to come in which somebody has a rendez-vous.
const HALF_DAYS: usize = 3;
/// Rendez-vous of each.
const EACH: usize = 2;

/// Somebody who does not exist: the family name says so, and her number is of those that are
/// given to no one (ARCEP, decision 2018-0881, 06 39 98).
struct Invented {
    nom: &'static str,
    prenom: &'static str,
    annee: i16,
    telephone: &'static str,
    objet: &'static str,
    etape: &'static str,
    papiers: [(&'static str, bool); 2],
    promesse: &'static str,
    /// Days until the promise must be kept.
    dans: i64,
}

const PEOPLE: [Invented; 3] = [
    Invented {
        nom: "Exemple",
        prenom: "Lucienne",
        annee: 1957,
        telephone: "06 39 98 00 11",
        objet: "Sa demande est sans réponse depuis six semaines",
        etape: "Relancer par le compte en ligne",
        papiers: [
            ("Avis d’impôt", true),
            ("Relevé d’identité bancaire", false),
        ],
        promesse: "L’appeler pour dire ce que l’organisme répond",
        dans: 3,
    },
    Invented {
        nom: "Modèle",
        prenom: "Joseph",
        annee: 1989,
        telephone: "06 39 98 00 12",
        objet: "Ouvrir son compte, puis déclarer ses revenus",
        etape: "Créer son adresse e-mail avec lui",
        papiers: [("Pièce d’identité", true), ("Bulletins de salaire", true)],
        promesse: "L’aider à envoyer sa déclaration au prochain passage",
        dans: 6,
    },
    Invented {
        nom: "Essai",
        prenom: "Marie-Ange",
        annee: 1972,
        telephone: "06 39 98 00 13",
        objet: "Une pièce est demandée une deuxième fois",
        etape: "Numériser le justificatif et l’envoyer de nouveau",
        papiers: [
            ("Justificatif de domicile", false),
            ("Attestation de l’employeur", true),
        ],
        promesse: "Vérifier que la pièce est bien arrivée",
        dans: 1,
    },
];

/// Begins them, today, in the hands of a team.
///
/// # Errors
/// Those of the database and of the key.
pub async fn present(app: &App, team: &[AccountId]) -> Result<(), DossierError> {
    if team.is_empty() {
        return Ok(());
    }
    let territory = app.territory();
    for (rank, who) in PEOPLE.iter().enumerate() {
        let author = &team[rank / 2 % team.len()];
        let demarche = stuck(&territory, rank).map(|(_, code)| code);
        let id = opened(app, author, (who, demarche)).await?;
        if rank == 0 {
            carried(app, author, (who, &id)).await?;
        }
    }
    to_come(app, &team[0]).await
}

/// A partner that takes what is stuck, and one of its démarches.
fn stuck(territory: &Territoire, rank: usize) -> Option<(&Partner, DemarcheCode)> {
    let mut partners = territory.partners.iter();
    let partner = partners.find(|partner| partner.escalade.is_some())?;
    let known = territory.catalogue.demarches().iter();
    let its = known.filter(|d| d.partner == partner.code).nth(rank)?;
    Some((partner, its.code.clone()))
}

async fn opened(
    app: &App,
    author: &AccountId,
    (who, demarche): (&Invented, Option<DemarcheCode>),
) -> Result<DossierId, DossierError> {
    let commune = app.territory().communes.first().map(|c| c.code.clone());
    let today = app.today();
    let mut ecrits = vec![
        Ecrit::Identite(Identite {
            nom: who.nom.to_owned(),
            prenom: who.prenom.to_owned(),
            telephone: Phone::read(who.telephone),
            annee: Some(who.annee),
            commune,
            adapte: false,
        }),
        Ecrit::Objet {
            demarche,
            texte: who.objet.to_owned(),
        },
        Ecrit::Informe,
        Ecrit::Etape {
            id: EcritId::new(app.outside.new_id()),
            texte: who.etape.to_owned(),
            avant: Some(today.saturating_add(7.days())),
            faite: None,
        },
    ];
    ecrits.extend(who.papiers.map(|(texte, recu)| Ecrit::Papier {
        id: EcritId::new(app.outside.new_id()),
        texte: texte.to_owned(),
        recu,
    }));
    let id = dossier::open(app, author, &ecrits).await?;
    let due = today.saturating_add(who.dans.days());
    let promised = (who.promesse.to_owned(), author.clone(), due);
    dossier::promise(app, author, &id, promised).await?;
    Ok(id)
}

/// What she asked is carried to the partner that holds it.
async fn carried(
    app: &App,
    author: &AccountId,
    (who, id): (&Invented, &DossierId),
) -> Result<(), DossierError> {
    let territory = app.territory();
    let Some((partner, demarche)) = stuck(&territory, 0) else {
        return Ok(());
    };
    let Some(convention) = &partner.escalade else {
        return Ok(());
    };
    let asked = Asked {
        dossier: id.clone(),
        partner: partner.code.clone(),
        demarche: Some(demarche),
        motif: Motif::Delai,
        fields: [
            (Champ::Nom, who.nom.to_owned()),
            (Champ::Prenom, who.prenom.to_owned()),
            (Champ::Annee, who.annee.to_string()),
        ]
        .into(),
        text: "Demande envoyée il y a six semaines, sans réponse. Que manque-t-il ?".to_owned(),
    };
    escalade::open(app, author, convention, asked).await?;
    Ok(())
}

/// Rendez-vous taken by the team, in the next half-days that still have slots.
async fn to_come(app: &App, author: &AccountId) -> Result<(), DossierError> {
    let agenda = Agenda::load(app, &mut app.store.read().await?, true).await?;
    let today = app.today();
    let coming: Vec<&Permanence> = agenda
        .permanences
        .iter()
        .filter(|one| one.date > today && !agenda.free(one).is_empty())
        .take(HALF_DAYS)
        .collect();
    let territory = app.territory();
    for (rank, permanence) in coming.into_iter().enumerate() {
        for (place, creneau) in agenda.free(permanence).iter().take(EACH).enumerate() {
            let who = &PEOPLE[(rank + place) % PEOPLE.len()];
            let wanted = Wanted {
                slot: Voulu {
                    permanence: permanence.id.clone(),
                    start: Some(creneau.start),
                },
                joint: (Phone::read(who.telephone), None),
                theme: None,
                demarche: stuck(&territory, rank + place).map(|(_, code)| code),
                language: "fr".to_owned(),
                author: Some(author.clone()),
            };
            rendez_vous::take(app, wanted).await?;
        }
    }
    Ok(())
}
