//! Everything that Rust cannot check: what the caller's pointers point to. The only file with `unsafe` blocks.
//!
//! A [`Caller`] exists only inside an exported function, and stands for the contract of the header: a pointer is NULL,
//! or points to memory of the stated type and size that nobody changes or frees during the call. With it in hand, the
//! methods here are safe to use. They check what can be checked all the same: NULL, alignment, the tag of a handle,
//! the size of a struct.

use std::ffi::c_char;
#[cfg(feature = "runtime")]
use std::ffi::{CStr, c_void};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::failure::{self, Failure};
use crate::status::*;

/// Runs the body of an exported function, which gets the [`Caller`], and returns a status.
macro_rules! entry {
    (|$caller:ident| $body:block) => {
        // SAFETY: only exported functions use this, and whoever calls one keeps the contract of the header, which is
        // what a `Caller` stands for.
        unsafe { $crate::pointer::Caller::enter(|$caller| $body) }
    };
}
pub(crate) use entry;

/// The contract of the header, kept by whoever called.
pub(crate) struct Caller(());

/// A type that C sees as a handle.
///
/// The tag in front of it tells handles of unlike types apart: a number that hardly stands in other memory.
pub(crate) trait Opaque: Sized {
    const TAG: u64;
    const NAME: &'static str;
}

/// Bytes of the longest text that is no id, and of the longest context of a key.
#[cfg(feature = "protect")]
pub(crate) const LONGEST: usize = 4096;

/// What a handle points to. The tag comes first whatever the type, so that it can be read of any handle.
#[repr(C)]
struct Tagged<T> {
    tag: u64,
    value: T,
}

/// The tag of a handle that was freed.
const FREED: u64 = 0;

/// A struct that the caller fills in; its first field is its size as the caller knows it.
///
/// # Safety
/// The type is `repr(C)`, begins with a `u32`, and holds numbers, pointers and functions that may be NULL only: any bytes
/// are a value of it, but that the contract vouches for functions.
pub(crate) unsafe trait Sized32: Copy {
    const NAME: &'static str;
}

macro_rules! sized32 {
    ($($name:ident),+) => {$(
        // SAFETY: `repr(C)`, `struct_size: u32` in front, then numbers, pointers and functions.
        unsafe impl Sized32 for crate::$name {
            const NAME: &'static str = stringify!($name);
        }
    )+};
}
sized32!(palmsig_image, palmsig_capture, palmsig_location, palmsig_extraction, palmsig_enrol_options);
sized32!(palmsig_template_info, palmsig_identification, palmsig_session_options);
sized32!(palmsig_frame, palmsig_progress, palmsig_outcome);
#[cfg(feature = "runtime")]
sized32!(palmsig_runtime_options);
#[cfg(feature = "protect")]
sized32!(palmsig_purpose);
#[cfg(feature = "store")]
sized32!(palmsig_subject, palmsig_loaded, palmsig_lockout, palmsig_record_info, palmsig_entry);

/// Types of which any bytes are a value.
///
/// # Safety
/// As it says.
pub(crate) unsafe trait Plain: Copy {}
// SAFETY: numbers have no invalid bytes.
unsafe impl Plain for u8 {}
// SAFETY: as above.
unsafe impl Plain for u16 {}
// SAFETY: as above.
unsafe impl Plain for u32 {}
// SAFETY: a pointer and a number; raw pointers have no invalid bytes.
unsafe impl Plain for crate::palmsig_sample {}
// SAFETY: as above.
#[cfg(feature = "store")]
unsafe impl Plain for crate::palmsig_reference {}
// SAFETY: numbers and arrays of them.
#[cfg(feature = "store")]
unsafe impl Plain for crate::palmsig_trail_head {}
// SAFETY: as above.
#[cfg(feature = "store")]
unsafe impl Plain for crate::palmsig_receipt {}
// SAFETY: as above.
unsafe impl<T> Plain for *const T {}

/// Where a result goes: writable memory of the caller, checked before any work is done.
pub(crate) struct Out<'c, T> {
    place: *mut T,
    caller: PhantomData<&'c Caller>,
}

/// Where several results of one type go.
pub(crate) struct OutSlice<'c, T> {
    place: *mut T,
    len: usize,
    caller: PhantomData<&'c Caller>,
}

/// A function of the caller's, and what it wants back. Only a [`Caller`] makes one.
#[cfg(feature = "runtime")]
pub(crate) struct Log {
    function: unsafe extern "C" fn(*mut c_void, u32, *const c_char),
    context: *mut c_void,
}
// SAFETY: the contract says that the function may be called on any thread, and what its context is only it knows.
#[cfg(feature = "runtime")]
unsafe impl Send for Log {}
// SAFETY: as above, by several at once.
#[cfg(feature = "runtime")]
unsafe impl Sync for Log {}

#[cfg(feature = "runtime")]
impl Log {
    pub(crate) fn tell(&self, kind: u32, text: &CStr) {
        // SAFETY: the contract says that the function takes these, for as long as anything is attached to its runtime.
        unsafe { (self.function)(self.context, kind, text.as_ptr()) }
    }
}

impl Caller {
    /// Runs `body`; a failure is kept as this thread's last error, and a panic ends here.
    ///
    /// # Safety
    /// The pointers that `body` hands to this `Caller` keep the contract of the header.
    pub(crate) unsafe fn enter(body: impl FnOnce(&Caller) -> Result<(), Failure>) -> palmsig_status {
        // What a panic leaves half done is either dropped with the call or guarded by a lock of its own.
        match catch_unwind(AssertUnwindSafe(|| body(&Caller(())))) {
            Ok(Ok(())) => PALMSIG_OK,
            Ok(Err(failure)) => failure::remember(failure),
            Err(_) => failure::remember(Failure::new(
                PALMSIG_ERROR_INTERNAL,
                "a defect of palmsig: please report it",
            )),
        }
    }

    /// What a handle stands for.
    pub(crate) fn handle<T: Opaque>(&self, handle: *const T) -> Result<&T, Failure> {
        let tagged = self.tagged(handle)?;
        // SAFETY: the tag says that this is a live `Tagged<T>`, and the contract that it stays so during the call.
        Ok(unsafe { &(*tagged).value })
    }

    /// As [`handle`](Self::handle), of one that may be NULL.
    pub(crate) fn handle_if_any<T: Opaque>(&self, handle: *const T) -> Result<Option<&T>, Failure> {
        if handle.is_null() { Ok(None) } else { self.handle(handle).map(Some) }
    }

    /// Erases a handle and what it stands for; NULL is nothing to erase.
    pub(crate) fn free<T: Opaque>(&self, handle: *mut T) -> Result<(), Failure> {
        if handle.is_null() {
            return Ok(());
        }
        let tagged = self.tagged(handle)?.cast_mut();
        // SAFETY: a live `Tagged<T>`, made by `OutHandle::put` as a box; the contract says that nobody uses it any more.
        // The tag goes first, for good (volatile), so that a second free has a chance to be told.
        unsafe {
            (&raw mut (*tagged).tag).write_volatile(FREED);
            drop(Box::from_raw(tagged));
        }
        Ok(())
    }

    fn tagged<T: Opaque>(&self, handle: *const T) -> Result<*const Tagged<T>, Failure> {
        let tagged: *const Tagged<T> = handle.cast();
        checked(tagged, T::NAME)?;
        // SAFETY: not NULL, aligned; the contract says that it is a handle, and all handles begin with a tag.
        let tag = unsafe { (&raw const (*tagged).tag).read() };
        if tag == T::TAG {
            return Ok(tagged);
        }
        let text = format!("this is no {}, or one that was freed", T::NAME);
        Err(Failure::new(PALMSIG_ERROR_HANDLE, text))
    }

    /// The struct at `place`, if its size is one that this library knows.
    pub(crate) fn sized<T: Sized32>(&self, place: *const T) -> Result<T, Failure> {
        self.check_size(place)?;
        // SAFETY: aligned, and as large as its own first field says it is; any bytes are a `T`.
        Ok(unsafe { place.read() })
    }

    /// As [`sized`](Self::sized), of a struct that may be NULL.
    pub(crate) fn sized_if_any<T: Sized32>(&self, place: *const T) -> Result<Option<T>, Failure> {
        if place.is_null() { Ok(None) } else { self.sized(place).map(Some) }
    }

    /// A struct of results to be written, whose size the caller has filled in.
    pub(crate) fn out_sized<T: Sized32>(&self, place: *mut T) -> Result<Out<'_, T>, Failure> {
        self.check_size(place)?;
        Ok(Out { place, caller: PhantomData })
    }

    fn check_size<T: Sized32>(&self, place: *const T) -> Result<(), Failure> {
        checked(place, T::NAME)?;
        // SAFETY: aligned, not NULL, and the first field of every such struct is a `u32`.
        let given = unsafe { place.cast::<u32>().read() };
        check_struct_size(T::NAME, given as usize, size_of::<T>())
    }

    /// A struct to be filled with defaults, of which the caller knows `size` bytes.
    pub(crate) fn out_of_size<T: Sized32>(&self, place: *mut T, size: usize) -> Result<Out<'_, T>, Failure> {
        let out = self.out(place, T::NAME)?;
        check_struct_size(T::NAME, size, size_of::<T>())?;
        Ok(out)
    }

    /// A place for one result.
    pub(crate) fn out<T>(&self, place: *mut T, name: &'static str) -> Result<Out<'_, T>, Failure> {
        checked(place, name)?;
        Ok(Out { place, caller: PhantomData })
    }

    /// As [`out`](Self::out), where NULL says that the result is not wanted.
    pub(crate) fn out_if_any<T>(
        &self,
        place: *mut T,
        name: &'static str,
    ) -> Result<Option<Out<'_, T>>, Failure> {
        if place.is_null() { Ok(None) } else { self.out(place, name).map(Some) }
    }

    /// Places for `len` results.
    pub(crate) fn out_slice<T>(
        &self,
        place: *mut T,
        len: usize,
        name: &'static str,
    ) -> Result<OutSlice<'_, T>, Failure> {
        check_array(place, len, name)?;
        Ok(OutSlice { place, len, caller: PhantomData })
    }

    /// `len` values of the caller.
    pub(crate) fn slice<T: Plain>(
        &self,
        values: *const T,
        len: usize,
        name: &'static str,
    ) -> Result<&[T], Failure> {
        check_array(values, len, name)?;
        // SAFETY: not NULL, aligned, not longer than memory can be; the contract says that so many are there and that
        // nobody changes them. Any bytes are a `T`.
        Ok(unsafe { std::slice::from_raw_parts(values, len) })
    }

    /// What an array of handles stands for.
    pub(crate) fn handles<T: Opaque>(
        &self,
        handles: *const *const T,
        len: usize,
        name: &'static str,
    ) -> Result<Vec<&T>, Failure> {
        self.slice(handles, len, name)?.iter().map(|handle| self.handle(*handle)).collect()
    }

    /// A string in UTF-8 of at most `limit` bytes; longer ones are cut off behind the byte after the limit, so that their
    /// length can be refused.
    pub(crate) fn text(
        &self,
        text: *const c_char,
        limit: usize,
        name: &'static str,
    ) -> Result<&str, Failure> {
        let bytes = self.until_nul(text, limit, name)?;
        let len = bytes.len();
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text),
            // The cut may have hit a character: what counts is that the text is too long.
            Err(_) if len > limit => {
                Err(Failure::new(PALMSIG_ERROR_ID, format!("{name} has more than {limit} bytes")))
            }
            Err(_) => Err(Failure::new(PALMSIG_ERROR_UTF8, format!("{name} is not in UTF-8"))),
        }
    }

    /// A string in UTF-8 that is no id, of at most [`LONGEST`] bytes.
    #[cfg(feature = "protect")]
    pub(crate) fn name(&self, text: *const c_char, name: &'static str) -> Result<&str, Failure> {
        let bytes = self.until_nul(text, LONGEST, name)?;
        if bytes.len() > LONGEST {
            let text = format!("{name} has more than {LONGEST} bytes");
            return Err(Failure::new(PALMSIG_ERROR_ARGUMENT, text));
        }
        std::str::from_utf8(bytes)
            .map_err(|_| Failure::new(PALMSIG_ERROR_UTF8, format!("{name} is not in UTF-8")))
    }

    /// A function that is told things; NULL is nobody to tell.
    #[cfg(feature = "runtime")]
    pub(crate) fn log(&self, function: crate::palmsig_log_function, context: *mut c_void) -> Option<Log> {
        function.map(|function| Log { function, context })
    }

    /// The bytes of a string, at most one more than the limit.
    fn until_nul(&self, text: *const c_char, limit: usize, name: &'static str) -> Result<&[u8], Failure> {
        checked(text, name)?;
        // SAFETY: the contract says that it ends in a NUL, and nothing behind the first one is read.
        let len = (0..=limit).find(|&i| unsafe { text.add(i).read() } == 0).unwrap_or(limit + 1);
        // SAFETY: so many bytes were read just now.
        Ok(unsafe { std::slice::from_raw_parts(text.cast::<u8>(), len) })
    }
}

impl<T> Out<'_, T> {
    pub(crate) fn put(self, value: T) {
        // SAFETY: `Caller::out` saw that the place is aligned and not NULL; the contract says that it can be written.
        unsafe { self.place.write(value) }
    }
}

impl<T: Opaque> Out<'_, *mut T> {
    /// Hands a new handle to the caller, who has to free it.
    pub(crate) fn put_handle(self, value: T) {
        self.put(Box::into_raw(Box::new(Tagged { tag: T::TAG, value })).cast());
    }
}

impl<T: Copy> OutSlice<'_, T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Writes the first of the places; what has no place is left out.
    pub(crate) fn put(self, values: &[T]) {
        let count = self.len.min(values.len());
        // SAFETY: `Caller::out_slice` saw that the place is aligned and not NULL; the contract says that `len` values
        // can be written, and that they are the caller's alone.
        unsafe { std::ptr::copy_nonoverlapping(values.as_ptr(), self.place, count) }
    }
}

fn check_struct_size(name: &str, given: usize, known: usize) -> Result<(), Failure> {
    if given == known {
        return Ok(());
    }
    let text = format!("{name}: a struct_size of {given}, this library knows {known}");
    Err(Failure::new(PALMSIG_ERROR_STRUCT_SIZE, text))
}

/// Refuses NULL and what no value of the type can lie at.
fn checked<T>(pointer: *const T, name: &str) -> Result<(), Failure> {
    if pointer.is_null() {
        return Err(Failure::new(PALMSIG_ERROR_NULL, format!("{name} is NULL")));
    }
    if pointer.is_aligned() {
        return Ok(());
    }
    let text = format!("{name} lies at an address that is no multiple of {}", align_of::<T>());
    Err(Failure::new(PALMSIG_ERROR_ALIGNMENT, text))
}

/// The same of `len` values, and that they fit into memory.
fn check_array<T>(values: *const T, len: usize, name: &str) -> Result<(), Failure> {
    checked(values, name)?;
    match len.checked_mul(size_of::<T>()) {
        Some(bytes) if bytes <= isize::MAX as usize => Ok(()),
        _ => Err(Failure::new(PALMSIG_ERROR_ARGUMENT, format!("{name}: {len} are more than memory holds"))),
    }
}
