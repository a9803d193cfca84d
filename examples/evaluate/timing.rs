//! How long things take.

use std::time::{Duration, Instant};

use palmsig::trace::Observer;
use rayon::ThreadPool;

use crate::scorer::{Scorer, Signature};

/// Probes, and references for each of them, that comparisons are timed with: enough for a steady
/// median, in well under a second.
const TIMED_PROBES: usize = 25;
const TIMED_REFERENCES: usize = 40;

/// From here on the palm has been found and its features are computed.
const FIRST_FEATURE_STAGE: &str = "features/usable";

/// What the extraction of one signature took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StageTimes {
    /// To find the palm and cut its square.
    pub(crate) localise: Duration,
    /// From there to the template, or from the palm square to the code of a baseline.
    pub(crate) extract: Duration,
}

/// Tells the two parts of an extraction apart.
pub(crate) struct StageClock {
    began: Instant,
    located: Option<Instant>,
}

impl StageClock {
    pub(crate) fn start() -> StageClock {
        StageClock { began: Instant::now(), located: None }
    }

    pub(crate) fn stop(self) -> StageTimes {
        let ended = Instant::now();
        let located = self.located.unwrap_or(ended);
        StageTimes { localise: located - self.began, extract: ended - located }
    }
}

impl Observer for StageClock {
    fn stage(&mut self, name: &'static str) {
        // Each band begins this stage anew; the first counts.
        if name == FIRST_FEATURE_STAGE && self.located.is_none() {
            self.located = Some(Instant::now());
        }
    }
}

/// What comparing takes, medians on one thread.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CompareTimes {
    /// To make a probe of a signature, microseconds.
    pub(crate) probe_us: Option<f64>,
    /// To compare a probe with one signature, microseconds.
    pub(crate) compare_us: Option<f64>,
}

/// Times comparisons of signatures spread over all of `probes` and `references` on `single` thread.
pub(crate) fn time_comparisons(
    probes: &[&Signature],
    references: &[&Signature],
    scorer: Scorer<'_>,
    single: &ThreadPool,
) -> CompareTimes {
    single.install(|| {
        let (mut probing, mut comparing) = (Vec::new(), Vec::new());
        for probe in spread(probes, TIMED_PROBES) {
            let began = Instant::now();
            let probe = scorer.probe(probe);
            probing.push(began.elapsed());
            for reference in spread(references, TIMED_REFERENCES) {
                let began = Instant::now();
                // The outcome does not matter here; it must only not be optimised away.
                std::hint::black_box(probe.score(reference));
                comparing.push(began.elapsed());
            }
        }
        CompareTimes { probe_us: median_us(probing), compare_us: median_us(comparing) }
    })
}

/// About `count` of `items`, evenly spread.
fn spread<'a, T>(items: &'a [&'a T], count: usize) -> impl Iterator<Item = &'a T> {
    items.iter().step_by(items.len().div_ceil(count).max(1)).copied()
}

/// Median in microseconds.
pub(crate) fn median_us(times: Vec<Duration>) -> Option<f64> {
    median(times.iter().map(|t| t.as_secs_f64() * 1e6).collect())
}

/// Median in milliseconds.
pub(crate) fn median_ms(times: impl Iterator<Item = Duration>) -> Option<f64> {
    median(times.map(|t| t.as_secs_f64() * 1e3).collect())
}

/// The middle of `values`, or the mean of the two in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = if values.len().is_multiple_of(2) { values[values.len() / 2 - 1] } else { upper };
    Some((lower + upper) / 2.0)
}
