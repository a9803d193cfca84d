//! Pictures of what the stages made: overlays on the capture, and the code planes.

use std::path::Path;

use image::{ImageResult, Rgb, RgbImage, imageops};
use ndarray::{Array3, Axis};
use palmsig::image::ImageView;
use palmsig::roi::Square;

use super::canvas::{BLUE, Canvas, GREEN, ORANGE, sheet};
use super::record::{Kept, Recorder};

/// Panels in a row of the overview.
const COLUMNS: usize = 3;

/// Height of a panel in pixels.
const PANEL: u32 = 360;

/// One picture of a palm's way through the stages: capture, hand, landmarks, palm square, codes.
pub fn overview(view: &ImageView<'_>, recorder: &Recorder) -> RgbImage {
    sheet(&panels(view, recorder), COLUMNS)
}

/// Writes the panels of [`overview`] one by one into `folder`, and all of them as `overview.png`.
///
/// # Errors
/// What the file system answers.
pub fn write_pictures(view: &ImageView<'_>, recorder: &Recorder, folder: &Path) -> ImageResult<()> {
    std::fs::create_dir_all(folder)?;
    let panels = panels(view, recorder);
    for (index, (caption, panel)) in panels.iter().enumerate() {
        let name = caption.to_lowercase().replace(' ', "-");
        panel.save(folder.join(format!("{index}-{name}.png")))?;
    }
    sheet(&panels, COLUMNS).save(folder.join("overview.png"))
}

fn panels(view: &ImageView<'_>, recorder: &Recorder) -> Vec<(String, RgbImage)> {
    let mut panels = vec![("Capture".to_owned(), Canvas::of(view, PANEL).image)];
    let mut add =
        |caption: &str, panel: Option<RgbImage>| panels.extend(panel.map(|p| (caption.to_owned(), p)));
    add("Hand", hand(view, recorder));
    add("Landmarks and square", landmarks(view, recorder, PANEL));
    add("Palm", pixels(recorder, PANEL));
    add("Lines", bits(recorder, "features/lines"));
    add("Texture", bits(recorder, "features/texture"));
    add("Veins", bits(recorder, "features/veins"));
    panels
}

/// The capture with all but the hand darkened, and its contour.
fn hand(view: &ImageView<'_>, recorder: &Recorder) -> Option<RgbImage> {
    let Some(Kept::Mask(mask)) = recorder.artifact("roi/mask") else { return None };
    let mut canvas = Canvas::of(view, PANEL);
    let ratio = (view.height() as f64 / mask.nrows() as f64).floor().max(1.0);
    canvas.dim(|at| mask.get(at.map(|v| (v / ratio) as usize)).is_some_and(|&inside| inside != 0));
    if let Some(Kept::Points(contour)) = recorder.artifact("roi/contour") {
        canvas.outline(contour, GREEN);
    }
    Some(canvas.image)
}

/// The capture with its palm square and landmarks.
pub(super) fn landmarks(view: &ImageView<'_>, recorder: &Recorder, height: u32) -> Option<RgbImage> {
    let Some(Kept::Points(square)) = recorder.artifact("roi/square") else { return None };
    let mut canvas = Canvas::of(view, height);
    canvas.outline(square, BLUE);
    if let Some(Kept::Points(landmarks)) = recorder.artifact("roi/landmarks") {
        landmarks.iter().for_each(|&point| canvas.spot(point, 4, ORANGE));
    }
    Some(canvas.image)
}

/// A capture, `height` pixels high, with the true square in green and the one found, if any, in blue.
pub fn with_squares(view: &ImageView<'_>, truth: &Square, found: Option<&Square>, height: u32) -> RgbImage {
    let mut canvas = Canvas::of(view, height);
    canvas.outline(&truth.corners(), GREEN);
    if let Some(found) = found {
        canvas.outline(&found.corners(), BLUE);
        canvas.outline(&[found.center, found.at(-0.5, 0.0)], BLUE);
    }
    canvas.image
}

/// The palm square, its levels stretched over the grey scale.
pub(super) fn pixels(recorder: &Recorder, side: u32) -> Option<RgbImage> {
    let Some(Kept::Pixels(levels)) = recorder.artifact("roi/palm") else { return None };
    let (low, high) = levels.iter().fold((u16::MAX, 0), |(low, high), &v| (low.min(v), high.max(v)));
    let span = u32::from(high.saturating_sub(low)).max(1);
    let image = RgbImage::from_fn(levels.ncols() as u32, levels.nrows() as u32, |column, row| {
        let level = u32::from(levels[[row as usize, column as usize]] - low) * 255 / span;
        Rgb([level as u8; 3])
    });
    Some(imageops::resize(&image, side, side, imageops::FilterType::Triangle))
}

/// The planes of a code, three a row; cells that are not usable are blue.
fn bits(recorder: &Recorder, name: &str) -> Option<RgbImage> {
    let Some(Kept::Bits(planes)) = recorder.artifact(name) else { return None };
    let (count, side) = (planes.len_of(Axis(0)).checked_sub(1)?, planes.len_of(Axis(1)) as u32);
    let gap = side / 16;
    let rows = count.div_ceil(3) as u32;
    let mut sheet = RgbImage::new(3 * (side + gap) - gap, rows * (side + gap) - gap);
    for plane in 0..count {
        let (left, top) = (plane as u32 % 3 * (side + gap), plane as u32 / 3 * (side + gap));
        for (row, column) in (0..side).flat_map(|r| (0..side).map(move |c| (r, c))) {
            sheet.put_pixel(left + column, top + row, colour(planes, plane, row as usize, column as usize));
        }
    }
    let height = sheet.height() * PANEL * 3 / 2 / sheet.width();
    Some(imageops::resize(&sheet, PANEL * 3 / 2, height, imageops::FilterType::Nearest))
}

fn colour(planes: &Array3<u8>, plane: usize, row: usize, column: usize) -> Rgb<u8> {
    let usable = planes[[planes.len_of(Axis(0)) - 1, row, column]] != 0;
    match (usable, planes[[plane, row, column]] != 0) {
        (false, _) => Rgb([40, 60, 120]),
        (true, true) => Rgb([20, 20, 20]),
        (true, false) => Rgb([235, 235, 235]),
    }
}
