//! Why a mail did not get through, in a sentence. Only the server writes them: no page carries both languages of all of them.

use domain::locale::Locale;
use domain::reason::MailReason;

/// One sentence for the person who sent the mail.
pub fn reason_text(locale: Locale, reason: MailReason) -> &'static str {
    match locale {
        Locale::Fr => french(reason),
        Locale::En => english(reason),
    }
}

fn french(reason: MailReason) -> &'static str {
    use MailReason as R;
    match reason {
        R::UnknownAddress => "Cette adresse n’existe pas chez le destinataire\u{a0}: vérifiez-la.",
        R::UnknownDomain => "Le domaine de cette adresse (après le @) est introuvable\u{a0}: vérifiez-le.",
        R::MailboxDisabled => "La boîte du destinataire est fermée ou n’accepte pas de mail.",
        R::MailboxFull => "La boîte du destinataire est pleine.",
        R::TooLarge => "Le mail est trop volumineux pour le serveur du destinataire.",
        R::SenderRefused => "Le serveur refuse l’adresse de l’expéditeur.",
        R::Policy => {
            "Le serveur du destinataire refuse ce mail par une de ses règles (contenu, réputation, expéditeur)."
        }
        R::Greylisted => "Le serveur du destinataire demande de réessayer un peu plus tard.",
        R::ServerBusy => "Le serveur de mail est momentanément indisponible ou saturé.",
        R::TooManyRecipients => "Il y a trop de destinataires pour le serveur de mail.",
        R::ContentRefused => "Le serveur ne sait pas transmettre le contenu de ce mail.",
        R::SignInRefused => "Le serveur de mail refuse l’identifiant ou le mot de passe de notre compte.",
        R::SignInRequired => {
            "Le serveur de mail exige un identifiant et un mot de passe\u{a0}: l’administrateur doit les régler."
        }
        R::SignInImpossible => {
            "Le serveur de mail ne propose aucun moyen de s’identifier que ce programme connaisse."
        }
        R::EncryptionRequired => "Le serveur de mail exige une connexion chiffrée.",
        R::ServiceRefused => "Le serveur de mail refuse de servir ce programme.",
        R::NoInternationalAddress => "Le serveur de mail n’accepte pas d’accent avant le @ d’une adresse.",
        R::Refused => "Le serveur du destinataire a refusé le mail.",
        R::NotNow => "Le serveur du destinataire n’a pas pris le mail pour le moment.",
        R::NotReached => "Le serveur de mail n’a pas pu être joint.",
        R::NoAnswer => "Le serveur de mail n’a pas répondu à temps.",
        R::ConnectionLost => {
            "La connexion au serveur de mail a été coupée\u{a0}; le mail n’était pas encore parti."
        }
        R::Garbled => "Le serveur de mail a donné une réponse incompréhensible.",
        R::CertificateRefused => {
            "Le certificat du serveur de mail n’est pas reconnu\u{a0}: rien ne lui a été confié."
        }
        R::CertificateOfAnother => {
            "Le certificat du serveur de mail est établi pour un autre nom\u{a0}: rien ne lui a été confié."
        }
        R::EncryptionBroken => {
            "Le serveur de mail annonce une connexion chiffrée et ne l’établit pas\u{a0}: rien ne lui a été confié."
        }
        R::EncryptionMissing => {
            "Le serveur de mail ne propose pas de connexion chiffrée\u{a0}: rien ne lui a été confié."
        }
        R::CutAfterDot => {
            "La connexion s’est coupée à la toute fin de l’envoi\u{a0}: le mail est peut-être arrivé. Vérifiez auprès du destinataire."
        }
        R::SilentAfterDot => {
            "Le serveur de mail n’a pas confirmé à temps la réception du mail\u{a0}: il est peut-être arrivé. Vérifiez auprès du destinataire."
        }
        R::GarbledAfterDot => {
            "Le serveur de mail a donné une réponse incompréhensible à la toute fin de l’envoi\u{a0}: le mail est peut-être arrivé. Vérifiez auprès du destinataire."
        }
        R::WorkerLost => {
            "Le programme s’est arrêté pendant l’envoi\u{a0}: le mail est peut-être arrivé. Vérifiez auprès du destinataire."
        }
        R::GivenUp => "Le mail n’a pas pu partir pendant cinq jours\u{a0}: il n’est plus réessayé.",
        R::DamagedMail => "Le mail enregistré est endommagé et ne peut pas partir.",
    }
}

fn english(reason: MailReason) -> &'static str {
    use MailReason as R;
    match reason {
        R::UnknownAddress => "This address does not exist at the recipient’s: check it.",
        R::UnknownDomain => "The domain of this address (after the @) cannot be found: check it.",
        R::MailboxDisabled => "The recipient’s mailbox is closed or takes no mail.",
        R::MailboxFull => "The recipient’s mailbox is full.",
        R::TooLarge => "The mail is too large for the recipient’s server.",
        R::SenderRefused => "The server refuses the sender’s address.",
        R::Policy => {
            "The recipient’s server refuses this mail by one of its rules (content, reputation, sender)."
        }
        R::Greylisted => "The recipient’s server asks to try again a little later.",
        R::ServerBusy => "The mail server is unavailable or overloaded for the moment.",
        R::TooManyRecipients => "There are too many recipients for the mail server.",
        R::ContentRefused => "The server cannot carry the content of this mail.",
        R::SignInRefused => "The mail server refuses the name or the password of our account.",
        R::SignInRequired => {
            "The mail server asks for a name and a password: the administrator has to set them."
        }
        R::SignInImpossible => "The mail server offers no way to sign in that this program knows.",
        R::EncryptionRequired => "The mail server asks for an encrypted connection.",
        R::ServiceRefused => "The mail server refuses to serve this program.",
        R::NoInternationalAddress => "The mail server takes no accent before the @ of an address.",
        R::Refused => "The recipient’s server refused the mail.",
        R::NotNow => "The recipient’s server did not take the mail for the moment.",
        R::NotReached => "The mail server could not be reached.",
        R::NoAnswer => "The mail server did not answer in time.",
        R::ConnectionLost => "The connection to the mail server was lost; the mail had not left yet.",
        R::Garbled => "The mail server gave an answer that cannot be understood.",
        R::CertificateRefused => {
            "The certificate of the mail server is not trusted: nothing was entrusted to it."
        }
        R::CertificateOfAnother => {
            "The certificate of the mail server is made out for another name: nothing was entrusted to it."
        }
        R::EncryptionBroken => {
            "The mail server offers an encrypted connection and does not give it: nothing was entrusted to it."
        }
        R::EncryptionMissing => {
            "The mail server offers no encrypted connection: nothing was entrusted to it."
        }
        R::CutAfterDot => {
            "The connection broke at the very end: the mail may have arrived. Check with the recipient."
        }
        R::SilentAfterDot => {
            "The mail server did not confirm in time that it took the mail: it may have arrived. Check with the recipient."
        }
        R::GarbledAfterDot => {
            "The mail server gave an answer that cannot be understood at the very end: the mail may have arrived. Check with the recipient."
        }
        R::WorkerLost => {
            "The program stopped while it was sending: the mail may have arrived. Check with the recipient."
        }
        R::GivenUp => "The mail could not leave for five days: it is no longer tried.",
        R::DamagedMail => "The stored mail is damaged and cannot leave.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_own_sentence_in_both_languages() {
        for locale in [Locale::Fr, Locale::En] {
            let mut texts = MailReason::ALL.map(|reason| reason_text(locale, reason));
            assert!(texts.iter().all(|text| text.ends_with('.')));
            texts.sort_unstable();
            assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "{texts:?}");
        }
    }
}
