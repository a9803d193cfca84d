//! What is true of a capture: a line of truth.jsonl, and maps.

use ndarray::{Array2, Array3, Axis, s, stack};
use palmsig::image::Band;
use palmsig::synth::{CaptureSettings, GroundTruth, Landmarks, Marks, Palm, SkinSquare, SyntheticCapture};
use serde_json::{Value, json};

/// Of the deformation field every so-manieth row and column is kept: it is smooth.
pub(crate) const STEP: usize = 8;

/// The name of a band, as the manifest has it.
pub(crate) fn modality(band: Band) -> &'static str {
    if band == Band::Visible { "visible" } else { "nir" }
}

/// What is true of the person and of the first picture of a capture.
pub(crate) fn describe(palm: &Palm, settings: &CaptureSettings, capture: &SyntheticCapture) -> Value {
    let marks = &capture.landmarks;
    json!({
        "size": { "height": settings.height, "width": settings.width },
        "person": { "age": palm.age(), "skin_tone": palm.skin_tone() },
        "landmarks": landmarks(marks),
        "frame": { "origin": marks.origin(), "axis": marks.axis(), "palm_unit": marks.palm_unit() },
        "square": square(&capture.square),
        "pose": pose(settings),
        "light": light(settings),
        "camera": camera(settings),
        "marks": on_skin(&settings.marks),
        "background": settings.background.name(),
        "sleeve": settings.sleeve,
    })
}

fn landmarks(marks: &Landmarks) -> Value {
    json!({
        "thumb_index": marks.thumb_index,
        "radial_edge": marks.radial_edge,
        "ulnar_edge": marks.ulnar_edge,
        "radial_wrist": marks.radial_wrist,
        "ulnar_wrist": marks.ulnar_wrist,
        "index_middle": marks.index_middle,
        "middle_ring": marks.middle_ring,
        "ring_little": marks.ring_little,
    })
}

fn square(square: &SkinSquare) -> Value {
    json!({ "center": square.center, "up": square.up, "side": square.side })
}

fn pose(settings: &CaptureSettings) -> Value {
    json!({
        "rotation": settings.rotation,
        "center": settings.center,
        "tilt": settings.tilt,
        "spread": settings.spread,
        "bend": settings.bend,
        "cup": settings.cup,
        "thumb": settings.thumb,
        "skin_stretch": settings.skin_stretch,
    })
}

fn light(settings: &CaptureSettings) -> Value {
    json!({
        "exposure": settings.exposure,
        "slope": settings.light_slope,
        "direction": settings.light_direction,
        "falloff": settings.falloff,
        "gloss": settings.gloss,
    })
}

fn camera(settings: &CaptureSettings) -> Value {
    json!({
        "focal_length": settings.focal_length,
        "blur": settings.blur,
        "noise": settings.noise,
        "jpeg": settings.jpeg,
        "nir_offset": settings.nir_offset,
    })
}

fn on_skin(marks: &Marks) -> Value {
    json!({
        "ring": marks.ring,
        "plaster": marks.plaster,
        "scar": marks.scar,
        "scratches": marks.scratches,
        "dirt": marks.dirt,
        "tattoo": marks.tattoo,
    })
}

/// Red: the hand, 0 or 255; green: creases; blue: veins. Shape (rows, columns, 3).
pub(crate) fn map(mask: &Array2<u8>, truth: &GroundTruth) -> Array3<u8> {
    let hand = mask.mapv(|m| if m > 0 { u8::MAX } else { 0 });
    // Shapes differ only in pictures that somebody else has put together: such a map stays empty.
    stack(Axis(2), &[hand.view(), truth.creases.view(), truth.veins.view()]).unwrap_or_default()
}

/// The deformation field at every [`STEP`]th row and column, from the first on.
pub(crate) fn skin(truth: &GroundTruth) -> Array3<f32> {
    truth.skin.slice(s![..;STEP, ..;STEP, ..]).to_owned()
}
