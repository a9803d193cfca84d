//! Synthetic streams.

use palmsig::image::{Bands, HandSide};
use palmsig::synth::{
    Attack, Burst, BurstFrame, BurstSettings, CaptureSettings, Course, Palm, Subject, SynthError,
};

/// Small frames: nothing here looks at lines.
fn burst(subject: Subject, course: Course, bands: Bands, seed: u64) -> Vec<BurstFrame> {
    let capture = CaptureSettings::sized(96, 128);
    let settings = BurstSettings { capture, subject, course, rate: 10.0, bands, switched_lamp: true };
    let palm = Palm::new(3, HandSide::Left);
    let burst = Burst::new(&palm, &settings, seed).unwrap();
    let frames: Vec<BurstFrame> = burst.frames().collect::<Result<_, _>>().unwrap();
    assert_eq!(frames.len(), burst.len());
    frames
}

const HOVER: Course = Course::Hover { arrive: 0.4, hold: 1.0, leave: 0.4 };

fn brightness(frame: &BurstFrame) -> f64 {
    let pixels = frame.visible.as_ref().unwrap();
    pixels.iter().map(|v| f64::from(*v)).sum::<f64>() / pixels.len() as f64
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    for subject in
        [Subject::Hand, Subject::Fist, Subject::Attack(Attack::Print), Subject::Attack(Attack::Glove)]
    {
        let one = burst(subject, HOVER, Bands::Both, 1);
        assert!(one == burst(subject, HOVER, Bands::Both, 1), "{subject:?}");
        assert!(one != burst(subject, HOVER, Bands::Both, 2), "{subject:?}");
    }
}

#[test]
fn a_hand_comes_hovers_and_leaves() {
    let frames = burst(Subject::Hand, HOVER, Bands::Visible, 4);
    let lights: Vec<f64> = frames.iter().map(brightness).collect();
    let (first, last) = (lights[0], *lights.last().unwrap());
    let hovering = lights[5..13].iter().copied().fold(f64::MAX, f64::min);
    assert!(hovering > first + 10.0 && hovering > last + 10.0, "{lights:?}");
    // No frame is the same as another: hands tremble, and sensors are noisy.
    assert!(frames.windows(2).all(|pair| pair[0].visible != pair[1].visible));
    assert!(frames.windows(2).all(|pair| pair[0].time < pair[1].time));
}

#[test]
fn a_switched_lamp_darkens_near_infrared_frames_of_hands_but_not_recordings() {
    let mean = |frame: &BurstFrame| {
        let pixels = frame.nir.as_ref().unwrap();
        pixels.iter().map(|v| f64::from(*v)).sum::<f64>() / pixels.len() as f64
    };
    let darkest = |subject| {
        let course = Course::Hover { arrive: 0.0, hold: 0.8, leave: 0.0 };
        let frames = burst(subject, course, Bands::NearInfrared, 1);
        assert!(frames.iter().all(|f| f.visible.is_none()));
        let of = |lit: bool| {
            let means: Vec<f64> = frames.iter().filter(|f| f.lit == lit).map(mean).collect();
            means.iter().sum::<f64>() / means.len() as f64
        };
        of(false) / of(true)
    };
    assert!(darkest(Subject::Hand) < 0.3);
    assert!(darkest(Subject::Attack(Attack::Replay)) > 0.9);
}

#[test]
fn settings_out_of_range_are_refused() {
    let palm = Palm::new(3, HandSide::Left);
    let refused = |settings: BurstSettings| match Burst::new(&palm, &settings, 1) {
        Err(SynthError::Param(error)) => error.name,
        Err(_) => "another error",
        Ok(_) => "no error",
    };
    let usual = BurstSettings::default();
    assert_eq!(refused(BurstSettings { rate: 0.0, ..usual.clone() }), "rate");
    assert_eq!(
        refused(BurstSettings { course: Course::Pass { seconds: f64::NAN }, ..usual.clone() }),
        "duration"
    );
    let capture = CaptureSettings { blur: -1.0, ..CaptureSettings::default() };
    assert_eq!(refused(BurstSettings { capture, ..usual }), "blur");
}
