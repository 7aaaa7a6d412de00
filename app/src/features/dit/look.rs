//! How a person wants the list to look: its columns, its density, its keys. The device remembers it in a cookie, so that the server draws
//! the list as it will be and nothing moves.

use crate::ui::browser;
use crate::wire::hand_over;
use leptos::prelude::*;

/// The name of the cookie.
pub const LOOK_COOKIE: &str = "list";

/// What the cookie of a request held. The server puts it into the context of every page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RememberedLook(pub String);

/// A column that may be hidden; the number and the indicator always stay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    Customer,
    Site,
    Subject,
    State,
    InCharge,
    Recorded,
    Due,
    Last,
}

impl Column {
    /// All of them, in the order of the list.
    pub const ALL: [Column; 8] = [
        Column::Customer,
        Column::Site,
        Column::Subject,
        Column::State,
        Column::InCharge,
        Column::Recorded,
        Column::Due,
        Column::Last,
    ];

    /// Its name in the cookie and in the style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Column::Customer => "customer",
            Column::Site => "site",
            Column::Subject => "subject",
            Column::State => "state",
            Column::InCharge => "charge",
            Column::Recorded => "recorded",
            Column::Due => "due",
            Column::Last => "last",
        }
    }

    /// Whether it is shown before anybody chose.
    fn is_usual(self) -> bool {
        !matches!(self, Column::Recorded | Column::Due)
    }
}

/// What a person chose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    pub hidden: Vec<Column>,
    pub is_comfortable: bool,
    /// Keys that are single characters, such as `/`, do something.
    pub has_keys: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            hidden: Self::usually_hidden(),
            is_comfortable: false,
            has_keys: true,
        }
    }
}

impl Look {
    pub fn usually_hidden() -> Vec<Column> {
        Column::ALL
            .into_iter()
            .filter(|column| !column.is_usual())
            .collect()
    }

    /// The hidden columns, by name, as the style sheet looks for them.
    pub fn hidden_names(&self) -> String {
        let names: Vec<&str> = self.hidden.iter().map(|column| column.name()).collect();
        names.join(" ")
    }

    /// `due.recorded/comfortable/keyless`: a cookie takes these characters as they are.
    fn text(&self) -> String {
        let columns = self.hidden_names().replace(' ', ".");
        let density = if self.is_comfortable { "comfortable" } else { "" };
        let keys = if self.has_keys { "" } else { "keyless" };
        format!("{columns}/{density}/{keys}")
    }

    /// Whatever cannot be read is as usual.
    fn read(text: &str) -> Self {
        let mut parts = text.split('/');
        let Some((columns, rest)) = parts.next().zip(parts.next()) else {
            return Self::default();
        };
        let is_named = |column: &Column| columns.split('.').any(|name| name == column.name());
        Self {
            hidden: Column::ALL.into_iter().filter(is_named).collect(),
            is_comfortable: rest == "comfortable",
            has_keys: parts.next() != Some("keyless"),
        }
    }

    /// What is remembered: the same in the page as in the browser that gets it.
    pub fn recall() -> Self {
        Self::read(&hand_over(|| {
            let sent = use_context::<RememberedLook>().map(|look| look.0);
            sent.or_else(|| browser::cookie(LOOK_COOKIE)).unwrap_or_default()
        }))
    }

    pub fn remember(&self) {
        browser::set_cookie(LOOK_COOKIE, &self.text());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_read_back_and_anything_else_is_as_usual() {
        let chosen = Look {
            hidden: vec![Column::Site, Column::Last],
            is_comfortable: true,
            has_keys: false,
        };
        for look in [
            Look::default(),
            chosen,
            Look {
                hidden: Vec::new(),
                ..Look::default()
            },
        ] {
            assert_eq!(Look::read(&look.text()), look);
        }
        for odd in ["", "site", "<script>"] {
            assert_eq!(Look::read(odd), Look::default(), "{odd}");
        }
        assert_eq!(Look::read("site.x/y/z").hidden, [Column::Site]);
    }
}
