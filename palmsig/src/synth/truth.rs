//! What is true of a picture.

use ndarray::{Array2, Array3};

use super::surface::{Cover, Surface};

/// The finger valleys in a picture, each [row, column] in pixels (the first pixel's centre is at
/// [0.5, 0.5]); where fingers touch, the middle of the web between them. May lie outside the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landmarks {
    /// Between index and middle finger.
    pub index_middle: [f64; 2],
    /// Between middle and ring finger.
    pub middle_ring: [f64; 2],
    /// Between ring and little finger.
    pub ring_little: [f64; 2],
    /// Between thumb and index finger.
    pub thumb_index: [f64; 2],
    /// Edge of the palm beside the index finger, on the line through the outer valleys.
    pub radial_edge: [f64; 2],
    /// Edge of the palm beside the little finger, likewise.
    pub ulnar_edge: [f64; 2],
    /// Edge of the wrist on the thumb's side.
    pub radial_wrist: [f64; 2],
    /// Edge of the wrist on the little finger's side.
    pub ulnar_wrist: [f64; 2],
}

/// Where the skin of the palm square is seen: of all turned squares the one closest (least squares) to where
/// the pose has carried the skin that lies in the palm square while the hand is at rest. Two captures of a
/// palm whose squares are cut out at their places show the same skin at the same pixels, as far as a turned
/// square can.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SkinSquare {
    /// [row, column] in pixels.
    pub center: [f64; 2],
    /// Unit vector from the wrist to the fingers, [down, right].
    pub up: [f64; 2],
    /// In pixels.
    pub side: f64,
}

impl Landmarks {
    /// Distance from the index–middle to the ring–little valley, in pixels.
    pub fn palm_unit(&self) -> f64 {
        let ([r0, c0], [r1, c1]) = (self.index_middle, self.ring_little);
        ((r1 - r0) * (r1 - r0) + (c1 - c0) * (c1 - c0)).sqrt()
    }

    /// The middle between the index–middle and the ring–little valley, [row, column] in pixels: the
    /// origin of the palm's frame.
    pub fn origin(&self) -> [f64; 2] {
        [0, 1].map(|i| 0.5 * (self.index_middle[i] + self.ring_little[i]))
    }

    /// The direction from the index–middle to the ring–little valley, [down, right], of length 1: the
    /// first axis of the palm's frame. Zero where the two are at one place.
    pub fn axis(&self) -> [f64; 2] {
        let unit = self.palm_unit();
        let towards = |i: usize| self.ring_little[i] - self.index_middle[i];
        [0, 1].map(|i| if unit > 0.0 { towards(i) / unit } else { 0.0 })
    }
}

/// What is true of each pixel of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct GroundTruth {
    /// Darkness of principal and secondary creases, shape (rows, columns), 0..=255.
    pub creases: Array2<u8>,
    /// Veins under the skin, shape (rows, columns), 0..=255 from none to a large one.
    pub veins: Array2<u8>,
    /// Which point of the palm's skin is seen, shape (rows, columns, 2): [x, y] in millimetres of the
    /// palm at rest, x towards the thumb, y towards the wrist, from the middle of the palm; NaN off the
    /// palm. Pixels of two captures of a palm that show one point have equal values, so that two such
    /// fields say how the skin has moved between the captures.
    pub skin: Array3<f32>,
}

impl GroundTruth {
    pub(super) fn of(surface: &Surface, height: usize, width: usize) -> GroundTruth {
        let mut truth = GroundTruth {
            creases: Array2::zeros((height, width)),
            veins: Array2::zeros((height, width)),
            skin: Array3::from_elem((height, width, 2), f32::NAN),
        };
        for spot in &surface.spots {
            let Cover::Skin { point, inside: true } = &spot.cover else { continue };
            let at = [spot.index as usize / width, spot.index as usize % width];
            let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
            set(truth.creases.get_mut(at), byte(point.texture.crease));
            set(truth.veins.get_mut(at), byte(point.texture.vein));
            if point.finger_share < 1.0 {
                set(truth.skin.get_mut([at[0], at[1], 0]), point.rest.x as f32);
                set(truth.skin.get_mut([at[0], at[1], 1]), point.rest.y as f32);
            }
        }
        truth
    }
}

fn set<T>(place: Option<&mut T>, value: T) {
    if let Some(place) = place {
        *place = value;
    }
}
