//! Refusals and failures in French.

use super::{grouped, megabytes};
use crate::error::AppError;
use crate::i18n::Catalogue;
use domain::dit::{DitAction, DitState};
use domain::locale::Locale;
use domain::permission::Permission;
use domain::rejection::{Field, Problem, RecordName, Rejection};

pub(super) fn rejection(rejection: &Rejection) -> String {
    let sentence = match rejection {
        Rejection::Invalid(issues) => {
            let sentences = issues.iter().map(|issue| problem(issue.field, &issue.problem));
            return sentences.collect::<Vec<_>>().join(" ");
        }
        Rejection::NotPermitted(permission) => {
            return format!(
                "Votre rôle ne permet pas {}. Rien n’a été enregistré, votre texte est conservé\u{a0}: adressez-vous à un administrateur.",
                permission_words(*permission)
            );
        }
        Rejection::DitState { state, action } => return state_words(*state, *action),
        Rejection::Unknown(name) => return unknown(*name),
        Rejection::Conflict { .. } => {
            "Quelqu’un d’autre a modifié cet échange entre-temps. Votre texte est conservé\u{a0}: relisez la version actuelle, puis enregistrez à nouveau."
        }
        Rejection::Deleted => {
            "Cet échange a déjà été supprimé. Restaurez-le d’abord si vous voulez le modifier."
        }
        Rejection::NotDeleted => {
            "Cet échange n’est plus supprimé\u{a0}: il n’y a rien à restaurer. Rechargez la page pour le voir."
        }
        Rejection::MailLeft => {
            "Trop tard\u{a0}: ce mail est parti, ou part à cet instant. Rien n’a été changé\u{202f}; son état s’affiche dans l’échange."
        }
        Rejection::MailMoved => {
            "L’état de ce mail a changé entre-temps. Rien n’a été fait\u{a0}: regardez son état actuel, puis choisissez."
        }
        Rejection::NoMail2 => {
            "Cet interlocuteur n’a pas d’autre adresse en Mail\u{a0}2\u{a0}: ajoutez-en une, ou corrigez le mail et renvoyez-le."
        }
        Rejection::JobReported => {
            "Cette intervention a déjà son CRIT. Votre texte est conservé\u{a0}: rechargez la page pour lire le CRIT enregistré."
        }
        Rejection::TooManyJobs => {
            "Cette demande compte déjà 99 interventions, le maximum. Votre texte est conservé\u{a0}: terminez le travail ou ouvrez une nouvelle demande."
        }
        Rejection::EnvelopeReused => {
            "Cet envoi a déjà servi à autre chose et n’a rien enregistré. Votre texte est conservé\u{a0}: validez à nouveau."
        }
    };
    sentence.to_owned()
}

fn permission_words(permission: Permission) -> &'static str {
    match permission {
        Permission::Read => "de lire ceci",
        Permission::Record => "d’enregistrer un échange",
        Permission::SendMail => "d’envoyer un mail",
        Permission::SendFromShared => "d’envoyer depuis une adresse partagée",
        Permission::SendAsColleague => "d’envoyer au nom d’un collègue",
        Permission::WriteInternalNotes => "d’écrire une note interne",
        Permission::EditOwn => "de modifier vos échanges",
        Permission::EditAny => "de modifier l’échange d’un autre",
        Permission::DeleteOwn => "de supprimer vos échanges",
        Permission::DeleteAny => "de supprimer l’échange d’un autre",
        Permission::Restore => "de restaurer un échange",
        Permission::EnterCrit => "de saisir un CRIT",
        Permission::EditContacts => "d’ajouter une adresse à un interlocuteur",
        Permission::Parameters => "de changer les paramètres",
    }
}

fn state_words(state: DitState, action: DitAction) -> String {
    let state = (Catalogue::of(Locale::Fr).dit.state_name)(state);
    let action = match action {
        DitAction::Record => "enregistrer un échange",
        DitAction::Mail => "envoyer un mail",
        DitAction::Change => "modifier, supprimer ou restaurer un échange",
        DitAction::EnterCrit => "saisir un CRIT",
    };
    format!(
        "La demande est à l’état «\u{a0}{state}\u{a0}»\u{a0}: on ne peut pas {action}. Rien n’a été enregistré, votre texte est conservé\u{202f}; rechargez la page pour voir où en est la demande."
    )
}

fn unknown(name: RecordName) -> String {
    let record = match name {
        RecordName::Dit => "Cette demande",
        RecordName::Exchange => "Cet échange",
        RecordName::Job => "Cette intervention",
        RecordName::Contact => "Cet interlocuteur",
        RecordName::MailAccount => "Ce compte d’envoi",
        RecordName::MailDomain => "Ce domaine d’expéditeur",
        RecordName::MailRecipient => "Ce destinataire",
        RecordName::Template => "Ce modèle",
    };
    format!(
        "{record} n’existe pas ou n’existe plus. Votre texte est conservé\u{a0}: rechargez la page, puis réessayez."
    )
}

pub(super) fn problem(field: Field, problem: &Problem) -> String {
    let sentence = match problem {
        Problem::Missing => missing(field),
        Problem::NotInList => not_in_list(field),
        Problem::InFuture => "Cette date est dans le futur\u{a0}: choisissez maintenant ou avant.",
        Problem::InPast => "Cette heure est déjà passée\u{a0}: choisissez-en une plus tard.",
        Problem::NoSuchTime => {
            "Cette heure n’existe pas ce jour-là, à cause du passage à l’heure d’été\u{a0}: choisissez-en une autre."
        }
        Problem::Frozen => {
            "Un échange envoyé par mail garde son expéditeur et son destinataire\u{a0}: remettez ceux d’origine."
        }
        Problem::TooLong { max, length } => {
            return format!(
                "{} a {} caractères, {} au plus sont possibles\u{a0}: raccourcissez.",
                the_field(field),
                grouped(*length, '\u{202f}'),
                grouped(*max, '\u{202f}')
            );
        }
        Problem::ControlCharacter => {
            return format!(
                "{} contient un caractère invisible qui ne peut pas être enregistré\u{a0}: effacez-le et saisissez à nouveau.",
                the_field(field)
            );
        }
        Problem::Malformed { value } => {
            return format!(
                "«\u{a0}{value}\u{a0}» n’est pas une adresse e-mail. Une adresse s’écrit nom@domaine.fr."
            );
        }
        Problem::TooLarge { .. } if field == Field::Detail => {
            "Le texte et sa mise en forme sont trop lourds\u{a0}: raccourcissez-le ou effacez la mise en forme."
        }
        Problem::TooLarge {
            max_bytes,
            size_bytes,
        } => {
            return format!(
                "Les fichiers font {} Mo, {} Mo au plus sont possibles\u{a0}: retirez-en ou allégez-les.",
                megabytes(*size_bytes, ','),
                megabytes(*max_bytes, ',')
            );
        }
        Problem::HeavyFile {
            name,
            max_bytes,
            size_bytes,
        } => {
            return format!(
                "«\u{a0}{name}\u{a0}» fait {} Mo, {} Mo au plus sont possibles\u{a0}: allégez-le ou partagez-en un lien.",
                megabytes(*size_bytes, ','),
                megabytes(*max_bytes, ',')
            );
        }
        Problem::Vanished { name } => {
            return format!(
                "Le contenu de «\u{a0}{name}\u{a0}» n’est plus sur le serveur\u{a0}: retirez ce fichier, puis ajoutez-le à nouveau."
            );
        }
        Problem::Unreadable => {
            "La mise en forme est illisible pour le serveur\u{a0}: copiez votre texte, rechargez la page, puis collez-le."
        }
        Problem::Unfilled { name } => {
            return format!(
                "Le champ «\u{a0}{{{name}}}\u{a0}» du modèle n’a pas de valeur\u{a0}: remplacez-le par un texte ou supprimez-le."
            );
        }
        Problem::UnknownField { name, known } => {
            return format!(
                "«\u{a0}{{{name}}}\u{a0}» n’est pas un champ connu\u{a0}: corrigez-le. Les champs possibles sont {known}."
            );
        }
        Problem::TooMany { max } => {
            return format!("Il y en a plus de {max}, le maximum\u{a0}: retirez-en.");
        }
    };
    sentence.to_owned()
}

fn missing(field: Field) -> &'static str {
    match field {
        Field::Employee => "Choisissez un collaborateur.",
        Field::Counterpart => "Choisissez un interlocuteur ou saisissez son nom.",
        Field::From => {
            "Cet expéditeur n’a pas de Mail 1\u{a0}: choisissez une autre adresse ou un autre expéditeur."
        }
        Field::To => {
            "Saisissez l’adresse du destinataire, ou décochez l’envoi par mail pour seulement enregistrer."
        }
        Field::Cc => "Saisissez une adresse en copie, ou videz tout à fait le champ.",
        Field::Bcc => "Saisissez une adresse en copie cachée, ou videz tout à fait le champ.",
        Field::Subject => "Saisissez un objet.",
        Field::Detail => "Saisissez le détail de l’échange\u{a0}: il est obligatoire.",
        Field::Kind => "Choisissez un type d’échange.",
        Field::OccurredAt => "Saisissez une date et une heure.",
        Field::Attachments => "Ajoutez une pièce jointe.",
        Field::Reason => "Saisissez un motif.",
        Field::Technician => "Choisissez un technicien.",
        Field::Report => "Saisissez le texte du compte-rendu\u{a0}: il est obligatoire.",
        Field::Address => "Saisissez une adresse e-mail.",
        Field::TemplateName => "Saisissez le nom du modèle.",
        Field::LeavesAt => "Saisissez la date et l’heure de l’envoi, ou décochez l’envoi plus tard.",
    }
}

fn not_in_list(field: Field) -> &'static str {
    match field {
        Field::Employee | Field::Technician => {
            "Ce collaborateur n’est plus actif\u{a0}: choisissez-en un autre."
        }
        Field::Counterpart => {
            "Cet interlocuteur n’est plus actif chez ce client\u{a0}: choisissez-en un autre."
        }
        Field::From => "Cette adresse n’est pas celle de l’expéditeur\u{a0}: choisissez une des siennes.",
        Field::Kind => "Ce type d’échange n’est plus utilisé\u{a0}: choisissez-en un autre.",
        Field::Detail => {
            "Une image du texte n’est pas parmi les pièces jointes\u{a0}: retirez-la du texte, puis ajoutez-la à nouveau."
        }
        Field::Attachments => {
            "Une pièce jointe n’est plus disponible\u{a0}: retirez-la, puis ajoutez-la à nouveau."
        }
        Field::To
        | Field::Cc
        | Field::Bcc
        | Field::Subject
        | Field::OccurredAt
        | Field::Reason
        | Field::Report
        | Field::Address
        | Field::TemplateName
        | Field::LeavesAt => "Ce choix n’est plus possible\u{a0}: choisissez-en un autre.",
    }
}

fn the_field(field: Field) -> &'static str {
    match field {
        Field::Subject => "L’objet",
        Field::Detail => "Le détail",
        Field::Reason => "Le motif",
        Field::Report => "Le compte-rendu",
        Field::Counterpart | Field::TemplateName => "Le nom",
        Field::To => "Le destinataire",
        Field::Cc => "La copie",
        Field::Bcc => "La copie cachée",
        Field::Address => "L’adresse",
        Field::Employee
        | Field::From
        | Field::Kind
        | Field::OccurredAt
        | Field::Attachments
        | Field::LeavesAt
        | Field::Technician => "Ce champ",
    }
}

pub(super) fn error(error: &AppError) -> String {
    let sentence = match error {
        AppError::SignedOut => {
            "Votre session a pris fin. Ce que vous avez saisi est conservé\u{a0}: reconnectez-vous pour continuer."
        }
        AppError::Forbidden => "Votre rôle ne donne pas accès à ceci. Adressez-vous à un administrateur.",
        AppError::NotFound => "Ceci n’existe pas ou n’existe plus. Rechargez la page.",
        AppError::Outdated => {
            "Cette page est plus ancienne que le serveur. Copiez ce que vous voulez garder, puis rechargez-la."
        }
        AppError::Malformed => {
            "Le serveur n’a pas compris la demande et n’a rien enregistré. Votre texte est conservé\u{a0}: rechargez la page, puis réessayez."
        }
        AppError::Unavailable => {
            "Le serveur est occupé et n’a rien enregistré. Votre texte est conservé\u{a0}: réessayez dans un instant."
        }
        AppError::Failed { incident } if incident.is_empty() => {
            "Une erreur s’est produite sur le serveur. Votre texte est conservé\u{a0}: réessayez, rien ne sera enregistré deux fois. Si cela continue, prévenez un administrateur."
        }
        AppError::Failed { incident } => {
            return format!(
                "Une erreur s’est produite sur le serveur. Votre texte est conservé\u{a0}: réessayez, rien ne sera enregistré deux fois. Si cela continue, donnez à un administrateur le numéro d’incident {incident}."
            );
        }
        AppError::Unreachable => {
            "Le serveur n’a pas répondu. Votre texte est conservé\u{a0}: réessayez quand le réseau est revenu, rien ne sera enregistré deux fois."
        }
    };
    sentence.to_owned()
}
