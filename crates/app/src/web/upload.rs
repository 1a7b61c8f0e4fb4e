//! A file sent by a form, and what was typed beside it: fields of a `multipart/form-data` body that is
//! already in memory, bounded by `csrf`.

use axum::http::{HeaderMap, header};

/// Longest text of a field, bytes.
const MOST_TEXT: usize = 1_000;

/// A file as the browser sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its name, without any folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The file of a field; nothing when there is none or when it is empty.
pub fn file(headers: &HeaderMap, body: &[u8], field: &str) -> Option<Upload> {
    let (head, content) = part(headers, body, field)?;
    let name = file_name(&head)?;
    let bytes = content.to_vec();
    (!bytes.is_empty()).then_some(Upload { name, bytes })
}

/// The text of a field that is no file; nothing when there is none.
pub fn text(headers: &HeaderMap, body: &[u8], field: &str) -> Option<String> {
    let (_, content) = part(headers, body, field)?;
    let short = &content[..content.len().min(MOST_TEXT)];
    Some(String::from_utf8_lossy(short).into_owned())
}

/// Head and content of the part of a field.
fn part<'a>(headers: &HeaderMap, body: &'a [u8], field: &str) -> Option<(String, &'a [u8])> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let boundary = kind
        .strip_prefix("multipart/form-data")?
        .split("boundary=")
        .nth(1)?
        .split(';')
        .next()?
        .trim()
        .trim_matches('"');
    let mark = format!("--{boundary}");
    let mut rest = after(body, mark.as_bytes())?;
    let end = format!("\r\n{mark}");
    while let Some(head_end) = find(rest, b"\r\n\r\n") {
        let (head, content) = (&rest[..head_end], &rest[head_end + 4..]);
        let length = find(content, end.as_bytes())?;
        let line = disposition(head).filter(|line| said(line, "name") == Some(field));
        if let Some(line) = line {
            return Some((line, &content[..length]));
        }
        rest = &content[length + end.len()..];
    }
    None
}

fn find(text: &[u8], mark: &[u8]) -> Option<usize> {
    text.windows(mark.len()).position(|w| w == mark)
}

fn after<'a>(text: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    find(text, mark).map(|at| &text[at + mark.len()..])
}

/// The line of a head that names its field.
fn disposition(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let line = head
        .lines()
        .find(|l| l.to_ascii_lowercase().starts_with("content-disposition:"))?;
    Some(line.to_owned())
}

fn said<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let mark = format!("; {key}=\"");
    line.split_once(mark.as_str())?.1.split('"').next()
}

/// The name of a file, without any folder.
fn file_name(line: &str) -> Option<String> {
    let name = said(line, "filename")?;
    let plain = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let shown = plain.chars().filter(|c| !c.is_control()).take(100);
    Some(shown.collect())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};
    use proptest::prelude::{any, proptest};

    use super::{Upload, file, text};

    fn headers() -> HeaderMap {
        let kind = "multipart/form-data; boundary=----b";
        [(header::CONTENT_TYPE, kind.parse().unwrap())]
            .into_iter()
            .collect()
    }

    fn body(bytes: &[u8]) -> Vec<u8> {
        let mut body = b"------b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n------b\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"C:\\docs\\2016.csv\"\r\nContent-Type: text/csv\r\n\r\n".to_vec();
        body.extend(bytes);
        body.extend(b"\r\n------b--\r\n");
        body
    }

    #[test]
    fn the_file_is_found_with_its_name() {
        let found = file(&headers(), &body(b"a;b\r\n1;2"), "fichier");
        assert_eq!(
            found,
            Some(Upload {
                name: "2016.csv".into(),
                bytes: b"a;b\r\n1;2".to_vec()
            })
        );
        assert_eq!(file(&headers(), &body(b""), "fichier"), None);
        assert_eq!(file(&headers(), &body(b"x"), "autre"), None);
        assert_eq!(
            text(&headers(), &body(b"x"), "csrf").as_deref(),
            Some("abc")
        );
        assert_eq!(text(&headers(), &body(b"x"), "autre"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_come_through_and_any_body_is_read_or_not(
            bytes in proptest::collection::vec(any::<u8>(), 1..300)
        ) {
            if !bytes.windows(7).any(|w| w == b"------b") {
                let found = file(&headers(), &body(&bytes), "fichier");
                proptest::prop_assert_eq!(found.map(|f| f.bytes), Some(bytes.clone()));
            }
            let _any = file(&headers(), &bytes, "fichier");
        }
    }
}
