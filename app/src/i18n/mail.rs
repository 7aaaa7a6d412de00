//! The words of what a person does about a mail: buttons, undo, sending later. They come with the part that draws them, so they
//! stand in no catalogue.

use domain::locale::Locale;

/// What is said in one language.
#[derive(Debug)]
pub struct Words {
    pub resend: &'static str,
    pub cancel: &'static str,
    pub send_now: &'static str,
    pub correct: &'static str,
    pub send_to_mail2: &'static str,
    pub mark_received: &'static str,

    pub resent: &'static str,
    pub cancelled: &'static str,
    pub leaves_now: &'static str,
    pub sent_to_mail2: fn(&str) -> String,
    pub marked_received: &'static str,
    /// The text that was being written stays as a draft.
    pub draft_kept: &'static str,

    pub leaving: &'static str,
    /// The seconds that are left.
    pub seconds: fn(u32) -> String,
    pub undone: &'static str,
    /// Motif of the tombstone.
    pub undo_reason: &'static str,
    /// The mail was taken back, and the way back to its text is in the log.
    pub undone_elsewhere: &'static str,

    pub later: &'static str,
    pub leaves_at: &'static str,
    /// Takes the company's zone.
    pub leaves_at_hint: fn(&str) -> String,
    pub scheduled: &'static str,
}

pub static FR: Words = Words {
    resend: "Renvoyer",
    cancel: "Annuler l'envoi",
    send_now: "Envoyer maintenant",
    correct: "Corriger et renvoyer",
    send_to_mail2: "Envoyer à Mail 2",
    mark_received: "Marquer comme reçu",

    resent: "Le mail repart.",
    cancelled: "Envoi annulé.",
    leaves_now: "Le mail part.",
    sent_to_mail2: |addresses| format!("Le mail part aussi vers {addresses}."),
    marked_received: "Noté\u{a0}: le mail est arrivé.",
    draft_kept: "Ce que vous écriviez est gardé en brouillon.",

    leaving: "Le mail va partir.",
    seconds: |left| format!("{left}\u{a0}s"),
    undone: "Envoi annulé\u{a0}: le mail est de nouveau dans l’outil de mise en forme.",
    undo_reason: "Envoi annulé avant le départ du mail",
    undone_elsewhere: "Envoi annulé. Le texte se reprend dans l’échange supprimé, par «\u{a0}Corriger et renvoyer\u{a0}».",

    later: "Plus tard",
    leaves_at: "Date et heure d'envoi",
    leaves_at_hint: |zone| format!("Heure de l’entreprise ({zone})"),
    scheduled: "Envoi programmé.",
};

pub static EN: Words = Words {
    resend: "Send again",
    cancel: "Cancel sending",
    send_now: "Send now",
    correct: "Correct and send again",
    send_to_mail2: "Send to Mail 2",
    mark_received: "Mark as received",

    resent: "The mail leaves again.",
    cancelled: "Sending cancelled.",
    leaves_now: "The mail leaves.",
    sent_to_mail2: |addresses| format!("The mail also goes to {addresses}."),
    marked_received: "Noted: the mail has arrived.",
    draft_kept: "What you were writing is kept as a draft.",

    leaving: "The mail is about to leave.",
    seconds: |left| format!("{left}\u{a0}s"),
    undone: "Sending cancelled: the mail is in the formatting tool again.",
    undo_reason: "Sending cancelled before the mail left",
    undone_elsewhere: "Sending cancelled. The text can be taken back from the deleted exchange, by “Correct and send again”.",

    later: "Later",
    leaves_at: "Date and time of sending",
    leaves_at_hint: |zone| format!("Time of the company ({zone})"),
    scheduled: "Sending is scheduled.",
};

/// The words of a language.
pub fn mail_words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Fr => &FR,
        Locale::En => &EN,
    }
}
