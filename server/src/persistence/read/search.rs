//! Looking for words in what was said. What is found, then what is shown of it: a fixed number of statements, whatever is asked for.
//!
//! Newest first is the order in which exchanges were recorded. An index of words is slow to give that of what is said often: PostgreSQL's
//! knows no order, and SQLite's puts together all words with the same beginning first. So the newest exchanges are looked through one by
//! one, which finds enough of what is said often; what is said seldom is then taken from the index.

use super::super::code::{Coded, decode};
use super::super::convert::{dit_number, unsigned};
use super::super::entity::{customers, exchange_words, exchanges};
use super::super::people;
use super::super::words::{code_mark, customer_mark, kind_mark, unmarked};
use super::index::{Wanted, all_of};
use super::lines::{Row, select_said};
use super::{Reading, column};
use crate::error::Failure;
use app::view::search::{SearchFilter, SearchHit, SearchPage, SearchPlace};
use domain::ExchangeId;
use domain::exchange::{Direction, Kind};
use domain::search::{Question, SaidWords};
use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, Query};
use sea_orm::{DbBackend, FromQueryResult, Value};

/// Exchanges of one page.
const PAGE: usize = 50;
/// How many of the newest are put into an order of relevance.
const RANKED_MAX: usize = 1_000;
/// Characters of an exchange's words that its relevance is made of.
const WEIGHED_MAX: i32 = 8_000;
/// Characters of a detail in which an excerpt is looked for.
const READ_MAX: i32 = 20_000;
/// Characters of an excerpt.
const EXCERPT_MAX: usize = 240;
/// How many exchanges are looked through for each one that is wanted, before the index is asked.
const LOOKED_THROUGH: usize = 40;
/// On SQLite, where each of them is read from its text, at most so many.
const READ_THROUGH_MAX: usize = 4_000;
/// Letters of the beginnings that SQLite's index has.
const BEGINNING: usize = 3;

/// At most 50 exchanges after `after` that answer the question.
///
/// # Errors
/// What the database says.
pub async fn search(
    reading: &Reading<'_>,
    filter: &SearchFilter,
    after: Option<SearchPlace>,
) -> Result<SearchPage, Failure> {
    let kinds = people::kinds(reading.connection).await?;
    let customer = customer_of(reading, &filter.customer).await?;
    let mut page = SearchPage {
        customer: customer
            .as_ref()
            .map(|found| found.name.clone())
            .unwrap_or_default(),
        kinds,
        ..SearchPage::default()
    };
    let question = match Question::parse(&filter.text) {
        Ok(question) => question,
        Err(refusal) => {
            page.refusal = Some(refusal);
            return Ok(page);
        }
    };
    if customer.is_none() && !filter.customer.is_empty() {
        return Ok(page);
    }
    let wanted = wanted(&question, filter, customer.as_ref());
    let mut places = if filter.is_ranked {
        let (places, has_more) = ranked(reading, &question, &wanted).await?;
        page.ranked_max = has_more.then_some(RANKED_MAX);
        after_place(places, after)
    } else {
        let below = after.map_or(i64::MAX, |after| after.place);
        newest(reading, &wanted, below, PAGE + 1).await?
    };
    let has_more = places.len() > PAGE;
    places.truncate(PAGE);
    page.next = places.last().copied().filter(|_| has_more);
    page.hits = hits(reading, &question, &places).await?;
    Ok(page)
}

#[derive(FromQueryResult)]
struct FoundCustomer {
    id: i64,
    name: String,
}

async fn customer_of(reading: &Reading<'_>, code: &str) -> Result<Option<FoundCustomer>, Failure> {
    if code.is_empty() {
        return Ok(None);
    }
    let select = Query::select()
        .from(customers::Entity)
        .columns([customers::Column::Id, customers::Column::Name])
        .and_where(Expr::col(customers::Column::Code).eq(code))
        .take();
    reading.one(&select).await
}

/// Every word of the question, and a mark for each filter.
fn wanted(question: &Question, filter: &SearchFilter, customer: Option<&FoundCustomer>) -> Vec<Wanted> {
    let marks = [
        customer.map(|customer| customer_mark(customer.id)),
        filter.kind.map(|kind| kind_mark(kind.0)),
        filter.direction.map(|direction| code_mark(direction.code())),
    ];
    let marks = marks.into_iter().flatten().map(Wanted::whole);
    let words = question.terms().map(|term| match term.is_beginning {
        true => Wanted::beginning(term.word),
        false => Wanted::whole(term.word),
    });
    marks.chain(words).collect()
}

/// Places below `below` of exchanges that have all that is wanted, newest first.
async fn newest(
    reading: &Reading<'_>,
    wanted: &[Wanted],
    below: i64,
    limit: usize,
) -> Result<Vec<SearchPlace>, Failure> {
    const MATCHED: &str = "SELECT rowid FROM exchange_search WHERE exchange_search MATCH $1 AND rowid < $2 \
                           ORDER BY rowid DESC LIMIT $3";
    const INDEXED: &str = "WITH hit AS MATERIALIZED \
                           (SELECT id FROM exchange_words WHERE vector @@ CAST($1 AS tsquery)) \
                           SELECT id FROM hit WHERE id < $2 ORDER BY id DESC LIMIT $3";
    let engine = reading.engine();
    let mut found = looked_through(reading, wanted, below, limit).await?;
    if found.len() < limit {
        let sql = match engine {
            DbBackend::Postgres => INDEXED,
            _ => MATCHED,
        };
        let values = vec![all_of(engine, wanted).into(), below.into(), number(limit)];
        found = reading.places(sql, values).await?;
    }
    let place = |place| SearchPlace { relevance: 0, place };
    Ok(found.into_iter().map(place).collect())
}

/// Those among the newest; none where the index has their order anyway.
async fn looked_through(
    reading: &Reading<'_>,
    wanted: &[Wanted],
    below: i64,
    limit: usize,
) -> Result<Vec<i64>, Failure> {
    const OF_VECTORS: &str = "SELECT id FROM (SELECT id, vector FROM exchange_words WHERE id < $2 \
                              ORDER BY id DESC LIMIT $4) AS newest \
                              WHERE vector @@ CAST($1 AS tsquery) ORDER BY id DESC LIMIT $3";
    // Every word comes after a mark, and so after a space.
    const OF_MATCHES: &str = "SELECT w.id FROM (SELECT rowid AS id FROM exchange_search WHERE exchange_search MATCH $1 \
                              AND rowid < $2 ORDER BY rowid DESC LIMIT $4) AS newest CROSS JOIN exchange_words w \
                              ON w.id = newest.id WHERE instr(w.words, $5) > 0 LIMIT $3";
    const OF_ALL: &str = "SELECT id FROM (SELECT id, words FROM exchange_words WHERE id < $2 ORDER BY id DESC LIMIT $4) \
                          AS newest WHERE instr(words, $5) > 0 ORDER BY id DESC LIMIT $3";
    let window = limit * LOOKED_THROUGH;
    if reading.engine() == DbBackend::Postgres {
        let all = all_of(reading.engine(), wanted);
        let values = vec![all.into(), below.into(), number(limit), number(window)];
        return reading.places(OF_VECTORS, values).await;
    }
    let beginning = wanted.iter().find_map(Wanted::as_beginning);
    let Some(beginning) = beginning.filter(|beginning| beginning.chars().count() != BEGINNING) else {
        return Ok(Vec::new());
    };
    let known: Vec<Wanted> = wanted
        .iter()
        .filter_map(|each| each.shortened(BEGINNING))
        .collect();
    let sql = if known.is_empty() { OF_ALL } else { OF_MATCHES };
    let values = vec![
        all_of(reading.engine(), &known).into(),
        below.into(),
        number(limit),
        number(window.min(READ_THROUGH_MAX)),
        format!(" {beginning}").into(),
    ];
    reading.places(sql, values).await
}

fn number(count: usize) -> Value {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

#[derive(FromQueryResult)]
struct WeighedRow {
    id: i64,
    subject_count: i32,
    word_count: i32,
    beginning: String,
}

/// The newest that were found, the most relevant first; whether there are older ones.
async fn ranked(
    reading: &Reading<'_>,
    question: &Question,
    wanted: &[Wanted],
) -> Result<(Vec<SearchPlace>, bool), Failure> {
    use exchange_words::Column as W;
    let mut places = newest(reading, wanted, i64::MAX, RANKED_MAX + 1).await?;
    let has_more = places.len() > RANKED_MAX;
    places.truncate(RANKED_MAX);
    let beginning = Func::cust("substr")
        .arg(Expr::col(W::Words))
        .arg(1)
        .arg(WEIGHED_MAX);
    let select = Query::select()
        .from(exchange_words::Entity)
        .columns([W::Id, W::SubjectCount, W::WordCount])
        .expr_as(beginning, "beginning")
        .and_where(Expr::col(W::Id).is_in(places.iter().map(|place| place.place)))
        .take();
    let rows: Vec<WeighedRow> = reading.all(&select).await?;
    let weighed = rows.iter().map(|row| {
        Ok(SearchPlace {
            relevance: question.relevance(&SaidWords {
                words: unmarked(&row.beginning),
                subject_count: unsigned("exchange_words.subject_count", row.subject_count)?,
                count: unsigned("exchange_words.word_count", row.word_count)?,
            }),
            place: row.id,
        })
    });
    let mut places = weighed.collect::<Result<Vec<_>, Failure>>()?;
    places.sort_unstable_by(|a, b| b.cmp(a));
    Ok((places, has_more))
}

/// What comes after a place, in the same order.
fn after_place(mut places: Vec<SearchPlace>, after: Option<SearchPlace>) -> Vec<SearchPlace> {
    if let Some(after) = after {
        places.retain(|place| *place < after);
    }
    places
}

#[derive(FromQueryResult)]
struct HitRow {
    place: i64,
    #[sea_orm(nested)]
    said: Row,
}

/// What is shown of the exchanges at these places, in their order.
async fn hits(
    reading: &Reading<'_>,
    question: &Question,
    places: &[SearchPlace],
) -> Result<Vec<SearchHit>, Failure> {
    use exchange_words::Column as W;
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = select_said(READ_MAX);
    select
        .join_as(
            JoinType::InnerJoin,
            exchange_words::Entity,
            "word",
            column("word", W::ExchangeId).equals(("exchange", exchanges::Column::Id)),
        )
        .expr_as(column("word", W::Id), "place")
        .and_where(column("word", W::Id).is_in(places.iter().map(|place| place.place)));
    let mut rows: Vec<HitRow> = reading.all(&select).await?;
    rows.sort_by_key(|row| places.iter().position(|place| place.place == row.place));
    rows.into_iter()
        .map(|row| hit(reading, question, row.said))
        .collect()
}

fn hit(reading: &Reading<'_>, question: &Question, row: Row) -> Result<SearchHit, Failure> {
    let direction: Direction = decode(&row.direction)?;
    Ok(SearchHit {
        exchange: ExchangeId(row.id),
        dit: dit_number(&row.number)?,
        direction,
        speaker: row.speaker(direction),
        occurred_at: reading.when(row.occurred_at),
        subject: question.mark(&row.subject),
        excerpt: question.excerpt(&row.beginning, EXCERPT_MAX),
        dit_subject: row.dit_subject,
        customer_code: row.customer_code,
        customer: row.customer,
        kind: Kind::from(row.kind),
    })
}
