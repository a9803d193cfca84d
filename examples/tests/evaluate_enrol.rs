//! Evaluation with several captures enrolled as one template.

mod drawn;

use std::fs;
use std::path::Path;
use std::process::Output;

use drawn::{command, folder, manifest, text};
use serde_json::Value;

fn enrol(manifest: &Path, captures: &str, options: &[&str]) -> (Output, Value) {
    let json = manifest.with_extension("json");
    let _ = fs::remove_file(&json);
    let run =
        command().arg(manifest).arg("--json").arg(&json).args(["--enrol", captures]).args(options).output();
    let results = fs::read(&json).map_or(Value::Null, |bytes| serde_json::from_slice(&bytes).unwrap());
    (run.unwrap(), results[0].clone())
}

#[test]
fn the_first_captures_are_enrolled_and_the_others_are_probes() {
    let folder = folder("enrol");
    // A palm with a single capture is left out; it is of a person of its own.
    let path = manifest(&folder, "0_0.png,drawn,9,left,1,0,roi,visible\n");
    let scores = folder.join("scores.csv");
    let (output, result) = enrol(&path, "2", &["--scores", scores.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("4 templates of 2 captures each"), "{}", text(&output.stdout));
    assert_eq!((&result["enrol"], &result["captures"], &result["palms"]), (&2.into(), &13.into(), &5.into()));
    // Four probes, the third captures, with four templates.
    assert_eq!((&result["mated"], &result["non_mated"]), (&4.into(), &12.into()));
    assert_eq!((&result["eer"], &result["rank1"]), (&0.0.into(), &1.0.into()));
    let enrolment = &result["enrolment"];
    assert_eq!((&enrolment["templates"], &enrolment["captures"]["kept"]), (&4.into(), &8.into()));
    assert_eq!(enrolment["palms_with_too_few_captures"], 1);
    assert_eq!(enrolment["failures_to_enrol"], 0);
    assert_eq!(result["template_bytes"], 8040.0, "two views");
    // Two people with both hands are known, and nobody is unknown.
    let found = &result["identification"];
    assert_eq!((&found["enrolled_palms"], &found["enrolled_probes"]), (&4.into(), &4.into()));
    assert_eq!((&found["unknown_probes"], &found["rank1"]), (&0.into(), &1.0.into()));
    let scores = fs::read_to_string(scores).unwrap();
    let pairs: Vec<Vec<&str>> = scores.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(pairs.len(), 16);
    assert!(pairs.iter().all(|pair| pair[1].ends_with("_2.png") && pair[2].ends_with("_0.png")), "{scores}");
}

#[test]
fn without_enrolment_the_result_says_so() {
    let path = manifest(&folder("enrol-none"), "");
    let json = path.with_extension("json");
    assert!(command().arg(&path).arg("--json").arg(&json).output().unwrap().status.success());
    let results: Value = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();
    assert_eq!((&results[0]["enrol"], &results[0]["enrolment"]), (&Value::Null, &Value::Null));
}

#[test]
fn captures_that_do_not_agree_are_a_failure_to_enrol() {
    let folder = folder("enrol-failure");
    // Two palms under one name, and a probe.
    let path = manifest(
        &folder,
        "0_0.png,drawn,9,left,1,0,roi,visible\n\
         1_0.png,drawn,9,left,1,1,roi,visible\n\
         2_0.png,drawn,9,left,1,2,roi,visible\n",
    );
    let (output, result) = enrol(&path, "2", &[]);
    assert!(output.status.success(), "a failure to enrol is a result: {}", text(&output.stderr));
    assert_eq!(result["enrolment"]["failures_to_enrol_by_reason"]["TooFew"], 1);
    assert_eq!(result["failures_to_acquire"], 0);
    assert_eq!((&result["mated"], &result["non_mated"]), (&4.into(), &16.into()));
    // The fifth probe finds nobody: its palm has no template.
    assert_eq!(result["rank1"], 1.0);
    assert_eq!(result["rank1_with_failures"], 0.8);
}

#[test]
fn one_capture_can_be_enrolled_and_more_than_there_are_is_an_error() {
    let path = manifest(&folder("enrol-numbers"), "");
    let (output, result) = enrol(&path, "1", &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!((&result["mated"], &result["non_mated"]), (&8.into(), &24.into()));
    let (output, result) = enrol(&path, "3", &[]);
    assert_eq!(output.status.code(), Some(1), "no capture is left to probe with");
    assert!(result["error"].as_str().is_some_and(|e| e.contains("no palm has more captures")));
    for wrong in ["0", "17", "many"] {
        assert_eq!(enrol(&path, wrong, &[]).0.status.code(), Some(2), "{wrong}");
    }
    let (output, _) = enrol(&path, "2", &["--method", "compcode"]);
    assert!(!output.status.success(), "a published code has no enrolment");
}

#[test]
fn across_sessions_templates_meet_probes_of_another_session_only() {
    let path = manifest(&folder("enrol-sessions"), "");
    // Captures 0 and 1 are of session 1, capture 2 of session 2.
    let (_, result) = enrol(&path, "2", &["--protocol", "cross-session"]);
    assert_eq!((&result["mated"], &result["non_mated"]), (&4.into(), &12.into()));
    let (_, result) = enrol(&path, "1", &["--protocol", "cross-session"]);
    assert_eq!((&result["mated"], &result["non_mated"]), (&4.into(), &12.into()));
}
