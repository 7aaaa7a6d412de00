//! The mail that tells the sender of a mail that it was given up. Only the server writes it.

use super::reason::reason_text;
use domain::locale::Locale;
use domain::reason::MailReason;
use std::fmt::Write;

/// A mail that was given up, as its sender is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GivenUp<'a> {
    /// Of the mail.
    pub subject: &'a str,
    /// Address of the request's exchanges.
    pub link: &'a str,
    pub recipients: Vec<LostRecipient<'a>>,
}

/// Somebody who did not get it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LostRecipient<'a> {
    pub address: &'a str,
    /// What kept the last try from succeeding.
    pub cause: Option<MailReason>,
    /// The mail server's words, or ours when it said nothing.
    pub reply: &'a str,
}

/// Subject of the notice.
pub fn notice_subject(locale: Locale, subject: &str) -> String {
    match locale {
        Locale::Fr => format!("Mail non remis\u{a0}: {subject}"),
        Locale::En => format!("Mail not delivered: {subject}"),
    }
}

/// Its text.
pub fn notice_text(locale: Locale, mail: &GivenUp<'_>) -> String {
    let (subject, link) = (mail.subject, mail.link);
    let recipients = recipients(locale, &mail.recipients);
    match locale {
        Locale::Fr => format!(
            "Bonjour,\n\nVotre mail «\u{a0}{subject}\u{a0}» n’a pas pu être remis. Il a été réessayé pendant cinq jours\u{a0}; il n’est plus réessayé.\n\n\
             {recipients}\nPour le renvoyer ou corriger l’adresse\u{a0}:\n{link}\n\nCe message est automatique\u{a0}: inutile d’y répondre."
        ),
        Locale::En => format!(
            "Hello,\n\nYour mail “{subject}” could not be delivered. It was tried for five days and is not tried any more.\n\n\
             {recipients}\nTo send it again or to correct the address:\n{link}\n\nThis message was written by the program: there is no need to answer it."
        ),
    }
}

fn recipients(locale: Locale, lost: &[LostRecipient<'_>]) -> String {
    let (colon, answer) = match locale {
        Locale::Fr => ("\u{a0}:", "Dernière réponse"),
        Locale::En => (":", "Last answer"),
    };
    let mut text = String::new();
    for one in lost {
        let cause = one.cause.map_or("", |cause| reason_text(locale, cause));
        writeln!(text, "{}{colon} {cause}", one.address).expect("a string takes all that is written to it");
        if !one.reply.is_empty() {
            writeln!(text, "{answer}{colon} {}", one.reply)
                .expect("a string takes all that is written to it");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_says_what_who_why_and_where() {
        for locale in [Locale::Fr, Locale::En] {
            let lost = LostRecipient {
                address: "a@client.example",
                cause: Some(MailReason::MailboxFull),
                reply: "452 4.2.2 full",
            };
            let mail = GivenUp {
                subject: "Rendez-vous",
                link: "https://echanges.example.org/dits/DIT-2026-0001",
                recipients: vec![lost],
            };
            let text = notice_text(locale, &mail);
            for part in [
                mail.subject,
                mail.link,
                "a@client.example",
                "452 4.2.2 full",
                reason_text(locale, MailReason::MailboxFull),
            ] {
                assert!(text.contains(part), "{part} in {text}");
            }
            assert!(notice_subject(locale, mail.subject).ends_with(mail.subject));
        }
    }
}
