//! Words of what leaves the program on paper or in a file.

use domain::dit::DitNumber;
use domain::exchange::Direction;
use domain::indicator::LastWord;
use domain::locale::Locale;

/// What the menus say: all of these words that a browser carries.
#[derive(Debug)]
pub struct Menu {
    pub export: &'static str,
    pub list_csv: &'static str,
    pub dit_csv: &'static str,
    pub dit_mails: &'static str,
    pub dit_print: &'static str,
}

static MENU_FR: Menu = Menu {
    export: "Exporter",
    list_csv: "Liste pour tableur (CSV)",
    dit_csv: "Échanges pour tableur (CSV)",
    dit_mails: "Mails envoyés (.eml)",
    dit_print: "Imprimer ou PDF",
};

static MENU_EN: Menu = Menu {
    export: "Export",
    list_csv: "List for a spreadsheet (CSV)",
    dit_csv: "Exchanges for a spreadsheet (CSV)",
    dit_mails: "Sent mails (.eml)",
    dit_print: "Print or PDF",
};

impl Menu {
    pub fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::Fr => &MENU_FR,
            Locale::En => &MENU_EN,
        }
    }
}

/// What the server writes into files and onto pages to print.
#[derive(Debug)]
pub struct Words {
    /// The columns of a list.
    pub list_columns: [&'static str; 13],
    /// The columns of a request's exchanges.
    pub exchange_columns: [&'static str; 20],
    /// What ends a file that is cut.
    pub cut: fn(usize) -> String,
    pub last_word: fn(Option<LastWord>) -> &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub direction: fn(Direction) -> &'static str,
    pub kept: &'static str,
    pub deleted: &'static str,
    /// The text of a deleted exchange is not for this reader.
    pub withheld: &'static str,
    /// The names of files, without their ending.
    pub list_file: &'static str,
    pub exchanges_file: fn(DitNumber) -> String,
    pub mails_file: fn(DitNumber) -> String,
    pub no_mails: &'static str,
    /// The name of the sentence inside an archive without mails.
    pub no_mails_file: &'static str,

    pub print_title: fn(DitNumber) -> String,
    pub print_button: &'static str,
    pub print_back: &'static str,
    pub print_hint: &'static str,
    pub print_internal: &'static str,
    pub print_deleted: &'static str,
    pub print_none: &'static str,
    pub printed_at: fn(&str) -> String,
    pub by: fn(&str, &str) -> String,
    pub after_closure: &'static str,
    pub edited: fn(&str, &str) -> String,
    pub deleted_by: fn(&str, &str) -> String,
    pub reason: &'static str,
    pub attachments: &'static str,
    pub mail: &'static str,
}

static FR: Words = Words {
    list_columns: [
        "Numéro",
        "Code client",
        "Client",
        "Site",
        "Ville",
        "Objet",
        "État",
        "Priorité",
        "Responsable",
        "Enregistrée le",
        "Échéance",
        "Dernier échange",
        "Dernier mot",
    ],
    exchange_columns: [
        "Demande",
        "Date de l’échange",
        "Sens",
        "Type",
        "Canal",
        "De",
        "À",
        "Objet",
        "Détail",
        "Pièces jointes",
        "Mail",
        "Enregistré le",
        "Enregistré par",
        "Après clôture",
        "Modifié le",
        "Modifié par",
        "Lecture",
        "Supprimé le",
        "Supprimé par",
        "Motif",
    ],
    cut: cut_fr,
    last_word: last_word_fr,
    yes: "oui",
    no: "non",
    direction: direction_fr,
    kept: "en place",
    deleted: "supprimé",
    withheld: "supprimé, texte réservé",
    list_file: "demandes",
    exchanges_file: |number| format!("{number} échanges"),
    mails_file: |number| format!("{number} mails"),
    no_mails: "Aucun mail n’est parti de cette demande, ou aucun que vous puissiez lire.",
    no_mails_file: "aucun mail.txt",

    print_title: |number| format!("Échanges de {number}"),
    print_button: "Imprimer",
    print_back: "Revenir à la demande",
    print_hint: "Dans la fenêtre d’impression, la destination PDF enregistre un fichier.",
    print_internal: "Notes internes",
    print_deleted: "Échanges supprimés",
    print_none: "Aucun échange n’est enregistré.",
    printed_at: |when| format!("Imprimé le {when}"),
    by: |from, to| format!("{from} → {to}"),
    after_closure: "après clôture",
    edited: |by, at| format!("Modifié par {by}, {at}"),
    deleted_by: |by, at| format!("Supprimé par {by}, {at}"),
    reason: "Motif",
    attachments: "Pièces jointes",
    mail: "Mail",
};

static EN: Words = Words {
    list_columns: [
        "Number",
        "Customer code",
        "Customer",
        "Site",
        "Town",
        "Subject",
        "State",
        "Priority",
        "In charge",
        "Recorded on",
        "Due",
        "Last exchange",
        "Last word",
    ],
    exchange_columns: [
        "Request",
        "Date of the exchange",
        "Direction",
        "Kind",
        "Channel",
        "From",
        "To",
        "Subject",
        "Detail",
        "Attachments",
        "Mail",
        "Recorded on",
        "Recorded by",
        "After closure",
        "Edited on",
        "Edited by",
        "Reading",
        "Deleted on",
        "Deleted by",
        "Reason",
    ],
    cut: cut_en,
    last_word: last_word_en,
    yes: "yes",
    no: "no",
    direction: direction_en,
    kept: "in place",
    deleted: "deleted",
    withheld: "deleted, text reserved",
    list_file: "requests",
    exchanges_file: |number| format!("{number} exchanges"),
    mails_file: |number| format!("{number} mails"),
    no_mails: "No mail left from this request, or none that you may read.",
    no_mails_file: "no mail.txt",

    print_title: |number| format!("Exchanges of {number}"),
    print_button: "Print",
    print_back: "Back to the request",
    print_hint: "In the print window, the PDF destination saves a file.",
    print_internal: "Internal notes",
    print_deleted: "Deleted exchanges",
    print_none: "No exchange is recorded.",
    printed_at: |when| format!("Printed on {when}"),
    by: |from, to| format!("{from} → {to}"),
    after_closure: "after closure",
    edited: |by, at| format!("Edited by {by}, {at}"),
    deleted_by: |by, at| format!("Deleted by {by}, {at}"),
    reason: "Reason",
    attachments: "Attachments",
    mail: "Mail",
};

impl Words {
    pub fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::Fr => &FR,
            Locale::En => &EN,
        }
    }
}

fn cut_fr(max: usize) -> String {
    format!("Liste coupée après {max} lignes\u{a0}: filtrez-la pour exporter le reste.")
}

fn cut_en(max: usize) -> String {
    format!("List cut after {max} lines: filter it to export the rest.")
}

fn last_word_fr(word: Option<LastWord>) -> &'static str {
    match word {
        Some(LastWord::Customer) => "du client",
        Some(LastWord::Us) => "de nous",
        None => "",
    }
}

fn last_word_en(word: Option<LastWord>) -> &'static str {
    match word {
        Some(LastWord::Customer) => "the customer’s",
        Some(LastWord::Us) => "ours",
        None => "",
    }
}

fn direction_fr(direction: Direction) -> &'static str {
    match direction {
        Direction::Received => "reçu",
        Direction::Sent => "transmis",
        Direction::Internal => "note interne",
    }
}

fn direction_en(direction: Direction) -> &'static str {
    match direction {
        Direction::Received => "received",
        Direction::Sent => "sent",
        Direction::Internal => "internal note",
    }
}
