//! Evaluation of live hands against attacks.

mod drawn;

use std::fs;
use std::path::{Path, PathBuf};

use drawn::{command, folder, manifest, text};
use image::{GrayImage, Luma};
use palmsig::image::HandSide;
use palmsig::synth::{CaptureSettings, Palm, render};
use serde_json::Value;

const PALMS: u64 = 6;

/// Adds a screen of dots to a picture.
fn print(from: &Path, to: &Path) {
    let picture = image::open(from).unwrap().to_luma8();
    let dots = |x: u32, y: u32| 30.0 * ((f64::from(x) * 2.1).cos() + (f64::from(y) * 2.1).cos());
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        Luma([(f64::from(picture.get_pixel(x, y)[0]) + dots(x, y)).clamp(0.0, 255.0) as u8])
    })
    .save(to)
    .unwrap();
}

/// A manifest of synthetic hands and of a print of each.
fn with_prints(name: &str) -> PathBuf {
    let folder = folder(name);
    let mut csv = String::from("path,set,subject,hand,session,sample,kind,modality,attack\n");
    for palm in 0..PALMS {
        let settings = CaptureSettings::well_held(palm);
        let picture = render(&Palm::new(palm, HandSide::Left), &settings, 1).unwrap();
        let (height, width, _) = picture.pixels.dim();
        let level = |x: u32, y: u32| Luma([picture.pixels[[y as usize, x as usize, 1]]]);
        GrayImage::from_fn(width as u32, height as u32, level)
            .save(folder.join(format!("{palm}.png")))
            .unwrap();
        print(&folder.join(format!("{palm}.png")), &folder.join(format!("print-{palm}.png")));
        csv += &format!("{palm}.png,synthetic,{palm},left,1,1,full,visible,none\n");
        csv += &format!("print-{palm}.png,synthetic,{palm},left,1,1,full,visible,print\n");
    }
    let path = folder.join("attacks.csv");
    fs::write(&path, csv).unwrap();
    path
}

#[test]
fn prints_are_told_from_what_is_none() {
    let path = with_prints("pad");
    let json = path.with_extension("json");
    let run = command().arg(&path).arg("--pad").arg("--json").arg(&json).output().unwrap();
    assert!(run.status.success(), "{}", text(&run.stderr));
    let results: Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    let result = &results[0];
    assert_eq!((&result["bona_fide"], &result["bpcer"]), (&PALMS.into(), &0.0.into()));
    let prints = &result["attacks"]["print"];
    assert_eq!((&prints["presentations"], &prints["apcer"]), (&PALMS.into(), &0.0.into()));
    assert_eq!((&result["apcer"], &prints["non_response"]), (&0.0.into(), &0.0.into()));
    assert_eq!(result["bpcer_at_apcer"]["1e-2"], 0.0);
    assert!(text(&run.stdout).contains("BPCER 0.00 %"), "{}", text(&run.stdout));
}

#[test]
fn attacks_do_not_take_part_in_comparisons() {
    let run = command().arg(with_prints("pad-compared")).output().unwrap();
    assert!(!run.status.success());
    assert!(text(&run.stderr).contains("--pad"), "{}", text(&run.stderr));
}

#[test]
fn pictures_that_cannot_be_read_are_told_and_counted() {
    let path = manifest(&folder("pad-unreadable"), "missing.png,drawn,9,left,1,0,roi,visible\n");
    let run = command().arg(&path).arg("--pad").output().unwrap();
    assert!(!run.status.success());
    assert!(text(&run.stderr).contains("missing.png"), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("live hands     12"), "{}", text(&run.stdout));
}
