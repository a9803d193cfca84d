//! The examples in C and C++: they compile without a warning, and do what they say.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use crate::compiler::{Language, Link, compile, printed, root, run, scratch};
use crate::same::picture;
use crate::session;

/// A raw colour frame of a synthetic palm, as a camera would give it.
fn frame(seed: u64, visit: u64) -> PathBuf {
    let file = scratch("frames").join(format!("{seed}-{visit}.ppm"));
    if !file.exists() {
        let view = picture(seed, visit);
        let view = view.view().expect("a picture");
        let mut bytes = format!("P6\n{} {}\n255\n", view.width(), view.height()).into_bytes();
        bytes.extend(view.to_rgb8());
        // Whole or not at all: tests run side by side.
        let own = file.with_extension(format!("{:?}", std::thread::current().id()));
        std::fs::write(&own, bytes).expect("a writable folder");
        std::fs::rename(&own, &file).expect("one folder");
    }
    file
}

fn example(language: Language, source: &str, link: Link) -> Option<PathBuf> {
    compile(
        language,
        &root().join("examples").join(source),
        &scratch(&format!("examples-{language:?}")),
        link,
    )
}

#[test]
fn verify_tells_one_palm_from_two() {
    for &link in Link::all() {
        let program = example(Language::C, "c/verify.c", link).expect("a C compiler");
        let mated = printed(run(&program).args([frame(21, 1), frame(21, 2)]));
        assert!(mated.starts_with("the same palm"), "{mated}");
        let strangers = run(&program).args([frame(21, 1), frame(22, 1)]).output().expect("a program");
        assert_eq!(strangers.status.code(), Some(1));
        assert!(strangers.stdout.starts_with(b"not the same palm"));
        let missing = run(&program).args(["no-such-file", "either"]).output().expect("a program");
        assert_eq!(missing.status.code(), Some(2));
    }
}

#[test]
fn identify_names_the_person() {
    for &link in Link::all() {
        let program = example(Language::C, "c/identify.c", link).expect("a C compiler");
        let enrolled = [frame(21, 1), frame(22, 1), frame(23, 1)];
        let known = printed(run(&program).arg(frame(22, 2)).args(&enrolled));
        assert!(known.lines().next().is_some_and(|line| line.contains("22-1.ppm")), "{known}");
        let stranger = run(&program).arg(frame(24, 1)).args(&enrolled).output().expect("a program");
        assert_eq!(stranger.status.code(), Some(1));
    }
}

/// Frames of a camera: nobody, a known person, a stranger.
fn camera() -> &'static Path {
    static CAMERA: OnceLock<PathBuf> = OnceLock::new();
    CAMERA.get_or_init(|| {
        let file = scratch("frames").join("camera.ppm");
        let mut bytes = b"P5\n320 240\n255\n".to_vec();
        bytes.extend([40u8; 320 * 240]);
        for palm in [frame(21, 4), frame(24, 1)] {
            bytes.extend(std::fs::read(palm).expect("a frame"));
        }
        File::create(&file).and_then(|mut to| to.write_all(&bytes)).expect("a writable folder");
        file
    })
}

fn a_terminal_recognises(program: &Path) {
    let people = [21, 22].map(|seed| [frame(seed, 1), frame(seed, 2), frame(seed, 3)]);
    let mut terminal = run(program);
    terminal.arg("anna").args(&people[0]).arg("--").arg("berta").args(&people[1]);
    terminal.stdin(Stdio::from(File::open(camera()).expect("frames")));
    let told = printed(&mut terminal);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].contains("anna") && lines[1].contains("berta"), "{told}");
    assert!(lines[2].starts_with("frame 1: ") && lines[2].contains("show your hand"), "{told}");
    assert!(lines[3].starts_with("frame 2: anna"), "{told}");
    assert!(lines[4].starts_with("frame 3: not known"), "{told}");
}

#[test]
fn the_terminal_in_c_recognises_people() {
    for &link in Link::all() {
        a_terminal_recognises(&example(Language::C, "c/terminal.c", link).expect("a C compiler"));
    }
}

#[test]
fn the_terminal_in_cpp_recognises_people() {
    for &link in Link::all() {
        match example(Language::Cpp, "cpp/terminal.cpp", link) {
            Some(program) => a_terminal_recognises(&program),
            None => eprintln!("left out: this machine has no C++ compiler (c++)"),
        }
    }
}

/// The stream of session.rs, as frames one behind the other.
fn stream() -> PathBuf {
    let file = scratch("frames").join("hover.ppm");
    let mut bytes = Vec::new();
    for frame in session::frames(3.0) {
        let capture = frame.capture().expect("a picture");
        let (_, view) = capture.first_band();
        bytes.extend(format!("P6\n{} {}\n255\n", view.width(), view.height()).into_bytes());
        bytes.extend(view.to_rgb8());
    }
    std::fs::write(&file, bytes).expect("a writable folder");
    file
}

#[test]
fn a_session_in_c_watches_until_it_knows_who_it_is() {
    let (frames, enrolled) = (stream(), [frame(21, 1), frame(session::SEED, 1)]);
    for &link in Link::all() {
        let program = example(Language::C, "c/session.c", link).expect("a C compiler");
        let mut watcher = run(program);
        watcher.arg(session::RATE.to_string()).args(&enrolled);
        let told =
            watcher.stdin(Stdio::from(File::open(&frames).expect("frames"))).output().expect("a program");
        let (said, log) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
        assert_eq!(told.status.code(), Some(0), "{said}\n{log}");
        assert!(said.lines().last().is_some_and(|line| line.contains("31-1.ppm, after ")), "{said}");
        assert!(log.contains("looking at a frame: ") && log.contains("searching 2 subjects"), "{log}");
        assert!(!log.contains(".ppm"), "the log names nobody: {log}");
    }
}

#[test]
fn a_store_in_c_knows_people_from_sign_up_to_removal() {
    for &link in Link::all() {
        let program = example(Language::C, "c/store.c", link).expect("a C compiler");
        let folder = scratch("stores").join(format!("example-{link:?}"));
        let key = folder.with_extension("key");
        // What an earlier run left.
        let _ = (std::fs::remove_dir_all(&folder), std::fs::remove_file(&key));
        let errand = |arguments: &[&OsStr]| {
            let output = run(&program).arg(&folder).arg(&key).args(arguments).output();
            let output = output.expect("a program");
            (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let frames = [(21, 1), (21, 2), (21, 3), (21, 4), (22, 1)].map(|(seed, visit)| frame(seed, visit));
        let [a, b, c, later, stranger] = frames.each_ref().map(|file| file.as_os_str());
        let [sign_up, use_, export, remove] = ["sign-up", "use", "export", "remove"].map(OsStr::new);
        let [anna, other] = ["anna", "other"].map(OsStr::new);
        assert_eq!(errand(&[sign_up, anna, a, b, c]), (Some(0), "anna is enrolled\n".into()));
        let twice = errand(&[sign_up, other, a, b, c]);
        assert_eq!(twice, (Some(1), "the person is enrolled already, as anna\n".into()));
        assert_eq!(errand(&[use_, later]), (Some(0), "anna\n".into()));
        assert_eq!(errand(&[use_, stranger]), (Some(1), "not known\n".into()));
        let (status, told) = errand(&[export, anna]);
        assert_eq!(status, Some(0), "{told}");
        assert!(told.starts_with("anna agreed to terms 4\n"), "{told}");
        // Enrolled, recognised, exported.
        let events: Vec<&str> = told.lines().skip(1).filter_map(|line| line.split(' ').next_back()).collect();
        assert_eq!(events, ["0", "1", "8"]);
        assert_eq!(errand(&[remove, anna]), (Some(0), "anna is removed, with a receipt\n".into()));
        assert_eq!(errand(&[use_, later]), (Some(1), "not known\n".into()));
        assert_eq!(errand(&[OsStr::new("sweep")]), (Some(0), "0 removed\n".into()));
        assert_eq!(errand(&[remove, anna]).0, Some(2));
    }
}

/// palmsig_store.hpp, and each of its wrappers.
#[test]
fn the_cpp_wrappers_of_the_store_keep_their_promises() {
    let source = root().join("palmsig-ffi/tests/c/stored.cpp");
    let store = scratch("stores").join("from-cpp");
    // What an earlier run left.
    for left in [&store, &store.with_file_name("from-cpp-changed")] {
        let _ = std::fs::remove_dir_all(left);
    }
    match compile(Language::Cpp, &source, &scratch("examples-Cpp"), Link::Static) {
        Some(program) => assert_eq!(printed(run(program).arg(frame(21, 1)).arg(store)), "sound\n"),
        None => eprintln!("left out: this machine has no C++ compiler (c++)"),
    }
}

/// palmsig.hpp without exceptions, and each of its wrappers.
#[test]
fn the_cpp_wrappers_keep_their_promises() {
    let source = root().join("palmsig-ffi/tests/c/wrappers.cpp");
    match compile(Language::Cpp, &source, &scratch("examples-Cpp"), Link::Static) {
        Some(program) => {
            let told = printed(run(program).args([frame(21, 1), frame(21, 2), frame(22, 1)]));
            assert_eq!(told, "sound\n");
        }
        None => eprintln!("left out: this machine has no C++ compiler (c++)"),
    }
}
