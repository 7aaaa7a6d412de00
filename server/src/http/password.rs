//! Passwords: Argon2id (RFC 9106), worked out off the async threads, a few at a time so that a flood of sign-ins cannot
//! take the memory of the machine.

use crate::error::Failure;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Shortest password that is accepted for a new account, in characters.
pub const PASSWORD_MIN: usize = 12;
/// Passwords worked out at the same time.
const AT_ONCE: usize = 4;

/// What one verification costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PasswordCost {
    pub memory_kib: u32,
    pub passes: u32,
    /// A refusal takes at least this long, so that its time tells nothing about the account.
    pub refusal: Duration,
}

impl PasswordCost {
    /// About 35 ms and 19 MiB each.
    pub const FULL: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
        refusal: Duration::from_millis(300),
    };
    /// The least that Argon2 allows; for data that protects nothing.
    pub const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
        refusal: Duration::ZERO,
    };
}

/// Hashes and verifies. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    params: Params,
    refusal: Duration,
    /// Verified when there is no account, so that an unknown address costs what a known one does.
    nobody: Arc<str>,
    places: Arc<Semaphore>,
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords")
            .field("params", &self.params)
            .finish_non_exhaustive()
    }
}

impl Passwords {
    /// # Errors
    /// [`Failure::Setting`] for a cost that Argon2 does not know.
    pub fn new(cost: PasswordCost) -> Result<Self, Failure> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)
            .map_err(|_| Failure::Setting("the cost of passwords is out of range"))?;
        // Of the right form and the right cost, with an output that no password gives.
        let nobody = format!(
            "$argon2id$v=19$m={},t={},p=1${}${}",
            cost.memory_kib,
            cost.passes,
            "A".repeat(22),
            "A".repeat(43)
        );
        Ok(Self {
            params,
            refusal: cost.refusal,
            nobody: nobody.into(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// The hash to store, with its salt and its cost.
    ///
    /// # Errors
    /// [`Failure::Panicked`] or what Argon2 says.
    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        let params = self.params.clone();
        tokio::task::spawn_blocking(move || hash_now(&params, password.as_bytes()))
            .await
            .map_err(|_| Failure::Panicked)?
    }

    /// Waits until a password may be worked out.
    pub(super) async fn place(&self) -> SemaphorePermit<'_> {
        self.places
            .acquire()
            .await
            .expect("the semaphore is never closed")
    }

    /// Whether it is the password of `hash`; without a hash the same work is done and the answer is no.
    ///
    /// # Errors
    /// [`Failure::Panicked`]; [`Failure::Corrupt`] when the stored hash cannot be read.
    pub(super) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let is_somebody = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let work = move || {
            let hash = PasswordHash::new(&hash).map_err(|_| unreadable())?;
            Ok(Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok())
        };
        let is_right: Result<bool, Failure> = tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Failure::Panicked)?;
        Ok(is_right? && is_somebody)
    }

    pub(super) fn refusal(&self) -> Duration {
        self.refusal
    }
}

fn hash_now(params: &Params, password: &[u8]) -> Result<String, Failure> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let hash = argon2.hash_password(password).map_err(|_| unreadable())?;
    Ok(hash.to_string())
}

fn unreadable() -> Failure {
    Failure::Corrupt("a password hash".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_opens_and_nobody_never_does() {
        let passwords = Passwords::new(PasswordCost::LEAST).unwrap();
        let hash = passwords.hash("une phrase longue".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
        let verify = async |password: &str, hash: Option<&str>| {
            passwords
                .verify(password.to_owned(), hash.map(str::to_owned))
                .await
        };
        assert!(verify("une phrase longue", Some(&hash)).await.unwrap());
        assert!(!verify("une phrase longu", Some(&hash)).await.unwrap());
        assert!(!verify("une phrase longue", None).await.unwrap());
        assert!(matches!(verify("x", Some("md5")).await, Err(Failure::Corrupt(_))));
    }
}
