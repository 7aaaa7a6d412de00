//! The words of what others do meanwhile. They come with the parts that draw them, so they stand in no catalogue.

use domain::locale::Locale;

/// What is said in one language.
#[derive(Debug)]
pub struct Words {
    /// Requests of a list that may not belong there any more, or that now do.
    pub changed: fn(usize) -> String,
    pub refresh: &'static str,
    pub arrived: fn(usize) -> String,
    pub writes_answer: fn(&str) -> String,
    pub writes: fn(&str) -> String,
    pub answered_title: &'static str,
    pub answered: fn(&str, &str) -> String,
    pub read_it: &'static str,
    pub send_anyway: &'static str,
}

static FR: Words = Words {
    changed: |count| match count {
        1 => "1\u{a0}demande a changé".to_owned(),
        count => format!("{count}\u{a0}demandes ont changé"),
    },
    refresh: "Actualiser",
    arrived: |count| match count {
        1 => "1\u{a0}nouvel échange".to_owned(),
        count => format!("{count}\u{a0}nouveaux échanges"),
    },
    writes_answer: |name| format!("{name} écrit une réponse…"),
    writes: |name| format!("{name} écrit…"),
    answered_title: "Une réponse vient de partir",
    answered: |time, name| {
        format!(
            "Une réponse vient de partir ({time}, {name}). Votre texte est intact\u{a0}: relisez la leur, ou envoyez la vôtre."
        )
    },
    read_it: "Relire",
    send_anyway: "Envoyer quand même",
};

static EN: Words = Words {
    changed: |count| match count {
        1 => "1 request has changed".to_owned(),
        count => format!("{count} requests have changed"),
    },
    refresh: "Refresh",
    arrived: |count| match count {
        1 => "1 new exchange".to_owned(),
        count => format!("{count} new exchanges"),
    },
    writes_answer: |name| format!("{name} is writing an answer…"),
    writes: |name| format!("{name} is writing…"),
    answered_title: "An answer has just left",
    answered: |time, name| {
        format!("An answer has just left ({time}, {name}). Your text is safe: read theirs, or send yours.")
    },
    read_it: "Read it",
    send_anyway: "Send anyway",
};

/// The words of a language.
pub fn live_words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Fr => &FR,
        Locale::En => &EN,
    }
}
