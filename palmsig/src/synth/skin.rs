//! The look of skin: tone, lines, rounding towards the outline.

use super::chart::Texture;
use super::geometry::{Point, smooth_step};
use super::hand::FingerPoint;
use super::marks::{MarkPoint, Worn};
use super::rng::Rng;
use crate::image::Band;

/// Palms from the lightest to the darkest tone, red, green and blue as 0..=1 of a well-lit picture.
/// Palms carry less pigment than the back of the hand: even the darkest are not black.
const TONES: [[f32; 3]; 5] =
    [[0.90, 0.73, 0.66], [0.85, 0.65, 0.55], [0.76, 0.55, 0.43], [0.63, 0.44, 0.34], [0.47, 0.33, 0.27]];

/// Reflectance of any skin at 850 nm, where pigment hardly absorbs.
const NIR_SKIN: f32 = 0.62;

/// How far light wanders in the skin before it comes out again, as the deviation of a Gaussian in
/// millimetres: red, green, blue, and near-infrared light, which goes deepest.
const SCATTER: [f64; 3] = [0.35, 0.2, 0.15];
const NIR_SCATTER: f64 = 0.5;

/// How far light of this band wanders in the skin, in millimetres, for red, green and blue.
pub(super) fn scatter(band: Band) -> [f64; 3] {
    if band == Band::Visible { SCATTER } else { [NIR_SCATTER; 3] }
}

/// What a full crease, a full wrinkle, full blotches and a full vein take from each colour.
struct Absorption {
    crease: [f32; 3],
    wrinkle: [f32; 3],
    skin: [f32; 3],
    vein: f32,
    ridge: f32,
}

const VISIBLE: Absorption = Absorption {
    crease: [0.36, 0.50, 0.52],
    wrinkle: [0.28, 0.38, 0.39],
    skin: [0.06, 0.10, 0.095],
    // Palmar veins hardly show in visible light.
    vein: 0.03,
    ridge: 0.1,
};
const NEAR_INFRARED: Absorption =
    Absorption { crease: [0.16; 3], wrinkle: [0.06; 3], skin: [0.035; 3], vein: 0.19, ridge: 0.02 };

/// Painted lines take as much from near-infrared light as from red.
const SILICONE: Absorption = Absorption { vein: 0.0, ..VISIBLE };
const SILICONE_NIR: Absorption =
    Absorption { crease: [0.36; 3], wrinkle: [0.28; 3], skin: [0.06; 3], vein: 0.0, ridge: 0.1 };

/// What half a beat takes from red, green and blue.
const BEAT: [f32; 3] = [0.0015, 0.006, 0.003];

/// Depth in millimetres from the outline at which skin faces the camera.
const ROUNDING: f32 = 7.5;

/// Brightness at the outline in parts of skin that faces the camera.
const EDGE_LIGHT: f32 = 0.42;

/// The skin of one capture of one person.
pub(super) struct Skin {
    tone: [f32; 3],
    /// Colour of the forearm in parts of the palm's.
    forearm: [f32; 3],
    absorption: &'static Absorption,
    /// Contrast of grain and blotches in parts of the usual.
    texture: f32,
    nir: bool,
}

/// A point of the skin.
pub(super) struct SkinPoint {
    pub(super) texture: Texture,
    /// Strength of faint wrinkles, about 1.
    pub(super) wrinkles: f32,
    /// Strength of creases, about 1.
    pub(super) creases: f32,
    /// Height of friction ridges, −1..=1; 0 where they are not resolved.
    pub(super) ridge: f32,
    /// Light added by the palm's relief.
    pub(super) relief: f32,
    /// Light mirrored by the skin's surface, 0..=1 of white.
    pub(super) gloss: f32,
    /// Millimetres from the outline inwards.
    pub(super) depth: f32,
    /// Millimetres from the middle of the palm towards the wrist.
    pub(super) y: f64,
    /// Where it lies on the palm's skin at rest, in millimetres.
    pub(super) rest: Point,
    /// Where it lies on a finger.
    pub(super) finger: FingerPoint,
    /// Share of the finger's skin, 0..=1 from palm to finger.
    pub(super) finger_share: f32,
    /// Share of fingertip, 0..=1: fingertips are redder.
    pub(super) tip: f32,
}

impl Skin {
    /// Skin of `tone` 0..=1; `rng` draws how flushed it is in this capture.
    pub(super) fn new(tone: f64, texture: f64, band: Band, rng: &mut Rng) -> Skin {
        let texture = texture as f32;
        let flush = rng.normal() as f32;
        if band == Band::NearInfrared {
            return Skin {
                tone: [NIR_SKIN; 3],
                forearm: [0.96; 3],
                absorption: &NEAR_INFRARED,
                texture,
                nir: true,
            };
        }
        let position = tone as f32 * (TONES.len() - 1) as f32;
        let i = (position as usize).min(TONES.len() - 2);
        let share = position - i as f32;
        let mixed = [0, 1, 2].map(|k| TONES[i][k] + (TONES[i + 1][k] - TONES[i][k]) * share);
        let flushed = [1.0 + 0.005 * flush, 1.0 - 0.014 * flush, 1.0 - 0.010 * flush];
        let pigment = 0.06 + 0.3 * tone as f32;
        Skin {
            tone: [0, 1, 2].map(|k| mixed[k] * flushed[k]),
            forearm: [1.0 - 0.75 * pigment, 1.0 - pigment, 1.0 - 1.15 * pigment],
            absorption: &VISIBLE,
            texture,
            nir: false,
        }
    }

    /// The same with a beat's worth of blood, −1..=1: what pulse oximetry without contact sees of a palm, mostly in green
    /// (Verkruysse, Svaasand & Nelson 2008).
    pub(super) fn with_blood(mut self, pulse: f64) -> Skin {
        let depth = if self.nir { [0.002; 3] } else { BEAT };
        (0..3).for_each(|k| self.tone[k] *= 1.0 - depth[k] * pulse as f32);
        self
    }

    /// Silicone cast or painted with these lines: one colour in both bands, the same lines in both, and no veins.
    pub(super) fn of_silicone(mut self, rng: &mut Rng) -> Skin {
        if self.nir {
            self.tone = [rng.between(0.5, 0.8) as f32; 3];
        }
        self.absorption = if self.nir { &SILICONE_NIR } else { &SILICONE };
        self.texture *= 0.4;
        self
    }

    /// Reflectance of a point that faces the light: red, green and blue, 0..=1.
    #[inline]
    fn color(&self, p: &SkinPoint) -> [f32; 3] {
        let arm = smooth_step(46.0, 76.0, p.y) as f32;
        let wrinkle = (p.texture.wrinkle * p.wrinkles).min(1.0);
        let crease = (p.texture.crease * p.creases).min(1.0);
        let a = self.absorption;
        [0, 1, 2].map(|k| {
            let lines = (1.0 - a.crease[k] * crease) * (1.0 - a.wrinkle[k] * wrinkle);
            let surface = 1.0 + self.texture * a.skin[k] * (p.texture.skin - p.tip) + a.ridge * p.ridge;
            let veins = 1.0 - a.vein * p.texture.vein;
            self.tone[k] * (1.0 + (self.forearm[k] - 1.0) * arm) * lines * surface * veins
        })
    }

    /// Reflectance of a point and what the hand wears there.
    #[inline]
    pub(super) fn covered(&self, p: &SkinPoint, worn: &Worn) -> [f32; 3] {
        let bare = self.color(p);
        if worn.is_empty() {
            return bare;
        }
        let at = MarkPoint {
            rest: p.rest,
            finger: p.finger.finger,
            along: p.finger.along,
            across: p.finger.across,
            finger_share: p.finger_share,
            crease: p.texture.crease,
        };
        worn.cover(&at, self.nir, bare)
    }

    /// Light that a point of this reflectance sends to the camera.
    #[inline]
    pub(super) fn lit(&self, p: &SkinPoint, color: [f32; 3]) -> [f32; 3] {
        let flat = (1.0 - p.depth / ROUNDING).clamp(0.0, 1.0);
        let facing = (1.0 - flat * flat).sqrt();
        let light = (EDGE_LIGHT + (1.0 - EDGE_LIGHT) * facing) * (1.0 + p.relief);
        // The grain of the skin breaks highlights up; creases hold none.
        let mirrored =
            p.gloss * facing * (1.0 + 0.8 * p.texture.skin + p.ridge).max(0.0) * (1.0 - p.texture.crease);
        color.map(|c| c * light + mirrored)
    }
}
