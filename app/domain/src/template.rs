//! Modèles: texts to start from, with fields for what differs from one mail to the next.

use crate::command::{ArrangeTemplate, SaveTemplate};
use crate::employee::Actor;
use crate::formatted::{Use, judge};
use crate::id::TemplateId;
use crate::merge::{self, FIELDS};
use crate::permission::Permission;
use crate::rejection::{Field, Issues, Problem, RecordName, Rejection};
use crate::text::{Line, Subject, is_blank};
use editor::Document;
use serde::{Deserialize, Serialize};

/// Longest name of a template, in characters.
pub const TEMPLATE_NAME_MAX: usize = 80;
/// Most templates, retired ones included: a menu that nobody can read helps nobody.
pub const TEMPLATES_MAX: usize = 200;

/// Name of a template.
pub type TemplateName = Line<TEMPLATE_NAME_MAX>;

/// Modèle, as a form offers it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Template {
    pub id: TemplateId,
    pub name: String,
    /// May be empty, and may hold fields.
    pub subject: String,
    /// An [`editor::Document`] as JSON.
    pub document: String,
}

/// What an administrator does with a template beside writing it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum TemplateChange {
    /// It is offered no more.
    Retire,
    /// It is offered again.
    Restore,
    /// One place up among those that are offered.
    Up,
    /// One place down.
    Down,
}

/// A template as it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TemplateStanding {
    pub id: TemplateId,
    pub revision: u32,
    pub is_active: bool,
    /// Place among all templates.
    pub position: i32,
}

/// A template as decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedTemplate {
    pub name: TemplateName,
    pub subject: Subject,
    pub document: Document,
}

/// Judges what a template is to say. `document` is that of the command, or why it cannot be read.
///
/// # Errors
/// The role, a template that does not exist or was changed meanwhile, then every field that is wrong.
pub fn save_template(
    command: &SaveTemplate,
    actor: Actor,
    all: &[TemplateStanding],
    document: Result<Option<Document>, Problem>,
) -> Result<SavedTemplate, Rejection> {
    actor.role.require(Permission::Parameters)?;
    if let Some(id) = command.template {
        let standing = find(id, all)?;
        if standing.revision != command.revision {
            return Err(Rejection::Conflict {
                current: standing.revision,
            });
        }
    }
    let mut issues = Issues::default();
    let room = if command.template.is_none() && all.len() >= TEMPLATES_MAX {
        Err(Problem::TooMany { max: TEMPLATES_MAX })
    } else {
        Ok(())
    };
    let name = room.and_then(|()| check_name(&command.name));
    let name = issues.take(Field::TemplateName, name);
    let subject = issues.take(Field::Subject, check_subject(&command.subject));
    let document = document
        .and_then(|document| judge(document, &command.detail, &[], Use::Kept))
        .and_then(|written| {
            let plain = || Document::from_text(written.detail.as_str());
            check_fields(written.document.clone().unwrap_or_else(plain))
        });
    let document = issues.take(Field::Detail, document);
    let saved = (|| {
        Some(SavedTemplate {
            name: name?,
            subject: subject?,
            document: document?,
        })
    })();
    issues.finish(saved)
}

/// Where templates go: each that gets another place, or comes and goes, with what it becomes.
///
/// # Errors
/// The role, or a template that does not exist. What is already so is done.
pub fn arrange_template(
    command: &ArrangeTemplate,
    actor: Actor,
    all: &[TemplateStanding],
) -> Result<Vec<TemplateStanding>, Rejection> {
    actor.role.require(Permission::Parameters)?;
    let standing = find(command.template, all)?;
    let set_active = |is_active| {
        vec![TemplateStanding {
            is_active,
            ..standing
        }]
    };
    Ok(match command.change {
        TemplateChange::Retire => set_active(false),
        TemplateChange::Restore => set_active(true),
        TemplateChange::Up => exchanged(standing, all.iter().rev()),
        TemplateChange::Down => exchanged(standing, all.iter()),
    })
}

fn find(id: TemplateId, all: &[TemplateStanding]) -> Result<TemplateStanding, Rejection> {
    let found = all.iter().find(|standing| standing.id == id);
    found.copied().ok_or(Rejection::Unknown(RecordName::Template))
}

/// The template and the next one of its sort, each in the place of the other; nothing when there is none.
fn exchanged<'a>(
    standing: TemplateStanding,
    all: impl Iterator<Item = &'a TemplateStanding>,
) -> Vec<TemplateStanding> {
    let mut after = all.skip_while(|other| other.id != standing.id).skip(1);
    let next = after.find(|other| other.is_active == standing.is_active);
    let trade = |other: &TemplateStanding| {
        let mine = TemplateStanding {
            position: other.position,
            ..standing
        };
        let theirs = TemplateStanding {
            position: standing.position,
            ..*other
        };
        vec![mine, theirs]
    };
    next.map(trade).unwrap_or_default()
}

fn check_name(typed: &str) -> Result<TemplateName, Problem> {
    if is_blank(typed) {
        return Err(Problem::Missing);
    }
    TemplateName::parse(typed.trim())
}

/// Fields of a subject are written in it as text.
fn check_subject(typed: &str) -> Result<Subject, Problem> {
    let subject = Subject::parse(typed)?;
    check_fields(Document::from_text(typed))?;
    Ok(subject)
}

/// The text with its fields, all of which are known.
fn check_fields(document: Document) -> Result<Document, Problem> {
    let document = document.with_typed_fields();
    let fields = document.fields();
    match fields.iter().find(|name| !FIELDS.contains(&name.as_str())) {
        Some(name) => Err(Problem::UnknownField {
            name: name.as_str().to_owned(),
            known: FIELDS.map(merge::written).join(", "),
        }),
        None => Ok(document),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, EmployeeId};
    use crate::permission::Role;

    fn actor(role: Role) -> Actor {
        Actor {
            account: AccountId(1),
            employee: EmployeeId(1),
            role,
        }
    }

    fn standing(id: i64, is_active: bool) -> TemplateStanding {
        TemplateStanding {
            id: TemplateId(id),
            revision: 3,
            is_active,
            position: i32::try_from(id).unwrap() * 10,
        }
    }

    fn command(detail: &str) -> SaveTemplate {
        SaveTemplate {
            template: None,
            revision: 0,
            name: "Relance".to_owned(),
            subject: "Votre demande {dit.numero}".to_owned(),
            detail: detail.to_owned(),
            document: String::new(),
        }
    }

    fn save(command: &SaveTemplate) -> Result<SavedTemplate, Rejection> {
        save_template(
            command,
            actor(Role::Administrator),
            &[standing(1, true)],
            Ok(None),
        )
    }

    #[test]
    fn fields_are_known_or_refused_with_those_that_are() {
        let saved = save(&command("Bonjour {contact.nom},\n\nÀ bientôt {sourire")).unwrap();
        assert_eq!(saved.document.fields().len(), 1);
        assert_eq!(
            saved.document.to_text(),
            "Bonjour {contact.nom},\n\nÀ bientôt {sourire"
        );
        let wrong = SaveTemplate {
            name: " ".to_owned(),
            subject: "{dit.nom}".to_owned(),
            ..command("Bonjour {contact.mail}")
        };
        let Err(Rejection::Invalid(issues)) = save(&wrong) else {
            panic!("not a matter of fields")
        };
        let fields: Vec<Field> = issues.iter().map(|issue| issue.field).collect();
        assert_eq!(fields, [Field::TemplateName, Field::Subject, Field::Detail]);
        let Problem::UnknownField { name, known } = &issues[2].problem else {
            panic!("{:?}", issues[2].problem)
        };
        assert_eq!(name, "contact.mail");
        assert!(known.starts_with("{contact.titre}, {contact.prenom}") && known.ends_with("{date.jour}"));
    }

    #[test]
    fn only_an_administrator_writes_templates_and_on_what_stands() {
        let text = command("Bonjour");
        let refused = save_template(&text, actor(Role::Dispatcher), &[], Ok(None));
        assert_eq!(refused, Err(Rejection::NotPermitted(Permission::Parameters)));
        let of = |id, revision| {
            save(&SaveTemplate {
                template: Some(TemplateId(id)),
                revision,
                ..command("Bonjour")
            })
        };
        assert!(of(1, 3).is_ok());
        assert_eq!(of(1, 2), Err(Rejection::Conflict { current: 3 }));
        assert_eq!(of(9, 3), Err(Rejection::Unknown(RecordName::Template)));
    }

    #[test]
    fn templates_change_places_among_those_that_are_offered() {
        let all = [
            standing(1, true),
            standing(2, false),
            standing(3, true),
            standing(4, true),
        ];
        let places = |id, change| -> Vec<(i64, i32, bool)> {
            let command = ArrangeTemplate {
                template: TemplateId(id),
                change,
            };
            let moved = arrange_template(&command, actor(Role::Administrator), &all).unwrap();
            moved
                .iter()
                .map(|standing| (standing.id.0, standing.position, standing.is_active))
                .collect()
        };
        assert_eq!(places(3, TemplateChange::Up), [(3, 10, true), (1, 30, true)]);
        assert_eq!(places(3, TemplateChange::Down), [(3, 40, true), (4, 30, true)]);
        assert_eq!(places(1, TemplateChange::Up), []);
        assert_eq!(places(4, TemplateChange::Down), []);
        assert_eq!(places(2, TemplateChange::Restore), [(2, 20, true)]);
        assert_eq!(places(1, TemplateChange::Retire), [(1, 10, false)]);
    }
}
