//! What was confirmed of the services, and when each is to be read again.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    catalogue::{Status, revision},
    event::ServiceConfirmation,
    ids::{AccountId, ServiceCode},
};

use super::{Service, Services};

impl Services {
    /// The services with what was verified, oldest first; the last word wins.
    ///
    /// `status_of` gives the status that an account's word makes on a day. What an
    /// official fiche says keeps its source.
    #[must_use]
    pub fn with_confirmations<'a>(
        mut self,
        confirmations: impl IntoIterator<Item = &'a ServiceConfirmation>,
        status_of: impl Fn(&AccountId, Date) -> Status,
    ) -> Self {
        for confirmation in confirmations {
            let found = self.0.iter_mut().find(|s| s.code == confirmation.service);
            if let Some(service) = found.filter(|s| s.whole_text() == confirmation.text) {
                let status = status_of(&confirmation.author, confirmation.date);
                service.address.confirm(&status);
                service.before.confirm(&status);
            }
        }
        self
    }
}

/// The last day on which each service, as it reads today, was confirmed.
pub fn last_confirmations<'a>(
    services: &Services,
    confirmations: impl IntoIterator<Item = &'a ServiceConfirmation>,
) -> BTreeMap<ServiceCode, Date> {
    let mut last = BTreeMap::new();
    for confirmation in confirmations {
        let service = services.get(&confirmation.service);
        if service.is_some_and(|s| s.whole_text() == confirmation.text) {
            let day = last
                .entry(confirmation.service.clone())
                .or_insert(confirmation.date);
            *day = (*day).max(confirmation.date);
        }
    }
    last
}

/// The day on which a service is to be read again: six months after its last
/// confirmation, or after its file was written.
pub fn to_review(service: &Service, confirmed: Option<Date>) -> Option<Date> {
    revision::after(service.dated.max(confirmed))
}
