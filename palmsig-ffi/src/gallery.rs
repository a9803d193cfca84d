//! Enrolled subjects in memory.

use std::ffi::c_char;

use palmsig::gallery::{Candidate, Duplicate, Gallery, MAX_ID};
use palmsig::matching::Policy;
use palmsig::template::Template;

use crate::attached::Attached;
use crate::failure::Failure;
use crate::matcher::{palmsig_comparison, palmsig_matcher};
use crate::pointer::{Caller, Opaque, entry};
#[cfg(feature = "runtime")]
use crate::runtime::palmsig_runtime;
use crate::status::*;
use crate::template::palmsig_template;

/// Bytes of the longest id, with the NUL at its end.
pub const PALMSIG_ID_SIZE: usize = 257;

const _: () = assert!(PALMSIG_ID_SIZE == MAX_ID + 1);

/// Enrolled subjects in memory, each with one palm or both. Nothing is kept when it is freed.
pub struct palmsig_gallery(pub(crate) Gallery, pub(crate) Attached);

impl Opaque for palmsig_gallery {
    const TAG: u64 = u64::from_le_bytes(*b"palm:gal");
    const NAME: &'static str = "gallery";
}

/// A subject that might be the one.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_candidate {
    /// The subject's id, with a NUL at its end.
    pub id: [c_char; PALMSIG_ID_SIZE],
    /// The comparison with the palm of the subject that agrees best.
    pub comparison: palmsig_comparison,
}

/// The outcome of a search.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_identification {
    /// sizeof(palmsig_identification), as palmsig_identification_init sets it.
    pub struct_size: u32,
    /// 1 if the first candidate is the person, at the rate asked for; else 0.
    pub accepted: u32,
    /// Candidates written.
    pub candidates: usize,
    /// Palms compared.
    pub compared: usize,
}

/// Sets struct_size, and all results to 0.
///
/// Threads: any, at any time.
///
/// @param[out] identification the struct to fill
/// @param struct_size sizeof(palmsig_identification)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_identification_init(
    identification: *mut palmsig_identification,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(identification, struct_size)?.put(outcome(false, 0, 0));
        Ok(())
    })
}

fn outcome(accepted: bool, candidates: usize, compared: usize) -> palmsig_identification {
    let struct_size = size_of::<palmsig_identification>() as u32;
    palmsig_identification { struct_size, accepted: accepted.into(), candidates, compared }
}

/// Makes an empty gallery.
///
/// Threads: any, at any time.
///
/// @param matcher what palms are compared with; it may be freed afterwards
/// @param encoder_id the encoder that its templates are of, as palmsig_extractor_encoder_id tells
/// @param[out] gallery receives the gallery; free it with palmsig_gallery_free
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_new(
    matcher: *const palmsig_matcher,
    encoder_id: u32,
    gallery: *mut *mut palmsig_gallery,
) -> palmsig_status {
    entry!(|caller| {
        let matcher = caller.handle(matcher)?.0.clone();
        let out = caller.out(gallery, "gallery")?;
        out.put_handle(palmsig_gallery(Gallery::new(matcher, encoder_id), Attached::default()));
        Ok(())
    })
}

/// Frees a gallery and erases its templates from memory.
///
/// Threads: any; nobody may use the gallery any more.
///
/// @param gallery the gallery; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no gallery: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_free(gallery: *mut palmsig_gallery) -> palmsig_status {
    entry!(|caller| { caller.free(gallery) })
}

/// Has a gallery searched and filled on the threads of a runtime, and its log told of it. Once for each gallery.
///
/// Threads: any, at any time; calls that began before go on without it.
///
/// @param gallery the gallery
/// @param runtime the runtime; it may be freed afterwards
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when it is attached to one already, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_HANDLE
#[cfg(feature = "runtime")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_attach(
    gallery: *mut palmsig_gallery,
    runtime: *const palmsig_runtime,
) -> palmsig_status {
    entry!(|caller| { caller.handle(gallery.cast_const())?.1.attach(caller.handle(runtime)?) })
}

/// Enrols a subject. The gallery keeps copies: the templates stay yours.
///
/// Threads: any, also during searches, which do not see the new subject if they began before.
///
/// @param gallery the gallery
/// @param id the subject's id: a string in UTF-8 of 1 to 256 bytes
/// @param palms the templates: one palm, or a left and a right one
/// @param count templates: 1 or 2
/// @return PALMSIG_OK, a status of 700 to 799, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8; the
///         gallery is then unchanged
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_add(
    gallery: *mut palmsig_gallery,
    id: *const c_char,
    palms: *const *const palmsig_template,
    count: usize,
) -> palmsig_status {
    entry!(|caller| {
        let palmsig_gallery(gallery, attached) = caller.handle(gallery.cast_const())?;
        let id = caller.text(id, MAX_ID, "id")?;
        let palms = subject(caller, palms, count)?;
        attached.tell(format_args!("adding a subject to {}", gallery.len()), || Ok(gallery.enrol(id, palms)?))
    })
}

/// The palms of one subject.
pub(crate) fn subject(
    caller: &Caller,
    palms: *const *const palmsig_template,
    count: usize,
) -> Result<Vec<Template>, Failure> {
    // More are refused before any is looked at.
    if count > 2 {
        return Err(palmsig::error::GalleryError::Palms { given: count }.into());
    }
    Ok(caller.handles(palms, count, "palms")?.into_iter().map(|palm| palm.0.clone()).collect())
}

/// Removes a subject and erases its templates from memory, once searches that began before are done with them.
///
/// Threads: any, also during searches.
///
/// @param gallery the gallery
/// @param id the subject's id
/// @return PALMSIG_OK, PALMSIG_ERROR_NOT_ENROLLED, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_remove(
    gallery: *mut palmsig_gallery,
    id: *const c_char,
) -> palmsig_status {
    entry!(|caller| {
        let palmsig_gallery(gallery, attached) = caller.handle(gallery.cast_const())?;
        let id = caller.text(id, MAX_ID, "id")?;
        attached.tell(format_args!("removing a subject of {}", gallery.len()), || Ok(gallery.remove(id)?))
    })
}

/// Tells how many subjects are enrolled.
///
/// Threads: any, at any time.
///
/// @param gallery the gallery
/// @param[out] count receives the number
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_count(
    gallery: *const palmsig_gallery,
    count: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let gallery = &caller.handle(gallery)?.0;
        caller.out(count, "count")?.put(gallery.len());
        Ok(())
    })
}

/// Tells whether a palm is one of a subject's, so that strangers are accepted at the rate asked for at most.
///
/// Threads: any, at any time.
///
/// @param gallery the gallery
/// @param id the subject's id
/// @param probe the palm
/// @param fmr the false match rate, 1e-12 to 0.5; 1e-4 is customary
/// @param[out] accepted receives 1 or 0; set it to 0 before the call, so that a failure accepts nobody
/// @param[out] comparison receives the outcome of the best comparison; may be NULL
/// @return PALMSIG_OK, a status of 600 to 799, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
///         PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_verify(
    gallery: *const palmsig_gallery,
    id: *const c_char,
    probe: *const palmsig_template,
    fmr: f64,
    accepted: *mut u32,
    comparison: *mut palmsig_comparison,
) -> palmsig_status {
    entry!(|caller| {
        let palmsig_gallery(gallery, attached) = caller.handle(gallery)?;
        let (id, probe) = (caller.text(id, MAX_ID, "id")?, &caller.handle(probe)?.0);
        let out = caller.out(accepted, "accepted")?;
        let told = caller.out_if_any(comparison, "comparison")?;
        let policy = Policy::verify(fmr)?;
        let verify = || Ok(gallery.verify(id, probe, &policy)?);
        let found = attached.tell(format_args!("comparing 1 palm with those of a subject"), verify)?;
        if let Some(told) = told {
            told.put((&found.comparison).into());
        }
        out.put(found.accepted.into());
        Ok(())
    })
}

/// Searches all subjects for the owner of a palm, so that for a person who is not enrolled anybody is returned as the
/// person at the rate asked for at most, however many are enrolled.
///
/// Threads: any, at any time. The search itself uses all cores where palmsig_capabilities says so.
///
/// @param gallery the gallery
/// @param probe the palm
/// @param fpir the false positive identification rate, 1e-12 to 0.5; 1e-3 is customary
/// @param[out] candidates receives the best candidates, best first
/// @param capacity most candidates, 1 or more
/// @param[out] identification receives the outcome; set it up with palmsig_identification_init
/// @return PALMSIG_OK, PALMSIG_ERROR_GALLERY_ENCODER, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_identify(
    gallery: *const palmsig_gallery,
    probe: *const palmsig_template,
    fpir: f64,
    candidates: *mut palmsig_candidate,
    capacity: usize,
    identification: *mut palmsig_identification,
) -> palmsig_status {
    entry!(|caller| {
        let palmsig_gallery(gallery, attached) = caller.handle(gallery)?;
        let probe = &caller.handle(probe)?.0;
        let places = caller.out_slice(candidates, capacity, "candidates")?;
        let out = caller.out_sized(identification)?;
        if capacity == 0 {
            return Err(Failure::new(
                PALMSIG_ERROR_ARGUMENT,
                "capacity is 0: there is no place for the person",
            ));
        }
        let policy = Policy::identify(fpir)?;
        let found = attached.run(format_args!("searching {} subjects for 1 palm", gallery.len()), || {
            Ok(gallery.identify(probe, capacity, &policy)?)
        })?;
        let candidates: Vec<palmsig_candidate> = found.candidates.iter().map(candidate).collect();
        places.put(&candidates);
        out.put(outcome(found.accepted, candidates.len(), found.compared));
        Ok(())
    })
}

/// Searches for the owners of several palms, with the results of palmsig_gallery_identify for each: a large gallery is
/// read once for many. The rate holds for each search, not for all together.
///
/// Threads: any, at any time. The search itself uses all cores where palmsig_capabilities says so.
///
/// @param gallery the gallery
/// @param probes the palms
/// @param count palms
/// @param fpir the false positive identification rate, 1e-12 to 0.5
/// @param[out] candidates receives the best candidates of probe i from candidates[i * capacity] on, best first; it has
///                        count * capacity places
/// @param capacity most candidates of each probe, 1 or more
/// @param[out] identifications receives the outcomes, count of them; set up each with palmsig_identification_init
/// @return PALMSIG_OK, PALMSIG_ERROR_GALLERY_ENCODER, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_ARGUMENT,
///         PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE; nothing is written on failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_identify_batch(
    gallery: *const palmsig_gallery,
    probes: *const *const palmsig_template,
    count: usize,
    fpir: f64,
    candidates: *mut palmsig_candidate,
    capacity: usize,
    identifications: *mut palmsig_identification,
) -> palmsig_status {
    entry!(|caller| {
        let palmsig_gallery(gallery, attached) = caller.handle(gallery)?;
        let probes = caller.handles(probes, count, "probes")?;
        let all = count.checked_mul(capacity).filter(|_| capacity > 0);
        let all =
            all.ok_or(Failure::new(PALMSIG_ERROR_ARGUMENT, "capacity is 0, or more than memory holds"))?;
        caller.out_slice(candidates, all, "candidates")?;
        caller.out_slice(identifications, count, "identifications")?;
        let places = |i: usize| {
            let places = caller.out_slice(candidates.wrapping_add(i * capacity), capacity, "candidates")?;
            Ok::<_, Failure>((places, caller.out_sized(identifications.wrapping_add(i))?))
        };
        let places = (0..count).map(places).collect::<Result<Vec<_>, _>>()?;
        let probes: Vec<Template> = probes.into_iter().map(|probe| probe.0.clone()).collect();
        let policy = Policy::identify(fpir)?;
        let found = attached
            .run(format_args!("searching {} subjects for {count} palms", gallery.len()), || {
                Ok(gallery.identify_batch(&probes, capacity, &policy)?)
            })?;
        for (found, (places, out)) in found.iter().zip(places) {
            let candidates: Vec<palmsig_candidate> = found.candidates.iter().map(candidate).collect();
            places.put(&candidates);
            out.put(outcome(found.accepted, candidates.len(), found.compared));
        }
        Ok(())
    })
}

/// Searches all subjects but one for the owner of palms that are about to be enrolled: is the person here already, under
/// another id?
///
/// Threads: any, at any time. Nothing is reserved: see to it that nobody enrols between this and palmsig_gallery_add.
///
/// @param gallery the gallery
/// @param id the id that they are to be enrolled under
/// @param palms the templates: one palm, or a left and a right one
/// @param count templates: 1 or 2
/// @param fpir the rate, 1e-12 to 0.5, at which a new person is taken for somebody who is enrolled
/// @param[out] found receives 1 if the person is enrolled, else 0
/// @param[out] candidate receives the subject whose palm agrees best; only written if found
/// @return PALMSIG_OK, a status of 700 to 799, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or
///         PALMSIG_ERROR_UTF8
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_gallery_find_duplicate(
    gallery: *const palmsig_gallery,
    id: *const c_char,
    palms: *const *const palmsig_template,
    count: usize,
    fpir: f64,
    found: *mut u32,
    candidate: *mut palmsig_candidate,
) -> palmsig_status {
    entry!(|caller| {
        let palmsig_gallery(gallery, attached) = caller.handle(gallery)?;
        let id = caller.text(id, MAX_ID, "id")?;
        let palms = subject(caller, palms, count)?;
        let out = caller.out(found, "found")?;
        let place = caller.out(candidate, "candidate")?;
        let policy = Policy::identify(fpir)?;
        let searched = attached
            .run(format_args!("searching {} subjects for a duplicate", gallery.len()), || {
                Ok(gallery.duplicate(id, &palms, &policy)?)
            });
        let duplicate = match searched? {
            Duplicate::Of { subject, .. } => Some(subject),
            _ => None,
        };
        out.put(duplicate.is_some().into());
        if let Some(subject) = duplicate {
            place.put(self::candidate(&subject));
        }
        Ok(())
    })
}

fn candidate(found: &Candidate) -> palmsig_candidate {
    let mut id = [0; PALMSIG_ID_SIZE];
    id.iter_mut().zip(found.id.bytes()).for_each(|(place, byte)| *place = byte as c_char);
    palmsig_candidate { id, comparison: (&found.comparison).into() }
}
