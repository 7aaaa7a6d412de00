//! The exchange panel (panneau de gestion des échanges).

use super::filter::{Filter, FilterBar};
use super::indicator::use_indicators;
use super::log::ExchangeLog;
use super::panel_state::{Panel, Wish};
use crate::api;
use crate::features::later::{Action, act};
use crate::features::session::{OfflineBanner, load_failure, use_session};
use crate::i18n::export::Menu;
use crate::i18n::{problem, use_words};
use crate::parts::now;
use crate::routes::{self, use_navigation};
use crate::ui::{Banner, Button, Icon, IconButton, IconName, Popover, Sheet, Skeleton, Tone};
use crate::view::{About, DraftSlot, ExchangePage};
use crate::wire::{drawn_once, load_first};
use domain::dit::{DitAction, DitNumber, DitState};
use domain::exchange::Direction;
use leptos::prelude::*;

/// Id of the sheet.
pub const PANEL_ID: &str = "ExchangePanel";
/// Id of what scrolls in it.
pub const SCROLL_ID: &str = "ExchangePanel-scroll";
const EXPORT_ID: &str = "panel-export";

/// The panel of one request.
#[component]
pub fn ExchangePanel(number: DitNumber) -> AnyView {
    let catalogue = use_words();
    let words = &catalogue.exchange;
    let navigation = use_navigation();
    let close = Callback::new(move |()| navigation.close_panel());
    let panel = RwSignal::new(None::<Panel>);
    let data = load_first(|| (), move |()| api::exchanges(number, None));
    let on_close = Callback::new(move |()| match panel.get_untracked() {
        Some(panel) => panel.close(close),
        None => close.run(()),
    });
    let body = move || match data.get() {
        None => view! { <Skeleton lines=8/> }.into_any(),
        Some(Ok(page)) => drawn_once(move || loaded(page, number, panel)),
        Some(Err(error)) => load_failure(&error, Callback::new(move |()| data.refetch())),
    };
    view! {
        <Sheet
            id=PANEL_ID
            label=(words.panel)(&number.to_string())
            title=format!("{} · {number}", words.panel_title)
            close_label=words.close_panel
            resize_label=words.resize_panel
            on_close
        >
            <Suspense fallback=move || view! { <Skeleton lines=8/> }>{body}</Suspense>
        </Sheet>
    }
    .into_any()
}

fn loaded(page: ExchangePage, number: DitNumber, slot: RwSignal<Option<Panel>>) -> AnyView {
    let about = about(&page.about);
    let indicators = use_indicators();
    indicators.update(number, page.indicator);
    let on_indicator = Callback::new(move |indicator| indicators.update(number, indicator));
    let panel = Panel::new(number, page, use_session().view(), on_indicator);
    slot.set(Some(panel));
    panel.watch_mail();
    panel.follow_queue();
    panel.wake_soon();
    let filter = Filter::new();
    let actions = panel.parts.actions;
    let desk = move || {
        panel
            .is_awake
            .get()
            .then(|| actions.show(move || now(act(Action::Desk(panel)))))
    };
    view! {
        <div class="ExchangePanel">
            {about}
            {new_buttons(panel)}
            <div class="ExchangePanel-scroll" id=SCROLL_ID>
                <div class="ExchangePanel-offline"><OfflineBanner/></div>
                {move || notice(panel)}
                {move || failure(panel)}
                {desk}
                <div class="ExchangePanel-export">{export_menu(panel.number)}</div>
                <FilterBar panel filter/>
                <ExchangeLog panel filter/>
            </div>
            {following(panel)}
        </div>
    }
    .into_any()
}

/// Whose request it is: on a tablet the panel covers the page that says it.
fn about(about: &About) -> AnyView {
    let overview = routes::customer(&about.customer_code);
    view! {
        <p class="ExchangePanel-about">
            <a href=overview>{about.customer.clone()}</a>
            " · "
            {about.subject.clone()}
        </p>
    }
    .into_any()
}

/// What others do meanwhile, once the part that follows it is here.
fn following(panel: Panel) -> AnyView {
    let actions = panel.parts.actions;
    let is_here = Memo::new(move |_| actions.is_here());
    view! { {move || is_here.get().then(|| untrack(|| now(act(Action::Follow(panel)))))} }.into_any()
}

fn new_buttons(panel: Panel) -> AnyView {
    let words = &panel.catalogue.exchange;
    let button = |direction, name: &'static str, icon| {
        let slot = DraftSlot::New(direction);
        let disabled = Signal::derive(move || !panel.may_record(direction));
        let on_press = move |()| panel.ask(Wish::Write(slot));
        view! { <Button label=name icon disabled on_press/> }.into_any()
    };
    view! {
        <div class="ExchangePanel-actions" on:pointerenter=move |_| panel.wake() on:focusin=move |_| panel.wake()>
            {button(Direction::Received, words.new_received, IconName::ArrowIn)}
            {button(Direction::Sent, words.new_sent, IconName::ArrowOut)}
            {button(Direction::Internal, words.new_note, IconName::Note)}
        </div>
    }
    .into_any()
}

/// What leaves the program about this request: plain links.
fn export_menu(number: DitNumber) -> AnyView {
    let words = Menu::of(use_words().locale);
    let link = |url: String, icon, name: &'static str| {
        view! {
            <a class="Menu-item" href=url rel="external" target="_blank">
                <Icon name=icon small=true/>
                <span>{name}</span>
            </a>
        }
        .into_any()
    };
    view! {
        <IconButton label=words.export icon=IconName::Download popover_target=EXPORT_ID/>
        <Popover id=EXPORT_ID label=words.export is_kept=true>
            {link(routes::dit_print(number), IconName::Print, words.dit_print)}
            {link(routes::dit_csv(number), IconName::Download, words.dit_csv)}
            {link(routes::dit_mails(number), IconName::Mail, words.dit_mails)}
        </Popover>
    }
    .into_any()
}

/// What the state of the request means for whoever writes here.
fn notice(panel: Panel) -> Option<AnyView> {
    let words = &panel.catalogue.exchange;
    let state = panel.state.get();
    let text = match state {
        DitState::Cancelled => words.read_only_cancelled,
        DitState::Closed => words.marked_after_closure,
        _ if !state.allows(DitAction::Change) => words.no_change_after_work,
        _ if panel.is_mailing.get() && panel.session.with_value(|session| session.mails_to_files) => {
            words.mails_to_files
        }
        _ => return None,
    };
    Some(view! { <Banner>{text}</Banner> }.into_any())
}

fn failure(panel: Panel) -> Option<AnyView> {
    let error = panel.failure.get()?;
    let text = problem::error_text(panel.catalogue.locale, &error);
    let retry = panel.catalogue.exchange.retry;
    let actions = view! { <Button label=retry on_press=move |()| panel.reload()/> }.into_any();
    Some(view! { <Banner tone=Tone::Warning icon=IconName::Offline actions>{text}</Banner> }.into_any())
}
