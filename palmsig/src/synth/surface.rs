//! What a camera sees of a hand: for every pixel that the hand or its shadow falls on, which point of the
//! skin that is and how it lies to the light. It depends on the pose, not on the band.

use super::camera::Camera;
use super::chart::level_for;
use super::field::{Change, Field};
use super::geometry::{Point, point, smooth_step};
use super::hand::{Hand, Location, Pose};
use super::palm::Palm;
use super::ridges;
use super::rng::{Rng, scatter};
use super::session::Session;
use super::settings::CaptureSettings;
use super::skin::SkinPoint;
use super::square::skin_square;
use super::truth::{Landmarks, SkinSquare};
use crate::image::HandSide;

/// Streams of random numbers of one capture.
const POSE_STREAM: u64 = 1;
const FIELD_STREAM: u64 = 2;
const SLEEVE_STREAM: u64 = 6;

/// Millimetres of the hand that a block of pixels spans: within one, everything smooth is blended between
/// its corners. Far less than the shortest wavelength of relief and stretch.
const BLOCK: f64 = 4.0;

/// Pixels along one side of a block, at least and at most.
const BLOCK_PIXELS: (usize, usize) = (2, 32);

/// Millimetres beside the hand that its shadow reaches.
const SHADOW: f64 = 12.0;

/// Millimetres from the outline inwards beyond which nothing depends on the exact distance.
const DEEP: f64 = 10.0;

/// How far what rises above the plane of the hand is seen beside its place, at most, in millimetres.
const RISE: f64 = 25.0;

/// Millimetres along a finger over which the palm's skin passes into the finger's.
const ROOT: [f64; 2] = [7.0, 12.0];

/// A pixel on which the hand or its shadow falls.
pub(super) struct Spot {
    /// Of the pixel, row by row.
    pub(super) index: u32,
    /// Share of the pixel that the hand covers, 0..=1.
    pub(super) coverage: f32,
    /// Share of the light that the hand's shadow leaves on what lies behind, 0..=1.
    pub(super) shade: f32,
    /// What covers it.
    pub(super) cover: Cover,
}

/// What covers a pixel.
pub(super) enum Cover {
    /// Cloth.
    Sleeve,
    /// Skin; `inside` where the pixel's centre is on the hand.
    Skin { point: SkinPoint, inside: bool },
}

/// A hand as one camera sees it.
pub(super) struct Surface {
    pub(super) spots: Vec<Spot>,
    pub(super) landmarks: Landmarks,
    pub(super) square: SkinSquare,
    /// Pixels a millimetre in the middle of the palm.
    pub(super) pixels_per_mm: f64,
}

/// What is needed for every pixel.
struct View<'a> {
    palm: &'a Palm,
    hand: Hand,
    camera: Camera,
    field: Field,
    gloss: f32,
    /// Contrast of friction ridges that the camera keeps, 0..=1.
    ridges: f32,
    level: usize,
    /// Where the sleeve begins, millimetres from the middle of the palm.
    sleeve: f64,
    height: usize,
    width: usize,
}

/// What changes smoothly from pixel to pixel.
#[derive(Clone, Copy)]
struct Node {
    at: Point,
    rest: Point,
    wrinkles: f32,
    creases: f32,
    relief: f32,
    gloss: f32,
}

impl Node {
    /// Between this node and another, `share` of which is the other.
    #[inline]
    fn mix(&self, other: &Node, share: f64) -> Node {
        let point = |a: Point, b: Point| a + (b - a) * share;
        let value = |a: f32, b: f32| a + (b - a) * share as f32;
        Node {
            at: point(self.at, other.at),
            rest: point(self.rest, other.rest),
            wrinkles: value(self.wrinkles, other.wrinkles),
            creases: value(self.creases, other.creases),
            relief: value(self.relief, other.relief),
            gloss: value(self.gloss, other.gloss),
        }
    }
}

impl Surface {
    /// The hand of `palm` as `settings` pose it; `seed` draws what differs between captures.
    pub(super) fn new(palm: &Palm, settings: &CaptureSettings, seed: u64) -> Surface {
        let view = View::new(palm, settings, scatter(palm.identity()) ^ scatter(seed));
        let pixels = (BLOCK * view.camera.pixels_per_mm) as usize;
        let block = pixels.clamp(BLOCK_PIXELS.0, BLOCK_PIXELS.1);
        let mut spots = Vec::new();
        for top in (0..view.height).step_by(block) {
            for left in (0..view.width).step_by(block) {
                view.see_block(top, left, block, &mut spots);
            }
        }
        Surface {
            spots,
            landmarks: view.landmarks(),
            square: skin_square(&palm.rest, palm.hand(), &view.field, &view.camera),
            pixels_per_mm: view.camera.pixels_per_mm,
        }
    }
}

impl<'a> View<'a> {
    fn new(palm: &'a Palm, settings: &CaptureSettings, seed: u64) -> View<'a> {
        let session = palm.session(settings.session);
        let pose = Pose {
            spread: settings.spread,
            bend: settings.bend,
            thumb: settings.thumb,
            swelling: session.swelling,
        };
        let hand = Hand::new(&palm.build, &pose, &mut Rng::stream(seed, POSE_STREAM));
        let palm_unit = hand.valleys().palm_unit();
        let camera = Camera::new(settings, palm.hand(), settings.palm_unit / palm_unit);
        let change = change(settings, &session, palm.hand(), palm_unit / palm.rest.palm_unit());
        let field = Field::new(&palm.build, &change, &mut Rng::stream(seed, FIELD_STREAM));
        let covered = Rng::stream(seed, SLEEVE_STREAM).between(72.0, 100.0);
        View {
            palm,
            hand,
            field,
            gloss: settings.gloss as f32,
            ridges: ridges::visible(camera.pixels_per_mm),
            level: level_for(camera.pixels_per_mm),
            camera,
            sleeve: if settings.sleeve { covered } else { f64::INFINITY },
            height: settings.height,
            width: settings.width,
        }
    }

    /// Adds the pixels of a block on which the hand or its shadow falls.
    fn see_block(&self, top: usize, left: usize, block: usize, spots: &mut Vec<Spot>) {
        let size = block as f64;
        if !self.may_reach(top as f64, left as f64, size) {
            return;
        }
        let corner = |r: usize, c: usize| self.node((top + r) as f64, (left + c) as f64);
        let corners = [corner(0, 0), corner(0, block), corner(block, 0), corner(block, block)];
        // Beyond the horizon there is no hand.
        let [Some(a), Some(b), Some(c), Some(d)] = corners else { return };
        let middle = a.mix(&d, 0.5).at;
        let radius = [a, b, c, d].iter().map(|n| (n.at - middle).length()).fold(0.0, f64::max);
        let here = self.hand.locate(middle);
        if here.distance > SHADOW + radius {
            return;
        }
        let deep = here.distance < -(DEEP + radius) && here.finger.along + radius < ROOT[0];
        for row in top..(top + block).min(self.height) {
            let v = ((row - top) as f64 + 0.5) / size;
            let (start, end) = (a.mix(&c, v), b.mix(&d, v));
            for column in left..(left + block).min(self.width) {
                let node = start.mix(&end, ((column - left) as f64 + 0.5) / size);
                let here = if deep { here } else { self.hand.locate(node.at) };
                if here.distance <= SHADOW {
                    spots.push(self.spot((row * self.width + column) as u32, &node, &here));
                }
            }
        }
    }

    /// Whether the hand or its shadow may fall on a block: a quick look that is often no.
    fn may_reach(&self, top: f64, left: f64, size: f64) -> bool {
        let middle = self.camera.unproject(top + 0.5 * size, left + 0.5 * size);
        let corner = self.camera.unproject(top, left);
        // Where the horizon crosses the block, every corner is asked.
        let (Some(middle), Some(corner)) = (middle, corner) else { return true };
        // Twice the distance of one corner: tilt makes the others lie further off.
        self.hand.locate(middle).distance <= SHADOW + RISE + 2.0 * (corner - middle).length()
    }

    fn node(&self, row: f64, column: f64) -> Option<Node> {
        let foot = self.camera.unproject(row, column)?;
        let mut at = foot;
        // What rises towards the camera is seen before what lies behind it: two steps are enough, for
        // heights are small against the distance of the camera.
        for _ in 0..2 {
            at = self.camera.raised(foot, self.field.at(at).height + self.hand.locate(at).height);
        }
        let state = self.field.at(at);
        Some(Node {
            at,
            rest: state.rest,
            wrinkles: state.wrinkles,
            creases: state.creases,
            relief: state.relief,
            gloss: state.gloss,
        })
    }

    fn spot(&self, index: u32, node: &Node, here: &Location) -> Spot {
        let nearness = (1.0 - here.distance.max(0.0) / SHADOW).max(0.0);
        let coverage = (0.5 - here.distance * self.camera.pixels_per_mm).clamp(0.0, 1.0) as f32;
        let cover = if node.at.y > self.sleeve || coverage == 0.0 {
            Cover::Sleeve
        } else {
            let share = smooth_step(ROOT[0], ROOT[1], here.finger.along) as f32;
            Cover::Skin { point: self.skin(node, here, share), inside: here.distance <= 0.0 }
        };
        Spot { index, coverage, shade: 1.0 - 0.35 * (nearness * nearness) as f32, cover }
    }

    fn skin(&self, node: &Node, here: &Location, share: f32) -> SkinPoint {
        let f = here.finger;
        let length = self.palm.build.fingers[f.finger].length;
        let mut texture = self.palm.chart.sample(node.rest, self.level);
        if share > 0.0 {
            let chart = &self.palm.finger_charts[f.finger];
            texture = texture.mix(chart.sample(point(f.across, f.along), self.level), share);
        }
        SkinPoint {
            texture,
            wrinkles: node.wrinkles,
            creases: node.creases,
            ridge: if self.ridges > 0.0 {
                self.ridges * (1.0 - share) * self.palm.ridges().at(node.rest)
            } else {
                0.0
            },
            relief: node.relief * (1.0 - share),
            gloss: node.gloss * self.gloss,
            depth: -here.distance as f32,
            y: node.at.y,
            rest: node.rest,
            finger: f,
            finger_share: share,
            tip: smooth_step(0.6 * length, length, f.along) as f32,
        }
    }

    fn landmarks(&self) -> Landmarks {
        let valleys = self.hand.valleys();
        let edges = self.hand.edges(self.palm.build.length);
        let seen = |p: Point| self.camera.project(p, self.field.at(p).height);
        Landmarks {
            index_middle: seen(valleys.index_middle),
            middle_ring: seen(valleys.middle_ring),
            ring_little: seen(valleys.ring_little),
            thumb_index: seen(valleys.thumb_index),
            radial_edge: seen(edges.palm[0]),
            ulnar_edge: seen(edges.palm[1]),
            radial_wrist: seen(edges.wrist[0]),
            ulnar_wrist: seen(edges.wrist[1]),
        }
    }
}

/// What the pose and the day do to the skin.
fn change(settings: &CaptureSettings, session: &Session, hand: HandSide, widened: f64) -> Change {
    Change {
        stretch: settings.skin_stretch,
        widened,
        fading: settings.fading,
        dryness: session.dryness,
        cup: settings.cup,
        bend: settings.bend,
        thumb: settings.thumb,
        light: light_on_hand(settings, hand),
    }
}

/// The direction of the light in the plane of the hand; its length says how strongly relief shows.
fn light_on_hand(settings: &CaptureSettings, hand: HandSide) -> Point {
    let strength = 0.22 + 0.3 * settings.light_slope;
    let angle = settings.light_direction - settings.rotation;
    let toward = point(libm::cos(angle), -libm::sin(angle)) * strength;
    if hand == HandSide::Left { point(-toward.x, toward.y) } else { toward }
}
