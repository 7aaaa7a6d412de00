//! The demonstration: a company at work, loaded once into an empty database.

use crate::error::Failure;
use crate::http::password::Passwords;
use crate::persistence::account::{self, NewAccount};
use crate::persistence::setting;
use crate::services::Services;
use domain::email::Email;
use domain::permission::Role;

/// The password of every account of the demonstration.
pub const PASSWORD: &str = "demonstration";

/// The accounts that the sign-in page shows.
pub const ACCOUNTS: [(&str, &str); 3] = [
    ("demo@example.org", "dispatcher"),
    ("admin@example.org", "administrator"),
    ("tech@example.org", "technician"),
];

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loading {
    Loaded,
    /// Something is recorded already: nothing was changed.
    NotEmpty,
}

/// Loads everything in one transaction, and marks the database.
///
/// # Errors
/// What the machine refuses; then nothing was loaded.
pub async fn load(services: &Services, passwords: &Passwords) -> Result<Loading, Failure> {
    let transaction = services.db.begin().await?;
    if !setting::is_empty(&transaction).await? {
        return Ok(Loading::NotEmpty);
    }
    let people = [
        ("Claire", "Moreau", Role::Dispatcher),
        ("Antoine", "Lefèvre", Role::Administrator),
        ("Karim", "Benali", Role::Technician),
    ];
    for ((address, _), (first_name, last_name, role)) in ACCOUNTS.into_iter().zip(people) {
        let email: Email = address
            .parse()
            .map_err(|_| Failure::Corrupt("an account of the demonstration".to_owned()))?;
        let new = NewAccount {
            email,
            role,
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            password_hash: passwords.hash(PASSWORD.to_owned()).await?,
        };
        account::add(&transaction, new).await?;
    }
    setting::mark_demonstration(&transaction).await?;
    transaction.commit().await?;
    Ok(Loading::Loaded)
}
