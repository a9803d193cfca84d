//! Error versus discard: what a quality measure is worth.

/// The error-versus-discard characteristic (ISO/IEC 29794-1; Grother & Tabassi 2007): the FNMR at a
/// fixed threshold of the mated comparisons that are left when those of the lowest quality are
/// discarded. The quality of a comparison is the lower one of its two captures.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscardCurve {
    points: Vec<DiscardPoint>,
}

/// One point of a [`DiscardCurve`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiscardPoint {
    /// Share of the comparisons that is discarded, 0..1.
    pub discarded: f64,
    /// FNMR of the others, 0..=1.
    pub fnmr: f64,
}

impl DiscardCurve {
    /// The curve at `threshold` of mated comparisons: the score of each and the qualities of its two
    /// captures, higher being better, in any unit.
    ///
    /// A failure to acquire takes part as [`NO_EVIDENCE`](super::NO_EVIDENCE) with the quality
    /// `i32::MIN`. `None` without a comparison.
    pub fn new(threshold: i64, mated: &[(i32, [i32; 2])]) -> Option<Self> {
        let rejected = |score: i32| score == super::NO_EVIDENCE || i64::from(score) < threshold;
        let mut pairs: Vec<_> = mated.iter().map(|&(score, [a, b])| (a.min(b), rejected(score))).collect();
        pairs.sort_unstable();
        let total = pairs.len();
        let mut errors = pairs.iter().filter(|(_, error)| *error).count();
        let mut left = total;
        let mut points = Vec::new();
        // Comparisons of equal quality go together, and the last ones stay.
        for equal in pairs.chunk_by(|a, b| a.0 == b.0) {
            points.push(DiscardPoint {
                discarded: (total - left) as f64 / total as f64,
                fnmr: errors as f64 / left as f64,
            });
            left -= equal.len();
            errors -= equal.iter().filter(|(_, error)| *error).count();
        }
        (total > 0).then_some(DiscardCurve { points })
    }

    /// The corners by ascending share discarded, the first at 0: one for each quality that occurs,
    /// where all comparisons below that quality are discarded.
    pub fn points(&self) -> &[DiscardPoint] {
        &self.points
    }

    /// The FNMR when at most the share `discarded` is discarded. A step: comparisons of equal
    /// quality that are more than that stay.
    pub fn fnmr(&self, discarded: f64) -> f64 {
        let reached = self.points.iter().take_while(|p| p.discarded <= discarded).last();
        // The first point discards nothing, so that it is reached unless less than that is asked for.
        reached.or(self.points.first()).map_or(0.0, |p| p.fnmr)
    }

    /// The area under the steps from 0 to the share `limit` (0..=1): `limit` · FNMR for a quality
    /// that tells nothing, on average.
    pub fn area(&self, limit: f64) -> f64 {
        let ends = self.points.iter().skip(1).map(|p| p.discarded).chain([f64::INFINITY]);
        self.points.iter().zip(ends).map(|(p, end)| p.fnmr * (end.min(limit) - p.discarded).max(0.0)).sum()
    }
}
