//! Who recognises.

use std::ffi::c_char;

use palmsig::gallery::MAX_ID;
use palmsig::store::{Loaded, Recogniser, Store};

use super::{palmsig_store, role};
use crate::gallery::palmsig_gallery;
use crate::pointer::{Opaque, entry};
use crate::status::*;

/// Who loads galleries and records uses.
pub struct palmsig_recogniser(pub(super) Recogniser);

impl Opaque for palmsig_recogniser {
    const TAG: u64 = u64::from_le_bytes(*b"palm:rec");
    const NAME: &'static str = "recogniser";
}

/// What became of the subjects of a store.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_loaded {
    /// sizeof(palmsig_loaded), as palmsig_loaded_init sets it.
    pub struct_size: u32,
    /// Subjects that are in the gallery now.
    pub subjects: usize,
    /// Those whose time is up.
    pub expired: usize,
    /// Those that are to be removed and are not recognised any more.
    pub leaving: usize,
    /// Those that must be captured again: their templates are of another encoder.
    pub other_encoder: usize,
    /// Those that the gallery has already.
    pub already: usize,
    /// Those whose rows are damaged; all others are as they were.
    pub damaged: usize,
}

impl From<Loaded> for palmsig_loaded {
    fn from(loaded: Loaded) -> palmsig_loaded {
        let Loaded { subjects, expired, leaving, other_encoder, already, damaged } = loaded;
        let struct_size = size_of::<palmsig_loaded>() as u32;
        palmsig_loaded { struct_size, subjects, expired, leaving, other_encoder, already, damaged }
    }
}

/// Sets struct_size, and all results to 0.
///
/// Threads: any, at any time.
///
/// @param[out] loaded the struct to fill
/// @param struct_size sizeof(palmsig_loaded)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_loaded_init(
    loaded: *mut palmsig_loaded,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(loaded, struct_size)?.put(Loaded::default().into());
        Ok(())
    })
}

/// Gives the role of who recognises.
///
/// Threads: any, at any time.
///
/// @param store the store
/// @param actor the name that goes on record, such as a terminal's: a string in UTF-8 of 4096 bytes at most
/// @param[out] recogniser receives the role; free it with palmsig_recogniser_free
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_store_recogniser(
    store: *const palmsig_store,
    actor: *const c_char,
    recogniser: *mut *mut palmsig_recogniser,
) -> palmsig_status {
    entry!(|caller| { role(caller, (store, actor), Store::recogniser, palmsig_recogniser, recogniser) })
}

/// Frees the role.
///
/// Threads: any; nobody may use the role any more.
///
/// @param recogniser the role; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no recogniser: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_recogniser_free(recogniser: *mut palmsig_recogniser) -> palmsig_status {
    entry!(|caller| { caller.free(recogniser) })
}

/// Enrols all subjects of the store in a gallery whose time is not up. Search that with palmsig_gallery_identify.
///
/// Threads: any, at any time.
///
/// @param recogniser the role
/// @param gallery the gallery
/// @param now the time in seconds since 1970
/// @param[out] loaded receives what became of them; set it up with palmsig_loaded_init
/// @return PALMSIG_OK, a status of 1300 to 1399, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_recogniser_load(
    recogniser: *const palmsig_recogniser,
    gallery: *mut palmsig_gallery,
    now: u64,
    loaded: *mut palmsig_loaded,
) -> palmsig_status {
    entry!(|caller| {
        let recogniser = &caller.handle(recogniser)?.0;
        let palmsig_gallery(gallery, attached) = caller.handle(gallery.cast_const())?;
        let out = caller.out_sized(loaded)?;
        let load = || Ok(recogniser.load(gallery, now)?);
        out.put(attached.run(format_args!("loading a store into a gallery"), load)?.into());
        Ok(())
    })
}

/// Brings what a gallery has of one subject up to date, after palmsig_registrar_update say. A search that goes on meanwhile
/// may pass over it.
///
/// Threads: any, at any time.
///
/// @param recogniser the role
/// @param gallery the gallery
/// @param id the subject's id; it is in the gallery afterwards if it is in the store and its time is not up
/// @param now the time in seconds since 1970
/// @param[out] loaded receives what became of it; set it up with palmsig_loaded_init
/// @return PALMSIG_OK, a status of 700 to 799 or of 1300 to 1399, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE,
///         PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_STRUCT_SIZE; the gallery is as it was then
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_recogniser_reload(
    recogniser: *const palmsig_recogniser,
    gallery: *mut palmsig_gallery,
    id: *const c_char,
    now: u64,
    loaded: *mut palmsig_loaded,
) -> palmsig_status {
    entry!(|caller| {
        let recogniser = &caller.handle(recogniser)?.0;
        let gallery = &caller.handle(gallery.cast_const())?.0;
        let id = caller.text(id, MAX_ID, "id")?;
        let out = caller.out_sized(loaded)?;
        out.put(recogniser.reload(gallery, id, now)?.into());
        Ok(())
    })
}

/// Records that a subject was recognised: it is kept for as long as is set from now on.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param recogniser the role
/// @param id the subject's id
/// @param now the time in seconds since 1970
/// @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799 or of 1300 to 1399, PALMSIG_ERROR_NULL,
///         PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_recogniser_used(
    recogniser: *mut palmsig_recogniser,
    id: *const c_char,
    now: u64,
) -> palmsig_status {
    entry!(|caller| {
        let recogniser = &caller.handle(recogniser.cast_const())?.0;
        recogniser.used(caller.text(id, MAX_ID, "id")?, now)?;
        Ok(())
    })
}

/// Records that somebody was not recognised, or was not the one who they were said to be.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param recogniser the role
/// @param id who they were said to be; may be NULL: nobody was named
/// @param now the time in seconds since 1970
/// @return PALMSIG_OK, a status of 700 to 799 or of 1300 to 1399, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
///         PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_recogniser_refused(
    recogniser: *mut palmsig_recogniser,
    id: *const c_char,
    now: u64,
) -> palmsig_status {
    entry!(|caller| {
        let recogniser = &caller.handle(recogniser.cast_const())?.0;
        let id = if id.is_null() { None } else { Some(caller.text(id, MAX_ID, "id")?) };
        recogniser.refused(id, now)?;
        Ok(())
    })
}
