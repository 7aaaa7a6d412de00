//! The exchanges of a request on paper: a page of its own, written by the server, that needs no program.

use crate::SiteAssets;
use crate::i18n::Catalogue;
use crate::i18n::export::Words;
use crate::routes;
use crate::view::{DitView, ExchangeView, MailView};
use domain::exchange::Direction;
use domain::locale::Locale;
use leptos::prelude::*;

/// Opens the print window. The policy of the page lets nothing else run.
const SCRIPT: &str = "document.getElementById('print').onclick=()=>print()";

/// Everything that is on the page.
#[derive(Clone, Debug)]
pub struct Printed {
    pub assets: SiteAssets,
    pub locale: Locale,
    pub dit: DitView,
    /// Oldest first; what the reader may not read is already withheld.
    pub exchanges: Vec<ExchangeView>,
    /// In words.
    pub printed_at: String,
    /// Of the answer's policy.
    pub nonce: String,
}

impl Printed {
    /// The document.
    pub fn page(&self) -> String {
        let page = Owner::new().with(|| self.document().to_html());
        format!("<!DOCTYPE html>{page}")
    }

    fn document(&self) -> AnyView {
        let words = Words::of(self.locale);
        let title = (words.print_title)(self.dit.number);
        let body = if self.exchanges.is_empty() {
            view! { <p>{words.print_none}</p> }.into_any()
        } else {
            let exchanges = self.exchanges.iter().map(|exchange| self.exchange(exchange));
            exchanges.collect_view().into_any()
        };
        view! {
            <html lang=self.locale.tag() data-theme="light">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <title>{title.clone()}</title>
                    <link rel="stylesheet" href=self.assets.style.clone()/>
                    <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                </head>
                <body class="Printed">
                    {self.tools(words)}
                    <main>
                        {self.head(title, words)}
                        {body}
                    </main>
                    <script nonce=self.nonce.clone()>{SCRIPT}</script>
                </body>
            </html>
        }
        .into_any()
    }

    /// On the screen only.
    fn tools(&self, words: &'static Words) -> AnyView {
        view! {
            <nav class="Printed-tools" aria-label=words.print_button>
                <a href=routes::dit(self.dit.number)>{words.print_back}</a>
                <button type="button" class="Button" data-variant="primary" id="print">{words.print_button}</button>
                {choice("print-internal", words.print_internal)}
                {choice("print-deleted", words.print_deleted)}
                <span class="Printed-hint">{words.print_hint}</span>
            </nav>
        }
        .into_any()
    }

    fn head(&self, title: String, words: &'static Words) -> AnyView {
        let dit = &self.dit;
        let names = Catalogue::of(self.locale);
        let place: Vec<&str> = [&dit.site, &dit.site_address, &dit.site_town]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect();
        view! {
            <header class="Printed-head">
                <h1>{title}</h1>
                <p class="Printed-subject">{dit.subject.clone()}</p>
                <p>{dit.customer.clone()} " (" {dit.customer_code.clone()} ")"</p>
                <p>{place.join(", ")}</p>
                <p>{(names.dit.state_name)(dit.state)} " · " {names.dit.recorded_at} " " {dit.recorded_at.text.clone()}</p>
                <p class="Printed-small">{(words.printed_at)(&self.printed_at)}</p>
            </header>
        }
        .into_any()
    }

    fn exchange(&self, exchange: &ExchangeView) -> AnyView {
        let words = Words::of(self.locale);
        let names = &Catalogue::of(self.locale).exchange;
        let mut marks = vec![
            (words.direction)(exchange.direction).to_owned(),
            exchange.kind.label.clone(),
        ];
        if exchange.direction != Direction::Internal {
            marks.push((names.channel_name)(exchange.channel).to_owned());
        }
        if exchange.is_after_closure {
            marks.push(words.after_closure.to_owned());
        }
        let subject = (!exchange.subject.is_empty()).then(|| view! { <h3>{exchange.subject.clone()}</h3> });
        view! {
            <article
                class="Printed-exchange"
                data-direction=direction(exchange.direction)
                data-deleted=exchange.deleted.is_some().then_some("")
            >
                <h2>
                    <time datetime=exchange.occurred_at.iso.clone()>{exchange.occurred_at.text.clone()}</time>
                    " · " {marks.join(", ")}
                </h2>
                <p class="Printed-who">{who(exchange, words)}</p>
                {self.tombstone(exchange, words)}
                {subject}
                <div class="Prose" inner_html=exchange.html()></div>
                {notes(exchange, words, names.mail_state)}
            </article>
        }
        .into_any()
    }

    fn tombstone(&self, exchange: &ExchangeView, words: &'static Words) -> Option<AnyView> {
        let deleted = exchange.deleted.as_ref()?;
        let reason =
            (!deleted.reason.is_empty()).then(|| view! { " " {words.reason} " : " {deleted.reason.clone()} });
        let withheld = exchange
            .detail
            .is_empty()
            .then(|| view! { " (" {words.withheld} ")" });
        let by = (words.deleted_by)(&deleted.by, &deleted.at.text);
        Some(view! { <p class="Printed-deleted">{by} {withheld} "." {reason}</p> }.into_any())
    }
}

/// What is left off the paper, which often goes to the customer, unless it is asked for; the style sheet sees to it.
fn choice(id: &'static str, label: &'static str) -> AnyView {
    view! { <label class="Printed-choice"><input type="checkbox" id=id autocomplete="off"/> {label}</label> }
        .into_any()
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Received => "received",
        Direction::Sent => "sent",
        Direction::Internal => "internal",
    }
}

fn who(exchange: &ExchangeView, words: &Words) -> String {
    let (ours, theirs) = (&exchange.employee.name, &exchange.counterpart_name);
    match exchange.direction {
        Direction::Received => (words.by)(theirs, ours),
        Direction::Sent => (words.by)(ours, theirs),
        Direction::Internal => ours.clone(),
    }
}

/// Files, mail, changes: one small line each.
fn notes(
    exchange: &ExchangeView,
    words: &'static Words,
    state: fn(domain::mail::RecipientState) -> &'static str,
) -> AnyView {
    let files: Vec<&str> = exchange
        .attachments
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let files = (!files.is_empty()).then(|| format!("{}\u{a0}: {}", words.attachments, files.join(", ")));
    let recipients = |mail: &MailView| {
        let each = mail.recipients.iter();
        let each = each.map(|recipient| format!("{} ({})", recipient.address, state(recipient.state)));
        format!("{}\u{a0}: {}", words.mail, each.collect::<Vec<_>>().join(", "))
    };
    let mail = exchange.mail.as_ref().map(recipients);
    let edited = exchange
        .edited
        .as_ref()
        .map(|trace| (words.edited)(&trace.by, &trace.at.text));
    let lines = [files, mail, edited].into_iter().flatten();
    lines
        .map(|line| view! { <p class="Printed-small">{line}</p> }.into_any())
        .collect_view()
        .into_any()
}
