//! Contact sheets of what went wrong: the worst pairs, and all failures to acquire.

mod folder;
mod shown;

use std::io;
use std::path::Path;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use palmsig_examples::atomic::{AtomicFile, Finished};
use palmsig_examples::progress;
use palmsig_examples::trace::{Entry, contact_sheet};
use rayon::prelude::*;

use crate::pairs::{Pair, Pairs, Role};
use crate::report::Report;
use crate::run::Bench;

/// Pairs shown of either kind.
const WORST: usize = 24;

/// Entries of a page, and in a row of it: what a screen shows legibly.
const ON_A_PAGE: usize = 12;
const COLUMNS: u32 = 2;

/// Characters of text that an entry has room for, however narrow its pictures.
const CHARACTERS: u32 = 64;

/// Makes sure that sheets may be written to `folder`, and that it exists.
pub(crate) fn prepare(folder: &Path) -> Result<(), String> {
    folder::prepare(folder)
}

/// Writes the sheets of all reports; they appear in `folder` when the files returned are published.
pub(crate) fn write(folder: &Path, reports: &[Report], bench: &Bench) -> Result<Vec<Finished>, String> {
    let mut finished = Vec::new();
    for (index, report) in reports.iter().enumerate() {
        let Some(experiment) = &report.experiment else { continue };
        let pairs = &experiment.pairs;
        let pair =
            |(rank, pair): (usize, &Pair)| shown::pair(rank + 1, pair, pairs, &bench.encoder, &bench.matcher);
        let failure = |(_, &index): (usize, &usize)| shown::failure(&pairs.captures()[index], &bench.encoder);
        let sheets = Sheets { folder, name: name(index, report), set: &report.set, bench };
        finished.extend(sheets.write("mated", "least similar mated pairs", &least_similar(pairs), pair)?);
        finished.extend(sheets.write(
            "non-mated",
            "most similar non-mated pairs",
            &most_similar(pairs),
            pair,
        )?);
        let captured = |&capture: &usize| pairs.roles()[capture] != Role::Reference;
        let failed: Vec<usize> = pairs.failed().iter().copied().filter(captured).collect();
        finished.extend(sheets.write("failures", "failures to acquire", &failed, failure)?);
    }
    Ok(finished)
}

/// Of the mated pairs those with the lowest scores, lowest first.
fn least_similar(pairs: &Pairs) -> Vec<Pair> {
    let mut mated: Vec<Pair> = pairs.iter().filter(|pair| pair.mated && pair.score.is_some()).collect();
    mated.sort_by_key(|pair| pair.score);
    mated.truncate(WORST);
    mated
}

/// Of the non-mated pairs those with the highest scores, highest first.
fn most_similar(pairs: &Pairs) -> Vec<Pair> {
    let mut non_mated: Vec<Pair> = pairs.iter().filter(|pair| !pair.mated && pair.score.is_some()).collect();
    non_mated.sort_by_key(|pair| std::cmp::Reverse(pair.score));
    non_mated.truncate(WORST);
    non_mated
}

/// What the files of a report begin with: manifests may share their names.
fn name(index: usize, report: &Report) -> String {
    let stem = report.manifest.file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    format!("{:02}-{}", index + 1, stem.chars().map(plain).collect::<String>())
}

/// The sheets of one report.
struct Sheets<'a> {
    folder: &'a Path,
    name: String,
    set: &'a str,
    bench: &'a Bench,
}

impl Sheets<'_> {
    /// Writes pages of what `entry` makes of each of `items` and its index.
    fn write<T: Sync>(
        &self,
        kind: &str,
        title: &str,
        items: &[T],
        entry: impl Fn((usize, &T)) -> Entry + Sync,
    ) -> Result<Vec<Finished>, String> {
        let bar = progress::bar("sheets", items.len() as u64);
        let mut finished = Vec::new();
        let pages = items.len().div_ceil(ON_A_PAGE);
        for (page, on_page) in items.chunks(ON_A_PAGE).enumerate() {
            let indexed: Vec<(usize, &T)> =
                on_page.iter().enumerate().map(|(i, item)| (page * ON_A_PAGE + i, item)).collect();
            let entries: Vec<Entry> =
                self.bench.pool.install(|| indexed.into_par_iter().map(&entry).collect());
            let title = format!("{}: {title} {}/{pages}", self.set, page + 1);
            let sheet = contact_sheet(&title, &entries, COLUMNS, CHARACTERS);
            let path = self.folder.join(format!("{}-{kind}-{:02}.png", self.name, page + 1));
            finished.push(write_png(&path, &sheet).map_err(|e| format!("{}: {e}", path.display()))?);
            bar.inc(on_page.len() as u64);
        }
        bar.finish_and_clear();
        Ok(finished)
    }
}

fn write_png(path: &Path, sheet: &RgbImage) -> io::Result<Finished> {
    let mut file = AtomicFile::create(path)?;
    let (width, height) = sheet.dimensions();
    let written = PngEncoder::new(&mut file).write_image(sheet, width, height, ExtendedColorType::Rgb8);
    written.map_err(io::Error::other)?;
    file.finish()
}
