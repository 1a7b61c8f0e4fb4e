//! The commands of a page of the guide, run as they are written: what a reader copies works.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// The shell blocks of a page, in their order.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in page.lines() {
        match (&mut open, line) {
            (None, "```sh") => open = Some(String::new()),
            (Some(_), "```") => blocks.extend(open.take()),
            (Some(block), line) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

/// `plus serve` is left running in another terminal: here it goes behind, and is waited for.
fn behind(block: &str) -> String {
    let serve = "plus serve >serve.log 2>&1 </dev/null &\nserving=$!\ntrap 'kill $serving' EXIT\nfor _ in $(seq 300); do grep -q 'PLUS est ouvert' serve.log && break; sleep 0.2; done\ngrep 'PLUS est ouvert' serve.log\n";
    block.replace("plus serve\n", serve)
}

/// Runs the blocks of a page in one shell, in an empty folder; answers with the folder.
fn run(page: &str) -> tempfile::TempDir {
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../docs/guide")
            .join(page),
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_plus")).parent().unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display());
    let blocks: Vec<String> = blocks(&text).iter().map(|block| behind(block)).collect();
    assert!(!blocks.is_empty());
    let script = format!("set -euo pipefail\n{}", blocks.join("\n"));
    let done = Command::new("timeout")
        .args(["600", "bash", "-c", &script])
        .current_dir(folder.path())
        .env("PATH", path)
        .env("PLUS_LISTEN", "127.0.0.1:0")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        done.status.success(),
        "{}\n{}",
        told(&done.stdout),
        told(&done.stderr)
    );
    folder
}

#[test]
fn from_nothing_to_the_first_statement_by_the_commands_of_the_guide() {
    let folder = run("territoire.md");
    let statement = fs::read(folder.path().join("releve-caf.pdf")).unwrap();
    assert!(statement.starts_with(b"%PDF"));
    let archive = fs::read(folder.path().join("pays-nord.zip")).unwrap();
    assert!(archive.starts_with(b"PK"));
    assert!(
        folder
            .path()
            .join("territoires/copie/methode/calendrier.csv")
            .is_file()
    );
}
