//! Plays one row of the table: a fault, the same again when the mail is due, and then a server that has come to its senses.

use super::others::Other;
use super::plan::Plan;
use super::server::FaultServer;
use super::simulated::SimulatedMailer;
use super::table::{Cell, FIRST_DELAY_MIN, Fate, Fault, Phase, Row, SECOND_DELAY_MIN};
use super::words::Sentence;
use crate::harness::{TestApp, mailed};
use crate::reads::seen_by;
use app::backend::Backend;
use domain::ExchangeId;
use domain::dit::DitNumber;
use domain::locale::Locale;
use domain::time::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::backend::Bound;
use server::outbox::deliver_pending;
use server::persistence::entity::mail_recipients;
use server::persistence::smtp_accounts;
use std::sync::Arc;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Longer than the time that anything takes which has no time limit to wait for.
const AT_ONCE_S: u64 = 2;

const ONE: &[&str] = &["a@client.example"];
const THREE: &[&str] = &["a@client.example", "b@client.example", "c@client.example"];

/// A company with one request, whose mails all go wrong.
pub struct Play {
    app: TestApp,
    dit: DitNumber,
}

/// One mail and what is expected of it.
struct Scene<'a> {
    name: String,
    plan: Plan,
    to: &'a [&'a str],
    fates: &'a [Fate],
    after_s: u64,
}

impl Play {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let dit = app.open_request().await;
        Self { app, dit }
    }

    pub async fn row(&self, row: &Row) {
        let Cell::Met { one, three, after_s } = row.cell else {
            return;
        };
        self.scene(Scene {
            name: format!("{:?}, {:?}, one recipient", row.phase, row.fault),
            plan: plan(row.phase, row.fault, "a@client.example"),
            to: ONE,
            fates: &[one],
            after_s,
        })
        .await;
        let mut among_three = plan(row.phase, row.fault, "a@client.example");
        if row.phase == Phase::Rcpt {
            among_three.faulty = "b@client.example";
            among_three.replies = vec![("c@client.example", "550 5.1.1 unknown")];
        } else {
            among_three.replies = vec![
                ("b@client.example", "550 5.1.1 unknown"),
                ("c@client.example", "450 4.2.1 busy"),
            ];
        }
        self.scene(Scene {
            name: format!("{:?}, {:?}, three recipients", row.phase, row.fault),
            plan: among_three,
            to: THREE,
            fates: &three,
            after_s,
        })
        .await;
    }

    pub async fn other(&self, other: &Other) {
        self.scene(Scene {
            name: format!("{:?}, {:?}", other.phase, other.fault),
            plan: plan(other.phase, other.fault, "a@client.example"),
            to: ONE,
            fates: &[other.fate],
            after_s: other.after_s,
        })
        .await;
    }

    async fn scene(&self, scene: Scene<'_>) {
        let name = &scene.name;
        let command = mailed(self.dit, "Nous passons demain.", &scene.to.join("; "));
        let exchange = self.app.as_dispatcher().record(command).await;
        let server = FaultServer::new(scene.plan.clone());

        let took = self.deliver(&server).await;
        assert!(
            (scene.after_s..=scene.after_s + AT_ONCE_S).contains(&took),
            "{name}: known after {took} s instead of {}",
            scene.after_s
        );
        self.check(exchange, &scene, FIRST_DELAY_MIN).await;
        if let [Fate::Deferred(_)] = scene.fates {
            let due_at = self.rows(exchange).await[0].next_try_at.unwrap();
            self.app.clock.set(Timestamp(due_at));
            self.deliver(&server).await;
            self.check(exchange, &scene, SECOND_DELAY_MIN).await;
        }
        self.resume(&scene).await;
        server.behave(Plan {
            is_implicit: scene.plan.is_implicit,
            ..Plan::healthy()
        });
        self.app.clock.advance_ms(HOUR_MS);
        self.deliver(&server).await;
        self.check_the_end(exchange, &scene, &server).await;
        self.forget(exchange).await;
    }

    /// An account is paused where the table says so, and nowhere else; then somebody lets it go on.
    async fn resume(&self, scene: &Scene<'_>) {
        let paused = smtp_accounts::paused(self.app.services.db.reader())
            .await
            .unwrap();
        let is_paused = scene.fates.contains(&Fate::Paused);
        assert_eq!(paused.len(), usize::from(is_paused), "{}: {paused:?}", scene.name);
        for account in paused {
            assert!(
                account.reply.starts_with("53"),
                "{}: {}",
                scene.name,
                account.reply
            );
            let tx = self.app.services.db.begin().await.unwrap();
            smtp_accounts::resume(&tx, &account.name).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    /// Sends what is due, and gives the seconds that the last mail took in its own time.
    async fn deliver(&self, server: &Arc<FaultServer>) -> u64 {
        let scheme = if server.is_implicit() { "smtps" } else { "smtp" };
        let mailer = SimulatedMailer::new(Arc::clone(server), scheme);
        deliver_pending(&self.app.services, &mailer).await.unwrap();
        mailer.took().as_secs()
    }

    async fn rows(&self, exchange: ExchangeId) -> Vec<mail_recipients::Model> {
        let mail = self.app.mail(exchange).await.unwrap();
        mail_recipients::Entity::find()
            .filter(mail_recipients::Column::MailId.eq(mail.id))
            .order_by_asc(mail_recipients::Column::Id)
            .all(self.app.services.db.reader())
            .await
            .unwrap()
    }

    /// What the screen says of each recipient, in both languages.
    async fn sentences(&self, exchange: ExchangeId) -> Vec<(String, String)> {
        let french = seen_by(self.app.as_dispatcher());
        let english = Bound {
            locale: Locale::En,
            ..french.clone()
        };
        let mut said = Vec::new();
        for reads in [french, english] {
            let view = reads.exchange(exchange).await.unwrap();
            said.push(view.mail.unwrap().recipients);
        }
        let (english, french) = (said.pop().unwrap(), said.pop().unwrap());
        french
            .into_iter()
            .zip(english)
            .map(|(fr, en)| (fr.reason, en.reason))
            .collect()
    }

    async fn check(&self, exchange: ExchangeId, scene: &Scene<'_>, delay_min: i64) {
        let rows = self.rows(exchange).await;
        let said = self.sentences(exchange).await;
        assert_eq!((rows.len(), said.len()), (scene.fates.len(), scene.fates.len()));
        for ((row, (fr, en)), fate) in rows.iter().zip(said).zip(scene.fates) {
            let what = format!("{}: {} is {} ({})", scene.name, row.address, row.state, row.reply);
            let (state, sentence) = stored(*fate);
            assert_eq!(row.state, state, "{what}");
            if let Some(sentence) = sentence {
                assert_eq!((fr.as_str(), en.as_str()), (sentence.fr, sentence.en), "{what}");
            }
            let delay_ms = row.next_try_at.map(|at| at - self.app.clock_now());
            match fate {
                Fate::Deferred(_) => {
                    let least = delay_min * MINUTE_MS;
                    let delay_ms = delay_ms.unwrap_or_else(|| panic!("{what}: no next try"));
                    assert!(
                        (least..=least + least / 5).contains(&delay_ms),
                        "{what}: {delay_ms}"
                    );
                }
                // Due since it was recorded: no try is lost.
                Fate::Paused => assert!(delay_ms.is_some_and(|delay| delay <= 0), "{what}"),
                _ => assert_eq!(delay_ms, None, "{what}"),
            }
        }
    }

    /// In the end every recipient has the mail once, unless it was refused; and nobody has it twice.
    async fn check_the_end(&self, exchange: ExchangeId, scene: &Scene<'_>, server: &FaultServer) {
        let bytes = self.app.mail(exchange).await.unwrap().bytes;
        let taken = server.taken();
        for (row, fate) in self.rows(exchange).await.iter().zip(scene.fates) {
            let what = format!("{}: {} is {} in the end", scene.name, row.address, row.state);
            let times = taken
                .iter()
                .filter(|each| !each.is_refused && each.to.contains(&row.address))
                .count();
            let expected = match fate {
                Fate::Accepted | Fate::Deferred(_) | Fate::Paused => ("accepted", 1),
                Fate::Refused(_) => ("refused", 0),
                // The server of this play had it; one that did not looks the same from here.
                Fate::Uncertain(_) => ("uncertain", 1),
            };
            assert_eq!((row.state.as_str(), times), expected, "{what}");
        }
        for each in taken {
            assert_eq!(each.bytes, bytes, "{}: other bytes", scene.name);
        }
    }

    /// Takes a mail out of the way of the next ones.
    async fn forget(&self, exchange: ExchangeId) {
        let mail = self.app.mail(exchange).await.unwrap();
        let tx = self.app.services.db.begin().await.unwrap();
        mail_recipients::Entity::update_many()
            .col_expr(mail_recipients::Column::State, "cancelled".into())
            .filter(mail_recipients::Column::MailId.eq(mail.id))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

fn plan(phase: Phase, fault: Fault, faulty: &'static str) -> Plan {
    Plan {
        fault: Some((phase, fault)),
        faulty,
        is_implicit: (phase, fault) == (Phase::Connect, Fault::WrongName),
        ..Plan::healthy()
    }
}

/// How a fate is stored, and what is said about it.
fn stored(fate: Fate) -> (&'static str, Option<Sentence>) {
    match fate {
        Fate::Accepted => ("accepted", None),
        Fate::Deferred(sentence) => ("deferred", Some(sentence)),
        Fate::Refused(sentence) => ("refused", Some(sentence)),
        Fate::Uncertain(sentence) => ("uncertain", Some(sentence)),
        Fate::Paused => ("queued", None),
    }
}
