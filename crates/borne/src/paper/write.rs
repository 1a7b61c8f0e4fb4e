//! A new PDF, with what draws the pages of another and nothing else.
//!
//! Catalogue, pages and the drawings over them are written anew: what opens, plays, links,
//! fills or sends has no place there. Fonts, images and drawings are copied as they stand,
//! without whatever could act or tell of its author.

use std::collections::{BTreeMap, VecDeque};

use super::{
    MOST_BYTES, Paper, PaperError, assembled,
    file::File,
    object::{Dict, Object, is_regular},
    pages::Page,
};

/// Kinds of dictionaries that draw nothing, by `Type` or `Subtype`.
const KINDS: [&str; 24] = [
    "Action",
    "Annot",
    "Catalog",
    "Collection",
    "EmbeddedFile",
    "Encrypt",
    "F",
    "Filespec",
    "Metadata",
    "OCG",
    "OCMD",
    "ObjStm",
    "Outlines",
    "PS",
    "Page",
    "Pages",
    "RichMedia",
    "Sig",
    "Sound",
    "StructElem",
    "StructTreeRoot",
    "Template",
    "XML",
    "XRef",
];
/// What actions are called, in `S` (ISO 32000-1, table 198).
const ACTIONS: [&str; 18] = [
    "GoTo",
    "GoTo3DView",
    "GoToE",
    "GoToR",
    "Hide",
    "ImportData",
    "JavaScript",
    "Launch",
    "Movie",
    "Named",
    "Rendition",
    "ResetForm",
    "SetOCGState",
    "Sound",
    "SubmitForm",
    "Thread",
    "Trans",
    "URI",
];
/// Entries that act, or that tell of who made the file, wherever they stand.
const ENTRIES: [&str; 31] = [
    "A",
    "AA",
    "AF",
    "AcroForm",
    "Annots",
    "Dests",
    "EF",
    "EmbeddedFiles",
    "FDecodeParms",
    "FFilter",
    "JS",
    "JavaScript",
    "LastModified",
    "Launch",
    "Metadata",
    "Names",
    "Next",
    "OC",
    "OPI",
    "OpenAction",
    "Outlines",
    "P",
    "Parent",
    "PieceInfo",
    "PtData",
    "RF",
    "Ref",
    "StructParent",
    "StructParents",
    "URI",
    "XFA",
];
/// Entries of a page's resources that draw.
const DRAWING: [&str; 7] = [
    "ColorSpace",
    "ExtGState",
    "Font",
    "Pattern",
    "ProcSet",
    "Shading",
    "XObject",
];
/// Most bytes that are written: strings take twice their length.
const MOST_WRITTEN: usize = 2 * MOST_BYTES;

/// What a dictionary is for: it says which of its names are words of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Names of the format.
    Plain,
    /// Resources of a page or of a drawing.
    Resources,
    /// Names that the author of the file chose.
    Chosen,
}

struct Copy<'a, 'b> {
    file: &'a File<'b>,
    /// New number of each object that is taken.
    numbers: BTreeMap<u32, usize>,
    waiting: VecDeque<(u32, Place)>,
    objects: Vec<Vec<u8>>,
    written: usize,
}

/// Writes the pages of a file anew.
///
/// # Errors
/// When what they draw is out of bounds.
pub fn pdf(file: &File<'_>, pages: &[Page<'_>]) -> Result<Paper, PaperError> {
    let mut copy = Copy {
        file,
        numbers: BTreeMap::new(),
        waiting: VecDeque::new(),
        // The catalogue, the list of pages, then each page.
        objects: vec![Vec::new(); 2 + pages.len()],
        written: 0,
    };
    let kids: Vec<String> = (3..3 + pages.len()).map(|n| format!("{n} 0 R")).collect();
    let list = format!(
        "<< /Type /Pages /Count {} /Kids [{}] >>",
        pages.len(),
        kids.join(" ")
    );
    copy.objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
    copy.objects[1] = list.into_bytes();
    for (page, index) in pages.iter().zip(2..) {
        copy.objects[index] = copy.page(page);
        copy.count(copy.objects[index].len())?;
    }
    copy.follow()?;
    Ok(Paper {
        pdf: assembled(&copy.objects),
        pages: u32::try_from(pages.len()).map_err(|_| PaperError::TooManyPages)?,
    })
}

impl Copy<'_, '_> {
    fn page(&mut self, page: &Page<'_>) -> Vec<u8> {
        let mut out = b"<< /Type /Page /Parent 2 0 R".to_vec();
        out.extend(format!(" /MediaBox [{}]", page.media.join(" ")).bytes());
        if !page.crop.is_empty() {
            out.extend(format!(" /CropBox [{}]", page.crop.join(" ")).bytes());
        }
        out.extend(format!(" /Rotate {} /Resources ", page.rotate).bytes());
        match page.resources.dict() {
            Some(dict) => self.dict(dict, Place::Resources, &mut out),
            None => out.extend(b"<< >>"),
        }
        let contents = page
            .contents
            .iter()
            .map(|n| self.reference(*n, Place::Plain));
        let contents: Vec<String> = contents.collect();
        out.extend(format!(" /Contents [{}]", contents.join(" ")).bytes());
        if let Some(group) = page.group {
            out.extend(b" /Group ");
            self.value(group, Place::Plain, &mut out);
        }
        self.stamps(page, &mut out);
        out.extend(b" >>");
        out
    }

    /// Filled fields become stamps: they are drawn, nothing more.
    fn stamps(&mut self, page: &Page<'_>, out: &mut Vec<u8>) {
        if page.stamps.is_empty() {
            return;
        }
        out.extend(b" /Annots [");
        for (rect, drawn) in &page.stamps {
            let (rect, drawn) = (rect.join(" "), self.reference(*drawn, Place::Plain));
            let stamp = format!(
                "<< /Type /Annot /Subtype /Stamp /F 4 /Rect [{rect}] /AP << /N {drawn} >> >> "
            );
            out.extend(stamp.bytes());
        }
        out.extend(b"]");
    }

    fn follow(&mut self) -> Result<(), PaperError> {
        while let Some((number, place)) = self.waiting.pop_front() {
            let mut out = Vec::new();
            match self.file.get(number) {
                Object::Stream(dict, bytes) if draws(dict) => {
                    let bytes = self.file.bytes(bytes);
                    self.stream(dict, bytes, &mut out);
                }
                other => self.value(other, place, &mut out),
            }
            self.count(out.len())?;
            let new = self.numbers.get(&number).copied().unwrap_or_default();
            if let Some(slot) = self.objects.get_mut(new.wrapping_sub(1)) {
                *slot = out;
            }
        }
        Ok(())
    }

    fn count(&mut self, bytes: usize) -> Result<(), PaperError> {
        self.written += bytes;
        if self.written > MOST_WRITTEN {
            return Err(PaperError::Broken);
        }
        Ok(())
    }

    fn stream(&mut self, dict: &Dict, bytes: &[u8], out: &mut Vec<u8>) {
        out.extend(format!("<< /Length {}", bytes.len()).bytes());
        // `F` would fetch the bytes from another file.
        let kept = |name: &[u8]| !matches!(name, b"Length" | b"F" | b"DL");
        self.entries(
            dict.iter().filter(|(name, _)| kept(name)),
            Place::Plain,
            out,
        );
        out.extend(b" >>\nstream\n");
        out.extend(bytes);
        out.extend(b"\nendstream");
    }

    fn reference(&mut self, number: u32, place: Place) -> String {
        let new = if let Some(known) = self.numbers.get(&number) {
            *known
        } else {
            self.objects.push(Vec::new());
            self.numbers.insert(number, self.objects.len());
            self.waiting.push_back((number, place));
            self.objects.len()
        };
        format!("{new} 0 R")
    }

    /// Depth is that of what was read, which is bounded; references wait their turn.
    fn value(&mut self, value: &Object, place: Place, out: &mut Vec<u8>) {
        match value {
            Object::Null | Object::Stream(..) => out.extend(b"null"),
            Object::Bool(yes) => out.extend(yes.to_string().bytes()),
            Object::Number(digits) => out.extend(digits.bytes()),
            Object::Name(said) => name(said, out),
            Object::Text(bytes) => text(bytes, out),
            Object::Dict(dict) => self.dict(dict, place, out),
            Object::Ref(number) => out.extend(self.reference(*number, place).bytes()),
            Object::Array(items) => {
                out.push(b'[');
                for item in items {
                    self.value(item, Place::Plain, out);
                    out.push(b' ');
                }
                out.push(b']');
            }
        }
    }

    fn dict(&mut self, dict: &Dict, place: Place, out: &mut Vec<u8>) {
        if place == Place::Plain && !draws(dict) {
            out.extend(b"null");
            return;
        }
        out.extend(b"<<");
        self.entries(dict.iter(), place, out);
        out.extend(b" >>");
    }

    fn entries<'c>(
        &mut self,
        entries: impl Iterator<Item = (&'c Vec<u8>, &'c Object)>,
        place: Place,
        out: &mut Vec<u8>,
    ) {
        for (said, value) in entries {
            let known = |list: &[&str]| list.iter().any(|one| one.as_bytes() == said.as_slice());
            let inner = match place {
                Place::Resources if known(&DRAWING) => Place::Chosen,
                Place::Plain if said == b"Resources" => Place::Resources,
                Place::Plain if known(&["CharProcs", "Colorants"]) => Place::Chosen,
                Place::Plain if !known(&ENTRIES) => Place::Plain,
                Place::Chosen => Place::Plain,
                _ => continue,
            };
            out.push(b' ');
            name(said, out);
            out.push(b' ');
            self.value(value, inner, out);
        }
    }
}

/// Whether a dictionary may draw: it is no action, no file, no form, no part of a catalogue.
fn draws(dict: &Dict) -> bool {
    let is = |entry: &str, list: &[&str]| {
        let said = dict.get(entry.as_bytes()).and_then(Object::name);
        said.is_some_and(|said| list.iter().any(|one| one.as_bytes() == said))
    };
    !is("Type", &KINDS) && !is("Subtype", &KINDS) && !is("S", &ACTIONS)
}

fn name(said: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in said {
        if byte.is_ascii_graphic() && is_regular(*byte) && *byte != b'#' {
            out.push(*byte);
        } else {
            out.extend(format!("#{byte:02X}").bytes());
        }
    }
}

fn text(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'<');
    for byte in bytes {
        out.extend(format!("{byte:02X}").bytes());
    }
    out.push(b'>');
}
