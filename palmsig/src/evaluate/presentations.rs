//! Error rates of presentation attack detection (ISO/IEC 30107-3).

use std::collections::BTreeMap;

/// What came of presentations of live hands and of attacks, species by species. A *suspicion* is higher the less a presentation looks
/// like a live hand; at a threshold, one of at least it is classified as an attack. Presentations that the detector says nothing
/// about are non-responses: they are left out of the classification errors and stated by themselves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PresentationRates {
    bona_fide: Group,
    attacks: BTreeMap<String, Group>,
}

/// The presentations of one kind.
#[derive(Debug, Clone, PartialEq, Default)]
struct Group {
    suspicions: Vec<f64>,
    silent: usize,
}

impl Group {
    fn add(&mut self, suspicion: Option<f64>) {
        match suspicion.filter(|s| !s.is_nan()) {
            Some(suspicion) => self.suspicions.push(suspicion),
            None => self.silent += 1,
        }
    }

    fn suspected(&self, threshold: f64) -> Option<f64> {
        let count = self.suspicions.iter().filter(|s| **s >= threshold).count();
        share(count, self.suspicions.len())
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl PresentationRates {
    /// Adds a presentation: of an attack of this species, or of a live hand; `suspicion` is none for a non-response.
    pub fn add(&mut self, attack: Option<&str>, suspicion: Option<f64>) {
        match attack {
            None => self.bona_fide.add(suspicion),
            Some(species) => self.attacks.entry(species.to_owned()).or_default().add(suspicion),
        }
    }

    /// The species there are, in the order of their names.
    pub fn species(&self) -> impl Iterator<Item = &str> {
        self.attacks.keys().map(String::as_str)
    }

    /// Presentations of a species (of live hands: none), non-responses among them.
    pub fn count(&self, attack: Option<&str>) -> usize {
        self.group(attack).map_or(0, |group| group.suspicions.len() + group.silent)
    }

    /// Share of the presentations of a species (of live hands: none) that had no response: APNRR, BPNRR.
    pub fn non_response(&self, attack: Option<&str>) -> Option<f64> {
        let group = self.group(attack)?;
        share(group.silent, group.silent + group.suspicions.len())
    }

    /// Attack presentation classification error rate of a species: the share of its presentations that are taken for live hands.
    pub fn apcer(&self, species: &str, threshold: f64) -> Option<f64> {
        self.attacks.get(species)?.suspected(threshold).map(|suspected| 1.0 - suspected)
    }

    /// The highest APCER of all species.
    pub fn worst_apcer(&self, threshold: f64) -> Option<f64> {
        self.attacks.keys().filter_map(|species| self.apcer(species, threshold)).reduce(f64::max)
    }

    /// Bona fide presentation classification error rate: the share of live hands that are taken for attacks.
    pub fn bpcer(&self, threshold: f64) -> Option<f64> {
        self.bona_fide.suspected(threshold)
    }

    /// The lowest BPCER at a threshold at which no species has a higher APCER than `apcer`.
    pub fn bpcer_at_apcer(&self, apcer: f64) -> Option<f64> {
        let limit = |group: &Group| {
            let mut sorted = group.suspicions.clone();
            sorted.sort_by(f64::total_cmp);
            // So many of them may lie below the threshold.
            let allowed = (apcer.clamp(0.0, 1.0) * sorted.len() as f64 + 1e-9) as usize;
            sorted.get(allowed).copied()
        };
        let known = self.attacks.values().filter(|group| !group.suspicions.is_empty());
        let threshold = known.map(|group| limit(group).unwrap_or(f64::INFINITY)).reduce(f64::min)?;
        self.bpcer(threshold)
    }

    fn group(&self, attack: Option<&str>) -> Option<&Group> {
        match attack {
            None => Some(&self.bona_fide),
            Some(species) => self.attacks.get(species),
        }
    }
}
