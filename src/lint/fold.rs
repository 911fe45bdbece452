//! The one pass over the catalog: every SKU resolved, every catalog rule put to it, in batches on several
//! threads, gathered in order.

use crate::catalog::{self, Counts, Entry, Problem};
use crate::item::Item;
use crate::offer::content::Listings;
use crate::offer::{Resolved, Window, pools_of_one_velocity, resolve};
use crate::policy::catalog::OnMissing;
use crate::program::Program;

use super::groups::{Groups, Held, Shown};
use super::judges::Judges;
use super::later::Later;
use super::look::Look;
use super::tell::Teller;

/// What a pass over the catalog found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The breaches by cause.
    pub groups: Groups,
    /// The rows by what they are.
    pub counts: Counts,
    /// How many SKUs lack what makes a figure unknown.
    pub blanks: Blanks,
}

/// SKUs with a blank that is counted, not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Blanks {
    /// Without a cost: their margin is unknown.
    pub cost: u64,
    /// Without a MAP: none holds for them.
    pub map: u64,
    /// Without a velocity: their demand is left out of buffers.
    pub velocity: u64,
    /// With a velocity as a whole alone, selling from several pools: their demand is left out of buffers.
    pub shared_velocity: u64,
    /// Without a lead time.
    pub lead_time: u64,
}

impl Blanks {
    fn see(&mut self, program: &Program, item: &Item, resolved: &Resolved) {
        let missing = program.missing;
        let no_velocity = item.velocity_whole.is_none() && item.velocity.iter().all(Option::is_none);
        let count = |is_blank: bool, on_missing: OnMissing| {
            // a blank that holds the SKU back is told by a rule, and zero is known
            u64::from(is_blank && !matches!(on_missing, OnMissing::Hold | OnMissing::Zero))
        };
        self.cost += count(item.cost.is_none(), missing.cost);
        self.map += count(item.map.is_none(), missing.map);
        self.velocity += count(no_velocity, missing.velocity);
        let is_shared = !pools_of_one_velocity(program, item, resolved.segment).is_empty();
        self.shared_velocity += count(is_shared, missing.velocity);
        self.lead_time += count(item.lead_time.is_none(), missing.lead_time);
    }

    fn plus(self, other: Self) -> Self {
        Self {
            cost: self.cost + other.cost,
            map: self.map + other.map,
            velocity: self.velocity + other.velocity,
            shared_velocity: self.shared_velocity + other.shared_velocity,
            lead_time: self.lead_time + other.lead_time,
        }
    }
}

/// A row of the products, as a pass over the catalog comes by it.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'a> {
    /// A SKU with its offers and what holds it back.
    Sku(Look<'a>, &'a [Held]),
    /// A row that was set aside.
    SetAside(&'a Problem),
}

/// Resolves every SKU and puts every rule to it. `each` is shown every SKU and every row that was set aside, in
/// the order of the catalog, and fills a value a batch; `collect` gets those in that order.
pub fn fold<T: Send + Default>(
    teller: &Teller<'_>,
    threads: usize,
    later: &[Later],
    each: impl Fn(&mut T, Seen<'_>) + Sync,
    collect: impl FnMut(T) -> anyhow::Result<()> + Send,
) -> anyhow::Result<Outcome> {
    let judges = Judges::new(teller.policy, teller.program);
    fold_by(teller, &judges, threads, later, each, collect)
}

/// The same by judges of one's own.
pub fn fold_by<T: Send + Default>(
    teller: &Teller<'_>,
    judges: &Judges,
    threads: usize,
    later: &[Later],
    each: impl Fn(&mut T, Seen<'_>) + Sync,
    mut collect: impl FnMut(T) -> anyhow::Result<()> + Send,
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome { groups: surveyed_rows(teller, judges), ..Outcome::default() };
    let Teller { policy, program, files, survey } = *teller;
    let set_aside = |problem: &Problem, groups: &mut Groups, value: &mut T| {
        if !problem.is_told_already() {
            groups.add_problems(problem, 1, teller, judges);
        }
        each(value, Seen::SetAside(problem));
    };
    let see = |(value, found): &mut (T, Outcome), entry: Entry<'_>| {
        let item = match entry {
            Entry::Item(item) => item,
            Entry::SetAside(problem) => return set_aside(problem, &mut found.groups, value),
        };
        let mut resolved = resolve(program, item, &mut ());
        let listings = Listings::new(program, item, &resolved);
        let listings = &listings;
        let look = Look { policy, program, item, resolved: &resolved, listings, judges, window: None };
        let (held, to_come) = at_every_instant(&look, later, &mut found.groups);
        withdraw(&mut resolved, &to_come);
        let look = Look { policy, program, item, resolved: &resolved, listings, judges, window: None };
        found.blanks.see(program, item, &resolved);
        each(value, Seen::Sku(look, &held));
    };
    catalog::items(
        files,
        &policy.catalog,
        &program.shape,
        survey,
        threads,
        see,
        |(value, found), counts| {
            outcome.groups.merge(found.groups);
            outcome.counts = outcome.counts.plus(counts);
            outcome.blanks = outcome.blanks.plus(found.blanks);
            collect(value)
        },
    )?;
    Ok(outcome)
}

/// The rows that the survey has set aside.
fn surveyed_rows(teller: &Teller<'_>, judges: &Judges) -> Groups {
    let mut groups = Groups::default();
    for problem in &teller.survey.problems {
        groups.add_problems(problem, 1, teller, judges);
    }
    for sales in &teller.survey.orders {
        for (index, problem) in sales.problems.iter().enumerate() {
            let more = if index == 0 { sales.more_problems } else { 0 };
            groups.add_problems(problem, 1 + more, teller, judges);
        }
    }
    groups
}

/// Puts every rule to a SKU now and at every instant to come at which anything changes for it; returns what holds it
/// back now, and when what holds it back from which channel.
fn at_every_instant(
    look: &Look<'_>,
    later: &[Later],
    groups: &mut Groups,
) -> (Vec<Held>, Vec<(Window, Vec<Held>)>) {
    let segment = look.resolved.segment;
    if !later.iter().any(|later| later.concerns(look.item, segment)) {
        return (groups.look(look), Vec::new());
    }
    let mut to_come = Vec::new();
    let (held, mut shown) = groups.look_again(look, Shown::default());
    for later in later.iter().filter(|later| later.concerns(look.item, segment)) {
        let resolved = resolve(&later.program, look.item, &mut ());
        let listings = Listings::new(&later.program, look.item, &resolved);
        let there = Look {
            program: &later.program,
            resolved: &resolved,
            listings: &listings,
            window: Some(later.window),
            ..*look
        };
        let (held_there, still_shown) = groups.look_again(&there, shown);
        shown = still_shown;
        to_come.push((later.window, held_there));
    }
    (held, to_come)
}

/// Takes back each sale to come at whose time something holds the SKU back: an intake that is told ahead would show it.
fn withdraw(resolved: &mut Resolved, to_come: &[(Window, Vec<Held>)]) {
    for offer in &mut resolved.offers {
        let Some((_, sale)) = offer.scheduled else { continue };
        let is_held = to_come.iter().any(|(window, held)| {
            window.starts < sale.ends
                && sale.starts < window.ends
                && held.iter().any(|held| held.channel == offer.channel)
        });
        if is_held {
            offer.scheduled = None;
        }
    }
}
