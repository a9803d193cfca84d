//! Who enrols.

use std::ffi::c_char;
use std::ptr::null;

use palmsig::gallery::MAX_ID;
use palmsig::store::{Consent, MAX_TEXT, Palm, Reference, Registrar, Store, Subject};
use zeroize::Zeroizing;

use super::{palmsig_store, role};
use crate::buffer;
use crate::failure::Failure;
use crate::gallery::subject;
use crate::pointer::{Caller, Opaque, entry};
use crate::status::*;
use crate::template::palmsig_template;

/// Who enrols subjects, and reads what was given with them.
pub struct palmsig_registrar(pub(super) Registrar);

impl Opaque for palmsig_registrar {
    const TAG: u64 = u64::from_le_bytes(*b"palm:reg");
    const NAME: &'static str = "registrar";
}

/// Something of yours that belongs to a subject, such as the token of a card.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_reference {
    /// What it is: a string in UTF-8 of 4096 bytes at most.
    pub kind: *const c_char,
    /// What only you understand.
    pub bytes: *const u8,
    /// Bytes of it, 4096 at most.
    pub size: usize,
}

/// All that is kept of a subject.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_subject {
    /// sizeof(palmsig_subject), as palmsig_subject_init sets it.
    pub struct_size: u32,
    /// The subject's id: a string in UTF-8 of 1 to 256 bytes.
    pub id: *const c_char,
    /// The templates: one palm, or a left and a right one.
    pub palms: *const *const palmsig_template,
    /// Templates: 1 or 2.
    pub palm_count: usize,
    /// What is kept beside them; NULL if there is none.
    pub references: *const palmsig_reference,
    /// References, 4096 at most.
    pub reference_count: usize,
    /// What was agreed to, which text in which version: a string in UTF-8 of 4096 bytes at most.
    pub consent: *const c_char,
    /// When it was agreed to, in seconds since 1970.
    pub consent_given: u64,
}

/// Sets struct_size, all pointers to NULL and all numbers to 0.
///
/// Threads: any, at any time.
///
/// @param[out] subject the struct to fill
/// @param struct_size sizeof(palmsig_subject)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_subject_init(
    subject: *mut palmsig_subject,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(subject, struct_size)?.put(palmsig_subject {
            struct_size: size_of::<palmsig_subject>() as u32,
            id: null(),
            palms: null(),
            palm_count: 0,
            references: null(),
            reference_count: 0,
            consent: null(),
            consent_given: 0,
        });
        Ok(())
    })
}

/// Gives the role of who enrols.
///
/// Threads: any, at any time.
///
/// @param store the store
/// @param actor the name that goes on record, such as a terminal's: a string in UTF-8 of 4096 bytes at most
/// @param[out] registrar receives the role; free it with palmsig_registrar_free
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_store_registrar(
    store: *const palmsig_store,
    actor: *const c_char,
    registrar: *mut *mut palmsig_registrar,
) -> palmsig_status {
    entry!(|caller| { role(caller, (store, actor), Store::registrar, palmsig_registrar, registrar) })
}

/// Frees the role.
///
/// Threads: any; nobody may use the role any more.
///
/// @param registrar the role; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no registrar: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_registrar_free(registrar: *mut palmsig_registrar) -> palmsig_status {
    entry!(|caller| { caller.free(registrar) })
}

/// Enrols a subject in the store: it is on the disk when this returns. Galleries are as they were: add it to yours with
/// palmsig_gallery_add. Whether the person is enrolled already, palmsig_gallery_find_duplicate tells before.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param registrar the role
/// @param subject what to keep
/// @param now the time in seconds since 1970
/// @return PALMSIG_OK, a status of 700 to 799, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE, PALMSIG_ERROR_UTF8 or PALMSIG_ERROR_STRUCT_SIZE; nothing is kept then
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_registrar_enrol(
    registrar: *mut palmsig_registrar,
    subject: *const palmsig_subject,
    now: u64,
) -> palmsig_status {
    entry!(|caller| {
        let registrar = &caller.handle(registrar.cast_const())?.0;
        registrar.enrol(&subject_of(caller, subject)?, now)?;
        Ok(())
    })
}

fn subject_of(caller: &Caller, given: *const palmsig_subject) -> Result<Subject, Failure> {
    let given = caller.sized(given)?;
    let palms = subject(caller, given.palms, given.palm_count)?;
    Ok(Subject {
        id: caller.text(given.id, MAX_ID, "id")?.to_owned(),
        palms: palms.into_iter().map(|anchor| Palm { anchor, recent: None }).collect(),
        references: references(caller, given.references, given.reference_count)?,
        consent: Consent {
            text: caller.name(given.consent, "consent")?.to_owned(),
            given: given.consent_given,
        },
        holds: Vec::new(),
    })
}

fn references(
    caller: &Caller,
    references: *const palmsig_reference,
    count: usize,
) -> Result<Vec<Reference>, Failure> {
    if references.is_null() && count == 0 {
        return Ok(Vec::new());
    }
    // More are refused before any is looked at.
    check(count, "references")?;
    let given = caller.slice(references, count, "references")?;
    let reference = |given: &palmsig_reference| -> Result<Reference, Failure> {
        check(given.size, "bytes of a reference")?;
        let bytes = caller.slice(given.bytes, given.size, "bytes of a reference")?;
        let kind = caller.name(given.kind, "kind")?.to_owned();
        Ok(Reference { kind, bytes: Zeroizing::new(bytes.to_vec()) })
    };
    given.iter().map(reference).collect()
}

pub(super) fn check(count: usize, what: &str) -> Result<(), Failure> {
    if count <= MAX_TEXT {
        return Ok(());
    }
    Err(Failure::new(PALMSIG_ERROR_STORE_TOO_LONG, format!("{count} {what}, at most {MAX_TEXT} are kept")))
}

/// Reads what was given with a subject: the first reference of a kind. Called with no buffer it only tells how many bytes
/// there are.
///
/// Threads: any, at any time.
///
/// @param registrar the role
/// @param id the subject's id
/// @param kind what it is
/// @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes
/// @return PALMSIG_OK, PALMSIG_ERROR_STORE_NO_REFERENCE, PALMSIG_ERROR_NOT_ENROLLED, another status of 700 to 799 or of
///         1300 to 1399, PALMSIG_ERROR_BUFFER_SIZE, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
///         PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_registrar_reference(
    registrar: *const palmsig_registrar,
    id: *const c_char,
    kind: *const c_char,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let registrar = &caller.handle(registrar)?.0;
        let (id, kind) = (caller.text(id, MAX_ID, "id")?, caller.name(kind, "kind")?);
        let held = registrar.held(id)?;
        let found = held.subject.references.iter().find(|reference| reference.kind == kind);
        let found = found.ok_or_else(|| {
            Failure::new(PALMSIG_ERROR_STORE_NO_REFERENCE, "the subject has no reference of this kind")
        })?;
        buffer::write(caller, (buffer, capacity, size), found.bytes.len(), || Ok(&found.bytes))
    })
}
