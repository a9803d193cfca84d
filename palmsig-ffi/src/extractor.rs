//! From captures to templates.

use std::sync::Mutex;
use std::sync::TryLockError;

use palmsig::params::EncoderParams;
use palmsig::pipeline::{Extraction, Extractor};

use crate::attached::Attached;
use crate::failure::Failure;
use crate::guidance;
use crate::image::{capture_of, number_of_side, palmsig_capture};
use crate::location::{location_of, palmsig_location};
use crate::pointer::{Opaque, entry};
#[cfg(feature = "runtime")]
use crate::runtime::palmsig_runtime;
use crate::status::*;
use crate::template::palmsig_template;

/// Makes templates. It holds filters and buffers that are used again and again: make one, and keep it. Of several
/// threads each wants its own.
pub struct palmsig_extractor(Mutex<Extractor>, Attached);

impl Opaque for palmsig_extractor {
    const TAG: u64 = u64::from_le_bytes(*b"palm:ext");
    const NAME: &'static str = "extractor";
}

/// How good a capture is, and where the palm lies in it. Qualities are 0 to 100, higher is better; what cannot be known
/// is 100. Points and directions are {row, column} in pixels of the picture.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_extraction {
    /// sizeof(palmsig_extraction), as palmsig_extraction_init sets it.
    pub struct_size: u32,
    /// The whole: most good captures have 70 to 95.
    pub quality: u32,
    /// Whether fine lines are sharp.
    pub focus: u32,
    /// Whether the light suits the sensor: neither black nor white.
    pub exposure: u32,
    /// How much the relief of the palm shows.
    pub contrast: u32,
    /// How much of the palm square shows skin.
    pub coverage: u32,
    /// How many pixels the palm has.
    pub resolution: u32,
    /// How squarely the palm faces the camera.
    pub pose: u32,
    /// Whether the hand is held still.
    pub motion: u32,
    /// How far lines stand out.
    pub lines: u32,
    /// The one thing to change first: PALMSIG_GUIDANCE_...
    pub guidance: u32,
    /// The side of the hand that the template states: PALMSIG_HAND_...
    pub hand: u32,
    /// Centre of the palm square.
    pub center: [f64; 2],
    /// Direction towards the fingers, of length 1.
    pub up: [f64; 2],
    /// Side of the palm square, in pixels.
    pub side: f64,
    /// Distance between the outer finger valleys, in pixels.
    pub palm_unit: f64,
    /// How far the square is expected to lie from the true one, in palm units.
    pub uncertainty: f64,
    /// How far the palm is turned out of the plane of the picture, about its horizontal and its vertical axis, in
    /// radians; not a number where that is not known.
    pub tilt: [f64; 2],
}

/// Sets struct_size, and all results to 0.
///
/// Threads: any, at any time.
///
/// @param[out] extraction the struct to fill
/// @param struct_size sizeof(palmsig_extraction)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_extraction_init(
    extraction: *mut palmsig_extraction,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(extraction, struct_size)?.put(NOTHING);
        Ok(())
    })
}

const NOTHING: palmsig_extraction = palmsig_extraction {
    struct_size: size_of::<palmsig_extraction>() as u32,
    quality: 0,
    focus: 0,
    exposure: 0,
    contrast: 0,
    coverage: 0,
    resolution: 0,
    pose: 0,
    motion: 0,
    lines: 0,
    guidance: 0,
    hand: 0,
    center: [0.0; 2],
    up: [0.0; 2],
    side: 0.0,
    palm_unit: 0.0,
    uncertainty: 0.0,
    tilt: [0.0; 2],
};

/// Makes an extractor. This takes a few milliseconds.
///
/// Threads: any, at any time.
///
/// @param[out] extractor receives the extractor; free it with palmsig_extractor_free
/// @return PALMSIG_OK or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_extractor_new(extractor: *mut *mut palmsig_extractor) -> palmsig_status {
    entry!(|caller| {
        let out = caller.out(extractor, "extractor")?;
        let extractor = Extractor::new(&EncoderParams::default())?;
        out.put_handle(palmsig_extractor(Mutex::new(extractor), Attached::default()));
        Ok(())
    })
}

/// Frees an extractor.
///
/// Threads: any; nobody may use the extractor any more.
///
/// @param extractor the extractor; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no extractor: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_extractor_free(extractor: *mut palmsig_extractor) -> palmsig_status {
    entry!(|caller| { caller.free(extractor) })
}

/// Has the log of a runtime told of extractions. Once for each extractor.
///
/// Threads: any, at any time; calls that began before go on without it.
///
/// @param extractor the extractor
/// @param runtime the runtime; it may be freed afterwards
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT when it is attached to one already, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_HANDLE
#[cfg(feature = "runtime")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_extractor_attach(
    extractor: *mut palmsig_extractor,
    runtime: *const palmsig_runtime,
) -> palmsig_status {
    entry!(|caller| { caller.handle(extractor.cast_const())?.1.attach(caller.handle(runtime)?) })
}

/// The encoder that its templates are of: only those of one encoder can be compared.
///
/// Threads: any, at any time.
///
/// @param extractor the extractor
/// @param[out] encoder_id receives the number
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_BUSY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_extractor_encoder_id(
    extractor: *const palmsig_extractor,
    encoder_id: *mut u32,
) -> palmsig_status {
    entry!(|caller| {
        let extractor = caller.handle(extractor)?;
        caller.out(encoder_id, "encoder_id")?.put(extractor.with(|extractor| Ok(extractor.encoder_id()))?);
        Ok(())
    })
}

/// Finds the palm in a capture and makes its template. After a failure palmsig_guidance_of_status says what the person
/// could do better.
///
/// Threads: any, one at a time for each extractor; a second one gets PALMSIG_ERROR_BUSY.
///
/// @param extractor the extractor
/// @param capture the capture; its pictures are looked at during the call only
/// @param location what is known of where the palm is; may be NULL: nothing
/// @param[out] extraction receives how good the capture is; set it up with palmsig_extraction_init; may be NULL
/// @param[out] palm receives the template; free it with palmsig_template_free
/// @return PALMSIG_OK, or a status of 100 to 499
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_extractor_extract(
    extractor: *mut palmsig_extractor,
    capture: *const palmsig_capture,
    location: *const palmsig_location,
    extraction: *mut palmsig_extraction,
    palm: *mut *mut palmsig_template,
) -> palmsig_status {
    entry!(|caller| {
        let extractor = caller.handle(extractor.cast_const())?;
        let capture = capture_of(caller, capture)?;
        let location = location_of(caller, location)?;
        let told = if extraction.is_null() { None } else { Some(caller.out_sized(extraction)?) };
        let out = caller.out(palm, "palm")?;
        let (_, view) = capture.first_band();
        let what = format_args!("extracting from {} x {} pixels", view.height(), view.width());
        let extract = || extractor.with(|extractor| Ok(extractor.extract_graded(&capture, &location)?));
        let found = extractor.1.tell(what, extract)?;
        let telling = told.map(|told| Ok::<_, Failure>((told, summary(&found)?))).transpose()?;
        if let Some((told, summary)) = telling {
            told.put(summary);
        }
        out.put_handle(palmsig_template(found.template));
        Ok(())
    })
}

impl palmsig_extractor {
    fn with<R>(&self, work: impl FnOnce(&mut Extractor) -> Result<R, Failure>) -> Result<R, Failure> {
        match self.0.try_lock() {
            Ok(mut extractor) => work(&mut extractor),
            // Its buffers are filled anew by every extraction.
            Err(TryLockError::Poisoned(broken)) => work(&mut broken.into_inner()),
            Err(TryLockError::WouldBlock) => {
                Err(Failure::new(PALMSIG_ERROR_BUSY, "the extractor is at work on another thread"))
            }
        }
    }
}

fn summary(found: &Extraction) -> Result<palmsig_extraction, Failure> {
    let (parts, palm) = (&found.quality.components, &found.palm);
    Ok(palmsig_extraction {
        struct_size: NOTHING.struct_size,
        quality: found.quality.score.into(),
        focus: parts.focus.into(),
        exposure: parts.exposure.into(),
        contrast: parts.contrast.into(),
        coverage: parts.coverage.into(),
        resolution: parts.resolution.into(),
        pose: parts.pose.into(),
        motion: parts.motion.into(),
        lines: parts.lines.into(),
        guidance: guidance::number_of(found.guidance)?,
        hand: number_of_side(found.template.hand()),
        center: palm.square.center,
        up: palm.square.up,
        side: palm.square.side,
        palm_unit: palm.palm_unit,
        uncertainty: palm.uncertainty,
        tilt: palm.tilt.unwrap_or([f64::NAN; 2]),
    })
}
