//! Pictures in the caller's memory, and captures made of them.

use std::ffi::c_void;

use palmsig::image::{Band, Capture, HandSide, ImageView, PixelLayout};

use crate::failure::Failure;
use crate::pointer::{Caller, entry};
use crate::status::*;

/// The side of the hand is not known; it compares with either side.
pub const PALMSIG_HAND_UNKNOWN: u32 = 0;
/// The left hand.
pub const PALMSIG_HAND_LEFT: u32 = 1;
/// The right hand.
pub const PALMSIG_HAND_RIGHT: u32 = 2;

/// 400 to 700 nm, colour or grey.
pub const PALMSIG_BAND_VISIBLE: u32 = 0;
/// 700 to 1000 nm: veins show, creases fade.
pub const PALMSIG_BAND_NEAR_INFRARED: u32 = 1;

/// One grey sample a pixel.
pub const PALMSIG_LAYOUT_GRAY: u32 = 0;
/// Red, green, blue.
pub const PALMSIG_LAYOUT_RGB: u32 = 1;
/// Blue, green, red.
pub const PALMSIG_LAYOUT_BGR: u32 = 2;
/// Red, green, blue and a sample that is ignored.
pub const PALMSIG_LAYOUT_RGBA: u32 = 3;

/// A picture in your memory. It is only looked at during a call, in which nobody may change it, and never copied whole.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_image {
    /// sizeof(palmsig_image), as palmsig_image_init sets it.
    pub struct_size: u32,
    /// What the samples of a pixel mean: PALMSIG_LAYOUT_...
    pub layout: u32,
    /// The first sample of the upper left pixel. Samples of 16 bits are in the byte order of the machine and lie at
    /// even addresses.
    pub samples: *const c_void,
    /// Bytes from there to the end of your buffer.
    pub samples_size: usize,
    /// Rows, and with it the pixels of the picture, which are 64 Mi at most.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// Bytes from the start of one row to the start of the next.
    pub row_stride: usize,
    /// Bits of a sample in memory: 8 or 16.
    pub sample_bits: u32,
    /// Bits of a sample that mean something, 8 to sample_bits: 12 for a sensor of 12 bits whose white is 4095.
    /// 0 stands for all.
    pub bit_depth: u32,
}

/// One moment of one hand: a picture in one band, or two pictures in both in which the hand stands at the same pixels.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_capture {
    /// sizeof(palmsig_capture), as palmsig_capture_init sets it.
    pub struct_size: u32,
    /// Which hand it is, if you know: PALMSIG_HAND_... It overrides what the picture shows.
    pub hand: u32,
    /// The visible picture, or NULL.
    pub visible: *const palmsig_image,
    /// The near-infrared picture, or NULL.
    pub near_infrared: *const palmsig_image,
}

/// Sets the defaults: an empty grey picture of 8 bits.
///
/// Threads: any, at any time.
///
/// @param[out] image the struct to fill
/// @param struct_size sizeof(palmsig_image)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_image_init(image: *mut palmsig_image, struct_size: usize) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(image, struct_size)?.put(palmsig_image {
            struct_size: size_of::<palmsig_image>() as u32,
            layout: PALMSIG_LAYOUT_GRAY,
            samples: std::ptr::null(),
            samples_size: 0,
            height: 0,
            width: 0,
            row_stride: 0,
            sample_bits: 8,
            bit_depth: 0,
        });
        Ok(())
    })
}

/// Sets the defaults: no picture, a hand of unknown side.
///
/// Threads: any, at any time.
///
/// @param[out] capture the struct to fill
/// @param struct_size sizeof(palmsig_capture)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_capture_init(
    capture: *mut palmsig_capture,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(capture, struct_size)?.put(palmsig_capture {
            struct_size: size_of::<palmsig_capture>() as u32,
            hand: PALMSIG_HAND_UNKNOWN,
            visible: std::ptr::null(),
            near_infrared: std::ptr::null(),
        });
        Ok(())
    })
}

/// The capture that a struct of the caller describes.
pub(crate) fn capture_of(caller: &Caller, capture: *const palmsig_capture) -> Result<Capture<'_>, Failure> {
    let given = caller.sized(capture)?;
    let visible = caller.sized_if_any(given.visible)?.map(|image| view(caller, &image)).transpose()?;
    let infrared = caller.sized_if_any(given.near_infrared)?.map(|image| view(caller, &image)).transpose()?;
    let bands = match (visible, infrared) {
        (Some(visible), Some(infrared)) => Capture::both(visible, infrared)?,
        (Some(visible), None) => Capture::visible(visible),
        (None, Some(infrared)) => Capture::near_infrared(infrared),
        (None, None) => return Err(Failure::new(PALMSIG_ERROR_IMAGE_BANDS, "a capture without a picture")),
    };
    Ok(bands.with_hand(side_of(given.hand)?))
}

fn view<'c>(caller: &'c Caller, image: &palmsig_image) -> Result<ImageView<'c>, Failure> {
    let (height, width, layout) = (image.height, image.width, layout_of(image.layout)?);
    let view = match image.sample_bits {
        8 => {
            let samples = caller.slice(image.samples.cast::<u8>(), image.samples_size, "samples")?;
            ImageView::from_rows_u8(samples, height, width, image.row_stride, layout)?
        }
        16 => {
            let samples = caller.slice(image.samples.cast::<u16>(), image.samples_size / 2, "samples")?;
            if image.row_stride % 2 == 1 {
                return Err(Failure::new(PALMSIG_ERROR_ALIGNMENT, "row_stride of 16-bit samples is odd"));
            }
            ImageView::from_rows_u16(samples, height, width, image.row_stride / 2, layout)?
        }
        other => return Err(Failure::unnamed("sample_bits", other)),
    };
    match image.bit_depth {
        0 => Ok(view),
        // More than 255 bits are as wrong as 255.
        bits => Ok(view.with_bit_depth(u8::try_from(bits).unwrap_or(u8::MAX))?),
    }
}

fn layout_of(layout: u32) -> Result<PixelLayout, Failure> {
    match layout {
        PALMSIG_LAYOUT_GRAY => Ok(PixelLayout::Gray),
        PALMSIG_LAYOUT_RGB => Ok(PixelLayout::Rgb),
        PALMSIG_LAYOUT_BGR => Ok(PixelLayout::Bgr),
        PALMSIG_LAYOUT_RGBA => Ok(PixelLayout::Rgba),
        other => Err(Failure::unnamed("layout", other)),
    }
}

fn side_of(hand: u32) -> Result<HandSide, Failure> {
    match hand {
        PALMSIG_HAND_UNKNOWN => Ok(HandSide::Unknown),
        PALMSIG_HAND_LEFT => Ok(HandSide::Left),
        PALMSIG_HAND_RIGHT => Ok(HandSide::Right),
        other => Err(Failure::unnamed("hand", other)),
    }
}

/// PALMSIG_HAND_... of a side.
pub(crate) fn number_of_side(hand: HandSide) -> u32 {
    match hand {
        HandSide::Unknown => PALMSIG_HAND_UNKNOWN,
        HandSide::Left => PALMSIG_HAND_LEFT,
        HandSide::Right => PALMSIG_HAND_RIGHT,
    }
}

/// PALMSIG_BAND_... of a band.
pub(crate) fn number_of_band(band: Band) -> u32 {
    match band {
        Band::Visible => PALMSIG_BAND_VISIBLE,
        Band::NearInfrared => PALMSIG_BAND_NEAR_INFRARED,
    }
}
