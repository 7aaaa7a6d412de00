//! Keys that sign the mails of a domain, and what the domain has to publish (RFC 6376).
//!
//! The program makes the key itself, so that nobody copies one around; only its public half is ever shown.

mod canon;
mod sign;

pub(super) use sign::{check, field};

use super::wire_address;
use crate::error::Failure;
use domain::email::Email;
use domain::time::Timestamp;
use ring::signature::RsaKeyPair;
use rsa::PrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding, SecretDocument};
use rsa::rand_core::{TryCryptoRng, TryRng};
use std::fmt;
use std::sync::Arc;

/// Length of a key, in bits: what RFC 8301 section 3.2 asks for, and what every verifier accepts.
const KEY_BITS: usize = 2048;
/// Longest string of a TXT record, in bytes (RFC 1035 section 3.3).
const TXT_STRING_MAX: usize = 255;

/// A key that signs the mails of one domain.
#[derive(Clone)]
pub struct DkimKey {
    domain: String,
    selector: String,
    pem: String,
    created_at: Timestamp,
    pair: Arc<RsaKeyPair>,
}

/// What the domain's name servers have to say, for the signatures to be believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DnsRecord {
    /// The name of the TXT record, without a final dot.
    pub name: String,
    /// Its value in one piece, as most forms of providers want it.
    pub value: String,
    /// The whole record as a zone file wants it: strings of at most 255 bytes.
    pub zone_line: String,
}

/// Why there is no key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DkimError {
    /// The domain has no form in the domain name system.
    Domain,
    /// No RSA key of 2,048 bits in PKCS #8.
    Key,
    /// The operating system gave no random bytes.
    Random,
    /// The message has no header to sign.
    Message,
}

impl fmt::Display for DkimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DkimError::Domain => "the domain of a DKIM key has no form in the domain name system",
            DkimError::Key => "a DKIM key cannot be read",
            DkimError::Random => "the operating system gave no random bytes for a DKIM key",
            DkimError::Message => "a message has no header that DKIM could sign",
        })
    }
}

impl std::error::Error for DkimError {}

impl From<DkimError> for Failure {
    fn from(error: DkimError) -> Self {
        Failure::Mail(error.to_string())
    }
}

impl DkimKey {
    /// Makes a key. Takes the time of some mails: not for a thread that others wait for.
    ///
    /// # Errors
    /// [`DkimError::Domain`] when there is no such domain.
    pub fn generate(domain: &str, now: Timestamp) -> Result<Self, DkimError> {
        let domain = normal_domain(domain)?;
        let key = PrivateKey::new(&mut SystemRandom, KEY_BITS).map_err(|_| DkimError::Random)?;
        let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| DkimError::Key)?;
        Self::read(domain, selector(now), pem.to_string(), now)
    }

    /// Reads a key that was kept.
    ///
    /// # Errors
    /// [`DkimError::Key`].
    pub fn read(
        domain: String,
        selector: String,
        pem: String,
        created_at: Timestamp,
    ) -> Result<Self, DkimError> {
        let (label, der) = SecretDocument::from_pem(&pem).map_err(|_| DkimError::Key)?;
        if label != "PRIVATE KEY" {
            return Err(DkimError::Key);
        }
        let pair = RsaKeyPair::from_pkcs8(der.as_bytes()).map_err(|_| DkimError::Key)?;
        Ok(Self {
            domain,
            selector,
            pem,
            created_at,
            pair: Arc::new(pair),
        })
    }

    /// In its ASCII form, lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// What tells this key from the next one of the same domain.
    pub fn selector(&self) -> &str {
        &self.selector
    }

    pub fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// The key itself, to be kept and never shown.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// What the domain has to publish.
    ///
    /// # Errors
    /// [`DkimError::Key`].
    pub fn dns_record(&self) -> Result<DnsRecord, DkimError> {
        let private = PrivateKey::from_pkcs8_pem(&self.pem).map_err(|_| DkimError::Key)?;
        let public = private
            .to_public_key()
            .to_public_key_pem(LineEnding::LF)
            .map_err(|_| DkimError::Key)?;
        let base64: String = public.lines().filter(|line| !line.starts_with("-----")).collect();
        let name = format!("{}._domainkey.{}", self.selector, self.domain);
        let value = format!("v=DKIM1; k=rsa; p={base64}");
        let strings = value
            .as_bytes()
            .chunks(TXT_STRING_MAX)
            .map(|piece| format!("\"{}\"", String::from_utf8_lossy(piece)));
        let zone_line = format!("{name}. IN TXT ( {} )", strings.collect::<Vec<_>>().join(" "));
        Ok(DnsRecord {
            name,
            value,
            zone_line,
        })
    }
}

impl fmt::Debug for DkimKey {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DkimKey")
            .field("domain", &self.domain)
            .field("selector", &self.selector)
            .finish_non_exhaustive()
    }
}

/// The domain whose key signs the mails of this address; `None` when the domain has no ASCII form.
pub fn signing_domain(from: &Email) -> Option<String> {
    wire_address(from)
        .ok()
        .map(|address| address.domain().to_ascii_lowercase())
}

/// A domain as a person writes it, in the form of the domain name system.
fn normal_domain(domain: &str) -> Result<String, DkimError> {
    format!("postmaster@{}", domain.trim())
        .parse::<Email>()
        .ok()
        .and_then(|email| signing_domain(&email))
        .ok_or(DkimError::Domain)
}

/// Named after the day (UTC), so that a key made later has another name and both can be published side by side.
fn selector(now: Timestamp) -> String {
    let day = jiff::Timestamp::from_millisecond(now.0)
        .map(|at| at.strftime("%Y%m%d").to_string())
        .unwrap_or_default();
    format!("echanges{day}")
}

/// The operating system's generator, as the key maker wants it.
struct SystemRandom;

impl TryRng for SystemRandom {
    type Error = getrandom::Error;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        getrandom::u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        getrandom::u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        getrandom::fill(bytes)
    }
}

impl TryCryptoRng for SystemRandom {}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_510_800_000);

    #[test]
    fn a_key_tells_what_its_domain_has_to_publish() {
        let key = DkimKey::generate(" Exemplé.example ", NOW).unwrap();
        assert_eq!(
            (key.domain(), key.selector()),
            ("xn--exempl-gva.example", "echanges20261124")
        );
        let record = key.dns_record().unwrap();
        assert_eq!(record.name, "echanges20261124._domainkey.xn--exempl-gva.example");
        // A SubjectPublicKeyInfo of 2,048 bits has 294 bytes.
        assert_eq!(record.value.len(), "v=DKIM1; k=rsa; p=".len() + 392);
        assert!(
            record
                .value
                .starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"),
            "{}",
            record.value
        );
        let strings: Vec<&str> = record.zone_line.split('"').skip(1).step_by(2).collect();
        assert_eq!(strings.concat(), record.value);
        assert!(strings.iter().all(|string| string.len() <= 255) && strings.len() == 2);
        assert!(
            record
                .zone_line
                .starts_with(&format!("{}. IN TXT ( \"", record.name))
        );
    }

    #[test]
    fn a_key_that_was_kept_is_the_same_key() {
        let made = DkimKey::generate("example.org", NOW).unwrap();
        let kept = DkimKey::read(
            "example.org".into(),
            made.selector().into(),
            made.pem().into(),
            NOW,
        )
        .unwrap();
        assert_eq!(kept.dns_record(), made.dns_record());
        assert!(!format!("{made:?}").contains("PRIVATE"), "{made:?}");
        let cut = made.pem().replace("PRIVATE KEY", "PUBLIC KEY");
        for bad in ["", "no key", cut.as_str(), &made.pem()[..900]] {
            assert!(DkimKey::read("example.org".into(), "s".into(), bad.into(), NOW).is_err());
        }
    }

    #[test]
    fn only_a_domain_gets_a_key() {
        for bad in [
            "",
            "a b.example",
            "localhost",
            "x\u{e000}y.example",
            "@example.org",
        ] {
            assert_eq!(
                DkimKey::generate(bad, NOW).map(drop),
                Err(DkimError::Domain),
                "{bad}"
            );
        }
    }
}
