//! What the pages cost: how many statements each makes, and that each finds its rows by an index, in order.

use crate::harness::TestApp;
use crate::rows::{
    CONTACT, DISPATCHER, MARCH, MINUTE, TECHNICIAN, actor, contact, counter, dit, exchange, exchange_id,
    write, write_counters, write_people,
};
use app::view::{DitFilter, DitSort, LogFilter, Waiting};
use domain::EmployeeId;
use domain::dit::{DitNumber, DitState};
use domain::exchange::Direction;
use domain::locale::Locale;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use server::persistence::entity::{
    crits, drafts, exchange_attachments, exchange_versions, jobs, mail_recipients, mails,
};
use server::persistence::read::{self, Reading};
use server::persistence::{Database, Engine};
use std::sync::{Arc, Mutex};

/// A request with a long log, among many.
const BUSY: i64 = 20_500;
const DITS: i64 = 1_000;
const LOG: u32 = 1_200;

#[tokio::test]
async fn a_page_of_the_list_is_one_statement_that_walks_an_index_in_every_order() {
    let app = filled().await;
    let watched = Watched::of(&app);
    for (name, filter) in filters() {
        for sort in DitSort::ALL {
            let name = format!("{name}, {sort:?}");
            let filter = DitFilter {
                sort,
                ..filter.clone()
            };
            let reading = watched.reading(&app);
            let first = read::dits(&reading, &filter, None, app.now()).await.unwrap();
            assert!(!first.rows.is_empty(), "{name}");
            read::dits(&reading, &filter, first.next.as_ref(), app.now())
                .await
                .unwrap();
            let statements = watched.take();
            assert_eq!(statements.len(), 2, "{name}");
            check_plans(&app, &name, &statements, &["dits"]).await;
        }
    }
}

/// Which index is walked: one of what is asked where it is sorted as the list is, else that of the order, of which no row is read for
/// what is passed over. Words are looked for in rows, so that only the order leads there.
#[tokio::test]
async fn the_index_that_a_list_walks_is_known() {
    let app = filled().await;
    if app.services.db.engine() != Engine::Sqlite {
        return;
    }
    let watched = Watched::of(&app);
    let mut wrong = Vec::new();
    for (name, by_number, by_last, by_due, by_customer) in [
        (
            "all",
            "sqlite_autoindex_dits_2",
            "dits_by_last",
            "dits_by_due",
            "dits_by_customer",
        ),
        (
            "states",
            "dits_by_number",
            "dits_by_last",
            "dits_by_due",
            "dits_by_customer",
        ),
        (
            "period",
            "dits_by_number",
            "dits_by_last",
            "dits_by_due",
            "dits_by_customer",
        ),
        (
            "silent",
            "dits_by_number",
            "dits_by_last",
            "dits_by_due",
            "dits_by_customer",
        ),
        (
            "state",
            "dits_state_sort_key",
            "dits_state_by_last",
            "dits_by_due",
            "dits_by_customer",
        ),
        (
            "mine",
            "dits_in_charge_id_sort_key",
            "dits_charge_by_last",
            "dits_by_due",
            "dits_by_customer",
        ),
        (
            "in charge",
            "dits_in_charge_id_sort_key",
            "dits_charge_by_last",
            "dits_by_due",
            "dits_by_customer",
        ),
        (
            "waiting",
            "dits_word_by_number",
            "dits_word_by_last",
            "dits_by_due",
            "dits_by_customer",
        ),
        (
            "chaser",
            "dits_chaser_by_number",
            "dits_chaser_by_last",
            "dits_by_due",
            "dits_by_customer",
        ),
        (
            "customer",
            "dits_customer_id_sort_key",
            "dits_customer_by_last",
            "dits_customer_by_due",
            "dits_customer_id_sort_key",
        ),
    ] {
        let (_, filter) = filters().into_iter().find(|(known, _)| *known == name).unwrap();
        for (sort, index) in DitSort::ALL
            .into_iter()
            .zip([by_number, by_last, by_last, by_due, by_customer])
        {
            let filter = DitFilter {
                sort,
                ..filter.clone()
            };
            read::dits(&watched.reading(&app), &filter, None, app.now())
                .await
                .unwrap();
            let statement = watched.take().remove(0);
            let plan = plan(&app.services.db, &statement).await;
            let expected = format!("INDEX {index} (");
            if !plan.contains(&expected) {
                wrong.push(format!("{name}, {sort:?}: {expected}\n{plan}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_request_is_three_statements() {
    let app = filled().await;
    let watched = Watched::of(&app);
    let view = read::dit(&watched.reading(&app), number(BUSY))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(view.jobs.len(), 40);
    let statements = watched.take();
    assert_eq!(statements.len(), 3);
    check_plans(&app, "dit", &statements, &["dits", "jobs"]).await;
}

#[tokio::test]
async fn a_page_of_the_log_is_four_statements_and_the_next_ones_five() {
    let app = filled().await;
    let watched = Watched::of(&app);
    let newest = read::exchanges(&watched.reading(&app), number(BUSY), None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(newest.exchanges.len(), 50);
    let statements = watched.take();
    assert_eq!(statements.len(), 4);
    check_plans(&app, "newest", &statements, &["dits", "exchanges", "mails"]).await;

    let older = read::exchanges(&watched.reading(&app), number(BUSY), newest.older)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(older.exchanges.len(), 50);
    let statements = watched.take();
    assert_eq!(statements.len(), 5);
    check_plans(&app, "older", &statements, &["dits", "exchanges", "mails"]).await;
}

#[tokio::test]
async fn a_preview_is_two_statements_that_walk_the_log() {
    let app = filled().await;
    let watched = Watched::of(&app);
    let preview = read::preview(&watched.reading(&app), number(BUSY))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(preview.lines.len(), 5);
    let statements = watched.take();
    assert_eq!(statements.len(), 2);
    check_plans(&app, "preview", &statements, &["dits", "exchanges"]).await;
}

#[tokio::test]
async fn an_overview_is_six_statements_and_its_log_walks_one_index() {
    let app = filled().await;
    let watched = Watched::of(&app);
    let now = app.now();
    let overview = read::customer(&watched.reading(&app), "T-0001", now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(overview.dits.rows.len(), 50);
    assert_eq!(overview.log.lines.len(), 50);
    let statements = watched.take();
    assert_eq!(statements.len(), 6);
    check_plans(&app, "overview", &statements, &["dits", "exchanges", "contacts"]).await;

    for filter in [
        LogFilter::default(),
        LogFilter {
            direction: Some(Direction::Received),
            is_chaser: false,
        },
    ] {
        let older = read::customer_log(&watched.reading(&app), "T-0001", filter, overview.log.older)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(older.lines.len(), 50);
        let statements = watched.take();
        assert_eq!(statements.len(), 3);
        check_plans(&app, "log of a customer", &statements, &["dits", "exchanges"]).await;
    }
}

#[tokio::test]
async fn one_exchange_is_three_statements_and_its_versions_two() {
    let app = filled().await;
    let watched = Watched::of(&app);
    read::exchange(&watched.reading(&app), exchange_id(3))
        .await
        .unwrap()
        .unwrap();
    let statements = watched.take();
    assert_eq!(statements.len(), 3);
    check_plans(&app, "exchange", &statements, &["exchanges", "mails"]).await;

    let versions = read::versions(&watched.reading(&app), exchange_id(3))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(versions.len(), 1);
    let statements = watched.take();
    assert_eq!(statements.len(), 2);
    check_plans(&app, "versions", &statements, &["exchanges", "exchange_versions"]).await;
}

#[tokio::test]
async fn the_form_is_six_statements_and_the_session_one() {
    let app = filled().await;
    let watched = Watched::of(&app);
    let form = read::form(&watched.reading(&app), number(BUSY), app.now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(form.drafts.len(), 1);
    let statements = watched.take();
    assert_eq!(statements.len(), 6);
    check_plans(&app, "form", &statements, &["dits", "drafts", "contacts"]).await;

    read::signed_in(&watched.reading(&app)).await.unwrap().unwrap();
    assert_eq!(watched.take().len(), 1);
}

fn filters() -> Vec<(&'static str, DitFilter)> {
    let all = DitFilter::default;
    let everything = DitFilter {
        text: "ascenseur".into(),
        states: vec![DitState::Open],
        waiting: Some(Waiting::ForUs),
        silent_days: 1,
        has_chaser: true,
        is_mine: true,
        in_charge: Some(EmployeeId(TECHNICIAN)),
        recorded_from: "2026-03-01".into(),
        recorded_to: "2026-03-03".into(),
        customer: "T-0001".into(),
        ..all()
    };
    let some = |text: &str| DitFilter {
        text: text.into(),
        ..all()
    };
    vec![
        ("all", all()),
        ("text", some("l'ascenseur sacre-coeur")),
        (
            "state",
            DitFilter {
                states: vec![DitState::Open],
                ..all()
            },
        ),
        (
            "states",
            DitFilter {
                states: vec![DitState::Open, DitState::External],
                ..all()
            },
        ),
        (
            "mine",
            DitFilter {
                is_mine: true,
                ..all()
            },
        ),
        (
            "in charge",
            DitFilter {
                in_charge: Some(EmployeeId(DISPATCHER)),
                ..all()
            },
        ),
        (
            "waiting",
            DitFilter {
                waiting: Some(Waiting::ForUs),
                ..all()
            },
        ),
        (
            "silent",
            DitFilter {
                silent_days: 3,
                ..all()
            },
        ),
        (
            "waiting for days",
            DitFilter {
                waiting: Some(Waiting::ForCustomer),
                silent_days: 3,
                ..all()
            },
        ),
        (
            "chaser",
            DitFilter {
                has_chaser: true,
                ..all()
            },
        ),
        (
            "period",
            DitFilter {
                recorded_from: "2026-03-01".into(),
                recorded_to: "2026-03-02".into(),
                ..all()
            },
        ),
        (
            "customer",
            DitFilter {
                customer: "T-0001".into(),
                ..all()
            },
        ),
        (
            "everything but words and customer",
            DitFilter {
                text: String::new(),
                customer: String::new(),
                ..everything.clone()
            },
        ),
        ("everything at once", everything),
    ]
}

fn number(id: i64) -> DitNumber {
    DitNumber::new(2025, u32::try_from(id).unwrap()).unwrap()
}

/// The keys of one page; tables that a company fills once, of which every row is wanted; indexes of few rows that are walked in order.
const WANTED: [&str; 8] = [
    "SCAN page",
    "SCAN kind",
    "SCAN employee",
    "SCAN template",
    "SCAN mail_account",
    "SCAN dkim_keys",
    "SCAN recipient USING INDEX mail_recipients_unsettled",
    "SCAN mail USING INDEX mails_tests",
];

/// Statements as the pages send them.
pub struct Watched {
    connection: DatabaseConnection,
    statements: Arc<Mutex<Vec<Statement>>>,
}

impl Watched {
    pub fn of(app: &TestApp) -> Self {
        let statements = Arc::new(Mutex::new(Vec::new()));
        let mut connection = app.services.db.reader().clone();
        let seen = statements.clone();
        connection.set_metric_callback(move |info| seen.lock().unwrap().push(info.statement.clone()));
        Self {
            connection,
            statements,
        }
    }

    pub fn reading<'a>(&'a self, app: &'a TestApp) -> Reading<'a> {
        Reading {
            connection: &self.connection,
            zone: &app.services.zone,
            actor: actor(TECHNICIAN),
            locale: Locale::Fr,
        }
    }

    pub fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut self.statements.lock().unwrap())
    }
}

/// Fails when a statement sorts, or reads one of the tables (of which there are many rows) from end to end.
pub async fn check_plans(app: &TestApp, page: &str, statements: &[Statement], big: &[&str]) {
    for statement in statements {
        let plan = plan(&app.services.db, statement).await;
        let shown = format!("{page}: {}\n{plan}", statement.sql);
        match app.services.db.engine() {
            Engine::Sqlite => {
                assert!(
                    !statement.sql.contains("LIMIT ?"),
                    "planned at each execution: {shown}"
                );
                assert!(!plan.contains("TEMP B-TREE"), "{shown}");
                let scanned = plan.lines().filter(|line| line.contains("SCAN"));
                let wanted = |line: &str| WANTED.iter().any(|table| line.trim().starts_with(table));
                assert!(scanned.into_iter().all(wanted), "{shown}");
            }
            Engine::Postgres => {
                assert!(!plan.contains("Sort"), "{shown}");
                for table in big {
                    assert!(!plan.contains(&format!("Seq Scan on {table} ")), "{shown}");
                }
            }
        }
    }
}

/// How the engine would find the rows of a statement.
pub async fn plan(db: &Database, statement: &Statement) -> String {
    let (explain, column) = match db.engine() {
        Engine::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        Engine::Postgres => ("EXPLAIN (COSTS OFF)", "QUERY PLAN"),
    };
    let mut explained = statement.clone();
    explained.sql = format!("{explain} {}", statement.sql);
    let transaction = db.begin().await.unwrap();
    if db.engine() == Engine::Postgres {
        // A small table is read from end to end and sorted, and rightly so: only what has no other way may still be.
        let ways = ["seqscan", "sort", "hashjoin", "mergejoin", "material"];
        let off: String = ways.map(|way| format!("SET LOCAL enable_{way} = off;")).concat();
        transaction.execute_unprepared(&off).await.unwrap();
    }
    let rows = transaction.query_all_raw(explained).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
    lines.join("\n")
}

/// Enough rows for a planner to care.
pub async fn filled() -> TestApp {
    let app = TestApp::new().await;
    let db = &app.services.db;
    write_people(db).await;
    let colleagues = (1..20).map(|n| contact(CONTACT + n, "Paul", "Petit"));
    write(db, colleagues.collect()).await;
    let dits = (0..DITS).map(|n| {
        let mut dit = dit(20_000 + n, "Panne de l'ascenseur");
        dit.state = if n % 2 == 0 { "open" } else { "closed" }.to_owned();
        dit.in_charge_id = [Some(TECHNICIAN), Some(DISPATCHER), None][usize::try_from(n % 3).unwrap()];
        dit
    });
    write(db, dits.collect()).await;
    let counters = (0..DITS).map(|n| {
        let word = if n % 2 == 0 { "customer" } else { "us" };
        counter(20_000 + n, Some(word), i32::from(n % 5 == 0))
    });
    write_counters(db, counters.collect()).await;
    write_log(db).await;
    write_beside(db).await;
    app
}

/// A long log, and as much again on other requests.
async fn write_log(db: &Database) {
    let theirs = (0..LOG).map(|n| {
        let mut each = exchange(BUSY, n);
        each.occurred_at = MARCH + i64::from(n / 7) * MINUTE;
        each
    });
    let others = (0..LOG).map(|n| exchange(20_000 + i64::from(n) % DITS, LOG + n));
    write(db, theirs.chain(others).collect()).await;
    let mail = |n: u32| mails::Model {
        id: exchange_id(n).0,
        exchange_id: Some(exchange_id(n).0),
        message_id: format!("{n}@reads.example"),
        from_email: "anne@reads.example".into(),
        subject: "Objet".into(),
        bytes: vec![0; 10],
        created_at: MARCH,
        purpose: "exchange".into(),
        reply_address: "technique@reads.example".into(),
        references_ids: String::new(),
        is_signed: false,
    };
    write(db, (0..LOG).map(mail).collect()).await;
    let recipient = |n: u32| mail_recipients::Model {
        id: 10_000 + i64::from(n),
        mail_id: exchange_id(n).0,
        address: "zoe@client.example".into(),
        role: "to".into(),
        state: "accepted".into(),
        attempt_count: 1,
        next_try_at: None,
        since_at: MARCH,
        reply: String::new(),
        lease_token: None,
        lease_until_at: None,
        reason: None,
        from_domain: "reads.example".into(),
        queued_at: MARCH,
    };
    write(db, (0..LOG).map(recipient).collect()).await;
}

/// Jobs with reports, files, versions and drafts.
async fn write_beside(db: &Database) {
    let job = |n: i64| jobs::Model {
        id: 10_000 + n,
        dit_id: 20_000 + n % (DITS / 2) + n / 2_000 * 500,
        rank: i32::try_from(n / 500 + 1).unwrap(),
        technician_id: Some(TECHNICIAN),
        planned_at: Some(MARCH),
        state: "reported".into(),
    };
    let busy = |n: i64| jobs::Model {
        id: 13_000 + n,
        dit_id: BUSY,
        rank: i32::try_from(n + 1).unwrap(),
        ..job(0)
    };
    write(db, (0..1_000).map(job).chain((0..40).map(busy)).collect()).await;
    let crit = |n: i64| crits::Model {
        job_id: 13_000 + n,
        technician_id: TECHNICIAN,
        occurred_at: MARCH,
        text: "Fait".into(),
        outcome: "done".into(),
        recorded_by: TECHNICIAN,
        recorded_at: MARCH,
    };
    write(db, (0..40).map(crit).collect()).await;
    let file = |n: u32| server::persistence::entity::attachments::Model {
        id: exchange_id(n).0,
        hash: "0".repeat(64),
        name: "plan.pdf".into(),
        media_type: "application/pdf".into(),
        size_bytes: 10,
        uploaded_by: TECHNICIAN,
        uploaded_at: MARCH,
    };
    write(db, (0..LOG).map(file).collect()).await;
    let link = |n: u32| exchange_attachments::Model {
        exchange_id: exchange_id(n).0,
        attachment_id: exchange_id(n).0,
        rank: 1,
    };
    write(db, (0..LOG).map(link).collect()).await;
    write(db, (0..LOG).map(version).collect()).await;
    let draft = |n: i64| drafts::Model {
        account_id: TECHNICIAN,
        dit_id: 20_000 + n,
        slot: "new_sent".into(),
        content: "{}".into(),
        saved_at: MARCH,
    };
    write(db, (0..DITS).map(draft).collect()).await;
}

fn version(n: u32) -> exchange_versions::Model {
    exchange_versions::Model {
        exchange_id: exchange_id(n).0,
        revision: 1,
        kind_id: 1,
        channel: "phone".into(),
        employee_id: TECHNICIAN,
        contact_id: Some(CONTACT),
        free_name: None,
        subject: String::new(),
        detail: "Avant".into(),
        occurred_at: MARCH,
        written_by: TECHNICIAN,
        written_at: MARCH,
        document: None,
    }
}
