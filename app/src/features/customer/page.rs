//! The page at `/customers/{code}`.

use super::following::follow;
use super::log::{Shown, customer_log};
use crate::api;
use crate::error::AppError;
use crate::features::dit::{contact_view, dit_table, job_state_badge, nothing_at, phone, time};
use crate::features::session::load_failure;
use crate::i18n::use_words;
use crate::routes;
use crate::ui::{Badge, Skeleton, Tone};
use crate::view::search::SearchFilter;
use crate::view::{CustomerFigures, CustomerOverview, DitFilter, OpenJob, SiteView, Waiting};
use crate::wire;
use domain::contact::Contact;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The overview of the customer whose code is in the address.
#[component]
pub fn CustomerPage() -> AnyView {
    let words = use_words();
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let overview = wire::load(move || asked.get(), api::customer);
    let refetch = Callback::new(move |()| overview.refetch());
    let content = move || {
        overview.get().map(|answer| match answer {
            Ok(overview) => wire::drawn_once(move || overview_view(overview)),
            Err(AppError::NotFound) => nothing_at(
                words.customer.unknown_title,
                (words.customer.unknown)(&asked.get_untracked()),
            ),
            Err(error) => load_failure(&error, refetch),
        })
    };
    view! {
        <div class="CustomerPage">
            <Transition fallback=|| view! { <Skeleton lines=12/> }>{content}</Transition>
        </div>
    }
    .into_any()
}

fn overview_view(overview: CustomerOverview) -> AnyView {
    let catalogue = use_words();
    let words = &catalogue.customer;
    let all = DitFilter {
        customer: overview.code.clone(),
        ..DitFilter::default()
    };
    let shown = follow(overview.code.clone(), overview.figures, overview.log);
    let dits = if overview.dits.rows.is_empty() {
        view! { <p class="Secondary">{words.no_dits}</p> }.into_any()
    } else {
        view! {
            <div class="DitList" data-hidden="customer recorded due">{dit_table(overview.dits.rows, ())}</div>
            <p class="CustomerPage-all"><a href=routes::list(&all, None)>{words.all_dits}</a></p>
        }
        .into_any()
    };
    view! {
        <Title text=format!("{} · {}", overview.name, catalogue.session.product)/>
        <nav class="DitPage-crumb" aria-label=catalogue.dit.crumb>
            <a href=routes::LIST>{catalogue.dit.nav}</a>
            <span aria-hidden="true">"/"</span>
            <span aria-current="page">{words.overview} " " {overview.code.clone()}</span>
        </nav>
        <header class="PageHead CustomerPage-head">
            <h1>{overview.name}</h1>
            {(!overview.is_active).then(|| view! { <Badge text=words.inactive tone=Tone::Warning/> })}
            {(!overview.phone.is_empty()).then(|| phone(overview.phone))}
        </header>
        {move || figures(&all, shown.figures.get())}
        <div class="CustomerPage-columns">
            <div class="CustomerPage-dits">{section("customer-dits", words.dits, dits)}</div>
            <div class="CustomerPage-beside">
                {section("customer-contacts", words.contacts, contacts(overview.contacts))}
                {section("customer-jobs", words.jobs, jobs(overview.jobs))}
                {section("customer-sites", words.sites, sites(overview.sites))}
            </div>
            <div class="CustomerPage-log">{section("customer-log", words.log, log(overview.code, shown.log))}</div>
        </div>
    }
    .into_any()
}

fn log(code: String, shown: Shown) -> AnyView {
    let theirs = SearchFilter {
        customer: code.clone(),
        ..SearchFilter::default()
    };
    view! {
        <p><a href=routes::search(&theirs, None)>{use_words().customer.search}</a></p>
        {customer_log(shown)}
    }
    .into_any()
}

fn section(id: &'static str, title: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="Section" aria-labelledby=id>
            <h2 class="Section-title" id=id>{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// Who waits for whom; each figure leads to the requests behind it.
fn figures(all: &DitFilter, figures: CustomerFigures) -> AnyView {
    let words = &use_words().customer;
    let link = |text: String, filter: DitFilter| {
        view! { <li><a class="Figure" href=routes::list(&filter, None)>{text}</a></li> }.into_any()
    };
    let waiting = |waiting| DitFilter {
        waiting: Some(waiting),
        ..all.clone()
    };
    let with_chaser = DitFilter {
        has_chaser: true,
        ..all.clone()
    };
    let answer = figures
        .answer_minutes
        .map(|minutes| view! { <li class="Figure">{(words.answer)(minutes)}</li> });
    view! {
        <ul class="Figures" role="list" aria-label=words.figures>
            {link((words.open)(figures.open), all.clone())}
            {link((words.waiting_for_us)(figures.waiting_for_us), waiting(Waiting::ForUs))}
            {link((words.waiting_for_customer)(figures.waiting_for_customer), waiting(Waiting::ForCustomer))}
            {link((words.chasers)(figures.chasers), with_chaser)}
            {answer}
        </ul>
    }
    .into_any()
}

fn list(entries: Vec<AnyView>, nothing: &'static str) -> AnyView {
    if entries.is_empty() {
        view! { <p class="Secondary">{nothing}</p> }.into_any()
    } else {
        view! { <ul class="CustomerPage-list" role="list">{entries}</ul> }.into_any()
    }
}

fn contacts(contacts: Vec<Contact>) -> AnyView {
    let catalogue = use_words();
    let entry = |contact: Contact| {
        let inactive = (!contact.is_active)
            .then(|| view! { <Badge text=catalogue.customer.inactive tone=Tone::Warning/> });
        view! { <li>{contact_view(&catalogue.dit, contact)} {inactive}</li> }.into_any()
    };
    list(
        contacts.into_iter().map(entry).collect(),
        catalogue.customer.no_contacts,
    )
}

fn jobs(jobs: Vec<OpenJob>) -> AnyView {
    let catalogue = use_words();
    let entry = |job: OpenJob| {
        let technician = if job.technician.is_empty() {
            catalogue.dit.no_technician.to_owned()
        } else {
            job.technician
        };
        let planned = match job.planned_at {
            Some(when) => time(when),
            None => catalogue.dit.not_planned.into_any(),
        };
        view! {
            <li>
                <a href=routes::dit(job.dit)>{job.number}</a> " " {job_state_badge(job.state)}
                <span class="Secondary DitPage-line">{technician} " · " {planned}</span>
            </li>
        }
        .into_any()
    };
    list(jobs.into_iter().map(entry).collect(), catalogue.customer.no_jobs)
}

fn sites(sites: Vec<SiteView>) -> AnyView {
    let words = &use_words().customer;
    let entry = |site: SiteView| {
        view! {
            <li>
                {site.name} <span class="Secondary DitPage-line">{site.address} " " {site.town}</span>
            </li>
        }
        .into_any()
    };
    list(sites.into_iter().map(entry).collect(), words.no_sites)
}
