//! Login and password sent with each request (RFC 7617), for a partner's programs.
//!
//! Only under `/api/`, where nothing can be written: no browser sends them there
//! on behalf of another site. Attempts are counted as those of the sign-in page.

use axum::http::{HeaderMap, header};

/// Login and password of a request, when it carries some that can be read.
pub fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(decode(encoded.trim())?).ok()?;
    let (login, password) = text.split_once(':')?;
    Some((login.trim().to_lowercase(), password.to_owned()))
}

/// Base 64 of RFC 4648, with its padding or without.
fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for group in text.chunks(4) {
        if group.len() == 1 {
            return None;
        }
        let mut bits = 0_u32;
        for at in 0..4 {
            bits = bits << 6 | group.get(at).map_or(Some(0), |byte| value(*byte))?;
        }
        bytes.extend(&bits.to_be_bytes()[1..group.len()]);
    }
    Some(bytes)
}

fn value(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};
    use proptest::prelude::*;

    fn read(value: &str) -> Option<(String, String)> {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().ok()?);
        super::credentials(&headers)
    }

    #[test]
    fn the_examples_of_the_standards_are_read() {
        // RFC 7617, section 2, whose login is written in small letters here.
        let known = Some(("aladdin".to_owned(), "open sesame".to_owned()));
        assert_eq!(read("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), known);
        assert_eq!(read("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ"), known);
        // RFC 4648, section 10.
        for (coded, text) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(super::decode(coded).unwrap(), text.as_bytes(), "{coded}");
        }
    }

    #[test]
    fn a_colon_of_the_password_belongs_to_it() {
        // caf:a:b
        let read = read("Basic Y2FmOmE6Yg==").unwrap();
        assert_eq!(read, ("caf".into(), "a:b".into()));
    }

    proptest! {
        #[test]
        fn nothing_that_comes_stops_the_program(text in "\\PC{0,60}") {
            let _any = read(&text);
            let _decoded = super::decode(&text);
        }
    }
}
