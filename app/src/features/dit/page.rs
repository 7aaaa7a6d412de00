//! The page of a request.

use super::badges::{priority_badge, state_view};
use super::jobs::jobs;
use super::list::joined;
use super::not_found::unknown_dit;
use super::reporting::Reporting;
use crate::api;
use crate::error::AppError;
use crate::features::exchange::indicator::Indicator;
use crate::features::live::use_live;
use crate::features::session::load_failure;
use crate::i18n::dit::Words;
use crate::i18n::use_words;
use crate::offline::Queue;
use crate::routes;
use crate::ui::{Skeleton, Time};
use crate::view::{DitView, When};
use crate::wire::{self, Loaded};
use domain::command::Effect as Effects;
use domain::contact::Contact;
use domain::dit::DitNumber;
use domain::email::Email;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The page at `/dits/{number}`.
#[component]
pub fn DitPage() -> AnyView {
    let words = use_words();
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("number").unwrap_or_default()));
    let dit = wire::load(move || asked.get(), load);
    let refetch = Callback::new(move |()| dit.refetch());
    let reporting = Reporting::new();
    refetch_after_report(asked, refetch);
    follow(asked, dit, refetch);
    let content = move || {
        dit.get().map(|answer| match answer {
            Ok(dit) => wire::drawn_once(move || dit_view(dit, reporting)),
            Err(AppError::NotFound) => unknown_dit(&asked.get_untracked()),
            Err(error) => load_failure(&error, refetch),
        })
    };
    // A text and no function: the server asks for the title when it has left what belongs to this answer, and a function would then
    // look for its signal in that of another.
    let title = move || view! { <Title text=format!("{} · {}", asked.get(), words.session.product)/> };
    view! {
        {title}
        <Transition fallback=|| view! { <Skeleton lines=8/> }>{content}</Transition>
        {reporting.place()}
    }
    .into_any()
}

/// What is no number is no request either: the server is not asked.
async fn load(asked: String) -> Result<DitView, AppError> {
    match asked.parse::<DitNumber>() {
        Ok(number) => api::dit(number).await,
        Err(_) => Err(AppError::NotFound),
    }
}

/// A report moves the request, whenever its envelope arrived.
fn refetch_after_report(asked: Memo<String>, refetch: Callback<()>) {
    expect_context::<Queue>().on_done(move |receipt| {
        let Effects::Crit { dit, .. } = receipt.effect else {
            return;
        };
        if asked.with_untracked(|asked| *asked == dit.to_string()) {
            refetch.run(());
        }
    });
}

/// What others report moves the request too. It is drawn again only when something is otherwise than it is shown.
fn follow(asked: Memo<String>, shown: Loaded<Result<DitView, AppError>>, refetch: Callback<()>) {
    let live = use_live();
    let compare = move || {
        let number = asked.get_untracked();
        spawn_local(async move {
            let fresh = load(number).await;
            let is_shown = |shown: &Option<_>| shown.as_ref() == Some(&fresh);
            if fresh.is_ok() && shown.try_with_untracked(is_shown) == Some(false) {
                refetch.run(());
            }
        });
    };
    live.on_change(move |change| {
        let is_of = asked.with_untracked(|asked| *asked == change.dit.to_string());
        if is_of && change.has_report {
            compare();
        }
    });
    live.on_missed(compare);
}

fn dit_view(dit: DitView, reporting: Reporting) -> AnyView {
    let words = &use_words().dit;
    let number = dit.number.to_string();
    let jobs = jobs(words, &dit, reporting);
    let head = head(&dit);
    let description = (!dit.description.trim().is_empty())
        .then(|| view! { <p class="DitPage-description">{dit.description.clone()}</p> });
    view! {
        <article class="DitPage">
            <nav class="DitPage-crumb" aria-label=words.crumb>
                <a href=routes::LIST>{words.nav}</a>
                <span aria-hidden="true">"/"</span>
                <span aria-current="page">{number}</span>
            </nav>
            {head}
            <section class="DitPage-facts" aria-label=words.details>{facts(words, dit)}</section>
            {description}
            <section class="Section" aria-labelledby="dit-jobs">
                <h2 class="Section-title" id="dit-jobs">{words.jobs}</h2>
                {jobs}
            </section>
        </article>
    }
    .into_any()
}

fn head(dit: &DitView) -> AnyView {
    view! {
        <header class="PageHead" data-hover-near=dit.number.to_string()>
            <div class="DitPage-title">
                <h1>{dit.subject.clone()}</h1>
                <div class="DitPage-states">{state_view(dit.state)}{priority_badge(dit.priority)}</div>
            </div>
            <div class="PageHead-actions">
                <Indicator state=dit.indicator number=dit.number/>
            </div>
        </header>
    }
    .into_any()
}

fn facts(words: &'static Words, dit: DitView) -> AnyView {
    let customer_more = (
        dit.customer_code.clone(),
        (!dit.customer_phone.is_empty()).then(|| (" · ", phone(dit.customer_phone))),
    );
    let overview = routes::customer(&dit.customer_code);
    let customer = (
        view! { <a href=overview>{dit.customer}</a> },
        secondary(customer_more.into_any()),
    );
    let address = joined([dit.site_address, dit.site_town]);
    let has_site = !dit.site.is_empty() || !address.is_empty();
    let site = (
        dit.site,
        (!address.is_empty()).then(|| secondary(address.into_any())),
    );
    let in_charge = if dit.in_charge.is_empty() {
        words.nobody.to_owned()
    } else {
        dit.in_charge
    };
    let entries = [
        Some(entry(words.customer, customer.into_any())),
        has_site.then(|| entry(words.site, site.into_any())),
        dit.contact
            .map(|contact| entry(words.contact, contact_view(words, contact))),
        Some(entry(words.in_charge, in_charge.into_any())),
        Some(entry(words.recorded_at, time(dit.recorded_at))),
        dit.due_at.map(|due| entry(words.due_at, time(due))),
    ];
    view! { <dl class="Facts">{entries.into_iter().flatten().collect::<Vec<_>>()}</dl> }.into_any()
}

pub(super) fn entry(label: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
}

pub fn time(when: When) -> AnyView {
    view! { <Time iso=when.iso text=when.text/> }.into_any()
}

/// A line below, in a lighter voice.
fn secondary(content: AnyView) -> AnyView {
    view! { <span class="Secondary DitPage-line">{content}</span> }.into_any()
}

/// A number to dial; spaces and dots are for reading.
pub fn phone(number: String) -> AnyView {
    let dialled: String = number
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    view! { <a href=format!("tel:{dialled}")>{number}</a> }.into_any()
}

/// A person: how to call and how to write to them.
pub fn contact_view(words: &'static Words, contact: Contact) -> AnyView {
    let name = format!("{} {}", contact.title, contact.name()).trim().to_owned();
    let function = (!contact.function.is_empty()).then(|| secondary(contact.function.into_any()));
    let phones: Vec<AnyView> = contact
        .phones
        .into_iter()
        .map(|number| secondary(phone(number)))
        .collect();
    let mail1: Vec<Email> = contact.mail1.into_iter().collect();
    (
        name,
        function,
        phones,
        mails(words.mail1, &mail1),
        mails(words.mail2, &contact.mail2),
    )
        .into_any()
}

fn mails(label: &'static str, emails: &[Email]) -> Vec<AnyView> {
    let link = |email: &Email| {
        let address = email.as_str().to_owned();
        let href = format!("mailto:{address}");
        secondary(view! { {label}" "<a href=href>{address}</a> }.into_any())
    };
    emails.iter().map(link).collect()
}
