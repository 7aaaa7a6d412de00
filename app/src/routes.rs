//! Every address of the program, typed: written and read back here only.

mod list;

pub use list::*;

use crate::ui::browser;
use crate::view::outbox::{OutboxCursor, OutboxFilter};
use domain::dit::DitNumber;
use domain::time::Timestamp;
use domain::{ExchangeId, MailRecipientId};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::fmt::Write;

/// The list of requests.
pub const LIST: &str = "/";
/// Where one signs in, and posts to.
pub const LOGIN: &str = "/login";
/// The outbox.
pub const OUTBOX: &str = "/settings/outbox";
/// The templates.
pub const TEMPLATES: &str = "/settings/templates";
/// Looking for words in what was said.
pub const SEARCH: &str = "/search";
/// Where one posts to sign out.
pub const LOGOUT: &str = "/logout";

const PANEL: &str = "panel";
const EXCHANGES: &str = "exchanges";
const DIT: &str = "dit";
const DIT_PREFIX: &str = "/dits/";
const CUSTOMER_PREFIX: &str = "/customers/";

/// The page of a request.
pub fn dit(number: DitNumber) -> String {
    format!("{DIT_PREFIX}{number}")
}

/// The overview of a customer.
pub fn customer(code: &str) -> String {
    let mut url = CUSTOMER_PREFIX.to_owned();
    encode(code, &mut url);
    url
}

/// The page of a request, with its exchanges beside it.
pub fn dit_exchanges(number: DitNumber) -> String {
    Query::default().with_panel(&dit(number), Some(number))
}

/// The exchanges of a request on paper, all of them.
pub fn dit_print(number: DitNumber) -> String {
    format!("{}/print", dit(number))
}

/// The exchanges of a request as a file for a spreadsheet.
pub fn dit_csv(number: DitNumber) -> String {
    format!("{}/exchanges.csv", dit(number))
}

/// The mails of a request as they left, in one archive.
pub fn dit_mails(number: DitNumber) -> String {
    format!("{}/mails.zip", dit(number))
}

/// The mail of an exchange as HTML, to be framed.
pub fn mail_html(exchange: ExchangeId) -> String {
    format!("/exchanges/{exchange}/mail.html")
}

/// A mail as it would leave, as HTML to be framed: a form posts the command there.
pub const MAIL_PREVIEW: &str = "/previews/mail.html";

/// The outbox, filtered, from `after` on.
pub fn outbox(filter: OutboxFilter, after: Option<OutboxCursor>) -> String {
    let mut query = Query::default();
    if filter != OutboxFilter::All {
        query.set("state", outbox_filter_name(filter).to_owned());
    }
    if let Some(after) = after {
        query.set("after", format!("{}-{}", after.since.0, after.recipient));
    }
    query.after_path(OUTBOX)
}

fn outbox_filter_name(filter: OutboxFilter) -> &'static str {
    match filter {
        OutboxFilter::All => "all",
        OutboxFilter::Refused => "refused",
        OutboxFilter::Uncertain => "uncertain",
        OutboxFilter::Deferred => "deferred",
        OutboxFilter::Overdue => "overdue",
        OutboxFilter::Scheduled => "scheduled",
    }
}

/// Whether a page belongs to the list of requests.
pub fn is_about_requests(path: &str) -> bool {
    path == LIST || path.starts_with(DIT_PREFIX) || path.starts_with(CUSTOMER_PREFIX)
}

/// What is behind the `?` of an address: names and values, decoded, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query as forms write it. What is no UTF-8 is replaced, nothing is refused.
    pub fn parse(search: &str) -> Self {
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        };
        Self(
            search
                .trim_start_matches('?')
                .split('&')
                .filter(|part| !part.is_empty())
                .map(pair)
                .collect(),
        )
    }

    /// The value of a name; of the last one when it is repeated.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn set(&mut self, name: &str, value: String) {
        self.remove(name);
        self.0.push((name.to_owned(), value));
    }

    fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    fn after_path(&self, path: &str) -> String {
        let mut url = path.to_owned();
        for (at, (name, value)) in self.0.iter().enumerate() {
            url.push(if at == 0 { '?' } else { '&' });
            encode(name, &mut url);
            url.push('=');
            encode(value, &mut url);
        }
        url
    }

    /// Which recipients the outbox lists.
    pub fn outbox_filter(&self) -> OutboxFilter {
        let is_asked = |filter: &OutboxFilter| self.get("state") == Some(outbox_filter_name(*filter));
        OutboxFilter::ALL.into_iter().find(is_asked).unwrap_or_default()
    }

    /// After which recipient this page of the outbox starts.
    pub fn outbox_after(&self) -> Option<OutboxCursor> {
        let (since, recipient) = self.get("after")?.split_once('-')?;
        Some(OutboxCursor {
            since: Timestamp(since.parse().ok()?),
            recipient: MailRecipientId(recipient.parse().ok()?),
        })
    }

    /// Whose exchanges are shown beside the page at `path`.
    pub fn panel(&self, path: &str) -> Option<DitNumber> {
        self.get(PANEL).filter(|panel| *panel == EXCHANGES)?;
        let named = self.get(DIT).or_else(|| path.strip_prefix(DIT_PREFIX));
        named?.parse().ok()
    }

    /// The address of the same page with the panel of `number`, or without a panel.
    pub fn with_panel(&self, path: &str, number: Option<DitNumber>) -> String {
        let mut query = self.clone();
        query.remove(PANEL);
        query.remove(DIT);
        if let Some(number) = number {
            query.set(PANEL, EXCHANGES.to_owned());
            if path != dit(number) {
                query.set(DIT, number.to_string());
            }
        }
        query.after_path(path)
    }
}

/// Percent-encodes all but the unreserved characters of RFC 3986 section 2.3.
fn encode(text: &str, url: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            write!(url, "%{byte:02X}").ok();
        }
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = text
            .get(at + 1..at + 3)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, hex) {
            (b'%', Some(value)) => {
                decoded.push(value);
                at += 2;
            }
            (b'+', _) => decoded.push(b' '),
            _ => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// A path of this site to go to after signing in; anything else leads to the list.
pub fn safe_next(asked: &str) -> String {
    let is_here = asked.starts_with('/') && !asked.starts_with("//") && !asked.contains(['\\', '\n', '\r']);
    if is_here && !asked.starts_with(LOGIN) {
        asked.to_owned()
    } else {
        LIST.to_owned()
    }
}

/// The mark of a history entry that was made by opening the panel: going back closes it.
const OPENED_HERE: &str = "panel";

type Go = Box<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// Where the person is, and how they get elsewhere.
#[derive(Clone, Copy)]
pub struct Navigation {
    path: Memo<String>,
    query: Memo<Query>,
    panel: Memo<Option<DitNumber>>,
    go: StoredValue<Go>,
}

impl std::fmt::Debug for Navigation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Navigation")
    }
}

impl Navigation {
    /// Makes [`use_navigation`] work for everything below; call it inside the router.
    pub(crate) fn provide() -> Self {
        let location = use_location();
        let (path, search) = (location.pathname, location.search);
        let query = Memo::new(move |_| search.with(|search| Query::parse(search)));
        let panel = Memo::new(move |_| path.with(|path| query.with(|query| query.panel(path))));
        let navigate = use_navigate();
        let go: Go = Box::new(move |url, options| navigate(url, options));
        let navigation = Self {
            path,
            query,
            panel,
            go: StoredValue::new(go),
        };
        provide_context(navigation);
        navigation
    }

    /// The path of the page.
    pub fn path(&self) -> String {
        self.path.get()
    }

    /// What is behind the `?`.
    pub fn query(&self) -> Memo<Query> {
        self.query
    }

    /// Path and query, not tracked.
    pub fn here(&self) -> String {
        self.query.get_untracked().after_path(&self.path.get_untracked())
    }

    /// Whose exchanges are shown beside the page.
    pub fn panel(&self) -> Option<DitNumber> {
        self.panel.get()
    }

    /// Whether the page is about one customer.
    pub fn is_about_customer(&self) -> bool {
        self.path.with(|path| path.starts_with(CUSTOMER_PREFIX))
    }

    /// The request that is shown: that of the panel, or that of the page.
    pub fn dit(&self) -> Option<DitNumber> {
        let of_page = || self.path.with(|path| path.strip_prefix(DIT_PREFIX)?.parse().ok());
        self.panel().or_else(of_page)
    }

    /// Shows another page, from its top.
    pub fn go(&self, url: &str) {
        self.navigate(url, NavigateOptions::default());
    }

    /// Changes the address of this page without moving it, and without a step more to go back.
    pub fn refine(&self, url: &str) {
        self.navigate(
            url,
            NavigateOptions {
                replace: true,
                scroll: false,
                ..Default::default()
            },
        );
    }

    /// Shows the exchanges of a request beside the page. Going back closes them.
    pub fn open_panel(&self, number: DitNumber) {
        let is_switched = self.panel.get_untracked().is_some();
        let is_ours = !is_switched || browser::history_mark().as_deref() == Some(OPENED_HERE);
        let url = self.panel_url(Some(number));
        self.navigate(
            &url,
            NavigateOptions {
                replace: is_switched,
                scroll: false,
                ..Default::default()
            },
        );
        if is_ours {
            browser::set_history_mark(OPENED_HERE);
        }
    }

    /// Closes the panel: goes back when it was opened from this page, else changes the address. Both happen a moment later: what asks for
    /// it is often a part of the panel that is at work.
    pub fn close_panel(&self) {
        if browser::history_mark().as_deref() == Some(OPENED_HERE) {
            browser::go_back();
        } else {
            let navigation = *self;
            browser::after_ms(0, move || navigation.refine(&navigation.panel_url(None)));
        }
    }

    fn panel_url(&self, number: Option<DitNumber>) -> String {
        self.query
            .with_untracked(|query| self.path.with_untracked(|path| query.with_panel(path, number)))
    }

    fn navigate(&self, url: &str, options: NavigateOptions) {
        self.go.with_value(|go| go(url, options));
    }
}

/// Where the person is.
///
/// # Panics
/// Outside of the application's router.
pub fn use_navigation() -> Navigation {
    expect_context()
}

/// The id of the form that opens the panel before the program has started: indicators are its submit buttons.
pub const PANEL_FORM: &str = "open-panel";
/// The name of an indicator in that form; its value is the request's number.
pub const PANEL_FORM_DIT: &str = DIT;

/// The form behind the indicators of a page.
pub(crate) fn panel_form(navigation: Navigation) -> AnyView {
    let kept = move || {
        let mut query = navigation.query.get();
        query.remove(DIT);
        query.set(PANEL, EXCHANGES.to_owned());
        let input = |(name, value)| view! { <input type="hidden" name=name value=value/> };
        query.0.into_iter().map(input).collect::<Vec<_>>()
    };
    view! { <form id=PANEL_FORM method="get" action=move || navigation.path() hidden>{kept}</form> }
        .into_any()
}

mod search;
#[cfg(test)]
mod tests;

pub use search::{BY_RELEVANCE, direction_name, direction_named, search, search_query};
