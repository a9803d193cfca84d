//! One moment of one hand, in one or two bands.

use super::ImageView;
use crate::error::ImageError;

/// The light a picture was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// 400–700 nm, colour or grey.
    Visible,
    /// 700–1000 nm: veins show, creases fade.
    NearInfrared,
}

impl Band {
    /// `visible` or `near-infrared`.
    pub const fn name(self) -> &'static str {
        match self {
            Band::Visible => "visible",
            Band::NearInfrared => "near-infrared",
        }
    }
}

/// Which bands a sensor takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Bands {
    /// Visible light alone.
    #[default]
    Visible,
    /// Near-infrared light alone.
    NearInfrared,
    /// Both, registered.
    Both,
}

impl Bands {
    /// Whether `band` is among them.
    pub const fn has(self, band: Band) -> bool {
        matches!(
            (self, band),
            (Bands::Both, _) | (Bands::Visible, Band::Visible) | (Bands::NearInfrared, Band::NearInfrared)
        )
    }
}

/// Whether the sensor's own lamp was on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lamp {
    /// On, or there is none to switch.
    #[default]
    Lit,
    /// Off: what is seen is lit by other lamps.
    Unlit,
}

/// Which of a person's two hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HandSide {
    /// Not known; compares with either side.
    #[default]
    Unknown,
    /// The left hand.
    Left,
    /// The right hand.
    Right,
}

impl HandSide {
    /// Whether templates of these sides may be compared: all but left with right.
    pub fn comparable(self, other: HandSide) -> bool {
        self == other || self == HandSide::Unknown || other == HandSide::Unknown
    }

    /// The side that a mirrored picture of this hand shows.
    pub fn mirrored(self) -> HandSide {
        match self {
            HandSide::Left => HandSide::Right,
            HandSide::Right => HandSide::Left,
            HandSide::Unknown => HandSide::Unknown,
        }
    }
}

/// One moment of one hand: a picture in one band, or two registered pictures (the same hand at the
/// same pixels) in both.
#[derive(Debug, Clone, Copy)]
pub struct Capture<'a> {
    first: (Band, ImageView<'a>),
    second: Option<(Band, ImageView<'a>)>,
    hand: HandSide,
}

impl<'a> Capture<'a> {
    /// A capture of one band.
    pub fn of_band(band: Band, image: ImageView<'a>) -> Self {
        Capture { first: (band, image), second: None, hand: HandSide::Unknown }
    }

    /// A capture of the visible band.
    pub fn visible(image: ImageView<'a>) -> Self {
        Self::of_band(Band::Visible, image)
    }

    /// A capture of the near-infrared band.
    pub fn near_infrared(image: ImageView<'a>) -> Self {
        Self::of_band(Band::NearInfrared, image)
    }

    /// A capture of both bands: the hand stands at the same pixels of both pictures.
    ///
    /// # Errors
    /// [`ImageError::BandSizes`] when the pictures differ in size.
    pub fn both(visible: ImageView<'a>, nir: ImageView<'a>) -> Result<Self, ImageError> {
        let (v, n) = ((visible.height(), visible.width()), (nir.height(), nir.width()));
        if v != n {
            return Err(ImageError::BandSizes { visible: v, nir: n });
        }
        let (first, second) = ((Band::Visible, visible), Some((Band::NearInfrared, nir)));
        Ok(Capture { first, second, hand: HandSide::Unknown })
    }

    /// The same capture with the side of the hand stated by the caller (it overrides the side found).
    pub fn with_hand(self, hand: HandSide) -> Self {
        Capture { hand, ..self }
    }

    /// The side of the hand as stated by the caller.
    pub fn hand(&self) -> HandSide {
        self.hand
    }

    /// The bands present, visible first; never empty.
    pub fn bands(&self) -> impl Iterator<Item = (Band, ImageView<'a>)> {
        std::iter::once(self.first).chain(self.second)
    }

    /// The visible band where there is one, otherwise the near-infrared one.
    pub fn first_band(&self) -> (Band, ImageView<'a>) {
        self.first
    }

    /// The near-infrared band of a capture of both.
    pub fn second_band(&self) -> Option<(Band, ImageView<'a>)> {
        self.second
    }
}
