use proptest::prelude::*;

use super::*;

fn nir(body: u64) -> String {
    format!("{body:013}{:02}", 97 - body % 97)
}

#[rstest::rstest]
#[case("mot de passe : Soleil2024")]
#[case("Son MDP = azerty12")]
#[case("mdp: soleil")]
#[case("password Soleil2024")]
#[case("son mot de passe est chaton99")]
fn passwords_are_found(#[case] text: &str) {
    assert_eq!(find(text), Some(Sensitive::Password));
}

#[rstest::rstest]
#[case("mot de passe oublié, refait avec elle")]
#[case("Mot de passe à changer demain")]
#[case("rappeler au 0596 62 00 00 ou 06 96 12 34 56")]
#[case("SIRET 249 720 053 00017")]
#[case("dossier 2026-000123, né en 1984")]
#[case("né le 12/05/1984, 97217 Le Marin, 8 h à 13 h")]
#[case("")]
fn ordinary_notes_pass(#[case] text: &str) {
    assert_eq!(find(text), None);
}

#[rstest::rstest]
#[case("FR76 3000 6000 0112 3456 7890 189")]
#[case("iban FR7630006000011234567890189 merci")]
#[case("DE89 3704 0044 0532 0130 00")]
fn ibans_are_found(#[case] text: &str) {
    assert_eq!(find(text), Some(Sensitive::Iban));
}

#[rstest::rstest]
#[case("4970 1012 3456 7890", false)]
#[case("4111 1111 1111 1111", true)]
#[case("carte 5555-5555-5555-4444", true)]
fn cards_are_told_by_their_checksum(#[case] text: &str, #[case] found: bool) {
    assert_eq!(find(text) == Some(Sensitive::Card), found);
}

#[test]
fn corsican_numbers_are_numbers() {
    assert_eq!(find("2 84 05 2A 217 001 92"), Some(Sensitive::Nir));
    assert_eq!(find("284052A217001"), Some(Sensitive::Nir));
}

proptest! {
    #[test]
    fn every_nir_is_found_however_it_is_written(
        sex in 1_u64..=2, year in 0_u64..100, month in 1_u64..=12, department in 1_u64..=95,
        commune in 1_u64..=990, order in 1_u64..=999, gaps in prop::collection::vec(0_usize..4, 15),
        before in "[a-zé ]{0,12}", after in "[ ,.][a-zé ]{0,12}",
    ) {
        let body = ((((sex * 100 + year) * 100 + month) * 100 + department) * 1000 + commune) * 1000 + order;
        let separators = ["", " ", ".", "-"];
        let written: String = nir(body).chars().zip(gaps).flat_map(|(c, g)| std::iter::once(c).chain(separators[g].chars())).collect();
        prop_assert_eq!(find(&format!("{before} {written}{after}")), Some(Sensitive::Nir));
    }

    #[test]
    fn telephones_and_sirets_pass(phone in "0[1-9]( [0-9]{2}){4}", siret in "[1-9][0-9]{2} [0-9]{3} [0-9]{3} 000[0-9]{2}") {
        prop_assert_eq!(find(&phone), None);
        prop_assert_eq!(find(&siret), None);
    }

    #[test]
    fn no_text_breaks_the_search(text in "\\PC{0,200}") {
        let _ = find(&text);
    }
}
