//! One errand: what the sensor takes goes to a service, in this process or at the other end of a socket.

use std::path::{Path, PathBuf};

use palmsig::image::HandSide;
use palmsig::synth::Palm;

use crate::Failure;
use crate::arguments::{Errand, Hand, Hands, Shop, Shown};
use crate::service::camera::{self, Taking};
use crate::service::message::{Act, Outcome, Reply, Request};
use crate::service::{Service, clock, operator_key};

/// Opens the service that the command line names.
pub(crate) fn service(shop: &Shop) -> Result<Service, Failure> {
    let stores = shop.store.as_deref().ok_or("--store FOLDER says where it is kept")?;
    let key = operator_key(&shop.operator_key.clone().unwrap_or_else(|| beside(stores)))?;
    Service::open(stores, &key, &shop.tenant, (shop.fpir, clock(shop.days)?))
}

fn beside(stores: &Path) -> PathBuf {
    let mut name = stores.as_os_str().to_owned();
    name.push(".operator-key");
    name.into()
}

/// Does one errand; true when it is done.
pub(crate) fn run(shop: &Shop, errand: &Errand) -> Result<bool, Failure> {
    if let Errand::Sweep = errand {
        let service = service(shop)?;
        let receipts = service.sweep(clock(shop.days)?)?;
        println!("{} removed, {} remain", receipts.len(), service.subjects());
        return Ok(true);
    }
    let reply = if shop.terminal {
        #[cfg(unix)]
        let ask = |request| crate::service::till::ask(&shop.socket, (&shop.tenant, &shop.name), request);
        #[cfg(not(unix))]
        let ask = |_| Err("terminals and services as two processes need Unix sockets".into());
        ask(captured(errand, shop.days)?)?
    } else {
        // The store first: a mistake there is told before anybody holds out a hand.
        let service = service(shop)?;
        service.answer(&shop.name, &captured(errand, shop.days)?, clock(shop.days)?)?
    };
    Ok(shown(&reply))
}

/// Prints an answer; true when what was asked for is done.
pub(crate) fn shown(reply: &Reply) -> bool {
    reply.lines.iter().for_each(|line| println!("  {line}"));
    reply.outcome == Outcome::Done
}

/// The request, once the sensor has what it needs. People hold their hands otherwise every day.
fn captured(errand: &Errand, day: u64) -> Result<Request, Failure> {
    let palm = |shown: &Shown| Palm::new(shown.person, side(shown.hand));
    let one = |shown: &Shown| Ok::<_, Failure>(vec![camera::one(&palm(shown), day)?.taken]);
    Ok(match errand {
        Errand::SignUp { account, person, hand, card, phone } => {
            let hands: &[HandSide] = match hand {
                Hands::Left => &[HandSide::Left],
                Hands::Right => &[HandSide::Right],
                Hands::Both => &[HandSide::Left, HandSide::Right],
            };
            let act = Act::SignUp { account: account.clone(), card: card.clone(), phone: phone.clone() };
            Request { act, palms: sign_up(*person, hands)? }
        }
        Errand::Use(shown) => Request { act: Act::Use, palms: one(shown)? },
        Errand::History(shown) => Request { act: Act::History, palms: one(shown)? },
        Errand::Change { shown, card, phone, add } => {
            let mut palms = one(shown)?;
            if let Some(hand) = add {
                palms.extend(sign_up(shown.person, &[side(*hand)])?);
            }
            Request { act: Act::Change { card: card.clone(), phone: phone.clone() }, palms }
        }
        Errand::Remove(shown) => Request { act: Act::Remove, palms: one(shown)? },
        Errand::Sweep => return Err("nobody is captured for that".into()),
    })
}

/// Captures of palms that sign up, and how long that took their owner.
pub(crate) fn sign_up(
    person: u64,
    hands: &[HandSide],
) -> Result<Vec<Vec<crate::service::message::Taken>>, Failure> {
    /// Visits are numbered by day; sign-ups come before all of them.
    const SIGN_UP: u64 = 1 << 40;
    let takings = hands.iter().map(|&hand| camera::several(&Palm::new(person, hand), SIGN_UP));
    let takings: Vec<Taking> = takings.collect::<Result<_, _>>()?;
    let seconds: f64 = takings.iter().map(|taking| taking.took.as_secs_f64()).sum();
    println!("  captured in {seconds:.1} s of holding hands out");
    Ok(takings.into_iter().map(|taking| taking.taken).collect())
}

fn side(hand: Hand) -> HandSide {
    match hand {
        Hand::Left => HandSide::Left,
        Hand::Right => HandSide::Right,
    }
}
