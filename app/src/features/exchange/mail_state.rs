//! What became of a mail, recipient by recipient, in words. What can be done about it comes later, into the places kept for it.

use super::panel_state::Panel;
use crate::features::later::{Action, act};
use crate::i18n::use_words;
use crate::parts::now;
use crate::ui::{Icon, IconName};
use crate::view::{ExchangeView, MailRecipientView};
use domain::mail::RecipientState;
use domain::mail_change::is_changeable;
use domain::permission::Permission;
use domain::{ExchangeId, MailRecipientId};
use leptos::prelude::*;

/// A server's answer with more characters than this folds.
const FOLD_OVER: usize = 90;

/// The states of all recipients of the mail of an exchange. Those that were sent again are told by their successors.
pub fn mail_state(panel: Panel, exchange: &ExchangeView) -> Option<AnyView> {
    let mail = exchange.mail.as_ref()?;
    let id = exchange.id;
    let shown = || {
        mail.recipients
            .iter()
            .filter(|recipient| recipient.state != RecipientState::Resolved)
    };
    let leaves_together = shown()
        .filter(|recipient| recipient.state == RecipientState::Scheduled)
        .count()
        > 1;
    let rows: Vec<AnyView> = shown()
        .map(|recipient| {
            let is_alone = !leaves_together || recipient.state != RecipientState::Scheduled;
            row(panel, id, recipient, is_alone)
        })
        .collect();
    let together = leaves_together.then(|| {
        let words = &use_words().exchange;
        view! {
            <div class="MailState-row">
                <Icon name=IconName::Clock/>
                <p id=who_id(id, None)>{words.all_recipients}</p>
                {actions(panel, id, None)}
            </div>
        }
    });
    Some(view! { <div class="MailState" id=mail_id(id) tabindex="-1">{rows} {together}</div> }.into_any())
}

/// Id of the element that tells what became of the mail of an exchange.
pub fn mail_id(exchange: ExchangeId) -> String {
    format!("mail-{exchange}")
}

/// Id of the words that say whom a row is about; `None` for all that leave together.
pub fn who_id(exchange: ExchangeId, recipient: Option<MailRecipientId>) -> String {
    match recipient {
        Some(recipient) => format!("mail-to-{recipient}"),
        None => format!("mail-all-{exchange}"),
    }
}

fn row(panel: Panel, exchange: ExchangeId, recipient: &MailRecipientView, has_actions: bool) -> AnyView {
    let words = &use_words().exchange;
    let (id, state) = (recipient.id, recipient.state);
    let who = (words.labelled)((words.mail_role)(recipient.role), &recipient.address);
    let is_told = !recipient.reason.is_empty();
    let reason = is_told.then(|| view! { <p class="MailState-reason">{recipient.reason.clone()}</p> });
    let reply = (is_told && !recipient.reply.is_empty()).then(|| reply(&recipient.reply));
    let actions = (has_actions && is_changeable(state)).then(|| actions(panel, exchange, Some(id)));
    view! {
        <div class="MailState-row" data-mail-state=state.as_str()>
            <Icon name=icon(state)/>
            <p id=who_id(exchange, Some(id))>
                {who} " – " <span class="MailState-word">{(words.mail_state)(state)}</span> {recipient.when.clone()}
            </p>
            {reason}
            {reply}
            {actions}
        </div>
    }
    .into_any()
}

/// The server's words as they are; a long answer folds.
fn reply(text: &str) -> AnyView {
    if text.chars().count() <= FOLD_OVER {
        return view! { <p class="MailState-reply">{text.to_owned()}</p> }.into_any();
    }
    let words = &use_words().exchange;
    view! {
        <details class="MailState-reply">
            <summary>{words.server_reply}</summary>
            <p>{text.to_owned()}</p>
        </details>
    }
    .into_any()
}

/// The place of what can be done, for those who may; drawn once the part that does it is here.
fn actions(panel: Panel, exchange: ExchangeId, recipient: Option<MailRecipientId>) -> Option<AnyView> {
    let part = panel.parts.actions;
    let buttons = move || {
        part.is_here()
            .then(|| now(act(Action::Mail(panel, exchange, recipient))))
    };
    panel
        .actor()
        .role
        .may(Permission::SendMail)
        .then(|| view! { <div class="MailState-actions">{buttons}</div> }.into_any())
}

/// The icon of a state.
pub(super) fn icon(state: RecipientState) -> IconName {
    match state {
        RecipientState::Accepted => IconName::Check,
        RecipientState::Refused => IconName::Refused,
        RecipientState::Uncertain => IconName::Warning,
        RecipientState::Cancelled | RecipientState::Resolved => IconName::Close,
        RecipientState::Transmitting => IconName::Send,
        RecipientState::Scheduled | RecipientState::Queued | RecipientState::Deferred => IconName::Clock,
    }
}
