//! Several captures become one template, which follows its owner.

use std::time::Duration;

use palmsig::enroll::{Enroller, MAX_CAPTURES, Refusal, Sample, Update, Verdict, joined};
use palmsig::error::EnrolError;
use palmsig::params::EnrolParams;

use crate::failure::Failure;
use crate::matcher::palmsig_matcher;
use crate::pointer::{Caller, Opaque, entry};
use crate::status::*;
use crate::template::palmsig_template;

/// The views of the capture are in the template.
pub const PALMSIG_VERDICT_KEPT: u32 = 0;
/// It agrees with the others, and the template has views enough without it.
pub const PALMSIG_VERDICT_SPARE: u32 = 1;
/// Its quality is too low.
pub const PALMSIG_VERDICT_LOW_QUALITY: u32 = 2;
/// It is the same as another one.
pub const PALMSIG_VERDICT_REPEATED: u32 = 3;
/// It does not match enough of the captures that agree.
pub const PALMSIG_VERDICT_OUTLIER: u32 = 4;

/// The capture was taken.
pub const PALMSIG_UPDATE_TAKEN: u32 = 0;
/// Its quality is too low, or not known.
pub const PALMSIG_UPDATE_LOW_QUALITY: u32 = 1;
/// The last one was taken too short a time ago.
pub const PALMSIG_UPDATE_TOO_SOON: u32 = 2;
/// It does not match the captures of the enrolment well enough in every band.
pub const PALMSIG_UPDATE_UNLIKE: u32 = 3;
/// What it shows is there already.
pub const PALMSIG_UPDATE_NOTHING_NEW: u32 = 4;

/// The quality of a capture that is not known.
pub const PALMSIG_QUALITY_UNKNOWN: u32 = 255;

/// Makes templates of several captures, and brings them up to date. It never changes.
pub struct palmsig_enroller(pub(crate) Enroller);

impl Opaque for palmsig_enroller {
    const TAG: u64 = u64::from_le_bytes(*b"palm:enr");
    const NAME: &'static str = "enroller";
}

/// How captures become a template, and when a template is brought up to date.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_enrol_options {
    /// sizeof(palmsig_enrol_options), as palmsig_enrol_options_init sets it.
    pub struct_size: u32,
    /// Lowest quality of a capture, 0 to 100.
    pub min_quality: u32,
    /// Fewest captures that agree, 1 to 16.
    pub min_captures: u32,
    /// Most captures whose views a template keeps, 1 to 16: each makes it larger, and slower to compare.
    pub kept_captures: u32,
    /// Lowest quality of a capture that brings a template up to date, 0 to 100.
    pub update_min_quality: u32,
    /// Most recent captures kept beside those of the enrolment, 1 to 8.
    pub recent_captures: u32,
    /// False match rate at which two captures count as of one palm, 1e-12 to 1e-2.
    pub match_fmr: f64,
    /// False match rate at which a capture must match the enrolment to bring it up to date, 1e-12 to 1e-4.
    pub update_fmr: f64,
    /// Shortest time between two captures taken, in seconds.
    pub update_interval: u64,
}

/// A capture of the person who enrols.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_sample {
    /// What was made of it.
    pub palm: *const palmsig_template,
    /// Its quality, 0 to 100, as palmsig_extraction tells; PALMSIG_QUALITY_UNKNOWN if it is not known.
    pub quality: u32,
}

/// Sets the defaults.
///
/// Threads: any, at any time.
///
/// @param[out] options the struct to fill
/// @param struct_size sizeof(palmsig_enrol_options)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_enrol_options_init(
    options: *mut palmsig_enrol_options,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        let params = EnrolParams::default();
        caller.out_of_size(options, struct_size)?.put(palmsig_enrol_options {
            struct_size: size_of::<palmsig_enrol_options>() as u32,
            min_quality: params.min_quality.into(),
            min_captures: params.min_captures.into(),
            kept_captures: params.kept_captures.into(),
            update_min_quality: params.update_min_quality.into(),
            recent_captures: params.recent_captures.into(),
            match_fmr: params.match_fmr,
            update_fmr: params.update_fmr,
            update_interval: params.update_interval.as_secs(),
        });
        Ok(())
    })
}

/// Makes an enroller.
///
/// Threads: any, at any time.
///
/// @param matcher what captures are compared with; it may be freed afterwards
/// @param options how; may be NULL: the defaults
/// @param[out] enroller receives the enroller; free it with palmsig_enroller_free
/// @return PALMSIG_OK, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_enroller_new(
    matcher: *const palmsig_matcher,
    options: *const palmsig_enrol_options,
    enroller: *mut *mut palmsig_enroller,
) -> palmsig_status {
    entry!(|caller| {
        let matcher = caller.handle(matcher)?.0.clone();
        let params = params_of(caller, options)?;
        let out = caller.out(enroller, "enroller")?;
        out.put_handle(palmsig_enroller(Enroller::new(matcher, &params)?));
        Ok(())
    })
}

fn params_of(caller: &Caller, options: *const palmsig_enrol_options) -> Result<EnrolParams, Failure> {
    let Some(given) = caller.sized_if_any(options)? else {
        return Ok(EnrolParams::default());
    };
    // What does not fit a byte is out of every range.
    let byte = |value: u32| u8::try_from(value).unwrap_or(u8::MAX);
    Ok(EnrolParams {
        min_quality: byte(given.min_quality),
        min_captures: byte(given.min_captures),
        kept_captures: byte(given.kept_captures),
        match_fmr: given.match_fmr,
        update_min_quality: byte(given.update_min_quality),
        update_fmr: given.update_fmr,
        update_interval: Duration::from_secs(given.update_interval),
        recent_captures: byte(given.recent_captures),
    })
}

/// Frees an enroller.
///
/// Threads: any; nobody may use the enroller any more.
///
/// @param enroller the enroller; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no enroller: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_enroller_free(enroller: *mut palmsig_enroller) -> palmsig_status {
    entry!(|caller| { caller.free(enroller) })
}

/// Makes one template of several captures of one palm: captures that are bad, repeated or of another palm are left out.
///
/// Threads: any, at any time.
///
/// @param enroller the enroller
/// @param samples the captures
/// @param count captures: 16 at most
/// @param[out] verdicts receives what became of each capture, PALMSIG_VERDICT_...: count numbers; may be NULL
/// @param[out] palm receives the template; free it with palmsig_template_free
/// @return PALMSIG_OK, a status of 800 to 899, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_enroller_enrol(
    enroller: *const palmsig_enroller,
    samples: *const palmsig_sample,
    count: usize,
    verdicts: *mut u32,
    palm: *mut *mut palmsig_template,
) -> palmsig_status {
    entry!(|caller| {
        let enroller = &caller.handle(enroller)?.0;
        // More are refused before any is looked at.
        if count > MAX_CAPTURES {
            return Err(EnrolError::TooMany { given: count, limit: MAX_CAPTURES }.into());
        }
        let samples = caller.slice(samples, count, "samples")?;
        let samples: Vec<Sample<'_>> =
            samples.iter().map(|given| sample(caller, given)).collect::<Result<_, _>>()?;
        let told =
            if verdicts.is_null() { None } else { Some(caller.out_slice(verdicts, count, "verdicts")?) };
        let out = caller.out(palm, "palm")?;
        let enrolment = enroller.enrol(&samples)?;
        if let Some(told) = told {
            let numbers = enrolment.verdicts.iter().map(number_of_verdict);
            told.put(&numbers.collect::<Result<Vec<u32>, _>>()?);
        }
        out.put_handle(palmsig_template(enrolment.template));
        Ok(())
    })
}

pub(crate) fn sample<'c>(caller: &'c Caller, given: &palmsig_sample) -> Result<Sample<'c>, Failure> {
    let template = &caller.handle(given.palm)?.0;
    let quality = match given.quality {
        PALMSIG_QUALITY_UNKNOWN => None,
        score @ 0..=100 => Some(score as u8),
        other => return Err(Failure::unnamed("quality", other)),
    };
    Ok(Sample { template, quality })
}

fn number_of_verdict(verdict: &Verdict) -> Result<u32, Failure> {
    Ok(match verdict {
        Verdict::Kept => PALMSIG_VERDICT_KEPT,
        Verdict::Spare => PALMSIG_VERDICT_SPARE,
        Verdict::LowQuality { .. } => PALMSIG_VERDICT_LOW_QUALITY,
        Verdict::Repeated => PALMSIG_VERDICT_REPEATED,
        Verdict::Outlier { .. } => PALMSIG_VERDICT_OUTLIER,
        _ => return Err(Failure::new(PALMSIG_ERROR_INTERNAL, "a verdict that has no number yet")),
    })
}

/// Brings a template up to date with a capture that was verified against it. Keep both parts: what was enrolled, which
/// never changes, and the recent views. Compare with palmsig_template_join of them.
///
/// Threads: any, at any time.
///
/// @param enroller the enroller
/// @param anchor the template as enrolled, of at least two captures
/// @param recent the recent views that the last update gave; may be NULL: there are none yet
/// @param sample the capture
/// @param seconds how long ago the last capture was taken, or the enrolment
/// @param[out] outcome receives PALMSIG_UPDATE_...
/// @param[out] palm receives the recent views from now on if the outcome is PALMSIG_UPDATE_TAKEN, else NULL; free it
///             with palmsig_template_free
/// @return PALMSIG_OK, a status of 800 to 899, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_enroller_update(
    enroller: *const palmsig_enroller,
    anchor: *const palmsig_template,
    recent: *const palmsig_template,
    sample: *const palmsig_sample,
    seconds: u64,
    outcome: *mut u32,
    palm: *mut *mut palmsig_template,
) -> palmsig_status {
    entry!(|caller| {
        let enroller = &caller.handle(enroller)?.0;
        let (anchor, recent) = (&caller.handle(anchor)?.0, caller.handle_if_any(recent)?);
        let sample = self::sample(caller, &caller.slice(sample, 1, "sample")?[0])?;
        let told = caller.out(outcome, "outcome")?;
        let out = caller.out(palm, "palm")?;
        let since = Duration::from_secs(seconds);
        match enroller.update(anchor, recent.map(|recent| &recent.0), &sample, since)? {
            Update::Taken(template) => {
                told.put(PALMSIG_UPDATE_TAKEN);
                out.put_handle(palmsig_template(template));
            }
            Update::Refused(refusal) => {
                told.put(number_of_refusal(refusal)?);
                out.put(std::ptr::null_mut());
            }
            _ => return Err(Failure::new(PALMSIG_ERROR_INTERNAL, "an outcome that has no number yet")),
        }
        Ok(())
    })
}

pub(crate) fn number_of_refusal(refusal: Refusal) -> Result<u32, Failure> {
    Ok(match refusal {
        Refusal::LowQuality { .. } => PALMSIG_UPDATE_LOW_QUALITY,
        Refusal::TooSoon => PALMSIG_UPDATE_TOO_SOON,
        Refusal::Unlike => PALMSIG_UPDATE_UNLIKE,
        Refusal::NothingNew => PALMSIG_UPDATE_NOTHING_NEW,
        _ => return Err(Failure::new(PALMSIG_ERROR_INTERNAL, "a refusal that has no number yet")),
    })
}

/// Joins the views of an enrolment and the recent ones to the template to compare with.
///
/// Threads: any, at any time.
///
/// @param anchor the template as enrolled
/// @param recent the recent views
/// @param[out] palm receives the template; free it with palmsig_template_free
/// @return PALMSIG_OK, a status of 800 to 899, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_template_join(
    anchor: *const palmsig_template,
    recent: *const palmsig_template,
    palm: *mut *mut palmsig_template,
) -> palmsig_status {
    entry!(|caller| {
        let (anchor, recent) = (&caller.handle(anchor)?.0, &caller.handle(recent)?.0);
        let out = caller.out(palm, "palm")?;
        out.put_handle(palmsig_template(joined(anchor, recent)?));
        Ok(())
    })
}
