//! The setting `SMTP_URL`.

use percent_encoding::percent_decode_str;
use std::fmt;
use std::path::PathBuf;
use url::Url;

/// A mail server and how to talk to it.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Name or address of the server, without brackets.
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub credentials: Option<(String, String)>,
    /// A file of certificates (PEM) that are trusted besides the public ones: that of a company's own authority.
    pub authority: Option<PathBuf>,
}

impl fmt::Debug for SmtpSettings {
    /// Without user name and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("encryption", &self.encryption)
            .field("has_credentials", &self.credentials.is_some())
            .field("authority", &self.authority)
            .finish()
    }
}

/// When the connection is encrypted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encryption {
    /// STARTTLS when the server offers it.
    WhenOffered,
    /// `tls=required`: STARTTLS, or nothing is sent.
    Required,
    /// `smtps:`: from the first byte.
    Implicit,
}

/// What is wrong with `SMTP_URL`; never holds any part of it that could be a password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SmtpUrlError {
    NotAUrl(String),
    Scheme(String),
    NoHost,
    NoUser,
    Encoding(&'static str),
    Control(&'static str),
    Tls(String),
    Parameter(String),
    Rest,
}

impl fmt::Display for SmtpUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SMTP_URL ")?;
        match self {
            SmtpUrlError::NotAUrl(why) => write!(
                f,
                "cannot be read ({why}): write smtp://user:password@host:port, with characters such as / # ? in the password as %2F %23 %3F"
            ),
            SmtpUrlError::Scheme(scheme) => write!(f, "must begin with smtp:// or smtps://, not with {scheme}:"),
            SmtpUrlError::NoHost => f.write_str("names no mail server: write smtp://host:port"),
            SmtpUrlError::NoUser => f.write_str("has a password without a user name"),
            SmtpUrlError::Encoding(part) => write!(f, "has a {part} whose %-encoding is not UTF-8"),
            SmtpUrlError::Control(part) => write!(f, "has a {part} with a control character"),
            SmtpUrlError::Tls(value) => write!(f, "has tls={value}: the only value is tls=required"),
            SmtpUrlError::Parameter(name) => write!(f, "has an unknown parameter {name}: known are tls and ca"),
            SmtpUrlError::Rest => f.write_str(
                "has something after the port: write / # ? in a password as %2F %23 %3F, and parameters as ?tls=required",
            ),
        }
    }
}

impl std::error::Error for SmtpUrlError {}

impl SmtpSettings {
    /// Reads `smtp://user:password@host:587?tls=required`, `smtps://…`, `smtp://host:25`.
    ///
    /// # Errors
    /// A sentence for the person who set it.
    pub fn parse(text: &str) -> Result<Self, SmtpUrlError> {
        let url = Url::parse(text.trim()).map_err(|error| SmtpUrlError::NotAUrl(error.to_string()))?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            other => return Err(SmtpUrlError::Scheme(other.to_owned())),
        };
        if url.fragment().is_some() || !matches!(url.path(), "" | "/") {
            return Err(SmtpUrlError::Rest);
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        if host.is_empty() {
            return Err(SmtpUrlError::NoHost);
        }
        let (is_required, authority) = parameters(&url)?;
        Ok(Self {
            host: decode("server name", host)?,
            port: url.port().unwrap_or(if implicit { 465 } else { 25 }),
            encryption: match (implicit, is_required) {
                (true, _) => Encryption::Implicit,
                (false, true) => Encryption::Required,
                (false, false) => Encryption::WhenOffered,
            },
            credentials: credentials(&url)?,
            authority,
        })
    }
}

fn parameters(url: &Url) -> Result<(bool, Option<PathBuf>), SmtpUrlError> {
    let (mut is_required, mut authority) = (false, None);
    for (name, value) in url.query_pairs() {
        match (&*name, &*value) {
            ("tls", "required") => is_required = true,
            ("tls", other) => return Err(SmtpUrlError::Tls(other.to_owned())),
            ("ca", path) => authority = Some(PathBuf::from(path)),
            (other, _) => return Err(SmtpUrlError::Parameter(other.to_owned())),
        }
    }
    Ok((is_required, authority))
}

fn credentials(url: &Url) -> Result<Option<(String, String)>, SmtpUrlError> {
    let user = decode("user name", url.username())?;
    match url.password() {
        None if user.is_empty() => Ok(None),
        Some(_) if user.is_empty() => Err(SmtpUrlError::NoUser),
        password => Ok(Some((user, decode("password", password.unwrap_or_default())?))),
    }
}

fn decode(part: &'static str, encoded: &str) -> Result<String, SmtpUrlError> {
    let text = percent_decode_str(encoded)
        .decode_utf8()
        .map_err(|_| SmtpUrlError::Encoding(part))?;
    if text.chars().any(char::is_control) {
        return Err(SmtpUrlError::Control(part));
    }
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_mail_server_says_all_that_is_needed() {
        let full =
            SmtpSettings::parse("smtp://jean%40x.example:p%2F%23%3F%C3%A9@mail.example:587?tls=required")
                .unwrap();
        assert_eq!(
            (full.host.as_str(), full.port, full.encryption),
            ("mail.example", 587, Encryption::Required)
        );
        assert_eq!(full.credentials, Some(("jean@x.example".into(), "p/#?é".into())));
        let implicit = SmtpSettings::parse("smtps://u:p@mail.example").unwrap();
        assert_eq!((implicit.port, implicit.encryption), (465, Encryption::Implicit));
        let plain = SmtpSettings::parse("smtp://127.0.0.1:2525").unwrap();
        assert_eq!(
            (plain.port, plain.encryption, plain.credentials),
            (2525, Encryption::WhenOffered, None)
        );
        assert_eq!(SmtpSettings::parse("smtp://mail.example/").unwrap().port, 25);
        assert_eq!(SmtpSettings::parse("smtp://[::1]:25").unwrap().host, "::1");
        let own = SmtpSettings::parse("smtp://m.example?ca=/etc/ssl/own%20ca.pem").unwrap();
        assert_eq!(own.authority, Some(PathBuf::from("/etc/ssl/own ca.pem")));
    }

    #[test]
    fn a_wrong_address_gets_a_sentence_without_the_password() {
        for (text, words) in [
            ("mail.example", "cannot be read"),
            ("http://mail.example", "must begin with smtp://"),
            ("smtp://", "names no mail server"),
            ("smtp://:secret@mail.example", "without a user name"),
            ("smtp://u:secret%FF@mail.example", "not UTF-8"),
            ("smtp://u:secret%0A@mail.example", "control character"),
            ("smtp://u:p@mail.example?tls=yes", "tls=required"),
            ("smtp://u:p@mail.example?pool=3", "unknown parameter pool"),
            ("smtp://u:sec/ret@mail.example", "SMTP_URL"),
            ("smtp://u:sec#ret@mail.example", "SMTP_URL"),
            ("smtp://mail.example:99999", "cannot be read"),
        ] {
            let sentence = SmtpSettings::parse(text).unwrap_err().to_string();
            assert!(sentence.contains(words), "{text}: {sentence}");
            assert!(!sentence.contains("sec"), "{text}: {sentence}");
        }
        let debug = format!(
            "{:?}",
            SmtpSettings::parse("smtp://user:secret@m.example").unwrap()
        );
        assert!(!debug.contains("secret") && !debug.contains("user\""), "{debug}");
    }
}
