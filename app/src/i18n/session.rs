//! Words of the frame, of signing in and of the account.

use domain::permission::Role;

#[derive(Debug)]
pub struct Words {
    /// Name of the product.
    pub product: &'static str,
    pub nav_label: &'static str,
    pub skip_label: &'static str,
    /// The entry of the search, and the button of the quick one.
    pub search: &'static str,
    pub quick_search: &'static str,
    /// The entry of the outbox, and what its badge says.
    pub outbox: &'static str,
    pub outbox_alert: &'static str,
    pub templates: &'static str,
    pub toasts_label: &'static str,
    pub close_toast: &'static str,
    pub offline: &'static str,
    pub load_unreachable: &'static str,
    pub retry: &'static str,
    /// A part of the program did not come.
    pub part_lost: &'static str,
    pub close: &'static str,

    pub sign_in_title: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub sign_in: &'static str,
    pub sign_in_failed: &'static str,
    pub email_missing: &'static str,
    pub password_missing: &'static str,
    pub demo_title: &'static str,
    pub demo_password: &'static str,

    pub signed_out_title: &'static str,
    /// Across the page, once the dialog was dismissed.
    pub signed_out_banner: &'static str,
    pub signed_out_text: &'static str,

    /// The button of the account; takes the name.
    pub account_of: fn(&str) -> String,
    pub account: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    pub sign_out: &'static str,
    pub role: fn(Role) -> &'static str,

    pub not_found_title: &'static str,
    pub not_found_text: &'static str,
    pub back_to_list: &'static str,
}

/// The languages that can be chosen, each by its own name: tag and name.
pub const LANGUAGES: [(&str, &str); 2] = [("fr", "Français"), ("en", "English")];

pub const FR: Words = Words {
    product: "Échanges",
    nav_label: "Navigation principale",
    skip_label: "Aller au contenu",
    search: "Recherche",
    quick_search: "Recherche rapide (Ctrl+K)",
    outbox: "File d'envoi",
    outbox_alert: "alerte : un compte est en pause",
    templates: "Modèles",
    toasts_label: "Messages",
    close_toast: "Fermer le message",
    offline: "Pas de réseau. Ce que vous enregistrez est gardé sur cet appareil et part de lui-même dès le retour du réseau.",
    load_unreachable: "Le serveur n’a pas répondu. Réessayez dans un instant.",
    retry: "Réessayer",
    part_lost: "Cette partie de la page n’a pas pu être chargée. Vérifiez le réseau, puis réessayez.",
    close: "Fermer",

    sign_in_title: "Connexion",
    email: "Adresse e-mail",
    password: "Mot de passe",
    sign_in: "Se connecter",
    sign_in_failed: "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis réessayez.",
    email_missing: "Saisissez votre adresse e-mail.",
    password_missing: "Saisissez votre mot de passe.",
    demo_title: "Comptes de démonstration",
    demo_password: "Mot de passe de chacun\u{a0}:",

    signed_out_title: "Session expirée",
    signed_out_banner: "Votre session a pris fin. Reconnectez-vous pour enregistrer ce qui attend.",
    signed_out_text: "Votre session a pris fin. La page reste comme elle est, et rien de ce que vous avez saisi n’est perdu\u{a0}: \
                      reconnectez-vous pour continuer.",

    account_of: account_of_fr,
    account: "Mon compte",
    language: "Langue",
    theme: "Apparence",
    theme_system: "Automatique",
    theme_light: "Claire",
    theme_dark: "Sombre",
    sign_out: "Se déconnecter",
    role: role_fr,

    not_found_title: "Page introuvable",
    not_found_text: "Aucune page ne se trouve à cette adresse. Elle a pu être mal recopiée.",
    back_to_list: "Retour au suivi des demandes",
};

pub const EN: Words = Words {
    product: "Échanges",
    nav_label: "Main navigation",
    skip_label: "Skip to content",
    search: "Search",
    quick_search: "Quick search (Ctrl+K)",
    outbox: "Outbox",
    outbox_alert: "alert: an account is paused",
    templates: "Templates",
    toasts_label: "Messages",
    close_toast: "Dismiss message",
    offline: "No network. What you record is kept on this device and sent by itself as soon as the network is back.",
    load_unreachable: "The server did not answer. Try again in a moment.",
    retry: "Try again",
    part_lost: "This part of the page could not be loaded. Check the network and try again.",
    close: "Close",

    sign_in_title: "Sign in",
    email: "E-mail address",
    password: "Password",
    sign_in: "Sign in",
    sign_in_failed: "This address and this password do not go together. Check them and try again.",
    email_missing: "Enter your e-mail address.",
    password_missing: "Enter your password.",
    demo_title: "Demonstration accounts",
    demo_password: "Password of each:",

    signed_out_title: "Session expired",
    signed_out_banner: "Your session has ended. Sign in again to save what waits.",
    signed_out_text: "Your session has ended. The page stays as it is and nothing you typed is lost: sign in again to go on.",

    account_of: account_of_en,
    account: "My account",
    language: "Language",
    theme: "Appearance",
    theme_system: "Automatic",
    theme_light: "Light",
    theme_dark: "Dark",
    sign_out: "Sign out",
    role: role_en,

    not_found_title: "Page not found",
    not_found_text: "There is no page at this address. It may have been copied wrongly.",
    back_to_list: "Back to the requests",
};

fn account_of_fr(name: &str) -> String {
    format!("Mon compte, {name}")
}

fn account_of_en(name: &str) -> String {
    format!("My account, {name}")
}

fn role_fr(role: Role) -> &'static str {
    match role {
        Role::Administrator => "Administrateur",
        Role::Dispatcher => "Planificateur",
        Role::Technician => "Technicien",
        Role::Reader => "Lecteur",
    }
}

fn role_en(role: Role) -> &'static str {
    match role {
        Role::Administrator => "Administrator",
        Role::Dispatcher => "Dispatcher",
        Role::Technician => "Technician",
        Role::Reader => "Reader",
    }
}
