//! What a scanner answers: what it can do, and how it is, in the XML of eSCL.
#![no_main]

use std::{fs, path::PathBuf};

use libfuzzer_sys::fuzz_target;
use plus_borne::scanner::{Abilities, Source, Status};

const ABILITIES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><scan:ScannerCapabilities xmlns:scan="s" xmlns:pwg="p"><pwg:Version>2.63</pwg:Version>
<scan:Platen><scan:PlatenInputCaps><scan:MaxWidth>2550</scan:MaxWidth><scan:MaxHeight>3300</scan:MaxHeight><scan:ColorMode>RGB24</scan:ColorMode>
<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat><scan:XResolution>300</scan:XResolution></scan:PlatenInputCaps></scan:Platen>
<scan:Adf><scan:AdfSimplexInputCaps><scan:DocumentFormatExt>application/pdf</scan:DocumentFormatExt><scan:XResolutionRange><scan:Min>75</scan:Min><scan:Max>600</scan:Max></scan:XResolutionRange></scan:AdfSimplexInputCaps></scan:Adf></scan:ScannerCapabilities>"#;
const STATUS: &str = r#"<s:ScannerStatus xmlns:s="s" xmlns:p="p"><p:State>Idle</p:State><s:AdfState>ScannerAdfLoaded</s:AdfState><s:Jobs><s:JobInfo><p:State>Idle</p:State></s:JobInfo></s:Jobs></s:ScannerStatus>"#;

fuzz_target!(init: seed(), |bytes: &[u8]| {
    let status = Status::read(bytes).unwrap_or_default();
    let Ok(abilities) = Abilities::read(bytes) else {
        return;
    };
    for source in [Source::Glass, Source::Feeder] {
        // What it says of itself is no XML in what is asked of it, and asks for no more than A4.
        let asked = abilities.question(source);
        assert!(asked.len() < 1_200 && asked.matches("<pwg:Version>").count() == 1);
        let written = asked.matches('<').count();
        assert!(written == 33 || written == 31, "{asked}");
    }
    let loaded = Status { loaded: true, ..status };
    let source = abilities.source(&loaded).expect("one source at least was told");
    assert!(source == Source::Feeder || abilities.source(&Status::default()) == Some(Source::Glass));
});

/// Writes first answers where the engine looks.
fn seed() {
    let Some(corpus) = std::env::var_os("PLUS_FUZZ_CORPUS").map(PathBuf::from) else {
        return;
    };
    assert!(Abilities::read(ABILITIES.as_bytes()).is_ok() && Status::read(STATUS.as_bytes()).is_ok());
    for (name, text) in [("abilities", ABILITIES), ("status", STATUS)] {
        fs::write(corpus.join(name), text).expect("a seed is written");
    }
}
