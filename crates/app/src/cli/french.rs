//! The command line in French: the frame of the help, and what is said when a
//! line is not understood.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Frame of the help.
pub const TEMPLATE: &str = "{about-with-newline}\nUsage : {usage}\n\n{all-args}{after-help}";

/// Foot of the help of `plus`.
pub const EXAMPLES: &str = "Exemples
  plus demo                          essayer, avec une activité inventée
  plus serve --data ./donnees        ouvrir le relais
  plus account create --data ./donnees --login maryse --name \"Maryse L.\" --role animatrice
  plus COMMANDE --help               tout savoir d’une commande

Résultat : 0 fait, 1 refusé ou échoué, 2 commande non comprise.";

/// Shows help and version, or says what was not understood: status 2.
pub fn explain(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // A closed pipe is no failure.
        let _shown = error.print();
        return ExitCode::SUCCESS;
    }
    let text = format!("plus : {}\n  Voir : plus --help\n", sentence(error));
    // Nobody is left to tell when the error stream itself is closed.
    let _told = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    ExitCode::from(2)
}

fn sentence(error: &clap::Error) -> String {
    let said = |kind| error.get(kind).map(context).unwrap_or_default();
    let argument = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let meant = match said(ContextKind::SuggestedArg) + &said(ContextKind::SuggestedSubcommand) {
        near if near.is_empty() => String::new(),
        near => format!(" Vouliez-vous dire {near} ?"),
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let asked = said(ContextKind::InvalidSubcommand);
            format!("la commande « {asked} » n’existe pas.{meant}")
        }
        ErrorKind::UnknownArgument => format!("l’option « {argument} » n’existe pas ici.{meant}"),
        ErrorKind::MissingRequiredArgument => format!("il manque : {argument}."),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "dites quelle commande.".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            let other = said(ContextKind::PriorArg);
            format!("« {argument} » et « {other} » ne vont pas ensemble.")
        }
        ErrorKind::InvalidValue => {
            let known = said(ContextKind::ValidValue);
            let known = if known.is_empty() {
                known
            } else {
                format!(" Valeurs possibles : {known}.")
            };
            format!("la valeur « {value} » ne convient pas à « {argument} ».{known}")
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error)
                .map(ToString::to_string)
                .unwrap_or_default();
            let why = why.trim_end_matches('.');
            format!("la valeur « {value} » ne convient pas à « {argument} » : {why}.")
        }
        _ => error.to_string(),
    }
}

fn context(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}
