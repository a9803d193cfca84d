//! From an identity and settings to a picture with its ground truth.

use ndarray::{Array2, Array3};

use super::camera::Camera;
use super::chart::level_for;
use super::field::{Change, Field};
use super::geometry::{Point, point, smooth_step};
use super::hand::{Hand, Location};
use super::palm::Palm;
use super::rng::{Rng, scatter};
use super::scene::Scene;
use super::sensor::Light;
use super::settings::{CaptureSettings, SynthError};
use super::skin::{Skin, SkinPoint};
use crate::error::ImageError;
use crate::image::{Band, HandSide, ImageView, PixelLayout};

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
}

/// A picture of a synthetic hand and what is true of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntheticCapture {
    /// Shape (rows, columns, 3) for visible light (red, green, blue), (rows, columns, 1) for
    /// near-infrared; 0..=255.
    pub pixels: Array3<u8>,
    /// Shape (rows, columns): 1 on the skin of the hand and the forearm, 0 elsewhere.
    pub mask: Array2<u8>,
    /// The finger valleys.
    pub landmarks: Landmarks,
    /// Which hand it is.
    pub hand: HandSide,
    /// Distance from the index–middle to the ring–little valley, in pixels.
    pub palm_unit: f64,
}

impl SyntheticCapture {
    /// A view over the pixels.
    ///
    /// # Errors
    /// An [`ImageError`] when `pixels` has been replaced by an array that is no picture.
    pub fn view(&self) -> Result<ImageView<'_>, ImageError> {
        let layout = if self.pixels.dim().2 == 1 { PixelLayout::Gray } else { PixelLayout::Rgb };
        ImageView::from_array_u8(self.pixels.view(), layout)
    }
}

/// Streams of random numbers of one capture.
const POSE_STREAM: u64 = 1;
const FIELD_STREAM: u64 = 2;
const SKIN_STREAM: u64 = 3;
const SCENE_STREAM: u64 = 4;
const NOISE_STREAM: u64 = 5;
const SLEEVE_STREAM: u64 = 6;

/// Renders one capture. The same palm, settings and seed give the same bytes everywhere; the two
/// bands of one seed show the hand at the same pixels.
///
/// # Errors
/// A [`SynthError`] when a setting lies outside its range or the picture would be empty or too large.
pub fn render(palm: &Palm, settings: &CaptureSettings, seed: u64) -> Result<SyntheticCapture, SynthError> {
    settings.check()?;
    let mut picture = Picture::new(settings, seed);
    let truth = picture.add_hand(palm, settings, seed);
    Ok(picture.finish(settings, seed, palm.hand(), truth))
}

/// Renders two hands in one picture, the second over the first; its pose is that of
/// `second.1`, everything else is taken from the first. The truth is the first hand's, the mask
/// covers both.
///
/// # Errors
/// As [`render`].
pub fn render_two(
    first: (&Palm, &CaptureSettings),
    second: (&Palm, &CaptureSettings),
    seed: u64,
) -> Result<SyntheticCapture, SynthError> {
    first.1.check()?;
    second.1.check()?;
    let mut picture = Picture::new(first.1, seed);
    let truth = picture.add_hand(first.0, first.1, seed);
    let band = first.1.band;
    picture.add_hand(second.0, &CaptureSettings { band, ..second.1.clone() }, scatter(seed));
    Ok(picture.finish(first.1, seed, first.0.hand(), truth))
}

/// A picture in the making.
struct Picture {
    light: Light,
    mask: Array2<u8>,
    scene: Scene,
}

/// What is needed for every pixel of one hand.
struct Shot<'a> {
    palm: &'a Palm,
    hand: Hand,
    camera: Camera,
    field: Field,
    skin: Skin,
    level: usize,
    /// Where the sleeve begins, millimetres from the middle of the palm.
    sleeve: f64,
}

/// Pixels along one side of the blocks in which background is skipped.
const BLOCK: usize = 8;

/// Millimetres beside the hand that its shadow reaches.
const SHADOW: f64 = 12.0;

impl Picture {
    fn new(settings: &CaptureSettings, seed: u64) -> Picture {
        let (height, width) = (settings.height, settings.width);
        let scene = Scene::new(settings, &mut Rng::stream(seed, SCENE_STREAM));
        let pixels = (0..height * width).map(|i| {
            let (row, column) = ((i / width) as f64 + 0.5, (i % width) as f64 + 0.5);
            let light = scene.light(row, column);
            scene.background(row, column).map(|v| v * light)
        });
        let light = Light { height, width, pixels: pixels.collect() };
        Picture { light, mask: Array2::zeros((height, width)), scene }
    }

    /// Draws a hand over what is there; its landmarks and palm unit.
    fn add_hand(&mut self, palm: &Palm, settings: &CaptureSettings, seed: u64) -> (Landmarks, f64) {
        let shot = Shot::new(palm, settings, seed);
        let (height, width) = self.mask.dim();
        for top in (0..height).step_by(BLOCK) {
            for left in (0..width).step_by(BLOCK) {
                if !shot.reaches(top, left) {
                    continue;
                }
                for row in top..(top + BLOCK).min(height) {
                    for column in left..(left + BLOCK).min(width) {
                        self.draw(&shot, row, column);
                    }
                }
            }
        }
        shot.truth()
    }

    fn draw(&mut self, shot: &Shot<'_>, row: usize, column: usize) {
        let (y, x) = (row as f64 + 0.5, column as f64 + 0.5);
        let Some(p) = shot.camera.unproject(y, x) else { return };
        let here = shot.hand.locate(p);
        if here.distance > SHADOW {
            return;
        }
        let Some(behind) = self.light.pixels.get_mut(row * self.light.width + column) else { return };
        let coverage = (0.5 - here.distance * shot.camera.pixels_per_mm).clamp(0.0, 1.0) as f32;
        let nearness = (1.0 - here.distance.max(0.0) / SHADOW).max(0.0);
        let shade = 1.0 - 0.35 * (nearness * nearness) as f32;
        let light = self.scene.light(y, x);
        let sleeved = p.y > shot.sleeve;
        let front = if sleeved { self.scene.sleeve(y, x) } else { shot.color(p, &here) };
        for (b, f) in behind.iter_mut().zip(front) {
            *b = *b * shade * (1.0 - coverage) + f * light * coverage;
        }
        if here.distance <= 0.0
            && !sleeved
            && let Some(m) = self.mask.get_mut([row, column])
        {
            *m = 1;
        }
    }

    fn finish(
        mut self,
        settings: &CaptureSettings,
        seed: u64,
        hand: HandSide,
        (landmarks, palm_unit): (Landmarks, f64),
    ) -> SyntheticCapture {
        self.light.blur(settings.blur);
        let channels = if settings.band == Band::Visible { 3 } else { 1 };
        let mut rng = Rng::stream(seed, NOISE_STREAM + ((channels as u64) << 32));
        let pixels = self.light.read_out(channels, settings.noise, &mut rng);
        SyntheticCapture { pixels, mask: self.mask, landmarks, hand, palm_unit }
    }
}

impl<'a> Shot<'a> {
    fn new(palm: &'a Palm, settings: &CaptureSettings, seed: u64) -> Shot<'a> {
        let seed = scatter(palm.identity()) ^ scatter(seed);
        let hand = Hand::new(&palm.build, settings.spread, &mut Rng::stream(seed, POSE_STREAM));
        let palm_unit = hand.valleys().palm_unit();
        let camera = Camera::new(settings, palm.hand(), settings.palm_unit / palm_unit);
        let change = Change {
            stretch: settings.skin_stretch,
            widened: palm_unit / palm.rest_unit,
            fading: settings.fading,
            light: light_on_hand(settings, palm.hand()),
        };
        let field = Field::new(&change, &mut Rng::stream(seed, FIELD_STREAM));
        let skin = Skin::new(palm.build.tone, settings.band, &mut Rng::stream(seed, SKIN_STREAM));
        let sleeve = if settings.sleeve {
            Rng::stream(seed, SLEEVE_STREAM).between(72.0, 100.0)
        } else {
            f64::INFINITY
        };
        let level = level_for(camera.pixels_per_mm);
        Shot { palm, hand, camera, field, skin, level, sleeve }
    }

    /// Whether the hand or its shadow may fall on the block of pixels.
    fn reaches(&self, top: usize, left: usize) -> bool {
        let half = BLOCK as f64 * 0.5;
        let (row, column) = (top as f64 + half, left as f64 + half);
        let corners = [(-half, -half), (-half, half), (half, -half), (half, half), (0.0, 0.0)];
        let [a, b, c, d, middle] = corners.map(|(r, k)| self.camera.unproject(row + r, column + k));
        // Where the horizon crosses the block, every pixel is asked.
        let (Some(a), Some(b), Some(c), Some(d), Some(middle)) = (a, b, c, d, middle) else { return true };
        let radius = [a, b, c, d].into_iter().map(|p| (p - middle).length()).fold(0.0, f64::max);
        self.hand.locate(middle).distance <= SHADOW + radius
    }

    fn color(&self, p: Point, here: &Location) -> [f32; 3] {
        let state = self.field.at(p);
        let f = here.finger;
        // The palm's skin passes into the finger's about the web.
        let share = smooth_step(7.0, 12.0, f.along) as f32;
        let length = self.palm.build.fingers[f.finger].length;
        let mut texture = self.palm.chart.sample(state.rest, self.level);
        if share > 0.0 {
            let chart = &self.palm.finger_charts[f.finger];
            texture = texture.mix(chart.sample(point(f.across, f.along), self.level), share);
        }
        self.skin.color(&SkinPoint {
            texture,
            wrinkles: state.wrinkles,
            relief: state.relief,
            depth: -here.distance,
            y: p.y,
            tip: smooth_step(0.6 * length, length, f.along) as f32,
        })
    }

    fn truth(&self) -> (Landmarks, f64) {
        let valleys = self.hand.valleys();
        let landmarks = Landmarks {
            index_middle: self.camera.project(valleys.index_middle),
            middle_ring: self.camera.project(valleys.middle_ring),
            ring_little: self.camera.project(valleys.ring_little),
            thumb_index: self.camera.project(valleys.thumb_index),
        };
        let ([r0, c0], [r1, c1]) = (landmarks.index_middle, landmarks.ring_little);
        (landmarks, ((r1 - r0) * (r1 - r0) + (c1 - c0) * (c1 - c0)).sqrt())
    }
}

/// The direction of the light in the plane of the hand; its length says how strongly relief shows.
fn light_on_hand(settings: &CaptureSettings, hand: HandSide) -> Point {
    let strength = 0.16 + 0.3 * settings.light_slope;
    let angle = settings.light_direction - settings.rotation;
    let toward = point(libm::cos(angle), -libm::sin(angle)) * strength;
    if hand == HandSide::Left { point(-toward.x, toward.y) } else { toward }
}
