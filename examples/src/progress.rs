//! Progress bars on standard error; hidden where that is no terminal.

use indicatif::{ProgressBar, ProgressStyle};

use crate::say;

/// A bar of `length` steps.
pub fn bar(label: &'static str, length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>12} [{bar:40}] {pos}/{len} {eta}");
    ProgressBar::new(length)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_message(label)
}

/// One step further. Where no bar can be drawn, every twentieth of the way is a line.
pub fn step(bar: &ProgressBar) {
    bar.inc(1);
    let (done, all) = (bar.position(), bar.length().unwrap_or(0).max(1));
    if bar.is_hidden() && 20 * done / all != 20 * (done - 1) / all {
        say::complain(format_args!("{}: {done} of {all}", bar.message()));
    }
}
