use serde_json::json;

use super::figures::Figures;
use super::machine::{Machine, date};
use super::page::{amount, duration, page};
use super::peers;

/// As criterion writes them: group, rest of the name, median in ns, throughput.
fn figures(benchmarks: &[(&str, &str, f64, serde_json::Value)]) -> Figures {
    let mut figures = Figures::default();
    for (group, name, median, throughput) in benchmarks {
        let full = format!("{group}/{name}");
        let benchmark = json!({ "group_id": group, "full_id": full, "throughput": throughput });
        let estimates = json!({ "median": { "point_estimate": median } });
        figures.add(&benchmark, &estimates).expect("what criterion writes");
    }
    figures
}

fn machine() -> Machine {
    let text = |text: &str| text.to_owned();
    Machine { cpu: text("A CPU"), cores: 2, compiler: text("rustc 1"), date: text("2001-02-03") }
}

#[test]
fn the_page_tells_ratios_to_the_limits_and_what_was_asked() {
    let codes = json!({ "Elements": 1024 });
    let figures = figures(&[
        ("popcount limit, 512 codes in L2", "Avx2", 8000.0, codes.clone()),
        ("unshifted, 512 codes in L2", "Avx2", 10_240.0, codes.clone()),
        ("25 shifts, 512 codes in L2", "Avx512Popcnt", 204_800.0, codes.clone()),
        ("25 shifts, 512 codes in L2", "Portable", 1_024_000.0, codes),
        ("a million codes from memory", "read limit", 90e6, json!({ "Bytes": 896_000_000 })),
        ("a million codes from memory", "unshifted", 100e6, json!({ "Bytes": 896_000_000 })),
        ("verify 1:1", "probe not prepared", 61_000.0, json!({ "Elements": 1 })),
    ]);
    let page = page(&figures, &machine(), &peers::not_measured());
    for row in [
        "| CPU | A CPU |",
        "| the same, AVX2 | ≥ 80 % | 78 % | **no** |",
        "| unshifted from L2, part of the popcount limit, AVX-512 | ≥ 80 % | not measured |  |",
        "| a million references from memory, part of the read bandwidth | ≥ 80 % | 90 % | yes |",
        "| 25 shifts, AVX-512, references a second | ≥ 4 M/s | 5.00 M/s | yes |",
        "| 25 shifts, AVX-512 over plain Rust | ≥ 15 × | 5.0 × | **no** |",
        "| verification, probe not prepared | ≤ 60 µs | 61.0 µs | **no** |",
        "| AVX2 | 128 M/s | 100 M/s | 78 % | – | – |",
        "| unshifted | 100 ms | 8.96 GB/s | 90 % |",
        "### Verify 1:1\n\n| | time | throughput |\n|---|---|---|\n| probe not prepared | 61.0 µs | 16.4 k/s |\n",
    ] {
        assert!(page.contains(row), "{row} is missing in\n{page}");
    }
}

#[test]
fn the_budget_of_a_decision_adds_frames_and_search() {
    let one = |group, name, time| (group, name, time, json!(null));
    let followed = figures(&[
        one("a frame of 640x480", "colour, followed, every signal", 4e6),
        one("a frame of 640x480", "both bands, followed, every signal", 10e6),
        one("identify", "cascade, enrolled/100000 palms, 2 threads", 20e6),
    ]);
    let page = page(&followed, &machine(), "");
    for row in [
        "| 15 frames followed, one core | 60.0 ms |",
        "| in all | 80.0 ms | ≤ 300 ms | yes |",
        "| colour frames a second | 250 | ≥ 120 | yes |",
        "| frames of both bands a second | 100 | ≥ 120 | **no** |",
    ] {
        assert!(page.contains(row), "{row} is missing in\n{page}");
    }
    assert!(super::page::page(&figures(&[]), &machine(), "").contains("Not measured."));
}

#[test]
fn numbers_within_names_are_ordered_as_numbers() {
    let one = |name| ("identify", name, 1.0, json!(null));
    let figures =
        figures(&[one("cascade/1000000 palms"), one("cascade/100000 palms"), one("cascade/10000 palms")]);
    let page = page(&figures, &machine(), "");
    let at = |name| page.find(name).expect("all have rows");
    assert!(at("| cascade, 10000 palms") < at("| cascade, 100000 palms"));
    assert!(at("| cascade, 100000 palms") < at("| cascade, 1000000 palms"));
}

#[test]
fn a_run_without_what_criterion_writes_is_told() {
    let folder = std::env::temp_dir().join(format!("palmsig-figures-{}", std::process::id()));
    let group = folder.join("group/name/new");
    std::fs::create_dir_all(&group).expect("a temporary folder");
    assert!(Figures::read(&folder).expect_err("nothing there").contains("no benchmark"));
    let put = |name: &str, text: &str| std::fs::write(group.join(name), text).expect("a temporary file");
    put("benchmark.json", r#"{"group_id":"group","full_id":"group/name","throughput":{"Bytes":7}}"#);
    put("estimates.json", "{}");
    assert!(Figures::read(&folder).expect_err("no median").contains("group/name"));
    put("estimates.json", r#"{"median":{"point_estimate":2.0}}"#);
    let read = Figures::read(&folder).expect("all there");
    std::fs::remove_dir_all(&folder).expect("the folder just made");
    assert_eq!(read.time("group", "name"), Some(2.0));
}

#[test]
fn three_digits_and_a_unit() {
    let times = [0.5, 9.999, 12.34, 123.4, 61_000.0, 2.5e6, 3e9].map(duration);
    assert_eq!(times, ["0.50 ns", "10.00 ns", "12.3 ns", "123 ns", "61.0 µs", "2.50 ms", "3.00 s"]);
    assert_eq!([7.0, 1.5e6, 2.5e10].map(amount), ["7.00", "1.50 M", "25.0 G"]);
}

#[test]
fn days_have_dates() {
    let days = [0, 58, 59, 364, 365, 11_016, 11_017, 20_781].map(date);
    let dates = ["1970-01-01", "1970-02-28", "1970-03-01", "1970-12-31", "1971-01-01"];
    assert_eq!(days[..5], dates);
    assert_eq!(days[5..], ["2000-02-29", "2000-03-01", "2026-11-24"]);
}

#[test]
fn peers_stand_between_their_marks() {
    let said = r#"{"peer":"a","probes":1,"per_second":2000000,"least":9}"#;
    let several = r#"{"peer":"a","probes":16,"per_second":3500000,"least":99}"#;
    let results = [peers::read(said).expect("a result"), peers::read(several).expect("a result")];
    let section = peers::section_of(&results, &machine());
    assert!(section.contains("| a | 2.00 M/s | 3.50 M/s |\n"), "{section}");
    let page = page(&Figures::default(), &machine(), &peers::not_measured());
    let other = peers::put(&page, &section).expect("a place for peers");
    assert_eq!(peers::section(&other).as_deref(), Some(&section[..]));
    assert_eq!(peers::put(&other, &peers::not_measured()).as_deref(), Some(&page[..]));
    assert_eq!(peers::put("no place", &section), None);
    assert!(peers::read("Traceback").expect_err("no result").contains("Traceback"));
}

#[test]
fn peers_that_find_other_distances_are_told() {
    let result = |peer: &str, least: u64| {
        peers::read(&json!({ "peer": peer, "probes": 1, "per_second": 1, "least": least }).to_string())
            .expect("a result")
    };
    assert_eq!(peers::agree(&[result("a", 9), result("b", 9), result("palmsig, masks of both", 7)]), Ok(()));
    assert!(peers::agree(&[result("palmsig, no mask", 9), result("b", 8)]).is_err());
}
