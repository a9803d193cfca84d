//! Templates: reading, writing, looking into them.

use palmsig::image::Band;
use palmsig::template::Template;
use zeroize::Zeroizing;

use crate::buffer;
use crate::failure::Failure;
use crate::image::{number_of_band, number_of_side};
use crate::pointer::{Opaque, entry};
use crate::status::*;

/// The signature of one palm. It never changes, and is erased from memory when it is freed.
pub struct palmsig_template(pub(crate) Template);

impl Opaque for palmsig_template {
    const TAG: u64 = u64::from_le_bytes(*b"palm:tpl");
    const NAME: &'static str = "template";
}

/// What a template says of itself.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_template_info {
    /// sizeof(palmsig_template_info), as palmsig_template_info_init sets it.
    pub struct_size: u32,
    /// The encoder that it is of.
    pub encoder_id: u32,
    /// The side of the hand: PALMSIG_HAND_...
    pub hand: u32,
    /// Views in it: bands and captures, 1 to 16.
    pub views: u32,
    /// Those of the visible band.
    pub visible_views: u32,
    /// Those of the near-infrared band.
    pub near_infrared_views: u32,
    /// Bytes that palmsig_template_write writes.
    pub size: usize,
}

/// One view of a template.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_view {
    /// The light it was taken in: PALMSIG_BAND_...
    pub band: u32,
    /// Pixels of the picture along one side of the palm square.
    pub resolution: u32,
    /// 1 if it shows the palm where else it may lie, beside a view where it most likely does; else 0.
    pub alternative: u32,
}

/// Sets struct_size, and all results to 0.
///
/// Threads: any, at any time.
///
/// @param[out] info the struct to fill
/// @param struct_size sizeof(palmsig_template_info)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_template_info_init(
    info: *mut palmsig_template_info,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(info, struct_size)?.put(palmsig_template_info {
            struct_size: size_of::<palmsig_template_info>() as u32,
            encoder_id: 0,
            hand: 0,
            views: 0,
            visible_views: 0,
            near_infrared_views: 0,
            size: 0,
        });
        Ok(())
    })
}

/// Reads a template. Bytes that are truncated, extended, changed or of an unknown version are refused.
///
/// Threads: any, at any time.
///
/// @param bytes what palmsig_template_write wrote
/// @param size bytes
/// @param[out] palm receives the template; free it with palmsig_template_free
/// @return PALMSIG_OK, a status of 500 to 599, or PALMSIG_ERROR_NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_template_parse(
    bytes: *const u8,
    size: usize,
    palm: *mut *mut palmsig_template,
) -> palmsig_status {
    entry!(|caller| {
        let bytes = caller.slice(bytes, size, "bytes")?;
        let out = caller.out(palm, "palm")?;
        out.put_handle(palmsig_template(Template::from_bytes(bytes)?));
        Ok(())
    })
}

/// Writes a template. Called with no buffer it only tells how many bytes there are. The bytes identify a person: keep
/// them sealed, and erase the buffer when you are done.
///
/// Threads: any, at any time.
///
/// @param palm the template
/// @param buffer receives the bytes; may be NULL, with a capacity of 0: only the size is told
/// @param capacity bytes of the buffer
/// @param[out] size receives the number of bytes
/// @return PALMSIG_OK, PALMSIG_ERROR_BUFFER_SIZE when the buffer is too small, PALMSIG_ERROR_NULL or
///         PALMSIG_ERROR_HANDLE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_template_write(
    palm: *const palmsig_template,
    buffer: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> palmsig_status {
    entry!(|caller| {
        let template = &caller.handle(palm)?.0;
        // They identify a person.
        let bytes = || Ok(Zeroizing::new(template.to_bytes()));
        buffer::write(caller, (buffer, capacity, size), template.encoded_len(), bytes)
    })
}

/// Tells what a template says of itself.
///
/// Threads: any, at any time.
///
/// @param palm the template
/// @param[out] info receives it; set it up with palmsig_template_info_init
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_template_inspect(
    palm: *const palmsig_template,
    info: *mut palmsig_template_info,
) -> palmsig_status {
    entry!(|caller| {
        let template = &caller.handle(palm)?.0;
        let of_band = |band| template.views().iter().filter(|view| view.band == band).count() as u32;
        caller.out_sized(info)?.put(palmsig_template_info {
            struct_size: size_of::<palmsig_template_info>() as u32,
            encoder_id: template.encoder_id(),
            hand: number_of_side(template.hand()),
            views: template.views().len() as u32,
            visible_views: of_band(Band::Visible),
            near_infrared_views: of_band(Band::NearInfrared),
            size: template.encoded_len(),
        });
        Ok(())
    })
}

/// Tells about one view of a template.
///
/// Threads: any, at any time.
///
/// @param palm the template
/// @param index which view: 0 and up, fewer than palmsig_template_info.views
/// @param[out] view receives what it is
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL, PALMSIG_ERROR_HANDLE or PALMSIG_ERROR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_template_view(
    palm: *const palmsig_template,
    index: usize,
    view: *mut palmsig_view,
) -> palmsig_status {
    entry!(|caller| {
        let views = caller.handle(palm)?.0.views();
        let out = caller.out(view, "view")?;
        let Some(view) = views.get(index) else {
            let text = format!("view {index} of a template that has {}", views.len());
            return Err(Failure::new(PALMSIG_ERROR_ARGUMENT, text));
        };
        out.put(palmsig_view {
            band: number_of_band(view.band),
            resolution: view.resolution.into(),
            alternative: view.alternative.into(),
        });
        Ok(())
    })
}

/// Frees a template and erases it from memory.
///
/// Threads: any; nobody may use the template any more.
///
/// @param palm the template; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no template: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_template_free(palm: *mut palmsig_template) -> palmsig_status {
    entry!(|caller| { caller.free(palm) })
}
