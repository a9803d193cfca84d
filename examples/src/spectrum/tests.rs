use super::*;

const SIDE: usize = 64;

fn wave(down: f64, right: f64) -> Array2<f64> {
    Array2::from_shape_fn((SIDE, SIDE), |(r, c)| {
        100.0 + (TAU * (down * r as f64 + right * c as f64) / SIDE as f64).sin()
    })
}

#[test]
fn a_pure_wave_lands_in_its_bin() {
    let spectrum = Spectrum::new(SIDE);
    // Along the columns, along the rows, aslant (3–4–5: 15 cycles a square) and against the diagonal.
    let waves = [(12.0, 0.0, 12, 2), (0.0, 6.0, 6, 1), (9.0, 12.0, 15, 2), (9.0, -12.0, 15, 2)];
    for (down, right, ring, octave) in waves {
        let power = spectrum.power(&wave(down, right)).unwrap();
        let strongest = (0..power.rings.len()).max_by(|a, b| power.rings[*a].total_cmp(&power.rings[*b]));
        assert_eq!(strongest, Some(ring));
        // The window spreads a wave by one frequency to either side.
        assert!(power.octaves[octave] > 0.9, "{:?}", power.octaves);
        assert!((power.octaves.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

#[test]
fn grey_level_and_contrast_do_not_count() {
    let spectrum = Spectrum::new(SIDE);
    let (once, twice) = (wave(5.0, 9.0), wave(5.0, 9.0).mapv(|v| 2.0 * v - 40.0));
    let (once, twice) = (spectrum.power(&once).unwrap(), spectrum.power(&twice).unwrap());
    for (a, b) in once.octaves.iter().zip(twice.octaves) {
        assert!((a - b).abs() < 1e-9);
    }
}

#[test]
fn squares_of_another_size_or_of_one_grey_have_no_spectrum() {
    let spectrum = Spectrum::new(SIDE);
    assert_eq!(spectrum.power(&Array2::zeros((SIDE, SIDE + 1))), None);
    assert_eq!(spectrum.power(&Array2::from_elem((SIDE, SIDE), 7.0)), None);
}
