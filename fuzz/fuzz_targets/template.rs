//! Bytes that claim to be a template: parsed or refused, and what was parsed gives the same bytes again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use palmsig::template::Template;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(template) = Template::from_bytes(bytes) {
        assert!(template.to_bytes() == bytes, "a template does not give its own bytes");
    }
});
