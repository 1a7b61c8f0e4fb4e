//! What the guide tells people to type exists: every command of its code blocks is held
//! against the help of the program, every path of the house against the house.

use std::{collections::BTreeMap, fs, path::PathBuf};

use plus::config::{
    Config,
    reference::{defaults, explained},
};

use crate::command::{plus, stderr};

/// Instructions of a container file that this house uses.
const KNOWN: [&str; 11] = [
    "FROM",
    "COPY",
    "RUN",
    "USER",
    "ENV",
    "VOLUME",
    "EXPOSE",
    "STOPSIGNAL",
    "HEALTHCHECK",
    "ENTRYPOINT",
    "CMD",
];

/// A folder of the house.
fn house(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}

fn pages() -> Vec<(String, String)> {
    let files = fs::read_dir(house("docs/guide")).unwrap();
    let mut pages: Vec<_> = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

/// The blocks of a language in a page.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let parts = page.split("```").skip(1).step_by(2);
    let is = |part: &&str| part.lines().next().unwrap_or_default().trim() == language;
    let body = |part: &'a str| part.split_once('\n').map_or("", |(_, body)| body);
    parts.filter(is).map(body).collect()
}

/// The words of each `plus …` of a block, whoever runs it: `sudo plus-ici`, `runuser … --`.
fn commands(block: &str) -> Vec<Vec<String>> {
    let whole = block.replace("\\\n", " ");
    let lines = whole
        .lines()
        .map(|line| line.split(" #").next().unwrap_or_default());
    let words = |line: &str| -> Vec<String> {
        let line = line.split([';', '|', '>', '&']).next().unwrap_or_default();
        line.split_whitespace().map(str::to_owned).collect()
    };
    let begun = |words: Vec<String>| {
        // A sentence that names PLUS, or a folder called so, is no command.
        let named = |w: &&String| {
            *w == "sudo"
                || w.split_once('=')
                    .is_some_and(|(k, _)| k.starts_with("PLUS_"))
        };
        let mut at = words.iter().take_while(named).count();
        if words.get(at)? == "runuser" {
            at = words.iter().position(|w| w == "--")? + 1;
        }
        let called = ["plus", "plus-ici", "/usr/bin/plus"].contains(&words.get(at)?.as_str());
        called.then(|| words[at + 1..].to_vec())
    };
    lines.map(words).filter_map(begun).collect()
}

/// The help of commands, each asked once.
#[derive(Default)]
struct Helps(BTreeMap<String, String>);

impl Helps {
    fn of(&mut self, path: &[&str]) -> String {
        let asked = || {
            let given = plus(&[path, &["--help"][..]].concat(), "");
            assert!(given.status.success(), "{path:?}: {}", stderr(&given));
            String::from_utf8(given.stdout).unwrap()
        };
        self.0.entry(path.join(" ")).or_insert_with(asked).clone()
    }
}

/// The commands below one, as its help lists them.
fn below(help: &str) -> Vec<&str> {
    let listed = help.lines().skip_while(|l| !l.starts_with("Commandes"));
    let lines = listed.skip(1).take_while(|l| l.starts_with("  "));
    // Names stand at two spaces; what is further in goes on with the line before.
    let names = lines.filter(|l| !l.starts_with("   "));
    names.filter_map(|l| l.split_whitespace().next()).collect()
}

/// What is wrong with a command, nothing when it exists.
fn wrong(words: &[String], helps: &mut Helps) -> Option<String> {
    let (mut path, mut help) = (Vec::new(), helps.of(&[]));
    for word in words {
        let known = below(&help);
        if known.is_empty() || word.starts_with('-') {
            break;
        }
        if !known.contains(&word.as_str()) {
            return Some(format!(
                "« {word} » n’est pas une commande de plus {}",
                path.join(" ")
            ));
        }
        path.push(word.as_str());
        help = helps.of(&path);
    }
    let flags = words.iter().filter(|w| w.starts_with("--") && w.len() > 2);
    let unknown = flags
        .map(|flag| flag.split('=').next().unwrap_or(flag))
        .find(|flag| !help.split([' ', ',', '\n']).any(|w| w == *flag) && *flag != "--version");
    unknown.map(|flag| format!("plus {} n’a pas {flag}", path.join(" ")))
}

#[test]
fn every_command_of_the_guide_exists_with_its_options() {
    let (mut helps, mut found, mut count) = (Helps::default(), Vec::new(), 0);
    for (name, page) in pages() {
        for block in blocks(&page, "sh") {
            for words in commands(block) {
                count += 1;
                let bad = wrong(&words, &mut helps);
                found.extend(bad.map(|why| format!("{name} : {why} (plus {})", words.join(" "))));
            }
        }
    }
    assert!(count > 60, "{count} commands were read");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_command_that_does_not_exist_is_found() {
    let mut helps = Helps::default();
    let said = |line: &str, helps: &mut Helps| {
        let read = commands(line);
        assert_eq!(read.len(), 1, "{line}");
        wrong(&read[0], helps)
    };
    assert_eq!(
        said("sudo plus-ici backup create f --recipient age1", &mut helps),
        None
    );
    assert!(said("plus backup creer f", &mut helps).is_some());
    assert!(said("plus backup create f --recipiant age1", &mut helps).is_some());
    assert!(said("plus sauvegarde", &mut helps).is_some());
}

#[test]
fn every_script_of_the_guide_is_there() {
    let mut missing = Vec::new();
    for (name, page) in pages() {
        let words = page.split(|c: char| c.is_whitespace() || "`()[],;:\"".contains(c));
        for word in words {
            let path = word.trim_start_matches("./").trim_end_matches('.');
            let ours = ["script/", "deploy/"]
                .iter()
                .any(|folder| path.starts_with(folder));
            if ours && !path.contains(['*', '…', '{']) && !house(path).exists() {
                missing.push(format!("{name} : {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn the_settings_of_the_guide_are_read_by_the_program() {
    let (mut found, mut count) = (Vec::new(), 0);
    for name in [
        "exploitation.md",
        "installer.md",
        "sauvegarder.md",
        "machines.md",
        "conteneur.md",
    ] {
        let page = fs::read_to_string(house("docs/guide").join(name)).unwrap();
        for block in blocks(&page, "toml") {
            count += 1;
            found.extend(Config::parse(name, block).err().map(|e| e.to_string()));
        }
    }
    assert!(count >= 3, "{count}");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_setting_is_explained_and_the_page_is_what_the_program_says() {
    let keys: Vec<String> = defaults().unwrap().into_keys().collect();
    let mut written = explained().unwrap();
    written.sort();
    assert_eq!(
        written, keys,
        "crates/app/data/reglages.csv and the settings"
    );
    let said = plus(&["config", "reference"], "");
    let page = fs::read_to_string(house("docs/guide/reglages.md")).unwrap();
    assert!(
        String::from_utf8(said.stdout).unwrap() == page,
        "write the page again: plus config reference > docs/guide/reglages.md"
    );
}

#[test]
fn the_settings_of_packages_and_kiosks_are_right() {
    for name in [
        "deploy/hub/plus.toml",
        "deploy/van/plus.toml",
        "deploy/borne/plus.toml",
    ] {
        let file = house(name);
        let checked = plus(&["config", "check", file.to_str().unwrap()], "");
        assert!(checked.status.success(), "{}", stderr(&checked));
        // What is proposed in a comment is right too.
        let text = fs::read_to_string(&file).unwrap();
        let proposed: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.contains(" = ") || rest.starts_with('[') => rest,
                Some(_) => "",
                None => line,
            })
            .fold(String::new(), |all, line| all + line + "\n");
        Config::parse(name, &proposed).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("plus.toml");
    fs::write(&bad, "[web]\nsilent_day = 3\n").unwrap();
    let refused = plus(&["config", "check", bad.to_str().unwrap()], "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        stderr(&refused).contains("silent_day"),
        "{}",
        stderr(&refused)
    );
}

/// The instructions of a container file: each with what follows it, lines that go on joined,
/// comments left out.
fn instructions(file: &str) -> Vec<(String, String)> {
    let lines = file.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut found, mut open): (Vec<(String, String)>, bool) = (Vec::new(), false);
    for line in lines {
        let (words, goes_on) = line
            .strip_suffix('\\')
            .map_or((line, false), |words| (words.trim_end(), true));
        if open {
            let (_, said) = found.last_mut().unwrap();
            *said = format!("{said} {words}");
        } else {
            let (name, said) = words.split_once(' ').unwrap();
            found.push((name.to_owned(), said.trim().to_owned()));
        }
        open = goes_on;
    }
    assert!(!open, "the last line goes on into nothing");
    found
}

/// A container file, instruction by instruction.
struct Container(Vec<(String, String)>);

impl Container {
    fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let these = self.0.iter().filter(move |(n, _)| n == name);
        these.map(|(_, said)| said.as_str())
    }

    /// The words of the last instruction of a name, when it has the form that starts no shell.
    fn words(&self, name: &str) -> Vec<String> {
        let last = self.of(name).last().unwrap_or_default();
        let words = last.split_once("CMD ").map_or(last, |(_, words)| words);
        serde_json::from_str(words).unwrap_or_default()
    }

    /// Whether each rule holds, by the sentence to say when it does not.
    fn rules(&self) -> [(&'static str, bool); 8] {
        let debian = |image: &str| image.contains("debian:bookworm") && !image.ends_with("latest");
        let number = |n: &str| n.parse::<u32>().is_ok_and(|n| n > 0);
        let careful = |run: &str| {
            let words = [
                "apt-get update",
                "-y",
                "--no-install-recommends",
                "/var/lib/apt/lists/*",
            ];
            !run.contains("apt-get install") || words.iter().all(|word| run.contains(word))
        };
        [
            (
                "an instruction that we do not use",
                self.0.iter().all(|(n, _)| KNOWN.contains(&n.as_str())),
            ),
            (
                "it does not begin with a Debian 12",
                self.0[0].0 == "FROM" && self.of("FROM").all(debian),
            ),
            (
                "it does not end under an account by its number",
                self.of("USER")
                    .last()
                    .is_some_and(|u| u.split(':').all(number)),
            ),
            (
                "RUN fetches, or asks for root",
                self.of("RUN")
                    .all(|r| !r.contains("sudo") && !r.contains("curl")),
            ),
            (
                "apt-get asks, brings too much or keeps its lists",
                self.of("RUN").all(careful),
            ),
            (
                "something else than the package is copied",
                self.of("COPY").all(|c| c.starts_with("plus-hub_*.deb ")),
            ),
            (
                "no health check that starts no shell",
                !self.words("HEALTHCHECK").is_empty(),
            ),
            (
                "the entry point is not the program",
                self.words("ENTRYPOINT") == ["/usr/bin/plus"],
            ),
        ]
    }

    fn faults(&self, helps: &mut Helps) -> Vec<String> {
        let broken = self.rules().into_iter().filter(|(_, held)| !held);
        let mut faults: Vec<String> = broken.map(|(why, _)| why.to_owned()).collect();
        let command = self.words("CMD");
        if command.is_empty() {
            faults.push("no command that starts no shell".to_owned());
        }
        faults.extend(wrong(&command, helps));
        faults
    }
}

#[test]
fn the_container_file_holds_to_the_rules_and_to_the_program() {
    let file = fs::read_to_string(house("deploy/hub/Containerfile")).unwrap();
    let mut helps = Helps::default();
    let kept = Container(instructions(&file)).faults(&mut helps);
    assert_eq!(kept, Vec::<String>::new());
    for (said, instead) in [
        (
            "FROM docker.io/library/debian:bookworm-slim",
            "FROM debian:latest",
        ),
        ("USER 5800:5800", "USER root"),
        ("--no-install-recommends ", ""),
        ("/var/lib/apt/lists/*", "/x \\\n && sudo true"),
        ("COPY plus-hub_*.deb", "COPY ."),
        ("ENTRYPOINT [\"/usr/bin/plus\"]", "ENTRYPOINT /usr/bin/plus"),
        ("--behind-proxy", "--derriere"),
    ] {
        assert!(file.contains(said), "{said}");
        let changed = file.replace(said, instead);
        let faults = Container(instructions(&changed)).faults(&mut helps);
        assert!(!faults.is_empty(), "{instead} passes");
    }
}
