//! What is copied, cut, pasted, dragged and dropped.

use editor::{Command, Document, Editor, Image, LeftOut, Selection, TextRef, beginning};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, Node};

use super::html::{Read, read};
use super::point::position_at;
use super::selection::take_selection;
use crate::composer::carried;
use crate::composer::clipboard_part::{Pasted, import};
use crate::composer::surface::{Dropped, Source, Surface};
use crate::i18n::paste::left_out_sentence;
use crate::wire;

/// The most images that are taken out of pasted HTML.
const MAX_IMAGES: usize = 20;

/// Our own form, which loses nothing.
const OWN_TYPE: &str = "application/x-rich-text+json";

/// Where something goes that may take a while to come: in the place of what is selected, or where that was, if anything has changed.
struct Place {
    document: Document,
    selection: Selection,
    kept: u32,
}

impl Place {
    /// Where the selection is.
    fn of(surface: Surface) -> Option<Self> {
        surface.editor().try_update_value(|editor| Self {
            document: editor.state().document().clone(),
            selection: editor.state().selection(),
            kept: editor.keep_place(editor.state().selection().from()),
        })
    }
}

pub fn copy(surface: Surface, event: &Event) {
    let Some(data) = event
        .dyn_ref::<ClipboardEvent>()
        .and_then(ClipboardEvent::clipboard_data)
    else {
        return;
    };
    take_selection(surface);
    if put(surface, &data).is_some() {
        event.prevent_default();
    }
}

pub fn cut(surface: Surface, event: &Event) {
    copy(surface, event);
    if event.default_prevented() {
        surface.apply(|editor| editor.run(&Command::DeleteBackward).is_some());
    }
}

/// Writes what is selected in three forms.
fn put(surface: Surface, data: &DataTransfer) -> Option<(usize, usize)> {
    let selection = surface.with_untracked(editor::State::selection);
    let (from, to) = (selection.from(), selection.to());
    let copied = surface.document()?.copied(from, to);
    if from == to {
        return None;
    }
    data.set_data("text/html", &copied.to_html()).ok()?;
    data.set_data("text/plain", &copied.to_text()).ok()?;
    data.set_data(OWN_TYPE, &wire::write(&copied)?).ok()?;
    Some((from, to))
}

pub fn paste(surface: Surface, event: &Event) {
    let Some(data) = event
        .dyn_ref::<ClipboardEvent>()
        .and_then(ClipboardEvent::clipboard_data)
    else {
        return;
    };
    event.prevent_default();
    take_selection(surface);
    let is_plain = surface
        .view()
        .try_update_value(|view| std::mem::take(&mut view.is_pasting_plain));
    let position = surface.with_untracked(|state| state.selection().from());
    insert(surface, &data, is_plain == Some(true), position);
}

fn get(data: &DataTransfer, form: &str) -> Option<String> {
    data.get_data(form).ok().filter(|text| !text.is_empty())
}

fn files_of(data: &DataTransfer) -> Vec<Source> {
    let files = data.files();
    let file = |index| files.as_ref().and_then(|files| files.get(index));
    (0..files.as_ref().map_or(0, web_sys::FileList::length))
        .filter_map(file)
        .map(Source::File)
        .collect()
}

/// Puts in what is carried: our own form, then HTML, then files, then text. A program that gives a picture of its text beside the text
/// means the text.
fn insert(surface: Surface, data: &DataTransfer, is_plain: bool, position: usize) {
    let text = get(data, "text/plain");
    if is_plain {
        return insert_text(surface, None, &text.unwrap_or_default());
    }
    let own = get(data, OWN_TYPE).and_then(|json| wire::read::<Document>(&json));
    if let Some(document) = own {
        return insert_own(surface, document);
    }
    let dropped = Dropped {
        sources: files_of(data),
        position,
        shown: None,
    };
    match get(data, "text/html") {
        Some(html) if dropped.sources.is_empty() || text.is_some() => insert_html(surface, &html, text),
        _ if !dropped.sources.is_empty() => surface.hand_over(dropped),
        _ => insert_text(surface, None, &text.unwrap_or_default()),
    }
}

/// Plain text, and what is said when it is too long to be taken whole.
fn insert_text(surface: Surface, place: Option<&Place>, text: &str) {
    let kept = beginning(text);
    let command = inserting(kept);
    surface.apply(|editor| {
        put_in(place, editor, |editor| {
            editor.close_group();
            let is_done = editor.run(&command).is_some();
            editor.close_group();
            is_done
        })
    });
    if kept.len() < text.len() {
        let too_long = BTreeMap::from([(LeftOut::TooLong, 1)]);
        surface.say(left_out_sentence(surface.locale(), &too_long));
    }
}

/// Plain text takes the marks of the place where it goes; where it has paragraphs, they are paragraphs.
pub fn inserting(text: &str) -> Command {
    let text = text.replace("\r\n", "\n");
    let lines = text.trim_end_matches('\n');
    if lines.contains("\n\n") {
        Command::Paste(Document::from_text(lines))
    } else {
        Command::InsertText(lines.to_owned())
    }
}

/// What was copied from a text of ours. Images of another form become images of this one.
fn insert_own(surface: Surface, document: Document) {
    let images = surface.field().images;
    let ids = |document: &Document| -> Vec<String> {
        let texts = document.texts(0, document.size());
        let shown = texts.iter().flat_map(TextRef::images);
        shown.map(|(_, image)| image.id.as_str().to_owned()).collect()
    };
    let present = surface.with_untracked(|state| ids(state.document()));
    let mut foreign = ids(&document);
    foreign.dedup();
    foreign.retain(|id| !present.contains(id) && !images.knows.run(id.clone()));
    let most = if images.are_possible() { MAX_IMAGES } else { 0 };
    let left_out = BTreeMap::from([(LeftOut::Image, foreign.len().saturating_sub(most))]);
    let sentence = match foreign.len() > most {
        true => left_out_sentence(surface.locale(), &left_out),
        false => String::new(),
    };
    let coming = foreign.into_iter().enumerate().map(|(index, id)| {
        let is_taken = index < most;
        let source = is_taken.then(|| Source::Address((images.address)(&id)));
        (id, source)
    });
    arrive(
        surface,
        None,
        Pasted { document, sentence },
        &coming.collect::<Vec<_>>(),
    );
}

/// HTML is parsed apart, where nothing runs and nothing is loaded, and only what the model can say goes in.
fn insert_html(surface: Surface, html: &str, text: Option<String>) {
    let has_images = surface.field().images.are_possible();
    let Read { tree, is_cut, images } = read(html, if has_images { MAX_IMAGES } else { 0 });
    let place = Place::of(surface);
    spawn_local(async move {
        let pasted = import(tree, is_cut, images.len(), surface.locale()).await;
        surface.after_composition(move || match pasted {
            Ok(pasted) => {
                let named = images.into_iter().enumerate().filter_map(|(index, file)| {
                    Some((
                        carried::name_of(index)?.as_str().to_owned(),
                        Some(Source::File(file)),
                    ))
                });
                arrive(surface, place.as_ref(), pasted, &named.collect::<Vec<_>>());
            }
            // The part that reads HTML did not come: the text is better than nothing.
            Err(_) => insert_text(surface, place.as_ref(), &text.unwrap_or_default()),
        });
    });
}

/// Puts something in at a place, or where the selection is.
fn put_in<T>(place: Option<&Place>, editor: &mut Editor, put: impl FnOnce(&mut Editor) -> T) -> T {
    let Some(place) = place else {
        return put(editor);
    };
    let state = editor.state();
    if state.document().is_same(&place.document) && state.selection() == place.selection {
        editor.forget_place(place.kept);
        put(editor)
    } else {
        editor.put_at(place.kept, put)
    }
}

/// Puts in what was pasted, without the images that are to come by their ids: each goes the way of an image that is dropped, if it has a
/// source.
fn arrive(surface: Surface, place: Option<&Place>, pasted: Pasted, coming: &[(String, Option<Source>)]) {
    let source = |image: &Image| {
        let found = coming.iter().find(|(id, _)| id == image.id.as_str());
        found.map(|(_, source)| source)
    };
    let mut places = Vec::new();
    surface.apply(|editor| {
        let is_coming = |image: &Image| source(image).is_some();
        places = put_in(place, editor, |editor| {
            editor.paste_around(&pasted.document, &is_coming)
        });
        true
    });
    surface.say(pasted.sentence);
    for (position, image) in places {
        surface.hand_over(Dropped {
            sources: source(&image).cloned().flatten().into_iter().collect(),
            position,
            shown: Some(image),
        });
    }
}

pub fn drag_start(surface: Surface, event: &Event) {
    let Some(data) = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer) else {
        return;
    };
    take_selection(surface);
    let dragged = put(surface, &data);
    data.set_effect_allowed("copyMove");
    surface.view().try_update_value(|view| view.dragged = dragged);
}

pub fn drag_end(surface: Surface, _: &Event) {
    surface.view().try_update_value(|view| view.dragged = None);
}

/// A file that is dropped must not be opened in the place of the page.
pub fn drag_over(_: Surface, event: &Event) {
    let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    if data.is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0)) {
        event.prevent_default();
    }
}

pub fn drop(surface: Surface, event: &Event) {
    let Some(event) = event.dyn_ref::<DragEvent>() else {
        return;
    };
    let Some(data) = event.data_transfer() else { return };
    event.prevent_default();
    // Beside the text it goes to the end.
    let end = || surface.with_untracked(|state| state.document().caret_near(state.document().size()));
    let target = position_under(surface, event).unwrap_or_else(end);
    let dragged = surface
        .view()
        .try_update_value(|view| view.dragged.take())
        .flatten();
    match dragged {
        Some((from, to)) if !event.ctrl_key() => {
            surface.apply(|editor| editor.run(&Command::Move { from, to, target }).is_some());
        }
        _ => {
            surface.select(target, target);
            insert(surface, &data, false, target);
        }
    }
    surface.focus();
}

/// The position under the pointer. Each engine has had its own name for it.
fn position_under(surface: Surface, event: &DragEvent) -> Option<usize> {
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let (node, offset) = point_in(&["caretPositionFromPoint", "offsetNode", "offset"], x, y)
        .or_else(|| point_in(&["caretRangeFromPoint", "startContainer", "startOffset"], x, y))?;
    let document = surface.document()?;
    surface
        .view()
        .try_with_value(|view| position_at(view, &document, &node, offset))?
}

fn point_in(names: &[&str; 3], x: f64, y: f64) -> Option<(Node, u32)> {
    let page = document();
    let get = |object: &JsValue, name: &str| js_sys::Reflect::get(object, &JsValue::from_str(name)).ok();
    let method: js_sys::Function = get(&page, names[0])?.dyn_into().ok()?;
    let found = method
        .call2(&page, &JsValue::from_f64(x), &JsValue::from_f64(y))
        .ok()?;
    let node = get(&found, names[1])?.dyn_into().ok()?;
    let offset = get(&found, names[2])?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an offset is a small whole number"
    )]
    Some((node, offset as u32))
}
