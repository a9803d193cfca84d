//! A quarter of a line code: what a search among many looks at first.

use super::lines::LineCode;
use super::{AHEAD, Backend, Bits, EIGHT, Kernel, Tallies, evidence, rows};
use crate::params::{LINE_CELLS, ORIENTATIONS};

/// Rows of a coarse code, and cells of a row.
const SIDE: usize = LINE_CELLS / 2;

/// Planes that stand two to a row, and their mask twice.
const GROUPS: usize = 1 + ORIENTATIONS / 2;

/// A line code of half the resolution: each cell is what most of 2 × 2 cells say of which at least three are usable.
/// Shape (mask and pairs of planes, rows): a row holds 16 cells of one plane and, above them, 16 of another. 256 bytes.
#[derive(Clone, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct CoarseCode(pub(super) [[u32; SIDE]; GROUPS]);

/// Prints the size, never a bit.
impl std::fmt::Debug for CoarseCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CoarseCode({ORIENTATIONS}x{SIDE}x{SIDE})")
    }
}

impl Drop for CoarseCode {
    fn drop(&mut self) {
        self.0 = [[0; SIDE]; GROUPS];
        zeroize::optimization_barrier(self);
    }
}

/// The cells of even columns, moved together.
fn every_second(word: u32) -> u32 {
    let word = word & 0x5555_5555;
    let word = (word | word >> 1) & 0x3333_3333;
    let word = (word | word >> 2) & 0x0f0f_0f0f;
    let word = (word | word >> 4) & 0x00ff_00ff;
    (word | word >> 8) & 0xffff
}

/// The bits of 2 × 2 cells each, at the place of the left column: of both rows, the left and the right ones.
fn fours(upper: u32, lower: u32) -> [u32; 4] {
    [upper, upper >> 1, lower, lower >> 1]
}

/// Where at least two of four are set, and where at least three.
fn several([a, b, c, d]: [u32; 4]) -> [u32; 2] {
    let (both, either) = ([a & b, c & d], [a | b, c | d]);
    [both[0] | both[1] | either[0] & either[1], both[0] & either[1] | both[1] & either[0]]
}

impl CoarseCode {
    /// Of equally many cells the upper left one decides.
    pub fn new(code: &LineCode) -> CoarseCode {
        let mut coarse = [[0; SIDE]; GROUPS];
        let [mask, pairs @ ..] = &mut coarse;
        for (row, mask) in mask.iter_mut().enumerate() {
            let of = |group: usize| fours(code.halves[0][group][row], code.halves[1][group][row]);
            let known = of(0);
            let ([_, usable], all) = (several(known), known[0] & known[1] & known[2] & known[3]);
            let cells = |orientation: usize| {
                let bits = of(1 + orientation);
                let [two, three] = several(bits);
                every_second(usable & two & (!all | bits[0] | three))
            };
            *mask = every_second(usable) * 0x0001_0001;
            for (pair, words) in pairs.iter_mut().enumerate() {
                words[row] = cells(pair) | cells(pair + ORIENTATIONS / 2) << 16;
            }
        }
        CoarseCode(coarse)
    }
}

impl Backend {
    /// For each of `codes` the most evidence that one of `probes` is of the same palm: compared and differing bits make
    /// (compared − 2·differing)² / compared, rounded down, or 0 where most differ; 0..=1536. Each code is read once.
    ///
    /// As many are written as there are codes and room for their evidence.
    pub fn scan<'a>(
        self,
        probes: &[CoarseCode],
        codes: impl Iterator<Item = &'a CoarseCode> + Clone,
        evidence: &mut [u16],
    ) {
        self.run(Scan { probes, codes, evidence });
    }
}

struct Scan<'a, I> {
    probes: &'a [CoarseCode],
    codes: I,
    evidence: &'a mut [u16],
}

impl<'a, I: Iterator<Item = &'a CoarseCode> + Clone> Kernel for Scan<'_, I> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<B: Bits>(self) {
        let (mut codes, mut ahead) = (self.codes.clone(), self.codes);
        // SAFETY: the caller's.
        let mut ask = || ahead.next().into_iter().for_each(|code| unsafe { super::ask::<B, _>(code) });
        (0..AHEAD).for_each(|_| ask());
        for evidence in self.evidence.chunks_mut(EIGHT) {
            let Some(first) = codes.next() else { return };
            // What the last block lacks is filled up with any code.
            let (mut block, mut count) = ([first; EIGHT], 1);
            for (code, next) in block[1..evidence.len()].iter_mut().zip(&mut codes) {
                *code = next;
                count += 1;
            }
            (0..count).for_each(|_| ask());
            // SAFETY: the caller's.
            let most = unsafe { most::<B>(self.probes, &block) };
            evidence.iter_mut().zip(most).take(count).for_each(|(evidence, most)| *evidence = most as u16);
        }
    }
}

/// The most evidence of each code: a probe is read once for all of them.
///
/// # Safety
/// The CPU has the instructions of `B`.
#[inline(always)]
unsafe fn most<B: Bits>(probes: &[CoarseCode], codes: &[&CoarseCode; EIGHT]) -> [f32; EIGHT] {
    let mut most = [0.0; EIGHT];
    for probe in probes {
        // SAFETY: the caller's.
        let totals = unsafe { B::totals_of_eight(&Met { probe, codes }, 0) };
        for (most, totals) in most.iter_mut().zip(totals) {
            // A maximum as an instruction has it: none is NaN.
            let [differing, cells] = totals;
            let evidence = evidence(differing, cells * (ORIENTATIONS as u32 / 2));
            *most = if evidence > *most { evidence } else { *most };
        }
    }
    most
}

/// A probe and the codes that it is compared with.
struct Met<'a> {
    probe: &'a CoarseCode,
    codes: &'a [&'a CoarseCode; EIGHT],
}

/// Of the differing bits, and of twice the common cells.
impl<B: Bits> Tallies<B> for Met<'_> {
    #[inline(always)]
    unsafe fn tally(&self, at: usize) -> (B::Tally, B::Cells) {
        let ([known, own @ ..], [mask, planes @ ..]) = (&self.probe.0, &self.codes[at].0);
        // SAFETY: the caller's.
        unsafe {
            let (common, cells) = rows::<B>(known).common(mask, B::no_cells());
            let own = [rows(&own[0]), rows(&own[1]), rows(&own[2])];
            let planes = [rows(&planes[0]), rows(&planes[1]), rows(&planes[2])];
            (B::differing_tallied(own, planes, common, B::nothing()), cells)
        }
    }
}
