use super::{AARCH64, ARMV7};

#[test]
fn what_is_missing_is_said_with_the_command_that_installs_it() {
    assert!(AARCH64.missing(true, true, true).is_empty());
    let all = AARCH64.missing(false, false, false);
    let told = ["`rustup target add aarch64-unknown-linux-gnu`", "gcc-aarch64-linux-gnu", "qemu-user-static"];
    assert_eq!(all.len(), told.len());
    for (message, command) in all.iter().zip(told) {
        assert!(message.contains(command), "{message}");
    }
    assert_eq!(AARCH64.missing(true, false, true), all[1..2]);
}

#[test]
fn settings_are_named_as_cargo_names_them() {
    assert_eq!(AARCH64.variable("LINKER"), "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER");
    assert_eq!(ARMV7.variable("RUNNER"), "CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_RUNNER");
}
