//! Synthetic palms beside the figures kept of real ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// By what share the figures of non-mated codes may differ from real ones.
const TOLERANCE: f64 = 0.15;

/// Enough for degrees of freedom with a standard error of 7 %.
const PALMS: &str = "64";

type Row = BTreeMap<String, String>;

/// The example that `cargo test` built beside this test.
fn command() -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let example = profile.join("examples").join(format!("realism{}", std::env::consts::EXE_SUFFIX));
    assert!(example.exists(), "{} is missing: run `cargo build --example realism`", example.display());
    Command::new(example)
}

/// An empty folder for the test `name`.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("realism").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn rows(folder: &Path) -> Vec<Row> {
    let csv = csv::Reader::from_path(folder.join("figures.csv")).unwrap();
    csv.into_deserialize().map(Result::unwrap).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// A run of two palms: what it measures is left to chance, what it does with it is not.
fn small(arguments: &[&str]) -> Output {
    let size = ["--setup", "tongji-roi", "--palms", "2", "--captures", "2"];
    command().args(size).args(arguments).output().unwrap()
}

#[test]
fn codes_of_strangers_vary_as_those_of_real_palms_do() {
    let folder = folder("non-mated");
    let size = ["--setup", "iitd-roi", "tongji-roi", "--palms", PALMS, "--captures", "1"];
    let output = command().args(size).arg("--out").arg(&folder).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let rows = rows(&folder);
    for set in ["iitd-roi", "tongji-roi"] {
        for what in ["mean share of differing bits", "variance of it × 10⁴", "degrees of freedom"] {
            let name = format!("non-mated codes aligned: {what}");
            let row = rows.iter().find(|row| row["set"] == set && row["figure"] == name);
            let row = row.unwrap_or_else(|| panic!("{set} lacks {name}"));
            let (real, synthetic) = (number(row, "real"), number(row, "synthetic"));
            let ratio = synthetic / real;
            assert!((ratio - 1.0).abs() <= TOLERANCE, "{set}, {name}: {synthetic} instead of {real}");
            assert_eq!(row["verdict"].trim_end_matches(" ?"), "within 15 %");
        }
    }
}

#[test]
fn every_figure_is_known_of_every_real_set() {
    let folder = folder("figures");
    let names = ["iitd-roi", "tongji-roi", "coep-full", "casia-nir-full", "polyu-full"];
    let size = ["--palms", "2", "--captures", "2", "--setup"];
    let output = command().args(size).args(names).arg("--out").arg(&folder).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let rows = rows(&folder);
    for name in names {
        let of_set: Vec<&Row> = rows.iter().filter(|row| row["set"] == name).collect();
        assert!(of_set.len() > 40, "{} figures of {name}", of_set.len());
        for row in &of_set {
            assert!(number(row, "real").is_finite() && number(row, "real_error").is_finite(), "{row:?}");
        }
        assert_eq!(of_set.iter().filter(|row| row["promised"] == "1").count(), 9);
        let svg = fs::read_to_string(folder.join(format!("{name}.svg"))).unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
        assert!(!svg.contains("NaN") && svg.contains(name));
    }
}

#[test]
fn a_page_gets_new_tables_and_keeps_the_rest() {
    let page = folder("page").join("page.md");
    fs::write(&page, "before\n<!-- realism: begin -->\nold\n<!-- realism: end -->\nafter\n").unwrap();
    let output = small(&["--markdown", page.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let new = fs::read_to_string(&page).unwrap();
    assert!(new.starts_with("before\n<!-- realism: begin -->\n"), "{new}");
    assert!(new.ends_with("<!-- realism: end -->\nafter\n") && !new.contains("old"), "{new}");
    for part in ["### tongji-roi", "| Scores | real |", "| Spectrum | real |", "Where it differs"] {
        assert!(new.contains(part), "{part} in {new}");
    }
}

#[test]
fn a_page_without_marks_is_refused_and_stays() {
    let page = folder("unmarked").join("page.md");
    fs::write(&page, "nothing to replace").unwrap();
    let output = small(&["--markdown", page.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("realism: begin"), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(&page).unwrap(), "nothing to replace");
}

#[test]
fn broken_promises_fail_strict_runs_alone() {
    // A single mated pair and hardly more of strangers: their variance is none of the real one.
    let (strict, relaxed) = (small(&["--strict"]), small(&[]));
    assert_eq!(relaxed.status.code(), Some(0), "{}", text(&relaxed.stderr));
    assert_eq!(strict.status.code(), Some(1), "{}", text(&strict.stdout));
    assert_eq!(strict.stdout, relaxed.stdout, "the same palms give the same report");
    assert!(text(&strict.stdout).contains("Where it differs"));
}

#[test]
fn sets_without_a_setup_are_named() {
    let folder = folder("unknown");
    let manifest = folder.join("other.csv");
    let header = "path,set,subject,hand,session,sample,kind,modality\n";
    fs::write(&manifest, format!("{header}a.png,elsewhere,1,left,0,1,roi,visible\n")).unwrap();
    let output = command().arg(&manifest).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("elsewhere") && text(&output.stderr).contains("polyu-full"));
    let output = command().args(["--setup", "elsewhere"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "clap tells of wrong arguments");
}
