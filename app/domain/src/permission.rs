//! Who may do what, before an administrator can edit it.

use crate::dit::{DitAction, DitState};
use crate::employee::Actor;
use crate::id::AccountId;
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// Rôle d'un compte.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Role {
    Administrator,
    Dispatcher,
    Technician,
    Reader,
}

/// Habilitation: one thing a role may or may not do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Permission {
    Read,
    Record,
    SendMail,
    /// From = Mail 2, often a mailbox shared by a team.
    SendFromShared,
    /// "Envoyé par" is somebody else.
    SendAsColleague,
    WriteInternalNotes,
    EditOwn,
    EditAny,
    DeleteOwn,
    DeleteAny,
    Restore,
    EnterCrit,
    /// Add an address to a contact.
    EditContacts,
    Parameters,
}

impl Role {
    pub const ALL: [Role; 4] = [
        Role::Administrator,
        Role::Dispatcher,
        Role::Technician,
        Role::Reader,
    ];

    pub fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Role::Administrator => true,
            Role::Dispatcher => permission != P::Parameters,
            Role::Technician => matches!(
                permission,
                P::Read
                    | P::Record
                    | P::SendMail
                    | P::SendFromShared
                    | P::WriteInternalNotes
                    | P::EditOwn
                    | P::DeleteOwn
                    | P::EnterCrit
                    | P::EditContacts
            ),
            Role::Reader => permission == P::Read,
        }
    }

    /// # Errors
    /// [`Rejection::NotPermitted`].
    pub fn require(self, permission: Permission) -> Result<(), Rejection> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Rejection::NotPermitted(permission))
        }
    }
}

/// What an actor wants to change about an exchange.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Change {
    Edit,
    Delete,
    Restore,
}

/// Whether the actor may change an exchange recorded by `recorded_by` on a request in `state`.
///
/// # Errors
/// [`Rejection::DitState`] before [`Rejection::NotPermitted`]: what nobody may do is said first.
pub fn check_change(
    actor: Actor,
    recorded_by: AccountId,
    state: DitState,
    change: Change,
) -> Result<(), Rejection> {
    check_state(state, DitAction::Change)?;
    let is_own = actor.account == recorded_by;
    let needed = match change {
        Change::Edit if is_own => Permission::EditOwn,
        Change::Edit => Permission::EditAny,
        Change::Delete if is_own => Permission::DeleteOwn,
        Change::Delete => Permission::DeleteAny,
        Change::Restore => Permission::Restore,
    };
    actor.role.require(needed)
}

/// Whether the actor may read the text of a deleted exchange.
pub fn may_read_deleted(actor: Actor, recorded_by: AccountId) -> bool {
    actor.account == recorded_by || actor.role.may(Permission::EditAny)
}

/// # Errors
/// [`Rejection::DitState`].
pub fn check_state(state: DitState, action: DitAction) -> Result<(), Rejection> {
    if state.allows(action) {
        Ok(())
    } else {
        Err(Rejection::DitState { state, action })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::EmployeeId;

    fn actor(role: Role) -> Actor {
        Actor {
            account: AccountId(1),
            employee: EmployeeId(1),
            role,
        }
    }

    #[test]
    fn a_technician_changes_only_their_own_and_nobody_changes_after_the_work_is_done() {
        let check = |role, by, state, change| check_change(actor(role), AccountId(by), state, change).is_ok();
        for (role, own_edit, any_edit, restore) in [
            (Role::Administrator, true, true, true),
            (Role::Dispatcher, true, true, true),
            (Role::Technician, true, false, false),
            (Role::Reader, false, false, false),
        ] {
            assert_eq!(check(role, 1, DitState::Open, Change::Edit), own_edit, "{role:?}");
            assert_eq!(
                check(role, 1, DitState::Open, Change::Delete),
                own_edit,
                "{role:?}"
            );
            assert_eq!(check(role, 2, DitState::Open, Change::Edit), any_edit, "{role:?}");
            assert_eq!(
                check(role, 2, DitState::Open, Change::Delete),
                any_edit,
                "{role:?}"
            );
            assert_eq!(
                check(role, 1, DitState::Open, Change::Restore),
                restore,
                "{role:?}"
            );
            for state in [DitState::WorkDone, DitState::Closed, DitState::Cancelled] {
                assert!(!check(role, 1, state, Change::Edit), "{role:?} {state:?}");
            }
        }
    }

    #[test]
    fn a_reader_only_reads_and_only_an_administrator_has_the_parameters() {
        assert!(Role::Reader.may(Permission::Read));
        assert_eq!(
            Role::Reader.require(Permission::Record),
            Err(Rejection::NotPermitted(Permission::Record))
        );
        assert!(
            Role::ALL
                .iter()
                .all(|role| role.may(Permission::Parameters) == (*role == Role::Administrator))
        );
        assert!(!Role::Technician.may(Permission::SendAsColleague));
    }
}
