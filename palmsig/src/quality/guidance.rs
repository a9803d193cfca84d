//! What to tell the person whose palm is captured.

use super::{Components, Measures, motion};
use crate::error::{ExtractError, RoiError};
use crate::image::{Band, HandSide};
use crate::params::QualityParams;
use crate::roi::{Method, Palm};

/// The one thing to change first, or that nothing is to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Guidance {
    /// Nothing to change.
    Good,
    /// No hand is to be seen: show one.
    NoHand,
    /// More than one hand is to be seen: show one only.
    OneHand,
    /// The other hand, or this one turned over: the back of a right hand looks like a left palm.
    OtherSide,
    /// The fingers are closed, so that the palm cannot be told exactly.
    OpenFingers,
    /// The hand is too far away.
    Closer,
    /// The hand is so near, or so far aside, that the palm is not all in the picture.
    Further,
    /// More light is needed.
    TooDark,
    /// Less light is needed.
    TooBright,
    /// The palm does not face the camera.
    Tilted,
    /// The picture is out of focus.
    Blurred,
    /// The hand moves.
    HoldStill,
}

impl Guidance {
    /// From a palm that was found and the measures of each of its bands, the hand being `stated` by the caller. What
    /// is wrong in one band is wrong, but for sharpness, which is that of all bands in the mean. Near-infrared light wanders in the
    /// skin, which makes it softer whatever the person does: that is allowed for, and so is what noise does to the
    /// evenness of faint detail. Where the hand is comes before the light, and the
    /// light before sharpness: the later ones are often put right by the earlier ones.
    pub fn of(bands: &[(Band, Measures)], palm: &Palm, stated: HandSide, params: &QualityParams) -> Guidance {
        if !palm.hand.comparable(stated) {
            return Guidance::OtherSide;
        }
        if palm.method == Method::Inscribed || palm.uncertainty > UNSURE {
            return Guidance::OpenFingers;
        }
        let sharpness = bands.iter().map(sharpness).sum::<f64>() / bands.len() as f64;
        let faults = bands.iter().filter_map(|(_, measures)| {
            fault(&Measures { sharpness, evenness: most_evenness(measures), ..*measures }, params)
        });
        faults.min_by_key(|(urgency, _)| *urgency).map_or(Guidance::Good, |(_, guidance)| guidance)
    }

    /// From what stopped an extraction; none where the person can do nothing about it.
    pub fn for_error(error: &ExtractError) -> Option<Guidance> {
        match error {
            ExtractError::Roi { source, .. } => for_roi_error(source),
            ExtractError::TooLittleTexture { .. } => Some(Guidance::NoHand),
            ExtractError::Param(_) => None,
        }
    }

    /// A stable name, e.g. `open-fingers`.
    pub const fn name(self) -> &'static str {
        match self {
            Guidance::Good => "good",
            Guidance::NoHand => "no-hand",
            Guidance::OneHand => "one-hand",
            Guidance::OtherSide => "other-side",
            Guidance::OpenFingers => "open-fingers",
            Guidance::Closer => "closer",
            Guidance::Further => "further",
            Guidance::TooDark => "too-dark",
            Guidance::TooBright => "too-bright",
            Guidance::Tilted => "tilted",
            Guidance::Blurred => "blurred",
            Guidance::HoldStill => "hold-still",
        }
    }
}

/// A frame that is expected to be off by more, in palm units, is a guess: valleys show too little.
const UNSURE: f64 = 0.1;

/// How much less sharp the same palm is in near-infrared light, log₂: the median of synthetic hands held well.
const SOFTENED: f64 = 0.6;

/// How sharp the palm would be in visible light.
fn sharpness((band, measures): &(Band, Measures)) -> f64 {
    measures.sharpness + if *band == Band::NearInfrared { SOFTENED } else { 0.0 }
}

/// Two and a half deviations of the evenness of a palm that does not move, where its fine detail is as strong as the noise: detail
/// of half the energy is twice as uncertain. Seen of hands at rest in near-infrared frames.
const UNEVEN_BY_NOISE: f64 = 0.04;

/// The evenness that there may be behind the noise.
fn most_evenness(measures: &Measures) -> f64 {
    let fine = measures.signal + measures.sharpness;
    measures.evenness + UNEVEN_BY_NOISE * libm::exp2(-fine)
}

/// The most urgent fault of one band with its place in the order of urgency.
fn fault(measures: &Measures, params: &QualityParams) -> Option<(usize, Guidance)> {
    let c = Components::of(measures);
    let light = if measures.level < MIDDLE { Guidance::TooDark } else { Guidance::TooBright };
    let smear = motion::is_smear(measures.roundness);
    let unsharp = if smear { Guidance::HoldStill } else { Guidance::Blurred };
    let limits = [
        (c.resolution, params.min_resolution, Guidance::Closer),
        (c.exposure, params.min_exposure, light),
        (c.coverage, params.min_coverage, Guidance::Further),
        (c.pose, params.min_pose, Guidance::Tilted),
        (c.focus, params.min_focus, unsharp),
        (c.motion, params.min_motion, unsharp),
    ];
    let mut faults = limits.into_iter().enumerate().filter(|(_, (value, limit, _))| value < limit);
    faults.next().map(|(urgency, (_, _, guidance))| (urgency, guidance))
}

/// A palm that is badly lit is too dark below this median level (0..=1), too bright above.
const MIDDLE: f64 = 0.5;

fn for_roi_error(error: &RoiError) -> Option<Guidance> {
    match error {
        RoiError::NoHand | RoiError::LowContrast { .. } => Some(Guidance::NoHand),
        RoiError::SeveralHands { .. } => Some(Guidance::OneHand),
        RoiError::HandCutOff { .. } | RoiError::PalmAtBorder => Some(Guidance::Further),
        RoiError::TooSmall { .. } => Some(Guidance::Closer),
        RoiError::TooDark { .. } => Some(Guidance::TooDark),
        RoiError::TooBright { .. } => Some(Guidance::TooBright),
        RoiError::MaskSize { .. } | RoiError::BadLocation(_) => None,
    }
}
