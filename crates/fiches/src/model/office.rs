//! Online services, forms, offices and links to other sites.

use serde::{Deserialize, Serialize};

use super::{Block, Condition, PageLink};

/// An online service, a form, a letter template, a simulator [`ServiceEnLigne`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Service {
    /// Identifier of the document that describes it (`R…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Kind as published: « Téléservice », « Formulaire », « Modèle de document »…
    pub kind: String,
    /// Name.
    pub title: String,
    /// Address; absent when the source gives none or one that must not be followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Number of the official form, such as `15692*01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cerfa: Option<String>,
    /// Other number, such as `S 5135i`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_number: Option<String>,
    /// Format and size of the file behind the address.
    #[serde(default)]
    pub file: FileInfo,
    /// Remark on the link (`commentaireLien`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who offers it [`Source`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Kind of local office that offers it, if any [`PivotLocal`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pivot: Option<String>,
    /// When it applies; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Introduction and explanations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// Forms to join [`ServiceEnLigneAnnexe`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annexes: Vec<Annex>,
    /// Instructions [`NoticeLiee`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// Other ways of doing the same [`ServiceEnLigneAlternatif`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<PageLink>,
}

/// A form to join to another [`ServiceEnLigneAnnexe`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annex {
    /// Kind as published.
    pub kind: String,
    /// Name.
    pub title: String,
    /// Number of the official form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cerfa: Option<String>,
    /// Address of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Format and size of the file behind the address.
    #[serde(default)]
    pub file: FileInfo,
    /// Explanations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// Instructions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// Instructions for a form [`NoticeLiee`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Name.
    pub title: String,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Number of the instructions, such as `51434#08`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Format and size of the file behind the address.
    #[serde(default)]
    pub file: FileInfo,
}

/// Format, size and language of the file behind an address, as published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileInfo {
    /// Media type, such as `application/pdf`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Size with its unit, such as `888.7 KB`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Language code when it is not French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Where to go or whom to call [`OuSAdresser`, `OuSAdresserSupport`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Office {
    /// Identifier as published; never a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Kind as published: « Local », « National », « Centre de contact »…
    pub kind: String,
    /// Name.
    pub title: String,
    /// Kind of local office, such as `mairie` or `caf`: the key to local notes and addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pivot: Option<String>,
    /// Directory or site of the office.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// Remark such as « Pour en savoir plus » [`Complement`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complement: Option<String>,
    /// Who publishes the directory [`Source`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Telephone, hours, postal address: text of contact centres stands here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// A link to another site [`PourEnSavoirPlus`, `LienExterneCommente`, `Partenaire`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WebLink {
    /// What is read.
    pub title: String,
    /// Address; absent when it must not be followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Format and size of the file behind the address.
    #[serde(default)]
    pub file: FileInfo,
    /// Who publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it applies; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// What is said about it [`Commentaire`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}
