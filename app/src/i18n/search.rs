//! Words of the search: the page, and the dialog that finds as one types. They come with the part that shows them.

use crate::view::search::QuickKind;
use domain::exchange::Direction;
use domain::locale::Locale;
use domain::search::NoQuestion;

#[derive(Debug)]
pub struct Words {
    pub title: &'static str,
    /// Name of the form.
    pub form: &'static str,
    pub text: &'static str,
    pub text_placeholder: &'static str,
    pub direction: &'static str,
    pub direction_choice: fn(Option<Direction>) -> &'static str,
    pub kind: &'static str,
    pub all_kinds: &'static str,
    pub order: &'static str,
    pub newest: &'static str,
    pub ranked: &'static str,
    pub apply: &'static str,
    pub customer: fn(&str) -> String,
    pub all_customers: &'static str,
    pub unknown_customer: &'static str,

    pub blank_title: &'static str,
    pub blank_text: &'static str,
    /// Why nothing was looked for.
    pub refusal: fn(NoQuestion) -> String,
    pub none_title: &'static str,
    pub none_text: &'static str,
    /// So many on this page; whether there are more.
    pub found: fn(usize, bool) -> String,
    /// Only so many of the newest were ranked.
    pub ranked_max: fn(usize) -> String,
    pub pages: &'static str,
    pub first: &'static str,
    pub more: &'static str,

    pub quick: &'static str,
    pub quick_text: &'static str,
    pub quick_hint: &'static str,
    pub quick_results: &'static str,
    pub quick_kind: fn(QuickKind) -> &'static str,
    /// Leads to the page.
    pub quick_page: fn(&str) -> String,
    /// For screen readers.
    pub quick_found: fn(usize) -> String,
    pub quick_none: &'static str,
}

/// The words of a language.
pub fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Fr => &FR,
        Locale::En => &EN,
    }
}

static FR: Words = Words {
    title: "Rechercher dans les échanges",
    form: "Recherche",
    text: "Mots à rechercher",
    text_placeholder: "Mots de l’objet ou du détail",
    direction: "Sens",
    direction_choice: |direction| match direction {
        None => "Tous les sens",
        Some(Direction::Received) => "Reçus",
        Some(Direction::Sent) => "Transmis",
        Some(Direction::Internal) => "Notes internes",
    },
    kind: "Type",
    all_kinds: "Tous les types",
    order: "Ordre",
    newest: "Plus récents d’abord",
    ranked: "Plus pertinents d’abord",
    apply: "Rechercher",
    customer: |name| format!("Client\u{a0}: {name}"),
    all_customers: "Chercher chez tous les clients",
    unknown_customer: "client inconnu",

    blank_title: "Que cherchez-vous\u{202f}?",
    blank_text: "Tapez un ou plusieurs mots de l’objet ou du détail. Les accents et les majuscules ne comptent pas, \
                 et le début du dernier mot suffit.",
    refusal: |refusal| match refusal {
        NoQuestion::Blank => "Tapez au moins un mot.".to_owned(),
        NoQuestion::NoWord => {
            "Il n’y a ni lettre ni chiffre dans cette recherche\u{a0}: tapez au moins un mot.".to_owned()
        }
        NoQuestion::TooLong { max, length } => {
            format!(
                "Une recherche a {max}\u{a0}caractères au plus\u{a0}; celle-ci en a {length}. Raccourcissez-la."
            )
        }
    },
    none_title: "Aucun échange trouvé",
    none_text: "Tous les mots doivent s’y trouver. Essayez avec moins de mots, ou avec le début d’un mot. \
                Un client ou une demande se trouve par la recherche rapide.",
    found: |count, has_more| match (count, has_more) {
        (_, true) => format!("{count}\u{a0}échanges sur cette page, et d’autres ensuite"),
        (0 | 1, false) => format!("{count}\u{a0}échange"),
        (_, false) => format!("{count}\u{a0}échanges"),
    },
    ranked_max: |max| {
        format!(
            "Classement des {max}\u{a0}échanges les plus récents parmi ceux qui correspondent. Ajoutez un mot pour affiner."
        )
    },
    pages: "Pages de résultats",
    first: "Première page",
    more: "Page suivante",

    quick: "Recherche rapide",
    quick_text: "Client, site, interlocuteur, téléphone ou demande",
    quick_hint: "Une partie d’un nom, d’un numéro de téléphone ou d’un numéro de demande suffit.",
    quick_results: "Résultats",
    quick_kind: |kind| match kind {
        QuickKind::Customer => "Clients",
        QuickKind::Contact => "Interlocuteurs",
        QuickKind::Site => "Sites",
        QuickKind::Dit => "Demandes",
    },
    quick_page: |text| format!("Rechercher «\u{a0}{text}\u{a0}» dans les échanges"),
    quick_found: |count| match count {
        0 => "Aucun résultat".to_owned(),
        1 => "1\u{a0}résultat".to_owned(),
        _ => format!("{count}\u{a0}résultats"),
    },
    quick_none: "Ni client, ni site, ni interlocuteur, ni demande de ce nom.",
};

static EN: Words = Words {
    title: "Search the exchanges",
    form: "Search",
    text: "Words to look for",
    text_placeholder: "Words of the subject or the detail",
    direction: "Direction",
    direction_choice: |direction| match direction {
        None => "All directions",
        Some(Direction::Received) => "Received",
        Some(Direction::Sent) => "Sent",
        Some(Direction::Internal) => "Internal notes",
    },
    kind: "Kind",
    all_kinds: "All kinds",
    order: "Order",
    newest: "Newest first",
    ranked: "Most relevant first",
    apply: "Search",
    customer: |name| format!("Customer: {name}"),
    all_customers: "Search all customers",
    unknown_customer: "unknown customer",

    blank_title: "What are you looking for?",
    blank_text: "Type one or more words of the subject or the detail. Accents and capitals do not matter, and the beginning of \
                 the last word will do.",
    refusal: |refusal| match refusal {
        NoQuestion::Blank => "Type at least one word.".to_owned(),
        NoQuestion::NoWord => {
            "There is neither a letter nor a digit in this search: type at least one word.".to_owned()
        }
        NoQuestion::TooLong { max, length } => {
            format!("A search has {max} characters at most; this one has {length}. Make it shorter.")
        }
    },
    none_title: "No exchange found",
    none_text: "All words must be in it. Try fewer words, or the beginning of a word. \
                A customer or a request is found by the quick search.",
    found: |count, has_more| match (count, has_more) {
        (_, true) => format!("{count} exchanges on this page, and more after it"),
        (1, false) => "1 exchange".to_owned(),
        (_, false) => format!("{count} exchanges"),
    },
    ranked_max: |max| {
        format!("The {max} newest of the matching exchanges are ranked. Add a word to narrow them down.")
    },
    pages: "Pages of results",
    first: "First page",
    more: "Next page",

    quick: "Quick search",
    quick_text: "Customer, site, contact, phone or request",
    quick_hint: "A part of a name, of a phone number or of a request’s number will do.",
    quick_results: "Results",
    quick_kind: |kind| match kind {
        QuickKind::Customer => "Customers",
        QuickKind::Contact => "Contacts",
        QuickKind::Site => "Sites",
        QuickKind::Dit => "Requests",
    },
    quick_page: |text| format!("Search the exchanges for “{text}”"),
    quick_found: |count| match count {
        0 => "No result".to_owned(),
        1 => "1 result".to_owned(),
        _ => format!("{count} results"),
    },
    quick_none: "No customer, site, contact or request of this name.",
};
