//! What the scores of all pairs tell beside the rates.

use std::fmt::{Display, Formatter};

use rayon::ThreadPool;
use serde_json::{Value, json};

use crate::compare::{Experiment, Participant};
use crate::confidence::Confidence;
use crate::discard::Discard;
use crate::identification::Identification;
use crate::people::people;

pub(crate) struct Analysis {
    confidence: Confidence,
    identification: Identification,
    discard: Option<Discard>,
}

impl Analysis {
    /// Computes no score again; works on the threads of `pool`.
    pub(crate) fn of(
        participants: &[Participant<'_>],
        experiment: &Experiment,
        pool: &ThreadPool,
    ) -> Analysis {
        let pairs = &experiment.pairs;
        let people = people(pairs.captures());
        pool.install(|| Analysis {
            confidence: Confidence::of(pairs, &people),
            identification: Identification::of(pairs, &people),
            discard: Discard::of(participants, pairs, &experiment.rates),
        })
    }

    /// Adds the keys of the results to `object`.
    pub(crate) fn add_to(&self, object: &mut Value) {
        for (key, value) in self.confidence.json() {
            object[key] = value;
        }
        object["identification"] = self.identification.json();
        object["discard"] = json!(self.discard.as_ref().map(Discard::json));
    }
}

impl Display for Analysis {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "\n    {}\n    identification: {}", self.confidence, self.identification)?;
        match &self.discard {
            Some(discard) => write!(f, "\n    discard: {discard}"),
            None => Ok(()),
        }
    }
}
