//! `plus account`: accounts from the machine itself.
//!
//! A password never stands on a command line, where other programs read it: it is
//! chosen by a link used once, or read from the input.

use std::{io::Read, path::Path};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use plus_domain::{
    account::{Account, Role},
    identite::Geste,
};
use plus_store::{Store, account, credential, credential::LinkPurpose};
use serde::Serialize;

use super::{DataArgs, FormatArgs, french};
use crate::{
    account::{AccountRefusal, NewAccount, create, link, link_path, reset, set_disabled},
    config::Config,
    identite,
    outside::Outside,
    password::{self, Hasher},
};

/// `plus account`.
#[derive(Debug, Args)]
pub struct AccountCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Crée un compte et donne le lien pour choisir son mot de passe
    #[command(help_template = french::TEMPLATE)]
    Create(Create),
    /// Liste les comptes
    #[command(help_template = french::TEMPLATE)]
    List(List),
    /// Oublie le mot de passe d’un compte et donne un nouveau lien
    #[command(help_template = french::TEMPLATE)]
    Reset(One),
    /// Ferme un compte : ses écrans sont déconnectés
    #[command(help_template = french::TEMPLATE)]
    Disable(One),
    /// Rouvre un compte
    #[command(help_template = french::TEMPLATE)]
    Enable(One),
    /// Oublie le deuxième facteur d’un compte : dernier recours, quand il n’y a pas deux
    /// personnes pour le rouvrir
    #[command(help_template = french::TEMPLATE)]
    ForgetFactors(One),
}

#[derive(Debug, Args)]
struct Create {
    #[command(flatten)]
    data: DataArgs,
    /// Ce que la personne tape pour se connecter
    #[arg(long)]
    login: String,
    /// Nom montré aux collègues, comme « Maryse L. »
    #[arg(long, value_name = "NOM")]
    name: String,
    /// animatrice, coordinateur, partenaire ou administrateur
    #[arg(long, value_parser = role, value_name = "RÔLE")]
    role: Role,
    /// Code du partenaire, pour un compte de partenaire
    #[arg(long, value_name = "CODE")]
    partner: Option<String>,
    /// Lit le mot de passe sur l’entrée au lieu de donner un lien
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct List {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct One {
    #[command(flatten)]
    data: DataArgs,
    /// Identifiant du compte
    #[arg(long)]
    login: String,
    #[command(flatten)]
    format: FormatArgs,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(text).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("les rôles sont {}", known.join(", "))
    })
}

/// An account as it is reported. The names are stable.
#[derive(Debug, Serialize)]
struct Shown {
    id: String,
    login: String,
    name: String,
    role: &'static str,
    partner: Option<String>,
    disabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

impl Shown {
    fn of(account: &Account, link: Option<String>) -> Self {
        Self {
            id: account.id.to_string(),
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.role.code(),
            partner: account.partner.as_ref().map(ToString::to_string),
            disabled: account.disabled,
            link,
        }
    }

    fn line(&self) -> String {
        let state = if self.disabled { "fermé" } else { "ouvert" };
        let partner = self
            .partner
            .as_ref()
            .map_or_else(String::new, |p| format!(" ({p})"));
        let mut line = format!(
            "{}\t{}\t{}{partner}\t{state}",
            self.login, self.name, self.role
        );
        if let Some(link) = &self.link {
            line.push_str("\nLien à remettre, valable sept jours, une seule fois :\n  ");
            line.push_str(link);
        }
        line
    }
}

impl AccountCommand {
    /// Does what is asked and reports it.
    pub async fn run(self) -> anyhow::Result<()> {
        let outside = Outside::machine();
        match self.verb {
            Verb::Create(create) => create.run(&outside).await,
            Verb::List(list) => list.run().await,
            Verb::Reset(one) => one.reset(&outside).await,
            Verb::Disable(one) => one.set_disabled(&outside, true).await,
            Verb::Enable(one) => one.set_disabled(&outside, false).await,
            Verb::ForgetFactors(one) => one.forget_factors(&outside).await,
        }
    }
}

impl Create {
    async fn run(self, outside: &Outside) -> anyhow::Result<()> {
        let (store, config) = self.data.open().await?;
        let new = NewAccount {
            login: self.login,
            name: self.name,
            role: self.role,
            partner: self.partner.map(Into::into),
        };
        let secret = if self.password_stdin {
            Some(read_password(&new, config.web.stolen_passwords.as_deref())?)
        } else {
            None
        };
        let mut tx = store.begin().await?;
        let made = create(&mut tx, outside, new).await?;
        credential::forget_first_links(&mut tx).await?;
        let given = if let Some(secret) = secret {
            let hasher = Hasher::new(config.web.password);
            let hash = hasher.hash(secret, outside.random_bytes()).await?;
            credential::set(&mut tx, made.id.as_str(), &hash, outside.now_ms()).await?;
            None
        } else {
            let purpose = LinkPurpose::Password(made.id.to_string());
            let token = link(&mut tx, outside, &purpose).await?;
            Some(address(&config, &purpose, &token))
        };
        tx.commit().await?;
        self.format.print(&Shown::of(&made, given), Shown::line)
    }
}

/// The first line of the input, held to the same rules as in the browser.
fn read_password(new: &NewAccount, stolen: Option<&Path>) -> anyhow::Result<String> {
    let mut text = String::new();
    let most = (password::MOST * 4 + 2) as u64;
    std::io::stdin()
        .take(most)
        .read_to_string(&mut text)
        .context("lecture du mot de passe")?;
    let secret = text.lines().next().unwrap_or_default().to_owned();
    password::check(&secret, &[&new.login, &new.name])?;
    if let Some(refusal) = password::check_stolen(&secret, stolen)? {
        return Err(refusal.into());
    }
    Ok(secret)
}

fn address(config: &Config, purpose: &LinkPurpose, token: &str) -> String {
    let here = || {
        format!(
            "http://{}",
            config.listen.as_deref().unwrap_or(super::doors::LISTEN)
        )
    };
    let site = config.web.public_url.clone().unwrap_or_else(here);
    format!(
        "{}{}",
        site.trim_end_matches('/'),
        link_path(purpose, token)
    )
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open().await?;
        let accounts = account::list(&mut store.read().await?).await?;
        let shown: Vec<Shown> = accounts.iter().map(|a| Shown::of(a, None)).collect();
        self.format.print(&shown, |all| {
            let lines: Vec<String> = all.iter().map(Shown::line).collect();
            if lines.is_empty() {
                "Aucun compte.".to_owned()
            } else {
                lines.join("\n")
            }
        })
    }
}

impl One {
    async fn find(&self, store: &Store) -> anyhow::Result<Account> {
        let login = self.login.trim().to_lowercase();
        let found = account::by_login(&mut store.read().await?, &login).await?;
        found.ok_or_else(|| AccountRefusal::Unknown(login).into())
    }

    async fn reset(self, outside: &Outside) -> anyhow::Result<()> {
        let (store, config) = self.data.open().await?;
        let account = self.find(&store).await?;
        if account.disabled {
            bail!(
                "le compte « {} » est fermé : rouvrez-le d’abord (plus account enable)",
                account.login
            );
        }
        let mut tx = store.begin().await?;
        let token = reset(&mut tx, outside, &account).await?;
        tx.commit().await?;
        let purpose = LinkPurpose::Password(account.id.to_string());
        let link = address(&config, &purpose, &token);
        self.format
            .print(&Shown::of(&account, Some(link)), Shown::line)
    }

    async fn set_disabled(self, outside: &Outside, disabled: bool) -> anyhow::Result<()> {
        let (store, _) = self.data.open().await?;
        let account = self.find(&store).await?;
        let mut tx = store.begin().await?;
        let changed = set_disabled(&mut tx, outside, &account, disabled).await?;
        tx.commit().await?;
        self.format.print(&Shown::of(&changed, None), Shown::line)
    }

    async fn forget_factors(self, outside: &Outside) -> anyhow::Result<()> {
        let (store, _) = self.data.open().await?;
        let account = self.find(&store).await?;
        let mut tx = store.begin().await?;
        let how = (Geste::Oublie, None);
        identite::forget(&mut tx, outside, &account.id, how).await?;
        tx.commit().await?;
        self.format.print(&Shown::of(&account, None), Shown::line)
    }
}
