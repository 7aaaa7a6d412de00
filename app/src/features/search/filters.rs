//! What is looked for: a plain form, whose address is the search. Once the program has started, each change applies itself.

use crate::error::AppError;
use crate::features::refining::keep_equal;
use crate::i18n::search::{self, Words};
use crate::i18n::use_words;
use crate::routes::{self, use_navigation};
use crate::ui::{Button, ChipLink, Icon, IconName, SelectField, TextField};
use crate::view::search::{SearchFilter, SearchPage};
use crate::wire::Loaded;
use domain::KindId;
use domain::exchange::{Direction, Kind};
use leptos::prelude::*;

/// What the form holds, as text.
#[derive(Clone, Copy)]
struct Form {
    text: RwSignal<String>,
    direction: RwSignal<String>,
    kind: RwSignal<String>,
    order: RwSignal<String>,
    customer: RwSignal<String>,
}

impl Form {
    fn new(filter: &SearchFilter) -> Self {
        let form = Self {
            text: RwSignal::default(),
            direction: RwSignal::default(),
            kind: RwSignal::default(),
            order: RwSignal::default(),
            customer: RwSignal::default(),
        };
        form.show(filter);
        form
    }

    fn filter(self) -> SearchFilter {
        SearchFilter {
            text: self.text.get(),
            direction: self.direction.with(|name| routes::direction_named(name)),
            kind: self.kind.with(|kind| kind.parse::<KindId>().ok()),
            customer: self.customer.get(),
            is_ranked: self.order.with(|order| order == routes::BY_RELEVANCE),
        }
    }

    fn show(self, filter: &SearchFilter) {
        let order = if filter.is_ranked {
            routes::BY_RELEVANCE
        } else {
            ""
        };
        self.text.set(filter.text.clone());
        self.direction
            .set(routes::direction_name(filter.direction).to_owned());
        self.kind
            .set(filter.kind.map(|kind| kind.to_string()).unwrap_or_default());
        self.order.set(order.to_owned());
        self.customer.set(filter.customer.clone());
    }
}

#[component]
pub fn SearchFilters(
    filter: Memo<SearchFilter>,
    /// It brings the kinds to choose from, and the name of the customer.
    page: Loaded<Result<SearchPage, AppError>>,
) -> AnyView {
    let words = search::words(use_words().locale);
    let form = Form::new(&filter.get_untracked());
    let navigation = use_navigation();
    let go = move |wanted: &SearchFilter| {
        let query = routes::search_query(wanted, None);
        navigation.refine(&query.with_panel(routes::SEARCH, untrack(|| navigation.panel())));
    };
    let apply = keep_equal(move || form.filter(), move |shown| form.show(shown), filter, go);
    let loaded = move || {
        page.get().map(|answer| {
            let page = answer.unwrap_or_default();
            (
                kind_choice(words, &page.kinds, form.kind),
                customer_chip(words, &filter.get_untracked(), &page.customer),
            )
        })
    };
    view! {
        <form
            class="SearchPage-form"
            role="search"
            aria-label=words.form
            method="get"
            action=routes::SEARCH
            on:submit=move |event| {
                event.prevent_default();
                apply.run(());
            }
        >
            <div class="SearchBox">
                <Icon name=IconName::Search small=true/>
                <TextField
                    id="search-text"
                    name="q"
                    kind="search"
                    label=words.text
                    label_hidden=true
                    placeholder=words.text_placeholder
                    value=form.text
                />
            </div>
            <div class="SearchPage-choices">
                {choices(words, form)} <Transition fallback=|| ()>{loaded}</Transition>
                <div class="DitList-apply"><Button kind="submit" label=words.apply/></div>
            </div>
        </form>
    }
    .into_any()
}

fn choices(words: &'static Words, form: Form) -> AnyView {
    let directions = std::iter::once(None)
        .chain(Direction::ALL.map(Some))
        .map(|direction| {
            let value = routes::direction_name(direction).to_owned();
            (value, (words.direction_choice)(direction).to_owned())
        })
        .collect::<Vec<_>>();
    let orders = vec![
        (String::new(), words.newest.to_owned()),
        (routes::BY_RELEVANCE.to_owned(), words.ranked.to_owned()),
    ];
    view! {
        <SelectField
            id="search-order"
            name="order"
            label=words.order
            label_hidden=true
            options=orders
            value=form.order
        />
        <SelectField
            id="search-direction"
            name="direction"
            label=words.direction
            label_hidden=true
            options=directions
            value=form.direction
        />
    }
    .into_any()
}

fn kind_choice(words: &'static Words, kinds: &[Kind], value: RwSignal<String>) -> AnyView {
    let kind = |kind: &Kind| (kind.id.to_string(), kind.label.clone());
    let options: Vec<_> = std::iter::once((String::new(), words.all_kinds.to_owned()))
        .chain(kinds.iter().map(kind))
        .collect();
    view! { <SelectField id="search-kind" name="kind" label=words.kind label_hidden=true options value/> }
        .into_any()
}

/// The customer whose exchanges alone are looked for; without script the form sends it again.
fn customer_chip(words: &'static Words, filter: &SearchFilter, name: &str) -> Option<AnyView> {
    if filter.customer.is_empty() {
        return None;
    }
    let shown = if name.is_empty() {
        words.unknown_customer
    } else {
        name
    };
    let all = SearchFilter {
        customer: String::new(),
        ..filter.clone()
    };
    let chip = view! {
        <input type="hidden" name="customer" value=filter.customer.clone()/>
        <ChipLink
            label=(words.customer)(shown)
            remove_label=words.all_customers
            remove_href=routes::search(&all, None)
        />
    };
    Some(chip.into_any())
}
