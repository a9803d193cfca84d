//! Prints and screens of the pictures of a manifest.

use std::fs;
use std::path::{Path, PathBuf};

use image::ColorType;
use ndarray::{Array3, s};
use palmsig::image::{Band, Picture, PixelLayout};
use palmsig::synth::{Attack, Presentation, Rng};
use palmsig_examples::manifest::{HEADER, Hand, Kind, Listed, Manifest};
use palmsig_examples::progress;
use rayon::prelude::*;

use crate::Failure;

pub(crate) fn run(manifest: &Path, out: &Path) -> Result<(), Failure> {
    let listed =
        Manifest::open(manifest).map_err(|error| format!("{}: {error}", manifest.display()))?.captures;
    fs::create_dir_all(out)?;
    let bar = progress::bar("pictures", listed.len() as u64);
    let rows: Vec<String> = listed
        .par_iter()
        .enumerate()
        .map(|(number, listed)| {
            bar.inc(1);
            of_capture(number, listed, out)
        })
        .collect::<Result<_, Failure>>()?;
    bar.finish_and_clear();
    let path = out.join("attacks.csv");
    fs::write(&path, format!("{},attack\n{}", HEADER.join(","), rows.concat()))?;
    println!("{} pictures, a print and a screen of each: {}", listed.len(), path.display());
    Ok(())
}

/// The rows of a capture and of its attacks. What is drawn of an attack depends on the number of the capture alone.
fn of_capture(number: usize, listed: &Listed, out: &Path) -> Result<String, Failure> {
    let mut rows = String::new();
    let mut rng = Rng::new(number as u64);
    let attacks =
        [(Attack::Print, Presentation::print(&mut rng)), (Attack::Screen, Presentation::screen(&mut rng))];
    for (band, listing) in listed.pictures() {
        let picture =
            Picture::open(&listing.path).map_err(|error| format!("{}: {error}", listing.path.display()))?;
        let view = picture.view();
        let mut pixels = view.to_rgb8();
        if view.layout() == PixelLayout::Gray {
            pixels = pixels.slice(s![.., .., 0..1]).to_owned();
        }
        rows += &row(&std::path::absolute(&listing.path)?, number, listed, band, "none");
        for (attack, presentation) in &attacks {
            let name = PathBuf::from(format!("{number:06}-{}-{}.png", band.name(), attack.name()));
            // A picture is of the light that it was taken in: what is printed is seen in that light, too.
            save(&out.join(&name), &presentation.shown(&pixels, Band::Visible, &mut rng))?;
            rows += &row(&name, number, listed, band, attack.name());
        }
    }
    Ok(rows)
}

fn row(path: &Path, number: usize, listed: &Listed, band: Band, attack: &str) -> String {
    let hand = match listed.palm.hand {
        Hand::Left => "left",
        Hand::Right => "right",
        Hand::Unknown => "unknown",
    };
    let kind = if listed.kind == Kind::Full { "full" } else { "roi" };
    let band = if band == Band::Visible { "visible" } else { "nir" };
    let (set, subject) = (&listed.palm.set, &listed.palm.subject);
    format!("{},{set},{subject},{hand},{},{number},{kind},{band},{attack}\n", path.display(), listed.session)
}

fn save(path: &Path, pixels: &Array3<u8>) -> Result<(), Failure> {
    let (height, width, channels) = pixels.dim();
    let kind = if channels == 1 { ColorType::L8 } else { ColorType::Rgb8 };
    let samples: Vec<u8> = pixels.iter().copied().collect();
    Ok(image::save_buffer(path, &samples, width as u32, height as u32, kind)?)
}
