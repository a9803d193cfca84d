//! Contact sheets: many palms on a page, each with a few lines about it.

use image::{Rgb, RgbImage, imageops};
use palmsig::image::ImageView;

use super::canvas::{Canvas, WHITE};
use super::record::Recorder;
use super::{font, overview};

/// Pixels between things.
const GAP: u32 = 14;

/// Height of a line of text, pixels.
const LINE: u32 = 20;

const BACKGROUND: Rgb<u8> = Rgb([24, 26, 30]);

/// What a sheet shows in one place.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Written above the pictures.
    pub lines: Vec<String>,
    /// Side by side.
    pub pictures: Vec<RgbImage>,
}

impl Entry {
    fn width(&self) -> u32 {
        self.pictures.iter().map(|p| p.width() + GAP).sum::<u32>().saturating_sub(GAP)
    }

    fn height(&self) -> u32 {
        self.lines.len() as u32 * LINE + self.pictures.iter().map(RgbImage::height).max().unwrap_or(0)
    }

    /// Draws the entry with its top left corner at (`left`, `top`); lines wider than `width` are cut.
    fn draw(&self, sheet: &mut RgbImage, (left, mut top): (u32, u32), width: u32) {
        for line in &self.lines {
            font::write(sheet, (left, top), &cut(line, width), WHITE);
            top += LINE;
        }
        let mut left = left;
        for picture in &self.pictures {
            imageops::replace(sheet, picture, left.into(), top.into());
            left += picture.width() + GAP;
        }
    }
}

/// A page of entries in rows of `columns` under a title. All places are as large as the largest entry,
/// and at least wide enough for `characters` of text.
pub fn contact_sheet(title: &str, entries: &[Entry], columns: u32, characters: u32) -> RgbImage {
    let columns = columns.max(1);
    let width = entries.iter().map(Entry::width).max().unwrap_or(0).max(characters * font::ADVANCE);
    let height = entries.iter().map(Entry::height).max().unwrap_or(0);
    let rows = (entries.len() as u32).div_ceil(columns);
    let place =
        |i: u32| (GAP + i % columns * (width + 2 * GAP), 3 * GAP + LINE + i / columns * (height + 2 * GAP));
    let size = (columns * (width + 2 * GAP), 2 * GAP + LINE + rows * (height + 2 * GAP));
    let mut sheet = RgbImage::from_pixel(size.0, size.1, BACKGROUND);
    font::write(&mut sheet, (GAP, GAP), &cut(title, size.0 - 2 * GAP), WHITE);
    for (i, entry) in entries.iter().enumerate() {
        entry.draw(&mut sheet, place(i as u32), width);
    }
    sheet
}

/// As much of `line` as `width` pixels hold.
fn cut(line: &str, width: u32) -> String {
    line.chars().take((width / font::ADVANCE) as usize).collect()
}

/// The capture, `height` pixels high, with the palm square and the landmarks as far as they were found.
pub fn framed(view: &ImageView<'_>, recorder: &Recorder, height: u32) -> RgbImage {
    overview::landmarks(view, recorder, height).unwrap_or_else(|| Canvas::of(view, height).image)
}

/// The palm as it was cut, `side` pixels high; none if it was not.
pub fn palm(recorder: &Recorder, side: u32) -> Option<RgbImage> {
    overview::pixels(recorder, side)
}
