//! The command line: each command in a few lines. Exit status 0, or 1 with one sentence on standard error.

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use domain::email::Email;
use domain::permission::Role;
use server::config::Config;
use server::upkeep::{self, Newcomer};
use server::{failpoint, seed, startup, telemetry};
use std::error::Error;
use std::io::{BufRead, stdin};
use std::path::PathBuf;
use std::process::ExitCode;

/// A page is thousands of small strings and boxes: a third of its time was spent in the allocator of the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The log of every contact between a service company and its customers.
#[derive(Parser)]
#[command(name = "echanges", version)]
struct Line {
    #[command(subcommand)]
    order: Order,
}

#[derive(Subcommand)]
enum Order {
    /// Serve until asked to stop
    Serve {
        /// Load the demonstration data, once, into an empty database
        #[arg(long)]
        demo: bool,
    },
    /// Add synthetic requests and exchanges, the same ones for the same numbers
    Seed {
        /// How many requests
        #[arg(long, value_name = "N")]
        requests: u32,
        /// How many exchanges, spread over those requests
        #[arg(long, value_name = "M")]
        exchanges: u32,
        /// Where the random numbers start
        #[arg(long, value_name = "S", default_value_t = 1)]
        seed: u64,
    },
    /// Accounts
    User {
        #[command(subcommand)]
        order: UserOrder,
    },
    /// Check settings, database, counters and attachments
    Check,
    /// Copy the database into a new file (SQLite); attachments are in the folder `files` of ECHANGES_DATA
    Backup { file: PathBuf },
}

#[derive(Subcommand)]
enum UserOrder {
    /// Add an employee and their account; the password is read from standard input
    Add {
        /// The address to sign in with
        #[arg(long, value_parser = email)]
        email: Email,
        /// administrator, dispatcher, technician or reader
        #[arg(long, value_parser = role)]
        role: Role,
        #[arg(long)]
        first_name: Option<String>,
        #[arg(long)]
        last_name: Option<String>,
    },
}

fn main() -> ExitCode {
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(stop) => return leave(&stop),
    };
    match run(line.order) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Help and version are what was asked for; anything else is said in one sentence.
fn leave(stop: &clap::Error) -> ExitCode {
    if stop.exit_code() == 0 {
        // Nobody is left to be told that standard output is closed.
        let _ = stop.print();
        return ExitCode::SUCCESS;
    }
    let text = stop.to_string();
    let what = match stop.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "a command is missing",
        _ => text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: "),
    };
    eprintln!("{what}; see echanges --help.");
    ExitCode::FAILURE
}

#[tokio::main]
async fn run(order: Order) -> Result<(), Box<dyn Error>> {
    let config = Config::from_env()?;
    telemetry::start(&config.log_filter)?;
    failpoint::arm_from_env()?;
    if let Order::Serve { demo } = order {
        return Ok(startup::serve(&config, demo).await?);
    }
    let services = startup::services(&config).await?;
    match order {
        Order::Serve { .. } => {}
        Order::Seed {
            requests,
            exchanges,
            seed,
        } => {
            seed::run(
                &services,
                seed::Size {
                    requests,
                    exchanges,
                    seed,
                },
                |line| println!("{line}"),
            )
            .await?;
        }
        Order::User {
            order:
                UserOrder::Add {
                    email,
                    role,
                    first_name,
                    last_name,
                },
        } => {
            let newcomer = Newcomer {
                email,
                role,
                first_name,
                last_name,
                password: password()?,
            };
            upkeep::add_account(&services, newcomer).await?;
        }
        Order::Check => upkeep::check(&config, &services, |line| println!("{line}")).await?,
        Order::Backup { file } => upkeep::backup(&services, &file).await?,
    }
    Ok(())
}

/// The first line of standard input.
fn password() -> std::io::Result<String> {
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn email(text: &str) -> Result<Email, String> {
    text.parse().map_err(|_| "it is no e-mail address".to_owned())
}

fn role(text: &str) -> Result<Role, String> {
    use server::persistence::code::Coded;
    Role::from_code(text)
        .ok_or_else(|| "the role is administrator, dispatcher, technician or reader".to_owned())
}
