//! The words of templates: of their page, and of the menu that offers them.
//!
//! Apart from the catalogue, so that they come with the parts of the program that say them.

use domain::locale::Locale;

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
    pub hint: &'static str,
    pub not_yours_title: &'static str,
    pub not_yours_text: &'static str,

    pub offered: &'static str,
    pub retired: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub no_subject: &'static str,
    pub edit: fn(&str) -> String,
    pub up: fn(&str) -> String,
    pub down: fn(&str) -> String,
    pub retire: fn(&str) -> String,
    pub restore: fn(&str) -> String,
    pub was_retired: &'static str,
    pub was_restored: &'static str,

    pub create: &'static str,
    pub new_title: &'static str,
    pub edit_title: &'static str,
    pub name: &'static str,
    pub subject: &'static str,
    pub text: &'static str,
    pub fields: &'static str,
    pub fields_hint: &'static str,
    /// What a field stands for.
    pub meaning: fn(&str) -> &'static str,
    pub save: &'static str,
    pub close: &'static str,
    pub saved: &'static str,
    pub draft_found: &'static str,
    pub draft_discard: &'static str,
    pub conflict: &'static str,

    /// The menu of the composer.
    pub menu: &'static str,
    pub inserted: &'static str,
    /// Takes the fields that have no value.
    pub unfilled: fn(&str) -> String,
}

pub static FR: Words = Words {
    title: "Modèles",
    hint: "Un modèle remplit l’objet et le texte d’un message. Ses champs, comme {contact.nom}, prennent la valeur qui convient à chaque demande.",
    not_yours_title: "Cette page est réservée aux administrateurs",
    not_yours_text: "Les modèles s’écrivent avec un compte d’administrateur. Vous les trouvez dans le menu «\u{a0}Modèle\u{a0}» de la mise en forme.",

    offered: "Modèles proposés",
    retired: "Modèles retirés",
    none_title: "Aucun modèle",
    none_text: "Écrivez le premier\u{a0}: il sera proposé à tous ceux qui écrivent aux clients.",
    no_subject: "Sans objet",
    edit: |name| format!("Modifier : {name}"),
    up: |name| format!("Monter : {name}"),
    down: |name| format!("Descendre : {name}"),
    retire: |name| format!("Retirer : {name}"),
    restore: |name| format!("Remettre : {name}"),
    was_retired: "Modèle retiré\u{a0}: il n’est plus proposé.",
    was_restored: "Modèle remis\u{a0}: il est proposé à nouveau.",

    create: "Nouveau modèle",
    new_title: "Nouveau modèle",
    edit_title: "Modifier le modèle",
    name: "Nom",
    subject: "Objet",
    text: "Texte",
    fields: "Champs disponibles",
    fields_hint: "Écrivez un champ entre accolades, dans l’objet ou dans le texte.",
    meaning: |name| match name {
        "contact.titre" => "civilité de l’interlocuteur",
        "contact.prenom" => "prénom de l’interlocuteur",
        "contact.nom" => "nom de l’interlocuteur",
        "contact.fonction" => "fonction de l’interlocuteur",
        "client.nom" => "nom du client",
        "site.nom" => "nom du site",
        "site.adresse" => "adresse du site",
        "site.ville" => "ville du site",
        "dit.numero" => "numéro de la demande",
        "dit.objet" => "objet de la demande",
        "collaborateur.prenom" => "prénom de l’expéditeur",
        "collaborateur.nom" => "nom de l’expéditeur",
        "collaborateur.telephone" => "téléphone de l’expéditeur",
        "collaborateur.fonction" => "fonction de l’expéditeur",
        "date.jour" => "date du jour, en toutes lettres",
        _ => "",
    },
    save: "Enregistrer",
    close: "Fermer",
    saved: "Modèle enregistré.",
    draft_found: "Voici ce que vous aviez commencé à écrire, sans l’enregistrer.",
    draft_discard: "Reprendre la version enregistrée",
    conflict: "Quelqu’un d’autre a modifié ce modèle entre-temps. Votre texte est conservé\u{a0}: enregistrez à nouveau pour qu’il remplace le sien.",

    menu: "Modèle",
    inserted: "Modèle inséré.",
    unfilled: |names| format!("Modèle inséré. Sans valeur connue, à compléter avant l’envoi\u{a0}: {names}."),
};

pub static EN: Words = Words {
    title: "Templates",
    hint: "A template fills the subject and the text of a message. Its fields, such as {contact.nom}, take the value that suits each request.",
    not_yours_title: "This page is for administrators",
    not_yours_text: "Templates are written with an administrator’s account. You find them in the menu “Template” of the composer.",

    offered: "Templates offered",
    retired: "Retired templates",
    none_title: "No template",
    none_text: "Write the first one: it will be offered to everybody who writes to customers.",
    no_subject: "No subject",
    edit: |name| format!("Edit: {name}"),
    up: |name| format!("Move up: {name}"),
    down: |name| format!("Move down: {name}"),
    retire: |name| format!("Retire: {name}"),
    restore: |name| format!("Offer again: {name}"),
    was_retired: "Template retired: it is offered no more.",
    was_restored: "The template is offered again.",

    create: "New template",
    new_title: "New template",
    edit_title: "Edit the template",
    name: "Name",
    subject: "Subject",
    text: "Text",
    fields: "Fields there are",
    fields_hint: "Write a field between braces, in the subject or in the text.",
    meaning: |name| match name {
        "contact.titre" => "title of the contact",
        "contact.prenom" => "first name of the contact",
        "contact.nom" => "last name of the contact",
        "contact.fonction" => "function of the contact",
        "client.nom" => "name of the customer",
        "site.nom" => "name of the site",
        "site.adresse" => "address of the site",
        "site.ville" => "town of the site",
        "dit.numero" => "number of the request",
        "dit.objet" => "subject of the request",
        "collaborateur.prenom" => "first name of the sender",
        "collaborateur.nom" => "last name of the sender",
        "collaborateur.telephone" => "phone of the sender",
        "collaborateur.fonction" => "function of the sender",
        "date.jour" => "today’s date, in French words",
        _ => "",
    },
    save: "Save",
    close: "Close",
    saved: "Template saved.",
    draft_found: "This is what you had begun to write, without saving it.",
    draft_discard: "Go back to the saved version",
    conflict: "Somebody else changed this template meanwhile. Your text is kept: save again to put it in the place of theirs.",

    menu: "Template",
    inserted: "Template inserted.",
    unfilled: |names| {
        format!("Template inserted. Without a known value, to be completed before sending: {names}.")
    },
};
