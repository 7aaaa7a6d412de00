//! Templates that a service company would have.

use crate::error::Failure;
use domain::template::{SavedTemplate, TemplateName};
use domain::text::Subject;
use editor::Document;

/// Name, subject and text of each.
const TEMPLATES: [(&str, &str, &str); 5] = [
    (
        "Accusé de réception",
        "Votre demande {dit.numero} est enregistrée",
        "Bonjour {contact.titre} {contact.nom},\n\nNous avons bien reçu votre demande concernant «\u{a0}{dit.objet}\u{a0}» pour le site \
         {site.nom}. Elle porte le numéro {dit.numero}\u{a0}: rappelez-le dans vos messages, votre réponse arrivera ainsi directement \
         au bon dossier.\n\nNous revenons vers vous au plus vite pour convenir d’une date d’intervention.\n\nCordialement,",
    ),
    (
        "Prise de rendez-vous",
        "Rendez-vous pour {dit.objet}",
        "Bonjour {contact.titre} {contact.nom},\n\nPour intervenir à l’adresse {site.adresse}, {site.ville}, nous vous proposons les \
         créneaux suivants\u{a0}:\n\nMerci de nous indiquer celui qui vous convient et le nom de la personne qui nous ouvrira. Pour \
         toute question, {collaborateur.prenom} {collaborateur.nom} est joignable au {collaborateur.telephone}.\n\nCordialement,",
    ),
    (
        "Complément d’information",
        "Demande {dit.numero}\u{a0}: il nous manque une information",
        "Bonjour {contact.titre} {contact.nom},\n\nAvant d’envoyer un technicien pour «\u{a0}{dit.objet}\u{a0}», nous avons besoin de \
         précisions\u{a0}:\n\nUne photo de l’installation et de sa plaque signalétique nous aiderait beaucoup\u{a0}: répondez \
         simplement à ce message en la joignant.\n\nCordialement,",
    ),
    (
        "Relance",
        "Relance\u{a0}: demande {dit.numero}",
        "Bonjour {contact.titre} {contact.nom},\n\nSauf erreur de notre part, nous n’avons pas reçu votre réponse au sujet de la demande \
         {dit.numero}, «\u{a0}{dit.objet}\u{a0}». Sans elle, nous ne pouvons pas programmer l’intervention.\n\nPouvez-vous nous \
         répondre, ou nous appeler au {collaborateur.telephone}\u{a0}?\n\nCordialement,",
    ),
    (
        "Clôture de la demande",
        "Votre demande {dit.numero} est terminée",
        "Bonjour {contact.titre} {contact.nom},\n\nL’intervention sur le site {site.nom} est terminée. Sauf remarque de votre part, la \
         demande {dit.numero} est close ce {date.jour}.\n\nToute l’équipe vous remercie de votre confiance.\n\nCordialement,",
    ),
];

/// All of them, in the order in which they are offered.
pub(super) fn templates() -> Result<Vec<SavedTemplate>, Failure> {
    let template = |(name, subject, text): (&str, &str, &str)| {
        let wrong = |problem| Failure::Corrupt(format!("{problem:?}"));
        Ok(SavedTemplate {
            name: TemplateName::parse(name).map_err(wrong)?,
            subject: Subject::parse(subject).map_err(wrong)?,
            document: Document::from_text(text).with_typed_fields(),
        })
    };
    TEMPLATES.into_iter().map(template).collect()
}
