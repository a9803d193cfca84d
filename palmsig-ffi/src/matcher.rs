//! Comparing two templates, and deciding at a rate.

use palmsig::matching::{Comparison, Matcher, Policy};
use palmsig::params::MatchParams;

use crate::pointer::{Opaque, entry};
use crate::status::*;
use crate::template::palmsig_template;

/// The similarity of templates that share too little to say anything. It never matches.
pub const PALMSIG_NO_EVIDENCE: i32 = -2147483648;

/// Compares templates. It never changes.
pub struct palmsig_matcher(pub(crate) Matcher);

impl Opaque for palmsig_matcher {
    const TAG: u64 = u64::from_le_bytes(*b"palm:mat");
    const NAME: &'static str = "matcher";
}

/// The outcome of a comparison.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_comparison {
    /// How much likelier what was seen is between captures of one palm than between those of strangers, as
    /// 1000 times the decimal logarithm; or PALMSIG_NO_EVIDENCE.
    pub similarity: i32,
    /// 1 if the rate lies beyond what the data that it was measured on can show; else 0.
    pub extrapolated: u32,
    /// How often two strangers are at least this similar, 0 to 1.
    pub false_match_rate: f64,
}

impl From<&Comparison> for palmsig_comparison {
    fn from(comparison: &Comparison) -> palmsig_comparison {
        let rate = comparison.false_match_rate();
        palmsig_comparison {
            similarity: comparison.similarity(),
            extrapolated: rate.extrapolated.into(),
            false_match_rate: rate.value,
        }
    }
}

const _: () = assert!(PALMSIG_NO_EVIDENCE == Comparison::NO_EVIDENCE);

/// Makes a matcher.
///
/// Threads: any, at any time.
///
/// @param[out] matcher receives the matcher; free it with palmsig_matcher_free
/// @return PALMSIG_OK or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_matcher_new(matcher: *mut *mut palmsig_matcher) -> palmsig_status {
    entry!(|caller| {
        let out = caller.out(matcher, "matcher")?;
        out.put_handle(palmsig_matcher(Matcher::new(&MatchParams::default())?));
        Ok(())
    })
}

/// Frees a matcher. Galleries and enrollers made with it go on working.
///
/// Threads: any; nobody may use the matcher any more.
///
/// @param matcher the matcher; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no matcher: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_matcher_free(matcher: *mut palmsig_matcher) -> palmsig_status {
    entry!(|caller| { caller.free(matcher) })
}

/// Compares two templates. The order of the two makes no difference.
///
/// Threads: any, at any time.
///
/// @param matcher the matcher
/// @param probe one template
/// @param reference the other one
/// @param[out] comparison receives the outcome
/// @return PALMSIG_OK, a status of 600 to 699, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_matcher_compare(
    matcher: *const palmsig_matcher,
    probe: *const palmsig_template,
    reference: *const palmsig_template,
    comparison: *mut palmsig_comparison,
) -> palmsig_status {
    entry!(|caller| {
        let matcher = &caller.handle(matcher)?.0;
        let (probe, reference) = (&caller.handle(probe)?.0, &caller.handle(reference)?.0);
        let out = caller.out(comparison, "comparison")?;
        out.put((&matcher.compare(probe, reference)?).into());
        Ok(())
    })
}

/// Tells whether two templates are of one palm, so that strangers are accepted at the rate asked for at most.
///
/// Threads: any, at any time.
///
/// @param matcher the matcher
/// @param probe one template
/// @param reference the other one
/// @param fmr the false match rate, 1e-12 to 0.5; 1e-4 is customary
/// @param[out] accepted receives 1 or 0; set it to 0 before the call, so that a failure accepts nobody
/// @param[out] comparison receives the outcome of the comparison; may be NULL
/// @return PALMSIG_OK, a status of 600 to 699, PALMSIG_ERROR_PARAMETER, PALMSIG_ERROR_NULL or PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_matcher_verify(
    matcher: *const palmsig_matcher,
    probe: *const palmsig_template,
    reference: *const palmsig_template,
    fmr: f64,
    accepted: *mut u32,
    comparison: *mut palmsig_comparison,
) -> palmsig_status {
    entry!(|caller| {
        let matcher = &caller.handle(matcher)?.0;
        let (probe, reference) = (&caller.handle(probe)?.0, &caller.handle(reference)?.0);
        let out = caller.out(accepted, "accepted")?;
        let told = caller.out_if_any(comparison, "comparison")?;
        let policy = Policy::verify(fmr)?;
        let found = matcher.compare(probe, reference)?;
        if let Some(told) = told {
            told.put((&found).into());
        }
        out.put(policy.accepts(&found).into());
        Ok(())
    })
}
