//! Words of the list of requests: its filters, its columns, its saved views, its keys. They come with the part that draws the list, so
//! they stand in no catalogue.

use crate::view::DitSort;
use domain::locale::Locale;
use leptos::prelude::*;

#[derive(Debug)]
pub struct Words {
    pub sort: &'static str,
    pub sort_name: fn(DitSort) -> &'static str,

    pub more_filters: &'static str,
    pub states: &'static str,
    pub silent_days: &'static str,
    pub days_wrong: &'static str,
    pub in_charge: &'static str,
    pub anybody: &'static str,
    pub recorded_from: &'static str,
    pub recorded_to: &'static str,

    /// The row of filters that are on.
    pub chips: &'static str,
    /// The name of a chip; takes what it says.
    pub remove: fn(&str) -> String,
    pub clear_all: &'static str,
    pub text_chip: fn(&str) -> String,
    /// Takes who waits (empty: whoever), and the days.
    pub silent_chip: fn(&str, u16) -> String,
    pub in_charge_chip: fn(&str) -> String,
    pub customer_chip: fn(&str) -> String,
    pub from_chip: fn(&str) -> String,
    pub to_chip: fn(&str) -> String,

    pub columns: &'static str,
    pub column_customer: &'static str,
    pub column_site: &'static str,
    pub column_subject: &'static str,
    pub column_state: &'static str,
    pub column_in_charge: &'static str,
    pub column_recorded: &'static str,
    pub column_due: &'static str,
    pub column_last: &'static str,
    pub usual_columns: &'static str,
    pub comfortable: &'static str,

    pub more: &'static str,
    pub loading_more: &'static str,
    /// How many lines came.
    pub came: fn(usize) -> String,
    pub more_failed: &'static str,
    pub empty_customer_text: &'static str,
    pub empty_text_text: &'static str,

    pub views: &'static str,
    pub all_requests: &'static str,
    pub manage_views: &'static str,
    pub views_title: &'static str,
    pub view_name: &'static str,
    pub view_name_hint: &'static str,
    pub save_view: &'static str,
    pub rename_view: &'static str,
    pub rename: fn(&str) -> String,
    pub delete: fn(&str) -> String,
    pub make_default: fn(&str) -> String,
    pub no_default: fn(&str) -> String,
    pub default_mark: &'static str,
    pub no_views: &'static str,
    pub name_missing: &'static str,
    pub name_too_long: fn(usize) -> String,
    pub too_many_views: fn(usize) -> String,
    pub view_saved: fn(&str) -> String,
    pub view_deleted: fn(&str) -> String,
    pub undo: &'static str,

    pub shortcuts: &'static str,
    pub shortcuts_title: &'static str,
    pub key_search: &'static str,
    pub key_move: &'static str,
    pub key_panel: &'static str,
    pub key_open: &'static str,
    pub key_quick: &'static str,
    pub key_customer: &'static str,
    pub key_save: &'static str,
    pub key_help: &'static str,
    pub key_close: &'static str,
    pub single_keys: &'static str,
    pub single_keys_hint: &'static str,
    pub close: &'static str,
}

static FR: Words = Words {
    sort: "Trier par",
    sort_name: sort_fr,

    more_filters: "Plus de filtres",
    states: "États",
    silent_days: "Sans échange depuis (jours)",
    days_wrong: "Donnez un nombre de jours, de 1 à 65535.",
    in_charge: "Responsable",
    anybody: "Tous les responsables",
    recorded_from: "Enregistrées du",
    recorded_to: "au",

    chips: "Filtres actifs",
    remove: remove_fr,
    clear_all: "Tout effacer",
    text_chip: text_fr,
    silent_chip: silent_fr,
    in_charge_chip: in_charge_fr,
    customer_chip: customer_fr,
    from_chip: from_fr,
    to_chip: to_fr,

    columns: "Colonnes",
    column_customer: "Client",
    column_site: "Site",
    column_subject: "Objet",
    column_state: "État",
    column_in_charge: "Responsable",
    column_recorded: "Enregistrée le",
    column_due: "Échéance",
    column_last: "Dernier échange",
    usual_columns: "Colonnes habituelles",
    comfortable: "Lignes espacées",

    more: "Charger la suite",
    loading_more: "Chargement…",
    came: came_fr,
    more_failed: "La suite n’est pas venue. Vérifiez le réseau, puis réessayez.",
    empty_customer_text: "Ce client n’a aucune demande qui corresponde. Retirez un filtre ci-dessus, ou affichez toutes les demandes.",
    empty_text_text: "Vérifiez l’orthographe, ou cherchez par numéro, client, site ou objet. Accents et majuscules ne comptent pas.",

    views: "Vues",
    all_requests: "Toutes les demandes",
    manage_views: "Enregistrer ou gérer les vues",
    views_title: "Vues enregistrées",
    view_name: "Nom de la vue",
    view_name_hint: "La vue garde les filtres et le tri affichés.",
    save_view: "Enregistrer la vue",
    rename_view: "Renommer la vue",
    rename: rename_fr,
    delete: delete_fr,
    make_default: make_default_fr,
    no_default: no_default_fr,
    default_mark: "par défaut",
    no_views: "Pas encore de vue. Filtrez la liste, puis donnez-lui un nom ici.",
    name_missing: "Donnez un nom à la vue.",
    name_too_long: too_long_fr,
    too_many_views: too_many_fr,
    view_saved: saved_fr,
    view_deleted: deleted_fr,
    undo: "Annuler",

    shortcuts: "Raccourcis clavier",
    shortcuts_title: "Raccourcis de la page",
    key_search: "Aller à la recherche",
    key_move: "Passer d’une ligne à l’autre",
    key_panel: "Ouvrir les échanges de la ligne",
    key_open: "Ouvrir la demande de la ligne",
    key_quick: "Recherche rapide, depuis toute page",
    key_customer: "Synthèse du client, depuis toute page",
    key_save: "Enregistrer ou envoyer le formulaire ouvert",
    key_help: "Afficher ces raccourcis",
    key_close: "Fermer ce qui est au-dessus",
    single_keys: "Raccourcis d’une seule touche",
    single_keys_hint: "Sans eux, / et ? n’ont pas d’effet sur cette page.",
    close: "Fermer",
};

static EN: Words = Words {
    sort: "Sort by",
    sort_name: sort_en,

    more_filters: "More filters",
    states: "States",
    silent_days: "No exchange for (days)",
    days_wrong: "Give a number of days, from 1 to 65535.",
    in_charge: "In charge",
    anybody: "Anybody in charge",
    recorded_from: "Recorded from",
    recorded_to: "to",

    chips: "Active filters",
    remove: remove_en,
    clear_all: "Clear all",
    text_chip: text_en,
    silent_chip: silent_en,
    in_charge_chip: in_charge_en,
    customer_chip: customer_en,
    from_chip: from_en,
    to_chip: to_en,

    columns: "Columns",
    column_customer: "Customer",
    column_site: "Site",
    column_subject: "Subject",
    column_state: "State",
    column_in_charge: "In charge",
    column_recorded: "Recorded on",
    column_due: "Due",
    column_last: "Last exchange",
    usual_columns: "Usual columns",
    comfortable: "Roomy rows",

    more: "Load more",
    loading_more: "Loading…",
    came: came_en,
    more_failed: "The rest did not come. Check the network, then try again.",
    empty_customer_text: "This customer has no request that matches. Remove a filter above, or show all requests.",
    empty_text_text: "Check the spelling, or search by number, customer, site or subject. Accents and capitals do not matter.",

    views: "Views",
    all_requests: "All requests",
    manage_views: "Save or manage views",
    views_title: "Saved views",
    view_name: "Name of the view",
    view_name_hint: "The view keeps the filters and the order shown.",
    save_view: "Save the view",
    rename_view: "Rename the view",
    rename: rename_en,
    delete: delete_en,
    make_default: make_default_en,
    no_default: no_default_en,
    default_mark: "default",
    no_views: "No view yet. Filter the list, then give it a name here.",
    name_missing: "Give the view a name.",
    name_too_long: too_long_en,
    too_many_views: too_many_en,
    view_saved: saved_en,
    view_deleted: deleted_en,
    undo: "Undo",

    shortcuts: "Keyboard shortcuts",
    shortcuts_title: "Shortcuts of this page",
    key_search: "Go to the search field",
    key_move: "Move from line to line",
    key_panel: "Open the exchanges of the line",
    key_open: "Open the request of the line",
    key_quick: "Quick search, from any page",
    key_customer: "Overview of the customer, from any page",
    key_save: "Save or send the open form",
    key_help: "Show these shortcuts",
    key_close: "Close what is on top",
    single_keys: "Single-key shortcuts",
    single_keys_hint: "Without them, / and ? do nothing on this page.",
    close: "Close",
};

/// In the account's language.
pub fn use_list_words() -> &'static Words {
    match use_context::<Locale>().unwrap_or_default() {
        Locale::Fr => &FR,
        Locale::En => &EN,
    }
}

fn sort_fr(sort: DitSort) -> &'static str {
    match sort {
        DitSort::Number => "Numéro, récents d’abord",
        DitSort::Newest => "Dernier échange, récents d’abord",
        DitSort::Oldest => "Attente la plus longue",
        DitSort::Due => "Échéance",
        DitSort::Customer => "Nom du client",
    }
}

fn sort_en(sort: DitSort) -> &'static str {
    match sort {
        DitSort::Number => "Number, newest first",
        DitSort::Newest => "Last exchange, newest first",
        DitSort::Oldest => "Longest wait",
        DitSort::Due => "Due date",
        DitSort::Customer => "Customer name",
    }
}

fn remove_fr(label: &str) -> String {
    format!("Retirer le filtre {label}")
}

fn remove_en(label: &str) -> String {
    format!("Remove the filter {label}")
}

fn text_fr(text: &str) -> String {
    format!("«\u{a0}{text}\u{a0}»")
}

fn text_en(text: &str) -> String {
    format!("“{text}”")
}

fn silent_fr(waiting: &str, days: u16) -> String {
    let what = if waiting.is_empty() {
        "Sans échange"
    } else {
        waiting
    };
    let days_word = if days > 1 { "jours" } else { "jour" };
    format!("{what} depuis {days}\u{a0}{days_word}")
}

fn silent_en(waiting: &str, days: u16) -> String {
    let what = if waiting.is_empty() {
        "No exchange"
    } else {
        waiting
    };
    let days_word = if days > 1 { "days" } else { "day" };
    format!("{what} for {days} {days_word}")
}

fn in_charge_fr(name: &str) -> String {
    format!("Responsable\u{a0}: {name}")
}

fn in_charge_en(name: &str) -> String {
    format!("In charge: {name}")
}

fn customer_fr(name: &str) -> String {
    format!("Client\u{a0}: {name}")
}

fn customer_en(name: &str) -> String {
    format!("Customer: {name}")
}

/// A day of an address as people write it: `24/11/2026`.
fn day_fr(day: &str) -> String {
    day.rsplit('-').collect::<Vec<_>>().join("/")
}

fn from_fr(day: &str) -> String {
    format!("Depuis le {}", day_fr(day))
}

fn from_en(day: &str) -> String {
    format!("From {day}")
}

fn to_fr(day: &str) -> String {
    format!("Jusqu’au {}", day_fr(day))
}

fn to_en(day: &str) -> String {
    format!("Until {day}")
}

fn came_fr(count: usize) -> String {
    match count {
        1 => "Une demande de plus est affichée.".to_owned(),
        _ => format!("{count} demandes de plus sont affichées."),
    }
}

fn came_en(count: usize) -> String {
    match count {
        1 => "One more request is shown.".to_owned(),
        _ => format!("{count} more requests are shown."),
    }
}

fn rename_fr(name: &str) -> String {
    format!("Renommer {name}")
}

fn rename_en(name: &str) -> String {
    format!("Rename {name}")
}

fn delete_fr(name: &str) -> String {
    format!("Supprimer {name}")
}

fn delete_en(name: &str) -> String {
    format!("Delete {name}")
}

fn make_default_fr(name: &str) -> String {
    format!("Ouvrir la liste sur {name}")
}

fn make_default_en(name: &str) -> String {
    format!("Open the list on {name}")
}

fn no_default_fr(name: &str) -> String {
    format!("Ne plus ouvrir la liste sur {name}")
}

fn no_default_en(name: &str) -> String {
    format!("No longer open the list on {name}")
}

fn too_long_fr(max: usize) -> String {
    format!("Le nom ne peut pas dépasser {max} caractères. Raccourcissez-le.")
}

fn too_long_en(max: usize) -> String {
    format!("The name cannot be longer than {max} characters. Shorten it.")
}

fn too_many_fr(max: usize) -> String {
    format!("Il y a déjà {max} vues. Supprimez-en une pour en ajouter.")
}

fn too_many_en(max: usize) -> String {
    format!("There are {max} views already. Delete one to add another.")
}

fn saved_fr(name: &str) -> String {
    format!("La vue «\u{a0}{name}\u{a0}» est enregistrée.")
}

fn saved_en(name: &str) -> String {
    format!("The view “{name}” is saved.")
}

fn deleted_fr(name: &str) -> String {
    format!("La vue «\u{a0}{name}\u{a0}» est supprimée.")
}

fn deleted_en(name: &str) -> String {
    format!("The view “{name}” is deleted.")
}
