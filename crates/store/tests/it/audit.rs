//! The trail of security: whole as it is written, and every way of falsifying it found, at every
//! line, on both engines (issue 9; requirements S11, S12).

use plus_store::{
    Tx, args,
    audit::{self, Deed, Examined, KEPT_MS, Key, Point},
};

use crate::house::{House, engines};

const KEY: Key = [7; 32];
/// Lines of the trail that is attacked.
const LINES: i64 = 24;
const NOW: i64 = 1_795_438_800_000;

fn deed(n: i64) -> Deed {
    Deed {
        at: NOW + n * 60_000,
        author: format!("compte-{}", n % 3),
        action: "lecture".into(),
        object: format!("/agent/dossiers/{{id}} marque-{n}"),
        result: "fait".into(),
    }
}

/// A checkpoint of the end as it is now. `vrai` stands for the signature of this machine.
async fn point(tx: &mut Tx, at: i64) -> Point {
    let (seq, hash) = audit::end(tx).await.unwrap().unwrap();
    Point {
        seq,
        at,
        hash,
        signer: "machine".into(),
        signature: "vrai".into(),
    }
}

/// Writes the trail; a checkpoint every eight lines is kept here, that of the sixteenth is kept
/// elsewhere too.
async fn written(house: &House) -> Point {
    let mut elsewhere = None;
    for n in 1..=LINES {
        let mut tx = house.store.begin().await.unwrap();
        assert_eq!(audit::append(&mut tx, &KEY, &deed(n)).await.unwrap(), n);
        if n % 8 == 0 {
            let point = point(&mut tx, deed(n).at).await;
            audit::keep_point(&mut tx, &point).await.unwrap();
            elsewhere = (n == 16).then_some(point).or(elsewhere);
        }
        tx.commit().await.unwrap();
    }
    elsewhere.unwrap()
}

async fn examined(tx: &mut Tx, elsewhere: &[Point], now: i64) -> Examined {
    let genuine = |point: &Point| point.signature == "vrai";
    audit::examine(tx, &KEY, (elsewhere, &genuine), now)
        .await
        .unwrap()
}

async fn run(tx: &mut Tx, sql: &'static str, args: Vec<plus_store::Arg>) {
    tx.execute(sql, args).await.unwrap();
}

/// Who holds the database removes what protects it first.
async fn disarm(tx: &mut Tx, engine: &str) {
    let statements: [&'static str; 2] = match engine {
        "sqlite" => [
            "DROP TRIGGER audit_trail_never_changes",
            "DROP TRIGGER audit_trail_never_shrinks",
        ],
        _ => [
            "DROP TRIGGER audit_trail_never_changes ON audit_trail",
            "DROP TRIGGER audit_trail_never_emptied ON audit_trail",
        ],
    };
    for statement in statements {
        run(tx, statement, args![]).await;
    }
}

/// Ways of falsifying the trail.
const ATTACKS: [&str; 17] = [
    "at",
    "author",
    "action",
    "object",
    "result",
    "hash",
    "removed",
    "inserted",
    "moved",
    "swapped",
    "tail cut",
    "tail cut, end rewritten",
    "head cut",
    "head cut at a checkpoint",
    "rewritten from there with the key",
    "emptied",
    "point forged",
];

/// Falsifies the trail from line `k`; false when the attack does nothing there.
async fn attack(tx: &mut Tx, what: &str, k: i64) -> bool {
    match what {
        "at" => {
            let sql = "UPDATE audit_trail SET at = at + 1 WHERE seq = $1";
            run(tx, sql, args![k]).await;
        }
        "author" => set(tx, "UPDATE audit_trail SET author = $1 WHERE seq = $2", k).await,
        "action" => set(tx, "UPDATE audit_trail SET action = $1 WHERE seq = $2", k).await,
        "object" => set(tx, "UPDATE audit_trail SET object = $1 WHERE seq = $2", k).await,
        "result" => set(tx, "UPDATE audit_trail SET result = $1 WHERE seq = $2", k).await,
        "hash" => set(tx, "UPDATE audit_trail SET hash = $1 WHERE seq = $2", k).await,
        "removed" => run(tx, "DELETE FROM audit_trail WHERE seq = $1", args![k]).await,
        "inserted" => insert(tx, k).await,
        "moved" => return shift(tx, k).await,
        "swapped" => return swap(tx, k).await,
        "point forged" => forge(tx, k).await,
        _ => return cut(tx, what, k).await,
    }
    true
}

async fn set(tx: &mut Tx, sql: &'static str, k: i64) {
    run(tx, sql, args!["autre chose", k]).await;
}

/// A line that nobody wrote, copied from another, in its place in the order.
async fn insert(tx: &mut Tx, k: i64) {
    let away = "UPDATE audit_trail SET seq = -(seq + 1) WHERE seq > $1";
    run(tx, away, args![k]).await;
    run(
        tx,
        "UPDATE audit_trail SET seq = -seq WHERE seq < 0",
        args![],
    )
    .await;
    run(
        tx,
        "INSERT INTO audit_trail (seq, at, author, action, object, result, prev, hash)
         SELECT seq + 1, at, author, action, object, result, hash, hash FROM audit_trail WHERE seq = $1",
        args![k],
    )
    .await;
    run(tx, "UPDATE audit_end SET seq = seq + 1", args![]).await;
}

/// The numbers of two neighbours exchanged.
async fn shift(tx: &mut Tx, k: i64) -> bool {
    for (from, to) in [(k, -1), (k + 1, k), (-1, k + 1)] {
        let sql = "UPDATE audit_trail SET seq = $1 WHERE seq = $2";
        run(tx, sql, args![to, from]).await;
    }
    k < LINES
}

/// What two neighbours say exchanged, under the hashes that were there.
async fn swap(tx: &mut Tx, k: i64) -> bool {
    if k >= LINES {
        return false;
    }
    let (one, two) = (deed(k), deed(k + 1));
    for (deed, seq) in [(two, k), (one, k + 1)] {
        let sql = "UPDATE audit_trail SET at = $1, author = $2, object = $3 WHERE seq = $4";
        run(tx, sql, args![deed.at, &deed.author, &deed.object, seq]).await;
    }
    true
}

/// A checkpoint that this machine did not sign.
async fn forge(tx: &mut Tx, k: i64) {
    run(tx, "DELETE FROM audit_point WHERE seq = $1", args![k]).await;
    run(
        tx,
        "INSERT INTO audit_point (seq, at, hash, signer, signature)
         SELECT seq, at, hash, 'un autre', 'faux' FROM audit_trail WHERE seq = $1",
        args![k],
    )
    .await;
}

/// What goes with its end or its beginning, and every trace that it was there.
async fn cut(tx: &mut Tx, what: &str, k: i64) -> bool {
    match what {
        "tail cut" => run(tx, "DELETE FROM audit_trail WHERE seq >= $1", args![k]).await,
        // Beyond the last checkpoint kept elsewhere nobody could tell: the promise stops there.
        "tail cut, end rewritten" | "rewritten from there with the key" if k > 16 => return false,
        "tail cut, end rewritten" => shorten(tx, k).await,
        "head cut" => run(tx, "DELETE FROM audit_trail WHERE seq <= $1", args![k]).await,
        "head cut at a checkpoint" if k % 8 != 0 => return false,
        "head cut at a checkpoint" => {
            run(tx, "UPDATE audit_end SET cut = $1", args![k]).await;
            run(tx, "DELETE FROM audit_trail WHERE seq <= $1", args![k]).await;
            run(tx, "DELETE FROM audit_point WHERE seq < $1", args![k]).await;
        }
        "rewritten from there with the key" => {
            shorten(tx, k).await;
            for n in k..=LINES {
                let other = Deed {
                    author: "quelqu-un-d-autre".into(),
                    ..deed(n)
                };
                audit::append(tx, &KEY, &other).await.unwrap();
            }
        }
        "emptied" => {
            run(tx, "DELETE FROM audit_trail", args![]).await;
            run(tx, "DELETE FROM audit_end", args![]).await;
            run(tx, "DELETE FROM audit_point", args![]).await;
        }
        other => panic!("{other}"),
    }
    true
}

/// Cuts from a line on, and makes the end that is known fit.
async fn shorten(tx: &mut Tx, k: i64) {
    run(tx, "DELETE FROM audit_trail WHERE seq >= $1", args![k]).await;
    run(tx, "DELETE FROM audit_point WHERE seq >= $1", args![k]).await;
    run(
        tx,
        "UPDATE audit_end SET seq = $1, hash = COALESCE((SELECT hash FROM audit_trail WHERE seq = $2), '')",
        args![k - 1, k - 1],
    )
    .await;
}

#[tokio::test]
async fn every_way_of_falsifying_the_trail_is_found_at_every_line() {
    for house in engines().await {
        let elsewhere = [written(&house).await];
        let now = NOW + 86_400_000;
        for what in ATTACKS {
            let mut made = 0;
            for k in 1..=LINES {
                // Nothing is committed: the next attack finds the trail as it was written.
                let mut tx = house.store.begin().await.unwrap();
                let before = examined(&mut tx, &elsewhere, now).await;
                assert_eq!(before.faults, [], "{}", house.name);
                disarm(&mut tx, house.name).await;
                if !attack(&mut tx, what, k).await {
                    continue;
                }
                made += 1;
                let after = examined(&mut tx, &elsewhere, now).await;
                assert!(!after.faults.is_empty(), "{}: {what} at {k}", house.name);
            }
            assert!(made > 0, "{what}");
        }
    }
}

#[tokio::test]
async fn the_database_refuses_to_change_or_remove_a_line() {
    for house in engines().await {
        written(&house).await;
        for sql in [
            "UPDATE audit_trail SET author = 'x' WHERE seq = 3",
            "DELETE FROM audit_trail WHERE seq = 3",
            "DELETE FROM audit_trail",
        ] {
            let mut tx = house.store.begin().await.unwrap();
            assert!(
                tx.execute(sql, args![]).await.is_err(),
                "{}: {sql}",
                house.name
            );
        }
    }
}

#[tokio::test]
async fn after_twelve_months_a_checkpoint_stands_for_what_is_gone() {
    for house in engines().await {
        let elsewhere = [written(&house).await];
        let mut tx = house.store.begin().await.unwrap();
        let soon = deed(16).at + KEPT_MS - 1;
        assert_eq!(
            audit::prune(&mut tx, soon).await.unwrap(),
            8,
            "the eighth is old enough"
        );
        let later = deed(16).at + KEPT_MS;
        assert_eq!(audit::prune(&mut tx, later).await.unwrap(), 8);
        tx.commit().await.unwrap();
        let mut tx = house.store.begin().await.unwrap();
        let left = examined(&mut tx, &elsewhere, later).await;
        assert_eq!(
            (left.faults.as_slice(), left.lines, left.last),
            (&[][..], 8, LINES)
        );
        // What is left is held as before.
        disarm(&mut tx, house.name).await;
        for what in ["author", "removed", "head cut"] {
            attack(&mut tx, what, 20).await;
            let after = examined(&mut tx, &elsewhere, later).await;
            assert!(!after.faults.is_empty(), "{}: {what}", house.name);
        }
    }
}

#[tokio::test]
async fn two_lines_at_once_follow_one_another() {
    for house in engines().await {
        let write = |n| {
            let store = &house.store;
            async move {
                let mut tx = store.begin().await.unwrap();
                audit::append(&mut tx, &KEY, &deed(n)).await.unwrap();
                tx.commit().await.unwrap();
            }
        };
        tokio::join!(write(1), write(2), write(3), write(4), write(5));
        let mut tx = house.store.begin().await.unwrap();
        let found = examined(&mut tx, &[], NOW).await;
        assert_eq!(
            (found.faults.as_slice(), found.last),
            (&[][..], 5),
            "{}",
            house.name
        );
    }
}

#[tokio::test]
async fn what_follows_the_last_checkpoint_is_held_alone() {
    for house in engines().await {
        written(&house).await;
        let genuine = |point: &Point| point.signature == "vrai";
        let held = async |tx: &mut Tx| {
            let seen = audit::examine_end(tx, &KEY, &genuine, NOW).await.unwrap();
            (seen.lines, seen.last, !seen.faults.is_empty())
        };
        let mut tx = house.store.begin().await.unwrap();
        assert_eq!(held(&mut tx).await, (0, LINES, false), "nothing since");
        for n in LINES + 1..=LINES + 4 {
            audit::append(&mut tx, &KEY, &deed(n)).await.unwrap();
        }
        tx.commit().await.unwrap();
        for (what, k, found) in [
            ("author", LINES + 2, true),
            ("removed", LINES + 1, true),
            ("removed", LINES + 4, true),
            ("tail cut", LINES + 3, true),
            ("inserted", LINES + 1, true),
            ("point forged", LINES, true),
            // Of an older line nothing is asked here.
            ("author", 3, false),
        ] {
            let mut tx = house.store.begin().await.unwrap();
            assert_eq!(held(&mut tx).await, (4, LINES + 4, false), "{}", house.name);
            disarm(&mut tx, house.name).await;
            attack(&mut tx, what, k).await;
            assert_eq!(
                held(&mut tx).await.2,
                found,
                "{}: {what} at {k}",
                house.name
            );
        }
    }
}
