//! What a registrar changes of a subject.

use std::ffi::c_char;
use std::time::Duration;

use palmsig::enroll::{Enroller, Refusal, Sample, Update};
use palmsig::gallery::MAX_ID;
use palmsig::store::{Palm, Reference, Registrar, Seconds};
use zeroize::Zeroizing;

use super::palmsig_registrar;
use super::registrar::check;
use crate::enroller::{
    PALMSIG_UPDATE_TAKEN, PALMSIG_UPDATE_UNLIKE, number_of_refusal, palmsig_enroller, palmsig_sample, sample,
};
use crate::failure::Failure;
use crate::gallery::subject;
use crate::pointer::entry;
use crate::status::*;
use crate::template::palmsig_template;

/// Brings a subject's template up to date with a capture that was verified against it: that of the palm which the capture
/// is of. Whether it is taken, the enroller decides, as palmsig_enroller_update does. Galleries are as they were: call
/// palmsig_recogniser_reload.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param registrar the role
/// @param enroller what decides
/// @param id the subject's id
/// @param sample the capture
/// @param seconds how long ago the last capture was taken, or the enrolment: keep the time with
///                palmsig_registrar_set_reference
/// @param now the time in seconds since 1970
/// @param[out] outcome receives PALMSIG_UPDATE_...; nothing is changed but by PALMSIG_UPDATE_TAKEN
/// @return PALMSIG_OK, a status of 700 to 899, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_registrar_update(
    registrar: *mut palmsig_registrar,
    enroller: *const palmsig_enroller,
    id: *const c_char,
    sample: *const palmsig_sample,
    seconds: u64,
    now: u64,
    outcome: *mut u32,
) -> palmsig_status {
    entry!(|caller| {
        let registrar = &caller.handle(registrar.cast_const())?.0;
        let enroller = &caller.handle(enroller)?.0;
        let id = caller.text(id, MAX_ID, "id")?;
        let sample = self::sample(caller, &caller.slice(sample, 1, "sample")?[0])?;
        let out = caller.out(outcome, "outcome")?;
        out.put(update(registrar, enroller, (id, &sample), (Duration::from_secs(seconds), now))?);
        Ok(())
    })
}

/// PALMSIG_UPDATE_...
fn update(
    registrar: &Registrar,
    enroller: &Enroller,
    (id, sample): (&str, &Sample<'_>),
    (since, now): (Duration, Seconds),
) -> Result<u32, Failure> {
    let palms = registrar.held(id)?.subject.palms;
    let mut refused = None;
    for (at, palm) in palms.iter().enumerate() {
        match enroller.update(&palm.anchor, palm.recent.as_ref(), sample, since) {
            Ok(Update::Taken(recent)) => {
                let mut outcome = PALMSIG_UPDATE_UNLIKE;
                registrar.change(id, now, |subject| {
                    // Somebody may have changed it since: views belong to the palm that they were held against.
                    if let Some(place) = subject.palms.get_mut(at).filter(|place| *place == palm) {
                        place.recent = Some(recent);
                        outcome = PALMSIG_UPDATE_TAKEN;
                    }
                })?;
                return Ok(outcome);
            }
            // The other palm may be it.
            Ok(Update::Refused(Refusal::Unlike)) => {
                refused = refused.or(Some(Ok(PALMSIG_UPDATE_UNLIKE)));
            }
            Ok(Update::Refused(refusal)) => refused = Some(Ok(number_of_refusal(refusal)?)),
            Ok(_) => {
                return Err(Failure::new(PALMSIG_ERROR_INTERNAL, "an outcome that has no number yet"));
            }
            Err(error) => refused = refused.or(Some(Err(error.into()))),
        }
    }
    refused.unwrap_or(Ok(PALMSIG_UPDATE_UNLIKE))
}

/// Puts other palms in the place of a subject's, such as those of new captures for another encoder. Views that
/// palmsig_registrar_update took are gone. Galleries are as they were: call palmsig_recogniser_reload.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param registrar the role
/// @param id the subject's id
/// @param palms the templates: one palm, or a left and a right one
/// @param count templates: 1 or 2
/// @param now the time in seconds since 1970
/// @return PALMSIG_OK, a status of 700 to 799, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_NULL,
///         PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8; nothing is changed then
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_registrar_set_palms(
    registrar: *mut palmsig_registrar,
    id: *const c_char,
    palms: *const *const palmsig_template,
    count: usize,
    now: u64,
) -> palmsig_status {
    entry!(|caller| {
        let registrar = &caller.handle(registrar.cast_const())?.0;
        let id = caller.text(id, MAX_ID, "id")?;
        let palms = subject(caller, palms, count)?;
        registrar.change(id, now, |subject| {
            subject.palms = palms.into_iter().map(|anchor| Palm { anchor, recent: None }).collect();
        })?;
        Ok(())
    })
}

/// Keeps something of yours with a subject, in the place of what is kept as the same kind.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param registrar the role
/// @param id the subject's id
/// @param kind what it is: a string in UTF-8 of 4096 bytes at most
/// @param bytes what only you understand; may be NULL, with a size of 0: nothing of this kind is kept any more
/// @param bytes_size bytes of it, 4096 at most
/// @param now the time in seconds since 1970
/// @return PALMSIG_OK, a status of 700 to 799, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8; nothing is changed then
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_registrar_set_reference(
    registrar: *mut palmsig_registrar,
    id: *const c_char,
    kind: *const c_char,
    bytes: *const u8,
    bytes_size: usize,
    now: u64,
) -> palmsig_status {
    entry!(|caller| {
        let registrar = &caller.handle(registrar.cast_const())?.0;
        let (id, kind) = (caller.text(id, MAX_ID, "id")?, caller.name(kind, "kind")?);
        let bytes = if bytes.is_null() && bytes_size == 0 {
            None
        } else {
            check(bytes_size, "bytes of a reference")?;
            Some(Zeroizing::new(caller.slice(bytes, bytes_size, "bytes")?.to_vec()))
        };
        registrar.change(id, now, |subject| {
            subject.references.retain(|reference| reference.kind != kind);
            subject.references.extend(bytes.map(|bytes| Reference { kind: kind.to_owned(), bytes }));
        })?;
        Ok(())
    })
}

/// Holds a subject back from removal, for an open purchase say. Once its removal is asked for it is not recognised any more,
/// but kept until it is released. Holding it again for the same reason changes nothing.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param registrar the role
/// @param id the subject's id
/// @param hold the reason: a string in UTF-8 of 4096 bytes at most
/// @param now the time in seconds since 1970
/// @return PALMSIG_OK, a status of 700 to 799, of 1100 to 1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8; nothing is changed then
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_registrar_hold(
    registrar: *mut palmsig_registrar,
    id: *const c_char,
    hold: *const c_char,
    now: u64,
) -> palmsig_status {
    entry!(|caller| {
        let registrar = &caller.handle(registrar.cast_const())?.0;
        let (id, hold) = (caller.text(id, MAX_ID, "id")?, caller.name(hold, "hold")?);
        registrar.change(id, now, |subject| {
            if subject.holds.iter().all(|other| other != hold) {
                subject.holds.push(hold.to_owned());
            }
        })?;
        Ok(())
    })
}

/// Releases a subject. The first palmsig_remover_sweep after all are released removes it if that was asked for.
///
/// Threads: any, at any time; those that change the store wait for each other.
///
/// @param registrar the role
/// @param id the subject's id
/// @param hold the reason that palmsig_registrar_hold was given
/// @param now the time in seconds since 1970
/// @return PALMSIG_OK, PALMSIG_ERROR_STORE_NO_HOLD when nothing of that name holds it, a status of 700 to 799, of 1100 to
///         1199 or of 1300 to 1399, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
///         PALMSIG_ERROR_UTF8; nothing is changed then
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_registrar_release(
    registrar: *mut palmsig_registrar,
    id: *const c_char,
    hold: *const c_char,
    now: u64,
) -> palmsig_status {
    entry!(|caller| {
        let registrar = &caller.handle(registrar.cast_const())?.0;
        let (id, hold) = (caller.text(id, MAX_ID, "id")?, caller.name(hold, "hold")?);
        if registrar.held(id)?.subject.holds.iter().all(|other| other != hold) {
            return Err(Failure::new(PALMSIG_ERROR_STORE_NO_HOLD, "nothing of this name holds the subject"));
        }
        registrar.change(id, now, |subject| subject.holds.retain(|other| other != hold))?;
        Ok(())
    })
}
