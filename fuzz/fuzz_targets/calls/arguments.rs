//! Arguments by type.

use std::ffi::{c_char, c_void};
use std::ptr::{null, null_mut};

use palmsig_ffi as ffi;

use crate::world::{GOLDEN, NOW, World};

/// Something that a function takes.
pub trait Argument: Sized {
    fn make(world: &mut World<'_>) -> Self;
}

/// A function of the interface.
pub trait Callable<Arguments> {
    fn call(self, world: &mut World<'_>) -> i32;
}

macro_rules! callable {
    ($($argument:ident)+) => {
        impl<$($argument: Argument),+> Callable<($($argument,)+)> for unsafe extern "C" fn($($argument),+) -> i32 {
            #[allow(non_snake_case, reason = "arguments have the names of their types")]
            fn call(self, world: &mut World<'_>) -> i32 {
                $(let $argument = $argument::make(world);)+
                // SAFETY: arguments keep the contract of the header: live handles or NULL, and memory as large as said.
                unsafe { self($($argument),+) }
            }
        }
    };
}
callable!(A);
callable!(A B);
callable!(A B C);
callable!(A B C D);
callable!(A B C D E);
callable!(A B C D E F);
callable!(A B C D E F G);
callable!(A B C D E F G H);
callable!(A B C D E F G H I);

/// A type of handles.
pub trait Handle {
    const KIND: usize;
}

macro_rules! handles {
    ($($name:ident $free:ident $kind:literal),+ $(,)?) => {
        $(
            impl Handle for ffi::$name {
                const KIND: usize = $kind;
            }

            impl Argument for *const ffi::$name {
                fn make(world: &mut World<'_>) -> Self {
                    world.handle($kind).cast_const().cast()
                }
            }

            impl Argument for *mut ffi::$name {
                fn make(world: &mut World<'_>) -> Self {
                    world.handle($kind).cast()
                }
            }

            impl Argument for *mut *mut ffi::$name {
                fn make(world: &mut World<'_>) -> Self {
                    if world.byte() == 0 { null_mut() } else { world.place($kind).cast() }
                }
            }
        )+

        /// What frees each type of handles.
        pub const FREES: [unsafe fn(*mut c_void) -> i32; HANDLES] = [
            // SAFETY: whoever calls it has such a handle.
            $(|handle| unsafe { ffi::$free(handle.cast()) }),+
        ];
    };
}

/// Types of handles.
pub const HANDLES: usize = 19;

handles! {
    palmsig_extractor palmsig_extractor_free 0,
    palmsig_matcher palmsig_matcher_free 1,
    palmsig_gallery palmsig_gallery_free 2,
    palmsig_enroller palmsig_enroller_free 3,
    palmsig_template palmsig_template_free 4,
    palmsig_session palmsig_session_free 5,
    palmsig_runtime palmsig_runtime_free 6,
    palmsig_operator_key palmsig_operator_key_free 7,
    palmsig_tenant_key palmsig_tenant_key_free 8,
    palmsig_subject_key palmsig_subject_key_free 9,
    palmsig_service_key palmsig_service_key_free 10,
    palmsig_replay_guard palmsig_replay_guard_free 11,
    palmsig_store palmsig_store_free 12,
    palmsig_registrar palmsig_registrar_free 13,
    palmsig_recogniser palmsig_recogniser_free 14,
    palmsig_remover palmsig_remover_free 15,
    palmsig_auditor palmsig_auditor_free 16,
    palmsig_administrator palmsig_administrator_free 17,
    palmsig_record palmsig_record_free 18,
}

impl Argument for f64 {
    fn make(world: &mut World<'_>) -> Self {
        world.one_of(&[1e-4, 1e-3, 1e-2, 0.5, 1e-12, 0.0, -1.0, 2.0, f64::NAN, f64::INFINITY])
    }
}

impl Argument for u32 {
    fn make(world: &mut World<'_>) -> Self {
        let encoder = world.lasting.encoder_id;
        world.one_of(&[encoder, encoder, encoder, 0, 1, 2, 3, 4, 5, 77, u32::MAX])
    }
}

impl Argument for u64 {
    fn make(world: &mut World<'_>) -> Self {
        let later = u64::from(world.byte());
        world.one_of(&[NOW, NOW + later, later, 3_000_000, later * 33_000_000, 0, u64::MAX])
    }
}

/// A status.
impl Argument for i32 {
    fn make(world: &mut World<'_>) -> Self {
        100 * i32::from(world.byte() % 14) + i32::from(world.byte() % 12)
    }
}

impl Argument for usize {
    fn make(world: &mut World<'_>) -> Self {
        match world.behind.take() {
            // More than there are would be a lie that nobody can see through, unless it is more than memory holds.
            Some(most) => world.one_of(&[most, most, most, most / 2, most.min(1), 0, usize::MAX]),
            None => usize::from(world.byte() % 8),
        }
    }
}

/// Ids, names and reasons.
impl Argument for *const c_char {
    fn make(world: &mut World<'_>) -> Self {
        // Where a store may lie: no place but that which is in use.
        if world.name == "palmsig_store_open" {
            return world.one_of(&[c"", c"/dev/null/nowhere", c"\xff"]).as_ptr();
        }
        const NAMES: [&std::ffi::CStr; 8] = [c"a", c"b", c"c", c"d", c"a", c"b", c"", c"\xff\xfe"];
        match world.byte() {
            0 => null(),
            1 => world.lend_all([vec![b'x' as c_char; 300], vec![0]].concat()),
            2 => world.lend_all([vec![b'x' as c_char; 5000], vec![0]].concat()),
            other => NAMES[usize::from(other) % NAMES.len()].as_ptr(),
        }
    }
}

/// Bytes: those of a template, of what calls have written, of the input.
impl Argument for *const u8 {
    fn make(world: &mut World<'_>) -> Self {
        let choice = world.byte();
        let mut bytes = match choice {
            0 => {
                world.behind = Some(0);
                return null();
            }
            1..=63 => GOLDEN.to_vec(),
            64..=127 => world.bytes(32).to_vec(),
            128..=159 => vec![7; 32],
            _ => world.kept.iter().rev().nth(usize::from(choice % 8)).cloned().unwrap_or_default(),
        };
        if choice % 4 == 0 && !bytes.is_empty() {
            let at = (usize::from(world.byte()) * 256 + usize::from(world.byte())) % bytes.len();
            bytes[at] = world.byte();
        }
        world.behind = Some(bytes.len());
        world.lend_all(bytes)
    }
}

/// A buffer.
impl Argument for *mut u8 {
    fn make(world: &mut World<'_>) -> Self {
        let capacity = world.one_of(&[16384usize, 16384, 16384, 80, 32, 0]);
        world.behind = Some(capacity);
        if capacity == 0 {
            return null_mut();
        }
        let buffer = world.lend_all(vec![0; capacity]);
        world.buffer = Some((buffer, capacity));
        buffer
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        /// A place for a result.
        impl Argument for *mut $number {
            fn make(world: &mut World<'_>) -> Self {
                match world.byte() {
                    0 => null_mut(),
                    1 => world.lend([0 as $number; 2]).cast::<u8>().wrapping_add(1).cast(),
                    _ => world.lend(0 as $number),
                }
            }
        }
    )+};
}
numbers!(u64, f64);

/// Places for results: one, or as many as an enrolment has captures.
impl Argument for *mut u32 {
    fn make(world: &mut World<'_>) -> Self {
        match world.byte() {
            0 => null_mut(),
            1 => world.lend([0u32; 2]).cast::<u8>().wrapping_add(1).cast(),
            _ => world.lend([0u32; 16]).cast(),
        }
    }
}

/// A place for a number, which may be the size of what was written to a buffer.
impl Argument for *mut usize {
    fn make(world: &mut World<'_>) -> Self {
        if world.byte() == 0 {
            return null_mut();
        }
        let place = world.lend(0usize);
        world.size = Some(place);
        place
    }
}

/// Templates, one of them now and then no template.
impl Argument for *const *const ffi::palmsig_template {
    fn make(world: &mut World<'_>) -> Self {
        let count = usize::from(world.byte() % 5);
        let palms = (0..count).map(|_| Argument::make(world)).collect();
        world.behind = Some(count);
        world.lend_all::<*const ffi::palmsig_template>(palms)
    }
}

impl Argument for *const ffi::palmsig_sample {
    fn make(world: &mut World<'_>) -> Self {
        // At least one: some functions take one without being told a number.
        let count = usize::from(world.byte() % 4) + 1;
        let sample = |world: &mut World<'_>| {
            let palm = Argument::make(world);
            ffi::palmsig_sample { palm, quality: world.one_of(&[80, 90, 100, 30, 0, 255, 101, u32::MAX]) }
        };
        let samples = (0..count).map(|_| sample(world)).collect();
        world.behind = Some(count);
        world.lend_all::<ffi::palmsig_sample>(samples)
    }
}
