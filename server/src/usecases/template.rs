//! Writing templates, and putting them into order.

use super::record::read_document;
use super::{Done, Stop, Work};
use crate::persistence::templates;
use domain::TemplateId;
use domain::command::{ArrangeTemplate, Effect, SaveTemplate};
use domain::template::{arrange_template, save_template};

pub(super) async fn save(work: Work<'_>, command: &SaveTemplate) -> Result<Done, Stop> {
    let all = templates::hold_all(work.tx).await?;
    let document = read_document(&command.document);
    let saved = save_template(command, work.actor, &all, document)?;
    let id = match command.template {
        Some(id) => {
            templates::update(work.tx, id, command.revision + 1, &saved).await?;
            id
        }
        None => templates::add(work.tx, &saved, &all).await?,
    };
    Ok(done(id))
}

pub(super) async fn arrange(work: Work<'_>, command: &ArrangeTemplate) -> Result<Done, Stop> {
    let all = templates::hold_all(work.tx).await?;
    for standing in arrange_template(command, work.actor, &all)? {
        templates::place(work.tx, &standing).await?;
    }
    Ok(done(command.template))
}

fn done(template: TemplateId) -> Done {
    Done {
        effect: Effect::Template(template),
        dit: None,
        has_mail: false,
    }
}
