//! What became of a mail, recipient by recipient, in words.

use crate::i18n::exchange::Words;
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
    let reply =
        reason(words, state, recipient.reply).map(|reason| view! { <p class="MailState-reply">{reason}</p> });
    view! {
        <div class="MailState-row" data-mail-state=state.as_str()>
            <Icon name=icon(state)/>
            <p>
                {who} " – " <span class="MailState-word">{(words.mail_state)(state)}</span> {next}
            </p>
            {reply}
        </div>
    }
    .into_any()
}

/// The server's own words, which begin with its code (RFC 5321 section 4.2); when it said nothing, ours.
fn reason(words: &Words, state: RecipientState, reply: String) -> Option<String> {
    let is_of_server = reply
        .as_bytes()
        .get(..3)
        .is_some_and(|code| code.iter().all(u8::is_ascii_digit));
    match state {
        RecipientState::Accepted => None,
        _ if is_of_server => Some(reply),
        RecipientState::Deferred => Some(words.mail_not_reached.to_owned()),
        RecipientState::Uncertain => Some(words.mail_uncertain.to_owned()),
        RecipientState::Refused => Some(words.mail_given_up.to_owned()),
        _ => None,
    }
}

fn icon(state: RecipientState) -> IconName {
    match state {
        RecipientState::Accepted => IconName::Check,
        RecipientState::Refused => IconName::Refused,
        RecipientState::Uncertain => IconName::Warning,
        RecipientState::Cancelled => IconName::Close,
        RecipientState::Transmitting => IconName::Send,
        RecipientState::Scheduled | RecipientState::Queued | RecipientState::Deferred => IconName::Clock,
    }
}
