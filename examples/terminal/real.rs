//! A day at the terminal with real pictures: each person's first picture of a hand signs it up, the others
//! hover, and every fourth palm never signs up.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use palmsig::image::{Band, Capture, HandSide, Picture};
use palmsig::roi::Location;
use palmsig_examples::manifest::{Hand, Kind, Listed, Listing, Manifest};
use palmsig_examples::progress;

use crate::report::{Tally, Truth};
use crate::{Failure, Terminal, picture};

/// One capture of somebody's hand.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    person: String,
    hand: HandSide,
    bands: Vec<(Band, PathBuf)>,
    is_crop: bool,
}

/// One in so many palms is kept out, to hover as a stranger.
const STRANGER: usize = 4;

/// The decoded pictures of one capture.
struct Pictures(Vec<(Band, Picture)>);

impl Entry {
    fn open(&self) -> Result<Pictures, Failure> {
        let open = |(band, path): &(Band, PathBuf)| match Picture::open(path) {
            Ok(picture) => Ok((*band, picture)),
            Err(error) => Err(format!("{}: {error}", path.display())),
        };
        Ok(Pictures(self.bands.iter().map(open).collect::<Result<_, _>>()?))
    }

    /// The pictures; says why when one cannot be read.
    fn read(&self) -> Option<Pictures> {
        self.open().map_err(|error| println!("  passed over: {error}")).ok()
    }

    fn location(&self) -> Location<'static> {
        if self.is_crop { Location::WholePicture } else { Location::Search }
    }
}

impl Pictures {
    fn capture(&self) -> Result<Capture<'_>, Failure> {
        match self.0.as_slice() {
            [(band, picture)] => Ok(Capture::of_band(*band, picture.view())),
            [(_, visible), (_, nir)] => Ok(Capture::both(visible.view(), nir.view())?),
            _ => Err("a capture has one or two bands".into()),
        }
    }
}

/// The captures that a manifest lists.
pub(crate) fn from_manifest(path: &Path) -> Result<Vec<Entry>, Failure> {
    let manifest = Manifest::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if let Some(row) = manifest.bad_rows.first() {
        return Err(format!("{}, line {}: {}", path.display(), row.line, row.problem).into());
    }
    let entry = |listed: Listed| {
        let band = |band, listing: Option<Listing>| listing.map(|listing| (band, listing.path));
        let hand = match listed.palm.hand {
            Hand::Left => HandSide::Left,
            Hand::Right => HandSide::Right,
            Hand::Unknown => HandSide::Unknown,
        };
        Entry {
            person: format!("{}-{}", listed.palm.set, listed.palm.subject),
            hand,
            bands: band(Band::Visible, listed.visible)
                .into_iter()
                .chain(band(Band::NearInfrared, listed.near_infrared))
                .collect(),
            is_crop: listed.kind == Kind::Roi,
        }
    };
    Ok(manifest.captures.into_iter().map(entry).collect())
}

/// The pictures of a folder with one sub-folder a person.
pub(crate) fn from_folder(folder: &Path) -> Result<Vec<Entry>, Failure> {
    let mut entries = Vec::new();
    for person in sorted(folder)?.into_iter().filter(|path| path.is_dir()) {
        let name = person.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for path in sorted(&person)?.into_iter().filter(|path| path.is_file()) {
            let bands = vec![(Band::Visible, path)];
            entries.push(Entry { person: name.clone(), hand: HandSide::Unknown, bands, is_crop: false });
        }
    }
    Ok(entries)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listing = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths = listing.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

pub(crate) fn run(terminal: &mut Terminal, entries: Vec<Entry>, out: &Path) -> Result<bool, Failure> {
    let mut palms: BTreeMap<(String, String), Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        palms.entry((entry.person.clone(), format!("{:?}", entry.hand))).or_default().push(entry);
    }
    if palms.is_empty() {
        return Err("no picture was found".into());
    }
    let (mut known, mut strangers) = (Vec::new(), Vec::new());
    let bar = progress::bar("sign-up", palms.len() as u64);
    for (index, ((person, hand), pictures)) in palms.into_iter().enumerate() {
        bar.inc(1);
        let account = format!("{person}-{}", hand.to_lowercase());
        if index % STRANGER == STRANGER - 1 {
            strangers.extend(pictures.into_iter().take(1));
        } else if let Some(first) = sign_up(terminal, &account, &pictures)? {
            known.extend(pictures.into_iter().skip(first + 1).map(|entry| (account.clone(), entry)));
        } else {
            println!("{account}: no picture that could be signed up");
        }
    }
    bar.finish_and_clear();
    println!("{} palms signed up; now hands hover:\n", terminal.gallery.len());
    let mut tally = Tally::default();
    for (account, entry) in &known {
        hover(terminal, &mut tally, account, &Truth::Known(account), entry)?;
    }
    for entry in &strangers {
        hover(terminal, &mut tally, "stranger", &Truth::Stranger, entry)?;
    }
    let success = tally.close();
    if let Some((_, entry)) = known.first()
        && let Some(pictures) = entry.read()
    {
        let written = picture::write(terminal, &pictures.capture()?, &entry.location(), out);
        written.unwrap_or_else(|error| println!("no picture of the stages: {error}"));
    }
    Ok(success)
}

/// Signs a palm up from the first of its pictures that yields a template, and tells which that was.
fn sign_up(terminal: &mut Terminal, account: &str, pictures: &[Entry]) -> Result<Option<usize>, Failure> {
    for (index, entry) in pictures.iter().enumerate() {
        let Some(pictures) = entry.read() else { continue };
        if let Ok(template) = terminal.extractor.extract_at(&pictures.capture()?, &entry.location()) {
            terminal.gallery.enrol(account, vec![template])?;
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn hover(
    terminal: &mut Terminal,
    tally: &mut Tally,
    label: &str,
    truth: &Truth<'_>,
    entry: &Entry,
) -> Result<(), Failure> {
    let Some(pictures) = entry.read() else { return Ok(()) };
    let hover = terminal.hover(&pictures.capture()?, &entry.location())?;
    tally.add(label, truth, &hover);
    Ok(())
}
