//! A question to the printer, written with the crate `ipp`.

use ipp::{
    attribute::IppAttribute,
    model::{DelimiterTag, IppVersion, Operation},
    parser::IppParseError,
    request::IppRequestResponse,
    value::IppValue,
};

use super::ClientError;

/// A question that is being written.
pub struct Request(IppRequestResponse);

impl Request {
    /// A question of IPP 2.0 to a printer, in the name of a kiosk. The first three
    /// attributes are those of RFC 8011, 4.1.4 and 4.1.5.
    pub fn new(operation: Operation, uri: &str, origin: &str) -> Result<Self, ClientError> {
        let begun = IppRequestResponse::new(IppVersion::v2_0(), operation, None)?;
        let target = IppValue::new_uri(uri)?;
        let user = IppValue::new_name_without_language(origin)?;
        Self(begun)
            .about("printer-uri", target)?
            .about("requesting-user-name", user)
    }

    /// Adds an attribute of the question itself.
    pub fn about(self, name: &str, value: IppValue) -> Result<Self, ClientError> {
        self.with(DelimiterTag::OperationAttributes, name, value)
    }

    /// Adds an attribute of the job.
    pub fn asking(self, name: &str, value: IppValue) -> Result<Self, ClientError> {
        self.with(DelimiterTag::JobAttributes, name, value)
    }

    fn with(mut self, to: DelimiterTag, name: &str, value: IppValue) -> Result<Self, ClientError> {
        self.0
            .attributes_mut()
            .add(to, IppAttribute::with_name(name, value)?);
        Ok(self)
    }

    /// The job that it is about.
    pub fn job(self, id: i32) -> Result<Self, ClientError> {
        self.about("job-id", IppValue::Integer(id))
    }

    /// The attributes that are wanted in the answer, and no others.
    pub fn wanted(self, names: &[&str]) -> Result<Self, ClientError> {
        let names = names.iter().map(|name| keyword(name));
        let names = names.collect::<Result<_, IppParseError>>()?;
        self.about("requested-attributes", IppValue::Array(names))
    }

    /// What is sent, before the document.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }
}

/// A word of the standard.
pub fn keyword(word: &str) -> Result<IppValue, IppParseError> {
    IppValue::new_keyword(word)
}
