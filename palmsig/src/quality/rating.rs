//! From natural units to the common scale of 0 to 100.

/// 0 up to `none`, 100 from `all` on, straight in between; NaN is 0.
pub(super) fn rising(value: f64, none: f64, all: f64) -> u8 {
    // The cast saturates, and takes NaN to 0.
    libm::round(100.0 * (value - none) / (all - none)).clamp(0.0, 100.0) as u8
}

/// 100 up to `all`, 0 from `none` on, straight in between; NaN is 0.
pub(super) fn falling(value: f64, all: f64, none: f64) -> u8 {
    rising(-value, -none, -all)
}

/// Two components of 0..=100 that each can spoil the whole.
pub(super) fn product(a: u8, b: u8) -> u8 {
    ((u16::from(a) * u16::from(b) + 50) / 100) as u8
}
