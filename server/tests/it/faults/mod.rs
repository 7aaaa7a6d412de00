//! A mail server that does one thing wrong, at every phase of the dialogue: what becomes of the mail, when it is tried again, what
//! people read, and whether that agrees with what the server has.
//!
//! Time is simulated with the limits of production; the outbox and its database are the real ones.

mod certificates;
mod document;
mod large;
mod letters;
mod others;
mod plan;
mod play;
mod reuse;
mod server;
mod simulated;
mod stream;
mod table;
mod words;

use others::OTHERS;
use play::Play;
use table::{Phase, ROWS};

async fn play_phase(phase: Phase) {
    let play = Play::new().await;
    for row in ROWS.iter().filter(|row| row.phase == phase) {
        play.row(row).await;
    }
}

#[tokio::test]
async fn faults_while_connecting() {
    play_phase(Phase::Connect).await;
}

#[tokio::test]
async fn faults_at_the_banner() {
    play_phase(Phase::Banner).await;
}

#[tokio::test]
async fn faults_at_ehlo() {
    play_phase(Phase::Ehlo).await;
}

#[tokio::test]
async fn faults_at_starttls() {
    play_phase(Phase::StartTls).await;
}

#[tokio::test]
async fn faults_at_auth() {
    play_phase(Phase::Auth).await;
}

#[tokio::test]
async fn faults_at_mail() {
    play_phase(Phase::Mail).await;
}

#[tokio::test]
async fn faults_at_rcpt() {
    play_phase(Phase::Rcpt).await;
}

#[tokio::test]
async fn faults_at_data() {
    play_phase(Phase::Data).await;
}

#[tokio::test]
async fn faults_after_the_dot() {
    play_phase(Phase::AfterDot).await;
}

#[tokio::test]
async fn lies_settings_and_answers_that_say_more() {
    let play = Play::new().await;
    for other in &OTHERS {
        play.other(other).await;
    }
}
