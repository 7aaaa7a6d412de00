//! The exchange panel (panneau de gestion des échanges).

use super::compose::Composer;
use super::delete::DeleteDialog;
use super::details::DetailsDialog;
use super::draft_keeper::save_on_device;
use super::filter::{Filter, FilterBar};
use super::form::{ExchangeForm, FORM_ID};
use super::indicator::use_indicators;
use super::log::ExchangeLog;
use super::panel_state::Panel;
use super::submit::follow_queue;
use crate::api;
use crate::error::AppError;
use crate::features::session::use_session;
use crate::i18n::{problem, use_words};
use crate::routes::use_navigation;
use crate::ui::{
    Banner, Button, Dialog, DialogActions, IconName, Sheet, Skeleton, Tone, Variant, browser, open_while,
};
use crate::view::{DraftSlot, ExchangePage, FormView};
use crate::wire::load_first;
use domain::dit::{DitAction, DitNumber, DitState};
use domain::exchange::Direction;
use leptos::prelude::*;

/// Id of the sheet.
pub const PANEL_ID: &str = "ExchangePanel";

/// The panel of one request.
#[component]
pub fn ExchangePanel(number: DitNumber) -> AnyView {
    let catalogue = use_words();
    let words = &catalogue.exchange;
    let navigation = use_navigation();
    let close = Callback::new(move |()| navigation.close_panel());
    let panel = RwSignal::new(None::<Panel>);
    let data = load_first(
        || (),
        move |()| async move {
            Ok::<_, AppError>((api::exchanges(number, None).await?, api::form(number).await?))
        },
    );
    let on_close = Callback::new(move |()| match panel.get_untracked() {
        Some(panel) => panel.close_form(close),
        None => close.run(()),
    });
    let body = move || match data.get() {
        None => view! { <Skeleton lines=8/> }.into_any(),
        Some(Ok((page, facts))) => loaded(page, facts, number, panel),
        Some(Err(error)) => {
            let text = problem::error_text(catalogue.locale, &error);
            let actions = view! { <Button label=words.retry on_press=move |()| data.refetch()/> }.into_any();
            view! { <Banner tone=Tone::Error actions>{text}</Banner> }.into_any()
        }
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

fn loaded(page: ExchangePage, facts: FormView, number: DitNumber, slot: RwSignal<Option<Panel>>) -> AnyView {
    let indicators = use_indicators();
    indicators.update(number, page.indicator);
    let on_indicator = Callback::new(move |indicator| indicators.update(number, indicator));
    let panel = Panel::new(page, facts, use_session().view(), on_indicator);
    slot.set(Some(panel));
    panel.watch_mail();
    follow_queue(panel, FORM_ID);
    Effect::new(move |_| reopen_form(panel));
    let filter = Filter::new();
    let form = move || {
        panel.form.get().map(|form| {
            view! {
                <ExchangeForm panel form/>
                <Composer panel form/>
            }
        })
    };
    view! {
        <div class="ExchangePanel">
            {new_buttons(panel)}
            <div class="ExchangePanel-scroll">
                {move || notice(panel)}
                {move || failure(panel)}
                {form}
                <FilterBar panel filter/>
                <ExchangeLog panel filter/>
            </div>
            <DeleteDialog panel/>
            <DetailsDialog panel/>
            <LeaveDialog panel/>
        </div>
    }
    .into_any()
}

/// A form that was open when the page went opens again with its text.
fn reopen_form(panel: Panel) {
    let open = panel
        .drafts()
        .all()
        .into_iter()
        .filter(|kept| kept.is_open)
        .max_by_key(|kept| kept.draft.saved_at);
    if let Some(kept) = open {
        panel.open_form(kept.draft.slot);
    }
}

fn new_buttons(panel: Panel) -> AnyView {
    let words = &panel.catalogue.exchange;
    let button = |direction, name: &'static str, icon| {
        let slot = DraftSlot::New(direction);
        let disabled = Signal::derive(move || !panel.may_record(direction));
        let on_press = move |()| {
            panel.open_form(slot);
            browser::after_ms(0, || browser::focus_id("exchange-detail"));
        };
        view! { <Button label=name icon disabled on_press/> }.into_any()
    };
    view! {
        <div class="ExchangePanel-actions">
            {button(Direction::Received, words.new_received, IconName::ArrowIn)}
            {button(Direction::Sent, words.new_sent, IconName::ArrowOut)}
            {button(Direction::Internal, words.new_note, IconName::Note)}
        </div>
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
        _ if is_mailing(panel) && panel.session.with_value(|session| session.mails_to_files) => {
            words.mails_to_files
        }
        _ => return None,
    };
    Some(view! { <Banner>{text}</Banner> }.into_any())
}

fn is_mailing(panel: Panel) -> bool {
    panel
        .form
        .with(|form| form.is_some_and(|form| form.is_mailed.get() || form.is_composing.get()))
}

fn failure(panel: Panel) -> Option<AnyView> {
    let error = panel.failure.get()?;
    let text = problem::error_text(panel.catalogue.locale, &error);
    let retry = panel.catalogue.exchange.retry;
    let actions = view! { <Button label=retry on_press=move |()| panel.reload()/> }.into_any();
    Some(view! { <Banner tone=Tone::Warning icon=IconName::Offline actions>{text}</Banner> }.into_any())
}

/// Asked when closing would put text out of sight.
#[component]
fn LeaveDialog(panel: Panel) -> AnyView {
    let words = &panel.catalogue.exchange;
    let open = open_while(panel.leaving);
    let leave = move |keep: bool| {
        let then = panel.leaving.get_untracked();
        if let Some(form) = panel.form.get_untracked() {
            if keep {
                save_on_device(panel, form, false);
            } else {
                panel.discard_draft(form.slot);
            }
        }
        open.set(false);
        panel.form.set(None);
        if let Some(then) = then {
            then.run(());
        }
    };
    view! {
        <Dialog id="LeaveDialog" open title=words.leave_title>
            <p>{words.leave_text}</p>
            <DialogActions>
                <Button label=words.leave_discard variant=Variant::Danger on_press=move |()| leave(false)/>
                <Button label=words.leave_stay variant=Variant::Quiet on_press=move |()| open.set(false)/>
                <Button label=words.leave_keep variant=Variant::Primary on_press=move |()| leave(true)/>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}
