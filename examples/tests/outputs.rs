//! The files that an evaluation leaves beside its JSON, and what an interruption leaves of them.

mod drawn;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use drawn::{command, folder, manifest, text};

/// How names of temporary files end.
const LEFTOVER: &str = ".palmsig-unfinished.tmp";

/// A row that no palm is found in, of a picture that the test draws.
const BLANK: &str = "blank.png,drawn,0,left,2,9,full,visible\n";

fn draw_blank(folder: &Path) {
    image::GrayImage::from_pixel(256, 256, image::Luma([120])).save(folder.join("blank.png")).unwrap();
}

/// A folder outside of this repository.
fn outside(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("palmsig-evaluate-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn rows(csv: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(csv).unwrap().deserialize().map(Result::unwrap).collect()
}

#[test]
fn scores_have_a_row_for_every_comparison() {
    let (folder, second) = (folder("scores"), folder("scores-2"));
    draw_blank(&folder);
    let first = manifest(&folder, BLANK);
    let second = manifest(&second, "");
    let out = folder.join("scores.csv");
    let output = command().args([&first, &second]).arg("--scores").arg(&out).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let rows = rows(&out);
    // 13 captures make 78 pairs, 12 make 66.
    assert_eq!(rows.len(), 78 + 66);
    let of_first = |row: &&BTreeMap<_, _>| row["manifest"] == first.display().to_string();
    assert_eq!(rows.iter().filter(of_first).count(), 78);
    let count = |mated: &str, outcome: &str| {
        let counts = |row: &&BTreeMap<_, _>| row["mated"] == mated && row["outcome"] == outcome;
        rows.iter().filter(of_first).filter(counts).count()
    };
    assert_eq!((count("1", "compared"), count("0", "compared")), (12, 54));
    assert_eq!((count("1", "failure-to-acquire"), count("0", "failure-to-acquire")), (3, 9));
    for row in &rows {
        let score = row["score"].parse::<i32>();
        assert_eq!(score.is_ok(), row["outcome"] == "compared", "{row:?}");
        let palm = |name: &str| row[name].split('_').next().map(str::to_owned);
        if row["outcome"] == "compared" {
            assert_eq!(row["mated"] == "1", palm("probe") == palm("reference"), "{row:?}");
            // Ten standard deviations: the drawn palms are told apart with ease.
            assert_eq!(row["mated"] == "1", score.unwrap() > 2560, "{row:?}");
        }
    }
    let names = |row: &BTreeMap<String, String>| (row["probe"].clone(), row["reference"].clone());
    assert_eq!(names(&rows[0]), ("0_0.png".into(), "0_1.png".into()), "paths are those of the manifest");
}

#[test]
fn curves_are_drawn_even_where_nothing_went_wrong_or_nothing_was_compared() {
    let (folder, alone) = (folder("det"), folder("det-2"));
    let path = manifest(&folder, "");
    let single = alone.join("single.csv");
    let header = "path,set,subject,hand,session,sample,kind,modality\n";
    fs::write(&single, format!("{header}a.png,<single> & lonely,1,left,0,1,roi,visible\n")).unwrap();
    let strangers = folder.join("strangers.csv");
    let rows = "0_0.png,s,1,left,0,1,roi,visible\n1_0.png,s,2,left,0,1,roi,visible\n";
    fs::write(&strangers, format!("{header}{rows}")).unwrap();
    let out = folder.join("det.svg");
    let output = command().args([&path, &single, &strangers]).arg("--det").arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "one capture makes no pair");
    let svg = fs::read_to_string(&out).unwrap();
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    let texts = [
        "drawn",
        "12 mated",
        "54 non-mated",
        "&lt;single&gt; &amp; lo",
        "nothing was compared",
        "0 mated",
        "rates told",
    ];
    for text in texts {
        assert!(svg.contains(text), "{text} in {svg}");
    }
    // A curve without errors goes along both zeros and meets them in a corner; without mated pairs there is none.
    let curves =
        svg.lines().filter(|line| line.starts_with("<polyline") && line.contains("stroke-width=\"3\""));
    let corners = curves.filter(|line| line.matches(',').count() >= 3).count();
    assert_eq!(corners, 1, "{svg}");
}

#[test]
fn contact_sheets_show_pairs_and_failures_outside_of_repositories_only() {
    let folder = outside("sheets");
    draw_blank(&folder);
    let path = manifest(&folder, BLANK);
    let out = folder.join("new").join("sheets");
    let output = command().arg(&path).arg("--trace").arg(&out).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|f| f.unwrap().file_name()).collect();
    names.sort();
    // 12 mated pairs fill a page, the 24 most similar of 54 non-mated ones two.
    let expected = ["failures-01", "mated-01", "non-mated-01", "non-mated-02"];
    assert_eq!(names, expected.map(|name| std::ffi::OsString::from(format!("01-drawn-{name}.png"))));
    let sheet = |name: &str| image::open(out.join(format!("01-drawn-{name}.png"))).unwrap().to_rgb8();
    let (one, many) = (sheet("failures-01"), sheet("mated-01"));
    assert!(many.height() > 3 * one.height(), "one entry, and six rows of two");
    let greys: HashSet<_> = many.pixels().collect();
    assert!(greys.len() > 50, "palms have many greys, not {}", greys.len());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn contact_sheets_are_refused_inside_a_repository_whatever_way_the_folder_is_written() {
    let folder = outside("refused");
    let path = manifest(&folder, "");
    // A linked work tree has a file of that name.
    for (repository, is_file) in [("checkout", false), ("linked", true)] {
        let repository = folder.join(repository);
        fs::create_dir_all(repository.join("deep")).unwrap();
        let git = repository.join(".git");
        if is_file {
            fs::write(&git, "gitdir: elsewhere").unwrap()
        } else {
            fs::create_dir(&git).unwrap()
        }
        let json = folder.join("out.json");
        let inside = repository.join("deep");
        for trace in [repository.clone(), inside.join("new").join("sheets"), inside.join("..").join("sheets")]
        {
            let mut evaluate = command();
            evaluate.arg(&path).arg("--json").arg(&json).arg("--trace").arg(&trace);
            let output = evaluate.output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{}", trace.display());
            assert!(text(&output.stderr).contains("outside the repository"), "{}", text(&output.stderr));
            assert!(!json.exists() && !inside.join("new").exists() && !repository.join("sheets").exists());
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn residuals_are_those_of_the_crops() {
    let folder = folder("residuals");
    manifest(&folder, "");
    let mut csv = String::from("path,set,subject,hand,session,sample,kind,modality\n");
    for palm in 0..3 {
        let whole = image::open(folder.join(format!("{palm}_0.png"))).unwrap();
        // 8 pixels to the right and 6 down of a crop of 100: a tenth of the square.
        for (crop, (x, y)) in [(4, 6), (12, 12)].into_iter().enumerate() {
            whole.crop_imm(x, y, 100, 100).save(folder.join(format!("{palm}_crop{crop}.png"))).unwrap();
            csv += &format!("{palm}_crop{crop}.png,crops,{palm},left,1,{crop},roi,visible\n");
        }
    }
    let crops = folder.join("crops.csv");
    fs::write(&crops, csv).unwrap();
    let json = folder.join("out.json");
    let output = command().arg(&crops).arg("--json").arg(&json).output().unwrap();
    assert!(text(&output.stdout).contains("residuals: rotation"), "{}", text(&output.stdout));
    let results: serde_json::Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    let residuals = &results[0]["residuals"];
    assert_eq!(residuals["pairs"], 3);
    let median = |name: &str| residuals[name]["median"].as_f64().unwrap();
    assert!((median("shift") - 0.1).abs() < 0.005, "{residuals}");
    assert!(median("rotation_degrees") < 0.5 && median("log_scale") < 0.01, "{residuals}");
    assert!(residuals["shift"]["p99"].as_f64() >= residuals["shift"]["p95"].as_f64(), "{residuals}");
}

#[test]
fn nothing_half_written_ever_has_its_final_name() {
    let folder = folder("killed");
    let path = manifest(&folder, "");
    let (json, csv) = (folder.join("out.json"), folder.join("out.csv"));
    for wait in (0..10).map(|step| Duration::from_millis(60 * step)) {
        fs::write(&json, "old").unwrap();
        let _ = fs::remove_file(&csv);
        let mut child = command();
        child.arg(&path).arg("--json").arg(&json).arg("--scores").arg(&csv);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();
        let written = fs::read_to_string(&json).unwrap();
        assert!(written == "old" || serde_json::from_str::<serde_json::Value>(&written).is_ok(), "{written}");
        assert!(!csv.exists() || rows(&csv).len() == 66);
    }
    let strange = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    let strange: Vec<_> = strange
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with("out.") && !name.ends_with(LEFTOVER))
        .collect();
    assert!(strange.iter().all(|name| name == "out.json" || name == "out.csv"), "{strange:?}");
}

#[test]
fn an_output_that_cannot_be_written_is_told_before_the_work_and_spoils_no_other() {
    let folder = folder("unwritable");
    let path = manifest(&folder, "");
    let (json, missing) = (folder.join("out.json"), folder.join("nowhere").join("scores.csv"));
    let mut evaluate = command();
    evaluate.arg(&path).arg("--json").arg(&json).arg("--scores").arg(&missing);
    let output = evaluate.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty(), "nothing was evaluated");
    assert!(text(&output.stderr).contains("scores.csv"), "{}", text(&output.stderr));
    assert!(!json.exists());
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = folder("pipe");
    let path = manifest(&folder, "");
    let json = folder.join("out.json");
    let mut child = command();
    child.args([&path, &path]).arg("--json").arg(&json).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    drop(child.stdout.take());
    let mut complaints = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
    assert!(child.wait().unwrap().success(), "{complaints}");
    assert_eq!(complaints, "");
    let results: serde_json::Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    assert_eq!(results.as_array().map(Vec::len), Some(2), "files are written all the same");
}
