//! Descriptions that scanners give, and some that none should.

use proptest::prelude::*;

use super::{Abilities, ScanError, Scanner, Source, Status};

/// What an office machine says of itself, shortened.
const MACHINE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities xmlns:scan="s" xmlns:pwg="p">
 <pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Bureau</pwg:MakeAndModel>
 <scan:Platen><scan:PlatenInputCaps><scan:MaxWidth>2550</scan:MaxWidth><scan:MaxHeight>3300</scan:MaxHeight>
  <scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
   <scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats>
   <scan:SupportedResolutions><scan:DiscreteResolutions>
    <scan:DiscreteResolution><scan:XResolution>100</scan:XResolution><scan:YResolution>100</scan:YResolution></scan:DiscreteResolution>
    <scan:DiscreteResolution><scan:XResolution>600</scan:XResolution><scan:YResolution>600</scan:YResolution></scan:DiscreteResolution>
    <scan:DiscreteResolution><scan:XResolution>300</scan:XResolution><scan:YResolution>300</scan:YResolution></scan:DiscreteResolution>
   </scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>
 </scan:PlatenInputCaps></scan:Platen>
 <scan:Adf><scan:AdfSimplexInputCaps><scan:MaxWidth>2550</scan:MaxWidth><scan:MaxHeight>4200</scan:MaxHeight>
  <scan:ColorMode>Grayscale8</scan:ColorMode><scan:DocumentFormatExt>application/pdf</scan:DocumentFormatExt>
  <scan:XResolutionRange><scan:Min>75</scan:Min><scan:Max>150</scan:Max></scan:XResolutionRange>
 </scan:AdfSimplexInputCaps></scan:Adf>
</scan:ScannerCapabilities>"#;

fn status(state: &str, feeder: &str) -> Status {
    let xml = format!(
        "<s:ScannerStatus xmlns:s='s' xmlns:p='p'><p:State>{state}</p:State><s:AdfState>{feeder}</s:AdfState>\
         <s:Jobs><s:JobInfo><p:State>Idle</p:State></s:JobInfo></s:Jobs></s:ScannerStatus>"
    );
    Status::read(xml.as_bytes()).unwrap()
}

#[test]
fn the_question_stays_within_what_each_source_can_do() {
    let machine = Abilities::read(MACHINE.as_bytes()).unwrap();
    let glass = machine.question(Source::Glass);
    for part in [
        "<pwg:Version>2.63</pwg:Version>",
        "<pwg:Width>2480</pwg:Width><pwg:Height>3300</pwg:Height>",
        "<pwg:InputSource>Platen</pwg:InputSource>",
        "<scan:ColorMode>RGB24</scan:ColorMode>",
        "<scan:XResolution>300</scan:XResolution>",
        "<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt>",
    ] {
        assert!(glass.contains(part), "{part}: {glass}");
    }
    let feeder = machine.question(Source::Feeder);
    for part in [
        "<pwg:Height>3508</pwg:Height>",
        "<pwg:InputSource>Feeder</pwg:InputSource>",
        "<scan:ColorMode>Grayscale8</scan:ColorMode>",
        "<scan:XResolution>150</scan:XResolution>",
        "<pwg:DocumentFormat>application/pdf</pwg:DocumentFormat>",
    ] {
        assert!(feeder.contains(part), "{part}: {feeder}");
    }
}

#[test]
fn sheets_in_the_feeder_are_taken_before_the_glass() {
    let machine = Abilities::read(MACHINE.as_bytes()).unwrap();
    let from = |state: Status| machine.source(&state);
    assert_eq!(
        from(status("Idle", "ScannerAdfLoaded")),
        Some(Source::Feeder)
    );
    assert_eq!(from(status("Idle", "ScannerAdfEmpty")), Some(Source::Glass));
    let feeder = MACHINE.replace("PlatenInputCaps", "Other");
    let feeder = Abilities::read(feeder.as_bytes()).unwrap();
    assert_eq!(feeder.source(&status("Idle", "ScannerAdfEmpty")), None);
}

#[test]
fn the_state_of_the_scanner_is_not_that_of_its_jobs() {
    assert!(status("Idle", "ScannerAdfEmpty").idle);
    let stuck = status("Stopped", "ScannerAdfJam");
    assert!(!stuck.idle && stuck.jammed);
}

#[test]
fn what_is_no_scanner_is_refused() {
    for xml in [
        "",
        "<html><body>Connexion</body></html>",
        "<a><b>",
        "<!DOCTYPE a [<!ENTITY e 'e'>]><a><PlatenInputCaps>&e;</PlatenInputCaps></a>",
    ] {
        let read = Abilities::read(xml.as_bytes());
        assert!(
            matches!(read, Err(ScanError::Unreadable)),
            "{xml}: {read:?}"
        );
        assert!(Status::read(xml.as_bytes()).is_err(), "{xml}");
    }
    let long = vec![b' '; 300 << 10];
    assert!(matches!(Abilities::read(&long), Err(ScanError::TooLong)));
}

#[test]
fn a_version_is_no_place_for_more_xml() {
    let odd = MACHINE.replace(
        "<pwg:Version>2.63<",
        "<pwg:Version>2.6&lt;/pwg:Version&gt;<",
    );
    let machine = Abilities::read(odd.as_bytes()).unwrap();
    let question = machine.question(Source::Glass);
    assert!(
        question.contains("<pwg:Version>2.0</pwg:Version>"),
        "{question}"
    );
}

#[test]
fn a_job_is_on_the_same_scanner_whatever_it_says() {
    let scanner = Scanner::new(reqwest_client(), "http://192.0.2.7:8080/eSCL").unwrap();
    for (told, wanted) in [
        ("/eSCL/ScanJobs/7", "http://192.0.2.7:8080/eSCL/ScanJobs/7/"),
        (
            "http://imprimante.local/eSCL/ScanJobs/7/",
            "http://192.0.2.7:8080/eSCL/ScanJobs/7/",
        ),
        ("https://ailleurs.example:1/x", "http://192.0.2.7:8080/x/"),
        ("ScanJobs/8", "http://192.0.2.7:8080/eSCL/ScanJobs/8/"),
    ] {
        assert_eq!(scanner.of_job(told).unwrap().as_str(), wanted);
    }
}

#[test]
fn an_address_is_that_of_a_machine() {
    for wrong in [
        "",
        "192.168.1.20",
        "ftp://a/eSCL",
        "http://moi@a/eSCL",
        "http://a/?b",
    ] {
        assert!(Scanner::new(reqwest_client(), wrong).is_err(), "{wrong}");
    }
}

fn reqwest_client() -> reqwest::Client {
    static PROVIDER: std::sync::Once = std::sync::Once::new();
    PROVIDER.call_once(|| {
        // Another test of this process may have put it.
        let _already = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder().no_proxy().build().unwrap()
}

proptest! {
    #[test]
    fn no_bytes_stop_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Abilities::read(&bytes);
        let _ = Status::read(&bytes);
    }

    #[test]
    fn no_description_makes_a_question_that_is_not_xml(cut in 0..MACHINE.len(), put in ".{0,20}") {
        let cut = (0..=cut).rev().find(|&at| MACHINE.is_char_boundary(at)).unwrap_or(0);
        let odd = format!("{}{put}{}", &MACHINE[..cut], &MACHINE[cut..]);
        if let Ok(machine) = Abilities::read(odd.as_bytes()) {
            let question = machine.question(Source::Glass);
            prop_assert_eq!(question.matches("<pwg:Version>").count(), 1);
            prop_assert_eq!(question.matches("</scan:ScanSettings>").count(), 1);
            prop_assert!(question.len() < 1_400);
        }
    }
}
