//! The role that `docs/guide/postgresql.md` makes is enough for the program, and can do nothing
//! more (ASVS 13.2.2): the statements run here are those of the guide.

use sqlx::{AssertSqlSafe, PgPool, Row};

use crate::{
    actors::PASSWORD,
    command::{plus, stderr},
    server::{Browser, Server},
};

const GUIDE: &str = include_str!("../../../../docs/guide/postgresql.md");

#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test learns here where PostgreSQL is, and says so when it is nowhere"
)]
fn server() -> Option<String> {
    let url = std::env::var("PLUS_TEST_POSTGRES").ok();
    if url.is_none() {
        eprintln!("PLUS_TEST_POSTGRES absent : essai passé");
    }
    url
}

/// The statements of the guide: those of the administrator's base, then those of the new base.
fn statements(name: &str) -> (Vec<String>, Vec<String>) {
    let section = GUIDE.split("\n## Un rôle sans privilège\n").nth(1).unwrap();
    let block = section.split("```sql\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    let block = block.replace("plus", name).replace('…', PASSWORD);
    let (first, second) = block.split_once(&format!("\\c {name}\n")).unwrap();
    let each = |text: &str| {
        let all = text.split(';').map(str::trim).filter(|s| !s.is_empty());
        all.map(str::to_owned).collect::<Vec<_>>()
    };
    (each(first), each(second))
}

async fn run(pool: &PgPool, sql: &str) -> Result<(), sqlx::Error> {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    done.execute(pool).await.map(|_| ())
}

/// Makes the role and its base as the guide says: the address that the program is given.
async fn made(admin: &str, name: &str) -> String {
    let (first, second) = statements(name);
    let root = PgPool::connect(admin).await.unwrap();
    for sql in first {
        run(&root, &sql).await.expect(&sql);
    }
    root.close().await;
    let (before, _) = admin.rsplit_once('/').unwrap();
    let inside = PgPool::connect(&format!("{before}/{name}")).await.unwrap();
    for sql in second {
        run(&inside, &sql).await.expect(&sql);
    }
    // What somebody else keeps in the same base.
    for sql in [
        "CREATE SCHEMA voisin",
        "CREATE TABLE voisin.secret (mot TEXT)",
        "INSERT INTO voisin.secret VALUES ('x')",
    ] {
        run(&inside, sql).await.expect(sql);
    }
    inside.close().await;
    let host = before.rsplit_once('@').unwrap().1;
    let password = PASSWORD.replace(' ', "%20");
    format!("postgres://{name}:{password}@{host}/{name}")
}

/// What the role must not be able to do.
const FORBIDDEN: [&str; 14] = [
    "CREATE ROLE intrus",
    "CREATE DATABASE intruse",
    "CREATE SCHEMA intrus",
    "CREATE TABLE public.intruse (a INT)",
    "CREATE TABLE voisin.intruse (a INT)",
    "SELECT * FROM voisin.secret",
    "DROP TABLE voisin.secret",
    "SELECT * FROM pg_authid",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY (SELECT 1) TO '/tmp/intrus'",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "SELECT lo_import('/etc/passwd')",
    "ALTER SYSTEM SET log_statement = 'all'",
    "ALTER ROLE CURRENT_USER SUPERUSER",
];

/// The program makes its tables, opens, takes an account, shows its pages and verifies.
async fn works(url: &str) {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let account = [
        "account",
        "create",
        "--login",
        "rose",
        "--name",
        "Rose",
        "--role",
        "coordinateur",
        "--password-stdin",
        "--data",
        folder,
        "--database",
        url,
    ];
    let created = plus(&account, PASSWORD);
    assert!(created.status.success(), "{}", stderr(&created));
    let territory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../territoires/espace-sud");
    let more = ["--territory", territory, "--database", url];
    let server = Server::start_with(data.path(), &more).await;
    let rose = Browser::sign_in(&server.base, "rose", PASSWORD).await;
    let new = [
        ("nom", "Maryse P."),
        ("identifiant", "maryse"),
        ("role", "animatrice"),
    ];
    let answer = rose
        .post(&server.base, "/pilotage/comptes", &new)
        .await
        .unwrap();
    assert!(answer.status().is_success() || answer.status().is_redirection());
    for page in [
        "/pilotage",
        "/pilotage/chiffres",
        "/passages",
        "/pilotage/travaux",
    ] {
        let (status, _) = rose.get(&server.base, page).await.unwrap();
        assert_eq!(status.as_u16(), 200, "{page}");
    }
    server.kill().await;
    let verified = plus(
        &["journal", "verify", "--data", folder, "--database", url],
        "",
    );
    assert!(verified.status.success(), "{}", stderr(&verified));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_role_of_the_guide_runs_the_program_and_can_do_nothing_more() {
    let Some(admin) = server() else {
        return;
    };
    let name = format!("moindre_{}", std::process::id());
    let url = made(&admin, &name).await;
    works(&url).await;
    let own = PgPool::connect(&url).await.unwrap();
    let bare = "SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR \
                rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)";
    let powers: i64 = sqlx::query(bare).fetch_one(&own).await.unwrap().get(0);
    assert_eq!(powers, 0);
    let elsewhere = "SELECT count(*) FROM pg_tables WHERE tableowner = current_user AND \
                     schemaname <> current_user";
    let outside: i64 = sqlx::query(elsewhere).fetch_one(&own).await.unwrap().get(0);
    assert_eq!(outside, 0, "its tables are in its own schema alone");
    for sql in FORBIDDEN {
        let refused = run(&own, sql).await.expect_err(sql);
        let code = refused
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{sql}: {refused}");
    }
    own.close().await;
}
