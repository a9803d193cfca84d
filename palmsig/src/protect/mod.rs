//! Keys, and what they protect: sealed templates that nobody reads without one, and codes that are compared without being
//! read and renewed when they leak (ISO/IEC 24745: confidentiality, renewability, unlinkability).
//!
//! [`keys`] has the hierarchy: an operator's key wraps tenants' keys, a tenant's key wraps the data keys of its subjects.
//! [`seal`] is exact and the default: what is opened is what was sealed. [`renew`] keeps codes comparable while nobody
//! without the tenant's key can tell which palm they are of. `envelope` (feature `hpke`) seals to a service's public key. docs/security.md says against whom each helps.
//!
//! ```
//! # #[cfg(feature = "synth")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use palmsig::image::{Capture, HandSide};
//! # use palmsig::params::EncoderParams;
//! # use palmsig::pipeline::Extractor;
//! # use palmsig::synth::{CaptureSettings, Palm, render};
//! use palmsig::protect::keys::{OperatorKey, SubjectKey, TenantKey};
//! # let picture = render(&Palm::new(7, HandSide::Left), &CaptureSettings::well_held(1), 1)?;
//! # let template = Extractor::new(&EncoderParams::default())?.extract(&Capture::visible(picture.view()?))?;
//! let (operator, tenant, subject) = (OperatorKey::generate()?, TenantKey::generate()?, SubjectKey::generate()?);
//! let sealed = subject.seal(&template, b"left palm")?;
//! let (wrapped_tenant, wrapped_subject) = (operator.wrap(&tenant, b"shop")?, tenant.wrap(&subject, b"account 1")?);
//!
//! // Elsewhere, later: the operator's key opens all, and whoever erases `wrapped_subject` has erased the palm.
//! let subject = operator.unwrap(&wrapped_tenant, b"shop")?.unwrap(&wrapped_subject, b"account 1")?;
//! assert!(subject.open(&sealed, b"left palm")? == template);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "synth"))]
//! # fn main() {}
//! ```

mod cipher;
#[cfg(feature = "hpke")]
pub mod envelope;
pub mod keys;
pub mod renew;
pub mod seal;
