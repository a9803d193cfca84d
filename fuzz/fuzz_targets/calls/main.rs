//! Calls of the C interface in any order, with anything that its header allows and much that it refuses: a status each time,
//! results on success only, never a crash. Arguments are made by type: a new function needs its name in `functions` and no
//! more, and the target does not start while one is missing there.
//!
//! Handles of an input live until its end, and some live on, as those of a terminal do: what an input finds may need those
//! before it. Where the store lies, `TMPDIR` says: it writes a lot.

#![no_main]

mod arguments;
mod functions;
mod structs;
mod world;

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};

use libfuzzer_sys::fuzz_target;

use functions::FUNCTIONS;
use world::{Lasting, World};

/// Calls so far, and after how many that is told.
static CALLS: AtomicU64 = AtomicU64::new(0);
const TOLD: u64 = 100_000;

/// Most calls of one input.
const MOST: usize = 300;

/// Inputs after which what lasts is made anew: a store grows with every use, and many calls look through all of it.
const FRESH: usize = 64;

/// What takes milliseconds is called once in so many times that it could be.
const RARELY: u8 = 16;
const SLOW: [&str; 7] = [
    "palmsig_administrator_export",
    "palmsig_extractor_new",
    "palmsig_matcher_new",
    "palmsig_session_new",
    "palmsig_runtime_new",
    "palmsig_store_open",
    "palmsig_auditor_verify",
];

thread_local! {
    static LASTING: RefCell<(usize, Option<Lasting>)> = const { RefCell::new((0, None)) };
}

fuzz_target!(|bytes: &[u8]| {
    LASTING.with_borrow_mut(|(inputs, lasting)| {
        if *inputs % FRESH == 0 {
            functions::check_complete();
            // The old one is freed before the new one opens the store.
            *lasting = None;
        }
        *inputs += 1;
        run(World::new(bytes, lasting.get_or_insert_with(Lasting::new)));
    });
});

fn run(mut world: World<'_>) {
    for _ in 0..MOST {
        if world.at_end() {
            return;
        }
        let (name, call) = FUNCTIONS[usize::from(world.byte()) % FUNCTIONS.len()];
        if SLOW.contains(&name) && world.byte() % RARELY != 0 {
            continue;
        }
        world.begin(name);
        let status = call(&mut world);
        world.end(status);
        let calls = CALLS.fetch_add(1, Ordering::Relaxed) + 1;
        if calls % TOLD == 0 {
            eprintln!("{calls} calls");
        }
    }
}
