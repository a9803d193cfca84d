//! Synthetic beside real: one report a set.

use std::error::Error;
use std::io::Write;

use crate::figures::{Figure, Section};
use crate::known::Known;
use crate::verdict::{Distance, Value, Verdict};

/// The figures of a set.
pub(crate) struct Report {
    pub(crate) set: &'static str,
    pub(crate) real: Known,
    pub(crate) synthetic: Known,
    pub(crate) rows: Vec<Row>,
}

/// One figure of both.
pub(crate) struct Row {
    pub(crate) section: Section,
    pub(crate) name: String,
    pub(crate) real: Value,
    pub(crate) synthetic: Value,
    pub(crate) distance: Distance,
    pub(crate) verdict: Verdict,
    pub(crate) promised: bool,
}

impl Report {
    /// Of the set with these `figures` of synthetic palms.
    pub(crate) fn new(set: &'static str, real: Known, synthetic: Known, figures: &[Figure]) -> Report {
        let rows = figures.iter().map(|figure| Row::of(figure, real.value(&figure.name))).collect();
        Report { set, real, synthetic, rows }
    }

    /// Whether all figures lie where they are promised to.
    pub(crate) fn keeps_promises(&self) -> bool {
        self.rows.iter().filter(|row| row.promised).all(|row| matches!(row.verdict, Verdict::Within { .. }))
    }

    /// What was measured.
    pub(crate) fn samples(&self) -> String {
        let of = |k: &Known| format!("{} palms, {} prints, {} failures", k.palms, k.prints, k.failures);
        format!("real: {}; synthetic: {}", of(&self.real), of(&self.synthetic))
    }

    /// Each figure that differs, the farthest first.
    pub(crate) fn differences(&self) -> Vec<String> {
        let mut rows: Vec<&Row> = self.rows.iter().filter(|row| row.verdict.differs()).collect();
        rows.sort_by(|a, b| b.distance.far().total_cmp(&a.distance.far()));
        rows.into_iter().map(Row::sentence).collect()
    }
}

impl Row {
    fn of(figure: &Figure, real: Value) -> Row {
        let synthetic = Value { value: figure.value, error: figure.error };
        let distance = Distance::of(figure.measure, real, synthetic);
        Row {
            section: figure.section,
            name: figure.name.clone(),
            real,
            synthetic,
            distance,
            verdict: distance.verdict(figure.promised),
            promised: figure.promised.is_some(),
        }
    }

    fn sentence(&self) -> String {
        let unsure =
            if self.verdict == (Verdict::Differs { sure: false }) { ", perhaps by chance" } else { "" };
        let promise = if self.promised { " (promised to be near)" } else { "" };
        let Row { name, real, synthetic, distance, .. } = self;
        let words = distance.words();
        format!("{name}{promise}: {words}{unsure} ({:.3} instead of {:.3})", synthetic.value, real.value)
    }
}

/// Writes all rows of all sets: `set,section,figure,promised,real,real_error,synthetic,synthetic_error,distance,verdict`.
pub(crate) fn write_csv(to: impl Write, reports: &[Report]) -> Result<(), Box<dyn Error>> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record([
        "set",
        "section",
        "figure",
        "promised",
        "real",
        "real_error",
        "synthetic",
        "synthetic_error",
        "distance",
        "verdict",
    ])?;
    for report in reports {
        for row in &report.rows {
            let numbers = [row.real, row.synthetic].map(|v| [v.value, v.error]).concat();
            let mut record = vec![report.set.to_owned(), row.section.heading().into(), row.name.clone()];
            record.push(u8::from(row.promised).to_string());
            record.extend(numbers.into_iter().chain([row.distance.amount]).map(|v| format!("{v:.6}")));
            record.push(row.verdict.to_string());
            csv.write_record(&record)?;
        }
    }
    csv.flush()?;
    Ok(())
}
