//! When a mail reached its state and what comes next, in words. Only the server writes them, like the dates that they hold.

use domain::locale::Locale;
use domain::mail::RecipientState;

/// What follows the word of a state: ` le 24 nov. 2026, 09:30, prochain essai le …`.
pub fn when_text(locale: Locale, state: RecipientState, since: &str, next: Option<&str>) -> String {
    use RecipientState as S;
    match (locale, state, next) {
        (Locale::Fr, S::Scheduled, Some(next)) => format!(" le {next}"),
        (Locale::En, S::Scheduled, Some(next)) => format!(" on {next}"),
        (Locale::Fr, S::Queued | S::Transmitting, _) => format!(" depuis le {since}"),
        (Locale::En, S::Queued | S::Transmitting, _) => format!(" since {since}"),
        (Locale::Fr, S::Deferred, Some(next)) => format!(" le {since}, prochain essai le {next}"),
        (Locale::En, S::Deferred, Some(next)) => format!(" on {since}, next try on {next}"),
        (Locale::Fr, ..) => format!(" le {since}"),
        (Locale::En, ..) => format!(" on {since}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_tells_its_time_and_what_waits_tells_the_next() {
        let fr = |state, next| when_text(Locale::Fr, state, "HIER", next);
        assert_eq!(fr(RecipientState::Accepted, None), " le HIER");
        assert_eq!(fr(RecipientState::Scheduled, Some("DEMAIN")), " le DEMAIN");
        assert_eq!(fr(RecipientState::Queued, Some("DEMAIN")), " depuis le HIER");
        assert_eq!(
            fr(RecipientState::Deferred, Some("DEMAIN")),
            " le HIER, prochain essai le DEMAIN"
        );
        for state in RecipientState::ALL {
            for next in [None, Some("TOMORROW")] {
                let text = when_text(Locale::En, state, "YESTERDAY", next);
                assert!(
                    text.contains("YESTERDAY") || text.contains("TOMORROW"),
                    "{state:?}"
                );
            }
        }
    }
}
