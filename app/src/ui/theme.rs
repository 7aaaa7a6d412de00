//! Light, dark, or as the system says.
use super::browser;

/// The key under which the choice is kept on the device.
const KEY: &str = "theme";

/// Applies what the device remembers (theme, width of the sheet) before the first paint, so that nothing flashes or moves.
/// The shell puts it in the head, in a script with the nonce of the page.
pub const EARLY_SCRIPT: &str = "try{let r=document.documentElement,t=localStorage.getItem('theme'),\
w=localStorage.getItem('sheet-width');if(t)r.dataset.theme=t;if(w)r.style.setProperty('--sheet-width',w+'px')}catch{}";

/// The colours of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The name kept on the device and given to `data-theme`; the system's choice has none.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What the device remembers.
    pub fn load() -> Self {
        match browser::store_get(KEY).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// Shows it and remembers it.
    pub fn apply(self) {
        match self {
            Self::System => browser::store_remove(KEY),
            Self::Light | Self::Dark => browser::store_set(KEY, self.name()),
        }
        browser::set_theme_attribute(self.name());
    }
}
