//! The threads and the log that handles work with.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use crate::failure::Failure;
use crate::pointer::{Log, Opaque, entry};
use crate::status::*;

/// A call has failed.
pub const PALMSIG_LOG_FAILURE: u32 = 1;
/// Something was done.
pub const PALMSIG_LOG_WORK: u32 = 2;

/// Most threads of a runtime.
pub const PALMSIG_MAX_THREADS: u32 = 256;

/// A function of yours that is told what a handle did: what kind of work on how much, the status if it failed, and how long
/// it took. It never gets pixels, templates, ids, scores, or who was recognised.
///
/// Threads: it is called on the thread that called the library, at the end of that call, and by several at once if several
/// call. It may call the library in turn, with the same handle too, but must not free the handle or leave by an exception
/// or longjmp. A call takes as long as it takes.
///
/// @param context the log_context of the options
/// @param kind PALMSIG_LOG_...; later versions may give others
/// @param text one line in English and UTF-8, for a human; it lives until the function returns
pub type palmsig_log_function =
    Option<unsafe extern "C" fn(context: *mut c_void, kind: u32, text: *const c_char)>;

/// Threads and a log. It never changes.
pub struct palmsig_runtime(pub(crate) Arc<Runtime>);

impl Opaque for palmsig_runtime {
    const TAG: u64 = u64::from_le_bytes(*b"palm:run");
    const NAME: &'static str = "runtime";
}

/// What a runtime has.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct palmsig_runtime_options {
    /// sizeof(palmsig_runtime_options), as palmsig_runtime_options_init sets it.
    pub struct_size: u32,
    /// Threads that it starts, 0 to PALMSIG_MAX_THREADS. 0: none, and what is attached to it works on all cores, in threads
    /// that the whole process shares.
    pub threads: u32,
    /// What is told; NULL: nothing.
    pub log: palmsig_log_function,
    /// What that function gets back: sound until the runtime and all that is attached to it are freed.
    pub log_context: *mut c_void,
}

/// Sets the defaults: all cores, no log.
///
/// Threads: any, at any time.
///
/// @param[out] options the struct to fill
/// @param struct_size sizeof(palmsig_runtime_options)
/// @return PALMSIG_OK, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_runtime_options_init(
    options: *mut palmsig_runtime_options,
    struct_size: usize,
) -> palmsig_status {
    entry!(|caller| {
        caller.out_of_size(options, struct_size)?.put(palmsig_runtime_options {
            struct_size: size_of::<palmsig_runtime_options>() as u32,
            threads: 0,
            log: None,
            log_context: std::ptr::null_mut(),
        });
        Ok(())
    })
}

/// Makes a runtime and starts its threads. They end when it and all that is attached to it are freed. Where
/// palmsig_capabilities has no PALMSIG_CAPABILITY_PARALLEL, none are started.
///
/// Threads: any, at any time.
///
/// @param options what it has
/// @param[out] runtime receives the runtime; free it with palmsig_runtime_free
/// @return PALMSIG_OK, PALMSIG_ERROR_ARGUMENT, PALMSIG_ERROR_THREADS, PALMSIG_ERROR_NULL or PALMSIG_ERROR_STRUCT_SIZE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_runtime_new(
    options: *const palmsig_runtime_options,
    runtime: *mut *mut palmsig_runtime,
) -> palmsig_status {
    entry!(|caller| {
        let given = caller.sized(options)?;
        let out = caller.out(runtime, "runtime")?;
        if given.threads > PALMSIG_MAX_THREADS {
            let text = format!("{} threads, at most {PALMSIG_MAX_THREADS} are started", given.threads);
            return Err(Failure::new(PALMSIG_ERROR_ARGUMENT, text));
        }
        let log = caller.log(given.log, given.log_context);
        out.put_handle(palmsig_runtime(Arc::new(Runtime { threads: Threads::start(given.threads)?, log })));
        Ok(())
    })
}

/// Frees a runtime. What is attached to it goes on with its threads and its log.
///
/// Threads: any; nobody may use the runtime any more.
///
/// @param runtime the runtime; may be NULL: nothing is freed
/// @return PALMSIG_OK, or PALMSIG_ERROR_HANDLE when it is no runtime: nothing is freed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn palmsig_runtime_free(runtime: *mut palmsig_runtime) -> palmsig_status {
    entry!(|caller| { caller.free(runtime) })
}

/// What handles keep of it.
pub(crate) struct Runtime {
    pub(crate) threads: Threads,
    pub(crate) log: Option<Log>,
}

/// Threads of its own, or those that the process shares.
#[cfg(feature = "parallel")]
pub(crate) struct Threads(Option<rayon::ThreadPool>);

#[cfg(feature = "parallel")]
impl Threads {
    fn start(count: u32) -> Result<Threads, Failure> {
        if count == 0 {
            return Ok(Threads(None));
        }
        let started = rayon::ThreadPoolBuilder::new().num_threads(count as usize).build();
        let refused =
            |_| Failure::new(PALMSIG_ERROR_THREADS, format!("{count} threads could not all be started"));
        started.map(|pool| Threads(Some(pool))).map_err(refused)
    }

    pub(crate) fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

/// The caller's thread: nothing is worked on in parallel.
#[cfg(not(feature = "parallel"))]
pub(crate) struct Threads;

#[cfg(not(feature = "parallel"))]
impl Threads {
    fn start(_: u32) -> Result<Threads, Failure> {
        Ok(Threads)
    }

    pub(crate) fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        work()
    }
}
