//! The C library as a folder to install or to ship: headers, static and shared library, pkg-config and CMake files.
//! The folder can be moved: nothing in it names the place where it was made.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cargo::{cargo, succeed};
use crate::size::NATIVE;
use crate::steps::Outcome;

/// Where it is made, from the root of the repository.
pub(crate) const FOLDER: &str = "target/package";

pub(crate) fn make(root: &Path) -> Outcome {
    let abi = abi(root)?;
    let shared = format!("libpalmsig.so.{abi}");
    let build = ["rustc", "-p", "palmsig-ffi", "--lib", "--release", "--locked", "--crate-type"];
    cargo(root, &[&build[..], &["staticlib"]].concat())?;
    // Programs ask the loader for the library of their binary interface by this name.
    let soname = format!("link-arg=-Wl,-soname,{shared}");
    cargo(root, &[&build[..], &["cdylib", "--", "-C", &soname]].concat())?;

    let folder = root.join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    }
    for name in ["palmsig.h", "palmsig.hpp", "palmsig_result.hpp", "palmsig_keys.hpp", "palmsig_store.hpp"] {
        copy(&root.join("include").join(name), &folder.join("include").join(name))?;
    }
    copy(&root.join("target/release/libpalmsig_ffi.a"), &folder.join("lib/libpalmsig.a"))?;
    copy(&root.join("target/release/libpalmsig_ffi.so"), &folder.join("lib").join(&shared))?;
    std::os::unix::fs::symlink(&shared, folder.join("lib/libpalmsig.so"))
        .map_err(|error| error.to_string())?;
    let version = env!("CARGO_PKG_VERSION");
    write(&folder.join("lib/pkgconfig/palmsig.pc"), &pkg_config(version))?;
    let cmake = folder.join("lib/cmake/palmsig");
    write(&cmake.join("palmsig-config.cmake"), &cmake_config(&shared))?;
    write(&cmake.join("palmsig-config-version.cmake"), &cmake_version(version))?;
    prove(root)?;
    println!("made {FOLDER}");
    Ok(())
}

/// The number of the binary interface, as the header states it.
pub(crate) fn abi(root: &Path) -> Result<String, String> {
    let header = read(&root.join("include/palmsig.h"))?;
    let behind = header.split("#define PALMSIG_ABI_VERSION ").nth(1);
    let number = behind.and_then(|rest| rest.split_whitespace().next());
    number.map(str::to_owned).ok_or("the header states no PALMSIG_ABI_VERSION".into())
}

/// A program is linked to the shared library as pkg-config says, and one to the static library; both run.
fn prove(root: &Path) -> Outcome {
    let golden = "testdata/golden/palm-v1.pgm";
    let link = format!(
        "cc -std=c99 examples/c/verify.c $(pkg-config --cflags --libs palmsig) -Wl,-rpath,{FOLDER}/lib -o {FOLDER}/shared &&\n\
         cc -std=c99 -I{FOLDER}/include examples/c/verify.c {FOLDER}/lib/libpalmsig.a {} -o {FOLDER}/static &&\n\
         {FOLDER}/shared {golden} {golden} && {FOLDER}/static {golden} {golden} && rm {FOLDER}/shared {FOLDER}/static",
        NATIVE.join(" ")
    );
    println!("$ {link}");
    let pkg_config = root.join(FOLDER).join("lib/pkgconfig");
    let mut shell = Command::new("sh");
    succeed(
        shell.args(["-c", &link]).env("PKG_CONFIG_PATH", pkg_config).current_dir(root),
        "linking to the package",
    )
}

fn pkg_config(version: &str) -> String {
    format!(
        "prefix=${{pcfiledir}}/../..\n\
         includedir=${{prefix}}/include\n\
         libdir=${{prefix}}/lib\n\n\
         Name: palmsig\n\
         Description: Recognising people by the palm of the hand\n\
         Version: {version}\n\
         Cflags: -I${{includedir}}\n\
         Libs: -L${{libdir}} -lpalmsig\n\
         Libs.private: {}\n",
        NATIVE.join(" ")
    )
}

/// Targets palmsig::palmsig (shared) and palmsig::static.
fn cmake_config(shared: &str) -> String {
    let native = NATIVE.map(|name| name.trim_start_matches("-l")).join(";");
    format!(
        "get_filename_component(_palmsig_prefix \"${{CMAKE_CURRENT_LIST_DIR}}/../../..\" ABSOLUTE)\n\
         if(NOT TARGET palmsig::palmsig)\n  \
           add_library(palmsig::palmsig SHARED IMPORTED)\n  \
           set_target_properties(palmsig::palmsig PROPERTIES\n    \
             IMPORTED_LOCATION \"${{_palmsig_prefix}}/lib/{shared}\"\n    \
             IMPORTED_SONAME \"{shared}\"\n    \
             INTERFACE_INCLUDE_DIRECTORIES \"${{_palmsig_prefix}}/include\")\n  \
           add_library(palmsig::static STATIC IMPORTED)\n  \
           set_target_properties(palmsig::static PROPERTIES\n    \
             IMPORTED_LOCATION \"${{_palmsig_prefix}}/lib/libpalmsig.a\"\n    \
             INTERFACE_LINK_LIBRARIES \"{native}\"\n    \
             INTERFACE_INCLUDE_DIRECTORIES \"${{_palmsig_prefix}}/include\")\n\
         endif()\n\
         unset(_palmsig_prefix)\n"
    )
}

/// Any later version will do: programs are told apart by the binary interface, which is in the name of the shared library.
fn cmake_version(version: &str) -> String {
    format!(
        "set(PACKAGE_VERSION \"{version}\")\n\
         if(PACKAGE_VERSION VERSION_LESS PACKAGE_FIND_VERSION)\n  \
           set(PACKAGE_VERSION_COMPATIBLE FALSE)\n\
         else()\n  \
           set(PACKAGE_VERSION_COMPATIBLE TRUE)\n  \
           if(PACKAGE_VERSION VERSION_EQUAL PACKAGE_FIND_VERSION)\n    \
             set(PACKAGE_VERSION_EXACT TRUE)\n  \
           endif()\n\
         endif()\n"
    )
}

pub(crate) fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

pub(crate) fn write(file: &Path, text: &str) -> Outcome {
    folder_of(file)?;
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

fn copy(from: &Path, to: &Path) -> Outcome {
    folder_of(to)?;
    fs::copy(from, to).map(drop).map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))
}

fn folder_of(file: &Path) -> Outcome {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}
