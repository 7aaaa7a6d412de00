//! The page of a request.

use super::crit::{CritDialog, CritForm};
use super::not_found::unknown_dit;
use super::words::{job_state_badge, priority_badge, state_badge};
use crate::api;
use crate::error::AppError;
use crate::features::exchange::indicator::Indicator;
use crate::features::session::{load_failure, use_session};
use crate::i18n::dit::Words;
use crate::i18n::use_words;
use crate::ui::{Button, IconName, Skeleton, Time};
use crate::view::{CritView, DitView, JobView, When};
use domain::contact::Contact;
use domain::dit::{DitAction, DitNumber, JobState};
use domain::email::Email;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The page at `/dits/{number}`.
#[component]
pub fn DitPage() -> AnyView {
    let words = use_words();
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("number").unwrap_or_default()));
    let dit = Resource::new(move || asked.get(), load);
    let refetch = Callback::new(move |()| dit.refetch());
    let crit = CritForm::new(refetch);
    let content = move || {
        dit.get().map(|answer| match answer {
            Ok(dit) => dit_view(dit, crit),
            Err(AppError::NotFound) => unknown_dit(&asked.get_untracked()),
            Err(error) => load_failure(&error, refetch),
        })
    };
    view! {
        <Title text=move || format!("{} · {}", asked.get(), words.session.product)/>
        <Transition fallback=|| view! { <Skeleton lines=8/> }>{content}</Transition>
        <CritDialog form=crit/>
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

fn dit_view(dit: DitView, crit: CritForm) -> AnyView {
    let words = &use_words().dit;
    let jobs = jobs(words, &dit, crit);
    let description = if dit.description.trim().is_empty() {
        view! { <p class="DitPage-nothing">{words.no_description}</p> }.into_any()
    } else {
        view! { <p class="DitPage-text">{dit.description.clone()}</p> }.into_any()
    };
    view! {
        <article class="DitPage">
            <header class="DitPage-head">
                <p class="DitPage-number">{dit.number.to_string()}</p>
                <h1 class="DitPage-subject">{dit.subject.clone()}</h1>
                <p class="DitPage-states">{state_badge(dit.state)}{priority_badge(dit.priority)}</p>
                <div class="DitPage-indicator"><Indicator state=dit.indicator number=dit.number/></div>
            </header>
            <section class="DitPage-section" aria-labelledby="dit-description">
                <h2 id="dit-description">{words.description}</h2>
                {description}
            </section>
            <section class="DitPage-section" aria-labelledby="dit-details">
                <h2 id="dit-details">{words.details}</h2>
                {details(words, dit)}
            </section>
            <section class="DitPage-section" aria-labelledby="dit-jobs">
                <h2 id="dit-jobs">{words.jobs}</h2>
                {jobs}
            </section>
        </article>
    }
    .into_any()
}

fn details(words: &'static Words, dit: DitView) -> AnyView {
    let customer = format!("{} ({})", dit.customer, dit.customer_code);
    let place = [dit.site, dit.site_address, dit.site_town]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let in_charge = if dit.in_charge.is_empty() {
        words.nobody.to_owned()
    } else {
        dit.in_charge
    };
    let entries = [
        Some(entry(words.customer, customer.into_any())),
        (!dit.customer_phone.is_empty()).then(|| entry(words.phone, phone(dit.customer_phone))),
        (!place.is_empty()).then(|| entry(words.site, place.into_any())),
        dit.contact
            .map(|contact| entry(words.contact, contact_view(words, contact))),
        Some(entry(words.in_charge, in_charge.into_any())),
        Some(entry(
            words.priority,
            (words.priority_name)(dit.priority).into_any(),
        )),
        Some(entry(words.recorded_at, time(dit.recorded_at))),
        dit.due_at.map(|due| entry(words.due_at, time(due))),
    ];
    view! { <dl class="DitPage-details">{entries.into_iter().flatten().collect::<Vec<_>>()}</dl> }.into_any()
}

fn entry(label: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
}

fn time(when: When) -> AnyView {
    view! { <Time iso=when.iso text=when.text/> }.into_any()
}

/// A number to dial; spaces and dots are for reading.
fn phone(number: String) -> AnyView {
    let dialled: String = number
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    view! { <a href=format!("tel:{dialled}")>{number}</a> }.into_any()
}

fn contact_view(words: &'static Words, contact: Contact) -> AnyView {
    let name = format!("{} {}", contact.title, contact.name()).trim().to_owned();
    let function = (!contact.function.is_empty())
        .then(|| view! { <span class="DitPage-function">{contact.function}</span> });
    let phones: Vec<AnyView> = contact.phones.into_iter().map(phone).collect();
    let mail1: Vec<Email> = contact.mail1.into_iter().collect();
    view! {
        <span class="DitPage-contact">{name}</span>
        {function}
        {phones}
        {mails(words.mail1, &mail1)}
        {mails(words.mail2, &contact.mail2)}
    }
    .into_any()
}

fn mails(label: &'static str, emails: &[Email]) -> Option<AnyView> {
    let link = |email: &Email| {
        let address = email.as_str().to_owned();
        view! { <a href=format!("mailto:{address}")>{address.clone()}</a> }
    };
    (!emails.is_empty()).then(|| {
        let links = emails.iter().map(link).collect::<Vec<_>>();
        view! { <span class="DitPage-mails"><span class="DitPage-label">{label}</span>{links}</span> }
            .into_any()
    })
}

fn jobs(words: &'static Words, dit: &DitView, crit: CritForm) -> AnyView {
    if dit.jobs.is_empty() {
        return view! { <p class="DitPage-nothing">{words.no_jobs}</p> }.into_any();
    }
    let may_report =
        dit.state.allows(DitAction::EnterCrit) && use_session().actor().role.may(Permission::EnterCrit);
    let open = dit
        .jobs
        .iter()
        .filter(|job| job.state != JobState::Reported)
        .count();
    let job = |job: &JobView| {
        let report = may_report && job.state != JobState::Reported;
        let label = if open > 1 {
            (words.enter_crit_of)(&job.number)
        } else {
            words.enter_crit.to_owned()
        };
        let target = crit.target(dit, job);
        let button = report.then(|| {
            let on_press = move |()| crit.open(target.clone());
            view! { <Button label icon=IconName::Edit on_press/> }
        });
        job_view(words, job, button.into_any())
    };
    view! { <ul class="JobList" role="list">{dit.jobs.iter().map(job).collect::<Vec<_>>()}</ul> }.into_any()
}

fn job_view(words: &'static Words, job: &JobView, action: AnyView) -> AnyView {
    let technician = job
        .technician
        .as_ref()
        .map_or(words.nobody, |technician| &technician.name)
        .to_owned();
    let planned = match job.planned_at.clone() {
        Some(when) => time(when),
        None => words.not_planned.into_any(),
    };
    view! {
        <li class="Job">
            <div class="Job-head">
                <h3 class="Job-number">{job.number.clone()}</h3>
                {job_state_badge(job.state)}
                {action}
            </div>
            <dl class="Job-details">
                {entry(words.technician, technician.into_any())}
                {entry(words.planned_at, planned)}
            </dl>
            {job.crit.clone().map(|crit| crit_view(words, crit))}
        </li>
    }
    .into_any()
}

fn crit_view(words: &'static Words, crit: CritView) -> AnyView {
    let recorded = (crit.recorded_by, ", ", time(crit.recorded_at)).into_any();
    view! {
        <section class="Crit">
            <h4>{words.crit}</h4>
            <p class="Crit-text">{crit.text}</p>
            <dl class="Job-details">
                {entry(words.technician, crit.technician.into_any())}
                {entry(words.crit_date, time(crit.occurred_at))}
                {entry(words.outcome, (words.outcome_name)(crit.outcome).into_any())}
                {entry(words.recorded_by, recorded)}
            </dl>
        </section>
    }
    .into_any()
}
