//! The demonstration: a service company at work, loaded once into an empty database. The same every time, but always as
//! old as the clock at loading says.

mod calendar;
mod exchanges;
mod jobs;
mod mails;
mod people;
mod requests;
pub(crate) mod script;
mod templates;

use crate::dice::Dice;
use crate::error::Failure;
use crate::http::password::Passwords;
use crate::persistence::load::{Load, NewAccount, NewAttachment, NewExchange, NewMail};
use crate::persistence::{Transaction, setting, templates as stored_templates};
use crate::services::{Services, random_bytes};
use calendar::Calendar;
use domain::DitId;
use domain::contact::Contact;
use domain::customer::Site;
use domain::indicator::{Counted, Counter, LastWord, Position};
use exchanges::{Kinds, Writer, Written};
use mails::Paper;
use people::{House, Person};
use requests::{Plan, REQUESTS, World};

/// The password of the accounts that the sign-in page shows.
pub const PASSWORD: &str = "demonstration";

/// The accounts that the sign-in page shows.
pub const ACCOUNTS: [(&str, &str); 3] = [
    ("demo@example.org", "dispatcher"),
    ("admin@example.org", "administrator"),
    ("tech@example.org", "technician"),
];

/// Where the random numbers start.
const SEED: u64 = 2026;

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
    let mut dice = Dice::new(SEED);
    let team = people::team(&mut dice)?;
    let houses = people::customers(&mut dice)?;
    let accounts = accounts(&team, passwords).await?;

    let transaction = services.db.begin().await?;
    if !setting::is_empty(&transaction).await? {
        return Ok(Loading::NotEmpty);
    }
    let load = Load::new(&transaction, services.db.engine());
    load_people(&load, &team, accounts, &houses).await?;
    let kinds = Kinds::of(&load.kinds().await?)?;
    let log = tell(services, kinds, &team, &houses, &mut dice)?;
    for paper in &log.papers {
        services.files.put(paper.bytes.clone()).await?;
    }
    log.write(&load).await?;
    load_templates(&transaction).await?;
    load.finish().await?;
    setting::mark_demonstration(&transaction).await?;
    transaction.commit().await?;
    Ok(Loading::Loaded)
}

/// Those whom the sign-in page shows can sign in; nobody knows the password of the others.
async fn accounts(team: &[Person], passwords: &Passwords) -> Result<Vec<NewAccount>, Failure> {
    let shown = passwords.hash(PASSWORD.to_owned()).await?;
    let secret = passwords.hash(crate::files::hex(&random_bytes::<32>())).await?;
    let account = |person: &Person| {
        let email = person.employee.mail1.clone()?;
        let is_shown = ACCOUNTS.iter().any(|(address, _)| *address == email.as_str());
        Some(NewAccount {
            id: person.account,
            employee: person.employee.id,
            email,
            password_hash: if is_shown { shown.clone() } else { secret.clone() },
            role: person.role,
        })
    };
    Ok(team.iter().filter_map(account).collect())
}

async fn load_people(
    load: &Load<'_>,
    team: &[Person],
    accounts: Vec<NewAccount>,
    houses: &[House],
) -> Result<(), Failure> {
    let employees: Vec<_> = team.iter().map(|person| person.employee.clone()).collect();
    let customers: Vec<_> = houses.iter().map(|house| house.customer.clone()).collect();
    let sites: Vec<Site> = houses.iter().flat_map(|house| house.sites.clone()).collect();
    let contacts: Vec<Contact> = houses.iter().flat_map(|house| house.contacts.clone()).collect();
    load.employees(&employees).await?;
    load.accounts(&accounts).await?;
    load.customers(&customers).await?;
    load.sites(&sites).await?;
    load.contacts(&contacts).await
}

async fn load_templates(transaction: &Transaction) -> Result<(), Failure> {
    for template in templates::templates()? {
        let all = stored_templates::hold_all(transaction).await?;
        stored_templates::add(transaction, &template, &all).await?;
    }
    Ok(())
}

/// Everything that happened.
#[derive(Debug, Default)]
struct Log<'a> {
    plans: Vec<Plan<'a>>,
    exchanges: Vec<NewExchange>,
    mails: Vec<NewMail>,
    papers: Vec<Paper>,
    counters: Vec<(DitId, Counter)>,
}

fn tell<'a>(
    services: &Services,
    kinds: Kinds,
    team: &'a [Person],
    houses: &'a [House],
    dice: &mut Dice,
) -> Result<Log<'a>, Failure> {
    let calendar = Calendar {
        zone: services.zone.clone(),
        now: services.clock.now(),
    };
    let writer = Writer {
        calendar: &calendar,
        kinds,
        notes: script::notes(),
    };
    let (stories, endings, topics) = (script::stories()?, script::endings()?, script::topics()?);
    let world = World {
        recorded: requests::recorded(&calendar),
        calendar: calendar.clone(),
        team,
        houses,
        stories,
        endings,
    };
    let mut log = Log::default();
    let mut next_job = 1;
    for sequence in 1..=REQUESTS {
        let plan = world.plan(sequence, &mut next_job, dice);
        let written = if sequence == 5 {
            writer.write_long(&plan, &topics, dice)
        } else {
            writer.write(&plan, dice)
        };
        for one in &written {
            let paper = mails::paper(one, dice);
            log.mails
                .extend(mails::mail(&plan, one, paper.as_ref(), &services.zone, dice)?);
            log.papers.extend(paper);
        }
        log.count(&plan, &written, kinds);
        log.exchanges.extend(written.into_iter().map(|one| one.exchange));
        log.plans.push(plan);
    }
    Ok(log)
}

impl Log<'_> {
    fn count(&mut self, plan: &Plan<'_>, written: &[Written<'_>], kinds: Kinds) {
        let counted: Vec<Counted> = written
            .iter()
            .filter_map(|one| counted(&one.exchange, kinds))
            .collect();
        if written.is_empty() {
            return;
        }
        let mut counter = Counter::recount(&counted);
        counter.version = written.len() as u64;
        self.counters.push((plan.dit.id, counter));
    }

    async fn write(&self, load: &Load<'_>) -> Result<(), Failure> {
        let dits: Vec<_> = self.plans.iter().map(|plan| plan.dit.clone()).collect();
        let jobs: Vec<_> = self.plans.iter().flat_map(|plan| plan.jobs.clone()).collect();
        let crits: Vec<_> = self.plans.iter().flat_map(|plan| plan.crits.clone()).collect();
        let files: Vec<NewAttachment> = self.papers.iter().map(|paper| paper.row.clone()).collect();
        load.dits(&dits, &self.counters).await?;
        load.jobs(&jobs).await?;
        load.crits(&crits).await?;
        load.exchanges(&self.exchanges).await?;
        load.attachments(&files).await?;
        load.mails(&self.mails).await?;
        load.counters(&self.counters).await
    }
}

/// `None` for what does not count: internal notes and tombstones.
fn counted(exchange: &NewExchange, kinds: Kinds) -> Option<Counted> {
    if exchange.deleted.is_some() {
        return None;
    }
    Some(Counted {
        position: Position {
            occurred_at: exchange.said.occurred_at,
            recorded_at: exchange.recorded_at,
            id: exchange.id,
        },
        word: LastWord::of(exchange.direction)?,
        is_chaser: exchange.said.kind == kinds.chaser,
    })
}
