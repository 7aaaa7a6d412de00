//! The sentences that people read, copied by hand: a catalogue that changes one changes it here and in the documentation.

/// One sentence in both languages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sentence {
    pub fr: &'static str,
    pub en: &'static str,
}

macro_rules! sentences {
    ($($name:ident = $en:literal, $fr:literal;)+) => {
        $(pub const $name: Sentence = Sentence { fr: $fr, en: $en };)+
        /// In the order of the documentation.
        pub const SENTENCES: &[Sentence] = &[$($name),+];
    };
}

sentences! {
    UNKNOWN_ADDRESS = "This address does not exist at the recipient’s: check it.",
        "Cette adresse n’existe pas chez le destinataire\u{a0}: vérifiez-la.";
    UNKNOWN_DOMAIN = "The domain of this address (after the @) cannot be found: check it.",
        "Le domaine de cette adresse (après le @) est introuvable\u{a0}: vérifiez-le.";
    MAILBOX_DISABLED = "The recipient’s mailbox is closed or takes no mail.",
        "La boîte du destinataire est fermée ou n’accepte pas de mail.";
    MAILBOX_FULL = "The recipient’s mailbox is full.",
        "La boîte du destinataire est pleine.";
    TOO_LARGE = "The mail is too large for the recipient’s server.",
        "Le mail est trop volumineux pour le serveur du destinataire.";
    SENDER_REFUSED = "The server refuses the sender’s address.",
        "Le serveur refuse l’adresse de l’expéditeur.";
    POLICY = "The recipient’s server refuses this mail by one of its rules (content, reputation, sender).",
        "Le serveur du destinataire refuse ce mail par une de ses règles (contenu, réputation, expéditeur).";
    GREYLISTED = "The recipient’s server asks to try again a little later.",
        "Le serveur du destinataire demande de réessayer un peu plus tard.";
    SERVER_BUSY = "The mail server is unavailable or overloaded for the moment.",
        "Le serveur de mail est momentanément indisponible ou saturé.";
    TOO_MANY_RECIPIENTS = "There are too many recipients for the mail server.",
        "Il y a trop de destinataires pour le serveur de mail.";
    CONTENT_REFUSED = "The server cannot carry the content of this mail.",
        "Le serveur ne sait pas transmettre le contenu de ce mail.";
    REFUSED = "The recipient’s server refused the mail.",
        "Le serveur du destinataire a refusé le mail.";
    NOT_NOW = "The recipient’s server did not take the mail for the moment.",
        "Le serveur du destinataire n’a pas pris le mail pour le moment.";
    SIGN_IN_REFUSED = "The mail server refuses the name or the password of our account.",
        "Le serveur de mail refuse l’identifiant ou le mot de passe de notre compte.";
    SIGN_IN_REQUIRED = "The mail server asks for a name and a password: the administrator has to set them.",
        "Le serveur de mail exige un identifiant et un mot de passe\u{a0}: l’administrateur doit les régler.";
    SIGN_IN_IMPOSSIBLE = "The mail server offers no way to sign in that this program knows.",
        "Le serveur de mail ne propose aucun moyen de s’identifier que ce programme connaisse.";
    SERVICE_REFUSED = "The mail server refuses to serve this program.",
        "Le serveur de mail refuse de servir ce programme.";
    NOT_REACHED = "The mail server could not be reached.",
        "Le serveur de mail n’a pas pu être joint.";
    NO_ANSWER = "The mail server did not answer in time.",
        "Le serveur de mail n’a pas répondu à temps.";
    CONNECTION_LOST = "The connection to the mail server was lost; the mail had not left yet.",
        "La connexion au serveur de mail a été coupée\u{a0}; le mail n’était pas encore parti.";
    GARBLED = "The mail server gave an answer that cannot be understood.",
        "Le serveur de mail a donné une réponse incompréhensible.";
    ENCRYPTION_REQUIRED = "The mail server asks for an encrypted connection.",
        "Le serveur de mail exige une connexion chiffrée.";
    ENCRYPTION_MISSING = "The mail server offers no encrypted connection: nothing was entrusted to it.",
        "Le serveur de mail ne propose pas de connexion chiffrée\u{a0}: rien ne lui a été confié.";
    ENCRYPTION_BROKEN = "The mail server offers an encrypted connection and does not give it: nothing was entrusted to it.",
        "Le serveur de mail annonce une connexion chiffrée et ne l’établit pas\u{a0}: rien ne lui a été confié.";
    CERTIFICATE_REFUSED = "The certificate of the mail server is not trusted: nothing was entrusted to it.",
        "Le certificat du serveur de mail n’est pas reconnu\u{a0}: rien ne lui a été confié.";
    CERTIFICATE_OF_ANOTHER = "The certificate of the mail server is made out for another name: nothing was entrusted to it.",
        "Le certificat du serveur de mail est établi pour un autre nom\u{a0}: rien ne lui a été confié.";
    CUT_AFTER_DOT = "The connection broke at the very end: the mail may have arrived. Check with the recipient.",
        "La connexion s’est coupée à la toute fin de l’envoi\u{a0}: le mail est peut-être arrivé. Vérifiez auprès du destinataire.";
    SILENT_AFTER_DOT = "The mail server did not confirm in time that it took the mail: it may have arrived. Check with the recipient.",
        "Le serveur de mail n’a pas confirmé à temps la réception du mail\u{a0}: il est peut-être arrivé. Vérifiez auprès du destinataire.";
    GARBLED_AFTER_DOT = "The mail server gave an answer that cannot be understood at the very end: the mail may have arrived. Check with the recipient.",
        "Le serveur de mail a donné une réponse incompréhensible à la toute fin de l’envoi\u{a0}: le mail est peut-être arrivé. Vérifiez auprès du destinataire.";
}
