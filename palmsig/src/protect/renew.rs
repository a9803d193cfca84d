//! Codes that are compared without being read, and renewed when they leak.
//!
//! A renewal key moves the cells of the line planes about and flips some of their bits, the same way for all codes of one
//! tenant. Two codes under one key differ in as many bits as before, so that a comparison of renewed codes gives bit for bit
//! what [`Probe::compare`](crate::matching::Probe::compare) gives on the templates under the same rigid search
//! ([`MatchParams::rigid`](crate::params::MatchParams::rigid)). A renewed code cannot be rotated or shifted any more; the
//! probe is, over all of the search, before it is renewed. Only the compact codes and the rigid search can be renewed: local
//! deformation needs to know which cells are neighbours.
//!
//! Under another key, another tenant's or the next of the same one, the same palm gives a code that says nothing of the first.
//! To revoke codes is to go on with the next key; old codes are renewed from templates kept sealed, without their owners.
//!
//! # What it does not give
//!
//! * **It is not encryption.** A renewed code is a search key; keep it as carefully as a template where you can. Neighbouring
//!   cells hang together, and the bits of all palms are alike in the mean: who holds many codes under one key can find
//!   which cells were neighbours, and in the end most of the key. Who holds a few renewed codes *and* their
//!   templates needs less.
//! * **It is not one-way once the key leaks**: with the key, codes are put back in place.
//! * How many cells of a palm are usable stays what it was, under every key. It is little, but it links: a test measures it.
//! * Whoever has the key can compare. It keeps tenants apart, and databases that leaked without their keys.
//!
//! Unlinkability follows Gomez-Barrero et al. (2018), General framework to evaluate unlinkability in biometric template
//! protection systems; the tests measure D_sys of the best that one can do without a key.

#[cfg(test)]
mod tests;

use zeroize::Zeroize;

use super::keys::TenantKey;
use crate::error::ProtectError;
use crate::matching::{ArrangedProbe, ArrangedReference, Comparison, Matcher};
use crate::params::{LINE_CELLS, ORIENTATIONS};
use crate::simd::{Arrangement, CELLS};
use crate::template::Template;

const RENEWAL: &str = "palmsig 2026 protect: tenant key renews codes, v1";

/// Tells which key a code was renewed under, and nothing of it.
type KeyId = [u8; 8];

/// How the codes of one tenant are renewed. Erased when it is dropped.
pub struct RenewalKey {
    id: KeyId,
    arrangement: Arrangement,
}

/// Prints nothing of the key.
impl std::fmt::Debug for RenewalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RenewalKey(..)")
    }
}

impl TenantKey {
    /// The renewal key of a generation: revoking the codes under one is going on to the next number.
    pub fn renewal(&self, generation: u32) -> RenewalKey {
        let secret = self.derived(RENEWAL);
        let mut hasher = blake3::Hasher::new_keyed(secret.as_bytes());
        hasher.update(&generation.to_le_bytes());
        let mut output = hasher.finalize_xof();
        let mut id = KeyId::default();
        output.fill(&mut id);
        let mut numbers = Numbers(output);
        let mut places: Vec<u16> = (0..CELLS as u16).collect();
        // Even rows among themselves, and odd ones: a search looks at every second row first.
        for odd in [0, 1] {
            let own = |i: usize| (2 * (i / LINE_CELLS) + odd) * LINE_CELLS + i % LINE_CELLS;
            for last in (1..CELLS / 2).rev() {
                places.swap(own(last), own(numbers.up_to(last as u32) as usize));
            }
        }
        let flips = (1 << ORIENTATIONS) - 1;
        let arrangement = Arrangement::new(places.iter().map(|&place| (place, numbers.up_to(flips) as u8)));
        places.zeroize();
        hasher.zeroize();
        numbers.0.zeroize();
        RenewalKey { id, arrangement }
    }
}

/// Numbers that follow from a key.
struct Numbers(blake3::OutputReader);

impl Numbers {
    /// 0..=`last`, each as likely as the others.
    fn up_to(&mut self, last: u32) -> u32 {
        let count = last + 1;
        // The largest multiple of `count`: numbers from there on would favour the small ones.
        let fair = u32::MAX - (u32::MAX % count + 1) % count;
        loop {
            let mut bytes = [0; 4];
            self.0.fill(&mut bytes);
            let number = u32::from_le_bytes(bytes);
            if number <= fair {
                return number % count;
            }
        }
    }
}

impl RenewalKey {
    /// The renewed line codes of a template.
    pub fn renew(&self, template: &Template) -> RenewedCodes {
        RenewedCodes { key: self.id, codes: ArrangedReference::new(template, &self.arrangement) }
    }

    /// Prepares a template for comparisons with renewed codes: a few milliseconds and 4 MB a view.
    ///
    /// # Errors
    /// [`ProtectError::NotRigid`] for a matcher that compares more than the line planes.
    pub fn probe(&self, matcher: &Matcher, template: &Template) -> Result<RenewedProbe, ProtectError> {
        let probe = ArrangedProbe::new(matcher, template, &self.arrangement);
        Ok(RenewedProbe { key: self.id, probe: probe.ok_or(ProtectError::NotRigid)? })
    }
}

/// The line codes of a palm, renewed: 896 bytes a view. Erased when they are dropped.
#[derive(Clone)]
pub struct RenewedCodes {
    key: KeyId,
    codes: ArrangedReference,
}

/// Prints the number of views, never a bit.
impl std::fmt::Debug for RenewedCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RenewedCodes({} views)", self.codes.views.len())
    }
}

/// A probe for renewed codes. Erased when it is dropped.
pub struct RenewedProbe {
    key: KeyId,
    probe: ArrangedProbe,
}

/// Prints nothing of it.
impl std::fmt::Debug for RenewedProbe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RenewedProbe(..)")
    }
}

impl RenewedProbe {
    /// Compares the probe with renewed codes, as if neither were.
    ///
    /// # Errors
    /// [`ProtectError::RenewalKeys`] for codes under another key, [`ProtectError::Match`] for templates that cannot be
    /// compared.
    pub fn compare(&self, codes: &RenewedCodes) -> Result<Comparison, ProtectError> {
        if self.key != codes.key {
            return Err(ProtectError::RenewalKeys);
        }
        Ok(self.probe.compare(&codes.codes)?)
    }
}
