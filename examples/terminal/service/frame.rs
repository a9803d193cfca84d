//! Bytes behind their length, over a socket: so many at most, and within a time, however slowly they trickle.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

/// Most bytes of a frame: eight captures in two bands with all alternatives, twice, and what goes with them.
pub(crate) const MAX: usize = 512 << 10;

/// From the first byte to the last, each way.
const PATIENCE: Duration = Duration::from_secs(5);

/// Reads a frame.
///
/// # Errors
/// [`ErrorKind::InvalidData`] for one that is too long, [`ErrorKind::TimedOut`], and what the system says.
pub(crate) fn read(stream: &mut UnixStream) -> Result<Zeroizing<Vec<u8>>> {
    let until = Instant::now() + PATIENCE;
    let mut length = [0; 4];
    fill(stream, &mut length, until)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX {
        return Err(Error::new(
            ErrorKind::InvalidData,
            format!("a message of {length} bytes, at most {MAX}"),
        ));
    }
    let mut bytes = Zeroizing::new(vec![0; length]);
    fill(stream, &mut bytes, until)?;
    Ok(bytes)
}

fn fill(stream: &mut UnixStream, mut bytes: &mut [u8], until: Instant) -> Result<()> {
    while !bytes.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(bytes) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(read) => bytes = &mut bytes[read..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(ErrorKind::TimedOut.into()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes a frame.
///
/// # Errors
/// As [`read`].
pub(crate) fn write(stream: &mut UnixStream, bytes: &[u8]) -> Result<()> {
    if bytes.len() > MAX {
        return Err(Error::new(
            ErrorKind::InvalidData,
            format!("a message of {} bytes, at most {MAX}", bytes.len()),
        ));
    }
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&(bytes.len() as u32).to_le_bytes())?;
    stream.write_all(bytes)
}
