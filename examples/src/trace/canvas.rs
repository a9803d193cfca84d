//! A small colour picture to draw on.

use image::{Rgb, RgbImage, imageops};
use palmsig::image::ImageView;

use super::font;

pub(super) const GREEN: Rgb<u8> = Rgb([60, 220, 110]);
pub(super) const ORANGE: Rgb<u8> = Rgb([255, 150, 30]);
pub(super) const BLUE: Rgb<u8> = Rgb([70, 170, 255]);
pub(super) const WHITE: Rgb<u8> = Rgb([240, 240, 240]);

/// A picture that is drawn on in the coordinates of another, `scale` times larger one.
pub(super) struct Canvas {
    pub image: RgbImage,
    scale: f64,
}

impl Canvas {
    /// A copy of `view`, `height` pixels high.
    pub(super) fn of(view: &ImageView<'_>, height: u32) -> Canvas {
        let pixels = view.to_rgb8();
        let copy = RgbImage::from_fn(view.width() as u32, view.height() as u32, |column, row| {
            Rgb([0, 1, 2].map(|channel| pixels[[row as usize, column as usize, channel]]))
        });
        let width = (copy.width() * height / copy.height().max(1)).max(1);
        let scale = f64::from(copy.height()) / f64::from(height);
        let image = imageops::resize(&copy, width, height, imageops::FilterType::Triangle);
        Canvas { image, scale }
    }

    /// A closed line through points given as [row, column] of the large picture.
    pub(super) fn outline(&mut self, points: &[[f64; 2]], colour: Rgb<u8>) {
        for (i, &from) in points.iter().enumerate() {
            self.line(from, points[(i + 1) % points.len()], colour);
        }
    }

    fn line(&mut self, from: [f64; 2], to: [f64; 2], colour: Rgb<u8>) {
        let length = (from[0] - to[0]).hypot(from[1] - to[1]) / self.scale;
        let steps = length.ceil().clamp(1.0, 1e4) as usize;
        for i in 0..=steps {
            let t = i as f64 / steps as f64;
            self.spot([0, 1].map(|a| from[a] + t * (to[a] - from[a])), 1, colour);
        }
    }

    /// A filled square spot of 2·radius pixels.
    pub(super) fn spot(&mut self, at: [f64; 2], radius: i64, colour: Rgb<u8>) {
        let [row, column] = at.map(|v| (v / self.scale).round() as i64);
        for y in row - radius..row + radius {
            for x in column - radius..column + radius {
                if (0..i64::from(self.image.height())).contains(&y)
                    && (0..i64::from(self.image.width())).contains(&x)
                {
                    self.image.put_pixel(x as u32, y as u32, colour);
                }
            }
        }
    }

    /// Darkens what `keep` leaves out; it is asked for points of the large picture.
    pub(super) fn dim(&mut self, keep: impl Fn([f64; 2]) -> bool) {
        for (column, row, pixel) in self.image.enumerate_pixels_mut() {
            if !keep([f64::from(row) * self.scale, f64::from(column) * self.scale]) {
                pixel.0 = pixel.0.map(|v| v / 4);
            }
        }
    }
}

/// Pictures in rows of `columns`, each with a caption above it.
pub fn sheet(panels: &[(String, RgbImage)], columns: usize) -> RgbImage {
    const GAP: u32 = 12;
    const CAPTION: u32 = 26;
    let rows: Vec<&[(String, RgbImage)]> = panels.chunks(columns.max(1)).collect();
    let width_of = |row: &[(String, RgbImage)]| row.iter().map(|(_, p)| p.width() + GAP).sum::<u32>() + GAP;
    let height_of =
        |row: &[(String, RgbImage)]| row.iter().map(|(_, p)| p.height()).max().unwrap_or(0) + CAPTION + GAP;
    let width = rows.iter().map(|row| width_of(row)).max().unwrap_or(GAP);
    let height = rows.iter().map(|row| height_of(row)).sum::<u32>() + GAP;
    let mut sheet = RgbImage::from_pixel(width, height, Rgb([24, 26, 30]));
    let mut top = GAP;
    for row in rows {
        let mut left = GAP;
        for (caption, panel) in row {
            font::write(&mut sheet, (left, top), caption, WHITE);
            imageops::replace(&mut sheet, panel, left.into(), (top + CAPTION).into());
            left += panel.width() + GAP;
        }
        top += height_of(row);
    }
    sheet
}
