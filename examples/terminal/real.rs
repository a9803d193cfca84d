//! A day at the terminal with real pictures: each person's first picture of a hand signs it up, the others
//! hover, and every fourth person never signs up.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use palmsig::image::{Band, Capture, HandSide, Picture};
use palmsig::roi::Location;
use palmsig_examples::progress;

use crate::report::{Tally, Truth};
use crate::{Failure, Terminal, picture};

/// One picture of somebody's hand.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    person: String,
    hand: HandSide,
    path: PathBuf,
    band: Band,
    is_crop: bool,
}

/// One in so many people is kept out, to hover as a stranger.
const STRANGER: usize = 4;

impl Entry {
    fn picture(&self) -> Result<Picture, Failure> {
        Picture::open(&self.path).map_err(|error| format!("{}: {error}", self.path.display()).into())
    }

    fn location(&self) -> Location<'static> {
        if self.is_crop { Location::WholePicture } else { Location::Search }
    }
}

/// The pictures of a folder with one sub-folder a person.
pub(crate) fn from_folder(folder: &Path) -> Result<Vec<Entry>, Failure> {
    let mut entries = Vec::new();
    for person in sorted(folder)?.into_iter().filter(|path| path.is_dir()) {
        let name = person.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for path in sorted(&person)?.into_iter().filter(|path| path.is_file()) {
            let (hand, band) = (HandSide::Unknown, Band::Visible);
            entries.push(Entry { person: name.clone(), hand, path, band, is_crop: false });
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
    if let Some((_, entry)) = known.first() {
        let decoded = entry.picture()?;
        let view = decoded.view();
        picture::write(terminal, &view, &Capture::of_band(entry.band, view), &entry.location(), out)?;
    }
    Ok(success)
}

/// Signs a palm up from the first of its pictures that yields a template, and tells which that was.
fn sign_up(terminal: &mut Terminal, account: &str, pictures: &[Entry]) -> Result<Option<usize>, Failure> {
    for (index, entry) in pictures.iter().enumerate() {
        let decoded = entry.picture()?;
        let capture = Capture::of_band(entry.band, decoded.view());
        if let Ok(template) = terminal.extractor.extract_at(&capture, &entry.location()) {
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
    let decoded = entry.picture()?;
    let hover = terminal.hover(&Capture::of_band(entry.band, decoded.view()), &entry.location())?;
    tally.add(label, truth, &hover);
    Ok(())
}
