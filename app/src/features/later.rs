//! The doors of the parts that come after the page: what is reached through one of these functions only is in a module of its own.

use super::customer::CustomerPage;
use super::dit::{DitListPage, ListPage, Reporting, list_dialogs, report_dialog};
use super::exchange::{
    Filter, Panel, desk, filter_fields, follow, mail_buttons, pending_articles, preview_card,
};
use super::live::{listen, use_live};
use super::outbox::{MailAlert, OutboxPage, watch};
use super::search::{QuickDialog, QuickSearch, SearchPage};
use super::session::{Account, SignInAgain, SignInForm};
use super::template::TemplatesPage;
use crate::composer::{RichField, RichText};
use crate::i18n::use_words;
use crate::i18n::writing::writing_words;
use crate::offline::Queue;
use crate::routes::use_navigation;
use crate::ui::use_toasts;
use domain::{ExchangeId, MailRecipientId};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// What the part of actions draws, or does.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// Where exchanges are written, mailed, edited, deleted and looked into.
    Desk(Panel),
    /// Texts on their way to the server.
    Pending(Panel),
    /// What can be done about a recipient of a mail, or about all that have not left.
    Mail(Panel, ExchangeId, Option<MailRecipientId>),
    /// The fields of the panel's filter.
    Filter(Panel, Filter),
    /// The report of a job.
    Report(Reporting),
    /// The content of the account menu.
    Account,
    /// The saved views and the keys of the list.
    ListDialogs(ListPage),
    /// Signing in again, above the page.
    SignIn,
    /// The card that previews the exchanges of an indicator.
    Preview,
    /// Looking now and then whether a mail account was stopped.
    WatchMail(MailAlert),
    /// Listening to what happens elsewhere.
    Listen,
    /// What others do to the request of a panel.
    Follow(Panel),
    /// Sending again what a former page left.
    Resume(Queue),
}

/// The part of actions.
#[wasm_split(actions, wasm_split_path = leptos::wasm_split, preload(fetch_actions), fallible)]
pub fn act(action: Action) -> Result<AnyView, SplitLoaderError> {
    Ok(match action {
        Action::Desk(panel) => desk(panel),
        Action::Pending(panel) => pending_articles(panel),
        Action::Mail(panel, exchange, recipient) => mail_buttons(panel, exchange, recipient),
        Action::Filter(panel, filter) => filter_fields(panel, filter),
        Action::Report(reporting) => report_dialog(reporting),
        Action::ListDialogs(page) => list_dialogs(page),
        Action::Account => view! { <Account/> }.into_any(),
        Action::SignIn => view! { <SignInAgain/> }.into_any(),
        Action::Preview => preview_card(),
        Action::WatchMail(alert) => {
            watch(alert, use_live());
            ().into_any()
        }
        Action::Listen => {
            listen();
            ().into_any()
        }
        Action::Follow(panel) => follow(panel),
        Action::Resume(queue) => {
            queue.resume();
            tell_refused(queue);
            ().into_any()
        }
    })
}

/// A text that is refused is told of wherever one is; its own panel shows it itself.
fn tell_refused(queue: Queue) {
    let (navigation, toasts, locale) = (use_navigation(), use_toasts(), use_words().locale);
    queue.on_refused(move |dit| {
        if navigation.panel() != Some(*dit) {
            toasts.show_error((writing_words(locale).refused_elsewhere)(&dit.to_string()));
        }
    });
}

/// The part of the list of requests.
#[wasm_split(list, wasm_split_path = leptos::wasm_split, preload(fetch_list), fallible)]
pub fn draw_list() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <DitListPage/> }.into_any())
}

/// The part of the customer overview.
#[wasm_split(customer, wasm_split_path = leptos::wasm_split, preload(fetch_customer), fallible)]
pub fn draw_customer() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <CustomerPage/> }.into_any())
}

/// The part of the outbox.
#[wasm_split(outbox, wasm_split_path = leptos::wasm_split, preload(fetch_outbox), fallible)]
pub fn draw_outbox() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <OutboxPage/> }.into_any())
}

/// The part of the templates.
#[wasm_split(templates, wasm_split_path = leptos::wasm_split, preload(fetch_templates), fallible)]
pub fn draw_templates() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <TemplatesPage/> }.into_any())
}

/// What the part of the search draws.
#[derive(Clone, Copy, Debug)]
pub enum Find {
    Page,
    /// The dialog that finds as one types.
    Quick(QuickSearch),
}

/// The part of the search.
#[wasm_split(search, wasm_split_path = leptos::wasm_split, preload(fetch_search), fallible)]
pub fn find(what: Find) -> Result<AnyView, SplitLoaderError> {
    Ok(match what {
        Find::Page => view! { <SearchPage/> }.into_any(),
        Find::Quick(quick) => view! { <QuickDialog quick/> }.into_any(),
    })
}

/// The part of the sign-in page.
#[wasm_split(sign_in, wasm_split_path = leptos::wasm_split, preload(fetch_sign_in), fallible)]
pub fn draw_sign_in() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <SignInForm/> }.into_any())
}

/// The part of the composer. `caret` is where the caret was in the field of plain text that it replaces.
#[wasm_split(composer, wasm_split_path = leptos::wasm_split, preload(fetch_composer), fallible)]
pub fn draw_rich_text(field: RichField, caret: Option<u32>) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <RichText field caret/> }.into_any())
}
