//! Threads and a log of one's own, and sessions that tell it how they go.

use crate::compiler::{Language, Link, compile, printed, root, run, scratch};

#[test]
fn a_runtime_has_its_own_threads_and_log() {
    let source = root().join("palmsig-ffi/tests/c/runtime.c");
    let program = compile(Language::C, &source, &scratch("runtime"), Link::Static).expect("a C compiler");
    let golden = root().join("testdata/golden/palm-v1.pgm");
    assert_eq!(printed(run(program).arg(golden)), "sound\n");
}
