//! Addresses written and read back.

use super::*;
use crate::view::search::{SearchFilter, SearchPlace};
use crate::view::{DitCursor, DitFilter, DitSort, Waiting};
use domain::dit::DitState;
use domain::exchange::Direction;
use domain::{EmployeeId, KindId};

fn number(text: &str) -> DitNumber {
    text.parse().unwrap()
}

#[test]
fn a_filtered_list_is_read_back_from_its_address() {
    let all = DitFilter::default();
    assert_eq!(list(&all, None), "/");
    assert_eq!(whole_list(&all), EVERYTHING);
    let filter = DitFilter {
        text: "Évry & 100% +1 = ?".to_owned(),
        states: vec![DitState::Open, DitState::WorkNotDone],
        waiting: Some(Waiting::ForCustomer),
        silent_days: 3,
        has_chaser: true,
        is_mine: true,
        in_charge: Some(EmployeeId(4)),
        recorded_from: "2026-10-01".to_owned(),
        recorded_to: "2026-10-31".to_owned(),
        customer: "C-0001".to_owned(),
        sort: DitSort::Oldest,
    };
    let after = DitCursor {
        number: number("DIT-2026-0051"),
        key: "1772438400000".to_owned(),
    };
    let url = list(&filter, Some(&after));
    let query = Query::parse(url.strip_prefix("/?").unwrap());
    assert_eq!(query.filter(), filter);
    assert_eq!(query.after(), Some(after));
    assert_eq!(whole_list(&filter), list(&filter, None));
    assert_eq!(saved_list(&list_query(&filter)), list(&filter, None));
    assert_eq!(saved_list(""), EVERYTHING);
    for sort in DitSort::ALL {
        assert_eq!(sort_named(sort_name(sort)), sort);
    }
}

#[test]
fn only_an_address_that_says_nothing_of_the_list_is_bare() {
    for (search, is_bare) in [
        ("", true),
        ("panel=exchanges&dit=DIT-2026-0001", true),
        ("view=all", false),
        ("text=", false),
        ("sort=due", false),
        ("after=DIT-2026-0001", false),
    ] {
        assert_eq!(Query::parse(search).is_bare(), is_bare, "{search}");
    }
}

#[test]
fn a_form_without_choices_is_no_filter_and_unknown_words_are_ignored() {
    for search in [
        "",
        "text=&state=&waiting=",
        "state=x&waiting=y&after=z",
        "chaser=",
        "days=x&in_charge=Anne&from=hier&to=2026-1-1&sort=x",
        "%",
    ] {
        assert_eq!(Query::parse(search).filter(), DitFilter::default(), "{search}");
        assert_eq!(Query::parse(search).after(), None, "{search}");
    }
    assert_eq!(
        Query::parse("text=deux+mots%20%C3%A9").filter().text,
        "deux mots é"
    );
    assert_eq!(Query::parse("text=%2541&text=100%").get("text"), Some("100%"));
    assert_eq!(Query::parse("text=%2541").get("text"), Some("%41"));
    assert_eq!(Query::parse("text=%é%C3").get("text"), Some("%é\u{fffd}"));
}

#[test]
fn the_outbox_is_read_back_from_its_address() {
    let after = OutboxCursor {
        since: Timestamp(1_795_510_800_000),
        recipient: MailRecipientId(42),
    };
    for filter in OutboxFilter::ALL {
        for after in [None, Some(after)] {
            let url = outbox(filter, after);
            let search = url.strip_prefix(OUTBOX).unwrap();
            let query = Query::parse(search);
            assert_eq!(
                (query.outbox_filter(), query.outbox_after()),
                (filter, after),
                "{url}"
            );
        }
    }
    let odd = Query::parse("state=accepted&after=x-1");
    assert_eq!(
        (odd.outbox_filter(), odd.outbox_after()),
        (OutboxFilter::All, None)
    );
    assert_eq!(
        dit_exchanges(number("DIT-2026-0001")),
        "/dits/DIT-2026-0001?panel=exchanges"
    );
}

#[test]
fn a_search_is_read_back_from_its_address() {
    assert_eq!(search(&SearchFilter::default(), None), "/search");
    let after = Some(SearchPlace {
        relevance: 42,
        place: 7,
    });
    for direction in Direction::ALL {
        let filter = SearchFilter {
            text: "l’été & \"*".to_owned(),
            direction: Some(direction),
            kind: Some(KindId(3)),
            customer: "C-0001".to_owned(),
            is_ranked: true,
        };
        let url = search(&filter, after);
        let query = Query::parse(url.strip_prefix("/search?").unwrap());
        assert_eq!(
            (query.search_filter(), query.search_after()),
            (filter, after),
            "{url}"
        );
    }
    let odd = Query::parse("direction=x&kind=y&order=z&after=1");
    assert_eq!(
        (odd.search_filter(), odd.search_after()),
        (SearchFilter::default(), None)
    );
}

#[test]
fn the_panel_is_named_by_the_address() {
    let one = number("DIT-2026-0001");
    for (path, search, panel) in [
        ("/dits/DIT-2026-0001", "panel=exchanges", Some(one)),
        ("/", "panel=exchanges&dit=DIT-2026-0001", Some(one)),
        (
            "/dits/DIT-2026-0002",
            "panel=exchanges&dit=DIT-2026-0001",
            Some(one),
        ),
        ("/", "panel=exchanges", None),
        ("/", "dit=DIT-2026-0001", None),
        ("/", "panel=exchanges&dit=1", None),
        ("/dits/1", "panel=exchanges", None),
    ] {
        assert_eq!(Query::parse(search).panel(path), panel, "{path}?{search}");
    }
    let query = Query::parse("text=a&panel=exchanges&dit=DIT-2026-0009");
    assert_eq!(
        query.with_panel("/", Some(one)),
        "/?text=a&panel=exchanges&dit=DIT-2026-0001"
    );
    assert_eq!(query.with_panel("/", None), "/?text=a");
    assert_eq!(
        Query::default().with_panel("/dits/DIT-2026-0001", Some(one)),
        "/dits/DIT-2026-0001?panel=exchanges"
    );
}

#[test]
fn signing_in_leads_to_this_site_only() {
    let ours = "/dits/DIT-2026-0001?panel=exchanges";
    assert_eq!(safe_next(ours), ours);
    for foreign in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/a\r\nb",
        "",
        "/login?next=/",
    ] {
        assert_eq!(safe_next(foreign), "/", "{foreign}");
    }
}
