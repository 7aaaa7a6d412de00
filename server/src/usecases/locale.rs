//! Choosing the language of the interface.

use super::{Done, Stop, Work};
use crate::persistence::people;
use domain::command::Effect;
use domain::locale::Locale;

pub(super) async fn set(work: Work<'_>, locale: Locale) -> Result<Done, Stop> {
    people::set_locale(work.tx, work.actor.account, locale).await?;
    Ok(Done {
        effect: Effect::Locale,
        dit: None,
        has_mail: false,
    })
}
