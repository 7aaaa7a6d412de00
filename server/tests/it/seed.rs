//! Synthetic data for load: exactly as much as asked for, and sound.

use crate::harness::{NOW, database_url, empty_services};
use app::backend::Backend;
use app::view::DitFilter;
use domain::employee::Actor;
use domain::locale::Locale;
use domain::permission::Role;
use domain::{AccountId, EmployeeId};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use server::backend::Bound;
use server::demo;
use server::http::password::{PasswordCost, Passwords};
use server::persistence::entity::{dits, exchanges};
use server::persistence::health;
use server::seed::{self, Size};
use server::services::{ManualClock, Services};
use std::sync::Arc;
use tempfile::TempDir;

const SIZE: Size = Size {
    requests: 60,
    exchanges: 700,
    seed: 3,
};

async fn empty() -> (Services, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = database_url(&folder).await;
    let services = empty_services(&folder, &url, Arc::new(ManualClock::at(NOW))).await;
    (services, folder)
}

async fn counts(services: &Services) -> (u64, u64) {
    let db = services.db.reader();
    (
        dits::Entity::find().count(db).await.unwrap(),
        exchanges::Entity::find().count(db).await.unwrap(),
    )
}

#[tokio::test]
async fn as_many_records_as_asked_for_are_added_and_their_counters_are_right() {
    let (services, _folder) = empty().await;
    seed::run(&services, SIZE, |_| {}).await.unwrap();
    assert_eq!(counts(&services).await, (60, 700));
    assert_eq!(health::wrong_counters(&services.db).await.unwrap(), 0);
    // A second run goes on after the first.
    seed::run(&services, SIZE, |_| {}).await.unwrap();
    assert_eq!(counts(&services).await, (120, 1400));
    assert_eq!(health::wrong_counters(&services.db).await.unwrap(), 0);
}

#[tokio::test]
async fn the_same_numbers_give_the_same_records() {
    let read = async || {
        let (services, folder) = empty().await;
        seed::run(&services, SIZE, |_| {}).await.unwrap();
        let all = exchanges::Entity::find()
            .order_by_asc(exchanges::Column::Id)
            .all(services.db.reader())
            .await
            .unwrap();
        drop(folder);
        all
    };
    assert_eq!(read().await, read().await);
}

#[tokio::test]
async fn synthetic_records_go_beside_a_demonstration_and_can_be_read() {
    let (services, _folder) = empty().await;
    demo::load(&services, &Passwords::new(PasswordCost::LEAST).unwrap())
        .await
        .unwrap();
    seed::run(&services, SIZE, |_| {}).await.unwrap();
    let backend = Bound {
        services,
        actor: Actor {
            account: AccountId(1),
            employee: EmployeeId(1),
            role: Role::Dispatcher,
        },
        locale: Locale::Fr,
        email: String::new(),
        remote_address: String::new(),
    };
    let newest = backend.dits(DitFilter::default(), None).await.unwrap().rows[0].clone();
    assert_eq!(newest.number.to_string(), "DIT-2026-0210");
    let log = backend.exchanges(newest.number, None).await.unwrap();
    assert_eq!(log.indicator, newest.indicator);
}
