//! What Rust has sealed C opens, and the reverse.

#![allow(
    unsafe_code,
    clippy::undocumented_unsafe_blocks,
    reason = "a test calls as C does: handles are live, and places as large as stated"
)]

use std::ptr::{null, null_mut};
use std::time::Duration;

use palmsig::image::Capture;
use palmsig::params::EncoderParams;
use palmsig::pipeline::Extractor;
use palmsig::protect::envelope::{Purpose, ReplayGuard, ServiceKey};
use palmsig::protect::keys::{OperatorKey, SubjectKey, TenantKey, WrappedKey};
use palmsig::template::Template;
use palmsig_ffi as ffi;

use crate::same::{Own, bytes_of, last_error, name_of, own, parsed, picture, sound};

/// Seconds since 1970.
pub(crate) const NOW: u64 = 1_800_000_000;

const SECRET: [u8; 32] = [42; 32];

pub(crate) fn template(seed: u64) -> Template {
    let picture = picture(seed, 1);
    let capture = Capture::visible(picture.view().expect("a picture"));
    let mut extractor = Extractor::new(&EncoderParams::default()).expect("the defaults");
    extractor.extract(&capture).expect("a palm")
}

/// Bytes that are asked for twice.
fn twice(ask: impl Fn(*mut u8, usize, *mut usize) -> i32) -> Vec<u8> {
    let mut size = 0;
    sound(ask(null_mut(), 0, &raw mut size));
    let mut bytes = vec![0; size];
    let short = ask(bytes.as_mut_ptr(), size - 1, &raw mut size);
    assert_eq!(name_of(short), "PALMSIG_ERROR_BUFFER_SIZE");
    assert!(bytes.iter().all(|byte| *byte == 0), "results are written on success only");
    sound(ask(bytes.as_mut_ptr(), size, &raw mut size));
    assert_eq!(bytes.len(), size);
    bytes
}

pub(crate) fn operator_key() -> Own<ffi::palmsig_operator_key> {
    own(ffi::palmsig_operator_key_free, |out| unsafe {
        ffi::palmsig_operator_key_parse(SECRET.as_ptr(), SECRET.len(), out)
    })
}

pub(crate) fn operator_key_in_rust() -> OperatorKey {
    OperatorKey::take(&mut SECRET.clone()).expect("32 bytes")
}

#[test]
fn keys_that_c_wraps_rust_unwraps_and_opens_with() {
    let palm = template(30);
    let operator = operator_key();
    assert_eq!(
        twice(|buffer, capacity, size| unsafe {
            ffi::palmsig_operator_key_write(operator.0, buffer, capacity, size)
        }),
        SECRET
    );
    let tenant = own(ffi::palmsig_tenant_key_free, |out| unsafe { ffi::palmsig_tenant_key_generate(out) });
    let subject = own(ffi::palmsig_subject_key_free, |out| unsafe { ffi::palmsig_subject_key_generate(out) });
    let wrapped_tenant = twice(|buffer, capacity, size| unsafe {
        ffi::palmsig_operator_key_wrap(operator.0, tenant.0, b"shop".as_ptr(), 4, buffer, capacity, size)
    });
    let wrapped_subject = twice(|buffer, capacity, size| unsafe {
        ffi::palmsig_tenant_key_wrap(tenant.0, subject.0, b"anna".as_ptr(), 4, buffer, capacity, size)
    });
    let handle = parsed(&palm);
    let sealed = twice(|buffer, capacity, size| unsafe {
        ffi::palmsig_subject_key_seal(subject.0, handle.0, null(), 0, buffer, capacity, size)
    });
    assert_eq!(wrapped_tenant.len(), ffi::PALMSIG_WRAPPED_KEY_SIZE);
    let wrapped = |bytes: &[u8]| WrappedKey::from_bytes(bytes).expect("a wrapped key");
    let tenant = operator_key_in_rust().unwrap(&wrapped(&wrapped_tenant), b"shop").expect("its key");
    let subject = tenant.unwrap(&wrapped(&wrapped_subject), b"anna").expect("its key");
    assert!(subject.open(&sealed, b"").expect("its own") == palm);
}

#[test]
fn what_rust_seals_c_opens_under_the_same_context_only() {
    let palm = template(31);
    let (tenant, subject) =
        (TenantKey::generate().expect("random bytes"), SubjectKey::generate().expect("random bytes"));
    let wrapped_tenant = operator_key_in_rust().wrap(&tenant, b"shop").expect("random bytes");
    let wrapped_subject = tenant.wrap(&subject, b"anna").expect("random bytes");
    let sealed = subject.seal(&palm, b"left").expect("random bytes");

    let operator = operator_key();
    let unwrapped = |name: &[u8], out| unsafe {
        let wrapped = wrapped_tenant.as_bytes();
        ffi::palmsig_operator_key_unwrap(
            operator.0,
            wrapped.as_ptr(),
            wrapped.len(),
            name.as_ptr(),
            name.len(),
            out,
        )
    };
    let tenant = own(ffi::palmsig_tenant_key_free, |out| unwrapped(b"shop", out));
    let mut other = null_mut();
    assert_eq!(unwrapped(b"ship", &raw mut other), ffi::PALMSIG_ERROR_SEALED_REFUSED);
    assert!(other.is_null());
    let subject = own(ffi::palmsig_subject_key_free, |out| unsafe {
        let wrapped = wrapped_subject.as_bytes();
        ffi::palmsig_tenant_key_unwrap(tenant.0, wrapped.as_ptr(), wrapped.len(), b"anna".as_ptr(), 4, out)
    });
    let opened = |bytes: &[u8], context: &[u8], out| unsafe {
        ffi::palmsig_subject_key_open(
            subject.0,
            bytes.as_ptr(),
            bytes.len(),
            context.as_ptr(),
            context.len(),
            out,
        )
    };
    let handle = own(ffi::palmsig_template_free, |out| opened(&sealed, b"left", out));
    assert_eq!(bytes_of(handle.0), palm.to_bytes());
    let mut refused = null_mut();
    assert_eq!(opened(&sealed, b"right", &raw mut refused), ffi::PALMSIG_ERROR_SEALED_REFUSED);
    let short = &sealed[..sealed.len() - 1];
    assert_eq!(opened(short, b"left", &raw mut refused), ffi::PALMSIG_ERROR_SEALED_TRUNCATED);
    let long = [&sealed[..], &[0]].concat();
    assert_eq!(opened(&long, b"left", &raw mut refused), ffi::PALMSIG_ERROR_SEALED_TRAILING);
    assert!(refused.is_null());
}

#[test]
fn envelopes_open_on_the_other_side_once() {
    let purpose = ffi::palmsig_purpose {
        struct_size: size_of::<ffi::palmsig_purpose>() as u32,
        service: c"shop".as_ptr(),
        terminal: c"till 4".as_ptr(),
        purpose: c"match".as_ptr(),
    };
    let in_rust = Purpose { service: "shop", terminal: "till 4", purpose: "match" };
    let key = own(ffi::palmsig_service_key_free, |out| unsafe {
        ffi::palmsig_service_key_parse(SECRET.as_ptr(), SECRET.len(), out)
    });
    let key_in_rust = ServiceKey::take(&mut SECRET.clone()).expect("32 bytes");
    let public = twice(|buffer, capacity, size| unsafe {
        ffi::palmsig_service_key_public(key.0, buffer, capacity, size)
    });
    assert_eq!(public, key_in_rust.public().to_bytes());

    let text = b"what a terminal saw";
    let sealed = twice(|buffer, capacity, size| unsafe {
        ffi::palmsig_envelope_seal(
            public.as_ptr(),
            public.len(),
            &raw const purpose,
            NOW,
            text.as_ptr(),
            text.len(),
            buffer,
            capacity,
            size,
        )
    });
    let mut guard = ReplayGuard::new(Duration::from_secs(60), 10);
    let opened = key_in_rust.open(&sealed, &in_rust, &mut guard, NOW + 5).expect("an envelope");
    assert_eq!(opened[..], text[..]);

    let sealed = key_in_rust.public().seal(text, &in_rust, NOW).expect("random bytes");
    let guard =
        own(ffi::palmsig_replay_guard_free, |out| unsafe { ffi::palmsig_replay_guard_new(60, 10, out) });
    let open = |now, purpose: &ffi::palmsig_purpose, buffer, capacity, size| unsafe {
        ffi::palmsig_envelope_open(
            key.0,
            guard.0,
            purpose,
            now,
            sealed.as_ptr(),
            sealed.len(),
            buffer,
            capacity,
            size,
        )
    };
    let (mut buffer, mut size) = ([0u8; 100], 0);
    let mut failing = |now, purpose: &_| open(now, purpose, buffer.as_mut_ptr(), 100, &raw mut size);
    let elsewhere = ffi::palmsig_purpose { purpose: c"enrol".as_ptr(), ..purpose };
    assert_eq!(failing(NOW, &elsewhere), ffi::PALMSIG_ERROR_ENVELOPE_REFUSED);
    // The size is told, and a short buffer refused, without the envelope being spent.
    let opened = twice(|buffer, capacity, size| open(NOW + 60, &purpose, buffer, capacity, size));
    assert_eq!(opened, text);
    let mut failing = |now, purpose: &_| open(now, purpose, buffer.as_mut_ptr(), 100, &raw mut size);
    assert_eq!(failing(NOW + 60, &purpose), ffi::PALMSIG_ERROR_ENVELOPE_REPLAYED);
    assert!(last_error().contains("opened before"), "{}", last_error());
    assert_eq!(failing(NOW + 61, &purpose), ffi::PALMSIG_ERROR_ENVELOPE_WINDOW);
    assert_eq!((buffer, size), ([0; 100], 0));
}
