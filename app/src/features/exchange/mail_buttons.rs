//! What a person can do about a mail, beside what became of it. It comes after the panel.

use super::again::write_again;
use super::mail_state::{mail_id, who_id};
use super::panel_state::Panel;
use super::undo::Undo;
use crate::i18n::mail::{Words, mail_words};
use crate::i18n::problem;
use crate::routes::use_navigation;
use crate::ui::browser;
use crate::view::{ExchangeView, MailRecipientView};
use domain::command::{Answer, ChangeMail, Command};
use domain::dit::DitAction;
use domain::exchange::Direction;
use domain::mail::RecipientState;
use domain::mail_change::{MailChange, check_mail_change, lacks_mail};
use domain::permission::Permission;
use domain::{AccountId, ExchangeId, MailRecipientId};
use leptos::prelude::*;

/// The buttons of one recipient, or of all those that have not left yet.
pub fn mail_buttons(panel: Panel, exchange: ExchangeId, recipient: Option<MailRecipientId>) -> AnyView {
    let found = panel
        .log
        .with_untracked(|log| log.iter().find(|known| known.id == exchange).cloned());
    match found {
        Some(exchange) => buttons(panel, exchange, recipient),
        None => ().into_any(),
    }
}

/// What the buttons of one row are about.
#[derive(Clone, Copy)]
struct Row {
    panel: Panel,
    words: &'static Words,
    exchange: ExchangeId,
    /// One of them was pressed, and the answer is not known yet.
    is_pending: RwSignal<bool>,
    /// The focus was here when the row went: it belongs to what takes its place.
    was_pressed: StoredValue<bool>,
}

fn buttons(panel: Panel, exchange: ExchangeView, recipient: Option<MailRecipientId>) -> AnyView {
    let row = Row {
        panel,
        words: mail_words(panel.catalogue.locale),
        exchange: exchange.id,
        is_pending: RwSignal::new(false),
        was_pressed: StoredValue::new(false),
    };
    give_focus_on(row);
    let of: Vec<&MailRecipientView> = exchange
        .mail
        .iter()
        .flat_map(|mail| &mail.recipients)
        .filter(|other| match recipient {
            Some(id) => other.id == id,
            None => other.state == RecipientState::Scheduled,
        })
        .collect();
    let Some(first) = of.first().copied() else {
        return ().into_any();
    };
    let ids: Vec<MailRecipientId> = of.iter().map(|recipient| recipient.id).collect();
    let about = who_id(exchange.id, recipient);
    let draw = |(name, press): (&'static str, Callback<()>)| button(row, name, about.clone(), press);
    offers(row, &exchange, first, ids)
        .into_iter()
        .map(draw)
        .collect::<Vec<_>>()
        .into_any()
}

/// Names and what they do, the likeliest first.
fn offers(
    row: Row,
    exchange: &ExchangeView,
    recipient: &MailRecipientView,
    ids: Vec<MailRecipientId>,
) -> Vec<(&'static str, Callback<()>)> {
    let Row { panel, words, .. } = row;
    let is_undoable = exchange.mail.as_ref().is_some_and(|mail| mail.is_undoable);
    let may = |change: MailChange| change.suits(recipient.state) && may_change(panel, exchange, change);
    let change = |change: MailChange, told: String| {
        let ids = ids.clone();
        Callback::new(move |()| send(row, ids.clone(), change, told.clone()))
    };
    let mut offers = Vec::new();
    if may(MailChange::MarkReceived) {
        let told = words.marked_received.to_owned();
        offers.push((words.mark_received, change(MailChange::MarkReceived, told)));
    }
    if may_write_again(panel, exchange, recipient.state) {
        let exchange = exchange.clone();
        let again = Callback::new(move |()| write_again(panel, &exchange));
        offers.push((words.correct, again));
    }
    if may(MailChange::Resend) {
        offers.push((words.resend, change(MailChange::Resend, words.resent.to_owned())));
    }
    if may(MailChange::SendToMail2) && !recipient.mail2.is_empty() {
        let told = (words.sent_to_mail2)(&recipient.mail2.join("; "));
        offers.push((words.send_to_mail2, change(MailChange::SendToMail2, told)));
    }
    if may(MailChange::Cancel) {
        let cancel = if is_undoable {
            let undo = Undo::by(panel, use_navigation())(exchange.id);
            Callback::new(move |()| undo.run())
        } else {
            change(MailChange::Cancel, words.cancelled.to_owned())
        };
        offers.push((words.cancel, cancel));
    }
    if may(MailChange::SendNow) && !is_undoable {
        let told = words.leaves_now.to_owned();
        offers.push((words.send_now, change(MailChange::SendNow, told)));
    }
    offers
}

/// The server's own rule. Own or not is the server's word; the rule wants an account.
fn may_change(panel: Panel, exchange: &ExchangeView, change: MailChange) -> bool {
    let recorded_by = if exchange.is_own {
        panel.actor().account
    } else {
        AccountId(0)
    };
    let is_deleted = exchange.deleted.is_some();
    let state = panel.state.get_untracked();
    check_mail_change(panel.actor(), recorded_by, state, is_deleted, change).is_ok()
}

/// Writing it again is a new exchange: whoever may mail one and reads the text may.
fn may_write_again(panel: Panel, exchange: &ExchangeView, state: RecipientState) -> bool {
    lacks_mail(state)
        && !exchange.detail.is_empty()
        && exchange.direction == Direction::Sent
        && panel.actor().role.may(Permission::Record)
        && panel.actor().role.may(Permission::SendMail)
        && panel.state.get_untracked().allows(DitAction::Mail)
}

fn button(row: Row, name: &'static str, about: String, press: Callback<()>) -> AnyView {
    let is_pending = row.is_pending;
    let busy = move || is_pending.get().then_some("true");
    let on_click = move |_| {
        if !is_pending.get_untracked() {
            row.was_pressed.set_value(true);
            press.run(());
        }
    };
    view! {
        <button
            type="button"
            class="Button"
            data-variant="secondary"
            aria-describedby=about
            aria-busy=busy
            aria-disabled=busy
            on:click=on_click
        >
            <span class="Button-label">{name}</span>
        </button>
    }
    .into_any()
}

fn send(row: Row, recipients: Vec<MailRecipientId>, change: MailChange, told: String) {
    let Row {
        panel, is_pending, ..
    } = row;
    let command = Command::ChangeMail(ChangeMail {
        exchange: row.exchange,
        recipients,
        change,
    });
    is_pending.set(true);
    let (catalogue, toasts) = (panel.catalogue, panel.toasts);
    panel.queue.send(command, None, move |answer| {
        is_pending.try_set(false);
        match answer {
            Ok(Answer::Done(_)) => toasts.show(told.clone()),
            Ok(Answer::Rejected(rejection)) => {
                panel.reload();
                toasts.show_error(problem::rejection_text(catalogue.locale, &rejection));
            }
            Err(error) => toasts.show_error(problem::error_text(catalogue.locale, &error)),
        }
    });
}

/// The row is drawn anew when the state has changed, and a button that had the focus is gone with it.
fn give_focus_on(row: Row) {
    let id = mail_id(row.exchange);
    on_cleanup(move || {
        if row.was_pressed.try_get_value() == Some(true) {
            browser::after_ms(0, move || {
                if browser::mark_focus().is_empty() {
                    browser::focus_id(&id);
                }
            });
        }
    });
}
