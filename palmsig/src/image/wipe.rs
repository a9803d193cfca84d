//! Wiping what shows a hand.

use zeroize::optimization_barrier;

/// Overwrites `values` for good. Vectors at a time, where `Zeroize` goes from number to number: networks leave many
/// behind.
pub(crate) fn wipe<T: Copy + Default>(values: &mut [T]) {
    values.fill(T::default());
    // The compiler must take it that somebody reads them.
    optimization_barrier(values);
}
