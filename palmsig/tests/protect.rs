//! Keys and sealing: what is opened is what was sealed, and nothing else opens it.

#![cfg(feature = "protect")]

mod common;

use common::{HEADER, template};
use palmsig::error::{ProtectError, TemplateError};
use palmsig::image::HandSide;
use palmsig::protect::keys::{KEY, OperatorKey, SubjectKey, TenantKey, WRAPPED, WrappedKey};
use palmsig::protect::seal::OVERHEAD;
use palmsig::template::Template;
use proptest::prelude::*;

fn subject_key(fill: u8) -> SubjectKey {
    SubjectKey::take(&mut [fill; KEY]).expect("32 bytes")
}

fn palm() -> Template {
    template(1, HandSide::Left, 1)
}

#[test]
fn what_is_opened_is_what_was_sealed() {
    let (key, palm) = (subject_key(1), palm());
    let sealed = key.seal(&palm, b"here").unwrap();
    assert_eq!(sealed.len(), palm.encoded_len() + OVERHEAD);
    assert!(key.open(&sealed, b"here").unwrap() == palm);
    // No two sealings of the same template look alike beyond the header.
    let again = key.seal(&palm, b"here").unwrap();
    assert_eq!(sealed[..HEADER], palm.to_bytes()[..HEADER]);
    let same = sealed.iter().zip(&again).skip(HEADER).filter(|(a, b)| a == b).count();
    assert!(same < sealed.len() / 64, "{same} of {} bytes are the same", sealed.len());
}

#[test]
fn no_byte_of_the_template_but_its_header_is_in_what_is_sealed() {
    let palm = palm();
    let bytes = palm.to_bytes();
    let sealed = subject_key(1).seal(&palm, b"").unwrap();
    let rare = |run: &[u8]| run.iter().any(|&b| b != run[0]);
    for run in bytes[HEADER..].windows(8).step_by(8).filter(|run| rare(run)) {
        assert!(!sealed.windows(8).any(|w| w == run), "eight bytes of the template in the clear");
    }
}

#[test]
fn another_key_context_or_header_is_refused_alike() {
    let (key, palm) = (subject_key(1), palm());
    let sealed = key.seal(&palm, b"left palm").unwrap();
    assert_eq!(subject_key(2).open(&sealed, b"left palm"), Err(ProtectError::Refused));
    assert_eq!(key.open(&sealed, b"right palm"), Err(ProtectError::Refused));
    // Byte 16 of the header is the hand: a sound header, but another one.
    let mut turned = sealed.clone();
    turned[16] = 2;
    assert_eq!(key.open(&turned, b"left palm"), Err(ProtectError::Refused));
    assert_eq!(key.open_bytes(&sealed[HEADER..], b"left palm").unwrap_err(), ProtectError::Refused);
}

#[test]
fn truncated_and_longer_bytes_are_told_apart() {
    let (key, palm) = (subject_key(1), palm());
    let sealed = key.seal(&palm, b"").unwrap();
    for given in [0, 1, HEADER - 1, HEADER, HEADER + OVERHEAD, sealed.len() - 1] {
        let needed = if given < HEADER { HEADER + OVERHEAD } else { sealed.len() };
        assert_eq!(key.open(&sealed[..given], b""), Err(ProtectError::Truncated { given, needed }));
    }
    let longer = [&sealed[..], &[0, 0]].concat();
    assert_eq!(key.open(&longer, b""), Err(ProtectError::Trailing { extra: 2 }));
    let foreign = vec![7; sealed.len()];
    assert_eq!(key.open(&foreign, b""), Err(ProtectError::Template(TemplateError::NotATemplate)));
}

#[test]
fn other_bytes_of_any_length_are_sealed_too() {
    let key = subject_key(1);
    for len in [0, 1, 63, 64, 65, 5000] {
        let bytes: Vec<u8> = (0..len).map(|i| i as u8).collect();
        let sealed = key.seal_bytes(&bytes, b"card").unwrap();
        assert_eq!(sealed.len(), len + OVERHEAD);
        assert_eq!(**key.open_bytes(&sealed, b"card").unwrap(), bytes);
        assert_eq!(key.open_bytes(&sealed, b"phone").unwrap_err(), ProtectError::Refused);
    }
    let short = ProtectError::Truncated { given: OVERHEAD - 1, needed: OVERHEAD };
    assert_eq!(key.open_bytes(&[0; OVERHEAD - 1], b"").unwrap_err(), short);
}

#[test]
fn keys_wrap_those_below_them_under_one_name() {
    let operator = OperatorKey::generate().unwrap();
    let (tenant, other) = (TenantKey::generate().unwrap(), TenantKey::generate().unwrap());
    let subject = SubjectKey::generate().unwrap();
    let wrapped = operator.wrap(&tenant, b"shop").unwrap();
    assert_eq!(operator.unwrap(&wrapped, b"shop").unwrap().expose(), tenant.expose());
    assert_eq!(operator.unwrap(&wrapped, b"bank").unwrap_err(), ProtectError::Refused);
    let stranger = OperatorKey::generate().unwrap();
    assert_eq!(stranger.unwrap(&wrapped, b"shop").unwrap_err(), ProtectError::Refused);

    let wrapped = tenant.wrap(&subject, b"1").unwrap();
    assert_eq!(other.unwrap(&wrapped, b"1").unwrap_err(), ProtectError::Refused);
    // Rotated: the same subject key under another tenant key, and what it sealed still opens.
    let sealed = subject.seal(&palm(), b"").unwrap();
    let rotated = tenant.rewrap(&wrapped, b"1", &other).unwrap();
    assert_eq!(tenant.unwrap(&rotated, b"1").unwrap_err(), ProtectError::Refused);
    assert!(other.unwrap(&rotated, b"1").unwrap().open(&sealed, b"").unwrap() == palm());
    let kept = WrappedKey::from_bytes(rotated.as_bytes()).unwrap();
    assert!(other.unwrap(&kept, b"1").is_ok());
}

#[test]
fn a_level_does_not_open_what_another_level_wrapped() {
    // The same bytes as an operator's and as a tenant's key: their wrapping keys differ all the same.
    let operator = OperatorKey::take(&mut [9; KEY]).unwrap();
    let tenant = TenantKey::take(&mut [9; KEY]).unwrap();
    let wrapped = operator.wrap(&TenantKey::generate().unwrap(), b"").unwrap();
    assert_eq!(tenant.unwrap(&wrapped, b"").unwrap_err(), ProtectError::Refused);
}

#[test]
fn a_callers_key_is_taken_and_its_copy_erased() {
    let mut bytes = [5; KEY];
    assert_eq!(SubjectKey::take(&mut bytes).unwrap().expose(), &[5; KEY]);
    assert_eq!(bytes, [0; KEY]);
    let mut short = [5; KEY - 1];
    let wrong = ProtectError::KeyLength { given: KEY - 1, expected: KEY };
    assert_eq!(SubjectKey::take(&mut short).unwrap_err(), wrong);
    assert_eq!(short, [0; KEY - 1]);
    let wrong = ProtectError::KeyLength { given: WRAPPED + 1, expected: WRAPPED };
    assert_eq!(WrappedKey::from_bytes(&[0; WRAPPED + 1]).unwrap_err(), wrong);
}

#[test]
fn no_key_is_printed() {
    let (tenant, subject) = (TenantKey::take(&mut [0xab; KEY]).unwrap(), subject_key(0xab));
    let printed = format!("{tenant:?} {subject:?} {:?}", tenant.wrap(&subject, b"").unwrap());
    assert_eq!(printed, "Key(..) Key(..) WrappedKey(..)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A bit flipped anywhere is found, whatever it is part of.
    #[test]
    fn any_flipped_bit_is_found(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let key = subject_key(3);
        let mut sealed = key.seal(&palm(), b"context").unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        let error = key.open(&sealed, b"context").unwrap_err();
        if at >= HEADER {
            prop_assert_eq!(error, ProtectError::Refused);
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(subject_key(3).open(&bytes, b"").is_err());
        prop_assert!(subject_key(3).open_bytes(&bytes, b"").is_err());
    }
}
