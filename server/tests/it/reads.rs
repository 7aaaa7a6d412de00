//! What the list of requests and a request say.

use crate::harness::{As, TestApp};
use crate::rows::{
    COLLEAGUE, CONTACT, DAY, DISPATCHER, MARCH, MINUTE, READER, TECHNICIAN, actor, counter, dit, employee,
    write, write_counters, write_people,
};
use app::backend::Backend;
use app::view::{DitFilter, DitList, Waiting};
use domain::ContactId;
use domain::crit::CritOutcome;
use domain::dit::{DitNumber, DitState, JobState, Priority};
use domain::indicator::{Indicator, LastWord};
use domain::locale::Locale;
use server::backend::Bound;
use server::persistence::entity::{crits, exchanges, jobs};

/// The request of most tests.
pub const DIT: i64 = 20_001;

pub async fn company() -> TestApp {
    let app = TestApp::new().await;
    write_people(&app.services.db).await;
    app
}

/// A company with one request and these exchanges.
pub async fn log_of(exchanges: Vec<exchanges::Model>) -> TestApp {
    let app = company().await;
    write(&app.services.db, vec![dit(DIT, "Fuite au sous-sol")]).await;
    write(&app.services.db, exchanges).await;
    app
}

pub fn bound(app: &TestApp, id: i64, locale: Locale) -> Bound {
    Bound {
        services: app.services.clone(),
        actor: actor(id),
        locale,
        email: "quelquun@reads.example".into(),
        remote_address: String::new(),
    }
}

/// What one of the harness's people is shown.
pub fn seen_by(person: As<'_>) -> Bound {
    Bound {
        actor: person.actor,
        ..reader(person.app)
    }
}

pub fn reader(app: &TestApp) -> Bound {
    bound(app, READER, Locale::Fr)
}

pub fn number(sequence: i64) -> DitNumber {
    DitNumber::new(2025, u32::try_from(sequence).unwrap()).unwrap()
}

fn numbers(list: &DitList) -> Vec<i64> {
    list.rows
        .iter()
        .map(|row| i64::from(row.number.sequence()))
        .collect()
}

#[tokio::test]
async fn a_line_of_the_list_says_who_what_and_who_spoke_last() {
    let app = company().await;
    let mut bare = dit(20_002, "Sans rien");
    (bare.site_id, bare.in_charge_id, bare.contact_id) = (None, None, None);
    write(&app.services.db, vec![dit(DIT, "Fuite au sous-sol"), bare]).await;
    write_counters(&app.services.db, vec![counter(DIT, Some("customer"), 1)]).await;
    let list = reader(&app).dits(DitFilter::default(), None).await.unwrap();
    assert_eq!(list.next, None);
    let [bare, full] = &list.rows[..] else {
        panic!("two lines: {list:?}")
    };
    assert_eq!(full.number, number(DIT));
    assert_eq!(
        (full.customer_code.as_str(), full.customer.as_str()),
        ("T-0001", "Hôpital du Sacré-Cœur")
    );
    assert_eq!(
        (full.site.as_str(), full.town.as_str()),
        ("Bâtiment C", "L'Haÿ-les-Roses")
    );
    assert_eq!((full.state, full.priority), (DitState::Open, Priority::Normal));
    assert_eq!(
        (full.subject.as_str(), full.in_charge.as_str()),
        ("Fuite au sous-sol", "Karim Benali")
    );
    assert_eq!(full.last_exchange.as_ref().unwrap().text, "2 mars 2026, 09:00");
    let spoken = Indicator {
        count: 3,
        last: Some(LastWord::Customer),
        has_chaser: true,
        version: 7,
    };
    assert_eq!(full.indicator, spoken);
    assert_eq!(
        (bare.site.as_str(), bare.town.as_str(), bare.in_charge.as_str()),
        ("", "", "")
    );
    assert_eq!(
        (bare.last_exchange.clone(), bare.indicator),
        (None, Indicator::default())
    );
}

#[tokio::test]
async fn the_list_is_paged_without_gap_or_repeat_newest_number_first() {
    let app = company().await;
    // Numbers with four and with five digits, written in no order.
    let sequences = (0..120).map(|n| 9_940 + (n * 77) % 120);
    write(&app.services.db, sequences.map(|n| dit(n, "Panne")).collect()).await;
    let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let list = reader(&app).dits(DitFilter::default(), after).await.unwrap();
        seen.extend(numbers(&list));
        pages += 1;
        after = list.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, (9_940..10_060).rev().collect::<Vec<_>>());
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn a_page_that_is_just_full_is_the_last() {
    let app = company().await;
    write(
        &app.services.db,
        (1..=50).map(|n| dit(20_000 + n, "Panne")).collect(),
    )
    .await;
    let list = reader(&app).dits(DitFilter::default(), None).await.unwrap();
    assert_eq!((list.rows.len(), list.next), (50, None));
}

#[tokio::test]
async fn accents_case_and_elision_never_matter_in_a_search() {
    let app = company().await;
    let subjects = [
        "L’ascenseur de l'École",
        "ASCENSEUR bloqué à 100 %",
        "Chaudière",
        "Zone A_B",
    ];
    let rows = (20_001..)
        .zip(subjects)
        .map(|(n, subject)| dit(n, subject))
        .collect();
    write(&app.services.db, rows).await;
    for (text, expected) in [
        ("", vec![20_004, 20_003, 20_002, 20_001]),
        ("  ascenseur ", vec![20_002, 20_001]),
        ("l'ASCENSEUR", vec![20_002, 20_001]),
        ("ecole ascenseur", vec![20_001]),
        ("l’école", vec![20_001]),
        ("CHAUDIERE", vec![20_003]),
        ("audi", vec![20_003]),
        ("sacre coeur l'hay batiment", vec![20_004, 20_003, 20_002, 20_001]),
        ("Sacré-Cœur chaudière", vec![20_003]),
        ("dit-2025-20002", vec![20_002]),
        ("2025-20003", vec![20_003]),
        ("%", vec![20_002]),
        ("a_b", vec![20_004]),
        ("_", vec![20_004]),
        ("a!b", vec![]),
        ("inconnu", vec![]),
        ("ascenseur inconnu", vec![]),
    ] {
        let filter = DitFilter {
            text: text.into(),
            ..DitFilter::default()
        };
        let list = reader(&app).dits(filter, None).await.unwrap();
        assert_eq!(numbers(&list), expected, "{text:?}");
    }
}

#[tokio::test]
async fn the_list_shows_what_its_filter_asks_for() {
    let app = company().await;
    let row = |n: i64, state: &str, in_charge: Option<i64>| {
        let mut row = dit(n, "Panne");
        (row.state, row.in_charge_id) = (state.to_owned(), in_charge);
        row
    };
    let rows = vec![
        row(20_001, "open", Some(TECHNICIAN)),
        row(20_002, "open", None),
        row(20_003, "closed", Some(TECHNICIAN)),
        row(20_004, "closed", Some(DISPATCHER)),
        row(20_005, "open", Some(TECHNICIAN)),
    ];
    write(&app.services.db, rows).await;
    let counters = vec![
        counter(20_001, Some("customer"), 0),
        counter(20_002, Some("customer"), 2),
        counter(20_003, Some("us"), 1),
        counter(20_004, None, 0),
    ];
    write_counters(&app.services.db, counters).await;
    let all = DitFilter::default();
    let ours = DitFilter {
        waiting: Some(Waiting::ForUs),
        ..all.clone()
    };
    for (filter, expected) in [
        (all.clone(), vec![20_005, 20_004, 20_003, 20_002, 20_001]),
        (
            DitFilter {
                states: vec![DitState::Open],
                ..all.clone()
            },
            vec![20_005, 20_002, 20_001],
        ),
        (
            DitFilter {
                states: vec![DitState::Cancelled],
                ..all.clone()
            },
            vec![],
        ),
        (
            DitFilter {
                is_mine: true,
                ..all.clone()
            },
            vec![20_005, 20_003, 20_001],
        ),
        (ours.clone(), vec![20_002, 20_001]),
        (
            DitFilter {
                waiting: Some(Waiting::ForCustomer),
                ..all.clone()
            },
            vec![20_003],
        ),
        (
            DitFilter {
                has_chaser: true,
                ..all.clone()
            },
            vec![20_003, 20_002],
        ),
        (
            DitFilter {
                is_mine: true,
                ..ours.clone()
            },
            vec![20_001],
        ),
        (
            DitFilter {
                has_chaser: true,
                states: vec![DitState::Open],
                ..ours
            },
            vec![20_002],
        ),
    ] {
        let list = bound(&app, TECHNICIAN, Locale::Fr)
            .dits(filter.clone(), None)
            .await
            .unwrap();
        assert_eq!(numbers(&list), expected, "{filter:?}");
    }
}

#[tokio::test]
async fn a_request_is_shown_whole() {
    let app = company().await;
    let mut row = dit(DIT, "Fuite au sous-sol");
    (row.description, row.due_at) = ("Sous la chaufferie".into(), Some(MARCH + DAY));
    write(&app.services.db, vec![row]).await;
    let job = |rank: i32, state: &str| jobs::Model {
        id: 10_000 + i64::from(rank),
        dit_id: DIT,
        rank,
        technician_id: (rank == 1).then_some(COLLEAGUE),
        planned_at: (rank == 1).then_some(MARCH),
        state: state.into(),
    };
    write(&app.services.db, vec![job(2, "to_plan"), job(1, "reported")]).await;
    let crit = crits::Model {
        job_id: 10_001,
        technician_id: TECHNICIAN,
        occurred_at: MARCH + MINUTE,
        text: "Joint remplacé".into(),
        outcome: "not_done".into(),
        recorded_by: DISPATCHER,
        recorded_at: MARCH + 2 * MINUTE,
    };
    write(&app.services.db, vec![crit]).await;
    let mut gone = employee(10_099, "Parti", "Ailleurs");
    gone.is_active = false;
    write(&app.services.db, vec![gone]).await;

    let view = reader(&app).dit(number(DIT)).await.unwrap();
    assert_eq!(
        (view.number, view.subject.as_str()),
        (number(DIT), "Fuite au sous-sol")
    );
    assert_eq!(view.description, "Sous la chaufferie");
    assert_eq!(
        (view.customer_code.as_str(), view.customer_phone.as_str()),
        ("T-0001", "01 40 00 00 00")
    );
    assert_eq!(
        (view.site.as_str(), view.site_address.as_str()),
        ("Bâtiment C", "3, allée des Érables")
    );
    assert_eq!(
        (view.site_town.as_str(), view.in_charge.as_str()),
        ("L'Haÿ-les-Roses", "Karim Benali")
    );
    assert_eq!(view.recorded_at.text, "2 mars 2026, 09:00");
    assert_eq!(view.due_at.unwrap().text, "3 mars 2026, 09:00");
    let contact = view.contact.unwrap();
    assert_eq!(
        (contact.id, contact.name().as_str()),
        (ContactId(CONTACT), "Zoé Étienne")
    );
    assert_eq!(contact.phones, ["01 40 00 00 01", "06 00 00 00 01"]);
    assert_eq!((contact.emails().count(), contact.mail2.len()), (3, 2));

    let [first, second] = &view.jobs[..] else {
        panic!("two jobs: {:?}", view.jobs)
    };
    assert_eq!(
        (first.number.as_str(), second.number.as_str()),
        ("DIT-2025-2000101", "DIT-2025-2000102")
    );
    assert_eq!(
        (first.state, second.state),
        (JobState::Reported, JobState::ToPlan)
    );
    assert_eq!(first.technician.as_ref().unwrap().name, "Élodie Évrard");
    assert_eq!(first.planned_at.as_ref().unwrap().text, "2 mars 2026, 09:00");
    assert_eq!(
        (second.technician.clone(), second.planned_at.clone()),
        (None, None)
    );
    assert_eq!(second.crit, None);
    let crit = first.crit.as_ref().unwrap();
    assert_eq!(
        (crit.text.as_str(), crit.outcome),
        ("Joint remplacé", CritOutcome::NotDone)
    );
    assert_eq!(
        (crit.technician.as_str(), crit.recorded_by.as_str()),
        ("Karim Benali", "Anne Lefèvre")
    );
    assert_eq!(crit.occurred_at.text, "2 mars 2026, 09:01");
    assert_eq!(crit.recorded_at.text, "2 mars 2026, 09:02");

    let ours = |name: &&str| {
        ["Benali", "Évrard", "Lefèvre", "zola", "Ailleurs"]
            .iter()
            .any(|last| name.ends_with(last))
    };
    let technicians: Vec<&str> = view
        .technicians
        .iter()
        .map(|each| each.name.as_str())
        .filter(ours)
        .collect();
    assert_eq!(
        technicians,
        ["Karim Benali", "Élodie Évrard", "Anne Lefèvre", "Luc zola"]
    );
}
