//! The settings, all optional, read once from the environment. A setting that cannot be used is said in one sentence.

use crate::http::origin::{BaseUrl, NotABaseUrl};
use crate::outbox::{LEASE_MAX_MS, LEASE_MS};
use crate::zone::Zone;
use domain::email::Email;
use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Everything from `info` up, but not the bookkeeping of migrations at each start.
const LOG_FILTER: &str = "info,sea_orm_migration=warn";

/// Mails that leave at once, unless something else is asked for: gentle to a provider, and one that stalls holds up few.
const MAIL_WORKERS: usize = 4;
/// More would only wait for each other.
const MAIL_WORKERS_MAX: usize = 256;
/// Shorter, and a busy machine would take its own workers for dead.
const LEASE_MIN_MS: i64 = 100;

/// What the environment asks for.
#[derive(Clone, Debug)]
pub struct Config {
    /// `LEPTOS_SITE_ADDR`.
    pub address: SocketAddr,
    /// `ECHANGES_DATA`: folder of the embedded database and of files.
    pub data: PathBuf,
    /// `DATABASE_URL`.
    pub database_url: String,
    /// `SMTP_URL`; `None` writes mails as files. The mailer judges it.
    pub smtp_url: Option<String>,
    /// `SMTP_URLS`: other accounts, by the domain of From in lower case.
    pub smtp_urls: Vec<(String, String)>,
    /// `ECHANGES_MAIL_WORKERS`: mails that may leave at once.
    pub mail_workers: usize,
    /// `ECHANGES_MAIL_LEASE_MS`: how long a mail is held without news of the worker.
    pub mail_lease_ms: i64,
    /// `ECHANGES_BASE_URL`.
    pub base_url: BaseUrl,
    /// `ECHANGES_TIME_ZONE`.
    pub zone: Zone,
    /// `RUST_LOG`.
    pub log_filter: String,
}

/// One sentence for the operator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// # Errors
    /// The first setting that cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads the settings from anything that knows them by name. An empty setting is none.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn read(setting: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let setting = |name: &str| {
            setting(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let or = |name: &str, default: &str| setting(name).unwrap_or_else(|| default.to_owned());

        let address = address(&or("LEPTOS_SITE_ADDR", "127.0.0.1:3000"))?;
        let data = PathBuf::from(or("ECHANGES_DATA", "./data"));
        let database_url = match setting("DATABASE_URL") {
            Some(url) => checked_database(url)?,
            None => default_database(&data)?,
        };
        let smtp_url = setting("SMTP_URL");
        let smtp_urls = smtp_urls(&or("SMTP_URLS", ""), smtp_url.is_some())?;
        Ok(Self {
            address,
            database_url,
            smtp_url,
            smtp_urls,
            mail_workers: number(
                "ECHANGES_MAIL_WORKERS",
                setting("ECHANGES_MAIL_WORKERS"),
                1..=MAIL_WORKERS_MAX,
                MAIL_WORKERS,
            )?,
            mail_lease_ms: number(
                "ECHANGES_MAIL_LEASE_MS",
                setting("ECHANGES_MAIL_LEASE_MS"),
                LEASE_MIN_MS..=LEASE_MAX_MS,
                LEASE_MS,
            )?,
            base_url: base_url(&or("ECHANGES_BASE_URL", &format!("http://{address}")))?,
            zone: zone(&or("ECHANGES_TIME_ZONE", "Europe/Paris"))?,
            log_filter: or("RUST_LOG", LOG_FILTER),
            data,
        })
    }

    /// Folder of the content of attachments.
    pub fn files(&self) -> PathBuf {
        self.data.join("files")
    }

    /// Folder of the mails that became files.
    pub fn mail(&self) -> PathBuf {
        self.data.join("mail")
    }
}

fn address(given: &str) -> Result<SocketAddr, ConfigError> {
    let found = given.to_socket_addrs().ok().and_then(|mut found| found.next());
    found.ok_or_else(|| {
        ConfigError(format!(
            "LEPTOS_SITE_ADDR is \"{given}\", not an address and a port such as 127.0.0.1:3000."
        ))
    })
}

fn base_url(given: &str) -> Result<BaseUrl, ConfigError> {
    given.parse().map_err(|NotABaseUrl| {
        ConfigError(format!(
            "ECHANGES_BASE_URL is \"{given}\", not an address without a path such as https://echanges.example."
        ))
    })
}

fn zone(given: &str) -> Result<Zone, ConfigError> {
    given.parse().map_err(|_| {
        ConfigError(format!(
            "ECHANGES_TIME_ZONE is \"{given}\", not a zone of the IANA database such as Europe/Paris."
        ))
    })
}

/// `domain=smtp://… domain=smtp://…`. The addresses are judged by the mailer; they may hold passwords, so nothing of them is repeated.
fn smtp_urls(given: &str, has_default: bool) -> Result<Vec<(String, String)>, ConfigError> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (at, pair) in given.split_whitespace().enumerate() {
        let wrong = |what: &str| ConfigError(format!("SMTP_URLS {what} (entry {}).", at + 1));
        let (domain, url) = pair
            .split_once('=')
            .filter(|(domain, url)| format!("x@{domain}").parse::<Email>().is_ok() && !url.is_empty())
            .ok_or_else(|| wrong("has something that is not domain=smtp://user:password@host:port"))?;
        let domain = domain.to_lowercase();
        if found.iter().any(|(known, _)| *known == domain) {
            return Err(wrong("names a domain twice"));
        }
        found.push((domain, url.to_owned()));
    }
    if found.is_empty() || has_default {
        Ok(found)
    } else {
        Err(ConfigError(
            "SMTP_URLS needs SMTP_URL: the account of all other domains.".to_owned(),
        ))
    }
}

fn number<T>(
    name: &str,
    given: Option<String>,
    range: RangeInclusive<T>,
    default: T,
) -> Result<T, ConfigError>
where
    T: FromStr + PartialOrd + fmt::Display,
{
    let Some(given) = given else { return Ok(default) };
    match given.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(ConfigError(format!(
            "{name} is \"{given}\", not a number from {} to {}.",
            range.start(),
            range.end()
        ))),
    }
}

/// The address may hold a password, so it is not repeated.
fn checked_database(url: String) -> Result<String, ConfigError> {
    let is_known = ["sqlite:", "postgres:", "postgresql:"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    if is_known {
        Ok(url)
    } else {
        Err(ConfigError(
            "DATABASE_URL starts neither with sqlite: nor with postgres:.".to_owned(),
        ))
    }
}

fn default_database(data: &Path) -> Result<String, ConfigError> {
    let file = data.join("echanges.db");
    let file = file.to_str().filter(|file| !file.contains('?')).ok_or_else(|| {
        ConfigError("ECHANGES_DATA is a folder whose name cannot be part of a database address.".to_owned())
    })?;
    Ok(format!("sqlite://{file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            settings
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn every_setting_has_a_default() {
        let config = read(&[]).unwrap();
        assert_eq!(config.address.to_string(), "127.0.0.1:3000");
        assert_eq!(config.data, Path::new("./data"));
        assert_eq!(config.database_url, "sqlite://./data/echanges.db");
        assert_eq!((config.smtp_url.as_deref(), config.smtp_urls.len()), (None, 0));
        assert_eq!((config.mail_workers, config.mail_lease_ms), (4, 60_000));
        assert_eq!(config.base_url.to_string(), "http://127.0.0.1:3000");
        assert_eq!(config.zone.name(), "Europe/Paris");
        assert!(config.log_filter.starts_with("info"));
        assert_eq!(config.files(), Path::new("./data/files"));
    }

    #[test]
    fn the_database_follows_the_data_folder_and_the_base_address_follows_the_address() {
        let config = read(&[
            ("ECHANGES_DATA", "/srv/e"),
            ("LEPTOS_SITE_ADDR", "127.0.0.1:4000"),
            ("SMTP_URL", " "),
        ])
        .unwrap();
        assert_eq!(config.database_url, "sqlite:///srv/e/echanges.db");
        assert_eq!(config.base_url.to_string(), "http://127.0.0.1:4000");
        assert_eq!(config.smtp_url, None, "an empty setting is none");
    }

    #[test]
    fn other_accounts_are_named_by_their_domain() {
        let given = "North.example=smtp://u:p@a  south.example=smtps://b?tls=required";
        let config = read(&[("SMTP_URL", "smtp://host"), ("SMTP_URLS", given)]).unwrap();
        let pair = |domain: &str, url: &str| (domain.to_owned(), url.to_owned());
        assert_eq!(
            config.smtp_urls,
            [
                pair("north.example", "smtp://u:p@a"),
                pair("south.example", "smtps://b?tls=required")
            ]
        );
        let twice = "a.example=smtp://x A.example=smtp://y";
        let sentence = read(&[("SMTP_URL", "smtp://host"), ("SMTP_URLS", twice)])
            .unwrap_err()
            .to_string();
        assert_eq!(sentence, "SMTP_URLS names a domain twice (entry 2).");
    }

    #[test]
    fn what_cannot_be_used_is_said_in_one_sentence() {
        for (name, value) in [
            ("LEPTOS_SITE_ADDR", "3000"),
            ("LEPTOS_SITE_ADDR", "127.0.0.1:99999"),
            ("ECHANGES_BASE_URL", "echanges.example"),
            ("ECHANGES_BASE_URL", "https://echanges.example/app"),
            ("ECHANGES_TIME_ZONE", "Europe/Clermont"),
            ("DATABASE_URL", "mysql://root:secret@host/db"),
            ("SMTP_URLS", "north.example=smtp://u:secret@host"),
            ("SMTP_URLS", "smtp://u:secret@host"),
            ("ECHANGES_MAIL_WORKERS", "0"),
            ("ECHANGES_MAIL_WORKERS", "many"),
            ("ECHANGES_MAIL_LEASE_MS", "99"),
        ] {
            let sentence = read(&[(name, value)]).unwrap_err().to_string();
            assert!(
                sentence.starts_with(name) && sentence.ends_with('.'),
                "{sentence}"
            );
            assert!(!sentence.contains("secret"), "{sentence}");
        }
    }
}
