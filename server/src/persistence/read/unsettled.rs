//! Recipients that are not settled: the list of the outbox, the last troubles, the last test mail.

use super::super::code::{Coded, decode};
use super::super::entity::{dits, exchanges, mail_recipients, mails};
use super::super::health::OVERDUE_MS;
use super::extras::RecipientColumns;
use super::{Reading, column};
use crate::error::Failure;
use app::view::outbox::{MailAbout, OutboxCursor, OutboxFilter, OutboxRow, TestMailView};
use domain::MailRecipientId;
use domain::mail::{MailPurpose, RecipientState};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};

/// Recipients of one page.
pub(super) const PAGE: usize = 50;
/// How many of the newest troubles are looked through for the last one of each account.
const TROUBLES: u64 = 100;
/// All of them but the one that simply waits.
const OTHERS: [RecipientState; 5] = [
    RecipientState::Scheduled,
    RecipientState::Transmitting,
    RecipientState::Deferred,
    RecipientState::Refused,
    RecipientState::Uncertain,
];
/// As the indexes of migration 5 have them, word by word.
const UNSETTLED: &str = "\"recipient\".\"state\" NOT IN ('accepted', 'cancelled', 'resolved')";
const UNSETTLED_STATE: &str = "\"recipient\".\"state\" IN ('scheduled', 'deferred', 'refused', 'uncertain')";
const IS_TEST: &str = "\"mail\".\"purpose\" = 'test'";

#[derive(FromQueryResult)]
pub(super) struct ListRow {
    #[sea_orm(nested(prefix = "recipient_"))]
    recipient: RecipientColumns,
    subject: String,
    purpose: String,
    number: Option<String>,
}

impl ListRow {
    pub(super) fn place(&self) -> OutboxCursor {
        OutboxCursor {
            since: Timestamp(self.recipient.since_at),
            recipient: MailRecipientId(self.recipient.id),
        }
    }

    pub(super) fn view(self, reading: &Reading<'_>) -> Result<OutboxRow, Failure> {
        let recipient = self.recipient.view(reading, Vec::new())?;
        let number = self.number.and_then(|number| number.parse().ok());
        let about = match (number, decode(&self.purpose)?) {
            (Some(number), _) => MailAbout::Dit(number),
            (None, MailPurpose::Test) => MailAbout::Test,
            (None, MailPurpose::Notice | MailPurpose::Exchange) => MailAbout::Notice,
        };
        Ok(OutboxRow {
            is_overdue: recipient.state == RecipientState::Queued,
            recipient,
            subject: self.subject,
            about,
        })
    }
}

#[derive(FromQueryResult)]
pub(super) struct TestRow {
    #[sea_orm(nested(prefix = "recipient_"))]
    recipient: RecipientColumns,
    from_email: String,
    created_at: i64,
}

impl TestRow {
    pub(super) fn view(self, reading: &Reading<'_>) -> Result<TestMailView, Failure> {
        Ok(TestMailView {
            from: self.from_email,
            sent_at: reading.when(self.created_at),
            recipient: self.recipient.view(reading, Vec::new())?,
        })
    }
}

/// Walks one of the two indexes of what is not settled, downwards from `after`.
pub(super) fn select_list(
    filter: OutboxFilter,
    after: Option<OutboxCursor>,
    now: Timestamp,
) -> SelectStatement {
    let recipient = |each| column("recipient", each);
    let mut select = select_recipients();
    select
        .expr_as(column("mail", mails::Column::Subject), "subject")
        .expr_as(column("mail", mails::Column::Purpose), "purpose")
        .expr_as(column("dit", dits::Column::Number), "number")
        .join_as(
            JoinType::LeftJoin,
            exchanges::Entity,
            "exchange",
            column("exchange", exchanges::Column::Id).equals(("mail", mails::Column::ExchangeId)),
        )
        .join_as(
            JoinType::LeftJoin,
            dits::Entity,
            "dit",
            column("dit", dits::Column::Id).equals(("exchange", exchanges::Column::DitId)),
        )
        .order_by(("recipient", mail_recipients::Column::SinceAt), Order::Desc)
        .order_by(("recipient", mail_recipients::Column::Id), Order::Desc)
        .limit(PAGE as u64 + 1);
    let is_none_of = |states: &[RecipientState]| {
        recipient(mail_recipients::Column::State).is_not_in(states.iter().map(|state| state.code()))
    };
    let is_late = recipient(mail_recipients::Column::SinceAt).lte(now.0 - OVERDUE_MS);
    match state_of(filter) {
        Some(state) => select
            .and_where(Expr::cust(UNSETTLED_STATE))
            .and_where(recipient(mail_recipients::Column::State).eq(state.code())),
        None if filter == OutboxFilter::Overdue => select
            .and_where(Expr::cust(UNSETTLED))
            // Asked for by name it would be looked up by name, and then sorted.
            .and_where(is_none_of(&OTHERS))
            .and_where(is_late),
        None => select
            .and_where(Expr::cust(UNSETTLED))
            .and_where(is_none_of(&[RecipientState::Transmitting]))
            .and_where(is_none_of(&[RecipientState::Queued]).or(is_late)),
    };
    if let Some(after) = after {
        let place = Expr::tuple([
            recipient(mail_recipients::Column::SinceAt),
            recipient(mail_recipients::Column::Id),
        ]);
        select.and_where(place.lt(Expr::tuple([
            Expr::val(after.since.0),
            Expr::val(after.recipient.0),
        ])));
    }
    select
}

fn state_of(filter: OutboxFilter) -> Option<RecipientState> {
    match filter {
        OutboxFilter::Refused => Some(RecipientState::Refused),
        OutboxFilter::Uncertain => Some(RecipientState::Uncertain),
        OutboxFilter::Deferred => Some(RecipientState::Deferred),
        OutboxFilter::Scheduled => Some(RecipientState::Scheduled),
        OutboxFilter::All | OutboxFilter::Overdue => None,
    }
}

pub(super) fn select_troubles() -> SelectStatement {
    let recipient = |each| column("recipient", each);
    let mut select = Query::select();
    select
        .from_as(mail_recipients::Entity, "recipient")
        .and_where(Expr::cust(UNSETTLED))
        .and_where(recipient(mail_recipients::Column::Reason).is_not_null())
        .order_by(("recipient", mail_recipients::Column::SinceAt), Order::Desc)
        .order_by(("recipient", mail_recipients::Column::Id), Order::Desc)
        .limit(TROUBLES);
    for each in [
        mail_recipients::Column::FromDomain,
        mail_recipients::Column::Reason,
        mail_recipients::Column::Reply,
        mail_recipients::Column::SinceAt,
    ] {
        select.column(("recipient", each));
    }
    select
}

pub(super) fn select_test() -> SelectStatement {
    let mut select = select_recipients();
    select
        .expr_as(column("mail", mails::Column::FromEmail), "from_email")
        .expr_as(column("mail", mails::Column::CreatedAt), "created_at")
        .and_where(Expr::cust(IS_TEST))
        .order_by(("mail", mails::Column::CreatedAt), Order::Desc)
        .limit(1);
    select
}

/// Recipients with their mails, of which not the bytes.
fn select_recipients() -> SelectStatement {
    let mut select = Query::select();
    select.from_as(mail_recipients::Entity, "recipient").join_as(
        JoinType::InnerJoin,
        mails::Entity,
        "mail",
        column("mail", mails::Column::Id).equals(("recipient", mail_recipients::Column::MailId)),
    );
    RecipientColumns::select(&mut select);
    select
}
