//! The folder of a data set: empty before, and with a manifest only when everything else is there.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use palmsig_examples::atomic::AtomicFile;
use palmsig_examples::manifest::HEADER;
use palmsig_examples::trace::npy;

use crate::failure::{Failure, at};

const MANIFEST: &str = "manifest.csv";
const TRUTH: &str = "truth.jsonl";
const README: &str = "README.md";
const IMAGES: &str = "images";
const MAPS: &str = "truth";

/// People whose files lie in one sub-folder.
const PEOPLE_A_FOLDER: u64 = 100;

/// Of noisy pictures, any filter leaves about half of the bytes; this one costs least.
const FILTER: FilterType = FilterType::Up;

/// Where the files of a data set go.
pub(crate) struct Folder {
    root: PathBuf,
    bytes: AtomicU64,
}

/// The files with one line a capture or picture; they get their names last.
pub(crate) struct Lists {
    manifest: AtomicFile,
    truth: Option<AtomicFile>,
}

impl Folder {
    /// Takes a folder that is empty or does not exist yet.
    pub(crate) fn create(root: &Path) -> Result<Folder, Failure> {
        fs::create_dir_all(root).map_err(at(root))?;
        if fs::exists(root.join(MANIFEST)).map_err(at(root))? {
            return Err(Failure::Complete(root.to_owned()));
        }
        let first =
            fs::read_dir(root).and_then(|mut entries| entries.next().transpose()).map_err(at(root))?;
        if let Some(entry) = first {
            let entry = entry.file_name().display().to_string();
            return Err(Failure::Occupied { folder: root.to_owned(), entry });
        }
        let folder = Folder { root: root.to_owned(), bytes: AtomicU64::new(0) };
        // Of two runs that found the folder empty, one fails here.
        let images = folder.root.join(IMAGES);
        fs::create_dir(&images).map_err(at(&images))?;
        Ok(folder)
    }

    /// Begins the lists.
    pub(crate) fn lists(&self, with_truth: bool) -> Result<Lists, Failure> {
        let begin = |name: &str| {
            let path = self.root.join(name);
            AtomicFile::create(&path).map_err(at(&path))
        };
        let mut lists =
            Lists { manifest: begin(MANIFEST)?, truth: with_truth.then(|| begin(TRUTH)).transpose()? };
        self.add(MANIFEST, &mut lists.manifest, &format!("{}\n", HEADER.join(",")))?;
        Ok(lists)
    }

    /// Appends to the lists.
    pub(crate) fn list(&self, lists: &mut Lists, rows: &str, truth: &str) -> Result<(), Failure> {
        self.add(MANIFEST, &mut lists.manifest, rows)?;
        lists.truth.as_mut().map_or(Ok(()), |file| self.add(TRUTH, file, truth))
    }

    fn add(&self, name: &str, file: &mut AtomicFile, text: &str) -> Result<(), Failure> {
        file.write_all(text.as_bytes()).map_err(at(&self.root.join(name)))?;
        self.bytes.fetch_add(text.len() as u64, Ordering::Relaxed);
        Ok(())
    }

    /// Ends the data set: the manifest appears last.
    pub(crate) fn publish(&self, lists: Lists, readme: &str) -> Result<(), Failure> {
        self.write(README, readme.as_bytes())?;
        let finish = |name: &str, file: AtomicFile| file.finish().map_err(at(&self.root.join(name)));
        let manifest = finish(MANIFEST, lists.manifest)?;
        if let Some(truth) = lists.truth {
            finish(TRUTH, truth)?.publish().map_err(at(&self.root.join(TRUTH)))?;
        }
        manifest.publish().map_err(at(&self.root.join(MANIFEST)))
    }

    /// Makes the sub-folders for the files of a person.
    pub(crate) fn prepare(&self, subject: u64, maps: bool) -> Result<(), Failure> {
        [Some(IMAGES), maps.then_some(MAPS)].into_iter().flatten().try_for_each(|kind| {
            let path = self.root.join(kind).join(part_of(subject));
            fs::create_dir_all(&path).map_err(at(&path))
        })
    }

    /// The path of a picture within the folder.
    pub(crate) fn image(subject: u64, name: &str) -> String {
        format!("{IMAGES}/{}/{name}.png", part_of(subject))
    }

    /// The path of ground truth within the folder, without its ending.
    pub(crate) fn map(subject: u64, name: &str) -> String {
        format!("{MAPS}/{}/{name}", part_of(subject))
    }

    /// Writes 8-bit samples, shape (rows, columns, 1 or 3).
    pub(crate) fn write_picture(
        &self,
        path: &str,
        pixels: ndarray::ArrayView3<'_, u8>,
    ) -> Result<(), Failure> {
        let (height, width, channels) = pixels.dim();
        let color = if channels == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
        let pixels = pixels.as_standard_layout();
        let mut bytes = Vec::new();
        let encoded = match (u32::try_from(width), u32::try_from(height), pixels.as_slice()) {
            (Ok(width), Ok(height), Some(samples)) => {
                PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FILTER)
                    .write_image(samples, width, height, color)
                    .map_err(io::Error::other)
            }
            _ => Err(io::Error::from(ErrorKind::InvalidInput)),
        };
        encoded.map_err(at(&self.root.join(path)))?;
        self.write(path, &bytes)
    }

    /// Writes an array of three axes.
    pub(crate) fn write_array(&self, path: &str, array: ndarray::ArrayView3<'_, f32>) -> Result<(), Failure> {
        let values: Vec<u8> = array.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.write(path, &npy("<f4", array.shape(), &values))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.root.join(path);
        fs::write(&path, bytes).map_err(at(&path))?;
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok(())
    }

    /// Bytes written.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

fn part_of(subject: u64) -> String {
    format!("{:04}", subject / PEOPLE_A_FOLDER)
}
