//! The comparisons as CSV, one a row.

use std::io::{self, Write};

use palmsig::evaluate::NO_EVIDENCE;

use crate::pairs::{Pair, Pairs};
use crate::report::Report;

const HEADER: [&str; 6] = ["manifest", "probe", "reference", "mated", "outcome", "score"];

/// Writes the comparisons of all reports.
pub(crate) fn write(to: &mut impl Write, reports: &[Report]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record(HEADER)?;
    for report in reports {
        if let Some(experiment) = &report.experiment {
            write_pairs(&mut csv, &report.manifest.display().to_string(), &experiment.pairs)?;
        }
    }
    csv.flush()
}

fn write_pairs(csv: &mut csv::Writer<impl Write>, manifest: &str, pairs: &Pairs) -> csv::Result<()> {
    let names: Vec<String> = pairs.captures().iter().map(|capture| capture.name()).collect();
    for pair in pairs.iter() {
        let (outcome, score) = outcome(&pair);
        let mated = if pair.mated { "1" } else { "0" };
        csv.write_record([manifest, &names[pair.first], &names[pair.second], mated, outcome, &score])?;
    }
    Ok(())
}

/// What came of a comparison, and its score.
fn outcome(pair: &Pair) -> (&'static str, String) {
    match pair.score {
        None => ("failure-to-acquire", String::new()),
        Some(NO_EVIDENCE) => ("no-evidence", String::new()),
        Some(score) => ("compared", score.to_string()),
    }
}
