//! What the pages read.
