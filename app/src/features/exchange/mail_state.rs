//! What became of a mail, recipient by recipient, in words.

use crate::i18n::use_words;
use crate::ui::{Icon, IconName};
use crate::view::{MailRecipientView, MailView};
use domain::mail::RecipientState;
use leptos::prelude::*;

/// The states of all recipients of a mail.
#[component]
pub fn MailState(mail: MailView) -> AnyView {
    let rows: Vec<AnyView> = mail.recipients.into_iter().map(row).collect();
    view! { <div class="MailState">{rows}</div> }.into_any()
}

fn row(recipient: MailRecipientView) -> AnyView {
    let words = &use_words().exchange;
    let state = recipient.state;
    let who = (words.labelled)((words.mail_role)(recipient.role), &recipient.address);
    let next = recipient
        .next_try_at
        .map(|at| format!(", {}", (words.next_try)(&at.text)));
    let is_told = !recipient.reason.is_empty();
    let reason = is_told.then(|| view! { <p class="MailState-reason">{recipient.reason}</p> });
    let reply = (is_told && !recipient.reply.is_empty())
        .then(|| view! { <p class="MailState-reply">{recipient.reply}</p> });
    view! {
        <div class="MailState-row" data-mail-state=state.as_str()>
            <Icon name=icon(state)/>
            <p>
                {who} " – " <span class="MailState-word">{(words.mail_state)(state)}</span> {next}
            </p>
            {reason}
            {reply}
        </div>
    }
    .into_any()
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
