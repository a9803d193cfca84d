//! The figures that describe a sample, with their standard errors.

use palmsig::matching::Registration;
use palmsig::params::ORIENTATIONS;
use palmsig_examples::spectrum::OCTAVES;
use palmsig_examples::statistics::{Moments, correlation, jackknife_error, mean, quantile};

use crate::measure::{Bits, DISTANCES, Measured, Measurement, Pair};
use crate::verdict::Measure;

/// Groups of palms that are left out in turn to learn how far chance moves a figure.
const GROUPS: usize = 20;

/// By what share the figures may differ that the project promises.
const NON_MATED: f64 = 0.15;
const MATED: f64 = 0.25;

/// Distances in cells whose correlations are figures; the diagram shows all.
const DISTANCES_TOLD: [usize; 3] = [1, 2, 4];

/// What a difference of correlations is measured against: about the correlation of neighbours. Ratios of correlations
/// near zero say nothing.
const CORRELATION: f64 = 0.5;

/// Headings of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Scores,
    Bits,
    Frame,
    Spectrum,
}

/// A named number.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) section: Section,
    /// The same for all samples.
    pub(crate) name: String,
    pub(crate) measure: Measure,
    /// By what share the synthetic one may differ from the real one, where that is promised.
    pub(crate) promised: Option<f64>,
    /// Not a number where it could not be measured.
    pub(crate) value: f64,
    /// Its standard error.
    pub(crate) error: f64,
}

impl Section {
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Section::Scores => "Scores",
            Section::Bits => "Bits",
            Section::Frame => "Frame residuals",
            Section::Spectrum => "Spectrum",
        }
    }
}

/// All figures of a sample, the same ones in the same order for each.
pub(crate) fn figures(measured: &Measured) -> Vec<Figure> {
    let mut figures = Part::of(measured, |_| true).figures();
    let groups = GROUPS.min(measured.palms);
    let without = |group| Part::of(measured, |palm| palm % groups != group).figures();
    let without: Vec<Vec<Figure>> = (0..groups).map(without).collect();
    for (index, figure) in figures.iter_mut().enumerate() {
        let values: Vec<f64> = without.iter().filter_map(|f| f.get(index)).map(|f| f.value).collect();
        figure.error = jackknife_error(&values).unwrap_or(f64::NAN);
    }
    figures
}

/// The correlation of bits at each distance, averaged over the orientations.
pub(crate) fn correlations(measured: &Measured, of: fn(&Bits) -> &[f64; DISTANCES]) -> Vec<f64> {
    let part = Part::of(measured, |_| true);
    (0..DISTANCES).map(|i| part.correlation(|bits| of(bits).get(i).copied().unwrap_or(f64::NAN))).collect()
}

/// What is measured of some palms of a sample.
struct Part<'a> {
    mated: Vec<&'a Pair>,
    non_mated: Vec<&'a Pair>,
    prints: Vec<&'a Measurement>,
}

/// A number that a pair or a registration has.
type OfPair = fn(&Pair) -> Option<f64>;
type OfRegistration = fn(&Registration) -> f64;

/// Figures as they are found.
#[derive(Default)]
struct Found(Vec<Figure>);

impl Found {
    fn add(&mut self, section: Section, name: impl Into<String>, measure: Measure, value: Option<f64>) {
        let value = value.unwrap_or(f64::NAN);
        let figure = Figure { section, name: name.into(), measure, promised: None, value, error: f64::NAN };
        self.0.push(figure);
    }

    fn promise(&mut self, name: impl Into<String>, tolerance: f64, value: Option<f64>) {
        self.add(Section::Scores, name, Measure::Ratio, value);
        if let Some(figure) = self.0.last_mut() {
            figure.promised = Some(tolerance);
        }
    }
}

impl<'a> Part<'a> {
    fn of(measured: &'a Measured, keep: impl Fn(usize) -> bool) -> Part<'a> {
        let kept = measured.pairs.iter().filter(|pair| pair.palms.iter().all(|&palm| keep(palm)));
        let (mated, non_mated) = kept.partition(|pair| pair.mated());
        Part { mated, non_mated, prints: measured.prints.iter().filter(|p| keep(p.palm)).collect() }
    }

    fn figures(&self) -> Vec<Figure> {
        let mut found = Found::default();
        self.non_mated(&mut found);
        self.mated(&mut found);
        self.bits(&mut found);
        self.frame(&mut found);
        self.spectrum(&mut found);
        found.0
    }

    fn non_mated(&self, found: &mut Found) {
        let ways: [(&str, OfPair); 2] = [("as they lie", |p| p.as_they_lie), ("aligned", |p| p.aligned)];
        for (way, share) in ways {
            let shares: Vec<f64> = self.non_mated.iter().filter_map(|p| share(p)).collect();
            let moments = Moments::of(&shares);
            let name = |what: &str| format!("non-mated codes {way}: {what}");
            let mean = moments.map(|m| m.mean);
            found.promise(name("mean share of differing bits"), NON_MATED, mean);
            let variance = moments.map(|m| m.variance * 1e4);
            found.promise(name("variance of it × 10⁴"), NON_MATED, variance);
            let freedom = moments.map(Moments::degrees_of_freedom);
            found.promise(name("degrees of freedom"), NON_MATED, freedom);
        }
        let similarities: Vec<f64> = self.non_mated.iter().filter_map(|p| p.similarity).collect();
        let moments = Moments::of(&similarities);
        let unit = Measure::Difference { unit: 1.0 };
        found.add(Section::Scores, "non-mated: mean similarity", unit, moments.map(|m| m.mean));
        let deviation = moments.map(|m| m.variance.sqrt());
        found.add(Section::Scores, "non-mated: deviation of similarity", Measure::Ratio, deviation);
    }

    fn mated(&self, found: &mut Found) {
        let sorted = |of: OfPair| sorted(self.mated.iter().filter_map(|p| of(p)));
        let (aligned, lying) = (sorted(|p| p.aligned), sorted(|p| p.as_they_lie));
        let similarity = sorted(|p| p.similarity);
        let median = |values: &[f64]| quantile(values, 0.5);
        found.promise("mated codes aligned: median share of differing bits", MATED, median(&aligned));
        found.promise("mated: median similarity", MATED, median(&similarity));
        // Similarities lie close below their bound; this does not.
        found.promise("mated texture: median share of differing bits", MATED, median(&sorted(|p| p.texture)));
        let mut add = |name, value| found.add(Section::Scores, name, Measure::Ratio, value);
        add("mated codes aligned: 90th percentile", quantile(&aligned, 0.9));
        add("mated codes as they lie: median share of differing bits", median(&lying));
        add("mated: 5th percentile of similarity", quantile(&similarity, 0.05));
    }

    fn bits(&self, found: &mut Found) {
        let mut add = |name: String, measure, value| found.add(Section::Bits, name, measure, value);
        add("usable cells".into(), Measure::Ratio, self.mean(|p| p.usable));
        for plane in 0..ORIENTATIONS {
            let ones = |p: &Measurement| p.bits.get(plane).map_or(f64::NAN, |b| b.ones);
            add(format!("share of ones in plane {plane}"), Measure::Ratio, self.mean(ones));
        }
        let difference = Measure::Difference { unit: CORRELATION };
        for cells in DISTANCES_TOLD {
            let (below, beside) =
                (self.correlation(|b| b.below[cells - 1]), self.correlation(|b| b.beside[cells - 1]));
            add(format!("correlation of bits {cells} below"), difference, Some(below));
            add(format!("correlation of bits {cells} beside"), difference, Some(beside));
        }
        for (step, degrees) in [30, 60, 90].into_iter().enumerate() {
            let turned = self.correlation(|b| b.turned[step]);
            add(format!("correlation of planes {degrees}° apart"), difference, Some(turned));
        }
    }

    fn frame(&self, found: &mut Found) {
        let residuals: [(&str, OfRegistration); 4] = [
            ("rotation in degrees", |r| r.rotation.abs().to_degrees()),
            ("log scale × 100", |r| r.scale.ln().abs() * 100.0),
            ("shift in % of the square", |r| r.shift[0].hypot(r.shift[1]) * 100.0),
            ("deformation in % of the square", |r| r.deformation * 100.0),
        ];
        for (name, of) in residuals {
            let values = sorted(self.mated.iter().filter_map(|p| p.registration.as_ref()).map(of));
            for (quantile_name, share) in [("median", 0.5), ("90th percentile", 0.9)] {
                let name = format!("{name}: {quantile_name}");
                found.add(Section::Frame, name, Measure::Ratio, quantile(&values, share));
            }
        }
    }

    fn spectrum(&self, found: &mut Found) {
        let contrasts: Vec<f64> = self.prints.iter().filter_map(|p| p.contrast).collect();
        let mut add = |name: String, measure, value| found.add(Section::Spectrum, name, measure, value);
        add("contrast: deviation over mean of grey".into(), Measure::Ratio, mean(&contrasts));
        for (index, (low, high)) in OCTAVES.into_iter().enumerate() {
            let shares = self.prints.iter().filter_map(|p| p.power.as_ref()?.octaves.get(index).copied());
            let decibels = mean(&shares.collect::<Vec<_>>()).map(|share| 10.0 * share.log10());
            let name = format!("contrast at {low} to {high} cycles a square, dB of all");
            add(name, Measure::Decibels, decibels);
        }
    }

    fn mean(&self, of: impl Fn(&Measurement) -> f64) -> Option<f64> {
        mean(&self.prints.iter().map(|p| of(p)).collect::<Vec<_>>())
    }

    /// The correlation that a share of equal bits means, averaged over the orientations.
    fn correlation(&self, equal: impl Fn(&Bits) -> f64) -> f64 {
        let of_plane = |plane: usize| {
            let share = |of: &dyn Fn(&Bits) -> f64| self.mean(|p| p.bits.get(plane).map_or(f64::NAN, of));
            correlation(share(&equal).unwrap_or(f64::NAN), share(&|b| b.ones).unwrap_or(f64::NAN))
        };
        (0..ORIENTATIONS).map(of_plane).sum::<f64>() / ORIENTATIONS as f64
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}
