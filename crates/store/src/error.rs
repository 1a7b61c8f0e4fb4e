//! What can go wrong below the rules.

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database answered with an error.
    #[error("base de données : {0}")]
    Db(#[from] sqlx::Error),
    /// The schema could not be brought up to date, or is newer than this program.
    #[error("mise à niveau de la base : {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database was brought up to date by a newer program.
    #[error(
        "cette base a servi avec une version de PLUS plus récente : elle a reçu la mise à niveau {0}, inconnue ici. Remettez cette version, ou une sauvegarde d’avant ; rien n’a été changé"
    )]
    Newer(i64),
    /// A statement got another number of arguments than it names.
    #[error("requête à {expected} paramètres, {given} donnés : {sql}")]
    Arguments {
        /// Parameters named in the text.
        expected: usize,
        /// Arguments given.
        given: usize,
        /// The text.
        sql: String,
    },
    /// A stored value is not what it should be.
    #[error("valeur illisible dans « {column} » : {reason}")]
    Value {
        /// Column.
        column: String,
        /// What was wrong.
        reason: String,
    },
    /// The linked SQLite has the WAL-reset defect.
    #[error("SQLite {0} est trop ancien : il faut au moins la version 3.51.3")]
    SqliteTooOld(String),
    /// A fact that the rules refuse: nothing was written.
    #[error("écriture refusée : {0}")]
    Refused(String),
    /// Nothing has this name.
    #[error("introuvable : {0}")]
    NotFound(String),
    /// The address of the database is not one we know.
    #[error("adresse de base inconnue : {0} (attendu : un dossier, ou postgres://…)")]
    Address(String),
    /// A file could not be read or written.
    #[error("fichier {path} : {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A copy of the database is not whole.
    #[error("copie abîmée : {0}")]
    Damaged(String),
    /// A chain of the journal is broken.
    #[error("journal : {0}")]
    Chain(#[from] plus_journal::ChainError),
}

impl StoreError {
    /// Whether the database only had no room for one more just now: to be tried again.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Db(sqlx::Error::PoolTimedOut))
    }

    /// Whether the database refused a value, and not the work: trying again gives the same,
    /// and the rest of the batch may be sound. PostgreSQL stores no U+0000 in a text and no
    /// key longer than a third of a page; both take no second row under one key.
    #[must_use]
    pub fn is_of_data(&self) -> bool {
        let Self::Db(sqlx::Error::Database(error)) = self else {
            return false;
        };
        // Data exceptions, integrity, limits of the server (PostgreSQL, appendix A); too big,
        // integrity, wrong type (SQLite, result codes, extended ones in the high bits).
        let Some(code) = error.code() else {
            return false;
        };
        match code.parse::<u32>() {
            Ok(number) if code.len() < 5 => matches!(number & 0xff, 18..=20),
            _ => ["22", "23", "54"]
                .iter()
                .any(|class| code.starts_with(class)),
        }
    }

    /// A value that does not read.
    pub fn value(column: &str, reason: impl std::fmt::Display) -> Self {
        Self::Value {
            column: column.to_owned(),
            reason: reason.to_string(),
        }
    }
}
