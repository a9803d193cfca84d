//! What figures were measured on, and when.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) struct Machine {
    pub(super) cpu: String,
    pub(super) cores: usize,
    pub(super) compiler: String,
    pub(super) date: String,
}

impl Machine {
    pub(super) fn this() -> Machine {
        let cpu = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| model(&text));
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let version = Command::new(rustc).arg("--version").output().ok();
        let version = version.and_then(|output| String::from_utf8(output.stdout).ok());
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Machine {
            cpu: cpu.unwrap_or_else(|| format!("unnamed, {}", std::env::consts::ARCH)),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            compiler: version.map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned()),
            date: date(seconds / 86_400),
        }
    }
}

/// The name of the first CPU, with what tells apart those that share a name.
fn model(cpuinfo: &str) -> Option<String> {
    let field = |name: &str| {
        let line =
            cpuinfo.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name))?;
        Some(line.split_once(':')?.1.trim())
    };
    let numbers = [field("cpu family"), field("model")].map(|number| number.unwrap_or("?"));
    Some(format!("{} (family {}, model {})", field("model name")?, numbers[0], numbers[1]))
}

/// The day so many days after 1970-01-01, of the Gregorian calendar.
pub(super) fn date(mut days: u64) -> String {
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", days + 1)
}
