//! The document around the page, written by the server.

use crate::App;
use crate::ui::IconSprite;
use crate::ui::theme::EARLY_SCRIPT;
use crate::view::SessionView;
use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

/// Addresses of the built files; the server puts them into the context of every page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteAssets {
    /// The module that wasm-bindgen wrote.
    pub script: String,
    pub wasm: String,
    pub style: String,
}

/// The document. Its scripts carry the nonce of the answer, and nothing else may run.
///
/// # Panics
/// When the server did not put [`SiteAssets`] into context.
pub fn shell(_options: LeptosOptions) -> impl IntoView {
    let assets = expect_context::<SiteAssets>();
    let locale = use_context::<SessionView>()
        .map(|session| session.locale)
        .unwrap_or_default();
    let nonce = use_nonce();
    set_policy(nonce.as_deref().unwrap_or_default());
    let start = start_script(&assets);
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark"/>
                <script nonce=nonce.clone()>{EARLY_SCRIPT}</script>
                <link rel="stylesheet" href=assets.style/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="modulepreload" href=assets.script/>
                <link rel="preload" r#as="fetch" r#type="application/wasm" href=assets.wasm crossorigin=""/>
                <MetaTags/>
                <script type="module" nonce=nonce>{start}</script>
            </head>
            <body>
                <App/>
                <IconSprite/>
            </body>
        </html>
    }
}

/// The module that starts the program. A JSON string without `<` is a JavaScript string that cannot end the script.
fn start_script(assets: &SiteAssets) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string().replace('<', "\\u003c");
    format!(
        "import init,{{hydrate}} from {};init({{module_or_path:{}}}).then(hydrate)",
        quoted(&assets.script),
        quoted(&assets.wasm)
    )
}

fn set_policy(nonce: &str) {
    let (Some(response), Ok(policy)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::try_from(policy(nonce)),
    ) else {
        return;
    };
    response.insert_header(CONTENT_SECURITY_POLICY, policy);
}

/// Own files and the scripts of this answer only.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_script_cannot_be_left_through_a_file_name() {
        let assets = SiteAssets {
            script: "/pkg/a\"</script>.js".to_owned(),
            wasm: "/pkg/a.wasm".to_owned(),
            style: String::new(),
        };
        let script = start_script(&assets);
        assert!(!script.contains("</script>"), "{script}");
        assert!(
            script.contains(r#"from "/pkg/a\"\u003c/script>.js";"#),
            "{script}"
        );
    }
}
