//! The tools around the text: a toolbar above it, and bars that come with what the caret is in.
//!
//! Each bar is one stop of Tab and is left by Escape, back to the text. Alt+F10 goes from the text to the nearest bar, and from bar to
//! bar. A tool never takes the focus from the text by being pressed.

mod browser;
mod choices;
mod coming;
mod follow;
mod image_bar;
mod link_bar;
mod shown;
mod table_bar;
mod table_picker;
mod tool;
mod toolbar;
mod uploads;

pub use toolbar::Toolbar;
