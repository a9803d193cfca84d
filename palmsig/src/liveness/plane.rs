//! What moves as a plane does, and what does not.

/// A place that was followed from one frame to another.
pub(super) struct Tracked {
    /// Where it was, −1..=1 from top to bottom and from left to right.
    pub(super) at: [f64; 2],
    /// How far it went, down and to the right, in pixels.
    pub(super) moved: [f64; 2],
    /// Deviation that is expected of that, in pixels.
    pub(super) error: f64,
}

/// Fewest places: twice those that a plane's motion can be made to fit.
const FEWEST: usize = 16;
/// Rounds of the fit, and the distance in expected errors from which on a place counts for less (Huber 1964).
const ROUNDS: usize = 6;
const FAR: f64 = 2.5;
/// Numbers that describe how a plane seems to move.
const NUMBERS: usize = 8;

/// How far places are off where one moving plane carries them: median of the distances over their expected errors, about 1.2 for a plane.
///
/// A plane whose motion is small moves its points by polynomials of the second degree, of eight numbers (Longuet-Higgins & Prazdny
/// 1980).
pub(super) fn off_plane(tracked: &[Tracked]) -> Option<f64> {
    if tracked.len() < FEWEST {
        return None;
    }
    let mut off = vec![0.0; tracked.len()];
    for _ in 0..ROUNDS {
        let mut sums = [[0.0; NUMBERS + 1]; NUMBERS];
        for (place, off) in tracked.iter().zip(&off) {
            let weight = (FAR / f64::max(*off, FAR)) / (place.error * place.error);
            for (row, moved) in rows(place.at).iter().zip(place.moved) {
                for i in 0..NUMBERS {
                    (0..NUMBERS).for_each(|j| sums[i][j] += weight * row[i] * row[j]);
                    sums[i][NUMBERS] += weight * row[i] * moved;
                }
            }
        }
        let plane = solved(sums)?;
        for (off, place) in off.iter_mut().zip(tracked) {
            let carried = rows(place.at).map(|row| row.iter().zip(&plane).map(|(a, b)| a * b).sum::<f64>());
            *off = libm::hypot(place.moved[0] - carried[0], place.moved[1] - carried[1]) / place.error;
        }
    }
    let middle = off.len() / 2;
    Some(*off.select_nth_unstable_by(middle, f64::total_cmp).1)
}

/// How the eight numbers move a point down, and to the right.
fn rows([r, c]: [f64; 2]) -> [[f64; NUMBERS]; 2] {
    [[1.0, r, c, 0.0, 0.0, 0.0, r * r, r * c], [0.0, 0.0, 0.0, 1.0, r, c, r * c, c * c]]
}

/// The solution of linear equations whose right sides stand in the last column; none where there is not just one (Gauss).
fn solved(mut rows: [[f64; NUMBERS + 1]; NUMBERS]) -> Option<[f64; NUMBERS]> {
    for k in 0..NUMBERS {
        let pivot = (k..NUMBERS).max_by(|a, b| rows[*a][k].abs().total_cmp(&rows[*b][k].abs()))?;
        rows.swap(k, pivot);
        let own = rows[k];
        if own[k].abs() < f64::MIN_POSITIVE {
            return None;
        }
        for row in rows.iter_mut().enumerate().filter_map(|(i, row)| (i != k).then_some(row)) {
            let share = row[k] / own[k];
            (k..=NUMBERS).for_each(|j| row[j] -= share * own[j]);
        }
    }
    Some(std::array::from_fn(|k| rows[k][NUMBERS] / rows[k][k]))
}
