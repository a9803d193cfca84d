//! Answers of a few filters at many points of a picture, side by side.

use super::lanes::{Lanes, Plain};
#[cfg(target_arch = "aarch64")]
use super::neon::Neon;
use super::{BLOCK, Backend};

/// Filters of one even size.
#[derive(Debug, Clone)]
pub(crate) struct Filters<const FILTERS: usize> {
    support: usize,
    /// For every two taps side by side, row by row, those of each filter.
    pairs: Vec<[[i16; 2]; FILTERS]>,
}

impl<const FILTERS: usize> Filters<FILTERS> {
    /// From `support`² taps a filter, row by row; `support` is even. Whoever makes them sees to it that no answer
    /// to pixels as large as they get leaves 32 bits.
    pub(crate) fn new(support: usize, filters: &[Vec<i16>; FILTERS]) -> Self {
        let pair = |i: usize| filters.each_ref().map(|taps| [taps[2 * i], taps[2 * i + 1]]);
        Filters { support, pairs: (0..support * support / 2).map(pair).collect() }
    }
}

/// Where filters answer in a row: `count` points, `step` pixels from one to the next, an even number; the first tap of
/// the first one falls on column `first`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Points {
    pub(crate) first: usize,
    pub(crate) step: usize,
    pub(crate) count: usize,
}

impl Points {
    /// Numbers that hold one filter's answers: the points, filled up to whole blocks.
    pub(crate) fn room(&self) -> usize {
        self.count.next_multiple_of(BLOCK)
    }

    /// Pairs of pixels from one point to the next.
    fn phases(&self) -> usize {
        (self.step / 2).max(1)
    }
}

/// A picture whose pixels are sorted, two by two, so that those under the same tap at neighbouring points are
/// neighbours.
pub(crate) struct Combed {
    points: Points,
    /// Pairs of one phase of a row.
    length: usize,
    /// Shape (rows, phases, length, 2): pair n of phase p is pair n · phases + p from the first tap on; 0 beyond the
    /// row.
    pixels: Vec<i16>,
}

impl Combed {
    /// Of `pixels`, rows of `width`, for filters of size `support` at `points`.
    pub(crate) fn new(pixels: &[i16], width: usize, points: Points, support: usize) -> Combed {
        let phases = points.phases();
        let length = points.room() + (support / 2).div_ceil(phases);
        let rows = pixels.len() / width.max(1);
        let mut combed = Combed { points, length, pixels: vec![0; rows * phases * length * 2] };
        let sorted = combed.pixels.chunks_exact_mut(length * phases * 2);
        for (row, sorted) in pixels.chunks_exact(width.max(1)).zip(sorted) {
            let (pairs, _) = row.get(points.first..).unwrap_or(&[]).as_chunks::<2>();
            for (phase, sorted) in sorted.chunks_exact_mut(length * 2).enumerate() {
                let found = pairs.iter().skip(phase).step_by(phases);
                sorted.as_chunks_mut::<2>().0.iter_mut().zip(found).for_each(|(to, from)| *to = *from);
            }
        }
        combed
    }
}

impl Backend {
    /// The answers of `filters` whose first row of taps lies on row `top`, shape (filters, room for the points).
    pub(crate) fn answer<const FILTERS: usize>(
        self,
        picture: &Combed,
        top: usize,
        filters: &Filters<FILTERS>,
        out: &mut [i32],
    ) {
        match self {
            // SAFETY: plain Rust needs no instructions of its own.
            Backend::Portable => unsafe { answer::<Plain, FILTERS>(picture, top, filters, out) },
            #[cfg(target_arch = "x86_64")]
            _ => super::x86::answer(self, picture, top, filters, out),
            // SAFETY: NEON is part of every 64-bit ARM.
            #[cfg(target_arch = "aarch64")]
            Backend::Neon => unsafe { answer::<Neon, FILTERS>(picture, top, filters, out) },
        }
    }
}

/// What [`Backend::answer`] does.
///
/// # Safety
/// The CPU has the instructions of `L`.
#[inline(always)]
pub(super) unsafe fn answer<L: Lanes, const FILTERS: usize>(
    picture: &Combed,
    top: usize,
    filters: &Filters<FILTERS>,
    out: &mut [i32],
) {
    let room = picture.points.room();
    let mut first = 0;
    while first + 2 * BLOCK <= room {
        // SAFETY: the caller's.
        unsafe { answer_at::<L, FILTERS, 2>(picture, top, filters, first, out) };
        first += 2 * BLOCK;
    }
    if first < room {
        // SAFETY: the caller's.
        unsafe { answer_at::<L, FILTERS, 1>(picture, top, filters, first, out) };
    }
}

/// The answers at `BLOCKS` blocks of points from `first` on.
///
/// # Safety
/// The CPU has the instructions of `L`.
#[inline(always)]
unsafe fn answer_at<L: Lanes, const FILTERS: usize, const BLOCKS: usize>(
    picture: &Combed,
    top: usize,
    filters: &Filters<FILTERS>,
    first: usize,
    out: &mut [i32],
) {
    let (phases, half) = (picture.points.phases(), filters.support / 2);
    // SAFETY: the caller's.
    let mut sums = [[unsafe { L::zero() }; BLOCKS]; FILTERS];
    let rows = picture.pixels.chunks_exact(picture.length * phases * 2).skip(top);
    for (row, taps) in rows.zip(filters.pairs.chunks_exact(half.max(1))) {
        for (phase, row) in row.chunks_exact(picture.length * 2).enumerate() {
            let row = &row[2 * first..];
            for (n, pairs) in taps.iter().skip(phase).step_by(phases).enumerate() {
                let (seen, _) = row[2 * n..2 * (n + BLOCKS * BLOCK)].as_chunks::<{ 2 * BLOCK }>();
                for (sums, pair) in sums.iter_mut().zip(pairs) {
                    for (sum, seen) in sums.iter_mut().zip(seen) {
                        // SAFETY: the caller's.
                        *sum = unsafe { sum.add_products(*pair, seen) };
                    }
                }
            }
        }
    }
    for (sums, out) in sums.into_iter().zip(out.chunks_exact_mut(picture.points.room())) {
        for (sum, out) in sums.into_iter().zip(out[first..].as_chunks_mut::<BLOCK>().0) {
            // SAFETY: the caller's.
            *out = unsafe { sum.sums() };
        }
    }
}
