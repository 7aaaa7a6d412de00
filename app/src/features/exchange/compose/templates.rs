//! The menu `Modèle`: texts to start from, put in where the caret is, with the values that suit the request.

use crate::composer::Inserted;
use crate::features::exchange::desk::Desk;
use crate::features::exchange::form_content::{contact, employee};
use crate::features::exchange::form_state::FormState;
use crate::i18n::templates::{Words, words};
use crate::ui::{IconName, Menu, MenuItem};
use crate::view::FormView;
use domain::merge::{FIELDS, MergeFacts, field_value, merge_line, written};
use domain::template::Template;
use domain::text::is_blank;
use leptos::prelude::*;

/// The menu; nothing where no template is offered.
pub fn templates_menu(desk: Desk, form: FormState, inserted: RwSignal<Option<Inserted>>) -> AnyView {
    let words = words(desk.catalogue.locale);
    let items = Callback::new(move |()| {
        desk.facts.with_untracked(|facts| {
            let offered = facts.templates.iter().cloned();
            offered
                .map(|template| item(desk, form, inserted, words, template))
                .collect::<Vec<_>>()
        })
    });
    let has_some = Memo::new(move |_| desk.facts.with(|facts| !facts.templates.is_empty()));
    let menu = move || {
        has_some.get().then(|| {
            view! { <Menu id="composer-templates" label=words.menu icon=IconName::Template has_words=true items/> }
        })
    };
    view! { {menu} }.into_any()
}

fn item(
    desk: Desk,
    form: FormState,
    inserted: RwSignal<Option<Inserted>>,
    words: &'static Words,
    template: Template,
) -> MenuItem {
    MenuItem {
        label: template.name.clone(),
        icon: IconName::Template,
        is_danger: false,
        on_press: Callback::new(move |()| {
            let told = put_in(desk, form, inserted, words, &template);
            desk.toasts.show(&told);
        }),
    }
}

/// Fills an empty subject, puts the text in, and says what is still open.
fn put_in(
    desk: Desk,
    form: FormState,
    inserted: RwSignal<Option<Inserted>>,
    words: &Words,
    template: &Template,
) -> String {
    if form.subject.with_untracked(|subject| is_blank(subject)) {
        let subject = with_facts(desk, form, |facts| merge_line(&template.subject, facts));
        form.subject.set(subject);
    }
    let values: Vec<(&str, String)> = with_facts(desk, form, |facts| {
        let known = FIELDS.into_iter();
        known
            .filter_map(|name| Some((name, field_value(name, facts)?)))
            .collect()
    });
    let is_open = |name: &&str| {
        let is_known = values.iter().any(|(known, _)| known == name);
        !is_known && has_field(template, name)
    };
    let open: Vec<String> = FIELDS.into_iter().filter(is_open).map(written).collect();
    inserted.set(Some(Inserted {
        document: template.document.clone(),
        values,
    }));
    if open.is_empty() {
        words.inserted.to_owned()
    } else {
        (words.unfilled)(&open.join(", "))
    }
}

/// In a document a field stands as no text can: the quotes of a text are escaped.
fn has_field(template: &Template, name: &str) -> bool {
    let in_document = format!("\"field\":\"{name}\"");
    template.document.contains(&in_document) || template.subject.contains(&written(name))
}

/// What the fields are filled from, as the form stands.
fn with_facts<T>(desk: Desk, form: FormState, read: impl FnOnce(&MergeFacts<'_>) -> T) -> T {
    desk.facts.with_untracked(|facts: &FormView| {
        let counterpart = form.counterpart.get_untracked();
        let sender = form.employee.get_untracked();
        read(&MergeFacts {
            contact: contact(facts, &counterpart),
            customer: &facts.customer,
            site: &facts.site.name,
            site_address: &facts.site.address,
            site_town: &facts.site.town,
            dit: facts.dit,
            dit_subject: &facts.dit_subject,
            employee: employee(facts, &sender),
            day: &facts.today,
        })
    })
}
