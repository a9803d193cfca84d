//! Measures plain Hamming searches of palmsig and of a Hamming library written in Rust, and leaves the same codes for
//! other peers: `peers FOLDER`. `cargo xtask bench-peers` runs it.
#![expect(clippy::print_stdout, reason = "a command-line tool speaks on its terminal")]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use hamming_bitwise_fast::array;
use palmsig::simd::{Backend, LineCode, PLAIN_BYTES};
use palmsig::template::Template;
use palmsig_examples::crowd::Crowd;
use rayon::prelude::*;

/// Codes that fit in no cache.
const REFERENCES: u64 = 200_000;

const PROBES: u64 = 16;

/// Percent of the cells of another capture that say something else: differing bits as of mated captures.
const OTHERWISE: u64 = 45;

/// Searches of which the fastest counts: what else the machine does only ever adds time.
const REPEATS: usize = 9;

type Plain = [u8; PLAIN_BYTES];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: peers FOLDER")?);
    let crowd = Crowd::default();
    let templates: Vec<Template> = (0..REFERENCES).into_par_iter().map(|i| crowd.stranger(i)).collect();
    let probes: Vec<Template> = (0..PROBES).map(|i| crowd.mated(61 * i, OTHERWISE)).collect();
    let (references, own) = (plain(&templates), plain(&probes));
    std::fs::write(folder.join("references.bin"), references.as_flattened())?;
    std::fs::write(folder.join("probes.bin"), own.as_flattened())?;
    for count in [1, own.len()] {
        let own = &own[..count];
        measure("palmsig, no mask", own.len(), || nearest(own, &references));
        measure("hamming-bitwise-fast", own.len(), || nearest_by_peer(own, &references));
    }
    drop(references);
    let (references, own) = (masked(&templates), masked(&probes));
    for count in [1, own.len()] {
        measure("palmsig, masks of both", count, || nearest_masked(&own[..count], &references));
    }
    Ok(())
}

/// Prints how many comparisons a second `search` makes at best, and the sum of the least distances that it found.
fn measure(peer: &str, probes: usize, mut search: impl FnMut() -> Vec<u32>) {
    let mut least = search();
    let mut seconds = f64::INFINITY;
    for _ in 0..REPEATS {
        let start = Instant::now();
        least = black_box(search());
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    let rate = (probes as u64 * REFERENCES) as f64 / seconds;
    let least: u32 = least.iter().sum();
    println!(r#"{{"peer":"{peer}","probes":{probes},"per_second":{rate:.0},"least":{least}}}"#);
}

fn plain(templates: &[Template]) -> Vec<Plain> {
    let code = |template: &Template| {
        let mut code = [0; PLAIN_BYTES];
        let words = template.views()[0].lines.bits();
        code.as_chunks_mut().0.iter_mut().zip(words).for_each(|(bytes, word)| *bytes = word.to_le_bytes());
        code
    };
    templates.iter().map(code).collect()
}

fn masked(templates: &[Template]) -> Vec<LineCode> {
    let lines = templates.iter().map(|template| &template.views()[0].lines);
    lines.map(|lines| LineCode::new(lines.bits(), lines.mask())).collect()
}

fn nearest(probes: &[Plain], references: &[Plain]) -> Vec<u32> {
    let (mut least, mut next) = (vec![u32::MAX; probes.len()], 0);
    Backend::best().differing_bits(probes, references, |differing| {
        least[next] = least[next].min(differing);
        next = if next + 1 == probes.len() { 0 } else { next + 1 };
    });
    least
}

fn nearest_masked(probes: &[LineCode], references: &[LineCode]) -> Vec<u32> {
    let (mut least, mut next) = (vec![u32::MAX; probes.len()], 0);
    Backend::best().differing_lines(probes, references, |[differing, _]| {
        least[next] = least[next].min(differing);
        next = if next + 1 == probes.len() { 0 } else { next + 1 };
    });
    least
}

/// References by the block, so that one is in a cache for all probes: as its documentation advises.
fn nearest_by_peer(probes: &[Plain], references: &[Plain]) -> Vec<u32> {
    let mut least = vec![u32::MAX; probes.len()];
    let mut distances = [0; 256];
    for block in references.chunks(distances.len()) {
        for (probe, least) in probes.iter().zip(&mut least) {
            let distances = &mut distances[..block.len()];
            array::batch(probe, block, distances);
            *least = distances.iter().copied().fold(*least, u32::min);
        }
    }
    least
}
