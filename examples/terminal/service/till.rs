//! The terminal at the other end of a socket: it seals what was captured to the service, shows the answer, and keeps nothing.

use std::os::unix::net::UnixStream;
use std::path::Path;

use palmsig::protect::envelope::PublicKey;

use super::message::{Reply, Request};
use super::{desk, frame, socket};
use crate::Failure;

/// Asks the service that listens on `socket`. The request is dropped, and with it the captures are erased, before
/// the answer is there.
pub(crate) fn ask(socket: &Path, names: (&str, &str), request: Request) -> Result<Reply, Failure> {
    let told = |error: std::io::Error| format!("no service on {}: {error}", socket.display());
    let service = PublicKey::from_bytes(&std::fs::read(socket::public_key_of(socket)).map_err(told)?)?;
    let (sealed, key) = desk::sealed(&request, names, &service)?;
    drop(request);
    let mut stream = UnixStream::connect(socket).map_err(told)?;
    frame::write(&mut stream, &sealed)?;
    desk::answered(&frame::read(&mut stream)?, &key)
}
