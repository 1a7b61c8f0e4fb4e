//! The reading model: what a reader sees of an official file, and nothing of its XML.
//!
//! A [`Document`] is a head (title, dates, audience, breadcrumb), a body made of [`Block`]s and
//! [`Inline`]s, and lists of related things. A template renders the body by matching two enums
//! recursively; [`Document::lines`] walks the same tree as plain text for search, speech and
//! print. Nothing here reads a file or knows the co-marquage element names beyond its comments.

mod block;
mod condition;
mod guide;
mod office;
mod page;
mod text;
mod walk;

pub use block::{
    Block, Callout, CalloutKind, Case, CaseDisplay, Cases, Cell, Channel, Emphasis, Group, Inline,
    Item, LinkTarget, List, Picture, Row, Section, Table,
};
pub use condition::{Answers, Condition, Truth};
pub use guide::{Branch, Choice, Effect, Guide, Question};
pub use office::{Annex, FileInfo, Notice, Office, Service, WebLink};
pub use page::{
    Abbreviation, Crumb, Definition, Document, DocumentKind, MenuSection, PageLink, Reference,
    SeeAlso, ServiceDetails, Warning,
};
pub use text::{Role, inline_text};
pub use walk::{Choices, Next, Said, Standing, Unreadable};
