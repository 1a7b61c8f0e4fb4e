//! The lines common to every territory, built into the program with the
//! démarches that they translate.

use crate::territoire::Problem;

use super::{Identity, Traduction, read_file};

macro_rules! common_file {
    ($tag:literal) => {
        (
            $tag,
            concat!("commun/traductions/", $tag, ".tsv"),
            include_str!(concat!(
                "../../../../data/commun/traductions/",
                $tag,
                ".tsv"
            )),
        )
    };
}

const FILES: [(&str, &str, &str); 2] = [common_file!("en"), common_file!("gcf-MQ")];

/// Every common line, in every language.
///
/// # Errors
/// A fault in our own files, which a test finds first.
pub fn common() -> Result<Vec<Traduction>, Vec<Problem>> {
    let read = |(tag, path, text)| read_file(path, text, tag, Identity::French);
    let files: Result<Vec<_>, _> = FILES.into_iter().map(read).collect();
    Ok(files?.into_iter().flatten().collect())
}
