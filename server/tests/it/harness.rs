//! A whole server without sockets: a database of its own, a clock that stands still, a small company and its requests.

use app::error::AppError;
use app::view::{Draft, DraftSlot};
use domain::command::{
    Answer, COMMAND_VERSION, Command, DeleteExchange, EditExchange, Effect, EnterCrit, Envelope, MailOrder,
    Receipt, RecordExchange, RestoreExchange,
};
use domain::contact::Contact;
use domain::crit::CritOutcome;
use domain::dit::{DitNumber, DitState, JobState, Priority};
use domain::employee::{Actor, Employee};
use domain::exchange::{Channel, Counterpart, Direction, Kind};
use domain::indicator::{Counter, Indicator};
use domain::permission::Role;
use domain::rejection::{Field, Problem, Rejection};
use domain::text::FreeName;
use domain::time::Timestamp;
use domain::{
    AccountId, AttachmentId, ContactId, CustomerId, DitId, EmployeeId, EnvelopeId, ExchangeId, JobId, KindId,
    SiteId,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use server::commands;
use server::files::FileStore;
use server::mailer::MemoryMailer;
use server::outbox;
use server::persistence::code::Coded;
use server::persistence::entity::{
    accounts, attachments, commands as command_log, contacts, customers, dits, drafts, employees,
    exchange_attachments, exchange_versions, exchanges, jobs, kinds, mail_recipients, mails, sites,
};
use server::persistence::{Database, counters};
use server::services::{Clock, ManualClock, Services, random_bytes};
use server::usecases;
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

/// What every test can lean on.
pub struct Company {
    pub customer: CustomerId,
    pub site: SiteId,
    /// Mail 1 `contact1@client.example`, Mail 2 `contact1b@client.example; accueil@client.example`.
    pub contact: Contact,
    /// No address at all.
    pub contact_without_mail: Contact,
    /// No longer active.
    pub former_contact: Contact,
    /// Of the other customer.
    pub stranger: Contact,
    pub administrator: Person,
    pub dispatcher: Person,
    pub technician: Person,
    pub other_technician: Person,
    pub reader: Person,
    /// Left the company.
    pub former_employee: EmployeeId,
    /// The shipped ones in order, then a retired one.
    pub kinds: Vec<Kind>,
}

/// An employee and their account.
pub struct Person {
    pub actor: Actor,
    pub employee: Employee,
}

impl TestApp {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = database_url(&folder).await;
        let db = Database::connect(&database_url).await.unwrap();
        let clock = Arc::new(ManualClock::at(NOW));
        let services = Services {
            db,
            clock: clock.clone(),
            zone: "Europe/Paris".parse().unwrap(),
            files: FileStore::open(&folder.path().join("files")).unwrap(),
            bell: Arc::new(Notify::new()),
            mails_to_files: false,
            is_demo: false,
        };
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

    pub async fn state(&self, dit: DitNumber) -> DitState {
        DitState::from_code(&self.dit_row(dit).await.state).unwrap()
    }

    pub async fn dit_id(&self, dit: DitNumber) -> DitId {
        DitId(self.dit_row(dit).await.id)
    }

    async fn dit_row(&self, dit: DitNumber) -> dits::Model {
        let rows = dits::Entity::find().filter(dits::Column::Number.eq(dit.to_string()));
        rows.one(self.services.db.reader()).await.unwrap().unwrap()
    }

    /// The jobs of a request in order of rank, with their states.
    pub async fn jobs(&self, dit: DitNumber) -> Vec<(JobId, JobState)> {
        let rows = jobs::Entity::find()
            .filter(jobs::Column::DitId.eq(self.dit_id(dit).await.0))
            .order_by_asc(jobs::Column::Rank)
            .all(self.services.db.reader())
            .await
            .unwrap();
        rows.into_iter()
            .map(|row| (JobId(row.id), JobState::from_code(&row.state).unwrap()))
            .collect()
    }

    pub async fn add_jobs(&self, dit: DitNumber, ranks: std::ops::RangeInclusive<i32>) {
        let id = self.dit_id(dit).await.0;
        let tx = self.services.db.begin().await.unwrap();
        for rank in ranks {
            insert_job(&tx, id, rank).await;
        }
        tx.commit().await.unwrap();
    }

    /// The stored row, whatever became of the exchange.
    pub async fn stored(&self, exchange: ExchangeId) -> exchanges::Model {
        exchanges::Entity::find_by_id(exchange.0)
            .one(self.services.db.reader())
            .await
            .unwrap()
            .unwrap()
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

    /// Files of an exchange, in order.
    pub async fn files(&self, exchange: ExchangeId) -> Vec<AttachmentId> {
        let rows = exchange_attachments::Entity::find()
            .filter(exchange_attachments::Column::ExchangeId.eq(exchange.0))
            .order_by_asc(exchange_attachments::Column::Rank);
        let rows = rows.all(self.services.db.reader()).await.unwrap();
        rows.into_iter()
            .map(|row| AttachmentId(row.attachment_id))
            .collect()
    }

    pub async fn count_exchanges(&self, dit: DitNumber) -> u64 {
        let rows = exchanges::Entity::find().filter(exchanges::Column::DitId.eq(self.dit_id(dit).await.0));
        rows.count(self.services.db.reader()).await.unwrap()
    }

    /// Earlier versions, oldest first.
    pub async fn versions(&self, exchange: ExchangeId) -> Vec<exchange_versions::Model> {
        exchange_versions::Entity::find()
            .filter(exchange_versions::Column::ExchangeId.eq(exchange.0))
            .order_by_asc(exchange_versions::Column::Revision)
            .all(self.services.db.reader())
            .await
            .unwrap()
    }

    /// The frozen mail of an exchange.
    pub async fn mail(&self, exchange: ExchangeId) -> Option<mails::Model> {
        let rows = mails::Entity::find().filter(mails::Column::ExchangeId.eq(exchange.0));
        rows.one(self.services.db.reader()).await.unwrap()
    }

    /// Address, role and state of each recipient of an exchange's mail, in order.
    pub async fn recipients(&self, exchange: ExchangeId) -> Vec<(String, String, String)> {
        let Some(mail) = self.mail(exchange).await else {
            return Vec::new();
        };
        let rows = mail_recipients::Entity::find()
            .filter(mail_recipients::Column::MailId.eq(mail.id))
            .order_by_asc(mail_recipients::Column::Id)
            .all(self.services.db.reader())
            .await
            .unwrap();
        rows.into_iter()
            .map(|row| (row.address, row.role, row.state))
            .collect()
    }

    /// Sends every mail that is due; how many that was.
    pub async fn deliver_pending(&self) -> usize {
        outbox::deliver_pending(&self.services, &self.mailer)
            .await
            .unwrap()
    }

    /// The counter as stored.
    pub async fn counter(&self, dit: DitNumber) -> Counter {
        counters::load(self.services.db.reader(), self.dit_id(dit).await)
            .await
            .unwrap()
    }

    /// The counter as counted one by one, at the version of the stored one.
    pub async fn recount(&self, dit: DitNumber) -> Counter {
        let counted = counters::recount(self.services.db.reader(), self.dit_id(dit).await)
            .await
            .unwrap();
        Counter {
            version: self.counter(dit).await.version,
            ..counted
        }
    }

    /// The command log, oldest first.
    pub async fn log(&self) -> Vec<command_log::Model> {
        let rows = command_log::Entity::find()
            .order_by_asc(command_log::Column::ExecutedAt)
            .order_by_asc(command_log::Column::Id);
        rows.all(self.services.db.reader()).await.unwrap()
    }

    /// Drafts of an account on a request: slot, content and when it was saved, by slot.
    pub async fn drafts(&self, dit: DitNumber, account: AccountId) -> Vec<drafts::Model> {
        drafts::Entity::find()
            .filter(drafts::Column::DitId.eq(self.dit_id(dit).await.0))
            .filter(drafts::Column::AccountId.eq(account.0))
            .order_by_asc(drafts::Column::Slot)
            .all(self.services.db.reader())
            .await
            .unwrap()
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
            issued_at: now,
            command,
        }
    }
}

/// Acts for one person.
#[derive(Clone, Copy)]
pub struct As<'a> {
    pub app: &'a TestApp,
    pub actor: Actor,
}

impl As<'_> {
    pub async fn send(&self, envelope: Envelope) -> Result<Answer, AppError> {
        commands::execute_from(&self.app.services, &self.actor, "192.0.2.7", envelope).await
    }

    /// Sends a command in a new envelope.
    pub async fn attempt(&self, command: Command) -> Result<Receipt, Rejection> {
        match self
            .send(self.app.envelope(command))
            .await
            .expect("the machine works")
        {
            Answer::Done(receipt) => Ok(receipt),
            Answer::Rejected(rejection) => Err(rejection),
        }
    }

    /// The refusal of a command that must be refused.
    pub async fn refused(&self, command: Command) -> Rejection {
        self.attempt(command)
            .await
            .expect_err("a command that must be refused was done")
    }

    async fn exchange(&self, command: Command) -> (ExchangeId, u32, Indicator) {
        match self.attempt(command).await.map(|receipt| receipt.effect) {
            Ok(Effect::Exchange {
                exchange,
                revision,
                indicator,
                ..
            }) => (exchange, revision, indicator),
            other => panic!("no exchange came of it: {other:?}"),
        }
    }

    pub async fn record(&self, command: RecordExchange) -> ExchangeId {
        self.exchange(Command::RecordExchange(command)).await.0
    }

    pub async fn record_counted(&self, command: RecordExchange) -> Indicator {
        self.exchange(Command::RecordExchange(command)).await.2
    }

    /// Gives the new revision.
    pub async fn edit(&self, command: EditExchange) -> u32 {
        self.exchange(Command::EditExchange(command)).await.1
    }

    /// Deletes the exchange as it stands, and gives the new revision.
    pub async fn delete(&self, exchange: ExchangeId) -> u32 {
        self.exchange(self.deletion(exchange).await).await.1
    }

    /// Restores the exchange as it stands, and gives the new revision.
    pub async fn restore(&self, exchange: ExchangeId) -> u32 {
        self.exchange(self.restoration(exchange).await).await.1
    }

    pub async fn enter_crit(&self, job: JobId, outcome: CritOutcome) -> DitState {
        match self
            .attempt(Command::EnterCrit(crit(job, outcome)))
            .await
            .map(|receipt| receipt.effect)
        {
            Ok(Effect::Crit { state, .. }) => state,
            other => panic!("no report came of it: {other:?}"),
        }
    }

    /// An edit that changes nothing yet.
    pub async fn edition(&self, exchange: ExchangeId) -> EditExchange {
        let row = self.app.stored(exchange).await;
        let contact = row.contact_id.map(|id| Counterpart::Contact(ContactId(id)));
        let free = row
            .free_name
            .map(|name| Counterpart::Free(FreeName::parse(&name).unwrap()));
        EditExchange {
            exchange,
            revision: row.revision.unsigned_abs(),
            kind: KindId(row.kind_id),
            channel: Channel::from_code(&row.channel).unwrap(),
            employee: EmployeeId(row.employee_id),
            counterpart: contact.or(free),
            subject: row.subject,
            detail: row.detail,
            occurred_at: None,
        }
    }

    pub async fn deletion(&self, exchange: ExchangeId) -> Command {
        let revision = self.app.stored(exchange).await.revision.unsigned_abs();
        Command::DeleteExchange(DeleteExchange {
            exchange,
            revision,
            reason: String::new(),
        })
    }

    pub async fn restoration(&self, exchange: ExchangeId) -> Command {
        let revision = self.app.stored(exchange).await.revision.unsigned_abs();
        Command::RestoreExchange(RestoreExchange { exchange, revision })
    }

    /// Uploads a file.
    pub async fn upload(&self, name: &str, bytes: &[u8]) -> AttachmentId {
        let id = AttachmentId::new(self.app.clock.now().0, random_bytes());
        let row = attachments::ActiveModel {
            id: Set(id.0),
            hash: Set(self.app.services.files.put(bytes.to_vec()).await.unwrap()),
            name: Set(name.to_owned()),
            media_type: Set("application/pdf".to_owned()),
            size_bytes: Set(i64::try_from(bytes.len()).unwrap()),
            uploaded_by: Set(self.actor.account.0),
            uploaded_at: Set(self.app.clock.now().0),
        };
        let tx = self.app.services.db.begin().await.unwrap();
        attachments::Entity::insert(row)
            .exec_without_returning(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn save_draft(&self, dit: DitNumber, draft: Draft) -> Result<(), AppError> {
        usecases::drafts::save(&self.app.services, &self.actor, dit, draft).await
    }

    pub async fn discard_draft(&self, dit: DitNumber, slot: DraftSlot) -> Result<(), AppError> {
        usecases::drafts::discard(&self.app.services, &self.actor, dit, slot).await
    }
}

/// An exchange with nothing chosen but its direction and its text.
pub fn said(dit: DitNumber, direction: Direction, detail: &str) -> RecordExchange {
    RecordExchange {
        dit,
        direction,
        kind: None,
        channel: None,
        employee: None,
        counterpart: None,
        subject: String::new(),
        detail: detail.to_owned(),
        occurred_at: None,
        attachments: Vec::new(),
        mail: None,
    }
}

pub fn received(dit: DitNumber, detail: &str) -> RecordExchange {
    said(dit, Direction::Received, detail)
}

pub fn sent(dit: DitNumber, detail: &str) -> RecordExchange {
    said(dit, Direction::Sent, detail)
}

pub fn note(dit: DitNumber, detail: &str) -> RecordExchange {
    said(dit, Direction::Internal, detail)
}

/// A sent exchange that leaves by mail.
pub fn mailed(dit: DitNumber, detail: &str, to: &str) -> RecordExchange {
    let order = MailOrder {
        to: to.to_owned(),
        ..MailOrder::default()
    };
    RecordExchange {
        mail: Some(order),
        ..sent(dit, detail)
    }
}

pub fn crit(job: JobId, outcome: CritOutcome) -> EnterCrit {
    EnterCrit {
        job,
        technician: None,
        occurred_at: None,
        text: "Joint remplacé.".to_owned(),
        outcome,
    }
}

/// The problem of one field; panics when the refusal is of another sort or names other fields.
pub fn problem(rejection: Rejection, field: Field) -> Problem {
    match rejection {
        Rejection::Invalid(issues) if issues.len() == 1 && issues[0].field == field => {
            issues[0].problem.clone()
        }
        other => panic!("expected one issue with {field:?}: {other:?}"),
    }
}

async fn insert_job(tx: &impl ConnectionTrait, dit: i64, rank: i32) {
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

/// A file of its own, or a database of its own on the server that the environment names.
async fn database_url(folder: &TempDir) -> String {
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

async fn found_company(db: &Database) -> Company {
    let tx = db.begin().await.unwrap();
    let customer = insert_customer(&tx, "C-0001", "Établissements Dupont").await;
    let other_customer = insert_customer(&tx, "C-0002", "L'Atelier du Port").await;
    let site = sites::ActiveModel {
        customer_id: Set(customer.0),
        name: Set("Siège".to_owned()),
        address: Set("1 rue de la Paix".to_owned()),
        town: Set("Nîmes".to_owned()),
        ..Default::default()
    };
    let site = SiteId(
        sites::Entity::insert(site)
            .exec(&tx)
            .await
            .unwrap()
            .last_insert_id,
    );
    let both = (
        Some("contact1@client.example"),
        "contact1b@client.example; accueil@client.example",
    );
    let contact = insert_contact(&tx, customer, "Élodie", both, true).await;
    let contact_without_mail = insert_contact(&tx, customer, "Paul", (None, ""), true).await;
    let former_contact = insert_contact(&tx, customer, "Léa", (Some("lea@client.example"), ""), false).await;
    let stranger = insert_contact(&tx, other_customer, "Marc", (Some("marc@port.example"), ""), true).await;
    let administrator = insert_person(&tx, Role::Administrator, "admin@example.org").await;
    let dispatcher = insert_person(&tx, Role::Dispatcher, "demo@example.org").await;
    let technician = insert_person(&tx, Role::Technician, "tech@example.org").await;
    let other_technician = insert_person(&tx, Role::Technician, "tech2@example.org").await;
    let reader = insert_person(&tx, Role::Reader, "reader@example.org").await;
    let former_employee = insert_employee(&tx, "former@example.org", false).await.id;
    let retired = kinds::ActiveModel {
        label: Set("Visite".to_owned()),
        is_chaser: Set(false),
        is_active: Set(false),
        position: Set(6),
        ..Default::default()
    };
    kinds::Entity::insert(retired).exec(&tx).await.unwrap();
    let kinds = kinds::Entity::find()
        .order_by_asc(kinds::Column::Position)
        .all(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    Company {
        customer,
        site,
        contact,
        contact_without_mail,
        former_contact,
        stranger,
        administrator,
        dispatcher,
        technician,
        other_technician,
        reader,
        former_employee,
        kinds: kinds.into_iter().map(Kind::from).collect(),
    }
}

async fn insert_customer(tx: &impl ConnectionTrait, code: &str, name: &str) -> CustomerId {
    let row = customers::ActiveModel {
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        phone: Set("04 66 00 00 00".to_owned()),
        is_active: Set(true),
        ..Default::default()
    };
    CustomerId(
        customers::Entity::insert(row)
            .exec(tx)
            .await
            .unwrap()
            .last_insert_id,
    )
}

async fn insert_contact(
    tx: &impl ConnectionTrait,
    customer: CustomerId,
    first_name: &str,
    (mail1, mail2): (Option<&str>, &str),
    is_active: bool,
) -> Contact {
    let row = contacts::ActiveModel {
        customer_id: Set(customer.0),
        title: Set(String::new()),
        first_name: Set(first_name.to_owned()),
        last_name: Set("Martin".to_owned()),
        function: Set("Responsable du site".to_owned()),
        phones: Set("04 66 00 00 01; 06 00 00 00 01".to_owned()),
        mail1: Set(mail1.map(str::to_owned)),
        mail2: Set(mail2.to_owned()),
        is_active: Set(is_active),
        ..Default::default()
    };
    let id = contacts::Entity::insert(row)
        .exec(tx)
        .await
        .unwrap()
        .last_insert_id;
    contacts::Entity::find_by_id(id)
        .one(tx)
        .await
        .unwrap()
        .unwrap()
        .try_into()
        .unwrap()
}

async fn insert_person(tx: &impl ConnectionTrait, role: Role, email: &str) -> Person {
    let employee = insert_employee(tx, email, true).await;
    let row = accounts::ActiveModel {
        employee_id: Set(employee.id.0),
        email: Set(email.to_owned()),
        password_hash: Set(String::new()),
        role: Set(role.code().to_owned()),
        locale: Set("fr".to_owned()),
        is_active: Set(true),
        failed_count: Set(0),
        blocked_until_at: Set(None),
        ..Default::default()
    };
    let account = AccountId(
        accounts::Entity::insert(row)
            .exec(tx)
            .await
            .unwrap()
            .last_insert_id,
    );
    Person {
        actor: Actor {
            account,
            employee: employee.id,
            role,
        },
        employee,
    }
}

async fn insert_employee(tx: &impl ConnectionTrait, email: &str, is_active: bool) -> Employee {
    let row = employees::ActiveModel {
        first_name: Set("Claude".to_owned()),
        last_name: Set(email.split('@').next().unwrap().to_owned()),
        function: Set("Assistance".to_owned()),
        phone: Set(String::new()),
        mail1: Set(Some(email.to_owned())),
        mail2: Set("technique@example.org".to_owned()),
        signature: Set("Claude\nService technique".to_owned()),
        is_active: Set(is_active),
        ..Default::default()
    };
    let id = employees::Entity::insert(row)
        .exec(tx)
        .await
        .unwrap()
        .last_insert_id;
    employees::Entity::find_by_id(id)
        .one(tx)
        .await
        .unwrap()
        .unwrap()
        .try_into()
        .unwrap()
}
