//! Which captures are of one palm, and which of those a template keeps.

use std::cmp::Reverse;

use super::{Enroller, Sample, Verdict, bands};
use crate::error::EnrolError;
use crate::matching::Comparison;
use crate::template::{Template, View};

/// All pairs of some captures compared.
struct Pairs {
    /// Similarity of captures i and j at `[i][j]`; no evidence for one with itself.
    similarity: Vec<Vec<i32>>,
    /// Whether they match.
    matches: Vec<Vec<bool>>,
}

/// The views that a template keeps, and what became of each capture.
pub(super) fn judge(
    samples: &[Sample<'_>],
    enroller: &Enroller,
) -> Result<(Vec<View>, Vec<Verdict>), EnrolError> {
    let params = &enroller.params;
    let mut verdicts = at_first_sight(samples, params.min_quality);
    // By their bits, so that the order in which they are given decides nothing.
    let mut usable: Vec<usize> = (0..samples.len()).filter(|&i| verdicts[i] == Verdict::Spare).collect();
    usable.sort_by(|&a, &b| content(samples[a].template).cmp(&content(samples[b].template)));
    let templates: Vec<&Template> = usable.iter().map(|&i| samples[i].template).collect();
    let pairs = Pairs::of(&templates, enroller);
    let agreeing = pairs.agreeing();
    let outliers: Vec<usize> = (0..usable.len()).filter(|i| !agreeing.contains(i)).collect();
    if outliers.iter().any(|&i| pairs.matched(i, &outliers) > 0) {
        return Err(EnrolError::SeveralPalms);
    }
    for &i in &outliers {
        let matched = pairs.matched(i, &agreeing);
        verdicts[usable[i]] = Verdict::Outlier { matched, agreeing: agreeing.len() };
    }
    enough(agreeing.len(), params.min_captures.into(), &verdicts)?;
    let kept = pairs.widest(&agreeing, params.kept_captures.into());
    kept.iter().for_each(|&i| verdicts[usable[i]] = Verdict::Kept);
    let others =
        |i: usize| agreeing.iter().filter(move |&&j| j != i).map(|&j| templates[j]).collect::<Vec<_>>();
    let views = kept.iter().flat_map(|&i| borne_out(templates[i], &others(i), enroller)).collect();
    Ok((views, verdicts))
}

/// The views of a capture: where one shows the palm elsewhere than another, the one that other captures bear out.
fn borne_out(capture: &Template, others: &[&Template], enroller: &Enroller) -> Vec<View> {
    let views = capture.views();
    if others.is_empty() || views.iter().all(|view| !view.alternative) {
        return views.to_vec();
    }
    let alike = |view: &View| -> i64 {
        let alone = Template::new(capture.encoder_id(), capture.hand(), vec![view.clone()]);
        let compared = others.iter().filter_map(|other| enroller.matcher.compare(&alone, other).ok());
        compared.map(|comparison| i64::from(comparison.similarity())).sum()
    };
    let best = |band| views.iter().filter(|view| view.band == band).max_by_key(|&view| alike(view)).cloned();
    let mut chosen: Vec<View> = bands(capture).into_iter().filter_map(best).collect();
    chosen.iter_mut().for_each(|view| view.alternative = false);
    chosen
}

/// What can be said of each capture without comparing it; the others are `Spare` as yet.
fn at_first_sight(samples: &[Sample<'_>], minimum: u8) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(samples.len());
    for (i, sample) in samples.iter().enumerate() {
        let before = samples[..i].iter().zip(&verdicts);
        let repeats = |(s, v): (&Sample<'_>, &Verdict)| {
            *v == Verdict::Spare && content(s.template) == content(sample.template)
        };
        verdicts.push(match sample.quality {
            Some(score) if score < minimum => Verdict::LowQuality { score, minimum },
            _ if before.into_iter().any(repeats) => Verdict::Repeated,
            _ => Verdict::Spare,
        });
    }
    verdicts
}

fn enough(used: usize, needed: usize, verdicts: &[Verdict]) -> Result<(), EnrolError> {
    let count = |is: fn(&Verdict) -> bool| verdicts.iter().filter(|v| is(v)).count();
    let outliers = count(|v| matches!(v, Verdict::Outlier { .. }));
    // One that the others contradict has nobody to vouch for it.
    let needed = if outliers > 0 { needed.max(2) } else { needed };
    if used >= needed {
        return Ok(());
    }
    let low_quality = count(|v| matches!(v, Verdict::LowQuality { .. }));
    Err(EnrolError::TooFew {
        used,
        needed,
        low_quality,
        repeated: count(|v| *v == Verdict::Repeated),
        outliers,
    })
}

/// What a comparison looks at: equal captures have nothing to tell beside each other.
fn content(template: &Template) -> impl Ord + '_ {
    let views = template.views().iter();
    views.map(|v| (v.band, v.fine.bits(), v.lines.bits(), v.lines.mask())).collect::<Vec<_>>()
}

impl Pairs {
    fn of(templates: &[&Template], enroller: &Enroller) -> Pairs {
        let count = templates.len();
        let mut pairs = Pairs {
            similarity: vec![vec![Comparison::NO_EVIDENCE; count]; count],
            matches: vec![vec![false; count]; count],
        };
        for i in 0..count {
            for j in 0..i {
                // What cannot be compared does not match.
                if let Ok(comparison) = enroller.matcher.compare(templates[i], templates[j]) {
                    let similarity = comparison.similarity();
                    (pairs.similarity[i][j], pairs.similarity[j][i]) = (similarity, similarity);
                    let matches = enroller.same_palm.accepts(&comparison);
                    (pairs.matches[i][j], pairs.matches[j][i]) = (matches, matches);
                }
            }
        }
        pairs
    }

    /// How many of `others` capture `i` matches.
    fn matched(&self, i: usize, others: &[usize]) -> usize {
        others.iter().filter(|&&j| self.matches[i][j]).count()
    }

    /// Similarity to all of `others` together.
    fn total(&self, i: usize, others: &[usize]) -> i64 {
        others.iter().filter(|&&j| j != i).map(|&j| i64::from(self.similarity[i][j])).sum()
    }

    /// The captures that are left when always the one that matches fewest has gone, until each matches more than half
    /// of the others: a chain of look-alikes does not hold together.
    fn agreeing(&self) -> Vec<usize> {
        let mut left: Vec<usize> = (0..self.matches.len()).collect();
        if left.len() < 2 {
            return left;
        }
        while let Some(&worst) = left.iter().min_by_key(|&&i| (self.matched(i, &left), self.total(i, &left)))
        {
            if 2 * self.matched(worst, &left) + 1 > left.len() {
                break;
            }
            left.retain(|&i| i != worst);
        }
        left
    }

    /// Of `agreeing` the one most similar to all others, and then always the one least similar to those kept: few
    /// views that show much.
    fn widest(&self, agreeing: &[usize], most: usize) -> Vec<usize> {
        let mut kept = Vec::with_capacity(most);
        let middle = agreeing.iter().copied().min_by_key(|&i| Reverse(self.total(i, agreeing)));
        let mut next = middle;
        while let Some(i) = next.filter(|_| kept.len() < most) {
            kept.push(i);
            let nearest = |i: usize| kept.iter().map(|&k| self.similarity[i][k]).max();
            next = agreeing.iter().copied().filter(|i| !kept.contains(i)).min_by_key(|&i| nearest(i));
        }
        kept
    }
}
