//! From an identity and settings to a picture with its ground truth.

use std::cell::OnceCell;

use ndarray::{Array2, Array3};

use super::jpeg;
use super::marks::Worn;
use super::palm::Palm;
use super::rng::{Rng, scatter};
use super::scene::Scene;
use super::sensor::Light;
use super::settings::{BitDepth, CaptureSettings, SynthError};
use super::skin::{self, Skin};
use super::surface::{Cover, Spot, Surface};
use super::truth::{GroundTruth, Landmarks, SkinSquare};
use crate::error::ImageError;
use crate::image::{Band, HandSide, ImageView, PixelLayout};

/// A picture of a synthetic hand and what is true of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntheticCapture {
    /// Shape (rows, columns, 3) for visible light (red, green, blue), (rows, columns, 1) for
    /// near-infrared or a monochrome sensor; 0..=255.
    pub pixels: Array3<u8>,
    /// What a 12-bit sensor gave, 0..=4095, shape as `pixels`, which holds its upper 8 bits; none of an
    /// 8-bit sensor.
    pub deep_pixels: Option<Array3<u16>>,
    /// Shape (rows, columns): 1 where skin of the hand or the forearm is seen, 0 elsewhere.
    pub mask: Array2<u8>,
    /// The finger valleys.
    pub landmarks: Landmarks,
    /// Where the skin of the palm square is seen.
    pub square: SkinSquare,
    /// Which hand it is.
    pub hand: HandSide,
    /// Distance from the index–middle to the ring–little valley, in pixels.
    pub palm_unit: f64,
}

impl SyntheticCapture {
    /// A view over the pixels, with all the bits there are.
    ///
    /// # Errors
    /// An [`ImageError`] when `pixels` has been replaced by an array that is no picture.
    pub fn view(&self) -> Result<ImageView<'_>, ImageError> {
        let layout = if self.pixels.dim().2 == 1 { PixelLayout::Gray } else { PixelLayout::Rgb };
        match &self.deep_pixels {
            Some(deep) => ImageView::from_array_u16(deep.view(), layout)?.with_bit_depth(12),
            None => ImageView::from_array_u8(self.pixels.view(), layout),
        }
    }
}

/// Streams of random numbers of one capture; the hand's own are in `surface`.
const SKIN_STREAM: u64 = 3;
const SCENE_STREAM: u64 = 4;
const NOISE_STREAM: u64 = 5;

/// Renders one capture in the band that `settings` name. The same palm, settings and seed give the same
/// bytes everywhere. For both bands of one capture, or its ground truth, see [`Shot`].
///
/// # Errors
/// A [`SynthError`] when a setting lies outside its range or the picture would be empty or too large.
pub fn render(palm: &Palm, settings: &CaptureSettings, seed: u64) -> Result<SyntheticCapture, SynthError> {
    Ok(Shot::new(palm, settings, seed)?.picture(settings.band))
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
    let (height, width) = (first.1.height, first.1.width);
    let second_settings = CaptureSettings { height, width, ..second.1.clone() };
    let behind = Shot::new(first.0, first.1, seed)?;
    let before = Shot::new(second.0, &second_settings, scatter(seed))?;
    Ok(behind.picture_with(first.1.band, Some(&before)))
}

/// What differs between pictures of one pose: frames of a stream.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moment {
    /// Draws the sensor's noise.
    pub(super) noise: u64,
    /// Blood in the skin, from −1 between two beats to 1.
    pub(super) pulse: f64,
    /// Whether the hand wears a silicone glove.
    pub(super) gloved: bool,
    /// Whether the near-infrared lamp is off.
    pub(super) unlit: bool,
}

/// A posed hand before the cameras of both bands.
pub struct Shot<'a> {
    palm: &'a Palm,
    settings: &'a CaptureSettings,
    seed: u64,
    moment: Moment,
    surface: OnceCell<Surface>,
    nir_surface: OnceCell<Surface>,
}

impl<'a> Shot<'a> {
    /// Poses the hand.
    ///
    /// # Errors
    /// As [`render`].
    pub fn new(palm: &'a Palm, settings: &'a CaptureSettings, seed: u64) -> Result<Shot<'a>, SynthError> {
        settings.check()?;
        let moment = Moment { noise: seed, ..Moment::default() };
        Ok(Shot { palm, settings, seed, moment, surface: OnceCell::new(), nir_surface: OnceCell::new() })
    }

    /// The same at one moment of a stream.
    pub(super) fn at(self, moment: Moment) -> Shot<'a> {
        Shot { moment, ..self }
    }

    /// The picture in one band. Both bands show the hand at the same pixels, unless the settings state
    /// an offset.
    pub fn picture(&self, band: Band) -> SyntheticCapture {
        self.picture_with(band, None)
    }

    /// What is true of each pixel of the picture in one band.
    pub fn truth(&self, band: Band) -> GroundTruth {
        GroundTruth::of(self.seen_in(band), self.settings.height, self.settings.width)
    }

    /// What the camera of a band sees.
    fn seen_in(&self, band: Band) -> &Surface {
        let apart = self.settings.nir_offset != [0.0, 0.0] && band == Band::NearInfrared;
        if !apart {
            return self.surface.get_or_init(|| Surface::new(self.palm, self.settings, self.seed));
        }
        self.nir_surface.get_or_init(|| {
            let ([row, column], [down, right]) = (self.settings.center, self.settings.nir_offset);
            let moved = CaptureSettings { center: [row + down, column + right], ..self.settings.clone() };
            Surface::new(self.palm, &moved, self.seed)
        })
    }

    fn skin(&self, band: Band) -> Skin {
        let own = scatter(self.palm.identity()) ^ scatter(self.seed);
        let tan = self.palm.session(self.settings.session).tan;
        let rng = &mut Rng::stream(own, SKIN_STREAM);
        let skin = Skin::new(self.palm.build.tone + tan, self.settings.texture, band, rng);
        if self.moment.gloved { skin.of_silicone(rng) } else { skin.with_blood(self.moment.pulse) }
    }

    fn worn(&self) -> Worn {
        self.palm.worn(&self.settings.marks, self.settings.session)
    }

    fn picture_with(&self, band: Band, before: Option<&Shot<'_>>) -> SyntheticCapture {
        let scene = Scene::new(self.settings, band, &mut Rng::stream(self.seed, SCENE_STREAM));
        let scene = if self.moment.unlit { scene.unlit() } else { scene };
        let mut picture = Picture::new(self.settings, band, scene);
        let surface = self.seen_in(band);
        picture.add(surface, &self.skin(band), &self.worn());
        if let Some(shot) = before {
            picture.add(shot.seen_in(band), &shot.skin(band), &shot.worn());
        }
        let (pixels, deep_pixels) =
            expose(picture.light, self.settings, band, surface.pixels_per_mm, self.moment.noise);
        SyntheticCapture {
            pixels,
            deep_pixels,
            mask: picture.mask,
            landmarks: surface.landmarks,
            square: surface.square,
            hand: self.palm.hand(),
            palm_unit: surface.landmarks.palm_unit(),
        }
    }
}

/// A picture in the making.
struct Picture {
    light: Light,
    mask: Array2<u8>,
    scene: Scene,
}

impl Picture {
    /// What is there without a hand, two by two pixels at once: backgrounds are out of focus.
    fn new(settings: &CaptureSettings, band: Band, scene: Scene) -> Picture {
        let (height, width) = (settings.height, settings.width);
        let planes = if band == Band::Visible { 3 } else { 1 };
        let mut light = Light { height, width, planes: vec![vec![0.0; height * width]; planes] };
        for top in (0..height).step_by(2) {
            for left in (0..width).step_by(2) {
                let (row, column) = (top as f64 + 1.0, left as f64 + 1.0);
                let color = scene.background(row, column).map(|v| v * scene.light(row, column));
                for (plane, value) in light.planes.iter_mut().zip(color) {
                    fill_four(plane, [top, left], [height, width], value);
                }
            }
        }
        Picture { light, mask: Array2::zeros((height, width)), scene }
    }

    /// Draws a hand over what is there.
    fn add(&mut self, surface: &Surface, skin: &Skin, worn: &Worn) {
        for spot in &surface.spots {
            self.draw(spot, skin, worn);
        }
    }

    fn draw(&mut self, spot: &Spot, skin: &Skin, worn: &Worn) {
        let index = spot.index as usize;
        let [row, column] = center_of(index, self.light.width);
        let front = match &spot.cover {
            Cover::Sleeve if spot.coverage > 0.0 => self.scene.sleeve(row, column),
            Cover::Sleeve => [0.0; 3],
            Cover::Skin { point, .. } => skin.lit(point, skin.covered(point, worn)),
        };
        let light = self.scene.light(row, column) * spot.coverage;
        let behind = spot.shade * (1.0 - spot.coverage);
        for (plane, value) in self.light.planes.iter_mut().zip(front) {
            if let Some(pixel) = plane.get_mut(index) {
                *pixel = *pixel * behind + value * light;
            }
        }
        let skin = matches!(spot.cover, Cover::Skin { inside: true, .. }) && self.scene.sees(row, column);
        if let Some(m) = self.mask.as_slice_mut().and_then(|mask| mask.get_mut(index)).filter(|_| skin) {
            *m = 1;
        }
    }
}

/// Sets up to two by two pixels.
fn fill_four(plane: &mut [f32], [top, left]: [usize; 2], [height, width]: [usize; 2], value: f32) {
    for row in top..(top + 2).min(height) {
        plane[row * width + left..row * width + (left + 2).min(width)].fill(value);
    }
}

/// The middle of a pixel, [row, column].
fn center_of(index: usize, width: usize) -> [f64; 2] {
    [(index / width) as f64 + 0.5, (index % width) as f64 + 0.5]
}

/// What the sensor makes of the light: 8-bit samples, and those of 12 bits where it has them.
pub(super) fn expose(
    mut light: Light,
    settings: &CaptureSettings,
    band: Band,
    pixels_per_mm: f64,
    seed: u64,
) -> (Array3<u8>, Option<Array3<u16>>) {
    let optics = settings.blur * settings.blur;
    light.blur(skin::scatter(band).map(|s| (optics + (s * pixels_per_mm) * (s * pixels_per_mm)).sqrt()));
    let light = if settings.monochrome { light.without_colours() } else { light };
    let stream = NOISE_STREAM + ((light.planes.len() as u64) << 32);
    let mut rng = Rng::stream(seed, stream);
    match settings.bit_depth {
        BitDepth::Eight => {
            let mut pixels = light.read_out(255, settings.noise, &mut rng).mapv(|v| v as u8);
            settings.jpeg.into_iter().for_each(|quality| jpeg::compress(&mut pixels, quality));
            (pixels, None)
        }
        BitDepth::Twelve => {
            let deep = light.read_out(4095, settings.noise, &mut rng);
            (deep.mapv(|v| (v >> 4) as u8), Some(deep))
        }
    }
}
