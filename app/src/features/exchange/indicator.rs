//! The indicator of a request: who spoke last, how many exchanges, and red when somebody chased.

use crate::i18n::use_words;
use crate::routes::{PANEL_FORM, PANEL_FORM_DIT, use_navigation};
use crate::ui::{Icon, IconName};
use domain::dit::DitNumber;
use domain::indicator::{Indicator as IndicatorState, LastWord};
use leptos::prelude::*;

/// What became known of the indicators since the page was loaded. The panel puts in what the server said; every [`Indicator`]
/// of that request shows it, in the list and on the page.
#[derive(Clone, Copy, Debug)]
pub struct IndicatorStore(RwSignal<Vec<(DitNumber, IndicatorState)>>);

impl IndicatorStore {
    /// Makes [`use_indicators`] work for everything below.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(Vec::new())));
    }

    /// Takes in what the server said, unless something later is known.
    pub fn update(&self, number: DitNumber, state: IndicatorState) {
        let is_news = self.0.with_untracked(|known| {
            !known.contains(&(number, state)) && newest(known, number, state) == state
        });
        if is_news {
            self.0.update(|known| {
                known.retain(|(other, _)| *other != number);
                known.push((number, state));
            });
        }
    }

    /// The later of what a page was loaded with and what became known since.
    pub fn latest(&self, number: DitNumber, loaded: IndicatorState) -> IndicatorState {
        self.0.with(|known| newest(known, number, loaded))
    }
}

/// The indicators of the page.
///
/// # Panics
/// Outside of the application.
pub fn use_indicators() -> IndicatorStore {
    expect_context()
}

/// The greater version wins; of two equal ones, the one at hand.
fn newest(
    known: &[(DitNumber, IndicatorState)],
    number: DitNumber,
    at_hand: IndicatorState,
) -> IndicatorState {
    known
        .iter()
        .find(|(other, state)| *other == number && state.version > at_hand.version)
        .map_or(at_hand, |(_, state)| *state)
}

/// The button that shows the indicator and opens the exchanges. Before the program has started it submits the form behind the
/// page, which does the same.
#[component]
pub fn Indicator(#[prop(into)] state: Signal<IndicatorState>, number: DitNumber) -> AnyView {
    let words = use_words();
    let navigation = use_navigation();
    let store = use_indicators();
    let latest = Memo::new(move |_| store.latest(number, state.get()));
    let name = move || latest.with(words.dit.indicator);
    view! {
        <button
            class="Indicator"
            type="submit"
            form=PANEL_FORM
            name=PANEL_FORM_DIT
            value=number.to_string()
            aria-label=name
            data-hover-card=number.to_string()
            aria-expanded=move || if navigation.panel() == Some(number) { "true" } else { "false" }
            data-last=move || latest.with(last_name)
            data-chaser=move || latest.with(|state| state.has_chaser.then_some("true"))
            on:click=move |event| {
                event.prevent_default();
                navigation.open_panel(number);
            }
        >
            {move || view! { <Icon name=icon(latest.with(|state| state.last)) small=true/> }}
            <span class="Indicator-count">{move || latest.with(count_text)}</span>
        </button>
    }
    .into_any()
}

/// Nothing rather than zero: the words are "aucun".
fn count_text(state: &IndicatorState) -> String {
    if state.count == 0 {
        String::new()
    } else {
        state.count.to_string()
    }
}

fn icon(last: Option<LastWord>) -> IconName {
    match last {
        None => IconName::Bubble,
        Some(LastWord::Customer) => IconName::ArrowIn,
        Some(LastWord::Us) => IconName::ArrowOut,
    }
}

fn last_name(state: &IndicatorState) -> &'static str {
    match state.last {
        None => "none",
        Some(LastWord::Customer) => "received",
        Some(LastWord::Us) => "sent",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> DitNumber {
        text.parse().unwrap()
    }

    #[test]
    fn the_greater_version_wins_and_the_page_wins_a_tie() {
        let state = |count, version| IndicatorState {
            count,
            version,
            ..Default::default()
        };
        let one = number("DIT-2026-0001");
        let known = [(one, state(3, 7)), (number("DIT-2026-0002"), state(9, 9))];
        assert_eq!(newest(&known, one, state(2, 6)), state(3, 7));
        assert_eq!(newest(&known, one, state(4, 8)), state(4, 8));
        assert_eq!(newest(&known, one, state(5, 7)), state(5, 7));
        assert_eq!(newest(&known, number("DIT-2026-0003"), state(0, 0)), state(0, 0));
    }
}

#[cfg(all(test, feature = "ssr"))]
mod render_tests {
    use super::*;
    use crate::routes::Navigation;
    use leptos_router::components::Router;
    use leptos_router::location::RequestUrl;

    #[component]
    fn Row(state: IndicatorState, later: IndicatorState) -> AnyView {
        Navigation::provide();
        IndicatorStore::provide();
        let number: DitNumber = "DIT-2026-0004".parse().expect("a request number");
        use_indicators().update(number, later);
        view! { <Indicator state number/> }.into_any()
    }

    fn rendered(url: &str, state: IndicatorState, later: IndicatorState) -> String {
        Owner::new().with(|| {
            provide_context(RequestUrl::new(url));
            view! { <Router><Row state later/></Router> }.to_html()
        })
    }

    #[test]
    fn an_indicator_says_what_is_known_last_and_opens_the_panel_without_script() {
        let loaded = IndicatorState {
            count: 2,
            last: Some(LastWord::Us),
            has_chaser: false,
            version: 2,
        };
        let later = IndicatorState {
            count: 3,
            last: Some(LastWord::Customer),
            has_chaser: true,
            version: 3,
        };
        let html = rendered("/", loaded, later);
        for part in [
            "aria-label=\"Échanges : 3, dernier du client, relance\"",
            "data-last=\"received\"",
            "data-chaser=\"true\"",
            "aria-expanded=\"false\"",
            "type=\"submit\"",
            "form=\"open-panel\"",
            "name=\"dit\" value=\"DIT-2026-0004\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn an_indicator_says_that_its_panel_is_open() {
        let none = IndicatorState::default();
        let html = rendered("/dits/DIT-2026-0004?panel=exchanges", none, none);
        assert!(html.contains("aria-expanded=\"true\""), "{html}");
        assert!(html.contains("aria-label=\"Échanges : aucun\""), "{html}");
        assert!(!html.contains("data-chaser"), "{html}");
    }
}
