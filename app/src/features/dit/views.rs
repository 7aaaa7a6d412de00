//! Saved views: the filters and the order of the list, under a name. They are kept by the server for the account.

use super::list::ListPage;
use crate::api;
use crate::error::AppError;
use crate::features::session::{Session, use_session};
use crate::i18n::list::{Words, use_list_words};
use crate::i18n::{Catalogue, problem, use_words};
use crate::routes;
use crate::ui::{Button, Dialog, DialogSize, IconButton, IconName, TextField, Variant, browser};
use crate::view::{SavedView, VIEW_NAME_MAX, VIEWS_MAX};
use domain::SavedViewId;
use leptos::prelude::*;
use leptos::task::spawn_local;

const NAME_ID: &str = "view-name";

/// What the dialog works with.
#[derive(Clone, Copy)]
struct Views {
    page: ListPage,
    name: RwSignal<String>,
    error: RwSignal<String>,
    /// The view that gets another name; none while a new one is named.
    renamed: RwSignal<Option<SavedView>>,
    is_busy: RwSignal<bool>,
    words: &'static Words,
    catalogue: &'static Catalogue,
    session: Session,
    /// What was done last, in words.
    news: RwSignal<String>,
    /// The view that was deleted last, as long as it can come back.
    deleted: RwSignal<Option<SavedView>>,
}

pub(super) fn views_dialog(page: ListPage) -> AnyView {
    let words = use_list_words();
    let views = Views {
        page,
        name: RwSignal::new(String::new()),
        error: RwSignal::new(String::new()),
        renamed: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        words,
        catalogue: use_words(),
        session: use_session(),
        news: RwSignal::new(String::new()),
        deleted: RwSignal::new(None),
    };
    view! {
        <Dialog
            id="list-views-dialog"
            open=page.is_managing_views
            title=words.views_title
            close_label=words.close
            size=DialogSize::Medium
        >
            {form(views)}
            {news(views)}
            {move || list(views)}
        </Dialog>
    }
    .into_any()
}

fn form(views: Views) -> AnyView {
    let words = views.words;
    let label = Signal::derive(move || {
        let is_renaming = views.renamed.with(Option::is_some);
        let label = if is_renaming {
            words.rename_view
        } else {
            words.save_view
        };
        label.to_owned()
    });
    let hint = Signal::derive(move || {
        let is_renaming = views.renamed.with(Option::is_some);
        let hint = if is_renaming { "" } else { words.view_name_hint };
        hint.to_owned()
    });
    view! {
        <form
            class="Views-form"
            on:submit=move |event| {
                event.prevent_default();
                views.validate();
            }
        >
            <TextField id=NAME_ID label=words.view_name value=views.name error=views.error hint=hint/>
            <Button kind="submit" variant=Variant::Primary label=label busy=views.is_busy/>
        </form>
    }
    .into_any()
}

/// A message outside of the dialog could not be reached: undo is offered here.
fn news(views: Views) -> AnyView {
    let undo = move || {
        views.deleted.get().map(|view| {
            let on_press = move |()| views.keep(view.clone(), false);
            view! { <Button label=views.words.undo variant=Variant::Quiet icon=IconName::Undo on_press/> }
        })
    };
    view! { <div class="Views-news"><span role="status">{views.news}</span>{undo}</div> }.into_any()
}

fn list(views: Views) -> AnyView {
    let words = views.words;
    let saved = views.page.options.with(|options| options.views.clone());
    if saved.is_empty() {
        return view! { <p class="Secondary">{words.no_views}</p> }.into_any();
    }
    let lines: Vec<AnyView> = saved.into_iter().map(|view| line(views, view)).collect();
    view! { <ul class="Views-list" role="list">{lines}</ul> }.into_any()
}

fn line(views: Views, view: SavedView) -> AnyView {
    let words = views.words;
    let name = view.name.clone();
    let mark = view
        .is_default
        .then(|| view! { <span class="Secondary">{words.default_mark}</span> });
    let change_default = if view.is_default {
        words.no_default
    } else {
        words.make_default
    };
    let (renamed, defaulted, deleted) = (view.clone(), view.clone(), view);
    let is_default = defaulted.is_default;
    view! {
        <li class="Views-line">
            <span class="Views-name">{name.clone()} " " {mark}</span>
            <IconButton
                label=change_default(&name)
                icon=IconName::Check
                pressed=Signal::stored(is_default)
                on_press=move |()| views.keep(SavedView { is_default: !is_default, ..defaulted.clone() }, false)
            />
            <IconButton
                label=(words.rename)(&name)
                icon=IconName::Edit
                on_press=move |()| {
                    views.name.set(renamed.name.clone());
                    views.renamed.set(Some(renamed.clone()));
                    browser::focus_id(NAME_ID);
                }
            />
            <IconButton
                label=(words.delete)(&name)
                icon=IconName::Trash
                on_press=move |()| views.delete(deleted.clone())
            />
        </li>
    }
    .into_any()
}

impl Views {
    /// Saves what is named, or says why not.
    fn validate(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        let name = self.name.with_untracked(|name| name.trim().to_owned());
        let saved = self.page.options.with_untracked(|options| options.views.clone());
        let same = saved.iter().find(|view| view.name == name).cloned();
        let problem = if name.is_empty() {
            self.words.name_missing.to_owned()
        } else if name.chars().count() > VIEW_NAME_MAX {
            (self.words.name_too_long)(VIEW_NAME_MAX)
        } else if saved.len() >= VIEWS_MAX && same.is_none() && self.renamed.with_untracked(Option::is_none) {
            (self.words.too_many_views)(VIEWS_MAX)
        } else {
            String::new()
        };
        let is_refused = !problem.is_empty();
        self.error.set(problem);
        if is_refused {
            browser::focus_id(NAME_ID);
            return;
        }
        let view = match self.renamed.get_untracked() {
            Some(renamed) => SavedView { name, ..renamed },
            None => SavedView {
                id: same.as_ref().map_or_else(new_id, |same| same.id),
                name,
                query: self.page.filter.with_untracked(routes::list_query),
                is_default: same.is_some_and(|same| same.is_default),
            },
        };
        self.keep(view, true);
    }

    /// Sends the view; the list of views changes once it is kept.
    fn keep(self, view: SavedView, is_from_form: bool) {
        self.is_busy.set(true);
        spawn_local(async move {
            let answer = api::save_view(view.clone()).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    if is_from_form {
                        self.name.set(String::new());
                        self.renamed.set(None);
                    }
                    self.news.set((self.words.view_saved)(&view.name));
                    self.deleted.set(None);
                    self.put(view);
                }
                Err(error) => self.fail(&error),
            }
        });
    }

    fn delete(self, view: SavedView) {
        self.is_busy.set(true);
        spawn_local(async move {
            let answer = api::delete_view(view.id).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    self.take(view.id);
                    browser::focus_id(NAME_ID);
                    self.news.set((self.words.view_deleted)(&view.name));
                    self.deleted.set(Some(view));
                }
                Err(error) => self.fail(&error),
            }
        });
    }

    fn fail(self, error: &AppError) {
        self.error.set(problem::error_text(self.catalogue.locale, error));
    }

    /// As the server does: one view of a name, one default.
    fn put(self, view: SavedView) {
        self.page.options.update(|options| {
            let views = &mut options.views;
            views.retain(|other| other.id != view.id && other.name != view.name);
            if view.is_default {
                views.iter_mut().for_each(|other| other.is_default = false);
            }
            views.push(view);
            views.sort_by_key(|view| domain::fold::fold(&view.name));
        });
        self.tell_session();
    }

    fn take(self, id: SavedViewId) {
        self.page
            .options
            .update(|options| options.views.retain(|view| view.id != id));
        self.tell_session();
    }

    fn tell_session(self) {
        let shown = self.page.options.with_untracked(|options| {
            let default = options.views.iter().find(|view| view.is_default);
            default.map(|view| view.query.clone()).unwrap_or_default()
        });
        self.session.set_default_view(shown);
    }
}

fn new_id() -> SavedViewId {
    SavedViewId::new(browser::now_ms(), browser::random_bytes())
}
