//! The list of requests in every order and through every filter, and the views of it that people save.

use crate::harness::{TestApp, received, sent};
use crate::reads::{bound, company, number, seen_by};
use crate::rows::{
    DAY, DISPATCHER, MARCH, MINUTE, READER, TECHNICIAN, counter, customer, dit, write, write_counters,
};
use app::backend::Backend;
use app::error::AppError;
use app::routes::Query;
use app::view::{DitCursor, DitFilter, DitList, DitSort, SavedView, VIEW_NAME_MAX, VIEWS_MAX, Waiting};
use domain::fold::fold;
use domain::locale::Locale;
use domain::{EmployeeId, SavedViewId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::backend::Bound;
use server::persistence::entity::{dits, exchange_counters};
use server::persistence::health::wrong_counters;

fn shown(list: &DitList) -> Vec<i64> {
    list.rows
        .iter()
        .map(|row| i64::from(row.number.sequence()))
        .collect()
}

/// Requests of three customers; every third was never talked about, every second has a due date, many share an instant.
async fn busy() -> TestApp {
    let app = company().await;
    let db = &app.services.db;
    let others = [
        (10_002, "Évry, mairie d'"),
        (10_003, "Zénith"),
        (10_004, "abbaye"),
    ];
    write(
        db,
        others
            .map(|(id, name)| customer(id, &format!("T-{id}"), name))
            .into(),
    )
    .await;
    let rows = (0..130).map(|n: i64| {
        let (id, name) = others[usize::try_from(n * 7 % 3).unwrap()];
        let mut row = dit(20_000 + n, "Panne");
        row.customer_id = id;
        row.site_id = None;
        row.customer_sort = fold(name);
        row.due_at = (n % 2 == 0).then_some(MARCH + (n * 37 % 10) * DAY);
        row.recorded_at = MARCH - (n * 11 % 13) * DAY;
        row
    });
    write(db, rows.collect()).await;
    let counters = (0..130).filter(|n| n % 3 > 0).map(|n: i64| {
        let word = if n % 2 == 0 { "customer" } else { "us" };
        let mut row = counter(20_000 + n, Some(word), i32::from(n % 5 == 0));
        row.last_occurred_at = Some(MARCH + (n * 29 % 17) * MINUTE);
        row
    });
    write_counters(db, counters.collect()).await;
    app
}

/// Every page of a list, one after the other.
async fn all_pages(backend: &Bound, filter: &DitFilter) -> Vec<i64> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let list = backend.dits(filter.clone(), after).await.unwrap();
        seen.extend(shown(&list));
        after = list.next;
        if after.is_none() {
            return seen;
        }
    }
}

#[tokio::test]
async fn every_order_is_paged_without_gap_or_repeat() {
    let app = busy().await;
    let backend = bound(&app, READER, Locale::Fr);
    let db = app.services.db.reader();
    let rows = dits::Entity::find().all(db).await.unwrap();
    let last = |row: &dits::Model| row.last_occurred_at.unwrap_or(row.recorded_at);
    for sort in DitSort::ALL {
        let mut expected = rows.clone();
        expected.sort_by(|a, b| {
            let newest = b.id.cmp(&a.id);
            match sort {
                DitSort::Number => newest,
                DitSort::Newest => last(b).cmp(&last(a)).then(newest),
                DitSort::Oldest => last(a).cmp(&last(b)).then(a.id.cmp(&b.id)),
                DitSort::Due => {
                    let due = |row: &dits::Model| row.due_at.unwrap_or(i64::MAX);
                    due(a).cmp(&due(b)).then(newest)
                }
                DitSort::Customer => a.customer_sort.cmp(&b.customer_sort).then(newest),
            }
        });
        let expected: Vec<i64> = expected.iter().map(|row| row.id).collect();
        let filter = DitFilter {
            sort,
            ..DitFilter::default()
        };
        assert_eq!(all_pages(&backend, &filter).await, expected, "{sort:?}");
    }
}

#[tokio::test]
async fn every_filter_finds_in_every_order_what_looking_at_each_request_finds() {
    let app = busy().await;
    let backend = bound(&app, TECHNICIAN, Locale::Fr);
    let rows = dits::Entity::find().all(app.services.db.reader()).await.unwrap();
    let now = app.now().0;
    let all = DitFilter::default;
    let day = |text: &str| app.services.zone.day_start(text).unwrap().0;
    let period = day("2026-02-20")..day("2026-02-25");
    type Passes = Box<dyn Fn(&dits::Model) -> bool>;
    let cases: Vec<(DitFilter, Passes)> = vec![
        (
            DitFilter {
                waiting: Some(Waiting::ForCustomer),
                ..all()
            },
            Box::new(|row| row.last_word.as_deref() == Some("us")),
        ),
        (
            DitFilter {
                has_chaser: true,
                waiting: Some(Waiting::ForUs),
                ..all()
            },
            Box::new(|row| row.has_chaser && row.last_word.as_deref() == Some("customer")),
        ),
        (
            DitFilter {
                in_charge: Some(EmployeeId(TECHNICIAN)),
                ..all()
            },
            Box::new(|_| true),
        ),
        (
            DitFilter {
                in_charge: Some(EmployeeId(DISPATCHER)),
                is_mine: true,
                ..all()
            },
            Box::new(|_| false),
        ),
        (
            DitFilter {
                recorded_from: "2026-02-20".into(),
                recorded_to: "2026-02-24".into(),
                ..all()
            },
            Box::new(move |row| period.contains(&row.recorded_at)),
        ),
        (
            DitFilter {
                customer: "T-10002".into(),
                ..all()
            },
            Box::new(|row| row.customer_id == 10_002),
        ),
    ];
    for (filter, passes) in cases {
        let mut expected: Vec<i64> = rows.iter().filter(|row| passes(row)).map(|row| row.id).collect();
        expected.sort_unstable();
        for sort in DitSort::ALL {
            let filter = DitFilter {
                sort,
                ..filter.clone()
            };
            let mut found = all_pages(&backend, &filter).await;
            found.sort_unstable();
            assert_eq!(found, expected, "{filter:?}");
        }
    }
    // Silence is counted from now.
    let days = u16::try_from((now - MARCH) / DAY).unwrap();
    let silent = |silent_days| DitFilter { silent_days, ..all() };
    assert_eq!(all_pages(&backend, &silent(days - 1)).await.len(), 130);
    assert!(all_pages(&backend, &silent(days + 14)).await.is_empty());
    let some = all_pages(&backend, &silent(days + 3)).await.len();
    assert!(some > 0 && some < 130, "{some}");
}

#[tokio::test]
async fn a_request_that_moves_while_one_pages_makes_no_jump() {
    let app = busy().await;
    let backend = bound(&app, READER, Locale::Fr);
    let filter = DitFilter {
        sort: DitSort::Newest,
        ..DitFilter::default()
    };
    let first = backend.dits(filter.clone(), None).await.unwrap();
    let expected = shown(&backend.dits(filter.clone(), first.next.clone()).await.unwrap());
    // The very request at the end of the page goes to the top.
    let mut moved = counter(*shown(&first).last().unwrap(), Some("us"), 0);
    moved.last_occurred_at = Some(MARCH + DAY);
    let tx = app.services.db.begin().await.unwrap();
    exchange_counters::Entity::delete_many()
        .filter(exchange_counters::Column::DitId.eq(moved.dit_id))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    write_counters(&app.services.db, vec![moved]).await;
    let second = backend.dits(filter, first.next).await.unwrap();
    assert_eq!(shown(&second), expected);
}

#[tokio::test]
async fn a_place_that_is_none_starts_the_list_anew() {
    let app = busy().await;
    let backend = bound(&app, READER, Locale::Fr);
    let filter = DitFilter {
        sort: DitSort::Due,
        ..DitFilter::default()
    };
    let first = shown(&backend.dits(filter.clone(), None).await.unwrap());
    let odd = DitCursor {
        number: number(20_001),
        key: "demain".into(),
    };
    assert_eq!(shown(&backend.dits(filter, Some(odd)).await.unwrap()), first);
}

#[tokio::test]
async fn the_customer_of_a_filter_is_named_even_when_nothing_is_found() {
    let app = busy().await;
    let backend = bound(&app, READER, Locale::Fr);
    let of = |customer: &str, text: &str| DitFilter {
        customer: customer.into(),
        text: text.into(),
        ..DitFilter::default()
    };
    for (filter, name) in [
        (of("T-10003", ""), "Zénith"),
        (of("T-10003", "introuvable"), "Zénith"),
        (of("inconnu", ""), ""),
        (of("", ""), ""),
    ] {
        assert_eq!(backend.dits(filter, None).await.unwrap().customer, name);
    }
}

#[tokio::test]
async fn what_lists_walk_follows_every_exchange_and_a_check_finds_what_does_not() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let backend = seen_by(app.as_dispatcher());
    let waits = async |waiting| {
        let filter = DitFilter {
            waiting: Some(waiting),
            ..DitFilter::default()
        };
        backend.dits(filter, None).await.unwrap().rows.len()
    };
    app.as_dispatcher().record(received(dit, "Bonjour")).await;
    assert_eq!(
        (waits(Waiting::ForUs).await, waits(Waiting::ForCustomer).await),
        (1, 0)
    );
    app.clock.advance_ms(1_000);
    let answer = app.as_dispatcher().record(sent(dit, "Voilà")).await;
    assert_eq!(
        (waits(Waiting::ForUs).await, waits(Waiting::ForCustomer).await),
        (0, 1)
    );
    app.as_dispatcher().delete(answer).await;
    assert_eq!(
        (waits(Waiting::ForUs).await, waits(Waiting::ForCustomer).await),
        (1, 0)
    );
    assert_eq!(wrong_counters(&app.services.db).await.unwrap(), 0);

    let tx = app.services.db.begin().await.unwrap();
    dits::Entity::update_many()
        .col_expr(dits::Column::LastWord, "us".into())
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(wrong_counters(&app.services.db).await.unwrap(), 1);
}

fn view(n: u8, name: &str, query: &str) -> SavedView {
    SavedView {
        id: SavedViewId::new(MARCH, [n; 10]),
        name: name.into(),
        query: query.into(),
        is_default: false,
    }
}

async fn names(backend: &Bound) -> Vec<String> {
    let options = backend.list_options().await.unwrap();
    options.views.into_iter().map(|view| view.name).collect()
}

#[tokio::test]
async fn views_are_saved_renamed_and_deleted_by_whose_they_are() {
    let app = company().await;
    let (theirs, others) = (
        bound(&app, READER, Locale::Fr),
        bound(&app, TECHNICIAN, Locale::Fr),
    );
    let late = view(1, " Retards ", "sort=oldest&waiting=us&panel=exchanges&x=1");
    theirs.save_view(late.clone()).await.unwrap();
    theirs.save_view(view(2, "à moi", "mine=on")).await.unwrap();
    assert_eq!(names(&theirs).await, ["à moi", "Retards"]);
    let kept = theirs.list_options().await.unwrap().views.remove(1);
    assert_eq!(
        Query::parse(&kept.query),
        Query::parse("waiting=us&sort=oldest"),
        "nothing else is kept"
    );

    let renamed = SavedView {
        name: "Attentes".into(),
        ..late.clone()
    };
    theirs.save_view(renamed.clone()).await.unwrap();
    assert_eq!(names(&theirs).await, ["à moi", "Attentes"]);
    // The name of another one takes its place.
    theirs.save_view(view(3, "à moi", "chaser=on")).await.unwrap();
    assert_eq!(names(&theirs).await, ["à moi", "Attentes"]);

    others.save_view(view(1, "Vol", "")).await.unwrap();
    others.delete_view(late.id).await.unwrap();
    assert_eq!(names(&theirs).await, ["à moi", "Attentes"]);
    assert!(names(&others).await.is_empty());
    theirs.delete_view(late.id).await.unwrap();
    theirs.delete_view(late.id).await.unwrap();
    assert_eq!(names(&theirs).await, ["à moi"]);
}

#[tokio::test]
async fn one_view_is_what_the_bare_address_shows() {
    let app = company().await;
    let backend = bound(&app, READER, Locale::Fr);
    assert_eq!(backend.session().await.unwrap().default_view, "");
    for (n, query) in [(1, "mine=on"), (2, "chaser=on")] {
        let default = SavedView {
            is_default: true,
            ..view(n, &format!("Vue {n}"), query)
        };
        backend.save_view(default).await.unwrap();
        assert_eq!(backend.session().await.unwrap().default_view, query);
    }
    let options = backend.list_options().await.unwrap();
    assert_eq!(options.views.iter().filter(|view| view.is_default).count(), 1);
    backend.save_view(view(2, "Vue 2", "chaser=on")).await.unwrap();
    assert_eq!(backend.session().await.unwrap().default_view, "");
}

#[tokio::test]
async fn a_view_needs_a_name_and_there_are_so_many_at_most() {
    let app = company().await;
    let backend = bound(&app, READER, Locale::Fr);
    for name in ["", "  ", &"x".repeat(VIEW_NAME_MAX + 1)] {
        assert_eq!(
            backend.save_view(view(1, name, "")).await,
            Err(AppError::Malformed)
        );
    }
    for n in 0..u8::try_from(VIEWS_MAX).unwrap() {
        backend.save_view(view(n, &format!("Vue {n}"), "")).await.unwrap();
    }
    assert_eq!(
        backend.save_view(view(200, "Trop", "")).await,
        Err(AppError::Malformed)
    );
    backend.save_view(view(0, "Changée", "")).await.unwrap();
    assert_eq!(names(&backend).await.len(), VIEWS_MAX);
}
