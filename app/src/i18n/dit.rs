//! Words of the requests, their jobs and the indicator.

use crate::view::Waiting;
use domain::crit::CritOutcome;
use domain::dit::{DitState, JobState, Priority};
use domain::indicator::{Indicator, LastWord};

#[derive(Debug)]
pub struct Words {
    pub nav: &'static str,

    pub list_title: &'static str,
    pub filters: &'static str,
    pub text: &'static str,
    pub text_placeholder: &'static str,
    pub state: &'static str,
    pub waiting: &'static str,
    pub all_waiting: &'static str,
    pub chaser: &'static str,
    pub mine: &'static str,
    pub apply: &'static str,
    pub number: &'static str,
    pub customer: &'static str,
    pub site: &'static str,
    pub subject: &'static str,
    pub in_charge: &'static str,
    pub last_exchange: &'static str,
    pub exchanges: &'static str,
    pub pages: &'static str,
    pub first: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub no_match_title: &'static str,
    pub no_match_text: &'static str,
    pub show_all: &'static str,

    pub priority_name: fn(Priority) -> &'static str,
    pub priority_badge: fn(Priority) -> &'static str,
    pub state_name: fn(DitState) -> &'static str,
    pub waiting_name: fn(Waiting) -> &'static str,
    pub job_state_name: fn(JobState) -> &'static str,
    pub outcome_name: fn(CritOutcome) -> &'static str,
    /// The accessible name of an indicator.
    pub indicator: fn(&Indicator) -> String,

    /// The path to the page.
    pub crumb: &'static str,
    /// For screen readers: what the facts are about.
    pub details: &'static str,
    pub contact: &'static str,
    pub mail1: &'static str,
    pub mail2: &'static str,
    pub recorded_at: &'static str,
    pub due_at: &'static str,
    pub nobody: &'static str,
    pub jobs: &'static str,
    pub no_jobs: &'static str,
    pub technician: &'static str,
    pub no_technician: &'static str,
    pub not_planned: &'static str,
    pub unknown_title: &'static str,
    /// What was asked and does not exist.
    pub unknown: fn(&str) -> String,

    pub enter_crit: &'static str,
    /// For one job among several; takes its number.
    pub enter_crit_of: fn(&str) -> String,
    pub crit: &'static str,
    pub crit_date: &'static str,
    pub crit_date_hint: &'static str,
    pub crit_text: &'static str,
    pub outcome: &'static str,
    pub save: &'static str,
    pub saving: &'static str,
    pub crit_saved: &'static str,
    /// Who recorded the report.
    pub recorded_by: &'static str,
}

pub const FR: Words = Words {
    nav: "Demandes",

    list_title: "Suivi des demandes",
    filters: "Filtrer les demandes",
    text: "Rechercher",
    text_placeholder: "Numéro, client, site, objet",
    state: "État",
    waiting: "Attente",
    all_waiting: "Toutes les attentes",
    chaser: "Relance",
    mine: "Les miennes",
    apply: "Filtrer",
    number: "Numéro",
    customer: "Client",
    site: "Site",
    subject: "Objet",
    in_charge: "Responsable",
    last_exchange: "Dernier échange",
    exchanges: "Échanges",
    pages: "Suite de la liste",
    first: "Revenir au début",
    none_title: "Pas encore de demande",
    none_text: "Les demandes apparaîtront ici dès leur enregistrement.",
    no_match_title: "Aucune demande ne correspond",
    no_match_text: "Élargissez la recherche ou effacez les filtres.",
    show_all: "Voir toutes les demandes",

    priority_name: priority_fr,
    priority_badge: priority_badge_fr,
    state_name: state_fr,
    waiting_name: waiting_fr,
    job_state_name: job_state_fr,
    outcome_name: outcome_fr,
    indicator: indicator_fr,

    crumb: "Fil d’Ariane",
    details: "Renseignements",
    contact: "Interlocuteur",
    mail1: "Mail 1",
    mail2: "Mail 2",
    recorded_at: "Enregistrée le",
    due_at: "Échéance",
    nobody: "Personne pour l’instant",
    jobs: "Interventions",
    no_jobs: "Aucune intervention n’est prévue.",
    technician: "Technicien",
    no_technician: "Aucun technicien",
    not_planned: "date à fixer",
    unknown_title: "Demande introuvable",
    unknown: unknown_fr,

    enter_crit: "Saisir le CRIT",
    enter_crit_of: enter_crit_of_fr,
    crit: "CRIT",
    crit_date: "Date de l’intervention",
    crit_date_hint: "Laissez vide pour maintenant.",
    crit_text: "Compte-rendu",
    outcome: "Travail",
    save: "Enregistrer",
    saving: "Enregistrement…",
    crit_saved: "Le CRIT est enregistré.",
    recorded_by: "Saisi par",
};

pub const EN: Words = Words {
    nav: "Requests",

    list_title: "Service requests",
    filters: "Filter requests",
    text: "Search",
    text_placeholder: "Number, customer, site, subject",
    state: "State",
    waiting: "Waiting",
    all_waiting: "Waiting or not",
    chaser: "Chaser",
    mine: "Mine",
    apply: "Filter",
    number: "Number",
    customer: "Customer",
    site: "Site",
    subject: "Subject",
    in_charge: "In charge",
    last_exchange: "Last exchange",
    exchanges: "Exchanges",
    pages: "More of the list",
    first: "Back to the start",
    none_title: "No request yet",
    none_text: "Requests appear here as soon as they are recorded.",
    no_match_title: "No request matches",
    no_match_text: "Widen the search or clear the filters.",
    show_all: "See all requests",

    priority_name: priority_en,
    priority_badge: priority_badge_en,
    state_name: state_en,
    waiting_name: waiting_en,
    job_state_name: job_state_en,
    outcome_name: outcome_en,
    indicator: indicator_en,

    crumb: "Breadcrumb",
    details: "Details",
    contact: "Contact",
    mail1: "Mail 1",
    mail2: "Mail 2",
    recorded_at: "Recorded on",
    due_at: "Due",
    nobody: "Nobody yet",
    jobs: "Jobs",
    no_jobs: "No job is planned.",
    technician: "Technician",
    no_technician: "No technician",
    not_planned: "date to be set",
    unknown_title: "Request not found",
    unknown: unknown_en,

    enter_crit: "Enter the job report",
    enter_crit_of: enter_crit_of_en,
    crit: "Job report",
    crit_date: "Date of the job",
    crit_date_hint: "Leave empty for now.",
    crit_text: "Report",
    outcome: "Work",
    save: "Save",
    saving: "Saving…",
    crit_saved: "The job report is saved.",
    recorded_by: "Entered by",
};

fn priority_fr(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "Basse",
        Priority::Normal => "Normale",
        Priority::High => "Haute",
        Priority::Urgent => "Urgente",
    }
}

fn priority_badge_fr(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "Priorité basse",
        Priority::Normal => "Priorité normale",
        Priority::High => "Priorité haute",
        Priority::Urgent => "Priorité urgente",
    }
}

fn priority_badge_en(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "Low priority",
        Priority::Normal => "Normal priority",
        Priority::High => "High priority",
        Priority::Urgent => "Urgent",
    }
}

fn priority_en(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "Low",
        Priority::Normal => "Normal",
        Priority::High => "High",
        Priority::Urgent => "Urgent",
    }
}

fn state_fr(state: DitState) -> &'static str {
    match state {
        DitState::External => "Saisie externe",
        DitState::Open => "En cours",
        DitState::WorkDone => "Travail terminé",
        DitState::WorkNotDone => "Travail non terminé",
        DitState::Closed => "Clôturée",
        DitState::Cancelled => "Annulée",
    }
}

fn state_en(state: DitState) -> &'static str {
    match state {
        DitState::External => "Entered outside",
        DitState::Open => "In progress",
        DitState::WorkDone => "Work done",
        DitState::WorkNotDone => "Work not done",
        DitState::Closed => "Closed",
        DitState::Cancelled => "Cancelled",
    }
}

fn waiting_fr(waiting: Waiting) -> &'static str {
    match waiting {
        Waiting::ForUs => "Attend notre réponse",
        Waiting::ForCustomer => "Attend le client",
    }
}

fn waiting_en(waiting: Waiting) -> &'static str {
    match waiting {
        Waiting::ForUs => "Waiting for us",
        Waiting::ForCustomer => "Waiting for the customer",
    }
}

fn job_state_fr(state: JobState) -> &'static str {
    match state {
        JobState::ToPlan => "À planifier",
        JobState::Planned => "Planifiée",
        JobState::Reported => "CRIT saisi",
    }
}

fn job_state_en(state: JobState) -> &'static str {
    match state {
        JobState::ToPlan => "To plan",
        JobState::Planned => "Planned",
        JobState::Reported => "Reported",
    }
}

fn outcome_fr(outcome: CritOutcome) -> &'static str {
    match outcome {
        CritOutcome::Done => "Terminé",
        CritOutcome::NotDone => "Non terminé",
    }
}

fn outcome_en(outcome: CritOutcome) -> &'static str {
    match outcome {
        CritOutcome::Done => "Done",
        CritOutcome::NotDone => "Not done",
    }
}

fn indicator_fr(indicator: &Indicator) -> String {
    if indicator.count == 0 {
        return "Échanges : aucun".to_owned();
    }
    let last = match indicator.last {
        Some(LastWord::Customer) => ", dernier du client",
        Some(LastWord::Us) => ", dernier de nous",
        None => "",
    };
    let chaser = if indicator.has_chaser { ", relance" } else { "" };
    format!("Échanges : {}{last}{chaser}", indicator.count)
}

fn indicator_en(indicator: &Indicator) -> String {
    if indicator.count == 0 {
        return "Exchanges: none".to_owned();
    }
    let last = match indicator.last {
        Some(LastWord::Customer) => ", last from the customer",
        Some(LastWord::Us) => ", last from us",
        None => "",
    };
    let chaser = if indicator.has_chaser { ", chaser" } else { "" };
    format!("Exchanges: {}{last}{chaser}", indicator.count)
}

fn unknown_fr(asked: &str) -> String {
    format!(
        "Aucune demande ne porte le numéro «\u{a0}{asked}\u{a0}». Un numéro s’écrit DIT, l’année et quatre chiffres au moins\u{a0}: DIT-2026-0001."
    )
}

fn unknown_en(asked: &str) -> String {
    format!(
        "No request has the number “{asked}”. A number is DIT, the year and four digits at least: DIT-2026-0001."
    )
}

fn enter_crit_of_fr(number: &str) -> String {
    format!("Saisir le CRIT de {number}")
}

fn enter_crit_of_en(number: &str) -> String {
    format!("Enter the job report of {number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_indicator_says_who_spoke_last_and_whether_somebody_chased() {
        let indicator = |count, last, has_chaser| Indicator {
            count,
            last,
            has_chaser,
            version: 1,
        };
        for (indicator, french, english) in [
            (indicator(0, None, false), "Échanges : aucun", "Exchanges: none"),
            (
                indicator(3, Some(LastWord::Customer), false),
                "Échanges : 3, dernier du client",
                "Exchanges: 3, last from the customer",
            ),
            (
                indicator(300, Some(LastWord::Us), true),
                "Échanges : 300, dernier de nous, relance",
                "Exchanges: 300, last from us, chaser",
            ),
        ] {
            assert_eq!((FR.indicator)(&indicator), french);
            assert_eq!((EN.indicator)(&indicator), english);
        }
    }
}
