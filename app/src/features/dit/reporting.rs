//! Asking for the report of a job. Its form comes when it is first wanted.

use crate::features::later::{Action, act};
use crate::features::session::{Session, use_session};
use crate::parts::{Parts, now, use_parts};
use crate::view::{Choice, DitView, JobView};
use domain::JobId;
use leptos::prelude::*;

/// The job that is reported, with what the form starts from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CritTarget {
    pub job: JobId,
    pub number: String,
    /// Id of the technician to propose.
    pub technician: String,
    pub technicians: Vec<(String, String)>,
}

/// Which report is asked for on this page.
#[derive(Clone, Copy, Debug)]
pub struct Reporting {
    asked: RwSignal<Option<CritTarget>>,
    is_wanted: RwSignal<bool>,
    session: Session,
    parts: Parts,
}

impl Reporting {
    pub(super) fn new() -> Self {
        Self {
            asked: RwSignal::new(None),
            is_wanted: RwSignal::new(false),
            session: use_session(),
            parts: use_parts(),
        }
    }

    /// What the form of a job starts from: its technician, or the person who types when they are in the list.
    pub fn target(self, dit: &DitView, job: &JobView) -> CritTarget {
        let active = |id| dit.technicians.iter().find(|technician| technician.id == id);
        let technician = job
            .technician
            .as_ref()
            .and_then(|technician| active(technician.id))
            .or_else(|| active(self.session.actor().employee));
        let option = |choice: &Choice| (choice.id.to_string(), choice.name.clone());
        CritTarget {
            job: job.id,
            number: job.number.clone(),
            technician: technician
                .map(|technician| technician.id.to_string())
                .unwrap_or_default(),
            technicians: dit.technicians.iter().map(option).collect(),
        }
    }

    /// Asks for the form of a job.
    pub fn ask(self, target: CritTarget) {
        self.asked.set(Some(target));
        if !self.is_wanted.get_untracked() {
            self.is_wanted.set(true);
        }
        self.parts.actions.fetch();
    }

    /// What was asked for, once.
    pub fn take(self) -> Option<CritTarget> {
        let target = self.asked.get()?;
        self.asked.set(None);
        Some(target)
    }

    /// The place of the form.
    pub fn place(self) -> AnyView {
        let place = move || {
            self.is_wanted
                .get()
                .then(|| self.parts.actions.show(move || now(act(Action::Report(self)))))
        };
        place.into_any()
    }
}
