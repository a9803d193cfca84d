//! What is given back to the allocator holds no template, no key and no reference any more; and how much memory an auditor takes.

#![cfg(feature = "store")]
#![allow(unsafe_code, reason = "an allocator that looks at what is given back")]

mod common;
#[path = "common/store.rs"]
mod stores;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use common::template;
use palmsig::image::HandSide;
use palmsig::matching::Policy;
use palmsig::protect::keys::{OperatorKey, SubjectKey, TenantKey};
use palmsig::store::{Palm, Removal, Store};
use stores::{CARD, Folder, NOW, gallery, subject};

/// Bytes that tell one secret from everything else.
const NEEDLE: usize = 20;

type Needles = Vec<[u8; NEEDLE]>;

static NEEDLES: OnceLock<Needles> = OnceLock::new();
static LOOKING: AtomicBool = AtomicBool::new(false);
static FOUND: AtomicUsize = AtomicUsize::new(0);
static TAKEN: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Watching;

// SAFETY: the system's allocator does the work; a growing block is moved by taking, copying and giving back, as
// the trait does it, so that none escapes being looked at.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let taken = TAKEN.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(taken, Ordering::Relaxed);
        // Zeros, so that everything may be read when it is given back.
        // SAFETY: the caller's obligation.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        TAKEN.fetch_sub(layout.size(), Ordering::Relaxed);
        if LOOKING.load(Ordering::Relaxed) {
            // SAFETY: the block is still ours, and was written in full when it was taken.
            let bytes = unsafe { std::slice::from_raw_parts(place, layout.size()) };
            let needles = NEEDLES.get().map_or(&[][..], Vec::as_slice);
            let found = bytes.windows(NEEDLE).any(|run| needles.iter().any(|needle| run == needle));
            FOUND.fetch_add(found.into(), Ordering::Relaxed);
        }
        // SAFETY: the caller's obligation.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static WATCHING: Watching = Watching;

/// One test at a time: what another one gives back is none of this one's business.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many blocks that were given back meanwhile held a secret.
fn found_while(work: impl FnOnce()) -> usize {
    FOUND.store(0, Ordering::Relaxed);
    LOOKING.store(true, Ordering::Relaxed);
    work();
    LOOKING.store(false, Ordering::Relaxed);
    FOUND.load(Ordering::Relaxed)
}

/// A run of bytes of which many differ: nothing that stands elsewhere, too.
fn telling(bytes: &[u8]) -> Option<[u8; NEEDLE]> {
    let run: [u8; NEEDLE] = bytes.try_into().ok()?;
    let mut kinds = run.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    (kinds.len() > NEEDLE / 2).then_some(run)
}

/// Ten runs of two templates, a card, and three keys.
fn secrets() -> ([Vec<u8>; 3], &'static Needles) {
    let keys = [1u8, 2, 3]
        .map(|fill| (0..32u8).map(|i| fill.wrapping_mul(37).wrapping_add(i.wrapping_mul(11))).collect());
    let needles = NEEDLES.get_or_init(|| {
        let mut needles: Needles = keys.iter().filter_map(|key: &Vec<u8>| telling(&key[..NEEDLE])).collect();
        needles.extend(telling(&CARD[..NEEDLE]));
        for hand in [HandSide::Left, HandSide::Right] {
            let bytes = template(1, hand, 1).to_bytes();
            for part in [common::LINES..common::TEXTURE, common::TEXTURE..common::VIEW] {
                let body = &bytes[common::HEADER..][part];
                needles.extend(body.chunks_exact(NEEDLE).skip(5).filter_map(telling).step_by(9).take(5));
            }
        }
        assert!(needles.len() > 20, "{} needles", needles.len());
        needles
    });
    (keys, needles)
}

#[test]
fn what_is_given_back_holds_no_secret() {
    let _alone = alone();
    let (keys, needles) = secrets();
    let folder = Folder::new("freed");
    let (left, right) = (template(1, HandSide::Left, 1), template(1, HandSide::Right, 1));
    let probe = template(1, HandSide::Left, 2);
    // The test can fail: plain bytes that are given back are found.
    assert_eq!(found_while(|| drop(left.to_bytes())), 1);
    assert_eq!(found_while(|| drop(needles[0].to_vec())), 1);

    let sealed = found_while(|| {
        let mut bytes = keys.clone().map(zeroize::Zeroizing::new);
        let operator = OperatorKey::take(&mut bytes[0]).unwrap();
        let tenant = TenantKey::take(&mut bytes[1]).unwrap();
        let key = SubjectKey::take(&mut bytes[2]).unwrap();
        let wrapped = tenant.wrap(&key, b"a").unwrap();
        let tenant = operator.unwrap(&operator.wrap(&tenant, b"shop").unwrap(), b"shop").unwrap();
        let key = tenant.unwrap(&wrapped, b"a").unwrap();
        let kept = key.seal(&left, b"palm").unwrap();
        assert!(key.open(&kept, b"palm").unwrap() == left);
        assert!(key.open(&kept, b"other").is_err());
        let card = key.seal_bytes(CARD, b"card").unwrap();
        assert_eq!(**key.open_bytes(&card, b"card").unwrap(), *CARD);
        drop(tenant.renewal(0).renew(&left));
    });
    assert_eq!(sealed, 0, "blocks of keys and seals");

    let kept = found_while(|| {
        let operator = OperatorKey::take(&mut zeroize::Zeroizing::new(keys[0].clone())).unwrap();
        let store = Store::open(folder.path(), &operator, "shop", NOW).unwrap();
        let palms = [&left, &right].map(|anchor| Palm { anchor: anchor.clone(), recent: None });
        let mut both = subject("a");
        both.palms = palms.into();
        store.registrar("desk").enrol(&both, NOW).unwrap();
        drop(both);
        store.registrar("desk").change("a", NOW, |s| s.palms[0].recent = Some(probe.clone())).unwrap();
        let gallery = gallery();
        assert_eq!(store.recogniser("till").load(&gallery, NOW).unwrap().subjects, 1);
        assert!(gallery.verify("a", &probe, &Policy::verify(1e-3).unwrap()).unwrap().accepted);
        drop(gallery.identify(&probe, 1, &Policy::identify(1e-2).unwrap()).unwrap());
        drop(store.administrator("desk").export("a", NOW).unwrap());
        store.administrator("desk").rotate_tenant_key(&operator, NOW).unwrap();
        let removal = store.remover("desk").remove("a", &[&gallery], NOW).unwrap();
        assert!(matches!(removal, Removal::Done(_)));
        drop((store, gallery, operator));
    });
    assert_eq!(kept, 0, "blocks of a store and a gallery");
}

/// Verifying a trail ten times as long takes no more memory.
#[test]
fn an_auditor_takes_no_more_memory_for_a_longer_trail() {
    let _alone = alone();
    let folder = Folder::new("auditor");
    let store = folder.open();
    store.registrar("desk").enrol(&subject("a"), NOW).unwrap();
    let peak_after = |entries: u64| {
        let recogniser = store.recogniser(&"a till with a long name ".repeat(40));
        (1..entries).for_each(|i| recogniser.refused(None, NOW + i).unwrap());
        let before = TAKEN.load(Ordering::Relaxed);
        MOST.store(before, Ordering::Relaxed);
        store.auditor("auditor").verify(None).unwrap();
        MOST.load(Ordering::Relaxed).saturating_sub(before)
    };
    let (short, long) = (peak_after(150), peak_after(1500));
    // Pages of the database may be cached; entries, with names of a kilobyte, are not kept.
    assert!(long < short + 300_000, "{short} and {long} bytes");
}
