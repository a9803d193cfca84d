//! The random numbers of synthetic hands: small, seedable, the same on every machine.

/// xoshiro256++ (Blackman & Vigna 2018), seeded by SplitMix64. Not for keys.
#[derive(Debug, Clone)]
pub struct Rng {
    state: [u64; 4],
}

/// One step of SplitMix64 (Steele, Lea & Flood 2014): a bijection that scatters neighbouring seeds.
pub(super) fn scatter(value: u64) -> u64 {
    let z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// A generator for `seed`.
    pub fn new(seed: u64) -> Rng {
        Rng::stream(seed, 0)
    }

    /// One of many independent generators for one seed, so that drawing more numbers for one part of
    /// a hand changes no other part.
    pub(super) fn stream(seed: u64, stream: u64) -> Rng {
        let mut at = scatter(seed) ^ scatter(stream.wrapping_mul(0xd1b5_4a32_d192_ed03) ^ 0x5851_f42d);
        let state = [(); 4].map(|()| {
            at = scatter(at);
            at
        });
        // xoshiro cannot leave the all-zero state.
        Rng { state: if state == [0; 4] { [1, 2, 3, 4] } else { state } }
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let out = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform between `low` and `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Between `low` and `high`, both above 0, evenly on a scale of ratios.
    pub fn ratio_between(&mut self, low: f64, high: f64) -> f64 {
        low * libm::pow(high / low, self.unit())
    }

    /// A whole number in `low..=high` (`low` where the range is empty).
    pub fn whole(&mut self, low: usize, high: usize) -> usize {
        let count = high.saturating_sub(low) as u64 + 1;
        // The bias of the remainder is below 2^-50 for the small ranges used here.
        low + (self.bits() % count) as usize
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Close to a standard normal variable, but bounded by ±3.47: the sum of four uniform ones, so
    /// that no proportion of a hand ever runs away.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        let bits = self.bits();
        let sum = (0..4).map(|i| ((bits >> (16 * i)) & 0xffff) as f64 + 0.5).sum::<f64>();
        // Four uniform variables of variance 1/12 each: the sum has a deviation of sqrt(1/3).
        (sum / 65536.0 - 2.0) * 1.732_050_807_568_877_2
    }

    /// Two variables close to standard normal ones in steps of 1/147: enough for the noise of a sensor, and
    /// of that there is a lot.
    #[inline]
    pub(super) fn coarse_normals(&mut self) -> [f32; 2] {
        let bits = self.bits();
        // Four uniform bytes each: their sum has a mean of 510 and a variance of (256² − 1) / 3.
        let pairs = (bits & 0x00ff_00ff_00ff_00ff) + ((bits >> 8) & 0x00ff_00ff_00ff_00ff);
        let sum = |two: u64| ((two & 0xffff) + (two >> 16)) as f32;
        [sum(pairs & 0xffff_ffff), sum(pairs >> 32)].map(|s| (s - 510.0) * (1.0 / 147.801_9))
    }

    /// Normal about `mean` with this deviation, bounded as [`normal`](Self::normal).
    pub fn about(&mut self, mean: f64, deviation: f64) -> f64 {
        mean + deviation * self.normal()
    }
}
