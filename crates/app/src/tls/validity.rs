//! Until when a certificate serves: the two dates of X.509 (RFC 5280, 4.1.2.5), and nothing
//! else of it. The rest is read by rustls.

use jiff::{civil::DateTime, tz::TimeZone};

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// Last instant at which a certificate (DER) serves, milliseconds UTC; none when it is not
/// a certificate.
pub fn ends_at(der: &[u8]) -> Option<i64> {
    let (certificate, _) = element(der, SEQUENCE)?;
    let (mut rest, _) = element(certificate, SEQUENCE)?;
    if let Some((_, after)) = element(rest, VERSION) {
        rest = after;
    }
    // Serial number, algorithm, issuer.
    for _skipped in 0..3 {
        rest = any(rest)?.2;
    }
    let (validity, _) = element(rest, SEQUENCE)?;
    let (_, _, end) = any(validity)?;
    let (tag, text, _) = any(end)?;
    instant(tag, std::str::from_utf8(text).ok()?)
}

/// The content of an element of a kind, and what follows it.
fn element(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    any(der).and_then(|(tag, content, rest)| (tag == wanted).then_some((content, rest)))
}

/// Kind, content, and what follows.
fn any(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if bytes.len() > 4 {
            return None;
        }
        let length = bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b));
        (length, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// A year of two digits is of this century under 50 (RFC 5280, 4.1.2.5.1).
fn instant(tag: u8, text: &str) -> Option<i64> {
    let whole = match tag {
        UTC_TIME if text < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let civil = DateTime::strptime("%Y%m%d%H%M%SZ", &whole).ok()?;
    let at = civil.to_zoned_datetime(TimeZone::UTC).ok()?;
    Some(at.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::ends_at;

    #[test]
    fn the_end_is_that_which_was_written_before_and_after_2050() {
        let key = KeyPair::generate().unwrap();
        for (year, expected) in [(2028, 1_833_408_000_000), (2051, 2_559_254_400_000)] {
            let mut asked = CertificateParams::new(vec!["bus.plus.internal".to_owned()]).unwrap();
            asked.not_after = date_time_ymd(year, 2, 6);
            let made = asked.self_signed(&key).unwrap();
            assert_eq!(ends_at(made.der()), Some(expected), "{year}");
        }
    }

    #[test]
    fn what_is_no_certificate_has_no_end() {
        let key = KeyPair::generate().unwrap();
        let asked = CertificateParams::new(vec!["bus.plus.internal".to_owned()]).unwrap();
        let whole = asked.self_signed(&key).unwrap().der().to_vec();
        for length in 0..60 {
            assert_eq!(ends_at(&whole[..length]), None, "cut at {length}");
        }
        assert_eq!(ends_at(&[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1]), None);
    }
}
