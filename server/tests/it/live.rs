//! What changes is told to whoever looks, while it happens.

use crate::browser::{DISPATCHER, READER, TECHNICIAN, Web, get, post, router_on};
use crate::harness::{TestApp, mailed, note, received, sent};
use app::view::live::{DitChange, News, Pen};
use app::view::{Draft, DraftContent, DraftSlot};
use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use domain::command::{Command, PauseMail, ResumeMail};
use domain::crit::CritOutcome;
use domain::dit::DitState;
use domain::exchange::Direction;
use domain::mail::RecipientState;
use http_body_util::BodyExt;
use server::live::{Courier, Live, Told};
use server::persistence::{Database, Engine};
use server::services::Services;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;
use tower::ServiceExt;

const ADMINISTRATOR: &str = "admin@example.org";
const LIVE: &str = "/api/live";
/// Nothing here takes so long; a test that would wait for ever ends.
const PATIENCE: Duration = Duration::from_secs(60);

/// A stream, from the side of the browser.
struct Stream {
    body: Body,
    text: String,
    /// Everything that came.
    raw: String,
    /// Where it is to go on after a cut.
    last_id: String,
}

impl Stream {
    async fn open(router: &Router, cookie: &str, since: &str) -> Stream {
        let path = format!("{LIVE}{since}");
        let request = get(&path).cookie(cookie).done();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Stream {
            body: response.into_body(),
            text: String::new(),
            raw: String::new(),
            last_id: String::new(),
        }
    }

    /// What is said next; `None` when the stream has ended.
    async fn next(&mut self) -> Option<News> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name| event.lines().find_map(|line| line.strip_prefix(name));
                if let Some(id) = field("id: ") {
                    id.clone_into(&mut self.last_id);
                }
                if let Some(data) = field("data: ") {
                    return Some(serde_json::from_str(data).unwrap());
                }
                continue;
            }
            let frame = timeout(PATIENCE, self.body.frame())
                .await
                .expect("something comes")?;
            let bytes = frame.unwrap().into_data().unwrap();
            let text = std::str::from_utf8(&bytes).unwrap();
            self.text.push_str(text);
            self.raw.push_str(text);
        }
    }

    /// The one request that changed, whatever else is said meanwhile.
    async fn change(&mut self) -> DitChange {
        loop {
            if let News::Changes(mut dits) = self.next().await.expect("the stream goes on")
                && let Some(dit) = dits.pop()
            {
                assert!(dits.is_empty(), "{dits:?}");
                return dit;
            }
        }
    }

    /// Waits until the stream has begun: from now on everything is told.
    async fn begun(mut self) -> Self {
        assert_eq!(self.next().await, Some(News::Changes(Vec::new())));
        self
    }
}

/// A courier at work, until it is dropped; it hears the other instances already.
async fn courier(services: &Services) -> watch::Sender<bool> {
    let (stop, stopping) = watch::channel(false);
    let mut told = services.live.listen();
    tokio::spawn(Courier::new(services.clone()).run(stopping));
    // What was said before it listened is not repeated, and it says so.
    while services.db.engine() == Engine::Postgres && !matches!(told.recv().await, Ok(Told::ReadAgain(_))) {}
    stop
}

fn draft(slot: DraftSlot, detail: &str, app: &TestApp) -> Draft {
    Draft {
        slot,
        content: DraftContent {
            detail: detail.to_owned(),
            ..DraftContent::default()
        },
        saved_at: app.now(),
    }
}

#[tokio::test]
async fn every_session_is_told_what_is_so_now_and_never_a_word_of_it() {
    let web = Web::new().await;
    let app = &web.app;
    let _courier = courier(&app.services).await;
    let dit = app.open_request().await;
    let mut streams = Vec::new();
    for email in [DISPATCHER, TECHNICIAN, READER] {
        let cookie = web.session(email).await;
        streams.push(Stream::open(&web.router, &cookie, "").await.begun().await);
    }

    let dispatcher = app.as_dispatcher();
    let exchange = dispatcher.record(received(dit, "Le secret du client")).await;
    for stream in &mut streams {
        let change = stream.change().await;
        assert_eq!(
            (change.dit, change.state, change.has_report),
            (dit, DitState::Open, false)
        );
        assert_eq!(change.customer, "C-0001");
        assert_eq!((change.indicator.count, change.indicator.version), (1, 1));
        assert_eq!(change.last_at, Some(app.now()));
        assert_eq!(change.exchanges.len(), 1);
        assert_eq!(
            (change.exchanges[0].exchange, change.exchanges[0].revision),
            (exchange, 1)
        );
    }
    let mut edition = dispatcher.edition(exchange).await;
    edition.detail = "Un autre secret".to_owned();
    dispatcher.edit(edition).await;
    for stream in &mut streams {
        assert_eq!(stream.change().await.exchanges[0].revision, 2);
    }
    dispatcher.delete(exchange).await;
    for stream in &mut streams {
        let change = stream.change().await;
        assert_eq!((change.exchanges[0].revision, change.indicator.count), (3, 0));
    }
    dispatcher.record(note(dit, "Entre nous, un secret")).await;
    for stream in &mut streams {
        // It does not count, and says nothing of itself but that it is there.
        assert_eq!(stream.change().await.indicator.count, 0);
        assert!(!stream.raw.contains("secret"), "{}", stream.raw);
    }
}

#[tokio::test]
async fn the_states_of_a_mail_and_the_report_of_a_job_are_told() {
    let web = Web::new().await;
    let app = &web.app;
    let _courier = courier(&app.services).await;
    let dit = app.open_request().await;
    let cookie = web.session(DISPATCHER).await;
    let mut stream = Stream::open(&web.router, &cookie, "").await.begun().await;

    app.as_dispatcher()
        .record(mailed(dit, "Bonjour", "a@client.example"))
        .await;
    let states = |change: &DitChange| -> Vec<RecipientState> {
        let marks = change.exchanges.iter().flat_map(|mark| &mark.recipients);
        marks.map(|mark| mark.state).collect()
    };
    assert_eq!(states(&stream.change().await), [RecipientState::Queued]);
    app.deliver_pending().await;
    while states(&stream.change().await) != [RecipientState::Accepted] {}

    let job = app.jobs(dit).await[0].0;
    app.as_dispatcher().enter_crit(job, CritOutcome::Done).await;
    let change = stream.change().await;
    assert_eq!((change.state, change.has_report), (DitState::WorkDone, true));
}

#[tokio::test]
async fn after_a_cut_what_was_missed_is_told_or_that_something_was() {
    let web = Web::new().await;
    let app = &web.app;
    let _courier = courier(&app.services).await;
    let dit = app.open_request().await;
    let cookie = web.session(DISPATCHER).await;
    let stream = Stream::open(&web.router, &cookie, "").await.begun().await;
    let cut_at = stream.last_id.clone();
    drop(stream);

    let first = app.as_technician().record(received(dit, "Un")).await;
    let second = app.as_technician().record(sent(dit, "Deux")).await;
    let since = format!("?since={cut_at}");
    let mut stream = Stream::open(&web.router, &cookie, &since).await;
    let change = stream.change().await;
    let mut told: Vec<_> = change.exchanges.iter().map(|mark| mark.exchange).collect();
    told.sort();
    let mut recorded = [first, second];
    recorded.sort();
    assert_eq!(told, recorded);
    assert_eq!(change.indicator.count, 2);

    // The header of a browser that comes back by itself says more than the address, which is older.
    let request = get(&format!("{LIVE}{since}")).header("last-event-id", &stream.last_id);
    let response = web
        .router
        .clone()
        .oneshot(request.cookie(&cookie).done())
        .await
        .unwrap();
    let mut back = Stream {
        body: response.into_body(),
        ..stream
    };
    assert_eq!(back.next().await, Some(News::Changes(Vec::new())));

    for unknown in ["?since=deadbeef-1-2", "?since=nonsense"] {
        let mut lost = Stream::open(&web.router, &cookie, unknown).await;
        assert_eq!(lost.next().await, Some(News::ReadAgain), "{unknown}");
    }
}

#[tokio::test]
async fn a_page_goes_on_from_where_it_was_read() {
    let web = Web::new().await;
    let app = &web.app;
    let _courier = courier(&app.services).await;
    let dit = app.open_request().await;
    let cookie = web.session(DISPATCHER).await;
    let session = web.ask("session", "{}", &cookie).await.text();
    let from = session
        .split("\"live_from\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    app.as_technician().record(received(dit, "Entre-temps")).await;
    let mut stream = Stream::open(&web.router, &cookie, &format!("?since={from}")).await;
    assert_eq!(stream.change().await.indicator.count, 1);
}

#[tokio::test]
async fn a_stream_is_for_who_is_signed_in_and_ends_with_the_session() {
    let web = Web::new().await;
    let _courier = courier(&web.app.services).await;
    assert_eq!(web.send(get(LIVE).done()).await.status, StatusCode::UNAUTHORIZED);

    let cookie = web.session(DISPATCHER).await;
    let other = web.session(DISPATCHER).await;
    let mut stream = Stream::open(&web.router, &cookie, "").await.begun().await;
    let mut stays = Stream::open(&web.router, &other, "").await.begun().await;
    web.send(post("/logout", "").cookie(&cookie).done()).await;
    assert_eq!(stream.next().await, Some(News::SignedOut));
    assert_eq!(stream.next().await, None);
    assert_eq!(
        web.send(get(LIVE).cookie(&cookie).done()).await.status,
        StatusCode::UNAUTHORIZED
    );

    let dit = web.app.open_request().await;
    web.app.as_technician().record(received(dit, "Encore là")).await;
    assert_eq!(stays.change().await.dit, dit);
}

#[tokio::test]
async fn an_account_has_so_many_streams_and_gets_them_back() {
    let web = Web::new().await;
    let _courier = courier(&web.app.services).await;
    let cookie = web.session(DISPATCHER).await;
    let mut streams = Vec::new();
    loop {
        let asked = get(LIVE).cookie(&cookie).done();
        let response = web.router.clone().oneshot(asked).await.unwrap();
        if response.status() != StatusCode::OK {
            assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(response.headers()["retry-after"], "60");
            break;
        }
        streams.push(response);
        assert!(streams.len() < 100, "there is a limit");
    }
    assert_eq!(web.app.services.live.streams(), streams.len());
    let others = web.session(TECHNICIAN).await;
    drop(Stream::open(&web.router, &others, "").await.begun().await);
    streams.clear();
    assert_eq!(web.app.services.live.streams(), 0);
    Stream::open(&web.router, &cookie, "").await.begun().await;
}

#[tokio::test]
async fn others_see_who_writes_and_not_what() {
    let web = Web::new().await;
    let app = &web.app;
    let _courier = courier(&app.services).await;
    let dit = app.open_request().await;
    let dispatcher = web.session(DISPATCHER).await;
    let technician = web.session(TECHNICIAN).await;
    let mut own = Stream::open(&web.router, &dispatcher, "").await.begun().await;
    let mut other = Stream::open(&web.router, &technician, "").await.begun().await;

    let slot = DraftSlot::New(Direction::Sent);
    let pen = async |stream: &mut Stream| loop {
        if let News::Writing(writing) = stream.next().await.unwrap() {
            return writing;
        }
    };
    app.as_dispatcher()
        .save_draft(dit, draft(slot, "Un secret", app))
        .await
        .unwrap();
    let writing = pen(&mut other).await;
    assert_eq!((writing.dit, writing.pen), (dit, Pen::Answer));
    assert_eq!(writing.account, app.company.dispatcher.actor.account);
    assert_eq!(writing.name, app.company.dispatcher.employee.name());
    assert!(!other.raw.contains("secret"), "{}", other.raw);

    // Whoever comes later sees it too, for as long as it may be so.
    let mut late = Stream::open(&web.router, &technician, "").await;
    assert_eq!(pen(&mut late).await.pen, Pen::Answer);
    app.clock.advance_ms(15_001);
    Stream::open(&web.router, &technician, "").await.begun().await;

    app.as_dispatcher().record(sent(dit, "C’est parti")).await;
    assert_eq!(pen(&mut other).await.pen, Pen::Down);
    while own.change().await.indicator.count == 0 {}
    assert!(!own.raw.contains("Writing"), "{}", own.raw);
}

#[tokio::test]
async fn a_stopped_mail_account_is_told_to_those_who_may_resume_it() {
    let web = Web::new().await;
    let app = &web.app;
    let _courier = courier(&app.services).await;
    let dit = app.open_request().await;
    let (boss, demo) = (web.session(ADMINISTRATOR).await, web.session(DISPATCHER).await);
    let mut administrator = Stream::open(&web.router, &boss, "").await.begun().await;
    let mut dispatcher = Stream::open(&web.router, &demo, "").await.begun().await;
    let account = String::new();
    let administrates = app.as_administrator();
    administrates
        .attempt(Command::PauseMail(PauseMail {
            account: account.clone(),
        }))
        .await
        .unwrap();
    // A person did it: nobody has to be alarmed.
    assert_eq!(administrator.next().await, Some(News::MailAlert(false)));
    administrates
        .attempt(Command::ResumeMail(ResumeMail { account }))
        .await
        .unwrap();
    app.as_dispatcher().record(received(dit, "Après")).await;
    assert_eq!(dispatcher.change().await.dit, dit);
    assert!(!dispatcher.raw.contains("MailAlert"), "{}", dispatcher.raw);
}

#[tokio::test]
async fn streams_end_when_the_program_stops() {
    let web = Web::new().await;
    let stop = courier(&web.app.services).await;
    let cookie = web.session(DISPATCHER).await;
    let mut stream = Stream::open(&web.router, &cookie, "").await.begun().await;
    stop.send_replace(true);
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn an_instance_tells_what_happens_at_another_one() {
    let web = Web::new().await;
    let app = &web.app;
    if app.services.db.engine() != Engine::Postgres {
        // A file has one instance.
        return;
    }
    let elsewhere = Services {
        db: Database::connect(&app.database_url).await.unwrap(),
        live: Live::new(app.now()),
        ..app.services.clone()
    };
    let (_courier, _other) = (courier(&app.services).await, courier(&elsewhere).await);
    let dit = app.open_request().await;
    let cookie = web.session(DISPATCHER).await;
    let router = router_on(&elsewhere);
    let mut stream = Stream::open(&router, &cookie, "").await.begun().await;

    let exchange = app
        .as_technician()
        .record(mailed(dit, "Bonjour", "a@client.example"))
        .await;
    assert_eq!(stream.change().await.exchanges[0].exchange, exchange);
    let slot = DraftSlot::New(Direction::Sent);
    app.as_technician()
        .save_draft(dit, draft(slot, "Suite", app))
        .await
        .unwrap();
    loop {
        if let News::Writing(writing) = stream.next().await.unwrap()
            && writing.pen == Pen::Answer
        {
            break;
        }
    }
    app.deliver_pending().await;
    while stream.change().await.exchanges[0].recipients[0].state != RecipientState::Accepted {}

    // A page of one instance goes on at the other, and a lost connection is no lost change.
    let since = app.services.live.place(app.now());
    let second = app.as_technician().record(sent(dit, "Encore")).await;
    stream.change().await;
    let mut moved = Stream::open(&router, &cookie, &format!("?since={since}")).await;
    loop {
        match moved.next().await.unwrap() {
            News::Changes(dits) => {
                assert!(dits[0].exchanges.iter().any(|mark| mark.exchange == second));
                break;
            }
            // The instance is younger than the margin that clocks are given.
            News::ReadAgain => break,
            News::Writing(_) => {}
            other => panic!("{other:?}"),
        }
    }
    app.cut_connections().await;
    while stream.next().await != Some(News::ReadAgain) {}
}
