//! Work on many threads while Python goes on, and after a fork.

use std::process;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The threads that all calls share, and the process that they belong to: a fork copies none.
static SHARED: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);

/// So many threads, or those that all calls share: as many as there are cores, or as `RAYON_NUM_THREADS` says.
pub(crate) fn threads(_py: Python<'_>, count: Option<usize>) -> PyResult<Arc<ThreadPool>> {
    if count == Some(0) {
        return Err(crate::error::wrong_value("threads is 0, expected 1 or more"));
    }
    if let Some(count) = count {
        return built(ThreadPoolBuilder::new().num_threads(count));
    }
    // Taken with the interpreter's lock held, as a fork is made: no child finds it taken.
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let own = process::id();
    match shared.take() {
        Some((process, pool)) if process == own => {
            *shared = Some((process, pool.clone()));
            return Ok(pool);
        }
        // Its threads stayed with the parent, and nobody would answer.
        Some((_, pool)) => std::mem::forget(pool),
        None => {}
    }
    let pool = built(ThreadPoolBuilder::new())?;
    *shared = Some((own, pool.clone()));
    Ok(pool)
}

fn built(builder: ThreadPoolBuilder) -> PyResult<Arc<ThreadPool>> {
    let built = builder.thread_name(|i| format!("palmsig-{i}")).build();
    built.map(Arc::new).map_err(|error| PyRuntimeError::new_err(format!("no threads to be had: {error}")))
}

/// Runs `work` on the shared threads while Python goes on.
pub(crate) fn on_all<R: Send>(py: Python<'_>, work: impl FnOnce() -> R + Send) -> PyResult<R> {
    let pool = threads(py, None)?;
    Ok(py.detach(|| pool.install(work)))
}

/// Whom to tell how many items of how many are done.
pub(crate) type Progress<'py> = Option<Bound<'py, PyAny>>;

/// Steps that progress is told in, and in which an interrupt is heard.
const STEPS: usize = 100;

/// What `of` makes of each item, in order.
pub(crate) fn each<T: Sync, R: Send>(
    py: Python<'_>,
    count: Option<usize>,
    items: &[T],
    progress: &Progress<'_>,
    of: impl Fn(&T) -> R + Send + Sync,
) -> PyResult<Vec<R>> {
    let pool = threads(py, count)?;
    let step = items.len().div_ceil(STEPS).max(4 * pool.current_num_threads());
    let mut made = Vec::with_capacity(items.len());
    for some in items.chunks(step) {
        py.detach(|| pool.install(|| made.par_extend(some.par_iter().map(&of))));
        py.check_signals()?;
        if let Some(progress) = progress {
            progress.call1((made.len(), items.len()))?;
        }
    }
    Ok(made)
}
