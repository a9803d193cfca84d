//! The whole way from a capture to a template. Read this file first: one stage a line, no arithmetic.

use ndarray::Array2;

use crate::code::Cells;
use crate::error::ExtractError;
use crate::features::Features;
use crate::image::{Band, Capture, HandSide, ImageView};
use crate::params::{EncoderParams, ParamError};
use crate::quality::{Guidance, Measures, Quality};
use crate::roi::{self, Location, Palm, PalmSquare};
use crate::template::{Template, View};
use crate::trace::{Artifact, Observer, Unobserved};

/// What a capture became, and how good it is.
#[derive(Debug, Clone)]
pub struct Extraction {
    /// The template.
    pub template: Template,
    /// How good the capture is.
    pub quality: Quality,
    /// What the person could do better.
    pub guidance: Guidance,
    /// Where the palm lies.
    pub palm: Palm,
}

/// The palm in one band, as the features see it.
#[derive(Debug, Clone)]
pub struct BandSquare {
    /// The band.
    pub band: Band,
    /// The palm square.
    pub square: PalmSquare,
    /// Which of its 32 × 32 cells show skin.
    pub usable: Array2<bool>,
}

/// Makes templates. Holds the filter banks and the buffers, which are used again: keep one a thread.
#[derive(Debug, Clone)]
pub struct Extractor {
    params: EncoderParams,
    features: Features,
    square: PalmSquare,
}

impl Extractor {
    /// Makes the filter banks.
    ///
    /// # Errors
    /// [`ParamError`] when a parameter lies outside its range.
    pub fn new(params: &EncoderParams) -> Result<Extractor, ParamError> {
        params.validate()?;
        Ok(Extractor {
            params: *params,
            features: Features::new(&params.features)?,
            square: PalmSquare::default(),
        })
    }

    /// Which templates can be compared with those made here.
    pub fn encoder_id(&self) -> u32 {
        self.params.encoder_id()
    }

    /// Finds the palm in a picture of a hand and makes its template.
    ///
    /// # Errors
    /// [`ExtractError`] says why there is no template.
    pub fn extract(&mut self, capture: &Capture<'_>) -> Result<Template, ExtractError> {
        self.extract_at(capture, &Location::Search)
    }

    /// Makes the template of a palm whose location is known in part or in full.
    ///
    /// # Errors
    /// [`ExtractError`] says why there is no template.
    pub fn extract_at(
        &mut self,
        capture: &Capture<'_>,
        location: &Location<'_>,
    ) -> Result<Template, ExtractError> {
        self.extract_observed(capture, location, &mut Unobserved)
    }

    /// As [`extract_at`](Self::extract_at), with an observer of the stages.
    ///
    /// # Errors
    /// [`ExtractError`] says why there is no template.
    pub fn extract_observed(
        &mut self,
        capture: &Capture<'_>,
        location: &Location<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Template, ExtractError> {
        self.extract_graded_observed(capture, location, observer).map(|extraction| extraction.template)
    }

    /// As [`extract_at`](Self::extract_at), with the quality of the capture and where the palm lies. After a
    /// failure, [`Guidance::for_error`] says what the person could do better.
    ///
    /// # Errors
    /// [`ExtractError`] says why there is no template.
    pub fn extract_graded(
        &mut self,
        capture: &Capture<'_>,
        location: &Location<'_>,
    ) -> Result<Extraction, ExtractError> {
        self.extract_graded_observed(capture, location, &mut Unobserved)
    }

    /// As [`extract_graded`](Self::extract_graded), with an observer of the stages.
    ///
    /// # Errors
    /// [`ExtractError`] says why there is no template.
    pub fn extract_graded_observed(
        &mut self,
        capture: &Capture<'_>,
        location: &Location<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Extraction, ExtractError> {
        let palm = self.locate(capture, location, observer)?;
        let (mut views, mut measured) = (Vec::with_capacity(2), Vec::with_capacity(2));
        for (band, image) in capture.bands() {
            observer.stage("roi/warp");
            self.square.warp(&image, &palm, location);
            observe_square(&self.square, observer);
            observer.stage("features/usable");
            let usable = self.features.usable(&self.square, band)?;
            observer.stage("quality");
            measured.push((band, Measures::of(&self.square, &usable, &palm)));
            views.push(self.describe(band, &palm, &usable, observer));
        }
        if let Some(other) = &palm.alternative {
            for (band, image) in capture.bands() {
                views.extend(self.alternative(band, &image, other));
            }
        }
        observer.stage("template");
        let template = Template::new(self.encoder_id(), side(capture, &palm), views);
        observer.artifact("template/size", Artifact::Size(template.encoded_len()));
        let quality = Quality::of(&measured.iter().map(|(_, measures)| *measures).collect::<Vec<_>>());
        observe_quality(&quality, observer);
        let guidance = Guidance::of(&measured, &palm, capture.hand(), &self.params.quality);
        Ok(Extraction { template, quality, guidance, palm })
    }

    /// The palm squares that the template of a capture is made of, one a band: what other codes are made of, too
    /// ([`crate::baselines`]). They show the palm in the clear.
    ///
    /// # Errors
    /// [`ExtractError`] as for the template.
    pub fn squares(
        &self,
        capture: &Capture<'_>,
        location: &Location<'_>,
    ) -> Result<Vec<BandSquare>, ExtractError> {
        let palm = self.locate(capture, location, &mut Unobserved)?;
        let square_of = |(band, image)| {
            let mut square = PalmSquare::default();
            square.warp(&image, &palm, location);
            let usable = self.features.usable(&square, band)?;
            Ok(BandSquare { band, square, usable })
        };
        capture.bands().map(square_of).collect()
    }

    /// Looks for the palm in the visible picture, and where it does not show in the near-infrared one.
    fn locate(
        &self,
        capture: &Capture<'_>,
        location: &Location<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Palm, ExtractError> {
        let mut search = |(band, image): (Band, ImageView<'_>)| {
            let found = roi::locate(&image, band, location, &self.params.roi, &mut *observer);
            found.map_err(|source| ExtractError::Roi { band: band.name(), source })
        };
        search(capture.first_band()).or_else(|error| match capture.second_band() {
            Some(second) => search(second).map_err(|_| error),
            None => Err(error),
        })
    }

    /// The planes of one band.
    fn describe(&self, band: Band, palm: &Palm, usable: &Array2<bool>, observer: &mut dyn Observer) -> View {
        observer.stage("features/lines");
        let lines = self.features.lines(&self.square, usable);
        observe_planes("features/lines", &lines, observer);
        let name = match band {
            Band::Visible => "features/texture",
            Band::NearInfrared => "features/veins",
        };
        observer.stage(name);
        let fine = self.features.fine(band, &self.square, usable);
        observe_planes(name, &fine, observer);
        View::new(band, palm.square.side, &lines, &fine)
    }

    /// The planes of one band where else the palm may lie; none where too little of it shows.
    fn alternative(&mut self, band: Band, image: &ImageView<'_>, palm: &Palm) -> Option<View> {
        self.square.warp(image, palm, &Location::Search);
        let usable = self.features.usable(&self.square, band).ok()?;
        let mut view = self.describe(band, palm, &usable, &mut Unobserved);
        view.alternative = true;
        Some(view)
    }
}

/// The side stated by the caller, or else the side found.
fn side(capture: &Capture<'_>, palm: &Palm) -> HandSide {
    match capture.hand() {
        HandSide::Unknown => palm.hand,
        stated => stated,
    }
}

fn observe_square(square: &PalmSquare, observer: &mut dyn Observer) {
    if observer.wants_artifacts() {
        observer.artifact("roi/palm", Artifact::Pixels(square.levels().view()));
    }
}

fn observe_quality(quality: &Quality, observer: &mut dyn Observer) {
    if observer.wants_artifacts() {
        observer.artifact("quality", Artifact::Values(&quality.values()));
    }
}

fn observe_planes(name: &'static str, cells: &Cells, observer: &mut dyn Observer) {
    if observer.wants_artifacts() {
        observer.artifact(name, Artifact::Bits(cells.planes().view()));
    }
}
