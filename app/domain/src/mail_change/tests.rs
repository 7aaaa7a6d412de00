use super::*;
use crate::id::{ContactId, CustomerId, EmployeeId, ExchangeId};
use crate::permission::Role;
use RecipientState as S;

const OWN: AccountId = AccountId(1);
const OTHER: AccountId = AccountId(2);

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

fn actor(role: Role) -> Actor {
    Actor {
        account: OWN,
        employee: EmployeeId(1),
        role,
    }
}

fn recipient(id: i64, address: &str, state: RecipientState) -> RecipientStanding {
    RecipientStanding {
        id: MailRecipientId(id),
        role: RecipientRole::To,
        email: email(address),
        state,
        is_held: false,
    }
}

fn contact() -> Contact {
    Contact {
        id: ContactId(1),
        customer: CustomerId(1),
        title: String::new(),
        first_name: "Rose".to_owned(),
        last_name: "Martin".to_owned(),
        function: String::new(),
        phones: Vec::new(),
        mail1: Some(email("rose@client.example")),
        mail2: vec![email("accueil@client.example"), email("rose@perso.example")],
        is_active: true,
    }
}

fn judge(
    change: MailChange,
    recipients: &[RecipientStanding],
    ids: &[i64],
) -> Result<MailDecision, Rejection> {
    let contact = contact();
    let facts = MailFacts {
        actor: actor(Role::Technician),
        state: DitState::Open,
        recorded_by: OWN,
        is_deleted: false,
        recipients,
        contact: Some(&contact),
    };
    let command = ChangeMail {
        exchange: ExchangeId::new(1, [1; 10]),
        recipients: ids.iter().copied().map(MailRecipientId).collect(),
        change,
    };
    change_mail(&command, &facts)
}

fn moves(decision: &MailDecision) -> Vec<(i64, Move)> {
    decision.moved.iter().map(|(id, moved)| (id.0, *moved)).collect()
}

fn added(decision: &MailDecision) -> Vec<&str> {
    decision.added.iter().map(|new| new.email.as_str()).collect()
}

#[test]
fn each_state_has_what_can_be_done_about_it() {
    use MailChange as C;
    let table: [(S, &[MailChange]); 9] = [
        (S::Scheduled, &[C::Cancel, C::SendNow]),
        (S::Queued, &[C::Cancel]),
        (S::Transmitting, &[]),
        (S::Accepted, &[]),
        (S::Deferred, &[C::Resend, C::Cancel, C::SendToMail2]),
        (S::Refused, &[C::Resend, C::SendToMail2]),
        (S::Uncertain, &[C::Resend, C::SendToMail2, C::MarkReceived]),
        (S::Cancelled, &[C::Resend]),
        (S::Resolved, &[]),
    ];
    assert_eq!(table.map(|(state, _)| state), S::ALL);
    for (state, possible) in table {
        for change in C::ALL {
            let row = [recipient(1, "rose@client.example", state)];
            let judged = judge(change, &row, &[1]);
            assert_eq!(judged.is_ok(), possible.contains(&change), "{state:?} {change:?}");
            let expected = match state {
                S::Transmitting | S::Accepted => Rejection::MailLeft,
                _ => Rejection::MailMoved,
            };
            if let Err(rejection) = judged {
                assert_eq!(rejection, expected, "{state:?} {change:?}");
            }
        }
        assert_eq!(is_changeable(state), !possible.is_empty(), "{state:?}");
    }
}

#[test]
fn what_a_worker_holds_is_leaving() {
    for state in [S::Scheduled, S::Queued, S::Deferred, S::Transmitting] {
        let mut row = recipient(1, "rose@client.example", state);
        row.is_held = true;
        for change in MailChange::ALL {
            assert_eq!(
                judge(change, &[row.clone()], &[1]),
                Err(Rejection::MailLeft),
                "{state:?} {change:?}"
            );
        }
    }
}

#[test]
fn a_technician_changes_only_their_own_and_a_reader_nothing() {
    let check = |role, by, change| check_mail_change(actor(role), by, DitState::Open, false, change);
    for change in MailChange::ALL {
        for role in [Role::Administrator, Role::Dispatcher] {
            assert_eq!(check(role, OTHER, change), Ok(()), "{role:?} {change:?}");
        }
        assert_eq!(check(Role::Technician, OWN, change), Ok(()));
        assert_eq!(
            check(Role::Technician, OTHER, change),
            Err(Rejection::NotPermitted(Permission::EditAny))
        );
        assert_eq!(
            check(Role::Reader, OWN, change),
            Err(Rejection::NotPermitted(Permission::SendMail))
        );
    }
}

#[test]
fn what_has_not_left_is_stopped_in_every_state_of_the_request_and_the_rest_where_one_may_mail() {
    for state in DitState::ALL {
        for change in MailChange::ALL {
            let check = check_mail_change(actor(Role::Dispatcher), OTHER, state, false, change);
            let may = change == MailChange::Cancel || state != DitState::Cancelled;
            assert_eq!(check.is_ok(), may, "{state:?} {change:?}");
        }
    }
    for change in MailChange::ALL {
        let check = check_mail_change(actor(Role::Dispatcher), OWN, DitState::Open, true, change);
        let expected = if change == MailChange::Cancel {
            Ok(())
        } else {
            Err(Rejection::Deleted)
        };
        assert_eq!(check, expected, "{change:?}");
    }
}

#[test]
fn sending_again_is_another_recipient_unless_it_still_waits() {
    for state in [S::Refused, S::Uncertain, S::Cancelled] {
        let decision = judge(
            MailChange::Resend,
            &[recipient(7, "rose@client.example", state)],
            &[7],
        )
        .unwrap();
        assert_eq!(moves(&decision), [(7, Move::Resolved)], "{state:?}");
        assert_eq!(added(&decision), ["rose@client.example"], "{state:?}");
    }
    let waiting = [recipient(7, "rose@client.example", S::Deferred)];
    let decision = judge(MailChange::Resend, &waiting, &[7]).unwrap();
    assert_eq!(moves(&decision), [(7, Move::DueNow)]);
    assert!(decision.added.is_empty());
}

#[test]
fn all_that_are_named_change_or_none() {
    let row = |id, state| recipient(id, &format!("a{id}@client.example"), state);
    let mail = [row(1, S::Queued), row(2, S::Queued), row(3, S::Accepted)];
    let decision = judge(MailChange::Cancel, &mail, &[1, 2, 1]).unwrap();
    assert_eq!(moves(&decision), [(1, Move::Cancelled), (2, Move::Cancelled)]);
    assert_eq!(
        judge(MailChange::Cancel, &mail, &[1, 3]),
        Err(Rejection::MailLeft)
    );
    let unknown = Err(Rejection::Unknown(RecordName::MailRecipient));
    assert_eq!(judge(MailChange::Cancel, &mail, &[1, 9]), unknown);
    assert_eq!(judge(MailChange::Cancel, &mail, &[]), unknown);
}

#[test]
fn mail_2_gets_what_it_does_not_have() {
    let mail2 = |rows: &[RecipientStanding]| judge(MailChange::SendToMail2, rows, &[1]);
    let refused = recipient(1, "rose@client.example", S::Refused);
    let decision = mail2(std::slice::from_ref(&refused)).unwrap();
    assert_eq!(moves(&decision), [(1, Move::Resolved)]);
    assert_eq!(added(&decision), ["accueil@client.example", "rose@perso.example"]);

    // Nobody knows yet about the first address: it goes on by itself.
    let waiting = mail2(&[recipient(1, "rose@client.example", S::Deferred)]).unwrap();
    assert!(waiting.moved.is_empty() && waiting.added.len() == 2);

    let one_there = [
        refused.clone(),
        recipient(2, "ACCUEIL@client.example", S::Accepted),
    ];
    assert_eq!(added(&mail2(&one_there).unwrap()), ["rose@perso.example"]);
    let both_there = [
        refused.clone(),
        recipient(2, "accueil@client.example", S::Queued),
        recipient(3, "rose@perso.example", S::Refused),
    ];
    assert_eq!(mail2(&both_there), Err(Rejection::NoMail2));

    // Mistyped: the only one in "À" means the contact, one of two does not, and a copy never does.
    let mistyped = recipient(1, "rsoe@client.example", S::Refused);
    assert_eq!(mail2(std::slice::from_ref(&mistyped)).unwrap().added.len(), 2);
    let two = [mistyped.clone(), recipient(2, "b@client.example", S::Accepted)];
    assert_eq!(mail2(&two), Err(Rejection::NoMail2));
    let copy = RecipientStanding {
        role: RecipientRole::Cc,
        ..mistyped
    };
    assert_eq!(mail2(&[copy]), Err(Rejection::NoMail2));
}

#[test]
fn a_mail_is_taken_back_whole_and_only_before_it_leaves() {
    let undo = |rows: &[RecipientStanding], is_undoable| {
        let facts = MailFacts {
            actor: actor(Role::Technician),
            state: DitState::Closed,
            recorded_by: OWN,
            is_deleted: false,
            recipients: rows,
            contact: None,
        };
        let command = UndoMail {
            exchange: ExchangeId::new(1, [1; 10]),
            reason: "Envoi annulé".to_owned(),
        };
        undo_mail(&command, &facts, is_undoable).map(|reason| reason.as_str().to_owned())
    };
    let row = |id, state| recipient(id, "a@client.example", state);
    let waiting = [row(1, S::Scheduled), row(2, S::Scheduled)];
    assert_eq!(undo(&waiting, true).as_deref(), Ok("Envoi annulé"));
    assert_eq!(undo(&waiting, false), Err(Rejection::MailMoved));
    assert_eq!(
        undo(&[row(1, S::Scheduled), row(2, S::Transmitting)], true),
        Err(Rejection::MailLeft)
    );
    assert_eq!(undo(&[row(1, S::Cancelled)], true), Err(Rejection::MailMoved));
    assert_eq!(
        undo(&[], true),
        Err(Rejection::Unknown(RecordName::MailRecipient))
    );
}

#[test]
fn the_window_of_undoing_ends_after_ten_seconds_and_what_leaves_later_has_none() {
    let created_at = Timestamp(1_000);
    let leaves = |state, after_ms: i64| (state, Some(created_at.plus_ms(after_ms)));
    assert!(is_undoable(
        created_at,
        [leaves(S::Scheduled, UNDO_MS), leaves(S::Scheduled, UNDO_MS)]
    ));
    assert!(!is_undoable(created_at, [leaves(S::Scheduled, UNDO_MS + 1)]));
    assert!(!is_undoable(
        created_at,
        [leaves(S::Scheduled, UNDO_MS), leaves(S::Queued, UNDO_MS)]
    ));
    assert!(!is_undoable(created_at, [(S::Scheduled, None)]));
    assert!(!is_undoable(created_at, []));
}
