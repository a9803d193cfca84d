//! Counting on 64-bit x86.

mod avx2;
mod avx512;

use super::plain::Words;
use super::{Backend, Kernel};
use avx2::Avx2;
use avx512::Avx512;

#[target_feature(enable = "popcnt")]
fn run_popcnt<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: the feature is enabled here, so whoever calls this has made sure of it.
    unsafe { kernel.run::<Words<u32>>() }
}

#[target_feature(enable = "avx2,popcnt")]
fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: as above.
    unsafe { kernel.run::<Avx2>() }
}

#[target_feature(enable = "avx512f,avx512bw,avx512bitalg,avx512vpopcntdq")]
fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: as above.
    unsafe { kernel.run::<Avx512>() }
}

/// [`Backend::run`] with instructions that not every x86 has.
pub(super) fn run<K: Kernel>(backend: Backend, kernel: K) -> K::Output {
    match backend {
        // SAFETY: `available` has seen the features before anybody could name the backend.
        Backend::Avx512Popcnt => unsafe { run_avx512(kernel) },
        // SAFETY: likewise; and whatever has AVX-512 here has AVX2.
        Backend::Avx2 | Backend::Avx512 | Backend::Avx512Vnni => unsafe { run_avx2(kernel) },
        // SAFETY: likewise.
        _ => unsafe { run_popcnt(kernel) },
    }
}
