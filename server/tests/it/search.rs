//! Looking for words in what was said: the same as reading everything, and what it costs.

use crate::harness::{NOW, TestApp, note, received, sent};
use crate::queries::{Watched, plan};
use crate::rows::{CUSTOMER, dit, write, write_people};
use app::backend::Backend;
use app::view::search::{SearchFilter, SearchHit, SearchPage};
use domain::command::EditExchange;
use domain::dit::DitState;
use domain::exchange::{Channel, Counterpart, Direction};
use domain::locale::Locale;
use domain::permission::Role;
use domain::search::{NoQuestion, Piece};
use domain::text::FreeName;
use domain::{CustomerId, DitId, ExchangeId, KindId};
use server::backend::Bound;
use server::persistence::load::{Load, NewExchange, Said};
use server::persistence::read;

/// Words as people write them and as they are looked for, the usual ones first.
const WORDS: [(&str, &str); 24] = [
    ("de", "de"),
    ("la", "la"),
    ("L’imprimante", "imprimante"),
    ("panne,", "panne"),
    ("réseau", "reseau"),
    ("à", "a"),
    ("RÉSEAU", "reseau"),
    ("d'imprimante", "imprimante"),
    ("l'été.", "ete"),
    ("e\u{301}te\u{301}s", "etes"),
    ("fumée", "fumee"),
    ("Fume", "fume"),
    ("cœur", "coeur"),
    ("«\u{a0}coeur\u{a0}»", "coeur"),
    ("qu’elle", "elle"),
    ("imprimerie", "imprimerie"),
    ("impri\u{ad}merie", "imprimerie"),
    ("东京", "东京"),
    ("2026", "2026"),
    ("R-17", "r 17"),
    ("Œuvre", "oeuvre"),
    ("aujourd'hui", "aujourd hui"),
    ("straße", "strasse"),
    ("étanchéité", "etancheite"),
];

/// What the test itself knows of an exchange.
#[derive(Clone)]
struct Known {
    id: ExchangeId,
    /// Folded, subject and detail.
    words: Vec<&'static str>,
    direction: Direction,
    kind: KindId,
    customer: i64,
    is_deleted: bool,
}

impl Known {
    fn answers(&self, asked: &[&str], filter: &SearchFilter, customer: Option<i64>) -> bool {
        let (last, before) = asked.split_last().unwrap();
        let is_beginning = last.chars().count() > 1;
        let fits = |word: &&str| word == last || is_beginning && word.starts_with(last);
        !self.is_deleted
            && before.iter().all(|asked| self.words.contains(asked))
            && self.words.iter().any(fits)
            && filter
                .direction
                .is_none_or(|direction| direction == self.direction)
            && filter.kind.is_none_or(|kind| kind == self.kind)
            && customer.is_none_or(|customer| customer == self.customer)
    }
}

/// Numbers that look like chance, the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    /// A text and its words; those at the front of the list come more often.
    fn text(&mut self, length: usize) -> (String, Vec<&'static str>) {
        let (mut text, mut words) = (Vec::new(), Vec::new());
        for _ in 0..length {
            let end = self.below(WORDS.len()) + 1;
            let (written, folded) = WORDS[self.below(end)];
            text.push(written);
            words.extend(folded.split(' '));
        }
        (text.join(" "), words)
    }
}

fn looking(app: &TestApp, role: Role) -> Bound {
    Bound {
        services: app.services.clone(),
        actor: app.as_role(role).actor,
        locale: Locale::Fr,
        email: String::new(),
        remote_address: String::new(),
    }
}

fn asking(text: &str) -> SearchFilter {
    SearchFilter {
        text: text.to_owned(),
        ..SearchFilter::default()
    }
}

/// Every page, from the first to the last.
async fn all_hits(backend: &Bound, filter: &SearchFilter) -> Vec<SearchHit> {
    let (mut hits, mut after) = (Vec::new(), None);
    loop {
        let page: SearchPage = backend.search(filter.clone(), after).await.unwrap();
        assert!(page.hits.len() == 50 || page.next.is_none());
        hits.extend(page.hits);
        after = page.next;
        if after.is_none() {
            return hits;
        }
    }
}

fn ids(hits: &[SearchHit]) -> Vec<ExchangeId> {
    hits.iter().map(|hit| hit.exchange).collect()
}

/// Two thousand exchanges of two customers, oldest first, some of them edited, deleted and restored since.
async fn told(app: &TestApp) -> Vec<Known> {
    write_people(&app.services.db).await;
    write(&app.services.db, vec![dit(20_000, "Panne"), dit(20_001, "Fuite")]).await;
    let ours = app.dit_id(app.open_request().await).await;
    let mut chance = Chance(7);
    let (mut known, mut rows) = (Vec::new(), Vec::new());
    for n in 0..2_000_u32 {
        let (subject, mut words) = chance.text(n as usize % 3);
        let length = chance.below(20) + 1;
        let (detail, more) = chance.text(length);
        words.extend(more);
        let at = NOW.plus_ms(i64::from(n) - 10_000);
        let [a, b, c, d] = n.to_be_bytes();
        let direction = Direction::ALL[chance.below(3)];
        let kind = app.company.kinds[chance.below(5)].id;
        let (dit, customer) = match n % 4 {
            0 => (DitId(20_000 + i64::from(n % 8 / 4)), CUSTOMER),
            _ => (ours, app.company.customer.0),
        };
        let id = ExchangeId::new(at.0, [0, 0, 0, 0, 0, 0, a, b, c, d]);
        rows.push(NewExchange {
            id,
            dit,
            customer: CustomerId(customer),
            direction,
            said: Said {
                kind,
                channel: Channel::Phone,
                employee: app.company.dispatcher.employee.id,
                counterpart: None,
                subject,
                detail,
                occurred_at: at,
            },
            recorded_at: at,
            recorded_by: app.company.dispatcher.actor.account,
            is_after_closure: false,
            earlier: None,
            deleted: None,
        });
        known.push(Known {
            id,
            words,
            direction,
            kind,
            customer,
            is_deleted: false,
        });
    }
    let transaction = app.services.db.begin().await.unwrap();
    let load = Load::new(&transaction, app.services.db.engine());
    load.exchanges(&rows).await.unwrap();
    transaction.commit().await.unwrap();
    change(app, &mut known, &mut chance).await;
    known
}

async fn change(app: &TestApp, known: &mut [Known], chance: &mut Chance) {
    let dispatcher = app.as_dispatcher();
    let counterpart = Some(Counterpart::Free(FreeName::parse("Le gardien").unwrap()));
    for _ in 0..60 {
        let at = chance.below(known.len());
        let known = &mut known[at];
        match (chance.below(3), known.is_deleted) {
            (0, false) => {
                let ((subject, mut words), (detail, more)) = (chance.text(2), chance.text(6));
                words.extend(more);
                let kind = app.company.kinds[chance.below(5)].id;
                let edition = EditExchange {
                    subject,
                    detail,
                    kind,
                    counterpart: counterpart
                        .clone()
                        .filter(|_| known.direction != Direction::Internal),
                    ..dispatcher.edition(known.id).await
                };
                dispatcher.edit(edition).await;
                (known.words, known.kind) = (words, kind);
            }
            (_, false) => {
                dispatcher.delete(known.id).await;
                known.is_deleted = true;
            }
            (0, true) => {
                dispatcher.restore(known.id).await;
                known.is_deleted = false;
            }
            (_, true) => {}
        }
    }
}

#[tokio::test]
async fn what_is_found_is_what_a_scan_finds() {
    let app = TestApp::new().await;
    let known = told(&app).await;
    let backend = looking(&app, Role::Reader);
    let kind = Some(app.company.kinds[1].id);
    for (text, asked) in [
        ("imprimante", vec!["imprimante"]),
        ("L'IMPRIMANTE", vec!["imprimante"]),
        ("impri", vec!["impri"]),
        ("imprimante fum", vec!["imprimante", "fum"]),
        ("fume imprimante", vec!["fume", "imprimante"]),
        ("ete", vec!["ete"]),
        ("d’été", vec!["ete"]),
        ("Cœur réseau", vec!["coeur", "reseau"]),
        ("a", vec!["a"]),
        ("de", vec!["de"]),
        ("im", vec!["im"]),
        ("imp", vec!["imp"]),
        ("imprimer", vec!["imprimer"]),
        ("la fu", vec!["la", "fu"]),
        ("de la panne", vec!["de", "la", "panne"]),
        ("东", vec!["东"]),
        ("r-17", vec!["r", "17"]),
        ("aujourd'hui", vec!["aujourd", "hui"]),
        ("STRASSE", vec!["strasse"]),
        ("introuvable", vec!["introuvable"]),
        ("etanche", vec!["etanche"]),
        ("sent", vec!["sent"]),
    ] {
        for (direction, kind, customer) in [
            (None, None, None),
            (Some(Direction::Sent), None, None),
            (Some(Direction::Internal), kind, None),
            (None, kind, Some(("T-0001", CUSTOMER))),
        ] {
            let filter = SearchFilter {
                direction,
                kind,
                customer: customer.map(|(code, _)| code.to_owned()).unwrap_or_default(),
                ..asking(text)
            };
            let expected: Vec<ExchangeId> = known
                .iter()
                .rev()
                .filter(|known| known.answers(&asked, &filter, customer.map(|(_, id)| id)))
                .map(|known| known.id)
                .collect();
            let found = all_hits(&backend, &filter).await;
            assert_eq!(ids(&found), expected, "{filter:?}");
            assert!(
                found
                    .iter()
                    .all(|hit| hit.subject.iter().chain(&hit.excerpt).any(|piece| piece.is_hit))
            );

            let ranked = SearchFilter {
                is_ranked: true,
                ..filter
            };
            let mut found = ids(&all_hits(&backend, &ranked).await);
            let mut newest = expected;
            newest.truncate(1_000);
            found.sort_unstable();
            newest.sort_unstable();
            assert_eq!(found, newest, "{ranked:?}");
        }
    }
}

#[tokio::test]
async fn what_is_recorded_is_found_at_once_and_a_tombstone_by_nobody() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let said = app
        .as_dispatcher()
        .record(received(dit, "L’imprimante fume"))
        .await;
    let other = app
        .as_dispatcher()
        .record(note(dit, "Imprimante : prévoir un prêt"))
        .await;
    for role in Role::ALL {
        let hits = all_hits(&looking(&app, role), &asking("imprimante")).await;
        assert_eq!(ids(&hits), [other, said], "{role:?}");
    }
    let mut edition = app.as_dispatcher().edition(said).await;
    edition.detail = "Le copieur fume".to_owned();
    app.as_dispatcher().edit(edition).await;
    app.as_dispatcher().delete(other).await;
    let backend = looking(&app, Role::Administrator);
    assert!(all_hits(&backend, &asking("imprimante")).await.is_empty());
    assert_eq!(ids(&all_hits(&backend, &asking("copieur")).await), [said]);
    app.as_dispatcher().restore(other).await;
    assert_eq!(ids(&all_hits(&backend, &asking("pret")).await), [other]);
}

#[tokio::test]
async fn the_most_relevant_come_first_and_what_answers_is_marked() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let desk = app.as_dispatcher();
    let in_subject = {
        let mut command = sent(dit, "Nous passons demain.");
        command.subject = "Imprimante".to_owned();
        desk.record(command).await
    };
    let once = desk
        .record(received(
            dit,
            &format!("L’imprimante {}", "et le reste ".repeat(60)),
        ))
        .await;
    let twice = desk.record(received(dit, "Imprimante ou imprimante ?")).await;
    let filter = SearchFilter {
        is_ranked: true,
        ..asking("imprimante")
    };
    let page = looking(&app, Role::Technician)
        .search(filter, None)
        .await
        .unwrap();
    assert_eq!(ids(&page.hits), [in_subject, twice, once]);
    assert_eq!(page.ranked_max, None);
    let marked: Vec<&Piece> = page.hits[1].excerpt.iter().filter(|piece| piece.is_hit).collect();
    assert_eq!(marked.len(), 2);
    assert_eq!(marked[0].text, "Imprimante");
    assert_eq!(page.hits[0].excerpt, [Piece::plain("Nous passons demain.")]);
}

#[tokio::test]
async fn more_than_can_be_ranked_is_said() {
    let app = TestApp::new().await;
    told(&app).await;
    let filter = SearchFilter {
        is_ranked: true,
        ..asking("de")
    };
    let backend = looking(&app, Role::Reader);
    let page = backend.search(filter.clone(), None).await.unwrap();
    assert_eq!(page.ranked_max, Some(1_000));
    assert_eq!(all_hits(&backend, &filter).await.len(), 1_000);
}

#[tokio::test]
async fn a_question_that_asks_nothing_is_answered_with_why() {
    let app = TestApp::new().await;
    app.as_dispatcher()
        .record(received(
            app.request(DitState::Open).await,
            "NOT NEAR OR imprimante",
        ))
        .await;
    let backend = looking(&app, Role::Reader);
    for (text, refusal) in [
        ("  ".to_owned(), NoQuestion::Blank),
        ("\"*".to_owned(), NoQuestion::NoWord),
        (
            "é".repeat(10_000),
            NoQuestion::TooLong {
                max: 200,
                length: 10_000,
            },
        ),
    ] {
        let page = backend.search(asking(&text), None).await.unwrap();
        assert_eq!(page.refusal, Some(refusal));
        assert!(page.hits.is_empty() && !page.kinds.is_empty());
        let quick = backend.quick_search(text).await.unwrap();
        assert_eq!(quick.refusal, Some(refusal));
    }
    // What means something to the engines means nothing to us.
    for text in [
        "imprimante OR NOT",
        "imprimante \" NEAR",
        "'imprimante' | * : & !",
        "words:imprimante -",
    ] {
        let page = backend.search(asking(text), None).await.unwrap();
        assert_eq!(page.refusal, None, "{text}");
        assert_eq!(
            page.hits.len(),
            usize::from(text != "words:imprimante -"),
            "{text}"
        );
    }
    let words = "a ".repeat(99);
    for text in [words.as_str(), &"x".repeat(200)] {
        backend.search(asking(text), None).await.unwrap();
        backend.quick_search(text.to_owned()).await.unwrap();
    }
    let nobody = SearchFilter {
        customer: "nobody".to_owned(),
        ..asking("imprimante")
    };
    assert!(backend.search(nobody, None).await.unwrap().hits.is_empty());
}

#[tokio::test]
async fn a_page_of_results_is_a_fixed_number_of_statements_without_a_scan() {
    let app = TestApp::new().await;
    told(&app).await;
    let watched = Watched::of(&app);
    for (text, is_ranked) in [
        ("de", false),
        ("de", true),
        ("etancheite", false),
        ("etancheite impri", true),
        ("et", false),
    ] {
        let filter = SearchFilter {
            is_ranked,
            customer: "T-0001".to_owned(),
            ..asking(text)
        };
        let page = read::search(&watched.reading(&app), &filter, None).await.unwrap();
        assert!(!page.hits.is_empty(), "{text}");
        let statements = watched.take();
        // What is said often is found among the newest; what is said seldom is asked for twice.
        let most = 5 + usize::from(is_ranked);
        assert!(statements.len() <= most, "{text}: {}", statements.len());
        for statement in &statements {
            let plan = plan(&app.services.db, statement).await;
            let shown = format!("{text}: {}\n{plan}", statement.sql);
            let is_table = |line: &&str| {
                let line = line.trim_start();
                let is_wanted = ["SCAN kinds", "SCAN newest"]
                    .iter()
                    .any(|wanted| line.starts_with(wanted));
                line.starts_with("SCAN") && !line.contains("VIRTUAL TABLE INDEX") && !is_wanted
            };
            assert_eq!(plan.lines().find(is_table), None, "{shown}");
            assert!(!plan.contains("VIRTUAL TABLE INDEX 0:"), "{shown}");
            assert!(
                !plan.contains("TEMP B-TREE") || statement.sql.contains("kinds"),
                "{shown}"
            );
            for table in ["exchange_words", "exchanges", "customers"] {
                assert!(!plan.contains(&format!("Seq Scan on {table}")), "{shown}");
            }
        }
    }
}
