//! Arrays as .npy files (NumPy format 1.0) and a manifest that names them.

use std::path::Path;
use std::{fs, io};

use serde_json::{Value, json};

use super::record::{Kept, Recorder};

/// Writes every artifact as `NN-name.npy` into `folder`, with `manifest.json` beside them: for each stage its
/// time, for each artifact its file, shape and type, or its values.
///
/// # Errors
/// What the file system answers.
pub fn write_arrays(recorder: &mut Recorder, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let stages: Vec<Value> = recorder
        .times()
        .iter()
        .map(|(name, time)| json!({ "stage": name, "milliseconds": time.as_secs_f64() * 1e3 }))
        .collect();
    let mut artifacts = Vec::new();
    for (index, (name, kept)) in recorder.artifacts().iter().enumerate() {
        let file = format!("{index:02}-{}.npy", name.replace('/', "-"));
        let (array, mut entry) = describe(kept);
        entry["name"] = json!(name);
        if let Some((descr, shape, bytes)) = array {
            fs::write(folder.join(&file), npy(descr, &shape, &bytes))?;
            entry["file"] = json!(file);
            entry["shape"] = json!(shape);
        }
        artifacts.push(entry);
    }
    let manifest = json!({ "stages": stages, "artifacts": artifacts });
    fs::write(folder.join("manifest.json"), serde_json::to_string_pretty(&manifest)?)
}

/// NumPy's type string, the shape, and the little-endian bytes.
type Array = (&'static str, Vec<usize>, Vec<u8>);

fn describe(kept: &Kept) -> (Option<Array>, Value) {
    match kept {
        Kept::Pixels(a) => {
            let bytes = a.iter().flat_map(|v| v.to_le_bytes()).collect();
            (Some(("<u2", a.shape().to_vec(), bytes)), json!({ "kind": "pixels" }))
        }
        Kept::Mask(a) => {
            (Some(("|u1", a.shape().to_vec(), a.iter().copied().collect())), json!({ "kind": "mask" }))
        }
        Kept::Bits(a) => {
            (Some(("|u1", a.shape().to_vec(), a.iter().copied().collect())), json!({ "kind": "bits" }))
        }
        Kept::Points(a) => {
            let bytes = a.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
            (
                Some(("<f8", vec![a.len(), 2], bytes)),
                json!({ "kind": "points", "columns": ["row", "column"] }),
            )
        }
        Kept::Values(a) => {
            let values: serde_json::Map<_, _> = a.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect();
            (None, json!({ "kind": "values", "values": values }))
        }
        Kept::Size(bytes) => (None, json!({ "kind": "size", "bytes": bytes })),
    }
}

/// The bytes of a .npy file: `descr` is NumPy's type string, `data` the values in C order, little-endian.
pub fn npy(descr: &str, shape: &[usize], data: &[u8]) -> Vec<u8> {
    let shape: String = shape.iter().map(|n| format!("{n}, ")).collect();
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}");
    // Magic, version and length take 10 bytes; the data starts at a multiple of 64 after a newline.
    let padding = 63 - (10 + header.len()) % 64;
    header.push_str(&" ".repeat(padding));
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}
