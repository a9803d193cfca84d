//! Parameters of the palm square and the filter banks.

use super::{ParamError, check};

/// One bank of Gabor filters over the palm square (see [`crate::features`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BankParams {
    /// Radial frequency ω in radians a pixel of the 128-pixel square; the wavelength is 2π/ω pixels.
    pub omega: f64,
    /// κ of the neurophysiological Gabor function: it follows from the bandwidth in octaves.
    pub kappa: f64,
    /// Filter taps along one side; even, so that a filter is centred on a cell's centre.
    pub support: usize,
}

impl BankParams {
    /// Within these ranges no tap outweighs the others, so that a filter keeps its shape in integers.
    fn validate(&self, name: [&'static str; 3]) -> Result<(), ParamError> {
        check(name[0], self.omega, 0.2, 1.2)?;
        check(name[1], self.kappa, 1.5, 5.0)?;
        let (support, min, max) = (self.support as f64, 8.0, 2.0 * MARGIN as f64);
        check(name[2], support, min, max)?;
        // An odd support is as far off as one outside the range.
        if self.support % 2 == 1 {
            Err(ParamError { name: name[2], value: support, min, max })
        } else {
            Ok(())
        }
    }
}

/// Pixels along one side of the palm square: 0.5 mm a pixel on a grown hand, which the customary
/// line codes use; every wavelength below is given at this resolution.
pub const SQUARE_SIDE: usize = 128;

/// Pixels around the palm square that filters at its edge may read.
pub const MARGIN: usize = 16;

/// Orientations of a bank: θk = kπ/6. Six is the customary number; more cost size and are correlated.
pub const ORIENTATIONS: usize = 6;

/// Cells along one side of the line planes: one a 4 × 4 pixels, a quarter of a crease wavelength.
pub const LINE_CELLS: usize = 32;

/// Cells along one side of the fine planes: one a 2 × 2 pixels.
pub const FINE_CELLS: usize = 64;

/// How a palm square becomes code planes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeatureParams {
    /// The principal creases: coarse planes, which find the alignment and are searched in 1:N.
    pub lines: BankParams,
    /// Wrinkles and secondary creases: the fine planes of visible light, which decide.
    pub texture: BankParams,
    /// Veins, with what creases show beside them: the fine planes of near-infrared.
    pub veins: BankParams,
    /// A pixel darker than this share of the square's median luma is no skin (a black corner), percent.
    pub dark_percent: u8,
    /// Fewest usable cells, in percent of the square, that make a template.
    pub min_usable_percent: u8,
}

impl Default for FeatureParams {
    fn default() -> Self {
        FeatureParams {
            // The pair published with the competitive code.
            lines: BankParams { omega: 0.35, kappa: 2.78, support: 18 },
            // A finer wavelength separates better once the comparison is local.
            texture: BankParams { omega: 0.7, kappa: 2.78, support: 10 },
            // A wavelength of 7 mm, twice the width of a vein. Of 0.35 to 0.7 it told real and synthetic palms apart best.
            veins: BankParams { omega: 0.45, kappa: 2.78, support: 16 },
            dark_percent: 15,
            min_usable_percent: 25,
        }
    }
}

impl FeatureParams {
    /// Refuses values that make no working encoder.
    ///
    /// # Errors
    /// [`ParamError`] names the first parameter outside its range.
    pub fn validate(&self) -> Result<(), ParamError> {
        self.lines.validate(["lines.omega", "lines.kappa", "lines.support"])?;
        self.texture.validate(["texture.omega", "texture.kappa", "texture.support"])?;
        self.veins.validate(["veins.omega", "veins.kappa", "veins.support"])?;
        check("dark_percent", self.dark_percent.into(), 0.0, 90.0)?;
        check("min_usable_percent", self.min_usable_percent.into(), 5.0, 100.0)
    }
}
