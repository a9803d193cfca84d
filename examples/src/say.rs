//! Words to whoever started the program. Whoever listens may leave (`evaluate … | head`): that is no error.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// Prints a line; whether anybody listens.
///
/// # Errors
/// What the operating system answers, unless nobody listens.
pub fn line(text: impl Display) -> io::Result<bool> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

/// Prints a line on standard error, where there is one: there is nowhere to complain about complaining.
pub fn complain(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
