//! All that is held about a subject, to be read or handed out.

use std::ffi::c_char;

use palmsig::gallery::MAX_ID;
use palmsig::store::{Entry, Event, Held};

use super::{palmsig_administrator, palmsig_registrar};
use crate::buffer;
use crate::failure::Failure;
use crate::pointer::{Opaque, entry};
use crate::status::*;
use crate::template::palmsig_template;

/// What was agreed to; there is one.
pub const PALMSIG_TEXT_CONSENT: u32 = 0;
/// Why a removal has to wait.
pub const PALMSIG_TEXT_HOLD: u32 = 1;
/// What a reference is.
pub const PALMSIG_TEXT_KIND: u32 = 2;
/// The bytes of a reference.
pub const PALMSIG_TEXT_REFERENCE: u32 = 3;
/// Who did what an entry of the audit trail says.
pub const PALMSIG_TEXT_ACTOR: u32 = 4;

/// A subject was enrolled.
pub const PALMSIG_EVENT_ENROLLED: u32 = 0;
/// A subject was recognised.
pub const PALMSIG_EVENT_RECOGNISED: u32 = 1;
/// Somebody was not recognised, or was not who they were said to be.
pub const PALMSIG_EVENT_NOT_RECOGNISED: u32 = 2;
/// Something of a subject was changed.
pub const PALMSIG_EVENT_CHANGED: u32 = 3;
/// A removal was asked for, and waits.
pub const PALMSIG_EVENT_REMOVAL_REQUESTED: u32 = 4;
/// A subject was removed on request.
pub const PALMSIG_EVENT_REMOVED: u32 = 5;
/// A subject was removed because nobody had used it.
pub const PALMSIG_EVENT_EXPIRED: u32 = 6;
/// A removal that was interrupted was brought to its end when the store was opened.
pub const PALMSIG_EVENT_REMOVAL_FINISHED: u32 = 7;
/// What is held about a subject was handed out.
pub const PALMSIG_EVENT_EXPORTED: u32 = 8;
/// How long subjects are kept was changed.
pub const PALMSIG_EVENT_RETENTION_CHANGED: u32 = 9;
/// A key was exchanged.
pub const PALMSIG_EVENT_KEY_ROTATED: u32 = 10;
/// Something that this version of the library knows and this header does not.
pub const PALMSIG_EVENT_OTHER: u32 = 255;

/// All that is held about a subject, as it was when it was asked for. It never changes, and is erased from memory when it is
/// freed.
pub struct palmsig_record {
    held: Held,
    history: Vec<Entry>,
}

impl Opaque for palmsig_record {
    const TAG: u64 = u64::from_le_bytes(*b"palm:rcd");
    const NAME: &'static str = "record";
}

/// What is in a record. Times are in seconds since 1970.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_record_info {
    /// sizeof(palmsig_record_info), as palmsig_record_info_init sets it.
    pub struct_size: u32,
    /// 1 if the subject is to be removed as soon as nothing holds it, else 0.
    pub removal_requested: u32,
    /// Palms: 1 or 2.
    pub palms: usize,
    /// References.
    pub references: usize,
    /// Why a removal has to wait.
    pub holds: usize,
    /// Entries of the audit trail; 0 if they were not asked for.
    pub entries: usize,
    /// When consent was given.
    pub consent_given: u64,
    /// When it was enrolled.
    pub created: u64,
    /// When it was last recognised; when it was enrolled, if it never was.
    pub last_used: u64,
    /// From when on a sweep removes it.
    pub expires: u64,
}

/// An entry of the audit trail.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_entry {
    /// sizeof(palmsig_entry), as palmsig_entry_init sets it.
    pub struct_size: u32,
    /// What happened: PALMSIG_EVENT_...
    pub event: u32,
    /// Its number, from 0.
    pub number: u64,
    /// When, in seconds since 1970.
    pub at: u64,
}

const NOTHING: palmsig_record_info = palmsig_record_info {
    struct_size: size_of::<palmsig_record_info>() as u32,
    removal_requested: 0,
    palms: 0,
    references: 0,
    holds: 0,
    entries: 0,
    consent_given: 0,
    created: 0,
    last_used: 0,
    expires: 0,
};

/// Sets struct_size, and all results to 0.
///
/// Threads: any, at any time.
///
/// @param[out] info the struct to fill
/// @param struct_size sizeof(palmsig_record_info)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_record_info_init(
    info: *mut palmsig_record_info,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(info, struct_size)?.put(NOTHING);
        Ok(())
    })
}

/// Sets struct_size, and all results to 0.
///
/// Threads: any, at any time.
///
/// @param[out] entry the struct to fill
/// @param struct_size sizeof(palmsig_entry)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_entry_init(entry: *mut palmsig_entry, struct_size: usize) -> palmsig_status {
    entry!(|caller| {
        let struct_size_known = size_of::<palmsig_entry>() as u32;
        let nothing = palmsig_entry { struct_size: struct_size_known, event: 0, number: 0, at: 0 };
        caller.out_of_size(entry, struct_size)?.put(nothing);
        Ok(())
    })
}

/// Reads what is held about a subject, without its part of the audit trail. That leaves no trace.
///
/// Threads: any, at any time.
///
/// @param registrar the role
/// @param id the subject's id
/// @param[out] record receives the record; free it with palmsig_record_free
/// @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799, of 1100 to 1199 or of 1300 to 1399,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_registrar_held(
    registrar: *const palmsig_registrar,
    id: *const c_char,
    record: *mut *mut palmsig_record,
) -> palmsig_status {
    entry!(|caller| {
        let registrar = &caller.handle(registrar)?.0;
        let id = caller.text(id, MAX_ID, "id")?;
        let out = caller.out(record, "record")?;
        out.put_handle(palmsig_record { held: registrar.held(id)?, history: Vec::new() });
        Ok(())
    })
}

/// Hands out all that is held about a subject, for the subject: with its part of the audit trail, which says so from then
/// on.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param administrator the role
/// @param id the subject's id
/// @param now the time in seconds since 1970
/// @param[out] record receives the record; free it with palmsig_record_free
/// @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799, of 1100 to 1199 or of 1300 to 1399,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_administrator_export(
    administrator: *mut palmsig_administrator,
    id: *const c_char,
    now: u64,
    record: *mut *mut palmsig_record,
) -> palmsig_status {
    entry!(|caller| {
        let administrator = &caller.handle(administrator.cast_const())?.0;
        let id = caller.text(id, MAX_ID, "id")?;
        let out = caller.out(record, "record")?;
        let export = administrator.export(id, now)?;
        out.put_handle(palmsig_record { held: export.held, history: export.history });
        Ok(())
    })
}

/// Frees a record and erases its templates and references from memory.
///
/// Threads: any; nobody may use the record any more.
///
/// @param record the record; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no record: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_record_free(record: *mut palmsig_record) -> palmsig_status {
    entry!(|caller| { caller.free(record) })
}

/// Tells what is in a record.
///
/// Threads: any, at any time.
///
/// @param record the record
/// @param[out] info receives it; set it up with palmsig_record_info_init
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_record_inspect(
    record: *const palmsig_record,
    info: *mut palmsig_record_info,
) -> palmsig_status {
    entry!(|caller| {
        let palmsig_record { held, history } = caller.handle(record)?;
        caller.out_sized(info)?.put(palmsig_record_info {
            removal_requested: held.removal_requested.into(),
            palms: held.subject.palms.len(),
            references: held.subject.references.len(),
            holds: held.subject.holds.len(),
            entries: history.len(),
            consent_given: held.subject.consent.given,
            created: held.created,
            last_used: held.last_used,
            expires: held.expires,
            ..NOTHING
        });
        Ok(())
    })
}

/// Reads a palm of a record.
///
/// Threads: any, at any time.
///
/// @param record the record
/// @param index which one, from 0
/// @param[out] anchor receives the template as enrolled; free it with palmsig_template_free
/// @param[out] recent receives the recent views, NULL if there are none; free it with palmsig_template_free
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when there is no such palm, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_record_palm(
    record: *const palmsig_record,
    index: usize,
    anchor: *mut *mut palmsig_template,
    recent: *mut *mut palmsig_template,
) -> palmsig_status {
    entry!(|caller| {
        let palm = nth(&caller.handle(record)?.held.subject.palms, index)?;
        let (anchor, recent) = (caller.out(anchor, "anchor")?, caller.out(recent, "recent")?);
        anchor.put_handle(palmsig_template(palm.anchor.clone()));
        match &palm.recent {
            Some(views) => recent.put_handle(palmsig_template(views.clone())),
            None => recent.put(std::ptr::null_mut()),
        }
        Ok(())
    })
}

fn nth<T>(list: &[T], index: usize) -> Result<&T, Failure> {
    let text = || format!("there is nothing of index {index}, there are {}", list.len());
    list.get(index).ok_or_else(|| Failure::new(PALMSIG_ERROR_ARGUMENT, text()))
}

/// Reads a text of a record, or the bytes of a reference. Called with no buffer it only tells how many bytes there are.
///
/// Threads: any, at any time.
///
/// @param record the record
/// @param text which: PALMSIG_TEXT_...
/// @param index which of them, from 0
/// @param buffer receives the bytes, without a NUL at their end; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when there is no such text, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_NULL
///         or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_record_text(
    record: *const palmsig_record,
    text: u32,
    index: usize,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let palmsig_record { held, history } = caller.handle(record)?;
        let subject = &held.subject;
        let bytes = match text {
            PALMSIG_TEXT_CONSENT => nth(std::slice::from_ref(&subject.consent), index)?.text.as_bytes(),
            PALMSIG_TEXT_HOLD => nth(&subject.holds, index)?.as_bytes(),
            PALMSIG_TEXT_KIND => nth(&subject.references, index)?.kind.as_bytes(),
            PALMSIG_TEXT_REFERENCE => &nth(&subject.references, index)?.bytes,
            PALMSIG_TEXT_ACTOR => nth(history, index)?.actor.as_bytes(),
            other => return Err(Failure::unnamed("text", other)),
        };
        buffer::write(caller, (buffer, capacity, size), bytes.len(), || Ok(bytes))
    })
}

/// Reads an entry of the subject's part of the audit trail.
///
/// Threads: any, at any time.
///
/// @param record the record, from palmsig_administrator_export
/// @param index which one, from 0; the oldest is the first
/// @param[out] entry receives it; set it up with palmsig_entry_init
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when there is no such entry, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
///         PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_record_entry(
    record: *const palmsig_record,
    index: usize,
    entry: *mut palmsig_entry,
) -> palmsig_status {
    entry!(|caller| {
        let found = nth(&caller.handle(record)?.history, index)?;
        caller.out_sized(entry)?.put(palmsig_entry {
            struct_size: size_of::<palmsig_entry>() as u32,
            event: number_of(found.event),
            number: found.number,
            at: found.at,
        });
        Ok(())
    })
}

fn number_of(event: Event) -> u32 {
    match event {
        Event::Enrolled => PALMSIG_EVENT_ENROLLED,
        Event::Recognised => PALMSIG_EVENT_RECOGNISED,
        Event::NotRecognised => PALMSIG_EVENT_NOT_RECOGNISED,
        Event::Changed => PALMSIG_EVENT_CHANGED,
        Event::RemovalRequested => PALMSIG_EVENT_REMOVAL_REQUESTED,
        Event::Removed => PALMSIG_EVENT_REMOVED,
        Event::Expired => PALMSIG_EVENT_EXPIRED,
        Event::RemovalFinished => PALMSIG_EVENT_REMOVAL_FINISHED,
        Event::Exported => PALMSIG_EVENT_EXPORTED,
        Event::RetentionChanged => PALMSIG_EVENT_RETENTION_CHANGED,
        Event::KeyRotated => PALMSIG_EVENT_KEY_ROTATED,
        _ => PALMSIG_EVENT_OTHER,
    }
}
