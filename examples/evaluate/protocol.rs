//! Which pairs are compared, and how.

use clap::ValueEnum;
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

/// How two templates are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// Everything.
    Palmsig,
    /// The compact planes under a rigid search.
    PalmsigRigid,
}

impl Method {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Method::Palmsig => "palmsig",
            Method::PalmsigRigid => "palmsig-rigid",
        }
    }

    pub(crate) fn params(self) -> MatchParams {
        match self {
            Method::Palmsig => MatchParams::default(),
            Method::PalmsigRigid => MatchParams::rigid(),
        }
    }
}
