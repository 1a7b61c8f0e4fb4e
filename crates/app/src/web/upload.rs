//! A file sent by a form, and what was typed beside it: fields of a `multipart/form-data` body that is
//! already in memory, bounded by `csrf`. What a file is, its bytes say; a name that says otherwise is
//! refused: whoever opens it later would be deceived.

use axum::http::{HeaderMap, header};

/// Longest text of a field, bytes.
const MOST_TEXT: usize = 1_000;

/// Longest name of a file, characters.
const MOST_NAME: usize = 100;

/// A file as the browser sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its name, without any folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a form takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A PDF or a photograph.
    Papers,
    /// A table: text, or a workbook.
    Tables,
    /// A drawing.
    Drawings,
}

impl Family {
    /// The ends that the name of such bytes may have; nothing when they are none of it, which
    /// their reader says better.
    fn ends(self, bytes: &[u8]) -> Option<&'static [&'static str]> {
        let head = &bytes[..bytes.len().min(1024)];
        match self {
            Self::Papers if head.starts_with(b"\xff\xd8\xff") => {
                Some(&["jpg", "jpeg", "jpe", "jfif"])
            }
            Self::Papers if head.starts_with(b"\x89PNG") => Some(&["png"]),
            Self::Papers => find(head, b"%PDF-").map(|_| &["pdf"][..]),
            Self::Tables if head.starts_with(b"PK\x03\x04") => Some(&["xlsx"]),
            Self::Tables => Some(&["csv", "txt"]),
            Self::Drawings => Some(&["svg"]),
        }
    }
}

impl Upload {
    /// Whether the end of its name is that of what it holds. A name without an end claims
    /// nothing: some telephones give no other.
    pub fn is_named_right(&self, family: Family) -> bool {
        let end = self
            .name
            .rsplit_once('.')
            .map(|(_, end)| end.to_lowercase());
        match (end, family.ends(&self.bytes)) {
            (Some(end), Some(ends)) => ends.contains(&end.as_str()),
            _ => true,
        }
    }
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
    let shown: Vec<char> = plain.chars().filter(|c| !c.is_control()).collect();
    // Its end is what counts: that is what is cut off last.
    Some(
        shown[shown.len().saturating_sub(MOST_NAME)..]
            .iter()
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};
    use proptest::prelude::{any, proptest};

    use super::{Family, Upload, file, text};

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

    #[test]
    fn a_name_that_says_something_else_than_the_bytes_is_seen() {
        let right = |name: &str, bytes: &[u8], family| {
            let (name, bytes) = (name.to_owned(), bytes.to_vec());
            Upload { name, bytes }.is_named_right(family)
        };
        let (pdf, jpeg, png) = (b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n");
        assert!(right("avis.PDF", pdf, Family::Papers));
        assert!(right("IMG_1.jpeg", jpeg, Family::Papers));
        assert!(right("page.png", png, Family::Papers));
        assert!(right("1000012345", jpeg, Family::Papers));
        assert!(!right("avis.pdf", jpeg, Family::Papers));
        assert!(!right("avis.pdf.exe", pdf, Family::Papers));
        assert!(!right("photo.jpg", png, Family::Papers));
        assert!(right("2016.csv", b"a;b", Family::Tables));
        assert!(!right("2016.csv", b"PK\x03\x04", Family::Tables));
        assert!(!right("2016.xlsx", b"a;b", Family::Tables));
        assert!(!right("2016.html", b"<p>", Family::Tables));
        assert!(right("logo.svg", b"<svg/>", Family::Drawings));
        assert!(!right("logo.html", b"<svg/>", Family::Drawings));
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        let name = format!("{}.csv", "x".repeat(300));
        let sent = String::from_utf8(body(b"a"))
            .unwrap()
            .replace("2016.csv", &name);
        let found = file(&headers(), sent.as_bytes(), "fichier").unwrap();
        assert!(found.name.ends_with("x.csv") && found.name.len() == 100);
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
