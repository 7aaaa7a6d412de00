//! Read models of the page of templates.

use domain::TemplateId;
use serde::{Deserialize, Serialize};

/// One template, as administrators see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TemplateView {
    pub id: TemplateId,
    pub name: String,
    pub subject: String,
    /// Its text, with its fields as they are written.
    pub detail: String,
    /// An [`editor::Document`] as JSON; empty when the text is plain.
    pub document: String,
    /// Forms offer it.
    pub is_active: bool,
    pub revision: u32,
}
