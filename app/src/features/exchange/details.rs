//! Everything about one exchange: who wrote what and when, and the mail as it left.

use super::as_sent::as_sent;
use super::desk::Desk;
use crate::api;
use crate::i18n::writing::writing_words;
use crate::i18n::{problem, use_words};
use crate::ui::{Banner, Button, Dialog, DialogActions, DialogSize, Skeleton, Tone, open_while};
use crate::view::{ExchangeView, VersionView};
use domain::exchange::Direction;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The dialog of details and earlier versions.
#[component]
pub fn DetailsDialog(desk: Desk) -> AnyView {
    let words = &use_words().exchange;
    let writing = writing_words(use_words().locale);
    let open = open_while(desk.detailed);
    view! {
        <Dialog id="DetailsDialog" open title=writing.details_title size=DialogSize::Medium>
            {move || desk.detailed.get().map(details)}
            <DialogActions>
                <Button label=words.close on_press=move |()| open.set(false)/>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

fn details(exchange: ExchangeView) -> AnyView {
    let catalogue = use_words();
    let words = &catalogue.exchange;
    let writing = writing_words(catalogue.locale);
    let (id, direction) = (exchange.id, exchange.direction);
    // No resource: the panel around would suspend itself, and put the open dialog into the page a second time.
    let versions = RwSignal::new(None);
    spawn_local(async move {
        versions.try_set(Some(api::versions(id).await));
    });
    let earlier = move || match versions.get() {
        None => view! { <Skeleton/> }.into_any(),
        Some(Err(error)) => {
            let text = problem::error_text(catalogue.locale, &error);
            view! { <Banner tone=Tone::Error>{text}</Banner> }.into_any()
        }
        Some(Ok(list)) if list.is_empty() => view! { <p>{writing.no_versions}</p> }.into_any(),
        Some(Ok(list)) => list
            .into_iter()
            .map(|earlier| version(direction, earlier))
            .collect::<Vec<_>>()
            .into_any(),
    };
    view! {
        <p>{(words.recorded)(&exchange.recorded_by, &exchange.recorded_at.text)}</p>
        {exchange.mail.is_some().then(|| as_sent(id))}
        <div class="Versions">
            <section>
                <h3 class="Version-head">{writing.current_version}</h3>
                <div class="Prose" inner_html=exchange.html()></div>
            </section>
            <h3>{writing.versions}</h3>
            {earlier}
        </div>
    }
    .into_any()
}

fn version(direction: Direction, version: VersionView) -> AnyView {
    let words = &use_words().exchange;
    let writing = writing_words(use_words().locale);
    let html = version.html();
    let head = (writing.version)(version.revision, &version.written.by, &version.written.at.text);
    let who = match direction {
        Direction::Received => (words.from_to)(&version.counterpart_name, &version.employee),
        Direction::Sent => (words.from_to)(&version.employee, &version.counterpart_name),
        Direction::Internal => version.employee,
    };
    let facts = [
        version.kind,
        (words.channel_name)(version.channel).to_owned(),
        version.occurred_at.text,
        who,
    ];
    view! {
        <section class="Version">
            <p class="Version-head">{head} <br/> {facts.join(" · ")}</p>
            {(!version.subject.is_empty()).then(|| view! { <p><strong>{version.subject.clone()}</strong></p> })}
            <div class="Prose" inner_html=html></div>
        </section>
    }
    .into_any()
}
