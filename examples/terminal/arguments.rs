//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Signs people up by their palms and recognises them. Without a command: a demonstration of all of it.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) demonstration: Demonstration,
    #[command(flatten)]
    pub(crate) shop: Shop,
    #[command(subcommand)]
    pub(crate) errand: Option<Errand>,
}

/// What the demonstration shows.
#[derive(Debug, Args)]
#[command(next_help_heading = "Demonstration")]
pub(crate) struct Demonstration {
    /// A folder with one sub-folder of pictures a person, instead of synthetic people.
    #[arg(long, conflicts_with = "manifest")]
    pub(crate) images: Option<PathBuf>,
    /// A manifest of pictures, instead of synthetic people.
    #[arg(long)]
    pub(crate) manifest: Option<PathBuf>,
    /// Synthetic people to sign up.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(crate) people: u64,
    /// Where the picture of one palm's way through the stages goes, and the demonstration's stores.
    #[arg(long, default_value = "target/terminal")]
    pub(crate) out: PathBuf,
    /// Leave film strips of what the sensor saw there, too.
    #[arg(long)]
    pub(crate) trace: bool,
}

/// Where things are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct Shop {
    /// How often a stranger may be taken for somebody who is signed up.
    #[arg(long, global = true, default_value_t = 1e-3)]
    pub(crate) fpir: f64,
    /// The folder of the stores, one sub-folder a tenant.
    #[arg(long, global = true)]
    pub(crate) store: Option<PathBuf>,
    /// The file of the operator's key; made anew where there is none [default: beside the folder of the stores].
    #[arg(long, global = true)]
    pub(crate) operator_key: Option<PathBuf>,
    /// The tenant whose people these are.
    #[arg(long, global = true, default_value = "shop")]
    pub(crate) tenant: String,
    /// How many days the store's clock is ahead.
    #[arg(long, global = true, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    pub(crate) days: u64,
    /// Serve terminals on the socket until killed.
    #[arg(long, requires = "store")]
    pub(crate) service: bool,
    /// Be a terminal: send what a command captures to the service on the socket.
    #[arg(long, global = true, conflicts_with_all = ["service", "store"])]
    pub(crate) terminal: bool,
    /// The socket that the service listens on.
    #[arg(long, global = true, default_value = "target/terminal/socket")]
    pub(crate) socket: PathBuf,
    /// What the terminal is called on record.
    #[arg(long, global = true, default_value = "till-1")]
    pub(crate) name: String,
}

/// What is done.
#[derive(Debug, Subcommand)]
pub(crate) enum Errand {
    /// Three captures of each palm, a card and a telephone number become an account.
    SignUp {
        /// What the account is called.
        account: String,
        /// Number of the synthetic person before the sensor.
        #[arg(long)]
        person: u64,
        /// Which palms.
        #[arg(long, value_enum, default_value = "both")]
        hand: Hands,
        /// Token of a card.
        #[arg(long, default_value = "")]
        card: String,
        /// Telephone number.
        #[arg(long, default_value = "")]
        phone: String,
    },
    /// Be recognised by a palm.
    Use(Shown),
    /// See all that is held about the palm's owner.
    History(Shown),
    /// Change a card or a telephone number, or add a palm.
    Change {
        #[command(flatten)]
        shown: Shown,
        /// Token of another card.
        #[arg(long)]
        card: Option<String>,
        /// Another telephone number.
        #[arg(long)]
        phone: Option<String>,
        /// A palm to be added, or captured anew.
        #[arg(long, value_enum)]
        add: Option<Hand>,
    },
    /// Be forgotten.
    Remove(Shown),
    /// Remove all whose time is up: who was not seen for two years.
    Sweep,
}

/// The palm that is shown.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Shown {
    /// Number of the synthetic person before the sensor.
    #[arg(long)]
    pub(crate) person: u64,
    /// Which palm.
    #[arg(long, value_enum, default_value = "left")]
    pub(crate) hand: Hand,
}

/// A hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Hand {
    Left,
    Right,
}

/// One hand or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Hands {
    Left,
    Right,
    Both,
}
