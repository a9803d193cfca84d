//! One palm after another: its captures are rendered, written and listed.

use indicatif::ProgressBar;
use palmsig::image::{Band, HandSide};
use palmsig::synth::{CaptureSettings, Palm, Shot};
use rayon::prelude::*;
use serde_json::json;

use crate::failure::Failure;
use crate::folder::{Folder, Lists};
use crate::people::Member;
use crate::request::{Detail, Request};
use crate::truth;

/// Palms whose lines are held in memory before they are listed.
const PALMS_AT_ONCE: u64 = 128;

/// What the lists say of one palm.
#[derive(Default)]
struct Listing {
    rows: String,
    truth: String,
}

/// Writes all palms.
pub(crate) fn produce(
    request: &Request,
    folder: &Folder,
    lists: &mut Lists,
    bar: &ProgressBar,
) -> Result<(), Failure> {
    for first in (0..request.palms).step_by(PALMS_AT_ONCE as usize) {
        let numbers = first..request.palms.min(first + PALMS_AT_ONCE);
        let made: Vec<Listing> = numbers
            .into_par_iter()
            .map(|number| Production { request, folder, bar }.palm(number))
            .collect::<Result<_, _>>()?;
        made.iter().try_for_each(|palm| folder.list(lists, &palm.rows, &palm.truth))?;
    }
    Ok(())
}

struct Production<'a> {
    request: &'a Request,
    folder: &'a Folder,
    bar: &'a ProgressBar,
}

impl Production<'_> {
    fn palm(&self, number: u64) -> Result<Listing, Failure> {
        let request = self.request;
        let mut member = Member::new(request.seed, number, request.taking);
        self.folder.prepare(member.subject, request.detail == Detail::Maps)?;
        let palm = Palm::new(member.person, member.hand);
        let mut listing = Listing::default();
        let captures = request.taking.captures(request.captures, &mut member.rng);
        for (sample, settings) in (1..).zip(&captures) {
            let seed = member.rng.bits();
            self.capture(&member, &palm, settings, (sample, seed), &mut listing)?;
            self.bar.inc(1);
        }
        Ok(listing)
    }

    fn capture(
        &self,
        member: &Member,
        palm: &Palm,
        settings: &CaptureSettings,
        (sample, seed): (u32, u64),
        listing: &mut Listing,
    ) -> Result<(), Failure> {
        let name = name(member, settings.session, sample);
        let shot = Shot::new(palm, settings, seed)?;
        let bands = self.request.bands.map_or(vec![settings.band], |bands| bands.list().to_vec());
        let mut images = serde_json::Map::new();
        let mut first = None;
        for band in bands {
            let picture = shot.picture(band);
            let path = Folder::image(member.subject, &format!("{name}_{}", short(band)));
            self.folder.write_picture(&path, picture.pixels.view())?;
            listing.rows += &self.row(member, settings, sample, band, &path);
            images.insert(truth::modality(band).to_owned(), json!(path));
            first.get_or_insert((band, picture));
        }
        let Some((band, picture)) = first.filter(|_| self.request.detail != Detail::None) else {
            return Ok(());
        };
        let mut line = truth::describe(palm, settings, &picture);
        line["capture"] = json!(name);
        line["subject"] = json!(member.subject_name());
        line["hand"] = json!(member.hand_name());
        line["session"] = json!(settings.session);
        line["sample"] = json!(sample);
        line["images"] = json!(images);
        if self.request.detail == Detail::Maps {
            let truth = shot.truth(band);
            let path = Folder::map(member.subject, &name);
            let (map, skin) = (format!("{path}.png"), format!("{path}.npy"));
            self.folder.write_picture(&map, truth::map(&picture.mask, &truth).view())?;
            self.folder.write_array(&skin, truth::skin(&truth).view())?;
            line["map"] = json!(map);
            line["skin"] = json!(skin);
        }
        listing.truth += &format!("{line}\n");
        Ok(())
    }

    /// The row of the manifest; nothing in it needs quotes.
    fn row(
        &self,
        member: &Member,
        settings: &CaptureSettings,
        sample: u32,
        band: Band,
        path: &str,
    ) -> String {
        let (set, kind) = (self.request.set(), self.request.taking.kind());
        let (subject, hand) = (member.subject_name(), member.hand_name());
        let (session, modality) = (settings.session, truth::modality(band));
        format!("{path},{set},{subject},{hand},{session},{sample},{kind},{modality}\n")
    }
}

/// The name of a capture, which its files have in common.
fn name(member: &Member, session: u32, sample: u32) -> String {
    let side = if member.hand == HandSide::Left { "l" } else { "r" };
    format!("{}_{side}_{session}_{sample}", member.subject_name())
}

fn short(band: Band) -> &'static str {
    if band == Band::Visible { "vis" } else { "nir" }
}
