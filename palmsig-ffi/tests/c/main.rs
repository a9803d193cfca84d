//! The C interface, as C sees it: the header, the binary interface, every misuse of every function, and the examples,
//! compiled by the C compiler of the machine.
//!
//! `PALMSIG_BLESS=1` writes the header and the record of the binary interface anew (`cargo xtask header`).

#![allow(clippy::print_stderr, reason = "a test that is left out says so")]

mod abi;
mod abidiff;
mod changed;
mod compiler;
mod examples;
mod header;
mod misuse;
mod runtime;
mod same;
mod session;
mod sealed;
mod stale;
mod stored;
