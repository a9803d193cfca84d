//! The threads and the log that handles work with.

use std::ffi::{CString, c_char, c_void};
use std::fmt::Arguments;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

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
pub struct palmsig_runtime(Arc<Runtime>);

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

struct Runtime {
    threads: Threads,
    log: Option<Log>,
}

/// Threads of its own, or those that the process shares.
#[cfg(feature = "parallel")]
struct Threads(Option<rayon::ThreadPool>);

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

    fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

/// The caller's thread: nothing is worked on in parallel.
#[cfg(not(feature = "parallel"))]
struct Threads;

#[cfg(not(feature = "parallel"))]
impl Threads {
    fn start(_: u32) -> Result<Threads, Failure> {
        Ok(Threads)
    }

    fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        work()
    }
}

/// The runtime that a handle is attached to, if it is.
#[derive(Default)]
pub(crate) struct Attached(OnceLock<Arc<Runtime>>);

impl Attached {
    pub(crate) fn attach(&self, runtime: &palmsig_runtime) -> Result<(), Failure> {
        let again = |_| Failure::new(PALMSIG_ERROR_ARGUMENT, "it is attached to a runtime already");
        self.0.set(runtime.0.clone()).map_err(again)
    }

    /// Does `work` on the runtime's threads and tells of it, as `what`.
    pub(crate) fn run<R: Send>(
        &self,
        what: Arguments<'_>,
        work: impl FnOnce() -> Result<R, Failure> + Send,
    ) -> Result<R, Failure> {
        match self.0.get() {
            None => work(),
            Some(runtime) => self.tell(what, || runtime.threads.run(work)),
        }
    }

    /// Does `work` on this thread and tells of it.
    pub(crate) fn tell<R>(
        &self,
        what: Arguments<'_>,
        work: impl FnOnce() -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let Some(log) = self.0.get().and_then(|runtime| runtime.log.as_ref()) else {
            return work();
        };
        let start = Instant::now();
        let done = work();
        let took = start.elapsed().as_micros();
        match &done {
            Ok(_) => say(log, PALMSIG_LOG_WORK, format!("{what}: {took} us")),
            Err(why) => say(log, PALMSIG_LOG_FAILURE, format!("{what}: {why}, after {took} us")),
        }
        done
    }

    /// Tells what became of something.
    pub(crate) fn note(&self, what: Arguments<'_>) {
        if let Some(log) = self.0.get().and_then(|runtime| runtime.log.as_ref()) {
            say(log, PALMSIG_LOG_WORK, what.to_string());
        }
    }
}

fn say(log: &Log, kind: u32, text: String) {
    // Our own texts hold no NUL.
    if let Ok(text) = CString::new(text) {
        log.tell(kind, &text);
    }
}
