//! The search index: fields, and writing it next to the pack's vocabulary.
//!
//! One thread and one segment, renamed to a fixed name, so that the same documents give the
//! same bytes. Nothing is stored in it but the rank of each document among the pack's entries.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, TantivyDocument};

use super::analysis::{ANALYSIS, analyzer, content_words};
use crate::model::{Document, DocumentKind, Role};
use crate::pack::PackError;

/// Memory for one segment, in bytes: enough for the whole official content in one piece.
const MEMORY: usize = 200_000_000;

/// Identifier given to the one segment of every index.
const SEGMENT: &str = "00000000000000000000000000000001";

/// Name of the field that holds the rank among the entries.
pub(super) const ENTRY: &str = "entry";

/// A text field and what a word in it weighs.
pub(super) struct Weighted {
    pub name: &'static str,
    pub weight: f32,
    /// How much a long text dilutes a word, from 0 (not at all) to 1.
    pub dilution: f32,
}

/// Fields by decreasing weight.
pub(super) const FIELDS: &[Weighted] = &[
    Weighted {
        name: "title",
        weight: 4.0,
        dilution: 0.5,
    },
    Weighted {
        name: "description",
        weight: 1.5,
        dilution: 0.6,
    },
    Weighted {
        name: "dossier",
        weight: 1.0,
        dilution: 0.5,
    },
    Weighted {
        name: "headings",
        weight: 0.8,
        dilution: 0.7,
    },
    Weighted {
        name: "body",
        weight: 0.7,
        dilution: 0.75,
    },
    Weighted {
        name: "services",
        weight: 0.5,
        dilution: 0.7,
    },
];

fn schema() -> Schema {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(ANALYSIS)
        .set_index_option(IndexRecordOption::WithFreqs);
    let options = TextOptions::default().set_indexing_options(indexing);
    let mut builder = Schema::builder();
    for field in FIELDS {
        builder.add_text_field(field.name, options.clone());
    }
    builder.add_u64_field(ENTRY, FAST);
    builder.build()
}

/// The analysis, under the name that the schema gives it.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(ANALYSIS, analyzer());
    tokenizers
}

/// Writes the index and the vocabulary of a pack.
pub(crate) struct IndexWriter {
    folder: PathBuf,
    writer: tantivy::IndexWriter,
    fields: Vec<Field>,
    entry: Field,
    vocabulary: BTreeMap<String, u32>,
}

impl IndexWriter {
    /// Starts an index in an empty folder.
    pub fn create(folder: &Path) -> Result<Self, PackError> {
        let schema = schema();
        let index = Index::builder()
            .schema(schema.clone())
            .tokenizers(tokenizers())
            .create_in_dir(folder)?;
        let writer = index.writer_with_num_threads(1, MEMORY)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let fields: Result<_, _> = FIELDS.iter().map(|it| schema.get_field(it.name)).collect();
        Ok(Self {
            folder: folder.to_owned(),
            writer,
            fields: fields?,
            entry: schema.get_field(ENTRY)?,
            vocabulary: BTreeMap::new(),
        })
    }

    /// Adds a document, if search results may list it.
    pub fn add(&mut self, document: &Document, entry: u64) -> Result<(), PackError> {
        if !document.kind.is_listed() {
            return Ok(());
        }
        let texts = Texts::of(document);
        let words: BTreeSet<String> = texts
            .0
            .iter()
            .flat_map(|text| content_words(text))
            .collect();
        for word in words {
            *self.vocabulary.entry(word).or_default() += 1;
        }
        let mut record = TantivyDocument::default();
        record.add_u64(self.entry, entry);
        for (field, text) in self.fields.iter().zip(&texts.0) {
            record.add_text(*field, text);
        }
        self.writer.add_document(record)?;
        Ok(())
    }

    /// Ends the index and writes the vocabulary.
    pub fn finish(mut self, vocabulary: &Path) -> Result<(), PackError> {
        self.writer.commit()?;
        let segments = self.writer.index().searchable_segment_ids()?;
        if segments.len() > 1 {
            self.writer.merge(&segments).wait()?;
        }
        self.writer.wait_merging_threads()?;
        settle(&self.folder)?;
        let mut out = BufWriter::new(File::create(vocabulary)?);
        for (word, documents) in &self.vocabulary {
            writeln!(out, "{word}\t{documents}")?;
        }
        out.flush()?;
        Ok(())
    }
}

/// Texts of a document, in the order of [`FIELDS`].
struct Texts([String; 6]);

impl Texts {
    fn of(document: &Document) -> Self {
        let [
            mut title,
            mut description,
            mut dossier,
            mut headings,
            mut body,
            mut services,
        ] = [const { String::new() }; 6];
        document.lines(&mut |role, line| {
            let text = match role {
                Role::Title => &mut title,
                Role::Description => &mut description,
                Role::Heading => &mut headings,
                Role::Body => &mut body,
                Role::Service | Role::Office => &mut services,
                // A dossier is what its menu holds; a fiche is not what its links lead to.
                Role::Related if document.kind == DocumentKind::Dossier => &mut body,
                Role::Related | Role::Glossary | Role::Meta => return,
            };
            text.push_str(line);
            text.push('\n');
        });
        let above = document.breadcrumb.iter().rev().skip(1);
        for level in above.filter(|level| level.id.starts_with('N')) {
            dossier.push_str(&level.title);
            dossier.push('\n');
        }
        Self([title, description, dossier, headings, body, services])
    }
}

/// Removes what only a writer needs, and gives the segment its fixed name.
fn settle(folder: &Path) -> Result<(), PackError> {
    let meta = folder.join("meta.json");
    let text = fs::read_to_string(&meta)?;
    let read: serde_json::Value = serde_json::from_str(&text).map_err(|_| unexpected())?;
    let id = read["segments"][0]["segment_id"]
        .as_str()
        .ok_or_else(unexpected)?;
    let plain: String = id.chars().filter(|c| *c != '-').collect();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if let Some(end) = name.strip_prefix(&plain) {
            fs::rename(&path, folder.join(format!("{SEGMENT}{end}")))?;
        } else if path != meta {
            fs::remove_file(&path)?;
        }
    }
    let fixed = if id == plain {
        SEGMENT.to_owned()
    } else {
        hyphenated(SEGMENT)
    };
    fs::write(&meta, text.replace(id, &fixed))?;
    Ok(())
}

/// The other way of writing a UUID.
fn hyphenated(plain: &str) -> String {
    [
        &plain[..8],
        &plain[8..12],
        &plain[12..16],
        &plain[16..20],
        &plain[20..],
    ]
    .join("-")
}

fn unexpected() -> PackError {
    PackError::Index("unexpected layout".to_owned())
}
