//! What searching shows.

use super::When;
use domain::dit::{DitNumber, DitState};
use domain::exchange::{Direction, Kind};
use domain::search::{NoQuestion, Piece};
use domain::{ExchangeId, KindId};
use serde::{Deserialize, Serialize};

/// Which exchanges are looked for. In the address of the page, so that it can be shared.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SearchFilter {
    /// The question, as typed.
    pub text: String,
    pub direction: Option<Direction>,
    pub kind: Option<KindId>,
    /// Code of the only customer whose exchanges are wanted; empty for all.
    pub customer: String,
    /// The most relevant first; the newest first otherwise.
    pub is_ranked: bool,
}

/// Where a page of results ends: the next one has what is less relevant, or was recorded before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SearchPlace {
    /// 0 when the newest come first.
    pub relevance: u32,
    pub place: i64,
}

/// One page of results.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SearchPage {
    /// Why nothing was looked for.
    pub refusal: Option<NoQuestion>,
    pub hits: Vec<SearchHit>,
    /// Where the next page starts; `None` on the last one.
    pub next: Option<SearchPlace>,
    /// Only so many of the newest were put into an order of relevance: there are more.
    pub ranked_max: Option<usize>,
    /// Name of the customer whose exchanges are wanted; empty when there is no such customer.
    pub customer: String,
    /// All kinds, to choose from.
    pub kinds: Vec<Kind>,
}

/// An exchange that answers the question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SearchHit {
    pub exchange: ExchangeId,
    pub dit: DitNumber,
    pub dit_subject: String,
    pub customer_code: String,
    pub customer: String,
    pub direction: Direction,
    pub kind: Kind,
    /// Who spoke.
    pub speaker: String,
    pub occurred_at: When,
    pub subject: Vec<Piece>,
    /// A part of the detail, around the first word that answers.
    pub excerpt: Vec<Piece>,
}

/// What the quick search found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuickView {
    /// Why nothing was looked for.
    pub refusal: Option<NoQuestion>,
    /// Those that have something, in the order in which they are shown.
    pub groups: Vec<QuickGroup>,
}

/// Records of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuickGroup {
    pub kind: QuickKind,
    pub hits: Vec<QuickHit>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum QuickKind {
    Dit,
    Customer,
    Contact,
    Site,
}

impl QuickKind {
    pub const ALL: [QuickKind; 4] = [
        QuickKind::Customer,
        QuickKind::Contact,
        QuickKind::Site,
        QuickKind::Dit,
    ];
}

/// A record that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuickHit {
    pub title: String,
    /// What else tells it from others.
    pub notes: Vec<String>,
    pub is_active: bool,
    /// Of a request.
    pub state: Option<DitState>,
    pub target: QuickTarget,
}

/// Where it leads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum QuickTarget {
    Customer(String),
    Dit(DitNumber),
}
