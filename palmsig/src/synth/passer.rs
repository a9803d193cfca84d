//! What passes a sensor, or rests over it, and is no open palm: fists, sleeves, faces.

use super::rng::Rng;

/// A shape in even light, in units of its own: 1 is half its height.
#[derive(Debug, Clone)]
pub(super) struct Passer {
    form: Form,
    skin: [f32; 3],
    cloth: [f32; 3],
    aspect: f64,
    phase: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    Fist,
    Sleeve,
    Face,
}

impl Passer {
    pub(super) fn new(form: Form, skin: [f32; 3], rng: &mut Rng) -> Passer {
        let cloth = [(); 3].map(|()| rng.between(0.06, 0.7) as f32);
        Passer { form, skin, cloth, aspect: rng.between(0.85, 1.2), phase: rng.between(0.0, 6.0) }
    }

    /// Its colour at (down, right) of its middle; none where it is not. `nir` gives one band in all three.
    pub(super) fn at(&self, down: f64, right: f64, nir: bool) -> Option<[f32; 3]> {
        let skin = if nir { [0.6; 3] } else { self.skin };
        let cloth = if nir { [0.25 + 0.5 * self.cloth[0]; 3] } else { self.cloth };
        let x = right / self.aspect;
        let tinted = |color: [f32; 3], light: f64| Some(color.map(|c| c * light as f32));
        match self.form {
            Form::Sleeve => (x.abs() < 0.6 && down.abs() < 2.5).then(|| {
                let folds = 0.9 + 0.1 * libm::sin(9.0 * down + 3.0 * x + self.phase);
                cloth.map(|c| c * (folds * (1.0 - 0.8 * x * x)) as f32)
            }),
            Form::Fist => {
                if down > 0.75 && x.abs() < 0.55 {
                    return tinted(cloth, 0.8);
                }
                let inside = libm::pow(x.abs(), 3.0) + libm::pow(down.abs(), 3.0);
                if inside > 1.0 {
                    return None;
                }
                // Four fingers folded over the palm, and the thumb across them.
                let finger = (x + 1.0) * 2.0;
                let across = (finger - libm::floor(finger)) - 0.5;
                let thumb = (down - 0.35 + 0.2 * x) / 0.22;
                let light =
                    if thumb.abs() < 1.0 { 1.0 - 0.5 * thumb * thumb } else { 1.0 - 1.8 * across * across };
                tinted(skin, light * (1.0 - 0.45 * inside))
            }
            Form::Face => {
                let inside = 1.7 * x * x + down * down;
                if inside > 1.0 {
                    return None;
                }
                if down < -0.55 {
                    return tinted(cloth, 0.5);
                }
                let spot = |r: f64, c: f64, size: f64| {
                    let (y, z) = (down - r, x.abs() - c);
                    y * y + z * z * 0.5 < size * size
                };
                let dark = spot(-0.15, 0.3, 0.08) || (spot(0.5, 0.0, 0.1) && x.abs() < 0.25);
                let nose = 0.08 * libm::exp(-40.0 * x * x) * f64::from(down > -0.2 && down < 0.3);
                tinted(skin, if dark { 0.35 } else { 1.0 - 0.5 * inside + nose })
            }
        }
    }
}
