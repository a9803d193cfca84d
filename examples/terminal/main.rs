//! What a shop's terminal does: sign people up by their palms, then recognise or refuse the hands that hover over it, and the
//! attacks on it; and the service behind it, which keeps, protects, expires and forgets.
//!
//!     cargo run --release --example terminal                       all of it, in short
//!     cargo run --release --example terminal -- --images FOLDER    (one sub-folder a person)
//!     cargo run --release --example terminal -- --manifest CSV     (see docs/accuracy.md)
//!
//! One errand after the other, with a store in a folder; `--days N` sets the clock ahead, `--help` has the rest:
//!
//!     terminal --store FOLDER sign-up account-1 --person 7 --card 4929 --phone 5550123
//!     terminal --store FOLDER use --person 7 --hand right
//!     terminal --store FOLDER history --person 7
//!     terminal --store FOLDER change --person 7 --card 5105
//!     terminal --store FOLDER remove --person 7
//!     terminal --store FOLDER --days 731 sweep
//!
//! Two processes: the terminal seals captures to the service and keeps nothing; the service opens them, matches and answers:
//!
//!     terminal --service --store FOLDER --socket SOCKET
//!     terminal --terminal --socket SOCKET use --person 7
//!
//! The sensor is a synthetic one, and so are the hands over it.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

mod arguments;
mod errand;
mod hover;
mod life;
mod picture;
mod real;
mod report;
mod service;
mod stream;
mod synthetic;

use std::process::ExitCode;

use clap::Parser;
use palmsig::gallery::Gallery;
use palmsig::matching::{Matcher, Policy};
use palmsig::params::{EncoderParams, MatchParams};
use palmsig::pipeline::Extractor;

use arguments::{Arguments, Demonstration, Shop};

/// Anything that ends the run.
type Failure = Box<dyn std::error::Error>;

/// The terminal: what is needed to enrol and to recognise.
struct Terminal {
    extractor: Extractor,
    gallery: Gallery,
    policy: Policy,
}

impl Terminal {
    fn new(fpir: f64) -> Result<Terminal, Failure> {
        let encoder = EncoderParams::default();
        let matcher = Matcher::new(&MatchParams::default())?;
        Ok(Terminal {
            extractor: Extractor::new(&encoder)?,
            gallery: Gallery::new(matcher, encoder.encoder_id()),
            policy: Policy::identify(fpir)?,
        })
    }
}

fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let shop = &arguments.shop;
    match &arguments.errand {
        Some(errand) if !shop.service => errand::run(shop, errand),
        Some(_) => Err("a service takes no errand: its terminals do".into()),
        None if shop.service => serve(shop),
        None if shop.terminal || shop.store.is_some() => {
            Err("nothing to do: sign-up, use, history, change, remove or sweep; --help has more".into())
        }
        None => demonstrate(&arguments.demonstration, shop.fpir),
    }
}

#[cfg(unix)]
fn serve(shop: &Shop) -> Result<bool, Failure> {
    let desk = service::desk::Desk::new(errand::service(shop)?, shop.days)?;
    service::socket::listen(desk, &shop.socket, shop.days)?;
    Ok(true)
}

#[cfg(not(unix))]
fn serve(_: &Shop) -> Result<bool, Failure> {
    Err("terminals and services as two processes need Unix sockets".into())
}

fn demonstrate(what: &Demonstration, fpir: f64) -> Result<bool, Failure> {
    let mut terminal = Terminal::new(fpir)?;
    match (&what.images, &what.manifest) {
        (Some(folder), _) => real::run(&mut terminal, real::from_folder(folder)?, &what.out),
        (None, Some(manifest)) => real::run(&mut terminal, real::from_manifest(manifest)?, &what.out),
        (None, None) => {
            let recognised = synthetic::run(&mut terminal, what.people, &what.out, what.trace)?;
            Ok(life::run(&what.out, fpir)? && recognised)
        }
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("terminal: {error}");
            ExitCode::FAILURE
        }
    }
}
