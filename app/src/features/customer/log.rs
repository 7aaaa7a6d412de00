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
struct Shown {
    lines: RwSignal<Vec<LogLine>>,
    older: RwSignal<Option<ExchangeId>>,
    is_loading: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    direction: RwSignal<String>,
    is_chaser: RwSignal<bool>,
    code: StoredValue<String>,
}

/// The log, its filters, and the button for what is older.
pub fn customer_log(code: String, log: CustomerLog) -> AnyView {
    let words = &use_words().customer;
    let is_empty = log.lines.is_empty();
    let shown = Shown {
        lines: RwSignal::new(log.lines),
        older: RwSignal::new(log.older),
        is_loading: RwSignal::new(false),
        error: RwSignal::new(None),
        direction: RwSignal::new(String::new()),
        is_chaser: RwSignal::new(false),
        code: StoredValue::new(code),
    };
    if is_empty {
        return view! { <p class="Secondary">{words.no_log}</p> }.into_any();
    }
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
    let lines = move || shown.lines.with(|lines| draw(&shown.code.get_value(), lines));
    view! {
        <div class="CustomerLog-filters">
            <Segmented
                id="log-direction"
                label=words.direction
                label_hidden=true
                options=choices.into()
                value=shown.direction
            />
            <Checkbox id="log-chasers" label=words.only_chasers value=shown.is_chaser/>
        </div>
        <div class="CustomerLog" aria-busy=move || shown.is_loading.get().to_string()>{lines}</div>
        {move || shown.foot()}
    }
    .into_any()
}

impl Shown {
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
        let nothing = self
            .lines
            .with(Vec::is_empty)
            .then(|| view! { <p class="Secondary">{words.no_match}</p> });
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

fn draw(code: &str, lines: &[LogLine]) -> Vec<AnyView> {
    let path = routes::customer(code);
    let mut day = "";
    lines
        .iter()
        .map(|line| {
            let divider = (line.day_text != day).then(|| view! { <DayDivider label=line.day_text.clone()/> });
            day = &line.day_text;
            let href = Query::default().with_panel(&path, Some(line.dit));
            view! {
                {divider}
                <div class="CustomerLog-line">
                    <a class="CustomerLog-dit" href=href data-noscroll="">
                        {line.dit.to_string()} " · " {line.dit_subject.clone()}
                    </a>
                    {line_view(line.line.clone(), line.time_text.clone())}
                </div>
            }
            .into_any()
        })
        .collect()
}
