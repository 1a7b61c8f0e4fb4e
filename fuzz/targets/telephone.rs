//! A number as somebody types it: what is read can be written, dialled and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plus_domain::rappel::Phone;

fuzz_target!(|text: &str| {
    if let Some(phone) = Phone::read(text) {
        assert!(phone.as_str().bytes().all(|b| b.is_ascii_digit() || b == b'+'));
        assert_eq!(Phone::read(phone.as_str()).as_ref(), Some(&phone));
        assert_eq!(Phone::read(&phone.to_string()).as_ref(), Some(&phone));
    }
});
