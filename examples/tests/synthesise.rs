//! Data sets that `synthesise` writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use palmsig::image::Band;
use palmsig_examples::manifest::{Hand, Kind, Manifest};
use serde_json::Value;

/// An example that `cargo test` built beside this test.
fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let example = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(example.exists(), "{} is missing: run `cargo build --examples`", example.display());
    Command::new(example)
}

/// A folder that does not exist yet.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("synthesise").join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn synthesise(out: &Path, arguments: &str) -> Output {
    example("synthesise").arg("--out").arg(out).args(arguments.split(' ')).output().unwrap()
}

fn succeed(out: &Path, arguments: &str) {
    let output = synthesise(out, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs in vain, and says why.
fn fail(out: &Path, arguments: &str, status: i32) -> String {
    let output = synthesise(out, arguments);
    assert_eq!(output.status.code(), Some(status));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn pictures(files: &BTreeMap<PathBuf, Vec<u8>>) -> impl Iterator<Item = (&PathBuf, &Vec<u8>)> {
    files.iter().filter(|(path, _)| path.starts_with("images"))
}

/// The lines of truth.jsonl.
fn truths(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("truth.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn pair(value: &Value) -> [f64; 2] {
    [0, 1].map(|i| value[i].as_f64().unwrap())
}

/// The values of a .npy file of little-endian floats, shape (rows, columns, 2).
fn skin(path: &Path, rows: usize, columns: usize) -> impl Fn([f64; 2]) -> [f32; 2] + use<> {
    let bytes = fs::read(path).unwrap();
    let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = String::from_utf8_lossy(&bytes[10..start]).into_owned();
    assert!(header.contains(&format!("'shape': ({rows}, {columns}, 2, )")), "{header}");
    assert!(header.contains("'descr': '<f4'"), "{header}");
    assert_eq!(bytes.len() - start, rows * columns * 8);
    // Pixels whose row and column are multiples of 8.
    move |[row, column]| {
        let [i, j] = [row, column].map(|v| ((v - 0.5) / 8.0).round() as usize);
        let at = start + (i * columns + j) * 8;
        [at, at + 4].map(|at| f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()))
    }
}

#[test]
fn a_set_has_a_manifest_and_all_that_it_names() {
    let out = folder("complete").join("new");
    succeed(&out, "--palms 3 --captures 3 --size 320x240 --seed 5");
    let manifest = Manifest::open(&out.join("manifest.csv")).unwrap();
    assert_eq!(manifest.bad_rows, []);
    let listed: Vec<_> = manifest
        .captures
        .iter()
        .map(|c| (c.palm.set.as_str(), c.palm.subject.as_str(), c.palm.hand, c.session))
        .collect();
    let palms = [("000000", Hand::Left), ("000000", Hand::Right), ("000001", Hand::Left)];
    let expected: Vec<_> = palms
        .iter()
        .flat_map(|&(subject, hand)| [1, 1, 2].map(|day| ("synthetic-terminal-5", subject, hand, day)))
        .collect();
    assert_eq!(listed, expected);
    let mut named = 0;
    for capture in &manifest.captures {
        assert_eq!(capture.kind, Kind::Full);
        let bands: Vec<Band> = capture.pictures().map(|(band, _)| band).collect();
        assert_eq!(bands, [Band::Visible, Band::NearInfrared]);
        for (band, listing) in capture.pictures() {
            let picture = image::open(&listing.path).unwrap();
            assert_eq!((picture.width(), picture.height()), (320, 240));
            let channels = if band == Band::Visible { 3 } else { 1 };
            assert_eq!(picture.color().channel_count(), channels);
            named += 1;
        }
    }
    let files = files(&out);
    assert_eq!(pictures(&files).count(), named, "no picture but those that are listed");
    let readme = String::from_utf8_lossy(&files[Path::new("README.md")]);
    assert!(readme.contains("No person is shown") && readme.contains("seed 5"), "{readme}");
}

#[test]
fn ground_truth_lies_where_the_picture_has_it() {
    let out = folder("truth");
    succeed(&out, "--palms 4 --captures 2 --size 320x240");
    let truths = truths(&out);
    assert_eq!(truths.len(), 8);
    for truth in &truths {
        let file = |name: &str| out.join(truth[name].as_str().unwrap());
        assert!(out.join(truth["images"]["visible"].as_str().unwrap()).is_file());
        let map = image::open(file("map")).unwrap().to_rgb8();
        assert_eq!(map.dimensions(), (320, 240));
        let hand = |[row, column]: [f64; 2]| {
            let [red, _, _] = map.get_pixel(column as u32, row as u32).0;
            assert!(red == 0 || red == 255);
            red == 255
        };
        let mark = |name: &str| pair(&truth["landmarks"][name]);
        let (index, middle, little) = (mark("index_middle"), mark("middle_ring"), mark("ring_little"));
        let unit = truth["frame"]["palm_unit"].as_f64().unwrap();
        let [down, right] = pair(&truth["frame"]["axis"]);
        // The hand's own axis runs towards the little finger; the palm is below it, fingers point up.
        let aside = if truth["hand"] == "left" { 1.0 } else { -1.0 };
        let to_wrist = [right * aside, -down * aside];
        let along = |[row, column]: [f64; 2], by: f64| {
            [row + by * unit * to_wrist[0], column + by * unit * to_wrist[1]]
        };
        for valley in [index, middle, little] {
            assert!(hand(along(valley, 0.1)), "below a valley there is the palm: {truth}");
            // Fingers lean to the sides.
            let [row, column] = along(valley, -0.15);
            let gap = (-4..=4).any(|lean| !hand([row, column + f64::from(lean)]));
            assert!(gap, "above a valley there is a gap: {truth}");
        }
        assert!(hand(pair(&truth["frame"]["origin"])), "{truth}");
        assert_eq!(mark("thumb_index")[1] < little[1], truth["hand"] == "left", "{truth}");
        let point = skin(&file("skin"), 30, 40);
        let ([x0, y0], [x1, _]) = (point(along(index, 0.4)), point(along(little, 0.4)));
        assert!((20.0..60.0).contains(&(x0 - x1)), "x grows towards the thumb: {x0} {x1}");
        assert!(point(along(index, 1.0))[1] > y0 + 10.0, "y grows towards the wrist");
        assert!(point([0.5, 0.5])[0].is_nan(), "there is no palm in the corner");
        let most = |k: usize| map.pixels().map(|p| p.0[k]).max();
        assert!(most(1) > Some(100) && most(2) > Some(100), "creases and veins");
    }
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let (one, two, more, other) = (folder("one"), folder("two"), folder("more"), folder("other"));
    succeed(&one, "--palms 3 --captures 2 --size 160x120 --threads 1");
    succeed(&two, "--palms 3 --captures 2 --size 160x120 --threads 2");
    succeed(&more, "--palms 4 --captures 2 --size 160x120");
    succeed(&other, "--palms 3 --captures 2 --size 160x120 --seed 2");
    let [one, two, more, other] = [one, two, more, other].map(|folder| files(&folder));
    // 12 pictures, 6 maps, 6 fields, and README, manifest and truth.
    assert_eq!(one.len(), 27);
    assert!(one == two, "the number of threads must not matter");
    assert!(pictures(&one).all(|(path, bytes)| more.get(path) == Some(bytes)), "the first palms of more");
    assert_eq!(pictures(&more).count(), 16);
    assert!(pictures(&one).all(|(path, bytes)| other[path] != *bytes), "another seed, other pictures");
    let distinct: std::collections::BTreeSet<_> = pictures(&one).map(|(_, bytes)| bytes).collect();
    assert_eq!(distinct.len(), 12);
}

#[test]
fn sets_can_be_evaluated() {
    let sets = [
        ("--setup iitd-roi --truth landmarks", Kind::Roi, "truth"),
        ("--setup terminal --truth none --size 480x360", Kind::Full, "truth.jsonl"),
    ];
    for (arguments, kind, absent) in sets {
        let out = folder("evaluated");
        succeed(&out, &format!("--palms 3 --captures 2 {arguments}"));
        assert!(!out.join(absent).exists(), "{arguments}");
        let path = out.join("manifest.csv");
        let manifest = Manifest::open(&path).unwrap();
        assert!(manifest.captures.iter().all(|c| c.kind == kind), "{arguments}");
        let json = out.join("results.json");
        let output = example("evaluate").arg(&path).arg("--json").arg(&json).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let results: Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
        assert_eq!(results[0]["captures"], 6, "{results}");
        assert_eq!(results[0]["palms"], 3, "{results}");
        assert_eq!(results[0]["failures_to_acquire"], 0, "{results}");
        assert_eq!(results[0]["mated"], 3, "{results}");
        // Terminals are used in all sorts of ways.
        let least = if kind == Kind::Roi { 1.0 } else { 0.3 };
        assert!(results[0]["rank1"].as_f64() >= Some(least), "{results}");
    }
}

#[test]
fn bands_are_those_asked_for() {
    let cases = [
        ("--setup casia-nir-full", "_nir.png", 1),
        ("--setup iitd-roi", "_vis.png", 1),
        ("--setup iitd-roi --bands nir", "_nir.png", 1),
        ("--size 160x120 --bands visible", "_vis.png", 1),
        ("--size 160x120", "_nir.png", 2),
    ];
    for (arguments, last, count) in cases {
        let out = folder("bands");
        succeed(&out, &format!("--palms 1 --captures 1 --truth none {arguments}"));
        let files = files(&out);
        let names: Vec<_> = pictures(&files).map(|(path, _)| path.display().to_string()).collect();
        assert_eq!(names.len(), count, "{arguments}: {names:?}");
        assert!(names.iter().any(|name| name.ends_with(last)), "{arguments}: {names:?}");
    }
}

#[test]
fn what_is_there_already_is_left_alone() {
    let out = folder("refused");
    let small = "--palms 1 --captures 1 --size 64x64";
    succeed(&out, small);
    let before = files(&out);
    let complaint = fail(&out, small, 1);
    assert!(complaint.contains("holds a data set already"), "{complaint}");
    assert!(files(&out) == before);

    let other = folder("refused-other");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("README.md"), "mine").unwrap();
    let complaint = fail(&other, small, 1);
    assert!(complaint.contains("not empty") && complaint.contains("README.md"), "{complaint}");
    assert_eq!(files(&other).len(), 1);

    let below_a_file = other.join("README.md").join("set");
    let complaint = fail(&below_a_file, small, 1);
    assert!(complaint.starts_with("synthesise: ") && complaint.contains("README.md"), "{complaint}");
}

#[test]
fn arguments_without_a_meaning_are_refused_before_anything_is_written() {
    let out = folder("arguments");
    let size = fail(&out, "--setup iitd-roi --size 640x480", 1);
    assert!(size.contains("--size") && size.contains("iitd-roi"), "{size}");
    for wrong in ["--size 640", "--size 63x480", "--size 4097x480", "--palms 0", "--captures 0", "--setup x"]
    {
        let complaint = fail(&out, wrong, 2);
        assert!(complaint.contains(wrong.split(' ').next().unwrap()), "{complaint}");
    }
    assert!(!out.exists());
}

#[test]
fn an_interrupted_run_leaves_no_manifest() {
    let out = folder("interrupted");
    let mut child = example("synthesise");
    child.arg("--out").arg(&out).args(["--palms", "100000", "--size", "64x64", "--threads", "1"]);
    let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    let first = out.join("images").join("0000").join("000000_l_1_1_vis.png");
    while !first.exists() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first.exists());
    for name in ["manifest.csv", "truth.jsonl", "README.md"] {
        assert!(!out.join(name).exists(), "{name}");
    }
    let complaint = fail(&out, "--palms 1", 1);
    assert!(complaint.contains("interrupted run"), "{complaint}");
}
