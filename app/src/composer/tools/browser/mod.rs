//! What the tools ask of the page. `server` is the twin of the other modules: there, nothing is ever pressed.

#[cfg(feature = "hydrate")]
mod bars;
#[cfg(feature = "hydrate")]
mod files;
#[cfg(feature = "hydrate")]
mod places;
#[cfg(not(feature = "hydrate"))]
mod server;
#[cfg(feature = "hydrate")]
mod shrink;

#[cfg(not(feature = "hydrate"))]
pub use server::*;
#[cfg(feature = "hydrate")]
pub use {bars::*, files::*, places::*, shrink::*};
