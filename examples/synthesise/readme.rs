//! The page that explains a data set to whoever opens its folder.

use crate::request::{Detail, Request};
use crate::truth::STEP;

/// The page.
pub(crate) fn page(request: &Request) -> String {
    let Request { palms, captures, seed, taking, .. } = request;
    let mut page = format!(
        "# {set}: synthetic palms\n\n\
        **No person is shown.** Hands, lines, veins and pictures are computed: by palmsig {version}, example `synthesise`,\n\
        {palms} palms with {captures} captures each, setup `{setup}`, seed {seed}. The same version with the same arguments writes\n\
        the same bytes. You may use them under MIT or Apache-2.0, at your choice, as palmsig itself.\n\n\
        * `manifest.csv`: one picture a row, `path,set,subject,hand,session,sample,kind,modality`. Rows that agree in set, subject,\n  \
          hand, session and sample are the bands of one capture, pixel on pixel. `session` is the day (0: not told), `kind` is\n  \
          `full` for hands and `roi` for palm squares.\n\
        * `images/`: the pictures, `SUBJECT_HAND_SESSION_SAMPLE_BAND.png`, 8 bits.\n",
        set = request.set(),
        version = env!("CARGO_PKG_VERSION"),
        setup = taking.name(),
    );
    if request.detail != Detail::None {
        page += LANDMARKS;
    }
    if request.detail == Detail::Maps {
        page += &maps();
    }
    page
}

const LANDMARKS: &str = "* `truth.jsonl`: one capture a line, as JSON. Positions are [row, column] in pixels, the centre of the first pixel is \
[0.5, 0.5],\n  angles are radians, counter-clockwise as seen in the picture.\n  \
  * `landmarks`: the valleys between the fingers, the edges of the palm beside index and little finger (radial, ulnar) and\n    \
    those of the wrist. They may lie outside of a picture.\n  \
  * `square`: where the skin of the palm square is seen: its centre, unit vector `up` to the fingers, side in pixels.\n  \
  * `frame`: the palm's frame: `origin` halfway between the valleys index-middle and ring-little, `axis` [down, right] from the\n    \
    first to the second, `palm_unit` their distance.\n  \
  * `person`: age in years, skin tone from the lightest (0) to the darkest (1).\n  \
  * `pose`, `light`, `camera`, `marks`, `background`, `sleeve`: how the capture was taken, as the fields of\n    \
    `palmsig::synth::CaptureSettings` and `Marks`.\n";

fn maps() -> String {
    format!(
        "* `truth/`: files named after the captures.\n  \
          * `.png`: red 255 on the skin of the hand and forearm, green the darkness of creases, blue the veins.\n  \
          * `.npy`: which point of the skin is seen, 32-bit floats, shape (rows, columns, 2): [x, y] in millimetres of the palm at\n    \
            rest, x towards the thumb, y towards the wrist, from the middle of the palm; NaN off the palm. Entry [i, j] is that of\n    \
            the pixel in row {STEP}·i, column {STEP}·j (from 0). Equal values in two captures of a palm are the same point of it.\n"
    )
}
