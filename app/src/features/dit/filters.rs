//! The filters of the list: a plain form, whose address is the filter. Once the program has started, each change applies itself.

use crate::features::refining::keep_equal;
use crate::i18n::use_words;
use crate::routes::{self, Navigation, Query, use_navigation};
use crate::ui::{Button, Checkbox, ChipLink, Icon, IconName, SelectField, TextField};
use crate::view::{DitFilter, Waiting};
use domain::dit::DitState;
use leptos::prelude::*;

/// What the form holds, as text.
#[derive(Clone, Copy)]
struct Form {
    text: RwSignal<String>,
    state: RwSignal<String>,
    waiting: RwSignal<String>,
    has_chaser: RwSignal<bool>,
    is_mine: RwSignal<bool>,
    customer: RwSignal<String>,
}

impl Form {
    fn new(filter: DitFilter) -> Self {
        Self {
            state: RwSignal::new(state_value(filter.state)),
            waiting: RwSignal::new(waiting_value(filter.waiting)),
            has_chaser: RwSignal::new(filter.has_chaser),
            is_mine: RwSignal::new(filter.is_mine),
            text: RwSignal::new(filter.text),
            customer: RwSignal::new(filter.customer),
        }
    }

    fn filter(self) -> DitFilter {
        DitFilter {
            text: self.text.get(),
            state: self.state.with(|name| routes::state_named(name)),
            waiting: self.waiting.with(|name| routes::waiting_named(name)),
            has_chaser: self.has_chaser.get(),
            is_mine: self.is_mine.get(),
            customer: self.customer.get(),
        }
    }

    fn show(self, filter: &DitFilter) {
        self.text.set(filter.text.clone());
        self.state.set(state_value(filter.state));
        self.waiting.set(waiting_value(filter.waiting));
        self.has_chaser.set(filter.has_chaser);
        self.is_mine.set(filter.is_mine);
        self.customer.set(filter.customer.clone());
    }
}

fn state_value(state: Option<DitState>) -> String {
    state.map(routes::state_name).unwrap_or_default().to_owned()
}

fn waiting_value(waiting: Option<Waiting>) -> String {
    waiting.map(routes::waiting_name).unwrap_or_default().to_owned()
}

#[component]
pub fn DitFilters(filter: Memo<DitFilter>) -> AnyView {
    let words = &use_words().dit;
    let form = Form::new(filter.get_untracked());
    let navigation = use_navigation();
    let go = move |wanted: &DitFilter| navigation.refine(&with_panel(wanted, navigation));
    let apply = keep_equal(move || form.filter(), move |shown| form.show(shown), filter, go);
    let clear = move || {
        (filter.get() != DitFilter::default()).then(|| {
            view! {
                <a class="Button" data-variant="quiet" href=routes::LIST data-noscroll="">{words.clear}</a>
            }
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
                    id="list-text"
                    name="text"
                    kind="search"
                    label=words.text
                    label_hidden=true
                    placeholder=words.text_placeholder
                    value=form.text
                />
            </div>
            <div class="DitList-choices">
                {choices(form)} {move || customer_chip(&filter.get())}
                <div class="DitList-apply"><Button kind="submit" label=words.apply/></div>
                {clear}
            </div>
        </form>
    }
    .into_any()
}

/// The customer whose requests alone are shown; without script the form sends it again.
fn customer_chip(filter: &DitFilter) -> Option<AnyView> {
    if filter.customer.is_empty() {
        return None;
    }
    let words = &use_words().dit;
    let all = DitFilter {
        customer: String::new(),
        ..filter.clone()
    };
    let chip = view! {
        <input type="hidden" name="customer" value=filter.customer.clone()/>
        <ChipLink
            label=(words.only_customer)(&filter.customer)
            remove_label=words.all_customers
            remove_href=routes::list(&all, None)
        />
    };
    Some(chip.into_any())
}

fn choices(form: Form) -> AnyView {
    let words = &use_words().dit;
    view! {
        <SelectField
            id="list-state"
            name="state"
            label=words.state
            label_hidden=true
            options=states(words.all_states, words.state_name)
            value=form.state
        />
        <SelectField
            id="list-waiting"
            name="waiting"
            label=words.waiting
            label_hidden=true
            options=waitings(words.all_waiting, words.waiting_name)
            value=form.waiting
        />
        <Checkbox id="list-chaser" name="chaser" label=words.chaser value=form.has_chaser/>
        <Checkbox id="list-mine" name="mine" label=words.mine value=form.is_mine/>
    }
    .into_any()
}

fn states(all: &str, name: fn(DitState) -> &'static str) -> Vec<(String, String)> {
    let option = |state| (routes::state_name(state).to_owned(), name(state).to_owned());
    std::iter::once((String::new(), all.to_owned()))
        .chain(DitState::ALL.map(option))
        .collect()
}

fn waitings(all: &str, name: fn(Waiting) -> &'static str) -> Vec<(String, String)> {
    let option = |waiting| (routes::waiting_name(waiting).to_owned(), name(waiting).to_owned());
    let some = [Waiting::ForUs, Waiting::ForCustomer].map(option);
    std::iter::once((String::new(), all.to_owned()))
        .chain(some)
        .collect()
}

/// The list so filtered, with the panel that is open beside it.
fn with_panel(filter: &DitFilter, navigation: Navigation) -> String {
    let url = routes::list(filter, None);
    let query = Query::parse(url.strip_prefix(routes::LIST).unwrap_or_default());
    query.with_panel(routes::LIST, untrack(|| navigation.panel()))
}
