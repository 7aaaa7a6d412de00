//! Words of the overview of a customer.

use domain::exchange::Direction;

#[derive(Debug)]
pub struct Words {
    pub overview: &'static str,
    /// For screen readers: the figures at the top.
    pub figures: &'static str,
    pub open: fn(u32) -> String,
    pub waiting_for_us: fn(u32) -> String,
    pub waiting_for_customer: fn(u32) -> String,
    pub chasers: fn(u32) -> String,
    /// A mean time to our answer, in minutes.
    pub answer: fn(u32) -> String,
    pub inactive: &'static str,
    pub dits: &'static str,
    pub all_dits: &'static str,
    pub no_dits: &'static str,
    pub contacts: &'static str,
    pub no_contacts: &'static str,
    pub sites: &'static str,
    pub no_sites: &'static str,
    pub jobs: &'static str,
    pub no_jobs: &'static str,
    pub log: &'static str,
    pub no_log: &'static str,
    pub no_match: &'static str,
    pub direction: &'static str,
    pub direction_choice: fn(Option<Direction>) -> &'static str,
    pub only_chasers: &'static str,
    pub older: &'static str,
    pub unknown_title: &'static str,
    pub unknown: fn(&str) -> String,
    pub search: &'static str,
}

pub const FR: Words = Words {
    overview: "Synthèse client",
    figures: "Chiffres",
    open: |count| match count {
        0 | 1 => format!("{count} demande ouverte"),
        _ => format!("{count} demandes ouvertes"),
    },
    waiting_for_us: |count| match count {
        0 | 1 => format!("{count} attend notre réponse"),
        _ => format!("{count} attendent notre réponse"),
    },
    waiting_for_customer: |count| match count {
        0 | 1 => format!("{count} attend le client"),
        _ => format!("{count} attendent le client"),
    },
    chasers: |count| match count {
        0 | 1 => format!("{count} relance en 30\u{a0}jours"),
        _ => format!("{count} relances en 30\u{a0}jours"),
    },
    answer: |minutes| match minutes {
        0..60 => format!("réponse en {minutes}\u{a0}min en moyenne"),
        60..2880 => format!("réponse en {}\u{a0}h en moyenne", (minutes + 30) / 60),
        _ => format!("réponse en {}\u{a0}jours en moyenne", (minutes + 720) / 1440),
    },
    inactive: "inactif",
    dits: "Demandes",
    all_dits: "Toutes les demandes de ce client",
    no_dits: "Aucune demande n’est enregistrée pour ce client.",
    contacts: "Interlocuteurs",
    no_contacts: "Aucun interlocuteur n’est connu.",
    sites: "Sites",
    no_sites: "Aucun site n’est connu.",
    jobs: "Interventions à venir",
    no_jobs: "Aucune intervention n’attend son compte-rendu.",
    log: "Tous les échanges",
    no_log: "Aucun échange avec ce client pour l’instant.",
    no_match: "Aucun échange ne correspond.",
    direction: "Sens",
    direction_choice: |direction| match direction {
        None => "Tous",
        Some(Direction::Received) => "Reçus",
        Some(Direction::Sent) => "Transmis",
        Some(Direction::Internal) => "Notes",
    },
    only_chasers: "Relances seulement",
    older: "Afficher les échanges plus anciens",
    unknown_title: "Client introuvable",
    unknown: |code| format!("Aucun client ne porte le code «\u{a0}{code}\u{a0}»."),
    search: "Rechercher dans les échanges de ce client",
};

pub const EN: Words = Words {
    overview: "Customer overview",
    figures: "Figures",
    open: |count| match count {
        1 => "1 open request".to_owned(),
        _ => format!("{count} open requests"),
    },
    waiting_for_us: |count| match count {
        1 => "1 waits for our answer".to_owned(),
        _ => format!("{count} wait for our answer"),
    },
    waiting_for_customer: |count| match count {
        1 => "1 waits for the customer".to_owned(),
        _ => format!("{count} wait for the customer"),
    },
    chasers: |count| match count {
        1 => "1 chaser in 30 days".to_owned(),
        _ => format!("{count} chasers in 30 days"),
    },
    answer: |minutes| match minutes {
        0..60 => format!("answered in {minutes} min on average"),
        60..2880 => format!("answered in {} h on average", (minutes + 30) / 60),
        _ => format!("answered in {} days on average", (minutes + 720) / 1440),
    },
    inactive: "inactive",
    dits: "Requests",
    all_dits: "All requests of this customer",
    no_dits: "No request is recorded for this customer.",
    contacts: "Contacts",
    no_contacts: "No contact is known.",
    sites: "Sites",
    no_sites: "No site is known.",
    jobs: "Jobs to come",
    no_jobs: "No job waits for its report.",
    log: "All exchanges",
    no_log: "No exchange with this customer yet.",
    no_match: "No exchange matches.",
    direction: "Direction",
    direction_choice: |direction| match direction {
        None => "All",
        Some(Direction::Received) => "Received",
        Some(Direction::Sent) => "Sent",
        Some(Direction::Internal) => "Notes",
    },
    only_chasers: "Chasers only",
    older: "Show older exchanges",
    unknown_title: "No such customer",
    unknown: |code| format!("No customer has the code \u{201c}{code}\u{201d}."),
    search: "Search the exchanges of this customer",
};
