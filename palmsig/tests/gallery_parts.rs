//! A gallery in parts finds what one gallery of all subjects finds.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Barrier, Mutex, PoisonError};

use ndarray::{Array2, Array3};
use palmsig::error::GalleryError;
use palmsig::gallery::{Gallery, Identification, Others};
use palmsig::image::{Band, HandSide};
use palmsig::matching::{Matcher, Policy};
use palmsig::params::MatchParams;
use palmsig::template::{CustomView, Template};

const PARTS: usize = 3;

/// So many that each look leaves some of them out.
const CROWD: usize = 12_000;

/// Stripes as wide as creases, other ones for each number, moved by some cells; a view for each of `numbers`.
fn palm(hand: HandSide, numbers: &[u64], moved: [i64; 2]) -> Template {
    let stripes = |number: u64, side: i64| {
        Array3::from_shape_fn((6, side as usize, side as usize), |(plane, row, column)| {
            let finer = side / 32;
            let (row, column) = (row as i64 - finer * moved[0], column as i64 - finer * moved[1]);
            let (row, column) = ((row * 16).div_euclid(side) as u64, (column * 11).div_euclid(side) as u64);
            let hash = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ row.wrapping_mul(31).wrapping_add(column).wrapping_mul(0xd1b5_4a32_d192_ed03);
            (hash.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> (40 + plane)) as u8 & 1
        })
    };
    let usable = Array2::ones((32, 32));
    let planes: Vec<_> = numbers.iter().map(|&n| (stripes(n, 32), stripes(n, 64))).collect();
    let views: Vec<CustomView<'_>> = planes
        .iter()
        .map(|(lines, fine)| CustomView {
            band: Band::Visible,
            resolution: 100,
            usable: usable.view(),
            lines: lines.view(),
            fine: fine.view(),
        })
        .collect();
    Template::custom("stripes", hand, &views).expect("planes of their shapes")
}

fn left(number: u64) -> Template {
    palm(HandSide::Left, &[number], [0, 0])
}

/// Ids and palms: strangers, 400 who are all alike, and some with both hands or with two captures of one.
fn crowd() -> Vec<(String, Vec<Template>)> {
    let alike = left(77);
    let both = |number| vec![left(number), palm(HandSide::Right, &[number + 50_000], [0, 0])];
    let of = |i: usize| match (i, i as u64) {
        (i, _) if i % 30 == 7 => vec![alike.clone()],
        (i, number) if i % 100 == 3 => both(number),
        (i, number) if i % 1000 == 9 => vec![palm(HandSide::Left, &[number, number + 90_000], [0, 0])],
        (_, number) => vec![left(number)],
    };
    (0..CROWD).map(|i| (format!("subject-{i}"), of(i))).collect()
}

fn gallery<'a>(subjects: impl Iterator<Item = &'a (String, Vec<Template>)>) -> Gallery {
    let encoder = left(0).encoder_id();
    let gallery = Gallery::new(Matcher::new(&MatchParams::default()).expect("the defaults"), encoder);
    subjects.for_each(|(id, palms)| gallery.enrol(id, palms.clone()).expect("a free id"));
    gallery
}

/// Threads of one process that tell each other what they count.
struct Round {
    told: Mutex<Vec<Vec<u32>>>,
    barrier: Barrier,
}

impl Round {
    fn new() -> Round {
        Round { told: Mutex::default(), barrier: Barrier::new(PARTS) }
    }

    /// What each part tells, in the order in which they come.
    fn all(&self, own: Vec<u32>) -> Vec<Vec<u32>> {
        let told = || self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told().push(own);
        self.barrier.wait();
        let all = told().clone();
        if self.barrier.wait().is_leader() {
            told().clear();
        }
        self.barrier.wait();
        all
    }
}

impl Others for Round {
    fn add_up(&self, counts: Vec<u32>) -> Result<Vec<u32>, GalleryError> {
        let all = self.all(counts);
        Ok((0..all[0].len()).map(|place| all.iter().map(|counts| counts[place]).sum()).collect())
    }

    fn gather(&self, numbers: Vec<u32>) -> Result<Vec<u32>, GalleryError> {
        Ok(self.all(numbers).concat())
    }
}

fn in_parts(parts: &[Gallery], probes: &[Template], k: usize, policy: &Policy) -> Vec<Identification> {
    let round = Round::new();
    let found: Vec<Vec<Identification>> = std::thread::scope(|scope| {
        let search = |part: &'_ Gallery| {
            part.identify_part(probes, k, policy, &round).expect("nothing stands between")
        };
        let threads: Vec<_> = parts.iter().map(|part| scope.spawn(move || search(part))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let of = |probe: usize| found.iter().map(|part| part[probe].clone()).collect();
    (0..probes.len()).map(|probe| Identification::of_parts(of(probe), k)).collect()
}

#[test]
fn parts_find_what_one_gallery_finds() {
    let crowd = crowd();
    let whole = gallery(crowd.iter());
    // A quarter, a half, a quarter; and enrolled from the last to the first.
    let of = |i: usize| [0, 1, 1, 2][i % 4];
    let part = |part| gallery(crowd.iter().enumerate().rev().filter(|(i, _)| of(*i) == part).map(|(_, s)| s));
    let parts: Vec<Gallery> = (0..PARTS).map(part).collect();
    let mut probes: Vec<Template> = [(11, [0, 0]), (600, [3, -4]), (7000, [-4, 1]), (9, [2, 2])]
        .map(|(number, moved)| palm(HandSide::Left, &[number], moved))
        .to_vec();
    // Somebody of two captures, one of those who are alike, a stranger, right hands (few, and compared in full), either.
    probes.push(palm(HandSide::Left, &[3, 90_009], [1, 0]));
    probes.push(palm(HandSide::Left, &[77], [1, 1]));
    probes.push(left(200_000));
    probes.push(palm(HandSide::Right, &[50_103], [0, 1]));
    probes.push(left(103).without_hand());
    let policy = Policy::identify(1e-2).expect("a rate in range");
    for k in [0, 1, 5, 300] {
        let wanted = whole.identify_batch(&probes, k, &policy).expect("its encoder");
        assert!(in_parts(&parts, &probes, k, &policy) == wanted, "k {k}");
        let found = |i: usize| wanted[i].candidates.len();
        assert!(k < 5 || (0..9).all(|i| found(i) == k.min(if i == 7 { 120 } else { k })), "k {k}");
    }
}

#[test]
fn a_part_that_cannot_ask_the_others_finds_nothing() {
    /// Answers so often, and then says something else.
    struct Lost(AtomicUsize, Option<Vec<u32>>);
    impl Lost {
        fn answer(&self, own: Vec<u32>) -> Result<Vec<u32>, GalleryError> {
            match self.0.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)) {
                Ok(_) => Ok(own),
                Err(_) => self.1.clone().ok_or(GalleryError::Parts { reason: "no wire".to_owned() }),
            }
        }
    }
    impl Others for Lost {
        fn add_up(&self, counts: Vec<u32>) -> Result<Vec<u32>, GalleryError> {
            self.answer(counts)
        }
        fn gather(&self, numbers: Vec<u32>) -> Result<Vec<u32>, GalleryError> {
            self.answer(numbers)
        }
    }
    let crowd: Vec<_> = (0..300).map(|i| (i.to_string(), vec![left(i)])).collect();
    let gallery = gallery(crowd.iter());
    let policy = Policy::identify(1e-2).expect("a rate in range");
    let search = |answers: usize, then: Option<Vec<u32>>| {
        gallery.identify_part(&[left(1)], 1, &policy, &Lost(answers.into(), then))
    };
    // What is counted before codes are left out, and what the best of those are that are left.
    for answers in 0..2 {
        assert_eq!(search(answers, None), Err(GalleryError::Parts { reason: "no wire".to_owned() }));
        for wrong in [vec![], vec![0; 3]] {
            assert!(matches!(search(answers, Some(wrong)), Err(GalleryError::Parts { .. })));
        }
    }
    assert!(search(2, None).is_ok_and(|found| found[0].candidates[0].id == "1"));
}
