//! The words of writing an exchange: its form, what is asked before text is lost or deleted, what is on its way. They come with the
//! part that draws them, so they stand in no catalogue.

use domain::locale::Locale;

/// What is said in one language.
#[derive(Debug)]
pub struct Words {
    pub saving_offline: &'static str,
    pub refused: &'static str,
    pub take_back: &'static str,
    /// Of a request: a text of it was refused while one is elsewhere.
    pub refused_elsewhere: fn(&str) -> String,
    pub draft_in_the_way: &'static str,
    pub sender: &'static str,
    pub recipient: &'static str,
    pub other_person: &'static str,
    pub other_person_name: &'static str,
    pub to_hint: &'static str,
    pub subject_hint: &'static str,
    pub occurred_hint: &'static str,
    pub by_mail: &'static str,
    pub attach: &'static str,
    pub remove: fn(&str) -> String,
    pub uploading: &'static str,
    pub still_uploading: &'static str,
    pub save_and_send: &'static str,
    pub no_mail: &'static str,
    pub add_mail1: fn(&str) -> String,
    pub add_mail2: fn(&str) -> String,
    pub mail_added: &'static str,
    pub form_received: &'static str,
    pub form_sent: &'static str,
    pub form_note: &'static str,
    pub form_edit: &'static str,
    pub leave_title: &'static str,
    pub leave_text: &'static str,
    pub leave_keep: &'static str,
    pub leave_discard: &'static str,
    pub leave_stay: &'static str,
    pub conflict_title: &'static str,
    pub conflict_text: fn(&str) -> String,
    pub conflict_theirs: &'static str,
    pub conflict_keep_mine: &'static str,
    pub conflict_take_theirs: &'static str,
    pub delete_title: &'static str,
    pub delete_text: &'static str,
    pub delete_mail_text: &'static str,
    pub deleted_toast: &'static str,
    pub restored_toast: &'static str,
    pub details_title: &'static str,
    pub versions: &'static str,
    pub no_versions: &'static str,
    pub version: fn(u32, &str, &str) -> String,
    pub current_version: &'static str,
}

static FR: Words = Words {
    saving_offline: "Pas encore de réponse du serveur\u{a0}: le texte est gardé sur cet appareil, l’envoi reprend de lui-même.",
    refused: "Refusé",
    take_back: "Reprendre le texte",
    refused_elsewhere: |dit| {
        format!(
            "{dit}\u{a0}: un message a été refusé, rien n’a été enregistré ni envoyé. Ouvrez les échanges de cette demande pour reprendre le texte."
        )
    },
    draft_in_the_way: "Un autre brouillon occupe ce formulaire\u{a0}: enregistrez-le ou abandonnez-le, puis reprenez le texte refusé.",
    sender: "Envoyé par",
    recipient: "Reçu par",
    other_person: "Une autre personne…",
    other_person_name: "Nom de la personne",
    to_hint: "Plusieurs adresses\u{a0}: les séparer par «\u{a0};\u{a0}»",
    subject_hint: "Facultatif",
    occurred_hint: "Vide\u{a0}: maintenant",
    by_mail: "Envoyer par mail",
    attach: "Joindre un fichier",
    remove: |name| format!("Retirer {name}"),
    uploading: "Envoi du fichier…",
    still_uploading: "Un fichier est encore en cours d’envoi\u{a0}: attendez qu’il soit là, ou retirez-le.",
    save_and_send: "Enregistrer et envoyer",
    no_mail: "Aucune adresse connue",
    add_mail1: |name| format!("Garder comme Mail\u{a0}1 de {name}"),
    add_mail2: |name| format!("Ajouter au Mail\u{a0}2 de {name}"),
    mail_added: "Adresse ajoutée.",
    form_received: "Nouveau message reçu",
    form_sent: "Nouveau message transmis",
    form_note: "Nouvelle note interne",
    form_edit: "Modifier l’échange",
    leave_title: "Texte non enregistré",
    leave_text: "Que faire de ce que vous avez écrit\u{202f}?",
    leave_keep: "Garder le brouillon",
    leave_discard: "Abandonner le texte",
    leave_stay: "Continuer",
    conflict_title: "Cet échange vient d’être modifié",
    conflict_text: |by| {
        format!(
            "{by} l’a modifié pendant que vous écriviez. Votre texte est intact\u{a0}: comparez, puis choisissez."
        )
    },
    conflict_theirs: "Version enregistrée",
    conflict_keep_mine: "Enregistrer ma version",
    conflict_take_theirs: "Reprendre la version enregistrée",
    delete_title: "Supprimer l'échange",
    delete_text: "Il reste une trace\u{a0}: qui, quand, pourquoi. L’échange peut être restauré.",
    delete_mail_text: "Les envois encore en attente seront annulés\u{202f}; ce qui est parti reste parti.",
    deleted_toast: "Échange supprimé.",
    restored_toast: "Échange restauré.",
    details_title: "Historique de l’échange",
    versions: "Versions antérieures",
    no_versions: "Jamais modifié.",
    version: |revision, by, at| format!("Version {revision}, {by}, {at}"),
    current_version: "Version actuelle",
};

static EN: Words = Words {
    saving_offline: "No answer from the server yet: the text is kept on this device and sent again by itself.",
    refused: "Refused",
    take_back: "Take the text back",
    refused_elsewhere: |dit| {
        format!(
            "{dit}: a message was refused, nothing was recorded or sent. Open the exchanges of this request to take the text back."
        )
    },
    draft_in_the_way: "Another draft is in this form: save it or discard it, then take back the refused text.",
    sender: "From",
    recipient: "To",
    other_person: "Somebody else…",
    other_person_name: "Name of the person",
    to_hint: "Several addresses: separate them with “;”",
    subject_hint: "Optional",
    occurred_hint: "Empty: now",
    by_mail: "Send by mail",
    attach: "Attach a file",
    remove: |name| format!("Remove {name}"),
    uploading: "Uploading…",
    still_uploading: "A file is still being uploaded: wait until it is there, or remove it.",
    save_and_send: "Save and send",
    no_mail: "No known address",
    add_mail1: |name| format!("Keep as Mail 1 of {name}"),
    add_mail2: |name| format!("Add to Mail 2 of {name}"),
    mail_added: "Address added.",
    form_received: "New message received",
    form_sent: "New message sent",
    form_note: "New internal note",
    form_edit: "Edit the exchange",
    leave_title: "Unsaved text",
    leave_text: "What should happen to what you wrote?",
    leave_keep: "Keep the draft",
    leave_discard: "Discard the text",
    leave_stay: "Go on",
    conflict_title: "This exchange has just been changed",
    conflict_text: |by| {
        format!("{by} changed it while you were writing. Your text is intact: compare, then choose.")
    },
    conflict_theirs: "Saved version",
    conflict_keep_mine: "Save my version",
    conflict_take_theirs: "Take the saved version",
    delete_title: "Delete the exchange",
    delete_text: "A trace stays: who, when, why. The exchange can be restored.",
    delete_mail_text: "What still waits to be mailed will be cancelled; what has left has left.",
    deleted_toast: "Exchange deleted.",
    restored_toast: "Exchange restored.",
    details_title: "History of the exchange",
    versions: "Earlier versions",
    no_versions: "Never edited.",
    version: |revision, by, at| format!("Version {revision}, {by}, {at}"),
    current_version: "Present version",
};

/// The words of a language.
pub fn writing_words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Fr => &FR,
        Locale::En => &EN,
    }
}
