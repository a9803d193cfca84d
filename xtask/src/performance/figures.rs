//! What criterion leaves of a run.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

/// One benchmark.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// Of one run, the median over samples, in ns.
    pub(super) time: f64,
    pub(super) throughput: Option<Throughput>,
}

/// What one run works through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Throughput {
    Bytes(f64),
    Elements(f64),
}

/// All benchmarks of a run, by group and by the rest of their name.
#[derive(Debug, Default)]
pub(super) struct Figures(pub(super) BTreeMap<String, BTreeMap<String, Figure>>);

impl Figures {
    pub(super) fn read(folder: &Path) -> Result<Figures, String> {
        let mut figures = Figures::default();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
            for entry in std::fs::read_dir(&folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if path.ends_with("new") && path.join("benchmark.json").is_file() {
                    figures
                        .add(&json(&path.join("benchmark.json"))?, &json(&path.join("estimates.json"))?)?;
                } else if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        if figures.0.is_empty() {
            return Err(format!("no benchmark was measured: {} is empty", folder.display()));
        }
        Ok(figures)
    }

    pub(super) fn add(&mut self, benchmark: &Value, estimates: &Value) -> Result<(), String> {
        let full = benchmark["full_id"].as_str().ok_or("criterion names a benchmark nowhere")?;
        let time = estimates["median"]["point_estimate"].as_f64();
        let time = time.ok_or_else(|| format!("criterion tells no median of `{full}`"))?;
        let group = benchmark["group_id"].as_str().unwrap_or(full);
        let name = full.strip_prefix(group).map_or(full, |rest| rest.trim_start_matches('/'));
        let amount = &benchmark["throughput"];
        let bytes = amount["Bytes"].as_f64().map(Throughput::Bytes);
        let throughput = bytes.or_else(|| amount["Elements"].as_f64().map(Throughput::Elements));
        self.0.entry(group.to_owned()).or_default().insert(name.to_owned(), Figure { time, throughput });
        Ok(())
    }

    pub(super) fn get(&self, group: &str, name: &str) -> Option<&Figure> {
        self.0.get(group)?.get(name)
    }

    pub(super) fn time(&self, group: &str, name: &str) -> Option<f64> {
        self.get(group, name).map(|figure| figure.time)
    }

    /// How much longer the second takes than the first: what part of the first one's speed it reaches.
    pub(super) fn ratio(&self, first: [&str; 2], second: [&str; 2]) -> Option<f64> {
        Some(self.time(first[0], first[1])? / self.time(second[0], second[1])?)
    }
}

impl Figure {
    /// What is worked through in a second.
    pub(super) fn rate(&self) -> Option<Throughput> {
        let per_second = 1e9 / self.time;
        self.throughput.map(|amount| match amount {
            Throughput::Bytes(bytes) => Throughput::Bytes(bytes * per_second),
            Throughput::Elements(elements) => Throughput::Elements(elements * per_second),
        })
    }
}

fn json(file: &Path) -> Result<Value, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}
