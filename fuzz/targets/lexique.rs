//! A lexicon file: kept, or every faulty line named by its number.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plus_fiches::search::Lexicon;

fuzz_target!(|text: &str| {
    if let Err(problems) = Lexicon::parse(text) {
        let lines = text.lines().count();
        assert!(!problems.is_empty());
        assert!(problems.iter().all(|p| (1..=lines).contains(&p.line)));
    }
});
