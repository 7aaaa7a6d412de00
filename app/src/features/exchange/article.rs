//! One exchange of the log.

use super::mail_state::mail_state;
use super::panel_state::{Panel, Wish};
use crate::i18n::use_words;
use crate::ui::{Badge, DayDivider, Fold, Icon, IconName, Menu, MenuItem, Tone, VisuallyHidden};
use crate::view::{DraftSlot, ExchangeView};
use domain::ExchangeId;
use domain::attachment::Attachment;
use domain::exchange::{Channel, Direction};
use domain::permission::Change;
use leptos::prelude::*;

/// A detail longer than this folds, in characters.
const FOLD_OVER: usize = 900;
/// A detail with more lines than this folds.
const FOLD_OVER_LINES: usize = 14;

/// A recorded exchange, or its tombstone.
pub fn exchange_article(panel: Panel, exchange: ExchangeView) -> AnyView {
    let id = exchange.id.to_string();
    let is_deleted = exchange.deleted.is_some();
    let body = if exchange.detail.is_empty() {
        ().into_any()
    } else {
        body(&exchange)
    };
    view! {
        <article
            class="Message"
            data-exchange=id.clone()
            data-direction=direction_name(exchange.direction)
            data-deleted=is_deleted.then_some("")
            aria-labelledby=format!("head-{id}")
        >
            {head(&exchange, &id)}
            <div class="Message-menu">{menu(panel, &exchange)}</div>
            {tombstone(&exchange)}
            {who(&exchange)}
            {body}
            {attachments(&exchange.attachments)}
            {mail_state(panel, &exchange)}
            {foot(&exchange)}
        </article>
    }
    .into_any()
}

/// The separator above the first exchange of a day.
pub fn day_divider(text: String) -> AnyView {
    view! { <DayDivider label=text/> }.into_any()
}

fn head(exchange: &ExchangeView, id: &str) -> AnyView {
    let words = &use_words().exchange;
    let kind_tone = if exchange.kind.is_chaser {
        Tone::Error
    } else {
        Tone::Info
    };
    let after_closure = exchange
        .is_after_closure
        .then(|| view! { <Badge text=words.after_closure tone=Tone::Warning/> });
    view! {
        <div class="Message-head" id=format!("head-{id}")>
            <span class="Message-direction">
                <Icon name=direction_icon(exchange.direction) small=true/>
                {(words.direction)(exchange.direction)}
            </span>
            <Badge text=exchange.kind.label.clone() tone=kind_tone/>
            {after_closure}
            <time class="Message-time" datetime=exchange.occurred_at.iso.clone()>{exchange.occurred_wall.time().to_owned()}</time>
        </div>
    }
    .into_any()
}

/// How, and from whom to whom.
fn who(exchange: &ExchangeView) -> Option<AnyView> {
    let words = &use_words().exchange;
    let (ours, theirs) = (exchange.employee.name.clone(), exchange.counterpart_name.clone());
    let (from, to) = match exchange.direction {
        Direction::Received => (theirs, Some(ours)),
        Direction::Sent => (ours, Some(theirs)),
        Direction::Internal => (ours, None),
    };
    let channel = to.is_some().then(|| {
        view! {
            <span class="Message-channel">
                <Icon name=channel_icon(exchange.channel) small=true/>
                {(words.channel_name)(exchange.channel)}
            </span>
            " · "
        }
    });
    let to = to.map(|to| {
        view! { <Icon name=IconName::ChevronRight small=true/> <VisuallyHidden text=words.to_whom/> {to} }
    });
    exchange
        .deleted
        .is_none()
        .then(|| view! { <p class="Message-who">{channel} {from} {to}</p> }.into_any())
}

fn body(exchange: &ExchangeView) -> AnyView {
    let words = &use_words().exchange;
    let detail = &exchange.detail;
    let folded = detail.len() > FOLD_OVER || detail.lines().nth(FOLD_OVER_LINES).is_some();
    let html = exchange.html();
    view! {
        {subject(&exchange.subject)}
        <Fold folded more_label=words.fold_more less_label=words.fold_less>
            <div class="Message-detail Prose" inner_html=html></div>
        </Fold>
    }
    .into_any()
}

pub fn subject(text: &str) -> Option<AnyView> {
    (!text.is_empty()).then(|| view! { <h4 class="Message-subject">{text.to_owned()}</h4> }.into_any())
}

fn tombstone(exchange: &ExchangeView) -> Option<AnyView> {
    let words = &use_words().exchange;
    let deleted = exchange.deleted.as_ref()?;
    let reason = (!deleted.reason.is_empty()).then(|| format!(" {}", (words.reason_given)(&deleted.reason)));
    Some(
        view! { <p class="Message-who">{(words.deleted)(&deleted.by, &deleted.at.text)} "." {reason}</p> }
            .into_any(),
    )
}

fn attachments(files: &[Attachment]) -> Option<AnyView> {
    let words = &use_words().exchange;
    let link = |file: &Attachment| {
        view! {
            <a class="Attachment" href=format!("/attachments/{}", file.id) download=file.name.clone() rel="external">
                <Icon name=IconName::Attach small=true/>
                <VisuallyHidden text=words.download/>
                {file.name.clone()}
                <span class="Attachment-size">{(words.size)(file.size_bytes)}</span>
            </a>
        }
        .into_any()
    };
    let links: Vec<AnyView> = files.iter().map(link).collect();
    (!links.is_empty()).then(|| view! { <div class="Attachments">{links}</div> }.into_any())
}

fn foot(exchange: &ExchangeView) -> AnyView {
    let words = &use_words().exchange;
    let recorded = (words.recorded)(&exchange.recorded_by, &exchange.recorded_at.text);
    let edited = exchange
        .edited
        .as_ref()
        .map(|edited| format!(" · {}", (words.edited)(&edited.by, &edited.at.text)));
    view! { <p class="Message-foot">{recorded} {edited}</p> }.into_any()
}

/// Id of the menu of an exchange.
pub fn menu_id(exchange: ExchangeId) -> String {
    format!("actions-{exchange}")
}

fn menu(panel: Panel, exchange: &ExchangeView) -> AnyView {
    let words = &use_words().exchange;
    let id = menu_id(exchange.id);
    let exchange = exchange.clone();
    let items = Callback::new(move |()| menu_items(panel, &exchange));
    view! { <Menu id label=words.actions items/> }.into_any()
}

fn menu_items(panel: Panel, exchange: &ExchangeView) -> Vec<MenuItem> {
    let words = &use_words().exchange;
    let item = |label: &str, icon, is_danger, on_press| MenuItem {
        label: label.to_owned(),
        icon,
        is_danger,
        on_press,
    };
    let slot = DraftSlot::Edit(exchange.id);
    let (deleted, restored, detailed) = (exchange.clone(), exchange.clone(), exchange.clone());
    let mut items = Vec::new();
    if panel.may_change(exchange, Change::Edit) {
        items.push(item(
            words.edit,
            IconName::Edit,
            false,
            Callback::new(move |()| panel.ask(Wish::Write(slot))),
        ));
    }
    if panel.may_change(exchange, Change::Delete) {
        let ask = Callback::new(move |()| panel.ask(Wish::Delete(deleted.clone())));
        items.push(item(words.delete, IconName::Trash, true, ask));
    }
    if panel.may_change(exchange, Change::Restore) {
        items.push(item(
            words.restore,
            IconName::Restore,
            false,
            Callback::new(move |()| panel.ask(Wish::Restore(restored.clone()))),
        ));
    }
    let show = Callback::new(move |()| panel.ask(Wish::Show(detailed.clone())));
    items.push(item(words.details, IconName::History, false, show));
    items
}

pub fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Received => "received",
        Direction::Sent => "sent",
        Direction::Internal => "internal",
    }
}

pub fn direction_icon(direction: Direction) -> IconName {
    match direction {
        Direction::Received => IconName::ArrowIn,
        Direction::Sent => IconName::ArrowOut,
        Direction::Internal => IconName::Note,
    }
}

fn channel_icon(channel: Channel) -> IconName {
    match channel {
        Channel::Phone => IconName::Phone,
        Channel::Mail => IconName::Mail,
        Channel::Sms => IconName::Sms,
        Channel::OnSite => IconName::Site,
        Channel::Portal => IconName::Portal,
        Channel::Other => IconName::Other,
    }
}
