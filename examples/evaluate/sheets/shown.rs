//! Captures and pairs as entries of a contact sheet.

use image::RgbImage;
use palmsig::error::ExtractError;
use palmsig::evaluate::NO_EVIDENCE;
use palmsig::image::Picture;
use palmsig::matching::{Matcher, Registration};
use palmsig::params::EncoderParams;
use palmsig::pipeline::Extractor;
use palmsig::template::Template;
use palmsig_examples::manifest::{Kind, Listed};
use palmsig_examples::trace::{Entry, Recorder, framed, palm};

use crate::acquire::{capture_of, location_of, open};
use crate::pairs::{Pair, Pairs};

/// Height of all pictures, pixels.
const HEIGHT: u32 = 200;

/// A capture, extracted once more.
struct Shown {
    pictures: Vec<RgbImage>,
    template: Result<Template, String>,
}

impl Shown {
    fn of(listed: &Listed, encoder: &EncoderParams) -> Shown {
        Shown::extract(listed, encoder)
            .unwrap_or_else(|error| Shown { pictures: Vec::new(), template: Err(error) })
    }

    fn extract(listed: &Listed, encoder: &EncoderParams) -> Result<Shown, String> {
        let pictures = open(listed)
            .map_err(|bad| bad.iter().map(|b| b.error.to_string()).collect::<Vec<_>>().join(", "))?;
        let capture = capture_of(&pictures).map_err(|(_, error)| error.to_string())?;
        let mut recorder = Recorder::of_everything();
        let extracted = Extractor::new(encoder)
            .map_err(ExtractError::from)
            .and_then(|mut e| e.extract_observed(&capture, &location_of(listed), &mut recorder));
        let template = extracted.map(Template::without_hand).map_err(|error| error.to_string());
        let first = pictures.first().map(|(_, _, picture)| picture);
        Ok(Shown { pictures: first.map(|p| draw(p, listed, &recorder)).unwrap_or_default(), template })
    }
}

/// The capture with its frame, and the palm cut from it; of a crop only the palm, which is the same.
fn draw(picture: &Picture, listed: &Listed, recorder: &Recorder) -> Vec<RgbImage> {
    let whole = || framed(&picture.view(), recorder, HEIGHT);
    match (listed.kind, palm(recorder, HEIGHT)) {
        (Kind::Roi, Some(palm)) => vec![palm],
        (_, palm) => std::iter::once(whole()).chain(palm).collect(),
    }
}

/// A capture without a template, and why.
pub(super) fn failure(listed: &Listed, encoder: &EncoderParams) -> Entry {
    let shown = Shown::of(listed, encoder);
    let why = shown.template.err().unwrap_or_default();
    Entry { lines: vec![stem(listed), why], pictures: shown.pictures }
}

/// Two captures side by side, their score, and how the matcher lays one over the other.
pub(super) fn pair(
    rank: usize,
    pair: &Pair,
    pairs: &Pairs,
    encoder: &EncoderParams,
    matcher: &Matcher,
) -> Entry {
    let captures = [pair.first, pair.second].map(|index| &pairs.captures()[index]);
    let [first, second] = captures.map(|listed| Shown::of(listed, encoder));
    let transform = match (&first.template, &second.template) {
        (Ok(probe), Ok(reference)) => transform(probe, reference, matcher),
        (Err(error), _) | (_, Err(error)) => error.clone(),
    };
    let [probe, reference] = captures.map(stem);
    let mut pictures = first.pictures;
    // The two palms next to each other.
    pictures.extend(second.pictures.into_iter().rev());
    Entry { lines: vec![format!("{rank}: {}", score(pair)), probe, reference, transform], pictures }
}

fn score(pair: &Pair) -> String {
    match pair.score {
        None | Some(NO_EVIDENCE) => "no evidence".into(),
        // Scores count 1/1000 of a unit.
        Some(score) => format!("similarity {:.1}", f64::from(score) / 1000.0),
    }
}

fn transform(probe: &Template, reference: &Template, matcher: &Matcher) -> String {
    let found = matcher.probe(probe).register(reference).ok();
    let Some(Registration { rotation, scale, shift, deformation, .. }) =
        found.and_then(|f| f.first().copied())
    else {
        return "no alignment".into();
    };
    let [down, right] = shift;
    format!(
        "turn {:+.1} scale {scale:.2} down {down:+.2} right {right:+.2} rest {deformation:.3}",
        rotation.to_degrees()
    )
}

/// The name of the capture's file, without folder and ending.
fn stem(listed: &Listed) -> String {
    let first = listed.pictures().next().and_then(|(_, listing)| listing.path.file_stem());
    first.map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
