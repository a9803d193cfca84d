//! A medium whose power fails, for the tests of the store.

// Every test file uses some of the helpers, none uses all.
#![allow(dead_code)]

use std::io::{Error, ErrorKind};
use std::sync::{Arc, Mutex};

use palmsig::store::StorageBackend;
use palmsig::synth::Rng;

/// A medium that forgets what was not yet synchronised when the power fails, in part and out of order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Medium(Arc<Mutex<Platter>>);

#[derive(Debug, Default)]
struct Platter {
    now: Vec<u8>,
    safe: Vec<u8>,
    /// Sectors written since; those of none are lengths.
    since: Vec<(usize, Option<Vec<u8>>)>,
    /// Writes until the power fails.
    left: Option<usize>,
    /// Most bytes there is room for.
    room: Option<u64>,
}

const SECTOR: usize = 512;

impl Platter {
    fn powered(&mut self) -> Result<(), Error> {
        match &mut self.left {
            Some(0) => return Err(Error::other("no power")),
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(())
    }

    fn apply(bytes: &mut Vec<u8>, (at, data): &(usize, Option<Vec<u8>>)) {
        match data {
            None => bytes.resize(*at, 0),
            Some(data) => {
                let end = (at + data.len()).max(bytes.len());
                bytes.resize(end, 0);
                bytes[*at..at + data.len()].copy_from_slice(data);
            }
        }
    }
}

impl Medium {
    /// What is found when the power is back: some of the sectors written since the last synchronisation, in any order.
    pub(crate) fn after_power_failed(&self, rng: &mut Rng) -> Medium {
        let platter = self.0.lock().unwrap();
        let mut bytes = platter.safe.clone();
        let mut since: Vec<_> = platter.since.iter().filter(|_| rng.whole(0, 2) > 0).collect();
        for i in (1..since.len()).rev() {
            since.swap(i, rng.whole(0, i));
        }
        // A file system keeps lengths: what was never written reads as zeros.
        let longest = since.iter().filter(|(_, data)| data.is_none()).map(|(at, _)| *at).max();
        since.iter().filter(|(_, data)| data.is_some()).for_each(|write| Platter::apply(&mut bytes, write));
        bytes.resize(bytes.len().max(longest.unwrap_or(0)).max(platter.now.len()), 0);
        Medium::holding(bytes)
    }

    pub(crate) fn holding(bytes: Vec<u8>) -> Medium {
        let platter = Platter { now: bytes.clone(), safe: bytes, ..Platter::default() };
        Medium(Arc::new(Mutex::new(platter)))
    }

    pub(crate) fn fails_after(&self, writes: usize) {
        self.0.lock().unwrap().left = Some(writes);
    }

    pub(crate) fn is_full_at(&self, length: u64) {
        self.0.lock().unwrap().room = Some(length);
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().now.clone()
    }
}

impl StorageBackend for Medium {
    fn len(&self) -> Result<u64, Error> {
        Ok(self.0.lock().unwrap().now.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        let platter = self.0.lock().unwrap();
        let bytes = platter.now.get(offset as usize..offset as usize + out.len());
        out.copy_from_slice(bytes.ok_or(ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        let mut platter = self.0.lock().unwrap();
        platter.powered()?;
        if platter.room.is_some_and(|room| len > room) {
            return Err(ErrorKind::StorageFull.into());
        }
        let change = (len as usize, None);
        Platter::apply(&mut platter.now, &change);
        platter.since.push(change);
        Ok(())
    }

    fn sync_data(&self) -> Result<(), Error> {
        let mut platter = self.0.lock().unwrap();
        platter.powered()?;
        platter.safe = platter.now.clone();
        platter.since.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        let mut platter = self.0.lock().unwrap();
        platter.powered()?;
        let mut at = offset as usize;
        for sector in data.chunks(SECTOR) {
            let change = (at, Some(sector.to_vec()));
            Platter::apply(&mut platter.now, &change);
            platter.since.push(change);
            at += sector.len();
        }
        Ok(())
    }
}
