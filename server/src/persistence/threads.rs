//! Which mails a mail follows, so that a customer's program shows them as one conversation.

use super::code::Coded;
use super::entity::{exchanges, mail_recipients, mails};
use crate::error::Failure;
use domain::email::Email;
use domain::mail::{RecipientRole, RecipientState};
use domain::{ContactId, DitId};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};

/// Most Message-IDs of one References field: the first says which conversation it is, the last ones where in it (RFC 5322 section 3.6.4
/// sets no limit, but some servers do).
const CHAIN_MAX: usize = 20;

/// Who got the mails that may be followed.
#[derive(Clone, Copy, Debug)]
pub enum With<'a> {
    Contact(ContactId),
    /// One of these, in To.
    Addresses(&'a [&'a Email]),
}

/// The Message-IDs that a new mail of a request follows, oldest first: those of the last mail of the same request to the same people,
/// and that mail. Mails that reached nobody are not followed: who never saw them cannot find them.
///
/// # Errors
/// What the database says.
pub async fn references_of(
    tx: &impl ConnectionTrait,
    dit: DitId,
    with: With<'_>,
) -> Result<Vec<String>, Failure> {
    let last = mails::Entity::find()
        .select_only()
        .columns([mails::Column::MessageId, mails::Column::ReferencesIds])
        .join(JoinType::InnerJoin, mails::Relation::Exchange.def())
        .filter(exchanges::Column::DitId.eq(dit.0))
        .filter(match with {
            With::Contact(contact) => exchanges::Column::ContactId.eq(contact.0),
            With::Addresses(addresses) => Expr::exists(sent_to(Some(addresses))),
        })
        .filter(Expr::exists(sent_to(None)))
        .order_by_desc(mails::Column::CreatedAt)
        .order_by_desc(mails::Column::Id)
        .into_tuple::<(String, String)>()
        .one(tx)
        .await?;
    Ok(last.map_or_else(Vec::new, |(id, before)| chain(&before, id)))
}

/// Recipients of the mail who got it or may still get it; those in To at these addresses, when some are given.
fn sent_to(addresses: Option<&[&Email]>) -> SelectStatement {
    let column = |column| Expr::col((mail_recipients::Entity, column));
    let not_sent = [
        RecipientState::Cancelled,
        RecipientState::Refused,
        RecipientState::Resolved,
    ];
    let mut query = Query::select();
    query
        .expr(Expr::val(1))
        .from(mail_recipients::Entity)
        .and_where(column(mail_recipients::Column::MailId).eq(Expr::col((mails::Entity, mails::Column::Id))))
        .and_where(column(mail_recipients::Column::State).is_not_in(not_sent.map(Coded::code)));
    if let Some(addresses) = addresses {
        // In ASCII only: what the engines call lower case differs beyond it.
        let lower = addresses.iter().map(|email| email.as_str().to_ascii_lowercase());
        query
            .and_where(column(mail_recipients::Column::Role).eq(RecipientRole::To.code()))
            .and_where(Expr::expr(Func::lower(column(mail_recipients::Column::Address))).is_in(lower));
    }
    query
}

/// A chain and the mail after it: when it grows too long, the second goes.
fn chain(before: &str, last: String) -> Vec<String> {
    let mut chain: Vec<String> = before.split_whitespace().map(str::to_owned).collect();
    chain.push(last);
    if chain.len() > CHAIN_MAX {
        let surplus = chain.len() - CHAIN_MAX;
        chain.drain(1..=surplus);
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_chain_keeps_its_first_and_its_last_mails() {
        assert_eq!(chain("", "<a@b>".to_owned()), ["<a@b>"]);
        let ids: Vec<String> = (0..30).map(|n| format!("<{n}@b>")).collect();
        let mut stored = String::new();
        for id in &ids {
            stored = chain(&stored, id.clone()).join(" ");
        }
        let kept: Vec<&str> = stored.split(' ').collect();
        assert_eq!(kept.len(), CHAIN_MAX);
        assert_eq!(
            (kept[0], kept[1], kept[CHAIN_MAX - 1]),
            ("<0@b>", "<11@b>", "<29@b>")
        );
    }
}
