//! Official vectors, and what an envelope is bound to.

use super::*;

const PURPOSE: Purpose<'_> = Purpose { service: "shop", terminal: "till 4", purpose: "match" };

const NOW: u64 = 1_800_000_000;

fn guard() -> ReplayGuard {
    ReplayGuard::new(Duration::from_secs(60), 100)
}

fn key(fill: u8) -> ServiceKey {
    ServiceKey::take(&mut [fill; KEY]).expect("32 bytes")
}

fn vector(name: &str) -> Vec<u8> {
    let file = include_str!("../../../../testdata/rfc9180/a-2-1.txt");
    let line = file.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let digits = line.expect("a line of that name").as_bytes();
    let digit = |d: u8| char::from(d).to_digit(16).expect("hexadecimal") as u8;
    digits.chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

#[test]
fn the_official_vector_is_sealed_and_opened_byte_for_byte() {
    let service = ServiceKey::take(&mut vector("ikmR")).unwrap();
    assert_eq!(service.public().to_bytes()[..], vector("pkRm"));
    let seed = Seed(vector("ikmE").try_into().unwrap());
    let (info, aad, text) = (vector("info"), vector("aad"), vector("pt"));
    let public = PublicKey::from_bytes(&vector("pkRm")).unwrap();
    let (enc, sealed) = public.encrypt(seed, &info, &aad, &text).unwrap();
    assert_eq!((enc.to_vec(), &sealed), (vector("enc"), &vector("ct")));
    assert_eq!(*service.decrypt(&enc, &info, &aad, &sealed).unwrap(), text);
}

/// Envelopes have one message each; a context that goes on shows that key, nonces and exporter secret are the official ones.
#[test]
fn the_official_context_goes_on_and_exports_what_it_should() {
    let service = ServiceKey::take(&mut vector("ikmR")).unwrap();
    let mut seed = Seed(vector("ikmE").try_into().unwrap());
    let (info, text) = (vector("info"), vector("pt"));
    let setup = hpke::setup_sender_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>;
    let (enc, mut sender) = setup(&OpModeS::Base, &service.public().0, &info, &mut seed).unwrap();
    let setup = hpke::setup_receiver::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>;
    let mut receiver = setup(&OpModeR::Base, &service.0, &enc, &info).unwrap();
    let known = [(0, "ct"), (1, "ct1"), (2, "ct2"), (4, "ct4"), (255, "ct255"), (256, "ct256")];
    for sequence in 0..=256 {
        let aad = format!("Count-{sequence}");
        let sealed = sender.seal(&text, aad.as_bytes()).unwrap();
        if let Some((_, name)) = known.iter().find(|(number, _)| *number == sequence) {
            assert_eq!(sealed, vector(name), "{name}");
        }
        assert_eq!(receiver.open(&sealed, aad.as_bytes()).unwrap(), text);
    }
    for (context, name) in [(&b""[..], "export"), (b"\0", "export0"), (b"TestContext", "exportT")] {
        let mut exported = [0; 32];
        receiver.export(context, &mut exported).unwrap();
        assert_eq!(exported[..], vector(name), "{name}");
    }
}

#[test]
fn an_envelope_opens_once() {
    let (service, mut guard) = (key(1), guard());
    let envelope = service.public().seal(b"a picture", &PURPOSE, NOW).unwrap();
    assert_eq!(envelope.len(), OVERHEAD + 9);
    assert_eq!(**service.open(&envelope, &PURPOSE, &mut guard, NOW + 1).unwrap(), *b"a picture");
    let again = service.open(&envelope, &PURPOSE, &mut guard, NOW + 2);
    assert_eq!(again.unwrap_err(), EnvelopeError::Replayed);
}

#[test]
fn nothing_opens_as_anything_else() {
    let service = key(1);
    let envelope = service.public().seal(b"a picture", &PURPOSE, NOW).unwrap();
    let others = [
        Purpose { service: "bank", ..PURPOSE },
        Purpose { terminal: "till 5", ..PURPOSE },
        Purpose { purpose: "enrol", ..PURPOSE },
        // The same letters, otherwise divided.
        Purpose { service: "shopt", terminal: "ill 4", ..PURPOSE },
    ];
    for other in others {
        let opened = service.open(&envelope, &other, &mut guard(), NOW);
        assert_eq!(opened.unwrap_err(), EnvelopeError::Refused);
    }
    assert_eq!(key(2).open(&envelope, &PURPOSE, &mut guard(), NOW).unwrap_err(), EnvelopeError::Refused);
    for at in 0..envelope.len() {
        let mut changed = envelope.clone();
        changed[at] ^= 1;
        let mut guard = guard();
        assert!(service.open(&changed, &PURPOSE, &mut guard, NOW).is_err(), "byte {at}");
        // What is not opened is not remembered.
        assert!(guard.seen.is_empty());
    }
}

#[test]
fn envelopes_of_another_time_are_refused_even_if_the_clock_is_set_back() {
    let (service, mut guard) = (key(1), guard());
    let envelope = service.public().seal(b"a picture", &PURPOSE, NOW).unwrap();
    for now in [NOW - 61, NOW + 61] {
        let opened = service.open(&envelope, &PURPOSE, &mut super::tests::guard(), now);
        assert_eq!(opened.unwrap_err(), EnvelopeError::OutsideWindow { seconds: 61, window: 60 });
    }
    service.open(&envelope, &PURPOSE, &mut guard, NOW).unwrap();
    let later = service.public().seal(b"", &PURPOSE, NOW + 100).unwrap();
    service.open(&later, &PURPOSE, &mut guard, NOW + 100).unwrap();
    assert_eq!(guard.seen.len(), 1, "the first is out of the window and forgotten");
    assert!(matches!(
        service.open(&envelope, &PURPOSE, &mut guard, NOW),
        Err(EnvelopeError::OutsideWindow { .. })
    ));
}

#[test]
fn the_guard_remembers_only_so_many() {
    let (service, mut guard) = (key(1), ReplayGuard::new(Duration::from_secs(60), 3));
    let mut sealed_at = |at, now| {
        let envelope = service.public().seal(b"", &PURPOSE, at).unwrap();
        service.open(&envelope, &PURPOSE, &mut guard, now).map(|_| ())
    };
    for _ in 0..3 {
        sealed_at(NOW, NOW).unwrap();
    }
    assert_eq!(sealed_at(NOW, NOW), Err(EnvelopeError::Full { capacity: 3 }));
    assert_eq!(sealed_at(NOW + 61, NOW + 61), Ok(()));
}

#[test]
fn what_is_no_envelope_or_key_is_told_so() {
    let service = key(1);
    let envelope = service.public().seal(b"", &PURPOSE, NOW).unwrap();
    for given in [0, HEADER, OVERHEAD - 1] {
        let opened = service.open(&envelope[..given], &PURPOSE, &mut guard(), NOW);
        assert_eq!(opened.unwrap_err(), EnvelopeError::Truncated { given, needed: OVERHEAD });
    }
    let unknown = [&[9], &envelope[1..]].concat();
    let opened = service.open(&unknown, &PURPOSE, &mut guard(), NOW);
    assert_eq!(opened.unwrap_err(), EnvelopeError::UnknownVersion { given: 9, known: FORMAT });
    let wrong = EnvelopeError::Key { given: 31, expected: KEY };
    assert_eq!(ServiceKey::take(&mut [1; 31]).unwrap_err(), wrong);
    assert_eq!(PublicKey::from_bytes(&[1; 31]).unwrap_err(), wrong);
    // A point of small order: whatever is sealed to it anybody could open.
    assert!(PublicKey::from_bytes(&[0; KEY]).unwrap().seal(b"", &PURPOSE, NOW).is_err());
    assert_eq!(format!("{service:?}"), "ServiceKey(..)");
}
