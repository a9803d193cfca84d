//! The C and C++ compilers of the machine, and the libraries that cargo made beside this test.
//!
//! `PALMSIG_CC` and `PALMSIG_CXX` name other compilers, `PALMSIG_CFLAGS` more of their options (words), and
//! `PALMSIG_RUNNER` what programs are run by (words): a sanitizer, an emulator, valgrind.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace").to_owned()
}

/// A folder for what a test makes.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a writable folder");
    folder
}

/// How a program is linked to the library.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Link {
    Static,
    Shared,
}

impl Link {
    /// All ways that there are.
    pub(crate) fn all() -> &'static [Link] {
        if nothing_shared() { &[Link::Static] } else { &[Link::Static, Link::Shared] }
    }
}

/// Whether programs do without any shared library, that of C too.
fn nothing_shared() -> bool {
    words("PALMSIG_CFLAGS").iter().any(|flag| flag == "-static")
}

/// The words of a variable; none if it is not set.
fn words(variable: &str) -> Vec<String> {
    let text = std::env::var(variable).unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}

/// A program that a test made, to be run.
pub(crate) fn run(program: impl AsRef<Path>) -> Command {
    let program = program.as_ref();
    match &words("PALMSIG_RUNNER")[..] {
        [] => Command::new(program),
        [runner, options @ ..] => {
            let mut command = Command::new(runner);
            command.args(options).arg(program);
            command
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Language {
    C,
    Cpp,
}

impl Language {
    /// The compiler, if the machine has it. C is a must: Rust links with it.
    pub(crate) fn compiler(self) -> Option<String> {
        let (variable, usual, must) = match self {
            Language::C => ("PALMSIG_CC", "cc", true),
            Language::Cpp => ("PALMSIG_CXX", "c++", false),
        };
        let name = std::env::var(variable).unwrap_or(usual.to_owned());
        let there = Command::new(&name).arg("--version").output().is_ok_and(|output| output.status.success());
        assert!(there || !must, "no C compiler");
        there.then_some(name)
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Language::C => &["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O1"],
            // Standard headers take long enough without an optimiser.
            Language::Cpp => &["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror"],
        }
    }
}

/// What a static library needs beside itself on Linux, as `rustc --print native-static-libs` tells. Where nothing is shared, there
/// is no `gcc_s`, and the compiler links what stands in for it by itself.
const NATIVE: [&str; 5] = ["-lgcc_s", "-lutil", "-lpthread", "-lm", "-ldl"];

/// Where cargo put the libraries: this test lies beside them.
pub(crate) fn libraries() -> PathBuf {
    let test = std::env::current_exe().expect("a running test");
    test.parent().expect("a folder").to_owned()
}

/// Compiles one source file to a program in `folder`; none when the machine lacks the compiler.
pub(crate) fn compile(language: Language, source: &Path, folder: &Path, link: Link) -> Option<PathBuf> {
    let compiler = language.compiler()?;
    let name = format!("{}-{link:?}", source.file_stem().expect("a name").to_string_lossy());
    let program = folder.join(name);
    let library = libraries();
    let mut command = Command::new(compiler);
    command
        .args(language.flags())
        .args(words("PALMSIG_CFLAGS"))
        .arg("-I")
        .arg(root().join("include"))
        .arg(source)
        .arg("-o")
        .arg(&program);
    match link {
        Link::Static => {
            let first = usize::from(nothing_shared());
            command.arg(library.join("libpalmsig_ffi.a")).args(&NATIVE[first..])
        }
        Link::Shared => {
            command.arg(library.join("libpalmsig_ffi.so")).args(["-lm", "-Wl,-rpath"]).arg(&library)
        }
    };
    let output = command.output().expect("a compiler that runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} does not compile:\n{told}", source.display());
    Some(program)
}

/// What a program printed, once it has ended well.
pub(crate) fn printed(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("a program that runs");
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?} ended with {status}\n{stdout}\n{stderr}");
    stdout.into_owned()
}
