//! Listening on a local socket: a request a connection, answered one after the other.

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::desk::Desk;
use super::{DAY, clock, frame};
use crate::Failure;

/// Connections at a time; more are hung up on, so that nobody who says nothing keeps others waiting.
const CONNECTIONS: usize = 32;

/// Where the public key of the service stands that listens on `socket`.
pub(crate) fn public_key_of(socket: &Path) -> PathBuf {
    let mut name = socket.as_os_str().to_owned();
    name.push(".public-key");
    name.into()
}

/// Answers until it is killed.
pub(crate) fn listen(desk: Desk, socket: &Path, days: u64) -> Result<(), Failure> {
    let listener = bound(socket)?;
    fs::write(public_key_of(socket), desk.public_key().to_bytes())?;
    say(format_args!("{} subjects of {}", desk.service().subjects(), desk.service().tenant()));
    say(format_args!("listening on {}", socket.display()));
    let (desk, open) = (Arc::new(Mutex::new(desk)), Arc::new(AtomicUsize::new(0)));
    sweep_daily(desk.clone(), days);
    for stream in listener.incoming() {
        let Ok(stream) = stream else {
            // No more files may be opened, say: that passes.
            std::thread::sleep(Duration::from_millis(50));
            continue;
        };
        let Some(connection) = Connection::taken(&open) else { continue };
        let desk = desk.clone();
        std::thread::spawn(move || {
            answer(&desk, stream);
            drop(connection);
        });
    }
    Ok(())
}

/// One of those that are answered; it counts until it is dropped.
struct Connection(Arc<AtomicUsize>);

impl Connection {
    fn taken(open: &Arc<AtomicUsize>) -> Option<Connection> {
        let connection = Connection(open.clone());
        (open.fetch_add(1, Ordering::Relaxed) < CONNECTIONS).then_some(connection)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Says something to whoever started the service, if anybody listens: that nobody does ends nothing.
pub(super) fn say(text: std::fmt::Arguments<'_>) {
    let _ = palmsig_examples::say::line(text);
}

/// Removes whose time is up, now and every day.
fn sweep_daily(desk: Arc<Mutex<Desk>>, days: u64) {
    std::thread::spawn(move || {
        loop {
            let swept = {
                let desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
                clock(days).and_then(|now| desk.service().sweep(now))
            };
            match swept {
                Ok(receipts) => say(format_args!("swept: {} removed", receipts.len())),
                Err(error) => say(format_args!("not swept: {error}")),
            }
            std::thread::sleep(Duration::from_secs(DAY));
        }
    });
}

/// One request. Whatever is wrong with it ends its own connection.
fn answer(desk: &Mutex<Desk>, mut stream: UnixStream) {
    let start = Instant::now();
    let answered = frame::read(&mut stream).and_then(|request| {
        // A panic leaves no request half done: the store has transactions.
        let answer = desk.lock().unwrap_or_else(PoisonError::into_inner).answer(&request);
        frame::write(&mut stream, &answer)
    });
    match answered {
        Ok(()) => say(format_args!("answered in {:.1} ms", start.elapsed().as_secs_f64() * 1e3)),
        Err(error) => say(format_args!("hung up: {error}")),
    }
}

/// A socket that only its owner reaches. One that a service left behind is replaced: that nobody else serves the same
/// store, the store has seen to.
fn bound(socket: &Path) -> Result<UnixListener, Failure> {
    if let Some(folder) = socket.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let left_behind = fs::symlink_metadata(socket).is_ok_and(|what| what.file_type().is_socket());
    if left_behind && UnixStream::connect(socket).is_err_and(|e| e.kind() == ErrorKind::ConnectionRefused) {
        fs::remove_file(socket)?;
    }
    let listener = UnixListener::bind(socket).map_err(|error| format!("{}: {error}", socket.display()))?;
    fs::set_permissions(socket, Permissions::from_mode(0o600))?;
    Ok(listener)
}
