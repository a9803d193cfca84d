//! The evaluation command, from drawn palm squares to the JSON file.

mod drawn;

use std::fs;
use std::path::Path;
use std::process::Output;

use drawn::{command, folder, manifest, text};
use serde_json::Value;

const KEYS: [&str; 26] = [
    "set",
    "images",
    "captures",
    "palms",
    "protocol",
    "method",
    "failures_to_acquire",
    "mated",
    "non_mated",
    "eer",
    "fnmr_at_fmr",
    "d_prime",
    "rank1",
    "eer_with_failures",
    "fnmr_at_fmr_with_failures",
    "localise_ms",
    "extract_ms",
    "compare_us",
    "template_bytes",
    "bad_rows",
    "eer_interval",
    "fnmr_at_fmr_intervals",
    "rank1_interval",
    "eer_with_failures_interval",
    "identification",
    "discard",
];

/// Keys that hold times, which differ from run to run.
const TIMES: [&str; 4] = ["localise_ms", "extract_ms", "probe_us", "compare_us"];

fn evaluate(manifests: &[&Path], json: &Path, options: &[&str]) -> (Output, Value) {
    let output = command().args(manifests).arg("--json").arg(json).args(options).output().unwrap();
    let results = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();
    (output, results)
}

#[test]
fn every_pair_is_compared_once_and_the_results_have_all_keys() {
    let folder = folder("keys");
    let path = manifest(&folder, "");
    let (output, results) = evaluate(&[&path, &path], &folder.join("out.json"), &["--threads", "2"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("drawn"));
    assert_eq!(results.as_array().map(Vec::len), Some(2), "one object a manifest");
    let first = results[0].as_object().unwrap();
    assert!(KEYS.iter().all(|key| first.contains_key(*key)), "{first:?}");
    // 12 captures make 66 pairs; 4 palms of 3 captures each have 3 mated ones.
    assert_eq!((&first["mated"], &first["non_mated"]), (&12.into(), &54.into()));
    assert_eq!((&first["captures"], &first["palms"], &first["images"]), (&12.into(), &4.into(), &12.into()));
    // The noise is slight: nothing is mistaken.
    assert_eq!((&first["eer"], &first["rank1"]), (&0.0.into(), &1.0.into()));
    assert_eq!(first["fnmr_at_fmr"]["1e-2"], Value::Null, "54 comparisons cannot show one in a hundred");
    // No error in two people: t²/(2 + t²) with a t of about ten for one degree of freedom.
    let eer: Vec<f64> = first["eer_interval"].as_array().unwrap().iter().flat_map(Value::as_f64).collect();
    assert!(eer[0] == 0.0 && eer[1] > 0.9 && eer[1] < 1.0, "{eer:?}");
    assert_eq!(first["fnmr_at_fmr_intervals"]["1e-2"], Value::Null);
    assert_eq!(first["discard"], Value::Null, "no threshold shows an FMR of one in a thousand");
    assert_eq!(first["fnmr_at_fmr"].as_object().map(serde_json::Map::len), Some(4));
    let left_over: Vec<_> = fs::read_dir(&folder).unwrap().filter(|f| text_of(f).contains("tmp")).collect();
    assert!(left_over.is_empty(), "{left_over:?}");
}

fn text_of(file: &std::io::Result<fs::DirEntry>) -> String {
    file.as_ref().map(|f| f.file_name().to_string_lossy().into_owned()).unwrap_or_default()
}

#[test]
fn every_third_person_is_unknown_and_first_captures_are_enrolled() {
    let folder = folder("identification");
    image::GrayImage::from_pixel(256, 256, image::Luma([120])).save(folder.join("blank.png")).unwrap();
    // Two people with two palms of three captures each are enrolled. Of a third there are one
    // capture and a failure, and another failure is of the first.
    let path = manifest(
        &folder,
        "0_0.png,drawn,2,left,1,8,roi,visible\n\
         blank.png,drawn,2,left,1,9,full,visible\n\
         blank.png,drawn,0,left,1,9,full,visible\n",
    );
    let (output, results) = evaluate(&[&path], &folder.join("out.json"), &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("95 % intervals"));
    let found = &results[0]["identification"];
    assert_eq!(found["enrolled_palms"], 4);
    assert_eq!((&found["enrolled_probes"], &found["unknown_probes"]), (&9.into(), &2.into()));
    // All are found but the failure.
    let (low, high) = (&found["rank1_interval"][0], &found["rank1_interval"][1]);
    let (rate, low, high) = (found["rank1"].as_f64().unwrap(), low.as_f64().unwrap(), high.as_f64().unwrap());
    assert!((rate - 8.0 / 9.0).abs() < 1e-12 && low < rate && rate < high, "{low} {rate} {high}");
    assert_eq!(found["rank5"], found["rank1"]);
    assert_eq!(found["fnir_at_fpir"]["1e-2"], Value::Null, "one probe shows no FPIR of 1 in 100");
}

#[test]
fn the_number_of_threads_changes_no_result() {
    let folder = folder("threads");
    let path = manifest(&folder, "");
    let run = |threads: &str, method: &str| {
        let options = ["--threads", threads, "--method", method];
        let (_, mut results) = evaluate(&[&path], &folder.join("out.json"), &options);
        let result = results[0].as_object_mut().unwrap();
        TIMES
            .iter()
            .for_each(|key| assert!(result.remove(*key).is_some_and(|time| time.is_number()), "{key}"));
        results
    };
    assert_eq!(run("1", "palmsig"), run("3", "palmsig"));
    assert_eq!(run("1", "palmsig-rigid"), run("3", "palmsig-rigid"));
    assert_ne!(run("1", "palmsig")[0]["d_prime"], run("1", "palmsig-rigid")[0]["d_prime"]);
}

#[test]
fn published_codes_are_evaluated_on_the_captures_of_the_engine() {
    let folder = folder("baselines");
    image::GrayImage::from_pixel(256, 256, image::Luma([120])).save(folder.join("blank.png")).unwrap();
    let path = manifest(&folder, "blank.png,drawn,0,left,2,9,full,visible\n");
    let run = |method: &str| {
        let (output, mut results) =
            evaluate(&[&path], &folder.join("out.json"), &["--threads", "2", "--method", method]);
        assert!(output.status.success(), "{method}: {}", text(&output.stderr));
        results[0].take()
    };
    let engine = run("palmsig");
    let mut shapes = vec![engine["d_prime"].as_f64().unwrap()];
    // Bytes of the planes and the mask, packed.
    for (method, bytes) in
        [("compcode", 512.0), ("bocv", 896.0), ("edcc", 631.0), ("don", 4096.0), ("ordinal", 512.0)]
    {
        let result = run(method);
        assert!(KEYS.iter().all(|key| result.as_object().unwrap().contains_key(*key)), "{method}: {result}");
        assert_eq!((&result["method"], &result["template_bytes"]), (&method.into(), &bytes.into()));
        for key in ["captures", "mated", "non_mated", "failures_to_acquire_by_reason", "residuals"] {
            assert_eq!(result[key], engine[key], "{method}: {key}");
        }
        assert_eq!((&result["eer"], &result["rank1"]), (&0.0.into(), &1.0.into()), "{method}");
        assert!(TIMES.iter().all(|key| result[*key].is_number()), "{method}: {result}");
        shapes.push(result["d_prime"].as_f64().unwrap());
    }
    shapes.sort_by(f64::total_cmp);
    assert!(shapes.windows(2).all(|pair| pair[0] < pair[1]), "no method is another one: {shapes:?}");
}

#[test]
fn cross_session_compares_only_captures_of_different_sessions() {
    let folder = folder("sessions");
    // Session 0 is unknown: it may be any.
    let path = manifest(&folder, "0_0.png,drawn,0,left,0,9,roi,visible\n");
    let (output, results) = evaluate(&[&path], &folder.join("out.json"), &["--protocol", "cross-session"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    // 8 captures of session 1 with 4 of session 2: 32 pairs, 2 a palm are mated.
    assert_eq!((&results[0]["mated"], &results[0]["non_mated"]), (&8.into(), &24.into()));
    assert_eq!(results[0]["protocol"], "cross-session");
}

#[test]
fn without_sessions_cross_session_is_an_error_and_other_manifests_go_on() {
    let (folder, unknown) = (folder("no-session"), folder("no-session-2"));
    let good = manifest(&folder, "");
    let bad = unknown.join("unknown.csv");
    let rows = "a.png,u,1,left,0,1,roi,visible\nb.png,u,1,left,0,2,roi,visible\n";
    fs::write(&bad, format!("path,set,subject,hand,session,sample,kind,modality\n{rows}")).unwrap();
    let missing = folder.join("missing.csv");
    let (output, results) =
        evaluate(&[&bad, &missing, &good], &folder.join("out.json"), &["--protocol", "cross-session"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(results[0]["error"].is_string() && results[1]["error"].is_string());
    assert!(results[0]["eer"].is_null() && results[1]["eer"].is_null());
    assert_eq!((&results[2]["error"], &results[2]["mated"]), (&Value::Null, &8.into()));
}

#[test]
fn rows_that_cannot_be_used_are_reported_and_the_rest_is_evaluated() {
    let folder = folder("bad-rows");
    fs::write(folder.join("text.png"), "not a picture").unwrap();
    let bad = "0_0.png,drawn,0,both,1,7,roi,visible\n\
               missing.png,drawn,0,left,1,8,roi,visible\n\
               text.png,drawn,0,left,1,9,roi,visible\n\
               0_1.png,drawn,0,left,1,0,roi,visible\n";
    let path = manifest(&folder, bad);
    let (output, results) = evaluate(&[&path], &folder.join("out.json"), &[]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = text(&output.stderr);
    // 12 rows below the header are good: the bad ones stand on lines 14 to 17, and the last of them
    // lists a band for the second time.
    for line in 14..=17 {
        let mark = format!("{}:{line}: ", path.display());
        assert_eq!(stderr.lines().filter(|l| l.starts_with(&mark)).count(), 1, "line {line} in {stderr}");
    }
    assert_eq!(stderr.lines().count(), 4, "{stderr}");
    assert_eq!((&results[0]["bad_rows"], &results[0]["captures"]), (&4.into(), &12.into()));
    assert_eq!((&results[0]["mated"], &results[0]["eer"]), (&12.into(), &0.0.into()));
}

#[test]
fn failures_to_acquire_are_counted_by_reason_and_raise_only_their_own_rates() {
    let folder = folder("failures");
    image::GrayImage::from_pixel(256, 256, image::Luma([120])).save(folder.join("blank.png")).unwrap();
    let path = manifest(&folder, "blank.png,drawn,0,left,2,9,full,visible\n");
    let (output, results) = evaluate(&[&path], &folder.join("out.json"), &[]);
    assert!(output.status.success(), "a failure to acquire is a result: {}", text(&output.stderr));
    let result = &results[0];
    assert_eq!((&result["failures_to_acquire"], &result["captures"]), (&1.into(), &13.into()));
    let reasons = result["failures_to_acquire_by_reason"].as_object().unwrap();
    assert_eq!(reasons.values().collect::<Vec<_>>(), [&Value::from(1)]);
    assert_eq!((&result["mated"], &result["eer"], &result["rank1"]), (&12.into(), &0.0.into(), &1.0.into()));
    // 3 of 15 mated pairs are lost, and the failed capture of 13 finds nobody.
    assert!(result["eer_with_failures"].as_f64().is_some_and(|eer| eer > 0.0));
    let rank1 = result["rank1_with_failures"].as_f64().unwrap();
    assert!((rank1 - 12.0 / 13.0).abs() < 1e-12, "{rank1}");
}
