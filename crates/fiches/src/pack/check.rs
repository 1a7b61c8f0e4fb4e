//! Checking a pack in service: every byte, then every document read again.

use super::{Pack, PackError};
use crate::import::{Failure, Progress, Report, Step};

impl Pack {
    /// Reads every document of the pack again and says what it found, on top of what the
    /// import that made the pack had noted. `progress` is called before each document.
    ///
    /// A document that cannot be read, or is not the one it should be, is a failure by name;
    /// a file whose bytes have changed is an error for the whole pack.
    pub fn check(&self, progress: &mut dyn FnMut(Progress)) -> Result<Report, PackError> {
        self.verify()?;
        let mut report = self.report()?;
        let total = self.entries().len();
        report.imported = 0;
        for (done, entry) in self.entries().iter().enumerate() {
            let step = Step::Reading;
            progress(Progress { step, done, total });
            match self.document(&entry.id) {
                Ok(Some(document)) if document.id == entry.id => report.imported += 1,
                Ok(_) => report
                    .failed
                    .push(failure(&entry.id, "document absent du contenu")),
                Err(error) => report.failed.push(failure(&entry.id, &error.to_string())),
            }
        }
        Ok(report)
    }
}

fn failure(id: &str, reason: &str) -> Failure {
    Failure {
        file: id.to_owned(),
        reason: reason.to_owned(),
    }
}
