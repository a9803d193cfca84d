//! A trace holds every stage, in files that other programs can read.

use std::fs;
use std::path::PathBuf;

use palmsig::image::{Capture, HandSide};
use palmsig::params::EncoderParams;
use palmsig::pipeline::Extractor;
use palmsig::roi::Location;
use palmsig::synth::{CaptureSettings, Palm, SyntheticCapture, render};
use palmsig_examples::trace::{Recorder, write_arrays, write_pictures};

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("palmsig-trace-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn recorded() -> (SyntheticCapture, Recorder) {
    let palm = Palm::new(3, HandSide::Right);
    let capture = render(&palm, &CaptureSettings::well_held(3), 3).expect("settings in range");
    let mut recorder = Recorder::of_everything();
    let view = capture.view().expect("a picture");
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("defaults in range");
    extractor.extract_observed(&Capture::visible(view), &Location::Search, &mut recorder).expect("a palm");
    (capture, recorder)
}

/// Type string and shape of a .npy file, and the number of its data bytes.
fn header(bytes: &[u8]) -> (String, usize) {
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00");
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!((10 + length) % 64, 0, "NumPy aligns the data to 64 bytes");
    assert_eq!(bytes[9 + length], b'\n');
    (String::from_utf8_lossy(&bytes[10..10 + length]).into_owned(), bytes.len() - 10 - length)
}

#[test]
fn arrays_are_npy_files_that_the_manifest_names() {
    let (_, mut recorder) = recorded();
    let folder = folder("arrays");
    write_arrays(&mut recorder, &folder).expect("a folder to write to");
    let manifest = fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let artifacts = manifest["artifacts"].as_array().expect("a list");
    let names: Vec<&str> = artifacts.iter().filter_map(|a| a["name"].as_str()).collect();
    for stage in ["roi/mask", "roi/contour", "roi/landmarks", "roi/square", "roi/palm"] {
        assert!(names.contains(&stage), "{stage} is missing from {names:?}");
    }
    assert!(manifest["stages"].as_array().is_some_and(|stages| stages.len() >= 4));
    let lines = artifacts.iter().find(|a| a["name"] == "features/lines").expect("line planes");
    let bytes = fs::read(folder.join(lines["file"].as_str().expect("a file"))).expect("the file");
    let (header, data) = header(&bytes);
    assert!(header.contains("'descr': '|u1'") && header.contains("'shape': (7, 32, 32, )"), "{header}");
    assert_eq!(data, 7 * 32 * 32);
    fs::remove_dir_all(&folder).expect("the folder just written");
}

#[test]
fn every_stage_has_a_picture() {
    let (capture, recorder) = recorded();
    let folder = folder("pictures");
    write_pictures(&capture.view().expect("a picture"), &recorder, &folder).expect("a folder to write to");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let expected = [
        "0-capture.png",
        "1-hand.png",
        "2-landmarks-and-square.png",
        "3-palm.png",
        "4-lines.png",
        "5-texture.png",
        "overview.png",
    ];
    assert_eq!(names, expected);
    fs::remove_dir_all(&folder).expect("the folder just written");
}
