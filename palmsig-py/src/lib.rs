//! palmsig for Python: what `palmsig/_native.pyi` declares. No algorithm is in here.
//!
//! Arrays come in as views over Python's memory and go out as copies. The interpreter's lock is released while the core
//! works. Docstrings stand in the package's Python files and in the stubs.

mod error;
mod names;
mod params;
mod pool;
mod array;
mod image;
mod location;
mod quality;
mod template;
mod localise;
mod trace;
mod extract;
mod comparison;
mod matching;
mod pairs;
mod found;
mod person;
mod many;
mod gallery;
mod settings;
mod synth;
mod enroll;
mod baselines;
mod liveness;
mod session;
mod burst;
mod keys;
mod envelope;
mod record;
mod store;

use pyo3::prelude::*;

/// The compiled part of palmsig. Import `palmsig` instead.
#[pymodule(gil_used = false)]
#[pyo3(name = "_native")]
mod native {
    use super::*;

    #[pymodule_export]
    use super::baselines::{Baseline, Code};
    #[pymodule_export]
    use super::burst::{BurstFrame, burst};
    #[pymodule_export]
    use super::comparison::{BandEvidence, Comparison, FalseMatchRate};
    #[pymodule_export]
    use super::enroll::{Enroller, Enrolment, Update, joined};
    #[pymodule_export]
    use super::envelope::{PublicKey, ReplayGuard, ServiceKey};
    #[pymodule_export]
    use super::extract::{Extraction, Extractor};
    #[pymodule_export]
    use super::found::{Candidate, Identification, Identifications};
    #[pymodule_export]
    use super::gallery::Gallery;
    #[pymodule_export]
    use super::image::read_image;
    #[pymodule_export]
    use super::keys::{OperatorKey, RenewalKey, RenewedCodes, RenewedProbe, SubjectKey, TenantKey};
    #[pymodule_export]
    use super::liveness::{Evidence, LivenessPolicy, Verdict};
    #[pymodule_export]
    use super::localise::Localisation;
    #[pymodule_export]
    use super::location::{Landmarks, Square};
    #[pymodule_export]
    use super::matching::{Matcher, PatchField, Policy, Probe, Registration};
    #[pymodule_export]
    use super::pairs::{compact_distances, compare_pairs};
    #[pymodule_export]
    use super::person::{PersonCandidate, PersonComparison, PersonIdentification};
    #[pymodule_export]
    use super::quality::Quality;
    #[pymodule_export]
    use super::record::{Entry, Held, Receipt, Subject};
    #[pymodule_export]
    use super::session::{Kept, Outcome, Session, SessionProgress};
    #[pymodule_export]
    use super::settings::CaptureSettings;
    #[pymodule_export]
    use super::store::Store;
    #[pymodule_export]
    use super::synth::{SynthCapture, SynthPalm, SynthTruth, ground_truth, render};
    #[pymodule_export]
    use super::template::{Template, View};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
