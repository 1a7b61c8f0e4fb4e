//! How a partner is named inside a French sentence: « à la CAF », « d’EDF ».
//!
//! The files give one form with its article (« la CAF », « le tribunal »,
//! « France Travail »); contractions and elisions are made here.

/// « à la CAF », « au tribunal », « aux impôts », « à EDF ».
pub fn to(name: &str) -> String {
    contract(name, "au", "aux", |name| format!("à {name}"))
}

/// « de la CAF », « du tribunal », « des impôts », « d’EDF ».
pub fn of(name: &str) -> String {
    contract(name, "du", "des", |name| {
        if begins_with_vowel(name) {
            format!("d’{name}")
        } else {
            format!("de {name}")
        }
    })
}

/// The same name at the beginning of a sentence.
pub fn capitalised(name: &str) -> String {
    let mut signs = name.chars();
    signs.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(signs).collect()
    })
}

fn contract(name: &str, le: &str, les: &str, plain: impl Fn(&str) -> String) -> String {
    if let Some(rest) = name.strip_prefix("le ") {
        format!("{le} {rest}")
    } else if let Some(rest) = name.strip_prefix("les ") {
        format!("{les} {rest}")
    } else {
        plain(name)
    }
}

fn begins_with_vowel(name: &str) -> bool {
    name.chars()
        .next()
        .is_some_and(|first| "aeiouéèêîôAEIOUÉÈÊÎÔ".contains(first))
}

/// Replaces `{partenaire}`, `{Partenaire}`, `{à partenaire}` and `{de partenaire}`
/// in a sentence. Answers the unknown mark when there is one.
pub fn fill(sentence: &str, name: &str) -> Result<String, String> {
    let mut filled = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let (mark, after) = after.split_once('}').ok_or_else(|| "{".to_owned())?;
        filled.push_str(before);
        filled.push_str(&match mark {
            "partenaire" => name.to_owned(),
            "Partenaire" => capitalised(name),
            "à partenaire" => to(name),
            "de partenaire" => of(name),
            unknown => return Err(format!("{{{unknown}}}")),
        });
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_contract_as_in_french() {
        assert_eq!(
            (to("la CAF"), of("la CAF")),
            ("à la CAF".into(), "de la CAF".into())
        );
        assert_eq!(
            (to("le tribunal"), of("le tribunal")),
            ("au tribunal".into(), "du tribunal".into())
        );
        assert_eq!(
            (to("les impôts"), of("les impôts")),
            ("aux impôts".into(), "des impôts".into())
        );
        assert_eq!((to("EDF"), of("EDF")), ("à EDF".into(), "d’EDF".into()));
        assert_eq!(of("France Travail"), "de France Travail");
    }

    #[test]
    fn a_sentence_takes_the_name_and_refuses_an_unknown_mark() {
        assert_eq!(
            fill(
                "{Partenaire} répond. Allez {à partenaire}.",
                "le service des impôts"
            )
            .unwrap(),
            "Le service des impôts répond. Allez au service des impôts."
        );
        assert_eq!(fill("Voir {x}.", "la CAF"), Err("{x}".to_owned()));
        assert_eq!(fill("Voir {partenaire", "la CAF"), Err("{".to_owned()));
    }
}
