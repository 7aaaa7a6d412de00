//! Large photographs made smaller before they are sent.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

/// How well the smaller one is kept, from 0 to 1.
const QUALITY: f64 = 0.85;

/// The picture as JPEG, upright, at most so many pixels wide or high, and how wide and high it then is. `None` when this browser
/// cannot: the file then goes as it is. Decoding and encoding are not on the thread of the page.
pub async fn shrink(file: &File, max_side: u32) -> Option<(Blob, u32, u32)> {
    let bitmap: ImageBitmap = JsFuture::from(window().create_image_bitmap_with_blob(file).ok()?)
        .await
        .ok()?
        .dyn_into()
        .ok()?;
    let (width, height) = fitted(bitmap.width(), bitmap.height(), max_side);
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (wide, high) = (f64::from(width), f64::from(height));
    // What is transparent becomes white, as on paper.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, wide, high);
    Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into()).ok()?;
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, wide, high)
        .ok()?;
    bitmap.close();
    let blob = JsFuture::from(encoded(&canvas)).await.ok()?;
    Some((blob.dyn_into().ok()?, width, height))
}

fn encoded(canvas: &HtmlCanvasElement) -> Promise {
    Promise::new(&mut |resolve: Function, _| {
        let take = Closure::once_into_js(move |blob: JsValue| {
            resolve.call1(&JsValue::NULL, &blob).ok();
        });
        canvas
            .to_blob_with_type_and_encoder_options(
                take.unchecked_ref(),
                "image/jpeg",
                &JsValue::from_f64(QUALITY),
            )
            .ok();
    })
}

fn fitted(width: u32, height: u32, max_side: u32) -> (u32, u32) {
    let longest = width.max(height).max(1);
    if longest <= max_side {
        return (width, height);
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(max_side) / u64::from(longest);
        u32::try_from(side).unwrap_or(max_side).max(1)
    };
    (scaled(width), scaled(height))
}
