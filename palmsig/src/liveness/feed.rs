//! Whether frames come again.

use crate::image::ImageView;

/// Frames that are remembered: four seconds of a usual stream.
const REMEMBERED: usize = 128;
/// Pixels along each side of the grid that stands for a frame.
const GRID: usize = 24;
/// Fewest of them that are neither black nor white, and so have noise of their own.
const FEWEST: usize = 48;
/// Levels (0..=255) that are neither.
const GREY: std::ops::RangeInclusive<u16> = 6..=249;
/// Frames without which nothing is said.
const ENOUGH: u32 = 5;

/// Fingerprints of the frames so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Feed {
    known: Vec<u64>,
    next: usize,
    frames: u32,
    repeated: u32,
}

impl Feed {
    pub(super) fn observe(&mut self, view: &ImageView<'_>) {
        let Some(print) = fingerprint(view) else { return };
        self.frames = self.frames.saturating_add(1);
        if self.known.contains(&print) {
            self.repeated = self.repeated.saturating_add(1);
            return;
        }
        if self.known.len() < REMEMBERED {
            self.known.push(print);
        } else {
            self.known[self.next] = print;
            self.next = (self.next + 1) % REMEMBERED;
        }
    }

    /// Share of frames that were there before, in percent.
    pub(super) fn repeated(&self) -> Option<f64> {
        (self.frames >= ENOUGH).then(|| 100.0 * f64::from(self.repeated) / f64::from(self.frames))
    }
}

/// A hash (FNV-1a) of single pixels all over the frame; none where too few of them have noise.
fn fingerprint(view: &ImageView<'_>) -> Option<u64> {
    let (height, width) = (view.height(), view.width());
    let shift = view.bit_depth() - 8;
    let (mut hash, mut grey) = (0xcbf2_9ce4_8422_2325_u64, 0);
    for k in 0..GRID * GRID {
        let (row, column) =
            ((2 * (k / GRID) + 1) * height / (2 * GRID), (2 * (k % GRID) + 1) * width / (2 * GRID));
        for level in view.rgb(row, column) {
            hash = (hash ^ u64::from(level)).wrapping_mul(0x0100_0000_01b3);
        }
        grey += usize::from(GREY.contains(&(view.luma(row, column) >> shift)));
    }
    (grey >= FEWEST).then_some(hash)
}
