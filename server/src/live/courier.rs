//! Reads what is so now of everything that changed, once for all streams.

use super::{Change, Place, Told};
use crate::error::Failure;
use crate::persistence::{news, read};
use crate::services::Services;
use app::view::live::{DitChange, Pen, Writing};
use domain::AccountId;
use domain::dit::DitNumber;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long it gathers before it reads: a mail changes three times in a few milliseconds.
const GATHER: Duration = Duration::from_millis(40);
/// More changes than this are not told one by one.
const TOLD_MAX: usize = 1_000;

/// Tells everybody, until it is told to stop. One for each instance.
#[derive(Clone, Debug)]
pub struct Courier(Services);

impl Courier {
    pub fn new(services: Services) -> Self {
        Self(services)
    }

    /// Runs until `stop` holds `true` or its sender is gone. No failure ends it.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let services = &self.0;
        let live = &services.live;
        let hears = news::listen(&services.db, |said| match said {
            Some(said) => live.hear(said, services.clock.now()),
            None => live.miss(services.clock.now()),
        });
        tokio::select! {
            never = hears => match never {},
            () = self.carry() => {}
            _ = stop.wait_for(|is_stopping| *is_stopping) => {}
        }
        live.stop();
    }

    async fn carry(&self) {
        let live = &self.0.live;
        let mut told_until = live.place(self.0.clock.now());
        loop {
            live.0.bell.notified().await;
            tokio::time::sleep(GATHER).await;
            let place = live.place(self.0.clock.now());
            let mut changes = live.after(told_until);
            if live.0.told.receiver_count() == 0 {
                // Nobody looks: only who writes is remembered, for whoever comes.
                changes
                    .iter_mut()
                    .for_each(|changes| changes.retain(|change| matches!(change, Change::Pen(..))));
            }
            told_until = place;
            for told in tell(&self.0, changes, place).await {
                live.tell(told);
            }
        }
    }
}

/// What is to be said of these changes; `None` are changes that are not known. A failure of the machine is told as such a one: whoever
/// reads again then finds what is so.
pub(crate) async fn tell(services: &Services, changes: Option<Vec<Change>>, place: Place) -> Vec<Told> {
    let Some(changes) = changes.filter(|changes| changes.len() <= TOLD_MAX) else {
        return vec![Told::ReadAgain(place)];
    };
    match words(services, &changes, place).await {
        Ok(told) => told,
        Err(failure) => {
            tracing::error!(%failure, "what changed cannot be told: pages are asked to read again");
            vec![Told::ReadAgain(place)]
        }
    }
}

async fn words(services: &Services, changes: &[Change], place: Place) -> Result<Vec<Told>, Failure> {
    let mut told = Vec::new();
    for (account, dit, pen) in last_pens(changes) {
        let name = read::name_of(&services.db, account).await?.unwrap_or_default();
        let writing = Writing {
            dit,
            account,
            name,
            pen,
        };
        services.live.hold_pen(&writing, services.clock.now());
        told.push(Told::Writing(writing));
    }
    if changes.contains(&Change::MailAccounts) {
        told.push(Told::MailAlert(read::has_mail_alert(&services.db).await?));
    }
    let dits: Vec<DitChange> = read::changes(&services.db, changes).await?;
    // The last of a batch, so that whoever was told of this place was told of all of it.
    told.push(Told::Changes(Arc::new(dits), place));
    Ok(told)
}

/// What each person does now, of all that they did.
fn last_pens(changes: &[Change]) -> Vec<(AccountId, DitNumber, Pen)> {
    let mut pens: Vec<(AccountId, DitNumber, Pen)> = Vec::new();
    for change in changes {
        if let Change::Pen(account, dit, pen) = change {
            pens.retain(|(other, number, _)| (other, number) != (account, dit));
            pens.push((*account, *dit, *pen));
        }
    }
    pens
}
