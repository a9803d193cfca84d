//! The terminal and its service as programs: what is signed up is there in the next process, a terminal keeps nothing, and whatever
//! comes over the socket, the service lives.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn program() -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let example = profile.join("examples").join("terminal");
    assert!(example.exists(), "{} is missing: run `cargo build --examples`", example.display());
    Command::new(example)
}

/// A folder of a test, gone when the test is. Names of sockets must be short.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("palmsig-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Runs an errand on a store; what it says, and whether it was done.
fn errand(store: &Path, arguments: &[&str]) -> (bool, String) {
    let output = program().arg("--store").arg(store).args(arguments).output().unwrap();
    (output.status.success(), text(&output))
}

#[test]
fn an_account_lives_in_a_folder_from_process_to_process() {
    let folder = Folder::new("account");
    let store = folder.path("stores");
    let done = |arguments: &[&str], expected: &str| {
        let (done, said) = errand(&store, arguments);
        assert!(done && said.contains(expected), "{arguments:?}: {said}");
    };
    let refused = |arguments: &[&str], expected: &str| {
        let (done, said) = errand(&store, arguments);
        assert!(!done && said.contains(expected), "{arguments:?}: {said}");
    };
    let sign_up = ["sign-up", "account-1", "--person", "7", "--card", "card-4929", "--phone", "555"];
    done(&[&sign_up[..], &["--hand", "left"]].concat(), "welcome account-1: 1 palms");
    done(&["use", "--person", "7"], "hello account-1");
    refused(&["use", "--person", "7", "--hand", "right"], "not known");
    refused(&["sign-up", "account-2", "--person", "7", "--hand", "left"], "under another account");
    refused(&["use", "--person", "8"], "not known");
    // Another tenant knows nobody.
    refused(&["--tenant", "bank", "use", "--person", "7"], "not known");
    let change = ["change", "--person", "7", "--card", "card-5105", "--add", "right"];
    done(&[&["--days", "2"], &change[..]].concat(), "changed");
    done(&["--days", "3", "use", "--person", "7", "--hand", "right"], "hello account-1");
    let (_, said) = errand(&store, &["--days", "3", "history", "--person", "7"]);
    for expected in ["2 palms, card card-5105, phone 555", "signed up at till-1, 3 days ago", "recognised"] {
        assert!(said.contains(expected), "{said}");
    }
    // The key is not in the folder, and nobody else reads the files.
    let key = folder.path("stores.operator-key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    for file in ["subjects.redb", "keys"] {
        let metadata = fs::metadata(store.join("shop").join(file)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }
    done(&["--days", "732", "sweep"], "0 removed, 1 remain");
    done(&["--days", "733", "sweep"], "1 removed, 0 remain");
    fs::write(&key, [7; 32]).unwrap();
    refused(&["sweep"], "the operator's key is another one");
}

/// A service in a process of its own, killed at the end.
struct Service {
    child: Child,
    socket: PathBuf,
    /// Open for as long as it may have something to say.
    _lines: BufReader<ChildStdout>,
}

impl Service {
    fn start(folder: &Folder) -> Service {
        let socket = folder.path("socket");
        let mut program = program();
        program.arg("--service").arg("--store").arg(folder.path("stores")).arg("--socket").arg(&socket);
        let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("listening") {
            line.clear();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "the service ended");
        }
        Service { child, socket, _lines: lines }
    }

    /// Sends raw bytes and reads what comes back until the service hangs up.
    fn sent(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = UnixStream::connect(&self.socket).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // It may hang up before it has read everything.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a terminal in an empty folder, which must be empty after it.
fn terminal(folder: &Folder, socket: &Path, arguments: &[&str]) -> (bool, String) {
    let empty = folder.path("terminal");
    fs::create_dir_all(&empty).unwrap();
    let mut program = program();
    program.arg("--terminal").arg("--socket").arg(socket).args(arguments);
    let output = program.current_dir(&empty).env("HOME", &empty).env("TMPDIR", &empty).output().unwrap();
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0, "the terminal left something behind");
    (output.status.success(), text(&output))
}

/// Byte of a request on the wire that says what it is for: after the length.
const PURPOSE: usize = 4;
const REMOVE: u8 = 4;

/// Stands between a terminal and its service, keeps what the terminal sends, and sends it on with a change or without.
fn overheard(
    folder: &Folder,
    service: &Service,
    arguments: &[&str],
    change: impl FnOnce(&mut [u8]) + Send + 'static,
) -> (Vec<u8>, bool, String) {
    let socket = folder.path("between");
    let _ = fs::remove_file(&socket);
    let public_key = |socket: &Path| PathBuf::from(format!("{}.public-key", socket.display()));
    fs::copy(public_key(&service.socket), public_key(&socket)).unwrap();
    let listener = UnixListener::bind(&socket).unwrap();
    let inner = service.socket.clone();
    let between = std::thread::spawn(move || {
        let (mut terminal, _) = listener.accept().unwrap();
        let mut length = [0; 4];
        terminal.read_exact(&mut length).unwrap();
        let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
        terminal.read_exact(&mut bytes).unwrap();
        let mut frame = [&length[..], &bytes].concat();
        change(&mut frame);
        let mut service = UnixStream::connect(inner).unwrap();
        service.write_all(&frame).unwrap();
        let mut answer = Vec::new();
        service.read_to_end(&mut answer).unwrap();
        terminal.write_all(&answer).unwrap();
        frame
    });
    let (done, said) = terminal(folder, &socket, arguments);
    (between.join().unwrap(), done, said)
}

fn contains(bytes: &[u8], run: &[u8]) -> bool {
    bytes.windows(run.len()).any(|window| window == run)
}

#[test]
fn a_terminal_seals_and_keeps_nothing_and_the_service_opens_matches_and_answers() {
    let folder = Folder::new("two");
    let mut service = Service::start(&folder);
    assert_eq!(fs::metadata(&service.socket).unwrap().mode() & 0o777, 0o600);
    let sign_up = ["sign-up", "account-1", "--person", "7", "--hand", "left", "--card", "card-4929"];
    let (frame, done, said) = overheard(&folder, &service, &sign_up, |_| ());
    assert!(done && said.contains("welcome account-1"), "{said}");
    for text in [&b"account-1"[..], b"card-4929", b"PALMSIG\0"] {
        assert!(!contains(&frame, text), "it travels in the clear");
    }
    let till = |arguments: &[&str]| terminal(&folder, &service.socket, arguments);
    let (done, said) = till(&["--name", "till-2", "use", "--person", "7"]);
    assert!(done && said.contains("hello account-1"), "{said}");
    let (done, said) = till(&["use", "--person", "8"]);
    assert!(!done && said.contains("not known"), "{said}");
    // Sealed for another tenant it does not open here.
    let (done, said) = till(&["--tenant", "bank", "use", "--person", "7"]);
    assert!(!done && said.contains("the service refuses"), "{said}");
    let (_, said) = till(&["history", "--person", "7"]);
    assert!(said.contains("recognised at till-2"), "{said}");

    // What was overheard opens no second time, nor for another purpose, nor in a service that started anew.
    let uses = ["use", "--person", "7"];
    let (frame, done, _) = overheard(&folder, &service, &uses, |_| ());
    assert!(done);
    assert!(contains(&service.sent(&frame), b"opened before"));
    let (_, done, said) = overheard(&folder, &service, &uses, |frame| frame[PURPOSE] = REMOVE);
    assert!(!done && said.contains("the context is another one"), "{said}");
    service.child.kill().unwrap();
    service.child.wait().unwrap();
    let service = Service::start(&folder);
    assert!(contains(&service.sent(&frame), b"the key or the context is another one"));
    let (done, said) = terminal(&folder, &service.socket, &["remove", "--person", "7"]);
    assert!(done && said.contains("is forgotten") && said.contains(", confirmed"), "{said}");
    let (done, said) = terminal(&folder, &service.socket, &["use", "--person", "7"]);
    assert!(!done && said.contains("not known"), "{said}");
    // One store, one service.
    let second = program()
        .args(["--service", "--store"])
        .arg(folder.path("stores"))
        .arg("--socket")
        .arg(folder.path("second"))
        .output()
        .unwrap();
    assert!(!second.status.success() && text(&second).contains("already open"), "{}", text(&second));
}

#[test]
fn whatever_comes_over_the_socket_the_service_lives() {
    let folder = Folder::new("hostile");
    let service = Service::start(&folder);
    let framed = |bytes: &[u8]| [&(bytes.len() as u32).to_le_bytes()[..], bytes].concat();
    // Nothing, half a length, a length without bytes, one beyond all bounds.
    for bytes in [&b""[..], b"\x07", b"\x07\0\0\0abc", &[0xff; 4], &[0xff; 4096]] {
        assert!(service.sent(bytes).is_empty());
    }
    // Frames that hold no request.
    for bytes in
        [&b""[..], b"\0", b"\x09\0", b"\x01\xffshort", b"\x01\x02\xff\xfe", &[0; 1000], &[1; 300_000]]
    {
        let answer = service.sent(&framed(bytes));
        assert_eq!(answer.get(4), Some(&0), "{bytes:?} was opened");
    }
    let mut state = 1u64;
    for length in 0..300 {
        let noise = (0..length).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        });
        assert_eq!(service.sent(&framed(&noise.collect::<Vec<u8>>())).get(4), Some(&0));
    }
    // Who says nothing, or too slowly, keeps nobody waiting, and is hung up on.
    let start = Instant::now();
    let mut idle: Vec<UnixStream> = (0..20).map(|_| UnixStream::connect(&service.socket).unwrap()).collect();
    assert_eq!(service.sent(&framed(b"\0")).get(4), Some(&0));
    assert!(start.elapsed() < Duration::from_secs(4), "others had to wait");
    idle[0].write_all(&[200, 0, 0, 0]).unwrap();
    let mut trickled = 0;
    while idle[0].write_all(b"x").is_ok() && start.elapsed() < Duration::from_secs(30) {
        trickled += 1;
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(trickled < 100, "a trickle was listened to for {:?}", start.elapsed());
    drop(idle);
    // More than it takes at a time: some are hung up on, and none of it lasts.
    drop((0..100).map(|_| UnixStream::connect(&service.socket)).collect::<Vec<_>>());
    std::thread::sleep(Duration::from_millis(200));
    let (done, said) = terminal(&folder, &service.socket, &["use", "--person", "7"]);
    assert!(!done && said.contains("not known"), "{said}");
}
