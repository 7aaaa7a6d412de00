//! Recording.
use crate::harness::*;

#[tokio::test]
async fn recording_works() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "Il fuit")).await;
    assert_eq!(app.stored(id).await.detail, "Il fuit");
    assert_eq!(app.counter(dit).await, app.recount(dit).await);
    let rev = app.as_dispatcher().delete(id).await;
    assert_eq!(rev, 2);
    assert_eq!(app.counter(dit).await.count, 0);
    let m = app
        .as_dispatcher()
        .record(mailed(dit, "Nous venons", "contact1@client.example"))
        .await;
    assert!(app.mail(m).await.is_some());
}
