//! A whole server without sockets: a database of its own, a clock that stands still, a small company and its requests.

mod acting;
mod company;
mod looking;
mod words;

pub use acting::As;
pub use company::Company;
use company::found_company;
pub use words::*;

use domain::command::{COMMAND_VERSION, Command, Envelope};
use domain::dit::{DitNumber, DitState, JobState, Priority};
use domain::employee::Actor;
use domain::permission::Role;
use domain::time::Timestamp;
use domain::{ContactId, EmployeeId, EnvelopeId, ExchangeId, KindId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use server::files::FileStore;
use server::live::Live;
use server::mailer::{Accounts, MemoryMailer};
use server::outbox;
use server::persistence::code::Coded;
use server::persistence::entity::{dits, exchanges, jobs};
use server::persistence::{Database, Engine};
use server::services::{Clock, ManualClock, Services, random_bytes};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use tempfile::TempDir;
use tokio::sync::{Notify, OnceCell};

/// 2026-11-24T09:00:00Z, 10:00 in Paris.
pub const NOW: Timestamp = Timestamp(1_795_510_800_000);

pub struct TestApp {
    pub services: Services,
    pub clock: Arc<ManualClock>,
    pub company: Company,
    pub mailer: MemoryMailer,
    /// Where the database is, to open it again.
    pub database_url: String,
    next_request: AtomicI32,
    _folder: TempDir,
}

impl TestApp {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = database_url(&folder).await;
        let clock = Arc::new(ManualClock::at(NOW));
        let services = empty_services(&folder, &database_url, clock.clone()).await;
        let company = found_company(&services.db).await;
        TestApp {
            services,
            clock,
            company,
            mailer: MemoryMailer::new(),
            database_url,
            next_request: AtomicI32::new(1),
            _folder: folder,
        }
    }

    pub fn as_administrator(&self) -> As<'_> {
        self.acting(self.company.administrator.actor)
    }

    pub fn as_dispatcher(&self) -> As<'_> {
        self.acting(self.company.dispatcher.actor)
    }

    pub fn as_technician(&self) -> As<'_> {
        self.acting(self.company.technician.actor)
    }

    pub fn as_other_technician(&self) -> As<'_> {
        self.acting(self.company.other_technician.actor)
    }

    pub fn as_reader(&self) -> As<'_> {
        self.acting(self.company.reader.actor)
    }

    pub fn as_role(&self, role: Role) -> As<'_> {
        match role {
            Role::Administrator => self.as_administrator(),
            Role::Dispatcher => self.as_dispatcher(),
            Role::Technician => self.as_technician(),
            Role::Reader => self.as_reader(),
        }
    }

    pub fn acting(&self, actor: Actor) -> As<'_> {
        As { app: self, actor }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn clock_now(&self) -> i64 {
        self.clock.now().0
    }

    /// A new request of the customer in this state, with one planned job.
    pub async fn request(&self, state: DitState) -> DitNumber {
        let sequence = self.next_request.fetch_add(1, Ordering::SeqCst);
        let number = DitNumber::new(2026, sequence.unsigned_abs()).unwrap();
        let tx = self.services.db.begin().await.unwrap();
        let row = dits::ActiveModel {
            number: Set(number.to_string()),
            sort_key: Set(number.sort_key()),
            customer_id: Set(self.company.customer.0),
            site_id: Set(Some(self.company.site.0)),
            contact_id: Set(Some(self.company.contact.id.0)),
            in_charge_id: Set(Some(self.company.dispatcher.employee.id.0)),
            subject: Set("Fuite au sous-sol".to_owned()),
            description: Set(String::new()),
            state: Set(state.code().to_owned()),
            priority: Set(Priority::Normal.code().to_owned()),
            recorded_at: Set(NOW.0),
            due_at: Set(None),
            search: Set(String::new()),
            ..Default::default()
        };
        let dit = dits::Entity::insert(row).exec(&tx).await.unwrap().last_insert_id;
        insert_job(&tx, dit, 1).await;
        tx.commit().await.unwrap();
        number
    }

    /// An open request.
    pub async fn open_request(&self) -> DitNumber {
        self.request(DitState::Open).await
    }

    pub async fn set_state(&self, dit: DitNumber, state: DitState) {
        let tx = self.services.db.begin().await.unwrap();
        dits::Entity::update_many()
            .col_expr(dits::Column::State, state.code().into())
            .filter(dits::Column::Number.eq(dit.to_string()))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn add_jobs(&self, dit: DitNumber, ranks: std::ops::RangeInclusive<i32>) {
        let id = self.dit_id(dit).await.0;
        let tx = self.services.db.begin().await.unwrap();
        for rank in ranks {
            insert_job(&tx, id, rank).await;
        }
        tx.commit().await.unwrap();
    }

    /// Makes an exchange one of long ago: of a kind, an employee and a contact that nobody may choose today.
    pub async fn rewrite(
        &self,
        exchange: ExchangeId,
        kind: KindId,
        employee: EmployeeId,
        contact: ContactId,
    ) {
        let tx = self.services.db.begin().await.unwrap();
        exchanges::Entity::update_many()
            .col_expr(exchanges::Column::KindId, kind.0.into())
            .col_expr(exchanges::Column::EmployeeId, employee.0.into())
            .col_expr(exchanges::Column::ContactId, contact.0.into())
            .filter(exchanges::Column::Id.eq(exchange.0))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Sends every mail that is due; how many that was.
    pub async fn deliver_pending(&self) -> usize {
        outbox::deliver_pending(&self.services, &self.mailer)
            .await
            .unwrap()
    }

    /// Makes a server close every connection to this database, as a restart would; a file has none.
    pub async fn cut_connections(&self) {
        if self.services.db.engine() == Engine::Postgres {
            let (server, name) = self.database_url.rsplit_once('/').unwrap();
            let connection = sea_orm::Database::connect(format!("{server}/postgres"))
                .await
                .unwrap();
            let cut =
                format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
            connection.execute_unprepared(&cut).await.unwrap();
            connection.close().await.unwrap();
        }
    }

    /// The company's word for a kind.
    pub fn kind(&self, label: &str) -> KindId {
        self.company
            .kinds
            .iter()
            .find(|kind| kind.label == label)
            .unwrap()
            .id
    }

    pub fn chaser(&self) -> KindId {
        self.kind("Relance")
    }

    pub fn envelope(&self, command: Command) -> Envelope {
        let now = self.clock.now();
        Envelope {
            id: EnvelopeId::new(now.0, random_bytes()),
            version: COMMAND_VERSION,
            account: None,
            issued_at: now,
            command,
        }
    }
}

pub(super) async fn insert_job(tx: &impl ConnectionTrait, dit: i64, rank: i32) {
    let row = jobs::ActiveModel {
        dit_id: Set(dit),
        rank: Set(rank),
        technician_id: Set(None),
        planned_at: Set(None),
        state: Set(JobState::Planned.code().to_owned()),
        ..Default::default()
    };
    jobs::Entity::insert(row).exec(tx).await.unwrap();
}

/// A server on a database that holds nobody and nothing yet.
pub async fn empty_services(folder: &TempDir, database_url: &str, clock: Arc<ManualClock>) -> Services {
    Services {
        db: Database::connect(database_url).await.unwrap(),
        clock,
        zone: "Europe/Paris".parse().unwrap(),
        files: FileStore::open(&folder.path().join("files")).unwrap(),
        bell: Arc::new(Notify::new()),
        live: Live::new(NOW),
        mail_accounts: Arc::new(Accounts::only(Arc::new(MemoryMailer::new()))),
        mail_counters: Arc::default(),
        base_url: "https://echanges.example.org".parse().unwrap(),
        mails_to_files: false,
        is_demo: false,
    }
}

/// A file of its own, or a database of its own on the server that the environment names.
pub async fn database_url(folder: &TempDir) -> String {
    let Ok(server) = std::env::var("ECHANGES_TEST_DATABASE_URL") else {
        return format!("sqlite:{}", folder.path().join("echanges.db").display());
    };
    let template = TEMPLATE.get_or_init(|| create_template(&server)).await;
    create_database(&server, &format!("TEMPLATE {template}")).await.1
}

/// A database with the schema and nothing else, which the others are copied from: migrating each takes several times longer.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

async fn create_template(server: &str) -> String {
    let (name, url) = create_database(server, "").await;
    Database::connect(&url).await.unwrap().close().await.unwrap();
    name
}

/// Its name and its address.
async fn create_database(server: &str, options: &str) -> (String, String) {
    let name = format!("t_{}", uuid::Uuid::from_bytes(random_bytes()).simple());
    let connection = sea_orm::Database::connect(server).await.unwrap();
    connection
        .execute_unprepared(&format!("CREATE DATABASE {name} {options}"))
        .await
        .unwrap();
    connection.close().await.unwrap();
    let (before, after) = server
        .rsplit_once("/postgres")
        .expect("the address ends with /postgres");
    (name.clone(), format!("{before}/{name}{after}"))
}
