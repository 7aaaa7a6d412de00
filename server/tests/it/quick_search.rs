//! Finding people, places and requests by any part of their names.

use crate::harness::{NOW, database_url, empty_services};
use crate::queries::{Watched, filled, plan};
use app::backend::Backend;
use app::view::search::{QuickHit, QuickKind, QuickTarget};
use domain::employee::Actor;
use domain::locale::Locale;
use domain::permission::Role;
use domain::{AccountId, EmployeeId};
use server::backend::Bound;
use server::demo;
use server::http::password::{PasswordCost, Passwords};
use server::persistence::read;
use server::seed::{self, Size};
use server::services::ManualClock;
use std::sync::Arc;
use tempfile::TempDir;

async fn demonstration() -> (Bound, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = database_url(&folder).await;
    let services = empty_services(&folder, &url, Arc::new(ManualClock::at(NOW))).await;
    demo::load(&services, &Passwords::new(PasswordCost::LEAST).unwrap())
        .await
        .unwrap();
    let actor = Actor {
        account: AccountId(1),
        employee: EmployeeId(1),
        role: Role::Reader,
    };
    let backend = Bound {
        services,
        actor,
        locale: Locale::Fr,
        email: String::new(),
        remote_address: String::new(),
    };
    (backend, folder)
}

async fn found(backend: &Bound, text: &str, kind: QuickKind) -> Vec<QuickHit> {
    let view = backend.quick_search(text.to_owned()).await.unwrap();
    assert!(
        view.groups
            .iter()
            .all(|group| (1..=8).contains(&group.hits.len()))
    );
    let group = view.groups.into_iter().find(|group| group.kind == kind);
    group.map(|group| group.hits).unwrap_or_default()
}

#[tokio::test]
async fn a_customer_is_found_by_a_part_of_the_name_or_of_the_code() {
    let (backend, _folder) = demonstration().await;
    for text in [
        "Habitat des Deux Rives",
        "deux riv",
        "HABIT",
        "bitat",
        "C-0005",
        "0005",
        "c 5",
    ] {
        let hits = found(&backend, text, QuickKind::Customer).await;
        let is_it = |hit: &QuickHit| hit.target == QuickTarget::Customer("C-0005".to_owned());
        assert_eq!(hits.iter().any(is_it), text != "c 5", "{text}");
    }
    assert!(
        found(&backend, "introuvable", QuickKind::Customer)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_phone_number_is_found_in_any_spelling() {
    let (backend, _folder) = demonstration().await;
    let overview = backend.customer("C-0005".to_owned()).await.unwrap();
    let contact = overview
        .contacts
        .into_iter()
        .find(|contact| !contact.phones.is_empty())
        .unwrap();
    let digits: String = contact.phones[0].chars().filter(char::is_ascii_digit).collect();
    let pairs: Vec<&str> = (0..5).map(|at| &digits[2 * at..2 * at + 2]).collect();
    for text in [
        digits.clone(),
        pairs.join(" "),
        pairs.join("."),
        format!("+33 {} {}", &digits[1..2], pairs[1..].join(" ")),
        format!("0033{}", &digits[1..]),
        format!("+33 (0){}", &digits[1..]),
        digits[4..].to_owned(),
    ] {
        let hits = found(&backend, &text, QuickKind::Contact).await;
        assert!(
            hits.iter().any(|hit| hit.title.ends_with(&contact.name())),
            "{text}: {hits:?}"
        );
    }
    let hits = found(&backend, &contact.last_name.to_uppercase(), QuickKind::Contact).await;
    assert!(hits.iter().any(|hit| hit.title.ends_with(&contact.name())));
}

#[tokio::test]
async fn a_request_is_found_by_its_number_even_when_it_is_old() {
    let (backend, _folder) = demonstration().await;
    seed::run(
        &backend.services,
        Size {
            requests: 3_000,
            exchanges: 10,
            seed: 1,
        },
        |_| {},
    )
    .await
    .unwrap();
    let first = |number: &str| QuickTarget::Dit(number.parse().unwrap());
    for text in [
        "DIT-2026-0014",
        "14",
        "0014",
        "2026-0014",
        "dit 14",
        "dit-2026-14",
        "dit0014",
    ] {
        let hits = found(&backend, text, QuickKind::Dit).await;
        assert!(
            hits.iter().any(|hit| hit.target == first("DIT-2026-0014")),
            "{text}: {hits:?}"
        );
    }
    assert_eq!(
        found(&backend, "14", QuickKind::Dit).await[0].target,
        first("DIT-2026-0014")
    );
    let newest = found(&backend, "3150", QuickKind::Dit).await;
    assert_eq!(newest[0].target, first("DIT-2026-3150"));
    assert_eq!(
        found(&backend, "dit", QuickKind::Dit).await[0].target,
        first("DIT-2026-3150")
    );
}

#[tokio::test]
async fn quick_search_is_two_statements_without_a_scan() {
    let app = filled().await;
    let watched = Watched::of(&app);
    for text in ["ascenseur", "0612", "14", "sacre coeur"] {
        read::quick_search(&watched.reading(&app), text).await.unwrap();
        let statements = watched.take();
        assert!(statements.len() <= 2, "{text}");
        for statement in &statements {
            let plan = plan(&app.services.db, statement).await;
            let shown = format!("{text}: {}\n{plan}", statement.sql);
            let is_table = |line: &&str| {
                let line = line.trim_start();
                let is_ours = line.contains("VIRTUAL TABLE INDEX") || line.starts_with("SCAN (subquery");
                line.starts_with("SCAN") && !is_ours
            };
            assert_eq!(plan.lines().find(is_table), None, "{shown}");
            assert!(!plan.contains("VIRTUAL TABLE INDEX 0:"), "{shown}");
            assert!(!plan.contains("Seq Scan on"), "{shown}");
        }
    }
}
