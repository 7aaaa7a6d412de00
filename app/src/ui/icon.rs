//! One outline set on a 24 grid, drawn with a 1.75 stroke.
use leptos::prelude::*;

use super::browser::SPRITE;

/// The icons of the set; each is a `<symbol>` whose id is `i-` and [`IconName::id`]: of `icons.svg`, or of the file beside the tools of
/// formatted text, which comes with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    AlignCenter,
    AlignJustify,
    AlignLeft,
    AlignRight,
    /// Comes from the other side.
    ArrowIn,
    /// Goes to the other side.
    ArrowOut,
    Attach,
    Bold,
    Bubble,
    Building,
    Calendar,
    Check,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    ClearFormat,
    Clock,
    Close,
    ColumnLeft,
    ColumnRemove,
    ColumnRight,
    Columns,
    Copy,
    Dots,
    Download,
    Edit,
    External,
    Filter,
    HeaderRow,
    Highlight,
    History,
    Image,
    Indent,
    Italic,
    Keyboard,
    Link,
    List,
    ListBullet,
    ListNumber,
    Mail,
    Minus,
    Moon,
    Note,
    Offline,
    Other,
    Outbox,
    Outdent,
    Phone,
    Plus,
    Portal,
    Print,
    Quote,
    Redo,
    Refused,
    Restore,
    RowAbove,
    RowBelow,
    RowRemove,
    Rule,
    Search,
    Send,
    Settings,
    SignOut,
    Signature,
    Site,
    Sms,
    Strike,
    Sun,
    Table,
    Template,
    TextColor,
    Trash,
    Underline,
    Undo,
    User,
    Users,
    Warning,
}

impl IconName {
    /// The id of the symbol, without its `i-` prefix.
    pub const fn id(self) -> &'static str {
        match self {
            Self::AlignCenter => "align-center",
            Self::AlignJustify => "align-justify",
            Self::AlignLeft => "align-left",
            Self::AlignRight => "align-right",
            Self::ArrowIn => "arrow-in",
            Self::ArrowOut => "arrow-out",
            Self::Attach => "attach",
            Self::Bold => "bold",
            Self::Bubble => "bubble",
            Self::Building => "building",
            Self::Calendar => "calendar",
            Self::Check => "check",
            Self::ChevronDown => "chevron-down",
            Self::ChevronLeft => "chevron-left",
            Self::ChevronRight => "chevron-right",
            Self::ChevronUp => "chevron-up",
            Self::ClearFormat => "clear-format",
            Self::Clock => "clock",
            Self::Close => "close",
            Self::ColumnLeft => "column-left",
            Self::ColumnRemove => "column-remove",
            Self::ColumnRight => "column-right",
            Self::Columns => "columns",
            Self::Copy => "copy",
            Self::Dots => "dots",
            Self::Download => "download",
            Self::Edit => "edit",
            Self::External => "external",
            Self::Filter => "filter",
            Self::HeaderRow => "header-row",
            Self::Highlight => "highlight",
            Self::History => "history",
            Self::Image => "image",
            Self::Indent => "indent",
            Self::Italic => "italic",
            Self::Keyboard => "keyboard",
            Self::Link => "link",
            Self::List => "list",
            Self::ListBullet => "list-bullet",
            Self::ListNumber => "list-number",
            Self::Mail => "mail",
            Self::Minus => "minus",
            Self::Moon => "moon",
            Self::Note => "note",
            Self::Offline => "offline",
            Self::Other => "other",
            Self::Outbox => "outbox",
            Self::Outdent => "outdent",
            Self::Phone => "phone",
            Self::Plus => "plus",
            Self::Portal => "portal",
            Self::Print => "print",
            Self::Quote => "quote",
            Self::Redo => "redo",
            Self::Refused => "refused",
            Self::Restore => "restore",
            Self::RowAbove => "row-above",
            Self::RowBelow => "row-below",
            Self::RowRemove => "row-remove",
            Self::Rule => "rule",
            Self::Search => "search",
            Self::Send => "send",
            Self::Settings => "settings",
            Self::SignOut => "sign-out",
            Self::Signature => "signature",
            Self::Site => "site",
            Self::Sms => "sms",
            Self::Strike => "strike",
            Self::Sun => "sun",
            Self::Table => "table",
            Self::Template => "template",
            Self::TextColor => "text-color",
            Self::Trash => "trash",
            Self::Underline => "underline",
            Self::Undo => "undo",
            Self::User => "user",
            Self::Users => "users",
            Self::Warning => "warning",
        }
    }
}

/// An icon of 20 px, or 16 px when `small`. It is decoration: the word beside it, or the name of its button, says it.
#[component]
pub fn Icon(name: IconName, #[prop(optional)] small: bool) -> AnyView {
    let reference = format!("<use href=\"#i-{}\"></use>", name.id());
    let class = if small { "Icon Icon--small" } else { "Icon" };
    view! { <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=reference></svg> }.into_any()
}

/// The symbols that every [`Icon`] refers to; rendered once, by the server, at the top of the page.
///
/// The browser keeps what the server wrote, so that the drawings are not carried by the WASM module as well.
#[component]
pub fn IconSprite() -> AnyView {
    symbols(SPRITE)
}

/// Drawings that icons refer to; nothing of them is seen where they stand.
pub fn symbols(drawings: &'static str) -> AnyView {
    view! { <svg class="IconSprite" hidden width="0" height="0" aria-hidden="true" inner_html=drawings></svg> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::IconName;

    #[test]
    fn every_icon_is_drawn() {
        let sprite = concat!(include_str!("icons.svg"), include_str!("../composer/icons.svg"));
        // The last variant: the enum has no gaps, so that all of them are counted by its position.
        let drawn = sprite.matches("<symbol ").count();
        assert_eq!(drawn, IconName::Warning as usize + 1);
        for name in [
            IconName::ArrowIn,
            IconName::Bold,
            IconName::Bubble,
            IconName::Signature,
            IconName::Warning,
        ] {
            assert!(sprite.contains(&format!("id=\"i-{}\"", name.id())), "{name:?}");
        }
    }
}
