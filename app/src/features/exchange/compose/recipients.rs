//! À, Cc and Cci: chips with proposals. The value of each stays one text in the form, so that drafts and commands know nothing of chips.

use crate::features::exchange::desk::Desk;
use crate::features::exchange::form_state::FormState;
use crate::i18n::compose::{Words, compose_words};
use crate::i18n::problem;
use crate::ui::{ChipChange, ChipField, ChipWords, FieldChip, FieldOption, Tone};
use domain::email::Email;
use domain::recipients::{
    AddressField, End, Entry, KnownAddress, Origin, has_entry, is_outside, known_addresses, owner, propose,
};
use domain::rejection::{Field, Problem};
use leptos::prelude::*;

/// Every address that the field may mean.
pub type Known = Memo<Vec<KnownAddress>>;

/// The customer's, ours, and those that mails of this request went to.
pub fn known(desk: Desk) -> Known {
    Memo::new(move |_| {
        let mut known = desk
            .facts
            .with(|facts| known_addresses(&facts.contacts, &facts.employees));
        desk.log.with(|log| {
            let mails = log.iter().filter_map(|exchange| exchange.mail.as_ref());
            for recipient in mails.flat_map(|mail| &mail.recipients) {
                let Ok(email) = recipient.address.parse::<Email>() else {
                    continue;
                };
                if known.iter().all(|known| known.email.key() != email.key()) {
                    known.push(KnownAddress {
                        email,
                        name: String::new(),
                        function: String::new(),
                        origin: Origin::Before,
                    });
                }
            }
        });
        known
    })
}

/// One of the three fields.
#[derive(Clone, Copy)]
struct Recipients {
    value: RwSignal<String>,
    field: RwSignal<AddressField>,
    /// The value as it was last written here: anything else comes from elsewhere and is read again.
    written: StoredValue<String>,
    /// What was just done.
    announced: RwSignal<String>,
    words: &'static Words,
}

impl Recipients {
    fn new(value: RwSignal<String>, words: &'static Words) -> Self {
        let text = value.get_untracked();
        let recipients = Self {
            value,
            field: RwSignal::new(AddressField::read(&text)),
            written: StoredValue::new(text),
            announced: RwSignal::new(String::new()),
            words,
        };
        Effect::new(move |_| {
            value.with(|text| {
                if recipients.written.with_value(|written| written != text) {
                    recipients.written.set_value(text.clone());
                    recipients.field.set(AddressField::read(text));
                }
            });
        });
        recipients
    }

    /// Changes what the field holds, and says what was not added.
    fn write(self, change: impl FnOnce(&mut AddressField) -> Vec<String>) {
        let doubles = self.field.try_update(change).unwrap_or_default();
        let text = self.field.with_untracked(AddressField::text);
        self.written.set_value(text.clone());
        if self.value.with_untracked(|value| *value != text) {
            self.value.set(text);
        }
        if let Some(double) = doubles.first() {
            self.announced.set((self.words.double)(double));
        }
    }

    fn take(self, text: &str, end: End) {
        self.write(|field| field.take(text, end));
    }

    fn typed(self) -> String {
        self.field.with_untracked(|field| field.typed.clone())
    }

    fn remove(self, index: usize) {
        let removed = self
            .field
            .with_untracked(|field| field.entries.get(index).map(|entry| entry.text().to_owned()));
        if let Some(removed) = removed {
            self.write(|field| {
                field.entries.remove(index);
                Vec::new()
            });
            self.announced.set((self.words.removed)(&removed));
        }
    }

    /// What was being typed stands as an entry then, right or wrong: nothing is dropped.
    fn edit(self, index: usize) {
        let typed = self.typed();
        self.write(|field| {
            if index >= field.entries.len() {
                return Vec::new();
            }
            let entry = field.entries.remove(index);
            let doubles = field.take(&typed, End::Entry);
            entry.text().clone_into(&mut field.typed);
            doubles
        });
    }

    fn choose(self, email: Email) {
        self.write(|field| {
            field.typed.clear();
            field
                .push(Entry::from(email))
                .map(|double| double.text().to_owned())
                .into_iter()
                .collect()
        });
    }
}

/// À, with what stands after it; the other two are made of the same.
pub fn recipients(desk: Desk, form: FormState, known: Known, which: Field, extra: AnyView) -> AnyView {
    let words = &desk.catalogue.exchange;
    let compose = compose_words(desk.catalogue.locale);
    let (id, label, value) = match which {
        Field::Cc => ("composer-cc", words.cc, form.cc),
        Field::Bcc => ("composer-bcc", words.bcc, form.bcc),
        _ => ("composer-to", words.composer_to, form.to),
    };
    let state = Recipients::new(value, compose);
    let proposals = Memo::new(move |_| {
        let question = state.field.with(|field| field.typed.trim().to_owned());
        if Entry::parse(&question).email().is_some() {
            return Vec::new();
        }
        let fields = [form.to, form.cc, form.bcc].map(|value| value.with(|text| AddressField::read(text)));
        let stands = |email: &Email| fields.iter().any(|field| field.holds(email));
        known.with(|known| {
            let found = propose(known, &question, stands);
            found.into_iter().cloned().collect::<Vec<_>>()
        })
    });
    let options = Signal::derive(move || {
        known.with(|all| {
            proposals.with(|found| found.iter().map(|known| option(compose, all, known)).collect())
        })
    });
    let chips = Signal::derive(move || {
        let earlier = earlier(desk, form, which);
        state.field.with(|field| {
            known.with(|known| {
                let chip = |entry| chip(compose, known, &earlier, entry);
                field.entries.iter().map(chip).collect::<Vec<_>>()
            })
        })
    });
    let on_change = Callback::new(move |change| match change {
        ChipChange::Typed(text) if has_entry(&text) => state.take(&text, End::Typing),
        ChipChange::Typed(text) => state.write(|field| {
            field.typed = text;
            Vec::new()
        }),
        ChipChange::Pasted(text) => state.take(&text, End::Address),
        ChipChange::Committed => state.take(&state.typed(), End::Entry),
        ChipChange::Left => state.take(&state.typed(), End::Address),
        ChipChange::Removed(index) => state.remove(index),
        ChipChange::AllRemoved => {
            state.write(|field| {
                field.entries.clear();
                Vec::new()
            });
            state.announced.set(compose.all_removed.to_owned());
        }
        ChipChange::Edited(index) => state.edit(index),
        ChipChange::Chosen(index) => {
            let chosen = proposals.with_untracked(|found| found.get(index).map(|known| known.email.clone()));
            if let Some(email) = chosen {
                state.choose(email);
            }
        }
    });
    let chip_words = ChipWords {
        help: compose.chips_help,
        chips: compose.chips,
        options: compose.proposals,
        remove: compose.remove,
        count: compose.proposal_count,
    };
    view! {
        <ChipField
            id
            label
            typed=Signal::derive(move || state.field.with(|field| field.typed.clone()))
            chips
            options
            is_first_active=Signal::derive(move || state.field.with(|field| !field.typed.trim().is_empty()))
            error=error(desk, form, which, state)
            announced=state.announced.into()
            words=chip_words
            on_change
            input_mode="email"
            extra
        />
    }
    .into_any()
}

/// What was refused, or else what is wrong already.
fn error(desk: Desk, form: FormState, which: Field, state: Recipients) -> Signal<String> {
    let refused = form.error(which);
    let locale = desk.catalogue.locale;
    Signal::derive(move || {
        let refused = refused.get();
        if !refused.is_empty() {
            return refused;
        }
        let wrong = state.field.with(|field| field.wrong().map(ToOwned::to_owned));
        wrong
            .map(|value| problem::problem_text(locale, which, &Problem::Malformed { value }))
            .unwrap_or_default()
    })
}

/// The fields before this one, by their names: an address goes out once, where it stands first.
fn earlier(desk: Desk, form: FormState, which: Field) -> Vec<(&'static str, AddressField)> {
    let words = &desk.catalogue.exchange;
    let fields = [(words.composer_to, form.to), (words.cc, form.cc)];
    let count = match which {
        Field::Cc => 1,
        Field::Bcc => 2,
        _ => 0,
    };
    fields[..count]
        .iter()
        .map(|(label, value)| (*label, value.with(|text| AddressField::read(text))))
        .collect()
}

fn chip(
    words: &'static Words,
    known: &[KnownAddress],
    earlier: &[(&'static str, AddressField)],
    entry: &Entry,
) -> FieldChip {
    let value = entry.text().to_owned();
    let Some(email) = entry.email() else {
        return FieldChip {
            label: value.clone(),
            note: words.wrong.to_owned(),
            tone: Tone::Error,
            value,
            ..FieldChip::default()
        };
    };
    let (label, detail) = match owner(known, email) {
        Some(name) => (name.to_owned(), value.clone()),
        None => (value.clone(), String::new()),
    };
    let double = earlier.iter().find(|(_, field)| field.holds(email));
    let (note, tone) = match double {
        Some((field, _)) => ((words.also_in)(field), Tone::Info),
        None if is_outside(known, email) => (words.outside.to_owned(), Tone::Warning),
        None => (String::new(), Tone::Info),
    };
    FieldChip {
        label,
        detail,
        note,
        tone,
        value,
    }
}

fn option(words: &'static Words, all: &[KnownAddress], known: &KnownAddress) -> FieldOption {
    let origin = match known.origin {
        Origin::Contact => words.of_customer,
        Origin::Employee => words.of_us,
        Origin::Before => words.used_before,
    };
    let address = known.email.to_string();
    let is_shared = owner(all, &known.email).is_none() && !known.name.is_empty();
    let (label, detail) = if known.name.is_empty() || is_shared {
        (address, known.name.clone())
    } else {
        (known.name.clone(), address)
    };
    let fact = if is_shared { words.shared } else { &known.function };
    let facts = [fact, origin];
    let note = facts
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    FieldOption { label, detail, note }
}

/// Before anything is judged: what stands at the end of a field is an address or is told to be none.
pub fn settle(form: FormState) {
    for value in [form.to, form.cc, form.bcc] {
        let text = value.with_untracked(|text| AddressField::read(text).text());
        if value.with_untracked(|value| *value != text) {
            value.set(text);
        }
    }
}

/// The addresses that belong to nobody known, once each.
pub fn outside(form: FormState, known: Known) -> Memo<Vec<String>> {
    Memo::new(move |_| {
        let mut outside: Vec<Email> = Vec::new();
        for value in [form.to, form.cc, form.bcc] {
            for email in value.with(|text| AddressField::read(text)).emails() {
                let is_new = outside.iter().all(|other| other.key() != email.key());
                if is_new && known.with(|known| is_outside(known, email)) {
                    outside.push(email.clone());
                }
            }
        }
        outside.iter().map(ToString::to_string).collect()
    })
}
