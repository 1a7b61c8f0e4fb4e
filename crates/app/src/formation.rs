//! What the team learnt, with who the team is today.

use plus_domain::{
    account::{Account, Role},
    formation::Registre,
};
use plus_store::{Link, StoreError, account, formation};

/// The register of training, and the people of the team: those who receive, by name.
///
/// # Errors
/// Those of the database.
pub async fn read(link: &mut Link) -> Result<(Registre, Vec<Account>), StoreError> {
    let register = formation::registre(link).await?;
    let receives = |a: &Account| matches!(a.role, Role::Animatrice | Role::Coordinateur);
    let accounts = account::list(link).await?.into_iter();
    let mut team: Vec<Account> = accounts.filter(|a| receives(a) && !a.disabled).collect();
    team.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok((register, team))
}
