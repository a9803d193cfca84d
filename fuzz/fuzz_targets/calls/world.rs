//! What calls are made with: the handles that there are, memory that lives as long as a call, and the input that chooses.

use std::any::Any;
use std::ffi::{CStr, CString, c_void};
use std::path::PathBuf;
use std::ptr::null_mut;

use palmsig_ffi as ffi;

use crate::arguments::{FREES, HANDLES, Handle};

/// Seconds since 1970.
pub const NOW: u64 = 1_800_000_000;

/// A handle, and which of the types it is of.
pub type Held = (usize, *mut c_void);

pub const GOLDEN: &[u8] = include_bytes!("../../../testdata/golden/palm-v1.palmsig");

/// A palm, as rows of grey levels.
pub struct Photo {
    pub samples: Vec<u8>,
    pub height: usize,
    pub width: usize,
}

/// What outlives inputs.
pub struct Lasting {
    handles: Vec<Held>,
    pub encoder_id: u32,
    pub photo: Photo,
    folder: PathBuf,
}

/// Makes a handle that lasts.
fn made<T: Handle>(handles: &mut Vec<Held>, make: impl FnOnce(*mut *mut T) -> i32) -> *mut T {
    let mut handle = null_mut();
    assert_eq!(make(&mut handle), ffi::PALMSIG_OK, "{}", std::any::type_name::<T>());
    handles.push((T::KIND, handle.cast()));
    handle
}

impl Lasting {
    pub fn new() -> Lasting {
        let folder = std::env::temp_dir().join(format!("palmsig-fuzz-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let path = CString::new(folder.to_str().expect("a folder in UTF-8")).expect("no NUL");
        let (h, mut encoder_id) = (&mut Vec::new(), 0);
        // SAFETY: live handles, strings, and places for results.
        unsafe {
            let matcher = made(h, |out| ffi::palmsig_matcher_new(out));
            made(h, |out| ffi::palmsig_enroller_new(matcher, std::ptr::null(), out));
            let extractor = made(h, |out| ffi::palmsig_extractor_new(out));
            ffi::palmsig_extractor_encoder_id(extractor, &mut encoder_id);
            made(h, |out| ffi::palmsig_template_parse(GOLDEN.as_ptr(), GOLDEN.len(), out));
            made(h, |out| ffi::palmsig_session_new(std::ptr::null(), out));
            made(h, |out| ffi::palmsig_tenant_key_generate(out));
            made(h, |out| ffi::palmsig_subject_key_generate(out));
            made(h, |out| ffi::palmsig_service_key_generate(out));
            let key = made(h, |out| ffi::palmsig_operator_key_generate(out));
            let store =
                made(h, |out| ffi::palmsig_store_open(path.as_ptr(), key, c"shop".as_ptr(), NOW, out));
            let actor = c"till 4".as_ptr();
            made(h, |out| ffi::palmsig_store_registrar(store, actor, out));
            made(h, |out| ffi::palmsig_store_recogniser(store, actor, out));
            made(h, |out| ffi::palmsig_store_remover(store, actor, out));
            made(h, |out| ffi::palmsig_store_auditor(store, actor, out));
            made(h, |out| ffi::palmsig_store_administrator(store, actor, out));
        }
        Lasting { handles: std::mem::take(h), encoder_id, photo: photo(), folder }
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        free(&self.handles);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn free(handles: &[Held]) {
    for (kind, handle) in handles {
        // SAFETY: live, of this type, and nobody uses it any more.
        assert_eq!(unsafe { FREES[*kind](*handle) }, ffi::PALMSIG_OK);
    }
}

/// The golden picture, every fourth pixel of every fourth row.
fn photo() -> Photo {
    const FILE: &[u8] = include_bytes!("../../../testdata/golden/palm-v1.pgm");
    let header: Vec<&[u8]> = FILE.splitn(4, |byte| byte.is_ascii_whitespace()).collect();
    let side = |at: usize| std::str::from_utf8(header[at]).expect("digits").parse::<usize>().expect("a side");
    let (width, height) = (side(1), side(2));
    let pixels = &FILE[FILE.len() - width * height..];
    let rows = pixels.chunks(width).step_by(4);
    let samples: Vec<u8> = rows.flat_map(|row| row.iter().copied().step_by(4)).collect();
    Photo { samples, height: height.div_ceil(4), width: width.div_ceil(4) }
}

/// One input's calls.
pub struct World<'a> {
    input: &'a [u8],
    pub lasting: &'a Lasting,
    handles: Vec<Held>,
    /// What calls have written: sealed bytes, wrapped keys, envelopes.
    pub kept: Vec<Vec<u8>>,
    pub name: &'static str,
    /// Elements behind the pointer that was made last: what a number behind it may say at most.
    pub behind: Option<usize>,
    /// Whom the call frees if it succeeds.
    freed: *mut c_void,
    /// Where the call puts handles.
    made: Vec<(usize, *mut *mut c_void)>,
    /// A buffer that the call writes, and where it puts the size.
    pub buffer: Option<(*mut u8, usize)>,
    pub size: Option<*mut usize>,
    /// Freed after the call.
    arena: Vec<Box<dyn Any>>,
}

impl<'a> World<'a> {
    pub fn new(input: &'a [u8], lasting: &'a Lasting) -> World<'a> {
        World {
            input,
            lasting,
            handles: Vec::new(),
            kept: Vec::new(),
            name: "",
            behind: None,
            freed: null_mut(),
            made: Vec::new(),
            buffer: None,
            size: None,
            arena: Vec::new(),
        }
    }

    pub fn at_end(&self) -> bool {
        self.input.is_empty()
    }

    /// The next byte of the input; 0 behind its end.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.input.split_first() else { return 0 };
        self.input = rest;
        *first
    }

    pub fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.input.split_at(count.min(self.input.len()));
        self.input = rest;
        taken
    }

    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::from(self.byte()) % choices.len()]
    }

    /// Memory for this call.
    pub fn lend<T: 'static>(&mut self, value: T) -> *mut T {
        let mut place = Box::new(value);
        let pointer: *mut T = &mut *place;
        self.arena.push(place);
        pointer
    }

    /// Memory for so many.
    pub fn lend_all<T: 'static>(&mut self, values: Vec<T>) -> *mut T {
        let mut values = values.into_boxed_slice();
        let pointer = values.as_mut_ptr();
        self.arena.push(Box::new(values));
        pointer
    }

    /// A handle of a type, now and then NULL or one of another type.
    pub fn handle(&mut self, kind: usize) -> *mut c_void {
        let choice = self.byte();
        let frees = self.name.ends_with("_free");
        let all = self.lasting.handles.iter().filter(|_| !frees).chain(&self.handles);
        let found: Vec<*mut c_void> = match choice {
            0 => return null_mut(),
            1..=4 => self.lasting.handles.iter().filter(|(of, _)| *of != kind).map(|(_, h)| *h).collect(),
            _ => all.filter(|(of, _)| *of == kind).map(|(_, handle)| *handle).collect(),
        };
        let handle = found.get(usize::from(choice) % found.len().max(1)).copied().unwrap_or(null_mut());
        if frees {
            self.freed = handle;
        }
        handle
    }

    /// A place for a handle, with a mark in it.
    pub fn place(&mut self, kind: usize) -> *mut *mut c_void {
        let place = self.lend(MARK.cast_mut());
        self.made.push((kind, place));
        place
    }

    pub fn begin(&mut self, name: &'static str) {
        self.name = name;
    }

    /// Looks at what the call has done.
    pub fn end(&mut self, status: i32) {
        // SAFETY: strings that the library keeps.
        let (name, text) = unsafe {
            (CStr::from_ptr(ffi::palmsig_status_name(status)), CStr::from_ptr(ffi::palmsig_last_error()))
        };
        assert!(name != c"unknown" && status != ffi::PALMSIG_ERROR_INTERNAL, "{}: {status}", self.name);
        assert!(text.to_str().is_ok(), "{}: a text that is none", self.name);
        for (kind, place) in std::mem::take(&mut self.made) {
            // SAFETY: lent above, and not yet given back.
            let handle = unsafe { *place };
            if status != ffi::PALMSIG_OK {
                assert!(handle.cast_const() == MARK, "{}: a result of a failure", self.name);
            } else if !handle.is_null() && handle.cast_const() != MARK {
                self.handles.push((kind, handle));
            }
        }
        if status == ffi::PALMSIG_OK {
            self.handles.retain(|(_, handle)| *handle != self.freed);
            if let (Some((buffer, capacity)), Some(size)) = (self.buffer, self.size) {
                // SAFETY: as above.
                let written = unsafe { std::slice::from_raw_parts(buffer, capacity.min(*size)) };
                self.kept.push(written.to_vec());
                self.kept.drain(..self.kept.len().saturating_sub(8));
            }
        }
        (self.behind, self.freed, self.buffer, self.size) = (None, null_mut(), None, None);
        self.arena.clear();
    }
}

impl Drop for World<'_> {
    fn drop(&mut self) {
        free(&self.handles);
    }
}

/// An address that no handle has.
const MARK: *const c_void = 1 as *const c_void;

const _: () = assert!(HANDLES == FREES.len());
