//! Files of a request that are taken along again.

use crate::harness::{TestApp, received, sent};
use crate::office::bound;
use app::backend::Backend;
use domain::command::RecordExchange;
use domain::dit::DitNumber;
use domain::permission::Role;

async fn names(app: &TestApp, role: Role, dit: DitNumber) -> Vec<String> {
    let files = bound(app.as_role(role)).request_files(dit).await.unwrap();
    files.into_iter().map(|file| file.file.name).collect()
}

#[tokio::test]
async fn the_files_of_a_request_are_listed_once_to_who_may_read_them_and_may_be_taken_again() {
    let app = TestApp::new().await;
    let (dit, other) = (app.open_request().await, app.open_request().await);
    let dispatcher = app.as_dispatcher();
    let with = |command: RecordExchange, file| RecordExchange {
        attachments: vec![file],
        ..command
    };
    let plan = dispatcher.upload("plan.pdf", b"plan").await;
    let photo = dispatcher.upload("photo.jpg", b"photo").await;
    let elsewhere = dispatcher.upload("ailleurs.pdf", b"ailleurs").await;
    dispatcher.upload("pas encore.pdf", b"pas encore").await;
    dispatcher.record(with(received(dit, "Le plan."), plan)).await;
    dispatcher
        .record(with(received(other, "Autre."), elsewhere))
        .await;
    app.clock.advance_ms(60_000);
    let withdrawn = dispatcher.record(with(sent(dit, "La photo."), photo)).await;
    dispatcher.delete(withdrawn).await;

    assert_eq!(
        names(&app, Role::Dispatcher, dit).await,
        ["photo.jpg", "plan.pdf"]
    );
    assert_eq!(names(&app, Role::Technician, dit).await, ["plan.pdf"]);
    assert_eq!(names(&app, Role::Technician, other).await, ["ailleurs.pdf"]);

    app.as_technician()
        .record(with(sent(dit, "Le plan à nouveau."), plan))
        .await;
    assert_eq!(names(&app, Role::Technician, dit).await, ["plan.pdf"], "once");
    let unknown = DitNumber::new(2031, 1).unwrap();
    assert!(names(&app, Role::Reader, unknown).await.is_empty());
}
