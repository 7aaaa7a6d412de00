use super::*;
use domain::dit::{DitAction, DitState};
use domain::permission::Permission;
use domain::rejection::{FieldIssue, RecordName};
use std::collections::HashSet;

const LOCALES: [Locale; 2] = [Locale::Fr, Locale::En];

const FIELDS: [Field; 17] = [
    Field::Employee,
    Field::Counterpart,
    Field::From,
    Field::To,
    Field::Cc,
    Field::Bcc,
    Field::Subject,
    Field::Detail,
    Field::Kind,
    Field::OccurredAt,
    Field::Attachments,
    Field::Reason,
    Field::Technician,
    Field::Report,
    Field::Address,
    Field::LeavesAt,
    Field::TemplateName,
];

fn problems() -> Vec<Problem> {
    vec![
        Problem::Missing,
        Problem::TooLong {
            max: 200,
            length: 1234,
        },
        Problem::ControlCharacter,
        Problem::Malformed {
            value: "faux".to_owned(),
        },
        Problem::NotInList,
        Problem::InFuture,
        Problem::InPast,
        Problem::NoSuchTime,
        Problem::TooLarge {
            max_bytes: 10 * 1024 * 1024,
            size_bytes: 10 * 1024 * 1024 + 1,
        },
        Problem::HeavyFile {
            name: "plan.pdf".to_owned(),
            max_bytes: 10 * 1024 * 1024,
            size_bytes: 10 * 1024 * 1024 + 1,
        },
        Problem::TooMany { max: 50 },
        Problem::Vanished {
            name: "plan.pdf".to_owned(),
        },
        Problem::Frozen,
        Problem::Unreadable,
        Problem::Unfilled {
            name: "contact.nom".to_owned(),
        },
        Problem::UnknownField {
            name: "contact.mail".to_owned(),
            known: "{contact.nom}, {date.jour}".to_owned(),
        },
    ]
}

fn rejections() -> Vec<Rejection> {
    let mut all = vec![
        Rejection::field(Field::Detail, Problem::Missing),
        Rejection::Conflict { current: 3 },
        Rejection::Deleted,
        Rejection::NotDeleted,
        Rejection::MailLeft,
        Rejection::MailMoved,
        Rejection::NoMail2,
        Rejection::JobReported,
        Rejection::TooManyJobs,
        Rejection::EnvelopeReused,
    ];
    for name in [
        RecordName::Dit,
        RecordName::Exchange,
        RecordName::Job,
        RecordName::Contact,
        RecordName::MailAccount,
        RecordName::MailDomain,
        RecordName::MailRecipient,
        RecordName::Template,
    ] {
        all.push(Rejection::Unknown(name));
    }
    for action in [
        DitAction::Record,
        DitAction::Mail,
        DitAction::Change,
        DitAction::EnterCrit,
    ] {
        all.extend(DitState::ALL.map(|state| Rejection::DitState { state, action }));
    }
    use Permission as P;
    all.extend(
        [
            P::Read,
            P::Record,
            P::SendMail,
            P::SendFromShared,
            P::SendAsColleague,
            P::WriteInternalNotes,
            P::EditOwn,
            P::EditAny,
            P::DeleteOwn,
            P::DeleteAny,
            P::Restore,
            P::EnterCrit,
            P::EditContacts,
            P::Parameters,
        ]
        .map(Rejection::NotPermitted),
    );
    all
}

fn errors() -> Vec<AppError> {
    vec![
        AppError::SignedOut,
        AppError::Forbidden,
        AppError::NotFound,
        AppError::Outdated,
        AppError::Malformed,
        AppError::Unavailable,
        AppError::Failed {
            incident: String::new(),
        },
        AppError::Failed {
            incident: "A1B2".to_owned(),
        },
        AppError::Unreachable,
    ]
}

/// Sentences of one list: none empty, no two alike, all written as sentences.
fn check(what: &str, sentences: &[String]) {
    let distinct: HashSet<&String> = sentences.iter().collect();
    assert_eq!(distinct.len(), sentences.len(), "{what}: {sentences:#?}");
    for sentence in sentences {
        assert!(
            sentence.ends_with('.') && !sentence.contains('!'),
            "{what}: {sentence}"
        );
    }
}

#[test]
fn no_two_problems_of_one_field_read_the_same() {
    for locale in LOCALES {
        for field in FIELDS {
            let sentences: Vec<String> = problems()
                .iter()
                .map(|problem| problem_text(locale, field, problem))
                .collect();
            check(&format!("{field:?}"), &sentences);
        }
    }
}

#[test]
fn every_missing_field_is_named_in_its_own_words() {
    for locale in LOCALES {
        check(
            "missing",
            &FIELDS.map(|field| problem_text(locale, field, &Problem::Missing)),
        );
    }
}

#[test]
fn every_refusal_and_every_failure_has_its_sentence() {
    for locale in LOCALES {
        let refusals: Vec<String> = rejections()
            .iter()
            .map(|rejection| rejection_text(locale, rejection))
            .collect();
        check("refusals", &refusals);
        let failures: Vec<String> = errors().iter().map(|error| error_text(locale, error)).collect();
        check("failures", &failures);
    }
}

#[test]
fn the_incident_is_told() {
    let error = AppError::Failed {
        incident: "A1B2".to_owned(),
    };
    assert!(
        LOCALES
            .iter()
            .all(|locale| error_text(*locale, &error).contains("A1B2"))
    );
}

#[test]
fn several_wrong_fields_are_all_told() {
    let rejection = Rejection::Invalid(vec![
        FieldIssue {
            field: Field::To,
            problem: Problem::Missing,
        },
        FieldIssue {
            field: Field::Detail,
            problem: Problem::Missing,
        },
    ]);
    let text = rejection_text(Locale::Fr, &rejection);
    assert!(text.contains(&problem_text(Locale::Fr, Field::To, &Problem::Missing)));
    assert!(text.contains(&problem_text(Locale::Fr, Field::Detail, &Problem::Missing)));
}

#[test]
fn french_signs_do_not_stand_alone_at_the_start_of_a_line() {
    let mut sentences: Vec<String> = rejections()
        .iter()
        .map(|rejection| rejection_text(Locale::Fr, rejection))
        .collect();
    sentences.extend(errors().iter().map(|error| error_text(Locale::Fr, error)));
    for field in FIELDS {
        sentences.extend(
            problems()
                .iter()
                .map(|problem| problem_text(Locale::Fr, field, problem)),
        );
    }
    for sentence in sentences {
        for breakable in [" :", " ;", " ?", " »", "« ", "'"] {
            assert!(!sentence.contains(breakable), "{breakable:?} in {sentence}");
        }
    }
}

#[test]
fn sizes_never_read_as_the_limit_they_exceed() {
    let limit = 10 * 1024 * 1024;
    let text = |size_bytes| {
        problem_text(
            Locale::Fr,
            Field::Attachments,
            &Problem::TooLarge {
                max_bytes: limit,
                size_bytes,
            },
        )
    };
    assert!(text(limit + 1).contains("10,1 Mo, 10 Mo"), "{}", text(limit + 1));
    assert_eq!(grouped(100_000, '\u{202f}'), "100\u{202f}000");
    assert_eq!(grouped(999, ','), "999");
}
