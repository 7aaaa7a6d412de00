//! Everything said with a customer, across requests.

use crate::api;
use crate::error::AppError;
use crate::features::exchange::line_view;
use crate::i18n::{problem, use_words};
use crate::routes::{self, Query};
use crate::ui::{Banner, Button, Checkbox, DayDivider, Segmented, Tone, Variant};
use crate::view::{CustomerLog, LogFilter, LogLine};
use domain::ExchangeId;
use domain::exchange::Direction;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is shown of the log.
#[derive(Clone, Copy)]
pub struct Shown {
    lines: RwSignal<Vec<LogLine>>,
    older: RwSignal<Option<ExchangeId>>,
    is_loading: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    direction: RwSignal<String>,
    is_chaser: RwSignal<bool>,
    code: StoredValue<String>,
}

/// The log, its filters, and the button for what is older.
pub fn customer_log(shown: Shown) -> AnyView {
    let words = &use_words().customer;
    Effect::new(move |filter: Option<LogFilter>| {
        let wanted = shown.filter();
        if filter.is_some_and(|filter| filter != wanted) {
            shown.load(None);
        }
        wanted
    });
    let choices = [None, Some(Direction::Received), Some(Direction::Sent)].map(|direction| {
        (
            name(direction).to_owned(),
            (words.direction_choice)(direction).to_owned(),
        )
    });
    let nothing_said = move || shown.lines.with(Vec::is_empty) && shown.filter() == LogFilter::default();
    let path = routes::customer(&shown.code.get_value());
    view! {
        <div class="CustomerLog-filters" hidden=nothing_said>
            <Segmented
                id="log-direction"
                label=words.direction
                label_hidden=true
                options=choices.into()
                value=shown.direction
            />
            <Checkbox id="log-chasers" label=words.only_chasers value=shown.is_chaser/>
        </div>
        <div class="CustomerLog" aria-busy=move || shown.is_loading.get().to_string()>
            <For each=move || entries(shown) key=Entry::key let:entry>
                {draw(&path, entry)}
            </For>
        </div>
        {move || shown.foot()}
    }
    .into_any()
}

impl Shown {
    pub fn new(code: String, log: CustomerLog) -> Self {
        Self {
            lines: RwSignal::new(log.lines),
            older: RwSignal::new(log.older),
            is_loading: RwSignal::new(false),
            error: RwSignal::new(None),
            direction: RwSignal::new(String::new()),
            is_chaser: RwSignal::new(false),
            code: StoredValue::new(code),
        }
    }

    /// Code of the customer.
    pub fn code(self) -> String {
        self.code.get_value()
    }

    /// Something was said, changed or deleted; `newest` is the log as it begins now, unfiltered.
    pub fn follow(self, newest: CustomerLog) {
        if untrack(|| self.filter()) == LogFilter::default() {
            self.take_in(newest);
            return;
        }
        let filter = untrack(|| self.filter());
        spawn_local(async move {
            let page = api::customer_log(self.code(), filter, None).await;
            if let Ok(page) = page
                && !self.direction.is_disposed()
                && untrack(|| self.filter()) == filter
            {
                self.take_in(page);
            }
        });
    }

    /// The newest lines in the place of what they were; older ones stay.
    fn take_in(self, newest: CustomerLog) {
        let (lines, is_whole) = self.lines.with_untracked(|shown| merge(shown, newest.lines));
        if is_whole || newest.older.is_none() {
            self.older.set(newest.older);
        }
        if self.lines.with_untracked(|shown| *shown != lines) {
            self.lines.set(lines);
        }
    }

    fn filter(self) -> LogFilter {
        LogFilter {
            direction: self.direction.with(|chosen| {
                [Direction::Received, Direction::Sent]
                    .into_iter()
                    .find(|direction| name(Some(*direction)) == chosen)
            }),
            is_chaser: self.is_chaser.get(),
        }
    }

    /// Asks for the exchanges before `before`, or for all anew.
    fn load(self, before: Option<ExchangeId>) {
        let filter = untrack(|| self.filter());
        self.is_loading.set(true);
        spawn_local(async move {
            let page = api::customer_log(self.code.get_value(), filter, before).await;
            // Something else was asked for meanwhile, or the page is gone.
            if self.direction.is_disposed() || untrack(|| self.filter()) != filter {
                return;
            }
            self.is_loading.set(false);
            match page {
                Ok(page) => {
                    self.error.set(None);
                    self.older.set(page.older);
                    self.lines.update(|lines| {
                        if before.is_none() {
                            lines.clear();
                        }
                        lines.extend(page.lines);
                    });
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    fn foot(self) -> AnyView {
        let catalogue = use_words();
        let words = &catalogue.customer;
        if let Some(error) = self.error.get() {
            let text = problem::error_text(catalogue.locale, &error);
            return view! { <Banner tone=Tone::Warning>{text}</Banner> }.into_any();
        }
        let older = self.older.get().map(|before| {
            view! {
                <div class="ExchangeList-older">
                    <Button
                        label=words.older
                        variant=Variant::Quiet
                        busy=self.is_loading
                        on_press=move |()| self.load(Some(before))
                    />
                </div>
            }
        });
        let no_lines = if self.filter() == LogFilter::default() {
            words.no_log
        } else {
            words.no_match
        };
        let nothing = self
            .lines
            .with(Vec::is_empty)
            .then(|| view! { <p class="Secondary">{no_lines}</p> });
        (nothing, older).into_any()
    }
}

/// The value of a direction in the control.
fn name(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Received) => "received",
        Some(Direction::Sent) => "sent",
        Some(Direction::Internal) | None => "",
    }
}

/// Lines as they are shown after the newest were read again; whether none of the older ones stays.
fn merge(shown: &[LogLine], newest: Vec<LogLine>) -> (Vec<LogLine>, bool) {
    let at = |line: &LogLine| line.line.occurred_at.at;
    let kept: Vec<LogLine> = match newest.last() {
        None => Vec::new(),
        Some(oldest) => {
            let is_older = |line: &&LogLine| {
                at(line) <= at(oldest) && newest.iter().all(|other| other.exchange != line.exchange)
            };
            shown.iter().filter(is_older).cloned().collect()
        }
    };
    let is_whole = kept.is_empty();
    (newest.into_iter().chain(kept).collect(), is_whole)
}

/// One line, and the day that begins with it.
#[derive(Clone)]
struct Entry {
    line: LogLine,
    day: Option<String>,
}

impl Entry {
    /// Changes when the line must be drawn again.
    fn key(&self) -> String {
        let line = &self.line.line;
        let day = self.day.as_deref().unwrap_or_default();
        let said = [&line.kind.label, &line.speaker, &line.subject, &line.excerpt].map(String::as_str);
        format!(
            "{} {} {day} {}",
            self.line.exchange,
            line.occurred_at.at.0,
            said.join("\n")
        )
    }
}

fn entries(shown: Shown) -> Vec<Entry> {
    let mut day = String::new();
    let entry = |line: LogLine| {
        let begins = line.day_text != day;
        line.day_text.clone_into(&mut day);
        Entry {
            day: begins.then(|| line.day_text.clone()),
            line,
        }
    };
    shown.lines.get().into_iter().map(entry).collect()
}

fn draw(path: &str, entry: Entry) -> AnyView {
    let Entry { line, day } = entry;
    let divider = day.map(|label| view! { <DayDivider label/> });
    let href = Query::default().with_panel(path, Some(line.dit));
    view! {
        {divider}
        <div class="CustomerLog-line">
            <a class="CustomerLog-dit" href=href data-noscroll="">
                {line.dit.to_string()} " · " {line.dit_subject}
            </a>
            {line_view(line.line, line.time_text)}
        </div>
    }
    .into_any()
}
