#![doc = include_str!("../README.md")]

pub mod backend;
pub mod commands;
pub mod config;
pub mod demo;
mod dice;
pub mod error;
pub mod failpoint;
pub mod files;
pub mod http;
pub mod mailer;
pub mod outbox;
pub mod persistence;
pub mod seed;
pub mod services;
pub mod startup;
pub mod telemetry;
pub mod upkeep;
pub mod usecases;
pub mod zone;
