//! Identification, closed and open, by hand and by ranking every candidate.

use palmsig::evaluate::{NO_EVIDENCE, Nearest, OperatingPoint, identification_rate, open_set};
use proptest::collection::vec;
use proptest::prelude::*;

/// Ranks that the tests ask for.
const DEPTH: usize = 4;

/// A probe: the scores of mated and of non-mated candidates.
type Scores = (Vec<i32>, Vec<i32>);

/// What a probe has found, its scores seen alternately.
fn nearest((mated, non_mated): &Scores) -> Nearest {
    let mut nearest = Nearest::of_depth(DEPTH);
    for i in 0..mated.len().max(non_mated.len()) {
        mated.get(i).iter().for_each(|&&s| nearest.saw_mated(s));
        non_mated.get(i).iter().for_each(|&&s| nearest.saw_non_mated(s));
    }
    nearest
}

/// Each probe of a person of its own.
fn probes(all: &[Scores]) -> Vec<(u32, Nearest)> {
    all.iter().zip(0..).map(|(scores, person)| (person, nearest(scores))).collect()
}

fn small_case() -> Vec<Scores> {
    vec![
        (vec![90], vec![10, 20]),         // rank 1
        (vec![50], vec![50, 10]),         // a tie is lost: rank 2
        (vec![30, 20], vec![40, 60, 35]), // rank 4
        (vec![NO_EVIDENCE], vec![5]),     // nothing to go by, or a failure: a miss at every rank
        (vec![], vec![45, 80]),           // unknown, highest 80
        (vec![], vec![15]),               // unknown
        (vec![], vec![NO_EVIDENCE]),      // unknown, nothing to go by
        (vec![], vec![]),                 // unknown, failed
    ]
}

#[test]
fn the_cumulative_match_characteristic_by_hand() {
    let nearest: Vec<_> = small_case().iter().map(nearest).collect();
    let cmc = [1, 2, 3, 4].map(|rank| identification_rate(&nearest, rank));
    assert_eq!(cmc, [Some(0.25), Some(0.5), Some(0.5), Some(0.75)]);
    assert_eq!(identification_rate(&nearest, 0), None);
    assert_eq!(identification_rate(&nearest, DEPTH + 1), None, "deeper than was looked");
    assert_eq!(identification_rate(&nearest[4..], 1), None, "nobody to find");
}

#[test]
fn open_set_rates_by_hand() {
    let probes = probes(&small_case());
    let first = open_set(&probes, 1).unwrap().rates();
    // t = 50: of 4 unknown probes the 80 passes; of 4 enrolled ones the 90, the 50 being second.
    assert_eq!(first.at(50), Some(OperatingPoint { threshold: 50, fmr: 0.25, fnmr: 0.75 }));
    // t = 15: the 15 passes as well.
    assert_eq!(first.at(15).unwrap().fmr, 0.5);
    let fourth = open_set(&probes, 4).unwrap().rates();
    // t = 50: the 50 is found too. t = 30: the 30 as well; the miss stays one.
    assert_eq!([50, 30, 0].map(|t| fourth.at(t).unwrap().fnmr), [0.5, 0.25, 0.25]);
    // One false positive in 4 probes: above 15, where two of the enrolled are found.
    assert_eq!(fourth.fnmr_at_fmr(0.4), Some(0.25));
    // Three unknown probes were compared: they cannot show 1/4, the failed one does not help.
    assert_eq!(fourth.fnmr_at_fmr(0.25), None);
    assert!(open_set(&probes, 0).is_none() && open_set(&probes, DEPTH + 1).is_none());
}

/// Position of the best mated candidate when all are sorted, mated ones last among equals.
fn ranked((mated, non_mated): &Scores) -> Option<(usize, i32)> {
    let mut all: Vec<(i32, bool)> = mated.iter().map(|&s| (s, true)).collect();
    all.extend(non_mated.iter().map(|&s| (s, false)));
    all.sort_by_key(|&(score, mated)| (std::cmp::Reverse(score), mated));
    all.iter().position(|c| c.1).map(|at| (at + 1, all[at].0))
}

fn score() -> impl Strategy<Value = i32> {
    prop_oneof![9 => -4..6i32, 1 => Just(NO_EVIDENCE)]
}

fn searches() -> impl Strategy<Value = Vec<Scores>> {
    vec((vec(score(), 0..3), vec(score(), 0..9)), 1..20)
}

proptest! {
    #[test]
    fn ranks_agree_with_sorting(all in searches(), rank in 1..=DEPTH) {
        let enrolled: Vec<_> = all.iter().filter_map(ranked).collect();
        let hits = enrolled.iter().filter(|&&(at, score)| at <= rank && score != NO_EVIDENCE).count();
        let rate = (!enrolled.is_empty()).then_some(hits as f64 / enrolled.len() as f64);
        let nearest: Vec<_> = all.iter().map(nearest).collect();
        prop_assert_eq!(identification_rate(&nearest, rank), rate);
    }

    #[test]
    fn open_set_agrees_with_counting(all in searches(), rank in 1..=DEPTH, threshold in -5..7i64) {
        let passes = |score: i32| i64::from(score) >= threshold;
        let (enrolled, unknown): (Vec<_>, Vec<_>) = all.iter().partition(|s| !s.0.is_empty());
        let missed = enrolled
            .iter()
            .filter(|s| ranked(s).is_none_or(|(at, score)| at > rank || !passes(score)))
            .count();
        let alarms = unknown.iter().filter(|s| s.1.iter().any(|&score| passes(score))).count();
        let point = (!enrolled.is_empty() && !unknown.is_empty()).then(|| OperatingPoint {
            threshold,
            fmr: alarms as f64 / unknown.len() as f64,
            fnmr: missed as f64 / enrolled.len() as f64,
        });
        prop_assert_eq!(open_set(&probes(&all), rank).unwrap().rates().at(threshold), point);
    }

    #[test]
    fn more_ranks_find_no_fewer(all in searches()) {
        let nearest: Vec<_> = all.iter().map(nearest).collect();
        let cmc: Vec<_> = (1..=DEPTH).filter_map(|rank| identification_rate(&nearest, rank)).collect();
        prop_assert!(cmc.windows(2).all(|pair| pair[0] <= pair[1]));
    }
}
