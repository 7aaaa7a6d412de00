//! What survives without network: the queue of writes that have no answer yet, and the drafts kept on the device.
//!
//! Everything is stored under the account that typed it: another person on the same tablet never sees it.

mod drafts;
mod queue;
mod since;

pub use drafts::{DeviceDraft, DeviceDrafts};
pub use queue::{Entry, EntryState, Queue, Settled, Typed};
pub use since::Whole;
