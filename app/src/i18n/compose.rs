//! The words of the composer's header, preview and files. They come with the part that draws them, so they stand in no catalogue.

use domain::locale::Locale;

/// What is said in one language.
#[derive(Debug)]
pub struct Words {
    pub chips: fn(&str) -> String,
    pub chips_help: &'static str,
    pub proposals: fn(&str) -> String,
    pub proposal_count: fn(usize) -> String,
    pub remove: fn(&str) -> String,
    pub removed: fn(&str) -> String,
    pub all_removed: &'static str,
    pub double: fn(&str) -> String,
    pub wrong: &'static str,
    pub outside: &'static str,
    pub also_in: fn(&str) -> String,
    pub outside_list: fn(&str) -> String,
    pub of_customer: &'static str,
    pub of_us: &'static str,
    pub used_before: &'static str,
    pub shared: &'static str,
    pub preview: &'static str,
    pub preview_title: &'static str,
    pub preview_view: &'static str,
    pub on_desktop: &'static str,
    pub on_phone: &'static str,
    pub as_text: &'static str,
    pub preview_frame: &'static str,
    pub preview_stage: &'static str,
    pub preview_header: &'static str,
    pub preview_files: &'static str,
    pub preview_size: &'static str,
    pub request_files: &'static str,
    pub no_request_files: &'static str,
    pub on_their_way: &'static str,
    pub sum: fn(usize, &str) -> String,
    pub sum_of_mail: fn(usize, &str, &str) -> String,
    pub progress_of: fn(&str) -> String,
    pub percent: fn(u64) -> String,
    pub stop: fn(&str) -> String,
    pub retry: fn(&str) -> String,
    pub not_uploaded: fn(&str) -> String,
}

static FR: Words = Words {
    chips: |field| format!("Adresses du champ {field}"),
    chips_help: "Les adresses se séparent par un point-virgule ou par Entrée. Flèche gauche au début du texte\u{a0}: parcourir les adresses, Entrée pour en corriger une, Suppr pour la retirer.",
    proposals: |field| format!("Adresses proposées pour {field}"),
    proposal_count: |count| match count {
        1 => "1 adresse proposée.".to_owned(),
        count => format!("{count} adresses proposées."),
    },
    remove: |address| format!("Retirer {address}"),
    removed: |address| format!("{address} est retiré."),
    all_removed: "Toutes les adresses sont retirées.",
    double: |address| format!("{address} y est déjà\u{a0}: l’adresse est gardée une fois."),
    wrong: "adresse incorrecte",
    outside: "hors client",
    also_in: |field| format!("déjà en {field}"),
    outside_list: |addresses| {
        format!("Hors client\u{a0}: {addresses}. Ni un interlocuteur de ce client, ni un collaborateur.")
    },
    of_customer: "client",
    of_us: "collaborateur",
    used_before: "déjà utilisée pour cette demande",
    shared: "adresse partagée",
    preview: "Aperçu",
    preview_title: "Aperçu du mail",
    preview_view: "Affichage",
    on_desktop: "Ordinateur",
    on_phone: "Téléphone",
    as_text: "Texte",
    preview_frame: "Contenu du mail",
    preview_stage: "Mail tel qu’il sera affiché",
    preview_header: "En-tête du mail",
    preview_files: "Pièces jointes",
    preview_size: "Taille",
    request_files: "Fichiers de la demande",
    no_request_files: "Aucun autre fichier dans les échanges de cette demande.",
    on_their_way: "Fichiers en cours d’envoi",
    sum: |count, total| match count {
        1 => format!("1 fichier, {total}"),
        count => format!("{count} fichiers, {total}"),
    },
    sum_of_mail: |count, total, most| match count {
        1 => format!("1 fichier, {total} sur {most}"),
        count => format!("{count} fichiers, {total} sur {most}"),
    },
    progress_of: |name| format!("Envoi de {name}"),
    percent: |percent| format!("{percent}\u{202f}%"),
    stop: |name| format!("Arrêter l’envoi de {name}"),
    retry: |name| format!("Réessayer {name}"),
    not_uploaded: |name| {
        format!(
            "«\u{a0}{name}\u{a0}» n’est pas joint\u{a0}: réessayez, ou retirez ce fichier. Votre texte est conservé."
        )
    },
};

static EN: Words = Words {
    chips: |field| format!("Addresses of the field {field}"),
    chips_help: "Separate addresses with a semicolon or Enter. Left arrow at the start of the text: go through the addresses, Enter to correct one, Delete to remove it.",
    proposals: |field| format!("Proposed addresses for {field}"),
    proposal_count: |count| match count {
        1 => "1 proposed address.".to_owned(),
        count => format!("{count} proposed addresses."),
    },
    remove: |address| format!("Remove {address}"),
    removed: |address| format!("{address} is removed."),
    all_removed: "All addresses are removed.",
    double: |address| format!("{address} is already there: the address is kept once."),
    wrong: "wrong address",
    outside: "outside the customer",
    also_in: |field| format!("already in {field}"),
    outside_list: |addresses| {
        format!("Outside the customer: {addresses}. Neither a contact of this customer nor an employee.")
    },
    of_customer: "customer",
    of_us: "employee",
    used_before: "used before for this request",
    shared: "shared address",
    preview: "Preview",
    preview_title: "Preview of the mail",
    preview_view: "View",
    on_desktop: "Computer",
    on_phone: "Phone",
    as_text: "Text",
    preview_frame: "Content of the mail",
    preview_stage: "Mail as it will be shown",
    preview_header: "Header of the mail",
    preview_files: "Attachments",
    preview_size: "Size",
    request_files: "Files of the request",
    no_request_files: "No other file in the exchanges of this request.",
    on_their_way: "Files on their way",
    sum: |count, total| match count {
        1 => format!("1 file, {total}"),
        count => format!("{count} files, {total}"),
    },
    sum_of_mail: |count, total, most| match count {
        1 => format!("1 file, {total} of {most}"),
        count => format!("{count} files, {total} of {most}"),
    },
    progress_of: |name| format!("Upload of {name}"),
    percent: |percent| format!("{percent}%"),
    stop: |name| format!("Stop the upload of {name}"),
    retry: |name| format!("Retry {name}"),
    not_uploaded: |name| format!("“{name}” is not attached: retry, or remove this file. Your text is kept."),
};

/// The words of a language.
pub fn compose_words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Fr => &FR,
        Locale::En => &EN,
    }
}
