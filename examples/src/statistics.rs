//! Statistics of samples.

#[cfg(test)]
mod tests;

use ndarray::{ArrayView2, s};

/// Mean and variance of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The mean.
    pub mean: f64,
    /// The unbiased variance.
    pub variance: f64,
}

impl Moments {
    /// Of at least two values.
    pub fn of(values: &[f64]) -> Option<Moments> {
        let count = values.len() as f64;
        let mean = mean(values)?;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        (values.len() > 1).then(|| Moments { mean, variance: squares / (count - 1.0) })
    }

    /// Of shares of differing bits with mean p and variance σ²: the number p(1−p)/σ² of independent bits that would
    /// vary as much (Daugman 2003, "The importance of being random").
    pub fn degrees_of_freedom(self) -> f64 {
        self.mean * (1.0 - self.mean) / self.variance
    }
}

/// The mean of at least one value.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// What a share of 0..=1 of the values, which must be in order, does not exceed; between two values in proportion,
/// so that the median is the usual one. None of no values.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let low = sorted.get(place as usize)?;
    let high = sorted.get((place as usize + 1).min(last))?;
    Some(low + place.fract() * (high - low))
}

/// The standard error of an estimate from those that leave out one of g equal groups of the sample in turn: the
/// delete-a-group jackknife (Kott 2001), which also holds for medians, unlike leaving out single values.
/// None of fewer than two groups.
pub fn jackknife_error(without: &[f64]) -> Option<f64> {
    let groups = without.len() as f64;
    // (g − 1)/g of the sum of squares, which is (g − 1) times the variance.
    Moments::of(without).map(|m| ((groups - 1.0) * (groups - 1.0) / groups * m.variance).sqrt())
}

/// Share of the bits (0 or 1) of a plane that equal the bit of another as many cells below and at the right; none
/// where the planes do not reach so far.
pub fn agreement(a: ArrayView2<'_, u8>, b: ArrayView2<'_, u8>, [down, right]: [usize; 2]) -> Option<f64> {
    let rows = a.nrows().min(b.nrows().checked_sub(down)?);
    let columns = a.ncols().min(b.ncols().checked_sub(right)?);
    let here = a.slice(s![..rows, ..columns]);
    let there = b.slice(s![down..down + rows, right..right + columns]);
    let equal = here.iter().zip(there.iter()).filter(|(x, y)| x == y).count();
    (rows * columns > 0).then(|| equal as f64 / (rows * columns) as f64)
}

/// The correlation of bits of which a share `ones` are ones and that agree in a share `agreement`.
pub fn correlation(agreement: f64, ones: f64) -> f64 {
    let chance = ones * ones + (1.0 - ones) * (1.0 - ones);
    (agreement - chance) / (1.0 - chance)
}
