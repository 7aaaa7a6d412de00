//! The filters of the list: a plain form, whose address is the filter. Once the program has started, each change applies itself.

use super::chips::with_panel;
use super::list::{ListPage, SEARCH_ID};
use crate::features::refining::keep_equal;
use crate::i18n::list::{Words, use_list_words};
use crate::i18n::use_words;
use crate::routes::{self, use_navigation};
use crate::ui::{Button, Checkbox, Icon, IconName, SelectField, TextField};
use crate::view::{DitFilter, DitSort, ListOptions, Waiting};
use domain::dit::DitState;
use leptos::prelude::*;

/// What the form holds, as text.
#[derive(Clone, Copy)]
struct Form {
    text: RwSignal<String>,
    states: [(DitState, RwSignal<bool>); 6],
    waiting: RwSignal<String>,
    days: RwSignal<String>,
    has_chaser: RwSignal<bool>,
    is_mine: RwSignal<bool>,
    in_charge: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    sort: RwSignal<String>,
    /// Said by the address alone: its chip takes it away.
    customer: RwSignal<String>,
}

impl Form {
    fn new(filter: &DitFilter) -> Self {
        let text = || RwSignal::new(String::new());
        let form = Self {
            text: text(),
            states: DitState::ALL.map(|state| (state, RwSignal::new(false))),
            waiting: text(),
            days: text(),
            has_chaser: RwSignal::new(false),
            is_mine: RwSignal::new(false),
            in_charge: text(),
            from: text(),
            to: text(),
            sort: text(),
            customer: text(),
        };
        form.show(filter);
        form
    }

    fn filter(self) -> DitFilter {
        let chosen = self.states.iter().filter(|(_, is_chosen)| is_chosen.get());
        DitFilter {
            text: self.text.get(),
            states: chosen.map(|(state, _)| *state).collect(),
            waiting: self.waiting.with(|name| routes::waiting_named(name)),
            silent_days: self.days.with(|days| read_days(days)),
            has_chaser: self.has_chaser.get(),
            is_mine: self.is_mine.get(),
            in_charge: self.in_charge.with(|id| id.parse().ok()),
            recorded_from: self.from.with(|day| routes::day_named(day)),
            recorded_to: self.to.with(|day| routes::day_named(day)),
            customer: self.customer.get(),
            sort: self.sort.with(|name| routes::sort_named(name)),
        }
    }

    fn show(self, filter: &DitFilter) {
        let days = filter.silent_days;
        self.text.set(filter.text.clone());
        for (state, is_chosen) in self.states {
            is_chosen.set(filter.states.contains(&state));
        }
        self.waiting.set(
            filter
                .waiting
                .map(routes::waiting_name)
                .unwrap_or_default()
                .to_owned(),
        );
        self.days.set(if days == 0 {
            String::new()
        } else {
            days.to_string()
        });
        self.has_chaser.set(filter.has_chaser);
        self.is_mine.set(filter.is_mine);
        self.in_charge
            .set(filter.in_charge.map(|id| id.to_string()).unwrap_or_default());
        self.from.set(filter.recorded_from.clone());
        self.to.set(filter.recorded_to.clone());
        self.customer.set(filter.customer.clone());
        self.sort.set(routes::sort_name(filter.sort).to_owned());
    }
}

/// Nothing when it is no number of days.
fn read_days(text: &str) -> u16 {
    text.trim().parse().unwrap_or_default()
}

#[component]
pub(super) fn DitFilters(page: ListPage) -> AnyView {
    let words = &use_words().dit;
    let form = Form::new(&page.filter.get_untracked());
    let navigation = use_navigation();
    let go = move |wanted: &DitFilter| navigation.refine(&untrack(|| with_panel(wanted, navigation)));
    let apply = keep_equal(
        move || form.filter(),
        move |shown| form.show(shown),
        page.filter,
        go,
    );
    let customer = move || {
        form.customer.with(|code| {
            (!code.is_empty()).then(|| view! { <input type="hidden" name="customer" value=code.clone()/> })
        })
    };
    view! {
        <form
            class="DitList-filters"
            role="search"
            aria-label=words.filters
            method="get"
            action=routes::LIST
            on:submit=move |event| {
                event.prevent_default();
                apply.run(());
            }
        >
            <div class="SearchBox">
                <Icon name=IconName::Search small=true/>
                <TextField
                    id=SEARCH_ID
                    name="text"
                    kind="search"
                    label=words.text
                    label_hidden=true
                    placeholder=words.text_placeholder
                    value=form.text
                />
            </div>
            <div class="DitList-choices">
                {choices(form)}
                <div class="DitList-apply"><Button kind="submit" label=words.apply/></div>
            </div>
            {rarer_choices(form, page)}
            {customer}
        </form>
    }
    .into_any()
}

fn choices(form: Form) -> AnyView {
    let words = &use_words().dit;
    let list_words = use_list_words();
    view! {
        <SelectField
            id="list-waiting"
            name="waiting"
            label=words.waiting
            label_hidden=true
            options=waitings(words.all_waiting, words.waiting_name)
            value=form.waiting
        />
        <SelectField
            id="list-sort"
            name="sort"
            label=list_words.sort
            label_hidden=true
            options=sorts(list_words)
            value=form.sort
        />
        <Checkbox id="list-chaser" name="chaser" label=words.chaser value=form.has_chaser/>
        <Checkbox id="list-mine" name="mine" label=words.mine value=form.is_mine/>
    }
    .into_any()
}

/// Those that are asked now and then; they work folded too.
fn rarer_choices(form: Form, page: ListPage) -> AnyView {
    let words = use_list_words();
    let name = use_words().dit.state_name;
    let state = |(state, is_chosen): (DitState, RwSignal<bool>)| {
        let id = format!("list-state-{}", routes::state_name(state));
        view! { <StateBox id value=routes::state_name(state) label=name(state) is_chosen/> }.into_any()
    };
    let states: Vec<AnyView> = form.states.into_iter().map(state).collect();
    let days_error = Signal::derive(move || {
        let is_wrong = form
            .days
            .with(|days| !days.trim().is_empty() && read_days(days) == 0);
        if is_wrong {
            words.days_wrong.to_owned()
        } else {
            String::new()
        }
    });
    let people = page.options.with_untracked(|options| people(words, options));
    view! {
        <details class="DitList-rarer">
            <summary>{words.more_filters}</summary>
            <div class="DitList-rarerBody">
                <fieldset class="DitList-states">
                    <legend class="Field-label">{words.states}</legend>
                    {states}
                </fieldset>
                <SelectField id="list-charge" name="in_charge" label=words.in_charge options=people value=form.in_charge/>
                <TextField id="list-days" name="days" kind="number" label=words.silent_days error=days_error value=form.days/>
                <div class="DitList-period">
                <TextField id="list-from" name="from" kind="date" label=words.recorded_from value=form.from/>
                <TextField id="list-to" name="to" kind="date" label=words.recorded_to value=form.to/>
                </div>
            </div>
        </details>
    }
    .into_any()
}

/// A box of a group: its name is the group's, its value its own, as a form without script sends them.
#[component]
fn StateBox(id: String, value: &'static str, label: &'static str, is_chosen: RwSignal<bool>) -> AnyView {
    view! {
        <label class="Checkbox">
            <input
                type="checkbox"
                id=id
                name="state"
                value=value
                checked=is_chosen.get_untracked()
                prop:checked=is_chosen
                on:change=move |event| is_chosen.set(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

fn waitings(all: &str, name: fn(Waiting) -> &'static str) -> Vec<(String, String)> {
    let option = |waiting| (routes::waiting_name(waiting).to_owned(), name(waiting).to_owned());
    let some = [Waiting::ForUs, Waiting::ForCustomer].map(option);
    std::iter::once((String::new(), all.to_owned()))
        .chain(some)
        .collect()
}

fn sorts(words: &Words) -> Vec<(String, String)> {
    let option = |sort| {
        (
            routes::sort_name(sort).to_owned(),
            (words.sort_name)(sort).to_owned(),
        )
    };
    DitSort::ALL.map(option).into()
}

fn people(words: &Words, options: &ListOptions) -> Vec<(String, String)> {
    let option = |employee: &crate::view::Choice| (employee.id.to_string(), employee.name.clone());
    std::iter::once((String::new(), words.anybody.to_owned()))
        .chain(options.employees.iter().map(option))
        .collect()
}
