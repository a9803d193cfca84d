//! Sets of drawn palm squares, and the command that evaluates them.

use std::f64::consts::TAU;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Palms, and captures of each, in a drawn set.
const PALMS: u64 = 4;
const CAPTURES: u64 = 3;
/// Side of a drawn palm square, pixels.
const SIDE: u32 = 128;

/// The example that `cargo test` built beside this test.
pub(crate) fn command() -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let example = profile.join("examples").join(format!("evaluate{}", std::env::consts::EXE_SUFFIX));
    assert!(example.exists(), "{} is missing: run `cargo build --example evaluate`", example.display());
    Command::new(example)
}

/// An empty folder for the test `name`.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("evaluate").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A number in 0..1 that depends on `seed` alone (splitmix64).
fn random(seed: u64) -> f64 {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// Draws waves in all directions, the same for all captures of `palm`, and a little noise.
fn draw(path: &Path, palm: u64, capture: u64) {
    let waves: Vec<[f64; 3]> = (0..24)
        .map(|wave| {
            let number = |k| random(palm * 1000 + wave * 10 + k + 1);
            let (angle, cycles) = (TAU * number(0), 6.0 + 10.0 * number(1));
            [cycles * angle.cos(), cycles * angle.sin(), number(2)]
        })
        .collect();
    let level = |row: u32, column: u32| {
        let (r, c) = (f64::from(row) / f64::from(SIDE), f64::from(column) / f64::from(SIDE));
        let texture: f64 =
            waves.iter().map(|[down, right, phase]| (TAU * (down * r + right * c + phase)).sin()).sum();
        let noise = random((palm * 100 + capture) << 32 | u64::from(row * SIDE + column)) - 0.5;
        (128.0 + 9.0 * texture + 10.0 * noise).clamp(0.0, 255.0) as u8
    };
    image::GrayImage::from_fn(SIDE, SIDE, |x, y| image::Luma([level(y, x)])).save(path).unwrap();
}

/// Writes a manifest of drawn palms with `more` rows at its end.
pub(crate) fn manifest(folder: &Path, more: &str) -> PathBuf {
    let mut csv = String::from("path,set,subject,hand,session,sample,kind,modality\n");
    for (palm, capture) in (0..PALMS).flat_map(|p| (0..CAPTURES).map(move |c| (p, c))) {
        let file = format!("{palm}_{capture}.png");
        draw(&folder.join(&file), palm, capture);
        // Two palms are the two hands of one person; the last capture is of another session.
        let (subject, hand) = (palm / 2, if palm % 2 == 0 { "left" } else { "right" });
        csv += &format!("{file},drawn,{subject},{hand},{},{capture},roi,visible\n", 1 + capture / 2);
    }
    let path = folder.join("drawn.csv");
    fs::write(&path, csv + more).unwrap();
    path
}

/// What a program wrote.
pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
