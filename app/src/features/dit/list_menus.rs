//! What is done with the list as a whole: its saved views, its columns, its density, its export, its keys.

use super::list::ListPage;
use super::look::{Column, Look};
use crate::i18n::export::Menu;
use crate::i18n::list::{Words, use_list_words};
use crate::i18n::use_words;
use crate::routes;
use crate::ui::{Button, Icon, IconButton, IconName, Popover, Variant, browser};
use crate::view::SavedView;
use leptos::prelude::*;

const VIEWS_MENU: &str = "list-views";
const COLUMNS_MENU: &str = "list-columns";
const EXPORT_MENU: &str = "list-export";

pub(super) fn list_menus(page: ListPage) -> AnyView {
    let words = use_list_words();
    let is_comfortable = Signal::derive(move || page.look.with(|look| look.is_comfortable));
    let change_density = move |()| page.change_look(|look| look.is_comfortable = !look.is_comfortable);
    view! {
        <div class="PageHead-actions DitList-menus">
            {views_menu(page)}
            {columns_menu(page)}
            {export_menu(page)}
            <span class="DitList-density">
                <IconButton
                    label=words.comfortable
                    icon=IconName::List
                    pressed=is_comfortable
                    on_press=change_density
                />
            </span>
            <IconButton
                label=words.shortcuts
                icon=IconName::Keyboard
                shortcut="?"
                on_press=move |()| page.is_showing_keys.set(true)
            />
        </div>
    }
    .into_any()
}

/// Links to the saved views, and the way to change them.
fn views_menu(page: ListPage) -> AnyView {
    let words = use_list_words();
    let links = move || {
        page.options.with(|options| {
            options
                .views
                .iter()
                .map(|view| view_link(page, words, view))
                .collect::<Vec<_>>()
        })
    };
    let manage = move |()| {
        browser::hide_popover(VIEWS_MENU);
        page.is_managing_views.set(true);
    };
    view! {
        <Button label=words.views variant=Variant::Quiet icon=IconName::Filter popover_target=VIEWS_MENU/>
        <Popover id=VIEWS_MENU label=words.views is_kept=true>
            <a class="Menu-item" href=routes::EVERYTHING on:click=move |_| browser::hide_popover(VIEWS_MENU)>
                <span>{words.all_requests}</span>
            </a>
            {links}
            <Button label=words.manage_views variant=Variant::Quiet icon=IconName::Edit on_press=manage/>
        </Popover>
    }
    .into_any()
}

fn view_link(page: ListPage, words: &'static Words, view: &SavedView) -> AnyView {
    let filter = routes::Query::parse(&view.query).filter();
    let is_shown = Memo::new(move |_| page.filter.with(|shown| *shown == filter));
    let mark = view
        .is_default
        .then(|| view! { <span class="Secondary">{words.default_mark}</span> });
    view! {
        <a
            class="Menu-item"
            href=routes::saved_list(&view.query)
            aria-current=move || is_shown.get().then_some("page")
            on:click=move |_| browser::hide_popover(VIEWS_MENU)
        >
            <span>{view.name.clone()}</span>
            {mark}
        </a>
    }
    .into_any()
}

fn columns_menu(page: ListPage) -> AnyView {
    let words = use_list_words();
    view! {
        <Button label=words.columns variant=Variant::Quiet icon=IconName::Columns popover_target=COLUMNS_MENU/>
        <Popover id=COLUMNS_MENU label=words.columns>
            {Column::ALL.map(|column| column_box(page, words, column)).into_iter().collect_view()}
            <Button
                label=words.usual_columns
                variant=Variant::Quiet
                on_press=move |()| page.change_look(|look| look.hidden = Look::usually_hidden())
            />
        </Popover>
    }
    .into_any()
}

fn column_box(page: ListPage, words: &'static Words, column: Column) -> AnyView {
    let is_shown = move || page.look.with(|look| !look.hidden.contains(&column));
    let toggle = move |is_shown: bool| {
        page.change_look(|look| {
            look.hidden.retain(|hidden| *hidden != column);
            if !is_shown {
                look.hidden.push(column);
            }
        });
    };
    view! {
        <label class="Checkbox">
            <input
                type="checkbox"
                checked=untrack(is_shown)
                prop:checked=is_shown
                on:change=move |event| toggle(event_target_checked(&event))
            />
            <span>{column_name(words, column)}</span>
        </label>
    }
    .into_any()
}

fn column_name(words: &Words, column: Column) -> &'static str {
    match column {
        Column::Customer => words.column_customer,
        Column::Site => words.column_site,
        Column::Subject => words.column_subject,
        Column::State => words.column_state,
        Column::InCharge => words.column_in_charge,
        Column::Recorded => words.column_recorded,
        Column::Due => words.column_due,
        Column::Last => words.column_last,
    }
}

/// The list as it is filtered and sorted.
fn export_menu(page: ListPage) -> AnyView {
    let menu = Menu::of(use_words().locale);
    let url = move || page.filter.with(routes::list_csv);
    view! {
        <Button label=menu.export variant=Variant::Quiet icon=IconName::Download popover_target=EXPORT_MENU/>
        <Popover id=EXPORT_MENU label=menu.export is_kept=true>
            <a class="Menu-item" href=url rel="external" download="">
                <Icon name=IconName::Download small=true/>
                <span>{menu.list_csv}</span>
            </a>
        </Popover>
    }
    .into_any()
}
