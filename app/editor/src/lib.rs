#![doc = include_str!("../README.md")]

mod document;
mod html;

pub use document::{Block, Document};
