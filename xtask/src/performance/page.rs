//! The page: prose around the figures.

use super::budget;
use super::figures::{Figure, Figures, Throughput};
use super::machine::Machine;

/// Instruction sets as the benches name them, and what they are, slowest first.
const BACKENDS: [(&str, &str); 8] = [
    ("Portable", "plain Rust, as compiled for any CPU of the kind"),
    ("Sse2", "the same (SSE2 has no popcount)"),
    ("Popcnt", "plain Rust with popcnt"),
    ("Neon", "NEON"),
    ("Avx2", "AVX2"),
    ("Avx512", "AVX-512 without BITALG (counts with AVX2)"),
    ("Avx512Vnni", "AVX-512 with VNNI (counts with AVX2)"),
    ("Avx512Popcnt", "AVX-512 with BITALG and VPOPCNTDQ"),
];

const LIMIT: &str = "popcount limit, 512 codes in L2";
const UNSHIFTED: &str = "unshifted, 512 codes in L2";
const SHIFTS: &str = "25 shifts, 512 codes in L2";
const COARSE: &str = "coarse, 25 shifts, 1024 codes in L2";
const MEMORY: &str = "a million codes from memory";

/// Groups that have tables of their own.
const TOLD: [&str; 5] = [LIMIT, UNSHIFTED, SHIFTS, COARSE, MEMORY];

pub(super) fn page(figures: &Figures, machine: &Machine, peers: &str) -> String {
    let Machine { cpu, cores, compiler, date } = machine;
    let (required, kernels, memory, rest) =
        (required(figures), kernels(figures), memory(figures), groups(figures));
    let decision = budget::table(figures);
    format!(
        "# Performance

`cargo xtask bench-report` runs the benches and writes this page; what it says about peers comes from
`cargo xtask bench-peers`. Do not edit it by hand: its words stand in `xtask/src/performance/`.

| | |
|---|---|
| CPU | {cpu} |
| cores seen | {cores} |
| compiler | {compiler}, release profile, for any CPU of the kind (kernels are chosen at run time) |
| date | {date} |

Times are medians of one run, on one core unless said. Compact codes have six planes of 32 × 32 bits (768 bytes) and one
mask of 32 × 32 cells (128 bytes) that the planes share: a comparison counts the differing bits of cells that are usable in
both codes, and how many bits those are. 25 shifts are those by up to two cells each way. Coarse codes, which a search
looks at first, have 256 bytes with their mask, under 25 shifts. Codes are those of synthetic palms, whose bits hang
together as those of real ones do.

## What is asked for

{required}
## Kernels and the popcount limit

The limit counts the bits of every code of 896 bytes, a number a code, and nothing else, with the same instructions: there
is no mask, no second code, no shift. Figures are millions of references a second.

{kernels}
## From memory

The limit reads all codes once.

{memory}
## From the first good frame to a decision

What a terminal computes while a hand hovers, in colour at 640 × 480 and 30 frames a second: every frame of half a second is
followed and judged by every signal of liveness, then the palm is looked for among 100 000.

{decision}
## Everything else

{rest}
{peers}
## On your own pictures

```text
PALMSIG_BENCH_MANIFEST=MANIFEST.csv cargo bench -p palmsig-benches --bench own_pictures
```

measures extraction and comparison on the first 50 whole hands and the first 50 crops of a [manifest](accuracy.md). A bad
row or a picture that cannot be read ends it with its line. To compare two versions, anywhere in the repository:

```text
cargo bench -- --save-baseline before
cargo bench -- --baseline before
```
"
    )
}

/// One row of the table of what is asked for.
struct Asked {
    what: &'static str,
    asked: &'static str,
    measured: Option<String>,
    reached: Option<bool>,
}

impl Asked {
    fn at_least(
        what: &'static str,
        asked: &'static str,
        least: f64,
        value: Option<f64>,
        show: fn(f64) -> String,
    ) -> Asked {
        Asked { what, asked, measured: value.map(show), reached: value.map(|value| value >= least) }
    }

    fn at_most(what: &'static str, asked: &'static str, most: f64, time: Option<f64>) -> Asked {
        Asked { what, asked, measured: time.map(duration), reached: time.map(|time| time <= most) }
    }
}

fn required(figures: &Figures) -> String {
    let percent = |ratio: f64| format!("{:.0} %", 100.0 * ratio);
    let times = |ratio: f64| format!("{ratio:.1} ×");
    let of_limit = |backend| figures.ratio([LIMIT, backend], [UNSHIFTED, backend]);
    let best = "Avx512Popcnt";
    let shifted = figures.get(SHIFTS, best).and_then(Figure::rate).map(|rate| match rate {
        Throughput::Elements(elements) | Throughput::Bytes(elements) => elements,
    });
    let faster_than = |backend| figures.ratio([SHIFTS, backend], [SHIFTS, best]);
    let identified =
        |who: &str| figures.time("identify", &format!("cascade, {who}/1000000 palms, 2 threads"));
    let [us, ms] = [1e3, 1e6];
    let rows = [
        Asked::at_least(
            "unshifted from L2, part of the popcount limit, AVX-512",
            "≥ 80 %",
            0.8,
            of_limit(best),
            percent,
        ),
        Asked::at_least("the same, AVX2", "≥ 80 %", 0.8, of_limit("Avx2"), percent),
        Asked::at_least(
            "a million references from memory, part of the read bandwidth",
            "≥ 80 %",
            0.8,
            figures.ratio([MEMORY, "read limit"], [MEMORY, "unshifted"]),
            percent,
        ),
        Asked::at_least("25 shifts, AVX-512, references a second", "≥ 4 M/s", 4e6, shifted, |rate| {
            amount(rate) + "/s"
        }),
        Asked::at_least(
            "25 shifts, AVX-512 over plain Rust with popcnt",
            "≥ 4 ×",
            4.0,
            faster_than("Popcnt"),
            times,
        ),
        Asked::at_least("25 shifts, AVX-512 over plain Rust", "≥ 15 ×", 15.0, faster_than("Portable"), times),
        Asked::at_most(
            "identification among a million palms, enrolled, two threads",
            "≤ 40 ms",
            40.0 * ms,
            identified("enrolled"),
        ),
        Asked::at_most("the same, a stranger", "≤ 40 ms", 40.0 * ms, identified("stranger")),
        Asked::at_most(
            "verification, probe not prepared",
            "≤ 60 µs",
            60.0 * us,
            figures.time("verify 1:1", "probe not prepared"),
        ),
        Asked::at_most(
            "crop to compact code",
            "≤ 150 µs",
            150.0 * us,
            figures.time("150x150 crop", "to compact code"),
        ),
        Asked::at_most(
            "crop to template",
            "≤ 800 µs",
            800.0 * us,
            figures.time("150x150 crop", "to template"),
        ),
        Asked::at_most(
            "colour picture of 1600 × 1200 to template",
            "≤ 6 ms",
            6.0 * ms,
            figures.time("picture to template", "1600x1200 colour"),
        ),
        Asked::at_most(
            "a template sealed and opened",
            "≤ 20 µs",
            20.0 * us,
            figures.time("seal", "seal and open a template"),
        ),
        Asked::at_most(
            "100 000 sealed palms into a gallery, all cores",
            "≤ 2 s",
            2000.0 * ms,
            figures.time("load", "100000 palms into a gallery"),
        ),
        Asked::at_most(
            "an enrolment that is on the disk",
            "≤ 10 ms",
            10.0 * ms,
            figures.time("durable", "enrol"),
        ),
    ];
    let mut table = "| | asked | measured | reached |\n|---|---|---|---|\n".to_owned();
    for Asked { what, asked, measured, reached } in rows {
        let reached = reached.map_or("", |reached| if reached { "yes" } else { "**no**" });
        table += &format!(
            "| {what} | {asked} | {} | {reached} |\n",
            measured.unwrap_or_else(|| "not measured".to_owned())
        );
    }
    table
}

fn kernels(figures: &Figures) -> String {
    let mut table =
        "| instructions | limit | unshifted | part of the limit | 25 shifts | coarse, 25 shifts |\n\
        |---|---|---|---|---|---|\n"
            .to_owned();
    for (name, instructions) in BACKENDS {
        if figures.get(LIMIT, name).is_none() {
            continue;
        }
        let rate = |group: &str| figures.get(group, name).map_or_else(|| "–".to_owned(), throughput);
        let ratio = figures.ratio([LIMIT, name], [UNSHIFTED, name]);
        let ratio = ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{:.0} %", 100.0 * ratio));
        let [limit, unshifted, shifts, coarse] = [LIMIT, UNSHIFTED, SHIFTS, COARSE].map(rate);
        table += &format!("| {instructions} | {limit} | {unshifted} | {ratio} | {shifts} | {coarse} |\n");
    }
    table
}

fn memory(figures: &Figures) -> String {
    let mut table = "| | time | bytes | part of the read limit |\n|---|---|---|---|\n".to_owned();
    for name in ["read limit", "unshifted", "25 shifts", "coarse, 25 shifts"] {
        let Some(figure) = figures.get(MEMORY, name) else { continue };
        let bytes = |figure: &Figure| match figure.rate() {
            Some(Throughput::Bytes(bytes)) => bytes,
            _ => f64::NAN,
        };
        let limit = figures.get(MEMORY, "read limit").map_or(f64::NAN, bytes);
        let part = 100.0 * bytes(figure) / limit;
        table += &format!("| {name} | {} | {} | {part:.0} % |\n", duration(figure.time), throughput(figure));
    }
    table
}

/// A table for every other group, in the order of their names.
fn groups(figures: &Figures) -> String {
    let mut tables = String::new();
    for (group, benchmarks) in figures.0.iter().filter(|(group, _)| !TOLD.contains(&group.as_str())) {
        tables += &format!("### {}\n\n| | time | throughput |\n|---|---|---|\n", capital(group));
        let mut benchmarks: Vec<_> = benchmarks.iter().collect();
        benchmarks.sort_by_cached_key(|(name, _)| natural(name));
        for (name, figure) in benchmarks {
            let rate = figure.throughput.map_or_else(String::new, |_| throughput(figure));
            tables += &format!("| {} | {} | {rate} |\n", name.replace('/', ", "), duration(figure.time));
        }
        tables.push('\n');
    }
    tables
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Numbers within names are ordered as numbers.
fn natural(name: &str) -> Vec<(u64, String)> {
    let parts = name.split_inclusive(|c: char| !c.is_ascii_digit());
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    parts.map(|part| (digits(part).parse().unwrap_or(0), part.to_owned())).collect()
}

/// Three digits that count, with the unit in which the number is not below 1.
fn scaled(value: f64, units: &[(f64, &str)]) -> String {
    let fits = units.iter().rev().find(|(size, _)| value >= *size);
    let (size, unit) = fits.or(units.first()).copied().unwrap_or((1.0, ""));
    let value = value / size;
    let digits = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.digits$} {unit}").trim_end().to_owned()
}

/// A time in ns.
pub(super) fn duration(time: f64) -> String {
    scaled(time, &[(1.0, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s")])
}

/// A number of things.
pub(super) fn amount(value: f64) -> String {
    scaled(value, &[(1.0, ""), (1e3, "k"), (1e6, "M"), (1e9, "G")])
}

fn throughput(figure: &Figure) -> String {
    match figure.rate() {
        Some(Throughput::Bytes(bytes)) => {
            scaled(bytes, &[(1.0, "B/s"), (1e3, "kB/s"), (1e6, "MB/s"), (1e9, "GB/s")])
        }
        Some(Throughput::Elements(elements)) => amount(elements) + "/s",
        None => "–".to_owned(),
    }
}
