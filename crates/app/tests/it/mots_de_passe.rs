//! Which passwords are refused: the commonest, and those that were stolen elsewhere when this
//! machine has their list (ASVS 6.2.4, 6.2.12).

use axum::http::StatusCode;
use plus::password::{self, Refusal, check, courants};
use plus_domain::account::Role;

use crate::{
    actors::{Actor, Answered, PASSWORD, Relay},
    command::{plus, stderr},
};

const NEW: &str = "cheval bleu sept tambours";
/// SHA-1 of « tambour nuage facteur voiture », as the published list writes it.
const STOLEN: &str = "45384BEC5BC3CAC0626D7BE6CCABF472CE76E1B0";

/// The form of one's password with a new one, twice.
async fn choose(actor: &Actor<'_>, new: &str) -> Answered {
    let fields = [("actuel", PASSWORD), ("nouveau", new), ("encore", new)];
    let to = "/compte/mot-de-passe";
    actor.post_from("/compte", to, &fields).await
}

#[tokio::test]
async fn the_three_thousand_commonest_passwords_are_refused_however_disguised() {
    let all: Vec<&str> = courants::all().collect();
    assert_eq!(all.len(), 3_000);
    for one in &all {
        assert!(one.chars().count() >= password::LEAST, "{one}");
        for said in [(*one).to_owned(), one.to_uppercase()] {
            assert_eq!(check(&said, &[]), Err(Refusal::Easy), "{said}");
        }
    }
    assert_eq!(check("S0nyEr1css0n", &[]), Err(Refusal::Easy));
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let answer = choose(&maryse, "SonyEricsson").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("facile à deviner"), "{}", answer.body);
}

#[tokio::test]
async fn a_stolen_password_is_refused_and_a_list_that_fails_lets_nothing_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("voles.txt");
    // Between two others, as the published file ends its lines.
    let stolen = "tambour nuage facteur voiture";
    let list = "0000000000000000000000000000000000000001:3\r\nSTOLEN:12\r\nFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF:1\r\n";
    std::fs::write(&path, list.replace("STOLEN", STOLEN)).unwrap();
    let named = path.clone();
    let relay = Relay::open_with(|web| web.stolen_passwords = Some(named)).await;
    let maryse = relay.person(Role::Animatrice).await;
    let answer = choose(&maryse, stolen).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("déjà été volé"), "{}", answer.body);
    assert!(answer.body.contains("href=\"#nouveau\""));
    std::fs::write(&path, "une autre liste\n").unwrap();
    let answer = choose(&maryse, NEW).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    std::fs::write(&path, list.replace("STOLEN", STOLEN)).unwrap();
    assert_eq!(choose(&maryse, NEW).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn plus_doctor_and_the_console_say_what_the_list_of_stolen_passwords_is_worth() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let list = data.path().join("voles.txt");
    let settings = format!("[web]\nstolen_passwords = \"{}\"\n", list.display());
    std::fs::write(data.path().join("plus.toml"), settings).unwrap();
    let create = |login: &str| {
        let line = [
            "account",
            "create",
            "--login",
            login,
            "--name",
            "Rose",
            "--role",
            "coordinateur",
            "--password-stdin",
            "--data",
            folder,
        ];
        plus(&line, "tambour nuage facteur voiture")
    };
    std::fs::write(&list, format!("{STOLEN}:12\n")).unwrap();
    let refused = create("rose");
    assert!(!refused.status.success());
    assert!(
        stderr(&refused).contains("déjà été volé"),
        "{}",
        stderr(&refused)
    );
    std::fs::write(&list, format!("{}:1\n", "A".repeat(40))).unwrap();
    assert!(create("rose").status.success());
    let said = || {
        let output = plus(&["doctor", "--data", folder], "");
        String::from_utf8(output.stdout).unwrap()
    };
    let fine = said();
    let line = fine.lines().find(|l| l.contains("volés")).unwrap();
    assert!(
        line.starts_with("bien") && line.contains("liste triée"),
        "{fine}"
    );
    std::fs::write(
        &list,
        format!("{}:1\n{}:1\n", "B".repeat(40), "A".repeat(40)),
    )
    .unwrap();
    let unsorted = said();
    assert!(unsorted.contains("n’est pas la liste triée"), "{unsorted}");
    std::fs::remove_file(&list).unwrap();
    let missing = said();
    assert!(missing.contains("ne se lit pas"), "{missing}");
    assert!(missing.contains("web.stolen_passwords"), "{missing}");
    assert!(
        !create("jean").status.success(),
        "nothing passes without the list"
    );
}
