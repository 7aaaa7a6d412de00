//! The words of the outbox and of mails as they left.
//!
//! Apart from the catalogue, so that they come with the parts of the program that say them.

use crate::view::outbox::OutboxFilter;
use domain::locale::Locale;
use domain::mail::RecipientState;

/// The words of one language.
pub fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Fr => &FR,
        Locale::En => &EN,
    }
}

#[derive(Debug)]
pub struct Words {
    pub title: &'static str,
    pub not_yours_title: &'static str,
    pub not_yours_text: &'static str,
    pub mails_to_files: &'static str,
    /// Takes when the page was read.
    pub stale: fn(&str) -> String,

    pub figures: &'static str,
    pub depth: &'static str,
    pub oldest: &'static str,
    pub none_late: &'static str,
    /// Name of the figure that counts a state.
    pub state_count: fn(RecipientState) -> &'static str,

    pub pause_all: &'static str,
    pub resume_all: &'static str,
    pub resume_now: &'static str,
    pub resume_account: &'static str,
    /// Who stopped everything, and when; nobody when the program did.
    pub all_paused: fn(&str, &str) -> String,
    pub account_stopped: fn(&str, &str) -> String,
    pub account_stopped_advice: &'static str,

    pub accounts: &'static str,
    pub accounts_hint: &'static str,
    pub default_account: &'static str,
    pub account_sends: &'static str,
    pub account_paused: &'static str,
    pub account_alert: &'static str,
    pub paused_by: fn(&str, &str) -> String,
    pub stopped_at: fn(&str) -> String,
    pub pause_one: fn(&str) -> String,
    pub resume_one: fn(&str) -> String,
    pub no_trouble: &'static str,
    pub last_trouble: &'static str,
    pub server_said: fn(&str) -> String,
    pub answers_taken: &'static str,
    pub answers_not_now: &'static str,
    pub answers_never: &'static str,
    pub answers_network: &'static str,

    pub recipients: &'static str,
    pub filters: &'static str,
    pub filter: fn(OutboxFilter) -> &'static str,
    pub recipient: &'static str,
    pub state: &'static str,
    pub why: &'static str,
    pub about: &'static str,
    pub state_of: fn(RecipientState) -> &'static str,
    pub overdue: &'static str,
    pub next_try: fn(&str) -> String,
    pub leaves_at: fn(&str) -> String,
    pub notice: &'static str,
    pub test_mail: &'static str,
    pub nothing_title: &'static str,
    pub nothing_text: &'static str,
    pub no_match_title: &'static str,
    pub show_all: &'static str,
    pub pages: &'static str,
    pub first: &'static str,
    pub more: &'static str,

    pub test_title: &'static str,
    pub test_hint: &'static str,
    pub test_from: &'static str,
    pub test_to: &'static str,
    pub test_send: &'static str,
    pub no_test: &'static str,
    /// From, to and when.
    pub test_last: fn(&str, &str, &str) -> String,
    /// What a test mail says; takes who asked for it.
    pub test_subject: &'static str,
    pub test_text: fn(&str) -> String,

    pub signing: &'static str,
    pub signing_hint: &'static str,
    pub has_key: &'static str,
    pub has_no_key: &'static str,
    pub key_since: fn(&str) -> String,
    pub create_key: &'static str,
    pub key_created: &'static str,
    pub publish: &'static str,
    pub record_name: &'static str,
    pub record_type: &'static str,
    pub record_value: &'static str,
    pub copy_name: &'static str,
    pub copy_type: &'static str,
    pub copy_value: &'static str,
    pub copied: &'static str,
    pub not_copied: &'static str,

    pub sent_title: &'static str,
    pub sent_header: &'static str,
    pub sent_view: &'static str,
    pub sent_as_html: &'static str,
    pub sent_as_text: &'static str,
    pub sent_frame: &'static str,
    pub sent_files: &'static str,
    pub sent_history: &'static str,
    pub queued_at: fn(&str) -> String,
    pub tries: fn(u32) -> String,
    pub sent_withheld: &'static str,
}

pub static FR: Words = Words {
    title: "File d'envoi",
    not_yours_title: "Cette page est réservée aux administrateurs",
    not_yours_text: "La file d’envoi se surveille avec un compte d’administrateur. L’état de vos mails se lit dans chaque échange.",
    mails_to_files: "Aucun serveur de mail n’est configuré\u{a0}: les mails sont écrits dans des fichiers, ils ne partent pas.",
    stale: |at| format!("Le serveur n’a pas répondu. Ce qui est affiché date du {at}."),

    figures: "État de la file",
    depth: "Destinataires en attente",
    oldest: "En retard depuis",
    none_late: "aucun retard",
    state_count: |state| match state {
        RecipientState::Scheduled => "Envoi prévu",
        RecipientState::Queued => "En attente",
        RecipientState::Transmitting => "En cours",
        RecipientState::Accepted => "Remis",
        RecipientState::Deferred => "Différés",
        RecipientState::Refused => "Refusés",
        RecipientState::Uncertain => "Incertains",
        RecipientState::Cancelled => "Annulés",
        RecipientState::Resolved => "Renvoyés",
    },

    pause_all: "Suspendre tous les envois",
    resume_all: "Reprendre tous les envois",
    resume_now: "Reprendre maintenant",
    resume_account: "Reprendre les envois de ce compte",
    all_paused: |by, at| {
        if by.is_empty() {
            format!("Tous les envois sont suspendus depuis le {at}.")
        } else {
            format!("{by} a suspendu tous les envois le {at}. Les mails attendent, aucun n’est perdu.")
        }
    },
    account_stopped: |account, at| {
        format!(
            "Le programme a mis en pause le compte «\u{a0}{account}\u{a0}» le {at}. Les mails attendent, aucun n’est perdu."
        )
    },
    account_stopped_advice: "Corrigez le réglage du serveur de mail, puis reprenez les envois.",

    accounts: "Comptes d’envoi",
    accounts_hint: "Réponses du serveur de mail depuis le démarrage du programme, une par destinataire.",
    default_account: "Compte par défaut",
    account_sends: "En service",
    account_paused: "Suspendu",
    account_alert: "En pause",
    paused_by: |by, at| format!("Suspendu par {by} le {at}."),
    stopped_at: |at| format!("Mis en pause par le programme le {at}."),
    pause_one: |account| format!("Suspendre : {account}"),
    resume_one: |account| format!("Reprendre : {account}"),
    no_trouble: "Aucun incident en cours",
    last_trouble: "Dernier incident\u{a0}:",
    server_said: |reply| format!("Réponse du serveur\u{a0}: «\u{a0}{reply}\u{a0}»"),
    answers_taken: "Acceptés (2xx)",
    answers_not_now: "Plus tard (4xx)",
    answers_never: "Refus (5xx)",
    answers_network: "Sans réponse",

    recipients: "Destinataires à suivre",
    filters: "Filtrer les destinataires",
    filter: |filter| match filter {
        OutboxFilter::All => "Tous",
        OutboxFilter::Refused => "Refusés",
        OutboxFilter::Uncertain => "Incertains",
        OutboxFilter::Deferred => "Différés",
        OutboxFilter::Overdue => "En retard",
        OutboxFilter::Scheduled => "Envoi prévu",
    },
    recipient: "Destinataire",
    state: "État",
    why: "Motif",
    about: "Demande et objet",
    state_of: |state| match state {
        RecipientState::Scheduled => "envoi prévu",
        RecipientState::Queued => "en attente",
        RecipientState::Transmitting => "en cours",
        RecipientState::Accepted => "remis au serveur",
        RecipientState::Deferred => "différé",
        RecipientState::Refused => "refusé",
        RecipientState::Uncertain => "incertain",
        RecipientState::Cancelled => "annulé",
        RecipientState::Resolved => "renvoyé",
    },
    overdue: "en retard",
    next_try: |at| format!("Prochain essai le {at}."),
    leaves_at: |at| format!("Part le {at}."),
    notice: "Avis du programme",
    test_mail: "Mail d’essai",
    nothing_title: "Aucun destinataire à suivre",
    nothing_text: "Aucun mail n’est refusé, incertain, différé ou en retard.",
    no_match_title: "Aucun destinataire dans cet état",
    show_all: "Voir tous les destinataires à suivre",
    pages: "Pages de la liste",
    first: "Revenir aux plus récents",
    more: "Destinataires suivants",

    test_title: "Mail d’essai",
    test_hint: "Quelques mots partent à l’adresse de votre choix par le compte de l’expéditeur\u{202f}; leur état se suit ici.",
    test_from: "Expéditeur",
    test_to: "Adresse de l'essai",
    test_send: "Envoyer un mail d'essai",
    no_test: "Aucun essai n’a été fait.",
    test_last: |from, to, at| format!("Essai de {from} à {to}, le {at}\u{a0}:"),
    test_subject: "Mail d’essai d’Échanges",
    test_text: |by| {
        format!(
            "Bonjour,\n\nCe mail d’essai a été demandé par {by} depuis la file d’envoi d’Échanges.\nS’il vous est parvenu, l’envoi des mails fonctionne. Il n’appelle pas de réponse."
        )
    },

    signing: "Signature des mails (DKIM)",
    signing_hint: "Une clé par domaine d’expéditeur signe les mails\u{a0}; le domaine publie sa moitié publique dans le DNS.",
    has_key: "Clé créée",
    has_no_key: "Aucune clé",
    key_since: |at| format!("le {at}"),
    create_key: "Créer la clé",
    key_created: "La clé est créée\u{a0}: les prochains mails de ce domaine sont signés.",
    publish: "Enregistrement à publier dans le DNS du domaine\u{a0}:",
    record_name: "Nom de l'enregistrement",
    record_type: "Type de l'enregistrement",
    record_value: "Valeur de l'enregistrement",
    copy_name: "Copier le nom",
    copy_type: "Copier le type",
    copy_value: "Copier la valeur",
    copied: "Copié.",
    not_copied: "Le navigateur refuse la copie\u{a0}: le texte est sélectionné, copiez-le au clavier.",

    sent_title: "Mail tel qu’il est parti",
    sent_header: "En-têtes",
    sent_view: "Présentation du mail",
    sent_as_html: "Mis en forme",
    sent_as_text: "Texte seul",
    sent_frame: "Mail tel qu’il est parti, mis en forme",
    sent_files: "Pièces jointes",
    sent_history: "Suivi par destinataire",
    queued_at: |at| format!("mis en file le {at}"),
    tries: |count| match count {
        0 => "pas encore essayé".to_owned(),
        1 => "1 essai".to_owned(),
        count => format!("{count} essais"),
    },
    sent_withheld: "Cet échange est supprimé\u{a0}: son mail n’est plus consultable avec votre rôle.",
};

pub static EN: Words = Words {
    title: "Outbox",
    not_yours_title: "This page is for administrators",
    not_yours_text: "The outbox is watched over with an administrator’s account. Each exchange tells what became of its mail.",
    mails_to_files: "No mail server is set: mails are written to files and do not leave.",
    stale: |at| format!("The server did not answer. What is shown is of {at}."),

    figures: "State of the outbox",
    depth: "Recipients waiting",
    oldest: "Late since",
    none_late: "nothing is late",
    state_count: |state| match state {
        RecipientState::Scheduled => "Scheduled",
        RecipientState::Queued => "Waiting",
        RecipientState::Transmitting => "Being sent",
        RecipientState::Accepted => "Accepted",
        RecipientState::Deferred => "Deferred",
        RecipientState::Refused => "Refused",
        RecipientState::Uncertain => "To be checked",
        RecipientState::Cancelled => "Cancelled",
        RecipientState::Resolved => "Sent again",
    },

    pause_all: "Pause all sending",
    resume_all: "Resume all sending",
    resume_now: "Resume now",
    resume_account: "Resume sending by this account",
    all_paused: |by, at| {
        if by.is_empty() {
            format!("All sending is paused since {at}.")
        } else {
            format!("{by} paused all sending on {at}. The mails wait, none is lost.")
        }
    },
    account_stopped: |account, at| {
        format!("The program paused the account “{account}” on {at}. The mails wait, none is lost.")
    },
    account_stopped_advice: "Correct the setting of the mail server, then resume sending.",

    accounts: "Mail accounts",
    accounts_hint: "Answers of the mail server since the program started, one for each recipient.",
    default_account: "Default account",
    account_sends: "In service",
    account_paused: "Paused",
    account_alert: "Stopped",
    paused_by: |by, at| format!("Paused by {by} on {at}."),
    stopped_at: |at| format!("Paused by the program on {at}."),
    pause_one: |account| format!("Pause: {account}"),
    resume_one: |account| format!("Resume: {account}"),
    no_trouble: "No trouble at present",
    last_trouble: "Last trouble:",
    server_said: |reply| format!("The server said: “{reply}”"),
    answers_taken: "Accepted (2xx)",
    answers_not_now: "Later (4xx)",
    answers_never: "Refused (5xx)",
    answers_network: "No answer",

    recipients: "Recipients to look after",
    filters: "Filter the recipients",
    filter: |filter| match filter {
        OutboxFilter::All => "All",
        OutboxFilter::Refused => "Refused",
        OutboxFilter::Uncertain => "To be checked",
        OutboxFilter::Deferred => "Deferred",
        OutboxFilter::Overdue => "Overdue",
        OutboxFilter::Scheduled => "Scheduled",
    },
    recipient: "Recipient",
    state: "State",
    why: "Reason",
    about: "Request and subject",
    state_of: |state| match state {
        RecipientState::Scheduled => "scheduled",
        RecipientState::Queued => "waiting",
        RecipientState::Transmitting => "being sent",
        RecipientState::Accepted => "accepted by the server",
        RecipientState::Deferred => "deferred",
        RecipientState::Refused => "refused",
        RecipientState::Uncertain => "to be checked",
        RecipientState::Cancelled => "cancelled",
        RecipientState::Resolved => "sent again",
    },
    overdue: "overdue",
    next_try: |at| format!("Next try on {at}."),
    leaves_at: |at| format!("Leaves on {at}."),
    notice: "Notice of the program",
    test_mail: "Test mail",
    nothing_title: "No recipient to look after",
    nothing_text: "No mail is refused, to be checked, deferred or overdue.",
    no_match_title: "No recipient in this state",
    show_all: "Show all recipients to look after",
    pages: "Pages of the list",
    first: "Back to the newest",
    more: "Next recipients",

    test_title: "Test mail",
    test_hint: "A few words leave for the address you choose, by the account of the sender; their state is followed here.",
    test_from: "Sender",
    test_to: "Test address",
    test_send: "Send a test mail",
    no_test: "No test has been made.",
    test_last: |from, to, at| format!("Test from {from} to {to}, on {at}:"),
    test_subject: "Test mail of Échanges",
    test_text: |by| {
        format!(
            "Hello,\n\nThis test mail was asked for by {by} from the outbox of Échanges.\nIf it has reached you, mails are sent as they should. No answer is needed."
        )
    },

    signing: "Signing of mails (DKIM)",
    signing_hint: "One key for each sender domain signs the mails; the domain publishes its public half in the DNS.",
    has_key: "Key created",
    has_no_key: "No key",
    key_since: |at| format!("on {at}"),
    create_key: "Create the key",
    key_created: "The key is there: the next mails from this domain are signed.",
    publish: "Record to publish in the DNS of the domain:",
    record_name: "Record name",
    record_type: "Record type",
    record_value: "Record value",
    copy_name: "Copy the name",
    copy_type: "Copy the type",
    copy_value: "Copy the value",
    copied: "Copied.",
    not_copied: "The browser refuses to copy: the text is selected, copy it with the keyboard.",

    sent_title: "Mail as it left",
    sent_header: "Header",
    sent_view: "Presentation of the mail",
    sent_as_html: "Formatted",
    sent_as_text: "Text only",
    sent_frame: "Mail as it left, formatted",
    sent_files: "Attachments",
    sent_history: "By recipient",
    queued_at: |at| format!("queued on {at}"),
    tries: |count| match count {
        0 => "not tried yet".to_owned(),
        1 => "1 try".to_owned(),
        count => format!("{count} tries"),
    },
    sent_withheld: "This exchange is deleted: your role no longer gives access to its mail.",
};
