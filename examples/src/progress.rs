//! Progress bars on standard error; hidden where that is no terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of `length` steps.
pub fn bar(label: &'static str, length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>12} [{bar:40}] {pos}/{len} {eta}");
    ProgressBar::new(length)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_message(label)
}
