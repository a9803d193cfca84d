//! What the caller knows of where the palm is.

use ndarray::{ArrayView2, ShapeBuilder};
use palmsig::roi::{Landmarks, Location, Point, Square};

use crate::failure::Failure;
use crate::pointer::{Caller, entry};
use crate::status::*;

/// Nothing: the hand is looked for.
pub const PALMSIG_LOCATION_SEARCH: u32 = 0;
/// The picture is a crop of the palm, taken as the palm square whatever its aspect.
pub const PALMSIG_LOCATION_WHOLE_PICTURE: u32 = 1;
/// The palm square: center, up and side.
pub const PALMSIG_LOCATION_SQUARE: u32 = 2;
/// The finger valleys: index_middle and ring_little, and the others where they are seen.
pub const PALMSIG_LOCATION_LANDMARKS: u32 = 3;
/// Which pixels show the hand: mask.
pub const PALMSIG_LOCATION_MASK: u32 = 4;

/// What you know of where the palm is. Points are {row, column} in pixels of the picture, with the origin at the upper
/// left corner and the centre of the first pixel at {0.5, 0.5}. Only the fields that the kind names are looked at.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_location {
    /// sizeof(palmsig_location), as palmsig_location_init sets it.
    pub struct_size: u32,
    /// What is known: PALMSIG_LOCATION_...
    pub kind: u32,
    /// Centre of the palm square.
    pub center: [f64; 2],
    /// Direction towards the fingers, a vector of length 1.
    pub up: [f64; 2],
    /// Side of the palm square, in pixels.
    pub side: f64,
    /// Valley between index and middle finger.
    pub index_middle: [f64; 2],
    /// Valley between middle and ring finger; not a number where it is not seen.
    pub middle_ring: [f64; 2],
    /// Valley between ring and little finger.
    pub ring_little: [f64; 2],
    /// Valley between thumb and index finger; not a number where it is not seen.
    pub thumb_index: [f64; 2],
    /// A byte a pixel, other than 0 where it shows the hand.
    pub mask: *const u8,
    /// Bytes from there to the end of your buffer.
    pub mask_size: usize,
    /// Rows of the mask, as many as the picture has.
    pub mask_height: usize,
    /// Columns of the mask, as many as the picture has.
    pub mask_width: usize,
    /// Bytes from the start of one row of the mask to the start of the next.
    pub mask_row_stride: usize,
}

/// Sets the defaults: nothing is known.
///
/// Threads: any, at any time.
///
/// @param[out] location the struct to fill
/// @param struct_size sizeof(palmsig_location)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_location_init(
    location: *mut palmsig_location,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        let unseen = [f64::NAN; 2];
        caller.out_of_size(location, struct_size)?.put(palmsig_location {
            struct_size: size_of::<palmsig_location>() as u32,
            kind: PALMSIG_LOCATION_SEARCH,
            center: unseen,
            up: unseen,
            side: f64::NAN,
            index_middle: unseen,
            middle_ring: unseen,
            ring_little: unseen,
            thumb_index: unseen,
            mask: std::ptr::null(),
            mask_size: 0,
            mask_height: 0,
            mask_width: 0,
            mask_row_stride: 0,
        });
        Ok(())
    })
}

/// The location that a struct of the caller describes; NULL knows nothing.
pub(crate) fn location_of(
    caller: &Caller,
    location: *const palmsig_location,
) -> Result<Location<'_>, Failure> {
    let Some(given) = caller.sized_if_any(location)? else {
        return Ok(Location::Search);
    };
    match given.kind {
        PALMSIG_LOCATION_SEARCH => Ok(Location::Search),
        PALMSIG_LOCATION_WHOLE_PICTURE => Ok(Location::WholePicture),
        PALMSIG_LOCATION_SQUARE => {
            Ok(Location::Square(Square { center: given.center, up: given.up, side: given.side }))
        }
        PALMSIG_LOCATION_LANDMARKS => Ok(Location::Landmarks(Landmarks {
            index_middle: given.index_middle,
            middle_ring: seen(given.middle_ring),
            ring_little: given.ring_little,
            thumb_index: seen(given.thumb_index),
        })),
        PALMSIG_LOCATION_MASK => mask(caller, &given),
        other => Err(Failure::unnamed("location.kind", other)),
    }
}

fn seen(point: Point) -> Option<Point> {
    (!point[0].is_nan() && !point[1].is_nan()).then_some(point)
}

fn mask<'c>(caller: &'c Caller, given: &palmsig_location) -> Result<Location<'c>, Failure> {
    let bytes = caller.slice(given.mask, given.mask_size, "mask")?;
    let (height, width, stride) = (given.mask_height, given.mask_width, given.mask_row_stride);
    if height == 0 || width == 0 {
        return Err(Failure::new(PALMSIG_ERROR_MASK_SIZE, "the mask is empty"));
    }
    if stride < width {
        return Err(Failure::new(
            PALMSIG_ERROR_IMAGE_STRIDE,
            "mask_row_stride is shorter than a row of the mask",
        ));
    }
    let needed = (height - 1).checked_mul(stride).and_then(|n| n.checked_add(width));
    let rows = needed.and_then(|needed| bytes.get(..needed));
    let rows =
        rows.ok_or(Failure::new(PALMSIG_ERROR_IMAGE_BUFFER, "the mask ends before its last row does"))?;
    let view = ArrayView2::from_shape((height, width).strides((stride, 1)), rows);
    let view =
        view.map_err(|_| Failure::new(PALMSIG_ERROR_IMAGE_BUFFER, "the mask does not fit its buffer"))?;
    Ok(Location::Mask(view))
}
