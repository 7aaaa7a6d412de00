//! The design system. It knows no word of the product: texts come in as properties, decisions leave as callbacks.
//!
//! # A one-page tour
//!
//! Every component returns an erased view and takes plain values (`String`, `Signal<_>`, `Callback<_>`, `Children`), so
//! that using one in twenty places costs its code once. The class of the root element is the name of the component
//! (`.Button`, `.Dialog`); variants are `data-*` attributes. The look is in `style/ui/*.css`.
//!
//! | module | gives |
//! | --- | --- |
//! | [`browser`] | all calls to the browser (clock, storage, timers, focus, keys, `Intl`), with a twin for the server |
//! | [`button`] | [`Button`], [`IconButton`], [`Variant`] |
//! | [`icon`] | [`Icon`], [`IconName`], and [`IconSprite`], rendered once by the shell |
//! | [`field`] | [`TextField`], [`TextArea`], [`SelectField`], [`Checkbox`], [`Segmented`] |
//! | [`chip_field`] | [`ChipField`]: several values in one field, with proposals |
//! | [`file_picker`] | [`FilePicker`]: a button that picks files |
//! | [`uploads`] | [`Uploads`]: files on their way to the server |
//! | [`dialog`] | [`Dialog`] (native modal), [`DialogActions`] |
//! | [`sheet`] | [`Sheet`], the side panel |
//! | [`popover`] | [`Popover`], [`Menu`] |
//! | [`hover_card`] | [`HoverCard`]: one card for all elements that carry `data-hover-card` |
//! | [`toast`] | [`provide_toasts`], [`use_toasts`], [`ToastRegion`] |
//! | [`feedback`] | [`Banner`], [`Skeleton`], [`EmptyState`] |
//! | [`text`] | [`Badge`], [`Chip`], [`ChipLink`], [`Kbd`], [`Time`], [`Fold`], [`DayDivider`], [`VisuallyHidden`] |
//! | [`frame`] | [`AppFrame`]: rail, main landmark, side slot, skip link |
//! | [`theme`] | light, dark or the system's, and the script that applies it before the first paint |
//!
//! # Rules that hold everywhere
//!
//! - A field reads what its element holds when the page is hydrated: text typed before that is never reset.
//! - A field with a non-empty `error` has `aria-invalid`; [`browser::focus_first_invalid`] goes to the first of them.
//! - A missing value never disables a validation button; `disabled` is for what one may not do.
//! - The note line under a field is always reserved, so that a sentence appears without moving anything.
//! - Escape closes the top layer only: popover, then dialog, then sheet.
//! - No `style` attribute is ever rendered: the content security policy refuses it.
pub mod browser;
pub mod button;
pub mod chip_field;
pub mod dialog;
pub mod feedback;
pub mod field;
pub mod file_picker;
pub mod frame;
pub mod hover_card;
pub mod icon;
pub mod popover;
pub mod sheet;
pub mod text;
pub mod theme;
pub mod toast;
pub mod uploads;

pub use button::{Button, IconButton, Variant};
pub use chip_field::{ChipChange, ChipField, ChipWords, FieldChip, FieldOption};
pub use dialog::{Dialog, DialogActions, DialogSize, open_while};
pub use feedback::{Banner, EmptyState, Skeleton, Tone};
pub use field::{Checkbox, Segmented, SelectField, TextArea, TextField, validate_by_key};
pub use file_picker::FilePicker;
pub use frame::{AppFrame, NavItem};
pub use hover_card::HoverCard;
pub use icon::{Icon, IconName, IconSprite, symbols};
pub use popover::{Menu, MenuItem, Popover};
pub use sheet::Sheet;
pub use text::{Badge, Chip, ChipLink, DayDivider, Fold, Kbd, Time, VisuallyHidden};
pub use theme::Theme;
pub use toast::{ToastAction, ToastRegion, Toasts, provide_toasts, use_toasts};
pub use uploads::{Progress, Upload, Uploading, Uploads};
