//! A stream of frames of what happens over a sensor.

use std::time::Duration;

use ndarray::Array3;

use super::attack::{Attack, Medium, Presentation};
use super::motion::{Course, Motion};
use super::palm::Palm;
use super::passer::{Form, Passer};
use super::render::{Moment, Shot, expose};
use super::rng::{Rng, scatter};
use super::scene::Scene;
use super::sensor::Light;
use super::settings::{CaptureSettings, SynthError};
use crate::error::ImageError;
use crate::image::{Band, Bands, Capture, ImageView, PixelLayout};

/// What is held over the sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A live hand.
    Hand,
    /// A fist.
    Fist,
    /// A sleeve.
    Sleeve,
    /// A face.
    Face,
    /// Something in place of a hand.
    Attack(Attack),
}

/// What happens, and how it is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct BurstSettings {
    /// The hand and the light while it hovers.
    pub capture: CaptureSettings,
    /// What is held over the sensor.
    pub subject: Subject,
    /// How it moves.
    pub course: Course,
    /// Frames a second, 1..=1000.
    pub rate: f64,
    /// What the sensor takes.
    pub bands: Bands,
    /// Whether the near-infrared lamp is off in every fourth frame.
    pub switched_lamp: bool,
}

impl Default for BurstSettings {
    /// A live hand that comes, hovers for a second before a visible sensor of 30 frames a second, and leaves.
    fn default() -> Self {
        BurstSettings {
            capture: CaptureSettings::default(),
            subject: Subject::Hand,
            course: Course::Hover { arrive: 0.3, hold: 1.0, leave: 0.3 },
            rate: 30.0,
            bands: Bands::Visible,
            switched_lamp: false,
        }
    }
}

/// One frame of a burst.
#[derive(Debug, Clone, PartialEq)]
pub struct BurstFrame {
    /// Since the start.
    pub time: Duration,
    /// Whether the lamp was on.
    pub lit: bool,
    /// Shape (rows, columns, 3), 0..=255, where the sensor takes it.
    pub visible: Option<Array3<u8>>,
    /// Shape (rows, columns, 1), 0..=255, where the sensor takes it.
    pub nir: Option<Array3<u8>>,
}

impl BurstFrame {
    /// The pictures as a capture.
    ///
    /// # Errors
    /// An [`ImageError`] when the pictures have been replaced by arrays that make no capture.
    pub fn capture(&self) -> Result<Capture<'_>, ImageError> {
        let visible =
            self.visible.as_ref().map(|p| ImageView::from_array_u8(p.view(), layout(p))).transpose()?;
        let nir = self.nir.as_ref().map(|p| ImageView::from_array_u8(p.view(), layout(p))).transpose()?;
        match (visible, nir) {
            (Some(visible), Some(nir)) => Capture::both(visible, nir),
            (Some(visible), None) => Ok(Capture::visible(visible)),
            (None, Some(nir)) => Ok(Capture::near_infrared(nir)),
            (None, None) => Err(ImageError::Empty { height: 0, width: 0 }),
        }
    }
}

fn layout(pixels: &Array3<u8>) -> PixelLayout {
    if pixels.dim().2 == 1 { PixelLayout::Gray } else { PixelLayout::Rgb }
}

/// Streams of random numbers of a burst.
const MOTION_STREAM: u64 = 11;
const BODY_STREAM: u64 = 12;
const SOURCE_STREAM: u64 = 13;

/// Every so many frames the lamp is off.
const UNLIT: usize = 4;
/// A stream of frames. The same palm, settings and seed give the same bytes everywhere.
pub struct Burst<'a> {
    palm: &'a Palm,
    settings: BurstSettings,
    seed: u64,
    motion: Motion,
    /// Beats a second.
    heart: f64,
    picture: Option<(Presentation, Vec<Array3<u8>>)>,
    passer: Option<Passer>,
    /// Frames after which a recording starts again.
    recorded: Option<usize>,
}

impl<'a> Burst<'a> {
    /// Prepares a burst.
    ///
    /// # Errors
    /// A [`SynthError`] when a setting lies outside its range.
    pub fn new(palm: &'a Palm, settings: &BurstSettings, seed: u64) -> Result<Burst<'a>, SynthError> {
        settings.capture.check()?;
        crate::params::check("rate", settings.rate, 1.0, 1000.0)?;
        crate::params::check("duration", settings.course.duration(), 0.0, 3600.0)?;
        let mut rng = Rng::stream(seed, BODY_STREAM);
        let heart = rng.between(0.85, 1.9);
        let form = match settings.subject {
            Subject::Fist => Some(Form::Fist),
            Subject::Sleeve => Some(Form::Sleeve),
            Subject::Face => Some(Form::Face),
            Subject::Hand | Subject::Attack(_) => None,
        };
        let tone = 1.0 - 0.45 * palm.skin_tone() as f32;
        let passer = form.map(|form| Passer::new(form, [0.88 * tone, 0.68 * tone, 0.57 * tone], &mut rng));
        let presentation = match settings.subject {
            Subject::Attack(Attack::Print) => Some(Presentation::print(&mut rng)),
            Subject::Attack(Attack::Screen) => Some(Presentation::screen(&mut rng)),
            _ => None,
        };
        let recorded = match settings.subject {
            // Half of them stand still.
            Subject::Attack(Attack::Replay) if rng.chance(0.5) => Some(1),
            Subject::Attack(Attack::Replay) => Some(rng.whole(6, 12)),
            _ => None,
        };
        let motion = Motion::new(settings.course, &mut Rng::stream(seed, MOTION_STREAM));
        let mut burst =
            Burst { palm, settings: settings.clone(), seed, motion, heart, picture: None, passer, recorded };
        if let Some(presentation) = presentation {
            burst.picture = Some((presentation, burst.source()?));
        }
        Ok(burst)
    }

    /// How many frames there are.
    pub fn len(&self) -> usize {
        (self.settings.course.duration() * self.settings.rate) as usize + 1
    }

    /// Never: there is at least one frame.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// One frame after another.
    ///
    /// # Errors
    /// As [`frame`](Self::frame).
    pub fn frames(&self) -> impl Iterator<Item = Result<BurstFrame, SynthError>> {
        (0..self.len()).map(|index| self.frame(index))
    }

    /// The `index`-th frame.
    ///
    /// # Errors
    /// A [`SynthError`] when its motion leads outside of what can be rendered.
    pub fn frame(&self, index: usize) -> Result<BurstFrame, SynthError> {
        let time = index as f64 / self.settings.rate;
        let lit = !self.settings.switched_lamp || index % UNLIT != UNLIT - 1;
        let (shown, lamp) = match self.recorded {
            // A recording does not know when the lamp is switched.
            Some(length) => (self.hovering(index % length), true),
            None => (index, lit),
        };
        let [visible, nir] = self.pictures(shown, lamp)?;
        Ok(BurstFrame { time: Duration::from_secs_f64(time), lit, visible, nir })
    }

    /// The `index`-th frame of those in which the hand hovers.
    fn hovering(&self, index: usize) -> usize {
        let arrive = match self.settings.course {
            Course::Hover { arrive, .. } => arrive,
            Course::Pass { .. } => 0.0,
        };
        libm::ceil(arrive * self.settings.rate) as usize + index
    }

    /// What the sensor takes of visible and of near-infrared light.
    fn pictures(&self, index: usize, lit: bool) -> Result<[Option<Array3<u8>>; 2], SynthError> {
        let time = index as f64 / self.settings.rate;
        let mut settings = self.motion.at(time, &self.settings.capture);
        let noise = scatter(self.seed ^ scatter(index as u64));
        let taken = |picture: &dyn Fn(Band) -> Array3<u8>| {
            [Band::Visible, Band::NearInfrared]
                .map(|band| self.settings.bands.has(band).then(|| picture(band)))
        };
        if self.picture.is_some() || self.passer.is_some() {
            return Ok(taken(&|band| self.flat(&settings, band, lit, time, noise)));
        }
        let gloved = self.settings.subject == Subject::Attack(Attack::Glove);
        if gloved {
            settings.gloss = (settings.gloss + 0.12).min(1.0);
        }
        let moment = Moment { noise, pulse: self.beat(time), gloved, unlit: !lit };
        // Both bands see the hand in one pose, which takes longer to find than what either makes of it.
        let shot = Shot::new(self.palm, &settings, self.seed)?.at(moment);
        Ok(taken(&|band| shot.picture(band).pixels))
    }

    /// Blood in the skin: a wave with one harmonic.
    fn beat(&self, time: f64) -> f64 {
        let phase = std::f64::consts::TAU * self.heart * time;
        0.8 * libm::sin(phase) + 0.2 * libm::sin(2.0 * phase + 0.7)
    }

    /// What is printed or shown: a good picture of the palm, in visible light; where the sensor sees none, in near-infrared.
    fn source(&self) -> Result<Vec<Array3<u8>>, SynthError> {
        let band =
            if self.settings.bands == Bands::NearInfrared { Band::NearInfrared } else { Band::Visible };
        let still =
            CaptureSettings { band, noise: 1.0, blur: 0.3, jpeg: None, ..self.settings.capture.clone() };
        let seed = scatter(self.seed ^ SOURCE_STREAM);
        Ok(vec![Shot::new(self.palm, &still, seed)?.picture(band).pixels])
    }

    /// A flat thing that moves as the hand would.
    fn flat(&self, settings: &CaptureSettings, band: Band, lit: bool, time: f64, noise: u64) -> Array3<u8> {
        let (height, width) = (settings.height, settings.width);
        let scene = Scene::new(settings, band, &mut Rng::stream(self.seed, SOURCE_STREAM));
        let scene = if lit { scene } else { scene.unlit() };
        let planes = if band == Band::Visible { 3 } else { 1 };
        let mut light = Light { height, width, planes: vec![vec![0.0; height * width]; planes] };
        let pose = Pose::of(settings, &self.settings.capture);
        for row in 0..height {
            for column in 0..width {
                let at = [row as f64 + 0.5, column as f64 + 0.5];
                let lamp = scene.light(at[0], at[1]);
                let color = match self.seen(&pose, at, band, time) {
                    // Screens shine by themselves, and send nothing of near-infrared.
                    Some((color, true)) if band == Band::Visible => color,
                    Some((color, _)) => color.map(|c| c * lamp),
                    None => scene.background(at[0], at[1]).map(|c| c * lamp),
                };
                for (plane, value) in light.planes.iter_mut().zip(color) {
                    plane[row * width + column] = value;
                }
            }
        }
        // Nothing of it is translucent.
        expose(light, settings, band, 0.0, noise).0
    }

    /// The colour at a pixel, and whether it shines by itself.
    fn seen(&self, pose: &Pose, at: [f64; 2], band: Band, time: f64) -> Option<([f32; 3], bool)> {
        if let Some(passer) = &self.passer {
            let [down, right] = pose.on_plane(at);
            let size = 1.1 * self.settings.capture.palm_unit;
            return passer.at(down / size, right / size, band == Band::NearInfrared).map(|c| (c, false));
        }
        let (presentation, sources) = self.picture.as_ref()?;
        let pixels = sources.first()?;
        let (height, width, _) = pixels.dim();
        let [down, right] = pose.on_plane(at);
        let [row, column] = [down + self.settings.capture.center[0], right + self.settings.capture.center[1]];
        let color = blended(pixels, row, column)?;
        let size = [height as f64, width as f64];
        let own = presentation.kind == Medium::Display;
        Some((presentation.light(color, [row, column], size, band, time), own))
    }
}

/// Where a plane lies that moves from its place.
struct Pose {
    center: [f64; 2],
    turn: [f64; 2],
    scale: f64,
    slope: [f64; 2],
}

impl Pose {
    fn of(now: &CaptureSettings, still: &CaptureSettings) -> Pose {
        let turn = now.rotation - still.rotation;
        Pose {
            center: now.center,
            turn: [libm::cos(turn), libm::sin(turn)],
            scale: now.palm_unit / still.palm_unit,
            // Foreshortening by perspective: how much nearer a pixel towards the top, or the side, is.
            slope: [0, 1].map(|a| (now.tilt[a] - still.tilt[a]) / now.focal_length),
        }
    }

    /// (Down, right) of the middle of the plane that is seen at a pixel.
    fn on_plane(&self, at: [f64; 2]) -> [f64; 2] {
        let [y, x] = [0, 1].map(|a| at[a] - self.center[a]);
        let depth = self.scale * (1.0 + self.slope[0] * y + self.slope[1] * x);
        let [c, s] = self.turn;
        // Counter-clockwise as seen: rows run downwards.
        [(c * y + s * x) / depth, (c * x - s * y) / depth]
    }
}

/// A pixel of a picture between its neighbours, 0..=1; none outside.
fn blended(pixels: &Array3<u8>, row: f64, column: f64) -> Option<[f32; 3]> {
    let (height, width, channels) = pixels.dim();
    let (y, x) = (row - 0.5, column - 0.5);
    if !(0.0..height as f64 - 1.0).contains(&y) || !(0.0..width as f64 - 1.0).contains(&x) {
        return None;
    }
    let (top, left) = (y as usize, x as usize);
    let (v, u) = ((y - top as f64) as f32, (x - left as f64) as f32);
    Some([0, 1, 2].map(|k| {
        let level = |r: usize, c: usize| f32::from(pixels[[r, c, k.min(channels - 1)]]);
        let above = level(top, left) * (1.0 - u) + level(top, left + 1) * u;
        let below = level(top + 1, left) * (1.0 - u) + level(top + 1, left + 1) * u;
        (above * (1.0 - v) + below * v) / 255.0
    }))
}
