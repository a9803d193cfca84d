//! The life of an account, in short: two tenants with stores on the disk, and what becomes of a person in both.

use std::path::Path;

use palmsig::image::HandSide;
use palmsig::protect::keys::OperatorKey;
use palmsig::store::{RETENTION, Store};
use palmsig::synth::Palm;

use crate::service::camera;
use crate::service::message::{Act, Outcome, Request};
use crate::service::{DAY, Service, clock, folder_of, operator_key};
use crate::{Failure, errand};

/// The person, and somebody else: not those who are signed up elsewhere in the demonstration.
const PERSON: u64 = 1 << 20;
const STRANGER: u64 = PERSON + 1;

const TILL: &str = "till-1";
const SHOP: &str = "shop";
const BANK: &str = "bank";

/// Services of both tenants; true as long as everything came out as it should.
struct Life {
    shop: Service,
    bank: Service,
    now: u64,
    success: bool,
}

impl Life {
    /// Says what for, asks, prints the answer, and holds it against what it should be.
    fn ask(
        &mut self,
        what: &str,
        tenant: &str,
        request: impl FnOnce() -> Result<Request, Failure>,
        expected: Outcome,
    ) -> Result<(), Failure> {
        println!("\n{what}:");
        let service = if tenant == SHOP { &self.shop } else { &self.bank };
        let reply = service.answer(TILL, &request()?, self.now)?;
        errand::shown(&reply);
        self.success &= reply.outcome == expected;
        Ok(())
    }
}

/// A palm hovers on one of its visits.
fn hovers(act: Act, (person, hand): (u64, HandSide), visit: u64) -> Result<Request, Failure> {
    Ok(Request { act, palms: vec![camera::one(&Palm::new(person, hand), visit)?.taken] })
}

fn signs_up(account: &str, hands: &[HandSide]) -> Result<Request, Failure> {
    let act = Act::SignUp {
        account: account.to_owned(),
        card: "token 4929".to_owned(),
        phone: "+49 30 5550123".to_owned(),
    };
    Ok(Request { act, palms: errand::sign_up(PERSON, hands)? })
}

/// Shows it with stores in `out`, where those of an earlier demonstration are removed; true when all came out as it should.
pub(crate) fn run(out: &Path, fpir: f64) -> Result<bool, Failure> {
    let stores = out.join("demonstration");
    if stores.exists() {
        std::fs::remove_dir_all(&stores)?;
    }
    println!("\nthe life of an account, with a store for each of two tenants in {}", stores.display());
    let key = operator_key(&out.join("demonstration.operator-key"))?;
    let now = clock(0)?;
    let open = |tenant| Service::open(&stores, &key, tenant, (fpir, now));
    let mut life = Life { shop: open(SHOP)?, bank: open(BANK)?, now, success: true };

    let signs = || signs_up("account-1", &[HandSide::Left, HandSide::Right]);
    let what = "somebody signs up in the shop, with both palms, a card and a telephone number";
    life.ask(what, SHOP, signs, Outcome::Done)?;

    // What is acknowledged is on the disk: the service may stop at any time.
    drop(life.shop);
    life.shop = open(SHOP)?;
    let (left, right) = ((PERSON, HandSide::Left), (PERSON, HandSide::Right));
    let uses = |palm, visit| move || hovers(Act::Use, palm, visit);
    life.ask("the service starts again, and the left palm hovers", SHOP, uses(left, 1), Outcome::Done)?;
    life.now += 30 * DAY;
    life.ask("a month later, the right one", SHOP, uses(right, 2), Outcome::Done)?;
    life.ask("a stranger's", SHOP, uses((STRANGER, HandSide::Left), 1), Outcome::NotKnown)?;
    let again = || signs_up("account-2", &[HandSide::Left]);
    life.ask("who is signed up tries another account", SHOP, again, Outcome::Refused)?;
    life.ask("the same palm in the bank", BANK, uses(left, 2), Outcome::NotKnown)?;
    copied(&mut life, &stores, &key)?;
    let signs = || signs_up("client-7", &[HandSide::Left]);
    life.ask("who is known in the shop signs up in the bank, too", BANK, signs, Outcome::Done)?;

    let act = Act::Change { card: Some("token 5105".to_owned()), phone: None };
    life.ask("another card, in the shop", SHOP, || hovers(act, left, 3), Outcome::Done)?;
    life.ask("all that the shop holds", SHOP, || hovers(Act::History, left, 4), Outcome::Done)?;
    life.ask("the shop is told to forget", SHOP, || hovers(Act::Remove, right, 5), Outcome::Done)?;
    life.ask("the left palm hovers once more", SHOP, uses(left, 6), Outcome::NotKnown)?;
    swept(&mut life)?;
    Ok(life.success)
}

/// The bank's people with a copy of the shop's files.
fn copied(life: &mut Life, stores: &Path, key: &OperatorKey) -> Result<(), Failure> {
    let copy = stores.join("copy");
    std::fs::create_dir_all(&copy)?;
    for file in ["subjects.redb", "keys"] {
        std::fs::copy(folder_of(stores, SHOP)?.join(file), copy.join(file))?;
    }
    let opened = Store::open(&copy, key, BANK, life.now);
    println!("\nthe bank opens a copy of the shop's store:");
    match &opened {
        Ok(_) => println!("  it opens"),
        Err(error) => println!("  {error}"),
    }
    life.success &= opened.is_err();
    Ok(())
}

/// Two years without a use.
fn swept(life: &mut Life) -> Result<(), Failure> {
    let early = life.bank.sweep(life.now + RETENTION - DAY)?.len();
    let late = life.bank.sweep(life.now + RETENTION)?.len();
    println!("\nnobody comes to the bank again:");
    println!("  a day before two years are over the sweep removes {early}, a day later {late}");
    life.success &= (early, late, life.bank.subjects()) == (0, 1, 0);
    Ok(())
}
