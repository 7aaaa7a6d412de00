//! Which mail account sends which mail: the one that is set for the domain of From, or the default one.

use super::{FileMailer, Mailer, SmtpMailer, SmtpSettings, SmtpUrlError, TimeLimits};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Name of the account that sends what no other one does.
pub const DEFAULT_ACCOUNT: &str = "";

/// The mail accounts, by the domain whose mails they send. Made once, at the start.
#[derive(Clone, Debug)]
pub struct Accounts {
    default: Arc<dyn Mailer>,
    others: BTreeMap<String, Arc<dyn Mailer>>,
}

/// One sentence about what is wrong with the address of a mail server; never holds a password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountsError {
    /// `None` for the default account.
    domain: Option<String>,
    error: SmtpUrlError,
}

impl fmt::Display for AccountsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = self.error.to_string();
        match &self.domain {
            None => f.write_str(&sentence),
            Some(domain) => {
                let own = format!("SMTP_URLS has for {domain} an address that");
                f.write_str(&sentence.replacen("SMTP_URL", &own, 1))
            }
        }
    }
}

impl std::error::Error for AccountsError {}

impl Accounts {
    /// The accounts that the settings ask for: files under `<data>/mail` when there is no server at all.
    ///
    /// # Errors
    /// The first address that cannot be used.
    pub fn from_settings(
        smtp_url: Option<&str>,
        smtp_urls: &[(String, String)],
        data: &Path,
    ) -> Result<Self, AccountsError> {
        let mut accounts = Self::only(match smtp_url {
            Some(url) => smtp(None, url)?,
            None => Arc::new(FileMailer::new(data.join("mail"))),
        });
        for (domain, url) in smtp_urls {
            accounts = accounts.with(domain, smtp(Some(domain), url)?);
        }
        Ok(accounts)
    }

    /// One account for everything.
    pub fn only(mailer: Arc<dyn Mailer>) -> Self {
        Self {
            default: mailer,
            others: BTreeMap::new(),
        }
    }

    /// And one for the mails from this domain.
    #[must_use]
    pub fn with(mut self, domain: &str, mailer: Arc<dyn Mailer>) -> Self {
        self.others.insert(domain.to_lowercase(), mailer);
        self
    }

    /// Name of the account that sends the mails from this domain, given in lower case.
    pub fn account_of(&self, from_domain: &str) -> &str {
        self.others
            .get_key_value(from_domain)
            .map_or(DEFAULT_ACCOUNT, |(name, _)| name)
    }

    /// What sends the mails from this domain, given in lower case.
    pub fn mailer(&self, from_domain: &str) -> &Arc<dyn Mailer> {
        self.others.get(from_domain).unwrap_or(&self.default)
    }

    /// Names of all accounts: the default one, then those with a domain of their own.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(DEFAULT_ACCOUNT).chain(self.domains())
    }

    /// The domains that have an account of their own.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        self.others.keys().map(String::as_str)
    }
}

fn smtp(domain: Option<&str>, url: &str) -> Result<Arc<dyn Mailer>, AccountsError> {
    let settings = SmtpSettings::parse(url).map_err(|error| AccountsError {
        domain: domain.map(str::to_owned),
        error,
    })?;
    Ok(Arc::new(SmtpMailer::new(settings, TimeLimits::default())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailer::MemoryMailer;

    #[test]
    fn the_domain_of_from_chooses_the_account() {
        let accounts = Accounts::only(Arc::new(MemoryMailer::new()))
            .with("North.example", Arc::new(MemoryMailer::new()));
        assert_eq!(accounts.account_of("north.example"), "north.example");
        assert_eq!(accounts.account_of("mail.north.example"), DEFAULT_ACCOUNT);
        assert_eq!(accounts.names().collect::<Vec<_>>(), ["", "north.example"]);
        assert!(Arc::ptr_eq(accounts.mailer("else.example"), &accounts.default));
        assert!(!Arc::ptr_eq(accounts.mailer("north.example"), &accounts.default));
    }

    #[test]
    fn a_wrong_address_is_said_without_its_password() {
        let wrong = |default: Option<&str>, others: &[(String, String)]| {
            Accounts::from_settings(default, others, Path::new("/nowhere"))
                .unwrap_err()
                .to_string()
        };
        assert!(wrong(Some("http://u:secret@host"), &[]).starts_with("SMTP_URL must begin with smtp://"));
        let other = [("north.example".to_owned(), "smtp://:secret@host".to_owned())];
        let sentence = wrong(Some("smtp://host"), &other);
        assert_eq!(
            sentence,
            "SMTP_URLS has for north.example an address that has a password without a user name"
        );
    }
}
