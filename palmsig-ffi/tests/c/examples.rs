//! The examples in C and C++: they compile without a warning, and do what they say.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::compiler::{Language, Link, compile, printed, root, scratch};
use crate::same::picture;

const BOTH: [Link; 2] = [Link::Static, Link::Shared];

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
    for link in BOTH {
        let program = example(Language::C, "c/verify.c", link).expect("a C compiler");
        let mated = printed(Command::new(&program).args([frame(21, 1), frame(21, 2)]));
        assert!(mated.starts_with("the same palm"), "{mated}");
        let strangers =
            Command::new(&program).args([frame(21, 1), frame(22, 1)]).output().expect("a program");
        assert_eq!(strangers.status.code(), Some(1));
        assert!(strangers.stdout.starts_with(b"not the same palm"));
        let missing = Command::new(&program).args(["no-such-file", "either"]).output().expect("a program");
        assert_eq!(missing.status.code(), Some(2));
    }
}

#[test]
fn identify_names_the_person() {
    for link in BOTH {
        let program = example(Language::C, "c/identify.c", link).expect("a C compiler");
        let enrolled = [frame(21, 1), frame(22, 1), frame(23, 1)];
        let known = printed(Command::new(&program).arg(frame(22, 2)).args(&enrolled));
        assert!(known.lines().next().is_some_and(|line| line.contains("22-1.ppm")), "{known}");
        let stranger = Command::new(&program).arg(frame(24, 1)).args(&enrolled).output().expect("a program");
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
    let mut terminal = Command::new(program);
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
    for link in BOTH {
        a_terminal_recognises(&example(Language::C, "c/terminal.c", link).expect("a C compiler"));
    }
}

#[test]
fn the_terminal_in_cpp_recognises_people() {
    for link in BOTH {
        match example(Language::Cpp, "cpp/terminal.cpp", link) {
            Some(program) => a_terminal_recognises(&program),
            None => eprintln!("left out: this machine has no C++ compiler (c++)"),
        }
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
        Some(program) => assert_eq!(printed(Command::new(program).arg(frame(21, 1)).arg(store)), "sound\n"),
        None => eprintln!("left out: this machine has no C++ compiler (c++)"),
    }
}

/// palmsig.hpp without exceptions, and each of its wrappers.
#[test]
fn the_cpp_wrappers_keep_their_promises() {
    let source = root().join("palmsig-ffi/tests/c/wrappers.cpp");
    match compile(Language::Cpp, &source, &scratch("examples-Cpp"), Link::Static) {
        Some(program) => {
            let told = printed(Command::new(program).args([frame(21, 1), frame(21, 2), frame(22, 1)]));
            assert_eq!(told, "sound\n");
        }
        None => eprintln!("left out: this machine has no C++ compiler (c++)"),
    }
}
