//! Finding within the panel. A filter wants the whole log: older pages are read while it is set.

use super::panel_state::Panel;
use crate::features::later::{Action, act};
use crate::parts::now;
use crate::ui::{SelectField, TextField, browser};
use crate::view::ExchangeView;
use domain::exchange::Direction;
use domain::fold::fold;
use leptos::prelude::*;

/// Where the order of the log is remembered on the device.
const ORDER_KEY: &str = "exchange-order";
const NEWEST_LAST: &str = "last";

/// Whether an exchange says a text.
type Says = fn(&ExchangeView, &str) -> bool;

/// What the panel shows of the log. Values are those of the native controls; empty means all.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub text: RwSignal<String>,
    pub direction: RwSignal<String>,
    pub kind: RwSignal<String>,
    pub author: RwSignal<String>,
    pub order: RwSignal<String>,
    /// It comes with the controls: nobody looks for anything before.
    says: StoredValue<Option<Says>>,
}

impl Filter {
    pub(super) fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            text: empty(),
            direction: empty(),
            kind: empty(),
            author: empty(),
            order: empty(),
            says: StoredValue::new(None),
        }
    }

    pub fn is_set(self) -> bool {
        [self.text, self.direction, self.kind, self.author]
            .iter()
            .any(|value| value.with(|value| !value.trim().is_empty()))
    }

    pub fn is_newest_last(self) -> bool {
        self.order.with(|order| order == NEWEST_LAST)
    }

    pub fn matches(self, exchange: &ExchangeView) -> bool {
        let is = |chosen: RwSignal<String>, value: &str| {
            chosen.with(|chosen| chosen.is_empty() || chosen == value)
        };
        is(self.direction, super::article::direction_name(exchange.direction))
            && is(self.kind, &exchange.kind.label)
            && is(self.author, &exchange.recorded_by)
            && self.text.with(|text| {
                let says = self.says.get_value().filter(|_| !text.trim().is_empty());
                says.is_none_or(|says| says(exchange, text))
            })
    }
}

/// Whether an exchange has all words of a text, or their parts, whatever the accents.
fn says(exchange: &ExchangeView, wanted: &str) -> bool {
    let texts = [
        &exchange.subject,
        &exchange.detail,
        &exchange.counterpart_name,
        &exchange.employee.name,
    ];
    let text = fold(&texts.map(String::as_str).join(" "));
    fold(wanted).split(' ').all(|word| text.contains(word))
}

/// Where the controls of the filter and of the order open.
#[component]
pub fn FilterBar(panel: Panel, filter: Filter) -> AnyView {
    remember_order(filter);
    Effect::new(move |_| {
        panel.log.track();
        if filter.is_set() {
            panel.load_older();
        }
    });
    let is_open = RwSignal::new(false);
    let actions = panel.parts.actions;
    let fields = move || {
        is_open
            .get()
            .then(|| actions.show(move || now(act(Action::Filter(panel, filter)))))
    };
    view! {
        <details
            class="ExchangePanel-filter"
            on:toggle=move |event| {
                if browser::is_opening(&event) && !is_open.get_untracked() {
                    is_open.set(true);
                }
            }
        >
            <summary>{panel.catalogue.exchange.filter}</summary>
            {fields}
        </details>
    }
    .into_any()
}

/// The controls of the filter and of the order.
pub fn filter_fields(panel: Panel, filter: Filter) -> AnyView {
    filter.says.set_value(Some(says));
    let words = &panel.catalogue.exchange;
    let all = move || (String::new(), words.all.to_owned());
    let directions: Vec<(String, String)> = std::iter::once(all())
        .chain(Direction::ALL.map(|direction| {
            (
                super::article::direction_name(direction).to_owned(),
                (words.direction)(direction).to_owned(),
            )
        }))
        .collect();
    let distinct = move |value: fn(&ExchangeView) -> &String| {
        let mut values: Vec<String> = panel
            .log
            .with(|log| log.iter().map(|exchange| value(exchange).clone()).collect());
        values.sort();
        values.dedup();
        std::iter::once(all())
            .chain(values.into_iter().map(|value| (value.clone(), value)))
            .collect::<Vec<_>>()
    };
    let kinds = Signal::derive(move || distinct(|exchange| &exchange.kind.label));
    let authors = Signal::derive(move || distinct(|exchange| &exchange.recorded_by));
    let orders = vec![
        (String::new(), words.newest_first.to_owned()),
        (NEWEST_LAST.to_owned(), words.newest_last.to_owned()),
    ];
    view! {
            <div class="ExchangePanel-filters">
                <TextField id="filter-text" label=words.find value=filter.text kind="search"/>
                <SelectField id="filter-direction" label=words.filter_direction value=filter.direction options=directions/>
                <SelectField id="filter-kind" label=words.filter_kind value=filter.kind options=kinds/>
                <SelectField id="filter-author" label=words.filter_author value=filter.author options=authors/>
                <SelectField id="filter-order" label=words.order value=filter.order options=orders/>
            </div>
    }
    .into_any()
}

fn remember_order(filter: Filter) {
    Effect::new(move |is_known: Option<bool>| {
        let order = filter.order.get();
        if is_known == Some(true) {
            browser::store_set(ORDER_KEY, &order);
        } else if let Some(kept) = browser::store_get(ORDER_KEY) {
            filter.order.set(kept);
        }
        true
    });
}
