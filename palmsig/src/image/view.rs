//! Views over the caller's pixels: any layout and stride, no copy.

use ndarray::{Array3, ArrayView2, ArrayView3, Axis, ShapeBuilder};

use crate::error::ImageError;

/// Pictures with more pixels than this are refused: no palm sensor makes them, decompression bombs do.
pub const MAX_PIXELS: usize = 64 << 20;

/// What the samples of one pixel mean, in the order they stand in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelLayout {
    /// One grey sample.
    Gray,
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red.
    Bgr,
    /// Red, green, blue, alpha; alpha is ignored.
    Rgba,
}

impl PixelLayout {
    /// Samples a pixel.
    pub const fn channels(self) -> usize {
        match self {
            PixelLayout::Gray => 1,
            PixelLayout::Rgb | PixelLayout::Bgr => 3,
            PixelLayout::Rgba => 4,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Samples<'a> {
    U8(ArrayView3<'a, u8>),
    U16(ArrayView3<'a, u16>),
}

/// A picture in the caller's memory, shape (rows, columns, channels) with any strides.
#[derive(Clone, Copy)]
pub struct ImageView<'a> {
    pub(super) samples: Samples<'a>,
    pub(super) layout: PixelLayout,
    pub(super) bit_depth: u8,
}

/// Prints the shape, never a pixel.
impl std::fmt::Debug for ImageView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ImageView({}x{} {:?}, {} bit)", self.height(), self.width(), self.layout, self.bit_depth)
    }
}

impl<'a> ImageView<'a> {
    /// A view over rows of 8-bit samples: `row_stride` samples from the start of one row to the next.
    ///
    /// # Errors
    /// An [`ImageError`] when the picture is empty or too large, or the buffer or stride too short.
    pub fn from_rows_u8(
        samples: &'a [u8],
        height: usize,
        width: usize,
        row_stride: usize,
        layout: PixelLayout,
    ) -> Result<Self, ImageError> {
        let view = rows(samples, height, width, row_stride, layout)?;
        Ok(ImageView { samples: Samples::U8(view), layout, bit_depth: 8 })
    }

    /// A view over rows of 16-bit samples (all 16 bits significant, see [`with_bit_depth`](Self::with_bit_depth)).
    ///
    /// # Errors
    /// As [`from_rows_u8`](Self::from_rows_u8).
    pub fn from_rows_u16(
        samples: &'a [u16],
        height: usize,
        width: usize,
        row_stride: usize,
        layout: PixelLayout,
    ) -> Result<Self, ImageError> {
        let view = rows(samples, height, width, row_stride, layout)?;
        Ok(ImageView { samples: Samples::U16(view), layout, bit_depth: 16 })
    }

    /// A grey 8-bit picture, shape (rows, columns), any strides.
    ///
    /// # Errors
    /// An [`ImageError`] when the picture is empty or too large.
    pub fn from_gray(pixels: ArrayView2<'a, u8>) -> Result<Self, ImageError> {
        Self::from_array_u8(pixels.insert_axis(Axis(2)), PixelLayout::Gray)
    }

    /// An 8-bit picture, shape (rows, columns, channels), any strides.
    ///
    /// # Errors
    /// An [`ImageError`] when the picture is empty or too large, or its channels do not fit `layout`.
    pub fn from_array_u8(pixels: ArrayView3<'a, u8>, layout: PixelLayout) -> Result<Self, ImageError> {
        check_shape(pixels.dim(), layout)?;
        Ok(ImageView { samples: Samples::U8(pixels), layout, bit_depth: 8 })
    }

    /// A 16-bit picture, shape (rows, columns, channels), any strides.
    ///
    /// # Errors
    /// As [`from_array_u8`](Self::from_array_u8).
    pub fn from_array_u16(pixels: ArrayView3<'a, u16>, layout: PixelLayout) -> Result<Self, ImageError> {
        check_shape(pixels.dim(), layout)?;
        Ok(ImageView { samples: Samples::U16(pixels), layout, bit_depth: 16 })
    }

    /// The same picture with `bits` significant bits, e.g. 12 for a 12-bit sensor in 16-bit samples
    /// whose white is 4095. Samples above that count as white.
    ///
    /// # Errors
    /// [`ImageError::BitDepth`] unless `bits` lies in 8..=16, or is 8 for 8-bit samples.
    pub fn with_bit_depth(self, bits: u8) -> Result<Self, ImageError> {
        let sample_bits = match self.samples {
            Samples::U8(_) => 8,
            Samples::U16(_) => 16,
        };
        if bits < 8 || bits > sample_bits {
            return Err(ImageError::BitDepth { given: bits, sample_bits });
        }
        Ok(ImageView { bit_depth: bits, ..self })
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.dim().0
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.dim().1
    }

    /// What the samples of a pixel mean.
    pub fn layout(&self) -> PixelLayout {
        self.layout
    }

    /// Significant bits of a sample.
    pub fn bit_depth(&self) -> u8 {
        self.bit_depth
    }

    fn dim(&self) -> (usize, usize, usize) {
        match self.samples {
            Samples::U8(s) => s.dim(),
            Samples::U16(s) => s.dim(),
        }
    }

    /// A copy for display: red, green and blue in 8 bits, shape (rows, columns, 3).
    pub fn to_rgb8(&self) -> Array3<u8> {
        let shift = self.bit_depth - 8;
        Array3::from_shape_fn((self.height(), self.width(), 3), |(row, column, channel)| {
            (self.rgb(row, column)[channel] >> shift) as u8
        })
    }

    /// Red, green and blue of one pixel (all three the grey level of a grey picture) as 16-bit
    /// numbers in which `65535 >> (16 - bit_depth)` is white.
    #[inline]
    pub(crate) fn rgb(&self, row: usize, column: usize) -> [u16; 3] {
        match self.samples {
            Samples::U8(s) => pick(self.layout, |c| u16::from(s[[row, column, c]])),
            Samples::U16(s) => pick(self.layout, |c| s[[row, column, c]].min(self.white())),
        }
    }

    /// The sample value of white.
    pub(crate) fn white(&self) -> u16 {
        u16::MAX >> (16 - u16::from(self.bit_depth))
    }

    /// [`luma`](Self::luma) of the pixels of one row from `first` on, as many as `out` has.
    pub(crate) fn luma_row(&self, row: usize, first: usize, out: &mut [u16]) {
        let channels = self.layout.channels();
        let line = match self.samples {
            Samples::U8(s) => s.index_axis_move(Axis(0), row).to_slice(),
            Samples::U16(_) => None,
        };
        let Some(pixels) = line.and_then(|line| line.get(first * channels..)) else {
            out.iter_mut().enumerate().for_each(|(k, luma)| *luma = self.luma(row, first + k));
            return;
        };
        let colours = |[r, g, b]: [usize; 3]| {
            move |pixel: &[u8]| luma_of([pixel[r], pixel[g], pixel[b]].map(u16::from))
        };
        match self.layout {
            PixelLayout::Gray => {
                out.iter_mut().zip(pixels).for_each(|(luma, level)| *luma = u16::from(*level))
            }
            PixelLayout::Rgb => each::<3>(pixels, out, colours([0, 1, 2])),
            PixelLayout::Bgr => each::<3>(pixels, out, colours([2, 1, 0])),
            PixelLayout::Rgba => each::<4>(pixels, out, colours([0, 1, 2])),
        }
    }

    /// Luma of one pixel (ITU-R BT.601 weights in 1/256) on the scale of [`rgb`](Self::rgb).
    #[inline]
    pub(crate) fn luma(&self, row: usize, column: usize) -> u16 {
        if self.layout == PixelLayout::Gray {
            return self.rgb(row, column)[0];
        }
        luma_of(self.rgb(row, column))
    }
}

/// What `of` makes of each pixel of `C` samples.
fn each<const C: usize>(pixels: &[u8], out: &mut [u16], of: impl Fn(&[u8]) -> u16) {
    let (pixels, _) = pixels.as_chunks::<C>();
    out.iter_mut().zip(pixels).for_each(|(luma, pixel)| *luma = of(pixel));
}

/// Luma of red, green, blue: ITU-R BT.601 weights in 1/256.
#[inline]
pub(crate) fn luma_of([r, g, b]: [u16; 3]) -> u16 {
    ((77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8) as u16
}

#[inline]
fn pick(layout: PixelLayout, sample: impl Fn(usize) -> u16) -> [u16; 3] {
    match layout {
        PixelLayout::Gray => [sample(0); 3],
        PixelLayout::Rgb | PixelLayout::Rgba => [sample(0), sample(1), sample(2)],
        PixelLayout::Bgr => [sample(2), sample(1), sample(0)],
    }
}

/// Refuses empty and oversized pictures.
pub(crate) fn check_size(height: usize, width: usize, limit: usize) -> Result<(), ImageError> {
    if height == 0 || width == 0 {
        return Err(ImageError::Empty { height, width });
    }
    match height.checked_mul(width) {
        Some(pixels) if pixels <= limit => Ok(()),
        _ => Err(ImageError::TooManyPixels { height, width, limit }),
    }
}

fn check_shape(
    (height, width, channels): (usize, usize, usize),
    layout: PixelLayout,
) -> Result<(), ImageError> {
    check_size(height, width, MAX_PIXELS)?;
    if channels != layout.channels() {
        return Err(ImageError::Channels { given: channels, expected: layout.channels() });
    }
    Ok(())
}

fn rows<T>(
    samples: &[T],
    height: usize,
    width: usize,
    row_stride: usize,
    layout: PixelLayout,
) -> Result<ArrayView3<'_, T>, ImageError> {
    check_size(height, width, MAX_PIXELS)?;
    let channels = layout.channels();
    let row = width * channels;
    if row_stride < row {
        return Err(ImageError::StrideTooShort { stride: row_stride, row });
    }
    let needed = (height - 1).checked_mul(row_stride).and_then(|n| n.checked_add(row)).unwrap_or(usize::MAX);
    let too_short = ImageError::BufferTooShort { given: samples.len(), needed };
    if samples.len() < needed {
        return Err(too_short);
    }
    let shape = (height, width, channels).strides((row_stride, channels, 1));
    ArrayView3::from_shape(shape, &samples[..needed]).map_err(|_| too_short)
}
