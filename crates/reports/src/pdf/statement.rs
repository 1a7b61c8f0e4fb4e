//! A partner's monthly statement as PDF.

use plus_domain::statement::Statement;

use crate::{error::ReportError, json, statement, texts::Texts};

/// The statement, composed by `statement.typ`. Takes a few milliseconds to a few
/// tens of them: call it away from the threads that serve pages.
pub fn statement(statement: &Statement) -> Result<Vec<u8>, ReportError> {
    let view = statement::view(statement, Texts::french());
    super::compose(
        "statement.typ",
        &view,
        &json::hash(statement),
        statement.frozen_on,
    )
}
