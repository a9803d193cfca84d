//! Which pairs are compared, and how.

use clap::ValueEnum;
use palmsig::baselines::{Baseline, Bocv, CompCode, Don, Edcc, Ordinal};
use palmsig::params::MatchParams;
use palmsig_examples::manifest::Listed;

/// Which pairs of captures are compared, each of them once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Protocol {
    /// All.
    All,
    /// Those of two sessions that are known to differ.
    CrossSession,
}

impl Protocol {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Protocol::All => "all",
            Protocol::CrossSession => "cross-session",
        }
    }

    /// Whether `a` and `b` are compared. Session 0 is unknown, so it may be that of the other.
    pub(crate) fn pairs(self, a: &Listed, b: &Listed) -> bool {
        match self {
            Protocol::All => true,
            Protocol::CrossSession => a.session != 0 && b.session != 0 && a.session != b.session,
        }
    }

    /// Whether any two of `captures` are compared.
    pub(crate) fn pairs_any(self, captures: &[Listed]) -> bool {
        captures.iter().enumerate().any(|(i, a)| captures[..i].iter().any(|b| self.pairs(a, b)))
    }
}

/// How two captures are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// Everything.
    Palmsig,
    /// The compact planes under a rigid search.
    PalmsigRigid,
    /// The competitive code (Kong & Zhang 2004).
    Compcode,
    /// The binary orientation co-occurrence vector (Guo et al. 2009).
    Bocv,
    /// The enhanced and discriminative competitive code.
    Edcc,
    /// The difference of normals (Zheng, Kumar & Pan 2016).
    Don,
    /// The ordinal code (Sun et al. 2005).
    Ordinal,
}

impl Method {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Method::Palmsig => "palmsig",
            Method::PalmsigRigid => "palmsig-rigid",
            Method::Compcode => "compcode",
            Method::Bocv => "bocv",
            Method::Edcc => "edcc",
            Method::Don => "don",
            Method::Ordinal => "ordinal",
        }
    }

    /// How the engine compares, and where a baseline is evaluated, how it finds what the palm frame leaves over.
    pub(crate) fn params(self) -> MatchParams {
        if self == Method::PalmsigRigid { MatchParams::rigid() } else { MatchParams::default() }
    }

    /// None for the engine itself.
    pub(crate) fn baseline(self) -> Option<Box<dyn Baseline>> {
        match self {
            Method::Palmsig | Method::PalmsigRigid => None,
            Method::Compcode => Some(Box::<CompCode>::default()),
            Method::Bocv => Some(Box::<Bocv>::default()),
            Method::Edcc => Some(Box::<Edcc>::default()),
            Method::Don => Some(Box::new(Don)),
            Method::Ordinal => Some(Box::<Ordinal>::default()),
        }
    }

    /// What 1000 of a score are.
    pub(crate) fn unit(self) -> &'static str {
        match self.baseline() {
            None => "powers of ten of the likelihood ratio",
            Some(_) => "percent of agreement",
        }
    }
}
