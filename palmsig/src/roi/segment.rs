//! Telling hand from background: exposure checks, and the cues by which a hand may stand out.

use ndarray::Array2;

use super::mask::Raster;
use crate::error::RoiError;
use crate::image::{Band, Reduced};
use crate::params::RoiParams;

/// What made the hand stand out from the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cue {
    /// The mask was handed in.
    Given,
    /// The hand is brighter than the background.
    Bright,
    /// The hand is brighter than the background, among the darker levels of the picture: something
    /// brighter than the hand is in view.
    BrightAmongDark,
    /// The hand is the brightest of three groups of levels.
    Brightest,
    /// The hand is darker than the background.
    Dark,
    /// The hand is redder than the background (red minus green: skin differs little in it).
    Red,
    /// The hand differs in level from what lines the border of the picture.
    UnlikeBorder,
    /// The hand differs in colour from what lines the border of the picture.
    ColourUnlikeBorder,
    /// The networks saw it, by everything that tells a hand.
    Learned,
}

/// Half the likeness of the perfect hand: its measures lie one standard deviation from the average hand's.
const ENOUGH: f64 = 0.5;

impl Cue {
    /// How much a likeness found under this cue counts: what separates hands more seldom has to show
    /// more of a hand.
    pub(super) fn worth(self) -> f64 {
        match self {
            Cue::Given | Cue::Learned | Cue::Bright | Cue::Red => 1.0,
            Cue::Dark | Cue::BrightAmongDark | Cue::UnlikeBorder | Cue::ColourUnlikeBorder => 0.9,
            Cue::Brightest => 0.6,
        }
    }

    /// A hand found before this cue is tried, and as likely as this, is not doubted any more. Colour may
    /// well show it better than brightness does; the cues after colour seldom show what those two do not.
    pub(super) fn enough(self) -> f64 {
        match self {
            Cue::Given | Cue::Learned | Cue::Bright | Cue::Red => 0.7,
            _ => ENOUGH,
        }
    }

    /// Whether the cue parts a hand from a plain background; the others may show a part of the hand, which
    /// takes valleys to notice.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Cue::Given | Cue::Bright | Cue::Red | Cue::Dark)
    }

    /// A stable number for traces.
    pub(super) fn number(self) -> f64 {
        f64::from(self as u8)
    }
}

/// A picture in which the hand is brighter than everything else, and the level that parts them.
pub(super) struct Segmentation {
    pub(super) cue: Cue,
    /// Shape (rows, columns), 0..=255.
    pub(super) levels: Array2<u8>,
    /// Levels above it are the hand.
    pub(super) threshold: u8,
}

impl Segmentation {
    pub(super) fn raster(&self) -> Raster {
        let (rows, columns) = self.levels.dim();
        Raster::new(rows, columns, |r, c| self.levels[[r, c]] > self.threshold).opened()
    }
}

/// Number of pixels of every level.
type Histogram = [u32; 256];

fn histogram(levels: &Array2<u8>) -> Histogram {
    let mut counts = [0; 256];
    levels.iter().for_each(|v| counts[usize::from(*v)] += 1);
    counts
}

/// The lowest level with at least `share` of all pixels at or below it.
fn percentile(counts: &Histogram, share: f64) -> u8 {
    let total: u32 = counts.iter().sum();
    let wanted = (f64::from(total) * share).max(1.0);
    let mut below = 0;
    for (level, count) in counts.iter().enumerate() {
        below += count;
        if f64::from(below) >= wanted {
            return level as u8;
        }
    }
    u8::MAX
}

/// Levels from this on count as saturated: a clipped sensor leaves a few levels of noise and
/// compression below 255.
const SATURATED: usize = 250;

/// Refuses pictures that cannot show a hand: too dark, too bright, uniform.
pub(super) fn check_exposure(reduced: &Reduced, params: &RoiParams) -> Result<(), RoiError> {
    let counts = histogram(&reduced.luma);
    let total: u32 = counts.iter().sum();
    let level = percentile(&counts, 0.99);
    if level < params.min_brightness {
        return Err(RoiError::TooDark { level, minimum: params.min_brightness });
    }
    let saturated = f64::from(counts[SATURATED..].iter().sum::<u32>()) / f64::from(total.max(1));
    if saturated > params.max_saturated {
        return Err(RoiError::TooBright { saturated_percent: (saturated * 100.0) as u8 });
    }
    let span = level - percentile(&counts, 0.01);
    let colours = || {
        let planes = reduced.rgb.iter().flatten().map(histogram);
        planes.map(|h| percentile(&h, 0.99) - percentile(&h, 0.01)).max().unwrap_or(0)
    };
    if span < params.min_span && colours() < params.min_span {
        return Err(RoiError::LowContrast { span, minimum: params.min_span });
    }
    Ok(())
}

/// Otsu's threshold (1979) over the levels `from..=to`: the one with the largest variance between
/// the groups; none when all pixels have one level.
fn otsu(counts: &Histogram, from: u8, to: u8) -> Option<u8> {
    let range = usize::from(from)..=usize::from(to);
    let (mut total, mut sum) = (0u64, 0u64);
    for level in range.clone() {
        total += u64::from(counts[level]);
        sum += level as u64 * u64::from(counts[level]);
    }
    let (mut below, mut sum_below) = (0u64, 0u64);
    let mut best: Option<(f64, u8)> = None;
    for level in range {
        below += u64::from(counts[level]);
        sum_below += level as u64 * u64::from(counts[level]);
        if below == 0 || below == total {
            continue;
        }
        let (n0, n1) = (below as f64, (total - below) as f64);
        let gap = sum_below as f64 / n0 - (sum - sum_below) as f64 / n1;
        let between = n0 * n1 * gap * gap;
        if best.is_none_or(|(b, _)| between > b) {
            best = Some((between, level as u8));
        }
    }
    best.map(|(_, level)| level)
}

/// The segmentations worth trying, likeliest first. Each is made when it is asked for.
pub(super) fn candidates(reduced: &Reduced, band: Band) -> impl Iterator<Item = Segmentation> {
    let colour = reduced.rgb.is_some() && band == Band::Visible;
    let cues = [
        Cue::Bright,
        Cue::Red,
        Cue::Dark,
        Cue::BrightAmongDark,
        Cue::UnlikeBorder,
        Cue::ColourUnlikeBorder,
        Cue::Brightest,
    ];
    let of_colour = |cue: &Cue| matches!(cue, Cue::Red | Cue::ColourUnlikeBorder);
    cues.into_iter().filter(move |cue| colour || !of_colour(cue)).filter_map(|cue| segmentation(reduced, cue))
}

fn segmentation(reduced: &Reduced, cue: Cue) -> Option<Segmentation> {
    let levels = match (cue, &reduced.rgb) {
        (Cue::Dark, _) => reduced.luma.mapv(darkness),
        (Cue::Red, Some(rgb)) => redness(rgb),
        (Cue::ColourUnlikeBorder, Some(rgb)) => unlike_border(rgb),
        (Cue::UnlikeBorder, _) => unlike_border(std::slice::from_ref(&reduced.luma)),
        _ => {
            let roots: Vec<u8> = (0..=255u16).map(|v| (f64::from(v) * 255.0).sqrt() as u8).collect();
            reduced.luma.mapv(|v| roots[usize::from(v)])
        }
    };
    let counts = histogram(&levels);
    let middle = otsu(&counts, 0, 255)?;
    let threshold = match cue {
        Cue::BrightAmongDark => otsu(&counts, 0, middle)?,
        Cue::Brightest => otsu(&counts, middle.saturating_add(1), 255)?,
        _ => middle,
    };
    Some(Segmentation { cue, levels, threshold })
}

/// How dark a level is, squared: on a light background the hand's own shadow lies between the two and must not
/// count as hand, for it fills the valleys.
fn darkness(level: u8) -> u8 {
    let dark = 255 - u16::from(level);
    (dark * dark / 255) as u8
}

/// Red minus green, doubled: skin is 20 to 60 levels redder than green in any light that is nearly
/// white, whatever its tone; cloth, paper and walls seldom are.
fn redness([red, green, _]: &[Array2<u8>; 3]) -> Array2<u8> {
    ndarray::Zip::from(red).and(green).map_collect(|r, g| r.saturating_sub(*g).saturating_mul(2))
}

/// Largest difference, over the planes, to the median of the pixels along the border.
fn unlike_border(planes: &[Array2<u8>]) -> Array2<u8> {
    let mut out = Array2::zeros(planes[0].dim());
    for plane in planes {
        let median = border_median(plane);
        out.zip_mut_with(plane, |o: &mut u8, v| *o = (*o).max(v.abs_diff(median)));
    }
    out
}

fn border_median(plane: &Array2<u8>) -> u8 {
    let (rows, columns) = plane.dim();
    let mut counts = [0; 256];
    for row in [0, rows - 1] {
        plane.row(row).iter().for_each(|v| counts[usize::from(*v)] += 1);
    }
    for column in [0, columns - 1] {
        plane.column(column).iter().for_each(|v| counts[usize::from(*v)] += 1);
    }
    percentile(&counts, 0.5)
}
