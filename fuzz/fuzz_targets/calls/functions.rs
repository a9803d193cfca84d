//! All functions that return a status, with as many `_` as they have parameters.

use palmsig_ffi as ffi;

use crate::arguments::Callable;
use crate::world::World;

type Call = fn(&mut World<'_>) -> i32;

macro_rules! functions {
    ($($name:ident($($parameter:tt)+);)+) => {
        pub const FUNCTIONS: &[(&str, Call)] = &[
            $((stringify!($name), |world| {
                Callable::call(ffi::$name as unsafe extern "C" fn($($parameter)+) -> i32, world)
            })),+
        ];
    };
}

/// Stops where the header declares a function that is not called here.
pub fn check_complete() {
    let header = include_str!("../../../include/palmsig.h");
    let declared = header.split("\npalmsig_status ").skip(1).filter_map(|rest| rest.split_once('('));
    let missing: Vec<&str> = declared
        .map(|(name, _)| name)
        .filter(|name| FUNCTIONS.iter().all(|(known, _)| known != name))
        .collect();
    assert!(missing.is_empty(), "these are never called: {missing:?}");
}

functions! {
    palmsig_runtime_options_init(_, _);
    palmsig_runtime_new(_, _);
    palmsig_runtime_free(_);
    palmsig_image_init(_, _);
    palmsig_capture_init(_, _);
    palmsig_location_init(_, _);
    palmsig_extraction_init(_, _);
    palmsig_extractor_new(_);
    palmsig_extractor_free(_);
    palmsig_extractor_attach(_, _);
    palmsig_extractor_encoder_id(_, _);
    palmsig_extractor_extract(_, _, _, _, _);
    palmsig_guidance_of_status(_, _);
    palmsig_template_info_init(_, _);
    palmsig_template_parse(_, _, _);
    palmsig_template_write(_, _, _, _);
    palmsig_template_inspect(_, _);
    palmsig_template_view(_, _, _);
    palmsig_template_free(_);
    palmsig_matcher_new(_);
    palmsig_matcher_free(_);
    palmsig_matcher_compare(_, _, _, _);
    palmsig_matcher_verify(_, _, _, _, _, _);
    palmsig_identification_init(_, _);
    palmsig_gallery_new(_, _, _);
    palmsig_gallery_free(_);
    palmsig_gallery_attach(_, _);
    palmsig_gallery_add(_, _, _, _);
    palmsig_gallery_remove(_, _);
    palmsig_gallery_count(_, _);
    palmsig_gallery_verify(_, _, _, _, _, _);
    palmsig_gallery_identify(_, _, _, _, _, _);
    palmsig_gallery_identify_batch(_, _, _, _, _, _, _);
    palmsig_gallery_find_duplicate(_, _, _, _, _, _, _);
    palmsig_enrol_options_init(_, _);
    palmsig_enroller_new(_, _, _);
    palmsig_enroller_free(_);
    palmsig_enroller_enrol(_, _, _, _, _);
    palmsig_enroller_update(_, _, _, _, _, _, _);
    palmsig_template_join(_, _, _);
    palmsig_progress_init(_, _);
    palmsig_outcome_init(_, _);
    palmsig_session_options_init(_, _);
    palmsig_frame_init(_, _);
    palmsig_session_new(_, _);
    palmsig_session_free(_);
    palmsig_session_attach(_, _);
    palmsig_session_push(_, _, _);
    palmsig_session_tick(_, _, _);
    palmsig_session_finish(_, _);
    palmsig_session_take(_, _, _, _);
    palmsig_session_reading(_, _, _, _);
    palmsig_operator_key_generate(_);
    palmsig_operator_key_parse(_, _, _);
    palmsig_operator_key_write(_, _, _, _);
    palmsig_operator_key_wrap(_, _, _, _, _, _, _);
    palmsig_operator_key_unwrap(_, _, _, _, _, _);
    palmsig_operator_key_free(_);
    palmsig_tenant_key_generate(_);
    palmsig_tenant_key_wrap(_, _, _, _, _, _, _);
    palmsig_tenant_key_unwrap(_, _, _, _, _, _);
    palmsig_tenant_key_free(_);
    palmsig_subject_key_generate(_);
    palmsig_subject_key_seal(_, _, _, _, _, _, _);
    palmsig_subject_key_open(_, _, _, _, _, _);
    palmsig_subject_key_free(_);
    palmsig_purpose_init(_, _);
    palmsig_service_key_generate(_);
    palmsig_service_key_parse(_, _, _);
    palmsig_service_key_public(_, _, _, _);
    palmsig_service_key_free(_);
    palmsig_replay_guard_new(_, _, _);
    palmsig_replay_guard_free(_);
    palmsig_envelope_seal(_, _, _, _, _, _, _, _, _);
    palmsig_envelope_open(_, _, _, _, _, _, _, _, _);
    palmsig_store_open(_, _, _, _, _);
    palmsig_store_free(_);
    palmsig_subject_init(_, _);
    palmsig_store_registrar(_, _, _);
    palmsig_registrar_free(_);
    palmsig_registrar_enrol(_, _, _);
    palmsig_registrar_reference(_, _, _, _, _, _);
    palmsig_registrar_update(_, _, _, _, _, _, _);
    palmsig_registrar_set_palms(_, _, _, _, _);
    palmsig_registrar_set_reference(_, _, _, _, _, _);
    palmsig_registrar_hold(_, _, _, _);
    palmsig_registrar_release(_, _, _, _);
    palmsig_loaded_init(_, _);
    palmsig_store_recogniser(_, _, _);
    palmsig_recogniser_free(_);
    palmsig_recogniser_load(_, _, _, _);
    palmsig_recogniser_reload(_, _, _, _, _);
    palmsig_recogniser_used(_, _, _);
    palmsig_recogniser_refused(_, _, _);
    palmsig_lockout_init(_, _);
    palmsig_recogniser_may_try(_, _, _, _, _);
    palmsig_store_remover(_, _, _);
    palmsig_remover_free(_);
    palmsig_remover_remove(_, _, _, _, _, _);
    palmsig_remover_sweep(_, _, _, _);
    palmsig_store_auditor(_, _, _);
    palmsig_auditor_free(_);
    palmsig_auditor_verify(_, _, _);
    palmsig_auditor_confirms(_, _, _);
    palmsig_store_administrator(_, _, _);
    palmsig_administrator_free(_);
    palmsig_administrator_set_retention(_, _, _);
    palmsig_administrator_rotate_operator_key(_, _, _);
    palmsig_record_info_init(_, _);
    palmsig_entry_init(_, _);
    palmsig_registrar_held(_, _, _);
    palmsig_administrator_export(_, _, _, _);
    palmsig_record_free(_);
    palmsig_record_inspect(_, _);
    palmsig_record_palm(_, _, _, _);
    palmsig_record_text(_, _, _, _, _, _);
    palmsig_record_entry(_, _, _);
}
