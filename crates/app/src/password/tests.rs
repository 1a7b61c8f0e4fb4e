use rstest::rstest;

use argon2::password_hash::{PasswordHasher, phc::PasswordHash};

use super::{Hasher, Refusal, Verdict, check};
use crate::config::PasswordCost;

#[rstest]
#[case::keyboard("azerty123456", Refusal::Easy)]
#[case::place_and_year("Martinique2026", Refusal::Easy)]
#[case::commune("Rivière-Pilote 97211", Refusal::Easy)]
#[case::disguised("M0tD3P@sse!!2026", Refusal::Easy)]
#[case::product("Relais-PLUS-2026", Refusal::Easy)]
#[case::digits("190319681234", Refusal::Easy)]
#[case::one_sign("zzzzzzzzzzzzzzzz", Refusal::Easy)]
#[case::own_name("Maryse-Lagier-1", Refusal::Easy)]
#[case::own_login("maryse.l20262026", Refusal::Easy)]
#[case::short("cheval-bleu", Refusal::Short)]
fn easy_passwords_are_refused(#[case] password: &str, #[case] why: Refusal) {
    assert_eq!(check(password, &["maryse.l", "Maryse Lagier"]), Err(why));
}

#[rstest]
#[case("cheval bleu sept tortues")]
#[case("mangue-vélo-tambour")]
#[case("Le soleil de Martinique chauffe la voiture du facteur, tous les jours")]
#[case("kT9#vQ2!mZ7&")]
fn long_phrases_are_accepted(#[case] password: &str) {
    assert_eq!(check(password, &["maryse.l", "Maryse Lagier"]), Ok(()));
}

#[test]
fn sixty_four_characters_are_accepted_and_more_than_256_are_not() {
    let phrase = "tortue lampe nuage vis ".repeat(20);
    assert_eq!(check(&phrase[..64], &[]), Ok(()));
    assert_eq!(check(&phrase[..256], &[]), Ok(()));
    assert_eq!(check(&phrase[..257], &[]), Err(Refusal::Long));
}

fn hasher(memory_kib: u32) -> Hasher {
    Hasher::new(PasswordCost {
        memory_kib,
        passes: 1,
    })
}

#[tokio::test]
async fn a_hash_is_the_one_that_the_library_makes_alone() {
    let params = argon2::Params::new(64, 3, 1, None).unwrap();
    let library = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let theirs: PasswordHash = library
        .hash_password_with_salt(b"tortue lampe nuage", &[7; 16])
        .unwrap();
    let mut ours = hasher(64);
    ours.cost.passes = 3;
    let ours = ours.hash("tortue lampe nuage".into(), [7; 16]).await;
    assert_eq!(ours.unwrap(), theirs.to_string());
}

#[tokio::test]
async fn the_right_password_is_right_and_an_old_hash_is_to_hash_again() {
    let old = hasher(32)
        .hash("tortue lampe nuage".into(), [7; 16])
        .await
        .unwrap();
    let check = |by: Hasher, given: &str| {
        let (given, old) = (given.to_owned(), old.clone());
        async move { by.verify(given, Some(old)).await.unwrap() }
    };
    assert_eq!(
        check(hasher(32), "tortue lampe nuage").await,
        Verdict::Right { stale: false }
    );
    assert_eq!(
        check(hasher(64), "tortue lampe nuage").await,
        Verdict::Right { stale: true }
    );
    assert_eq!(check(hasher(32), "tortue lampe nuit").await, Verdict::Wrong);
}

#[tokio::test]
async fn nobody_has_no_password() {
    assert_eq!(
        hasher(32).verify(String::new(), None).await.unwrap(),
        Verdict::Wrong
    );
}

#[tokio::test]
async fn the_default_cost_is_that_of_the_requirement() {
    let hash = Hasher::new(PasswordCost::default())
        .hash("x".into(), [0; 16])
        .await
        .unwrap();
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
}
