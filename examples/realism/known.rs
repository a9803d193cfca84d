//! The figures of one sample by their names: measured now, or kept from before.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;

use crate::figures::Figure;
use crate::measure::Measured;
use crate::verdict::Value;

/// Figures of the development halves of the real sets, as `--reference` writes them: aggregates over all
/// palms, from which nothing of a person can be told.
const REFERENCE: &str = include_str!("reference.csv");

const HEADER: [&str; 7] = ["set", "palms", "prints", "failures", "figure", "value", "error"];

/// A sample and its figures.
pub(crate) struct Known {
    pub(crate) palms: usize,
    pub(crate) prints: usize,
    /// Captures in which no palm was found.
    pub(crate) failures: usize,
    values: BTreeMap<String, Value>,
}

impl Known {
    pub(crate) fn of(measured: &Measured, figures: &[Figure]) -> Known {
        let value = |f: &Figure| (f.name.clone(), Value { value: f.value, error: f.error });
        Known {
            palms: measured.palms,
            prints: measured.prints.len(),
            failures: measured.failures,
            values: figures.iter().map(value).collect(),
        }
    }

    /// The figures kept of the real set of that name.
    pub(crate) fn reference(set: &str) -> Result<Known, Box<dyn Error>> {
        let mut known = Known { palms: 0, prints: 0, failures: 0, values: BTreeMap::new() };
        for row in csv::Reader::from_reader(REFERENCE.as_bytes()).into_deserialize() {
            let (of, palms, prints, failures, name, value, error): (String, _, _, _, _, _, _) = row?;
            if of == set {
                (known.palms, known.prints, known.failures) = (palms, prints, failures);
                known.values.insert(name, Value { value, error });
            }
        }
        if known.values.is_empty() {
            return Err(format!("no figures of real palms are kept for {set}: measure a manifest").into());
        }
        Ok(known)
    }

    /// A figure; not a number where it is unknown.
    pub(crate) fn value(&self, name: &str) -> Value {
        self.values.get(name).copied().unwrap_or(Value { value: f64::NAN, error: f64::NAN })
    }
}

/// Writes figures of real sets in the form of [`REFERENCE`].
pub(crate) fn write_reference(to: impl Write, sets: &[(&str, Known)]) -> Result<(), Box<dyn Error>> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record(HEADER)?;
    for (set, known) in sets {
        let sizes = [known.palms, known.prints, known.failures].map(|n| n.to_string());
        for (name, value) in &known.values {
            let numbers = [value.value, value.error].map(|v| format!("{v:.6}"));
            let row = [*set].into_iter().chain(sizes.iter().map(String::as_str));
            csv.write_record(row.chain([name.as_str()]).chain(numbers.iter().map(String::as_str)))?;
        }
    }
    csv.flush()?;
    Ok(())
}
