//! Both bands of a hand: what moves it in one picture moves it in the other, so that they are laid over each other once.

use super::comparison::Comparison;
use super::register::Affinity;
use super::views::Found;
use crate::params::MatchParams;

/// What each band says, visible first. Two views taken together are compared about one affinity, which the patches of both tell: a faint
/// band alone may not find its place.
pub(super) fn together<'a>(bands: [Option<Found<'a>>; 2], params: &MatchParams) -> [Option<Found<'a>>; 2] {
    match bands {
        [Some(visible), Some(infrared)] if taken_together(&visible, &infrared) => {
            let both = [visible, infrared];
            match common(&both, params) {
                Some(affinity) => both.map(|found| Some(found.about(&affinity, params))),
                None => both.map(Some),
            }
        }
        bands => bands,
    }
}

/// Whether the patches of both bands were compared about one affinity.
pub(super) fn laid_once(bands: &[Option<Found<'_>>; 2]) -> bool {
    let [Some(visible), Some(infrared)] = bands else { return false };
    visible.patches.is_some() && visible.affinity == infrared.affinity
}

/// Whether both say something of captures that are the same in both bands: the views of a band stand in the order of captures.
fn taken_together(visible: &Found<'_>, infrared: &Found<'_>) -> bool {
    let says =
        |found: &Found<'_>| found.patches.is_some() && found.evidence.similarity != Comparison::NO_EVIDENCE;
    says(visible) && says(infrared) && visible.pair.places == infrared.pair.places
}

/// The affinity that the patches of both bands tell, those of the other about that of the band that says more.
fn common(both: &[Found<'_>; 2], params: &MatchParams) -> Option<Affinity> {
    let [visible, infrared] = both;
    let (lead, other) = if visible.evidence.similarity >= infrared.evidence.similarity {
        (visible, infrared)
    } else {
        (infrared, visible)
    };
    let mut moves = lead.moves(params);
    moves.extend(other.about(&lead.affinity, params).moves(params));
    lead.affinity.refined(&moves)
}
