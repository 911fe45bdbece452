//! Breaches gathered by their cause: how many SKUs, the worst three.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Excused, Level};
use crate::exact::Decimal;
use crate::item::{Field, Row};
use crate::offer::Window;
use crate::program::By;
use crate::program::promotion::Stage;

use super::Check;
use super::baseline::key_of_row;
use super::judges::Judges;
use super::look::{Breach, Look};
use super::rules::RULES;
use super::tell::Teller;
use super::withheld::Withheld;
use crate::catalog::{Problem, ProblemKind};

/// How many SKUs a finding shows.
const MOST_CASES: usize = 3;

/// A cause: the rule, the settings, the channels and the field, never a SKU.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The rule, by its index.
    pub rule: usize,
    /// The setting at fault and what stands against it; none for rows that were set aside.
    pub settings: Vec<By>,
    /// The channel.
    pub channel: Option<usize>,
    /// The other channel.
    pub other_channel: Option<usize>,
    /// Whether the setting at fault is the other channel's.
    pub is_of_other: bool,
    /// The field.
    pub field: Field,
    /// The location whose cell is labelled.
    pub location: Option<usize>,
    /// Whether the SKUs are held back from any channel for it, as far as the breach says.
    pub is_held: bool,
    /// The source of the rows, for rows that were set aside.
    pub source: Option<usize>,
    /// What it is about, where one setting can be at fault in several ways; else blank.
    pub about: String,
    /// The time in which it is so, where a promotion makes it so.
    pub window: Option<Window>,
    /// Whether it may pass.
    pub excused: Excused,
}

impl Cause {
    /// The cause of a breach; whether it may pass is not settled yet.
    fn of_breach(rule: usize, look: &Look<'_>, breach: &Breach) -> Self {
        let mut settings = vec![breach.primary];
        settings.extend(&breach.others);
        Self {
            rule,
            window: window_of(look, &settings),
            settings,
            channel: breach.channel,
            other_channel: breach.other_channel,
            is_of_other: breach.is_of_other,
            field: breach.field.clone(),
            location: breach.location,
            is_held: breach.at_fault().is_some() || !breach.holds.is_empty(),
            source: None,
            about: breach.about.clone(),
            excused: Excused::Open,
        }
    }

    /// The same whenever it is.
    fn whenever(&self) -> Self {
        Self { window: None, ..self.clone() }
    }
}

/// The causes that a SKU has shown at the instants so far.
#[derive(Debug, Default)]
pub struct Shown(BTreeSet<Cause>);

/// One of the worst SKUs of a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worst {
    /// How bad.
    pub size: Decimal,
    /// The SKU.
    pub sku: String,
    /// The rows that it was read from.
    pub rows: Vec<Option<Row>>,
    /// The cell at fault, for rows that were set aside.
    pub cell: Option<usize>,
    /// The row that counts in its place, or that it clashes with, where there are two.
    pub counts: Option<Row>,
    /// The figures.
    pub figures: Vec<(&'static str, String)>,
}

/// A rule that holds a SKU back from a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The channel, by its index.
    pub channel: usize,
    /// The rule.
    pub rule: &'static str,
    /// The figures of both sides.
    pub figures: Vec<(&'static str, String)>,
}

/// All SKUs of a cause.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// How many.
    pub count: u64,
    /// The worst, the worst of all first.
    pub worst: Vec<Worst>,
    /// All of them, where a baseline is to be written.
    pub skus: BTreeSet<String>,
}

/// Breaches by cause; merging commutes, so that the number of threads changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups {
    groups: BTreeMap<Cause, Group>,
    /// What no channel shows of each pool.
    withheld: Withheld,
}

impl Groups {
    /// Puts every catalog rule to a SKU; returns the channels from which it is held back, with the rule.
    pub fn look(&mut self, look: &Look<'_>) -> Vec<Held> {
        self.withheld.see(look);
        self.put(look, &mut None)
    }

    /// The same at one of several instants: a cause that the SKU has shown at one before is not counted again.
    pub fn look_again(&mut self, look: &Look<'_>, shown: Shown) -> (Vec<Held>, Shown) {
        if look.window.is_none() {
            self.withheld.see(look);
        }
        let mut shown = Some(shown);
        let held = self.put(look, &mut shown);
        (held, shown.unwrap_or_default())
    }

    fn put(&mut self, look: &Look<'_>, shown: &mut Option<Shown>) -> Vec<Held> {
        let mut held = Vec::new();
        let mut breaches = Vec::new();
        for (index, level, check) in look.judges.checks() {
            check(look, &mut breaches);
            if breaches.is_empty() {
                continue;
            }
            let Some(rule) = RULES.get(*index) else { continue };
            for breach in breaches.drain(..) {
                let mut cause = Cause::of_breach(*index, look, &breach);
                cause.excused = look.judges.excuse(look, &breach, &cause);
                // what the seller lets pass holds nothing back
                if *level == Level::Error && !matches!(cause.excused, Excused::Allowed(_)) {
                    let channels = breach.at_fault().into_iter().chain(breach.holds.iter().copied());
                    let on = |channel| Held { channel, rule: rule.name, figures: breach.figures.clone() };
                    held.extend(channels.map(on));
                }
                self.add_breach(cause, look, breach, shown);
            }
        }
        held
    }

    fn add_breach(&mut self, cause: Cause, look: &Look<'_>, breach: Breach, shown: &mut Option<Shown>) {
        if shown.as_mut().is_some_and(|shown| !shown.0.insert(cause.whenever())) {
            return;
        }
        let group = self.groups.entry(cause).or_default();
        group.count += 1;
        if look.judges.remembers() {
            group.skus.insert(look.item.sku.clone());
        }
        if group.has_room_for(breach.size, &look.item.sku) {
            let mut rows = look.item.rows.clone();
            if let Some((row, slot)) = breach.row.and_then(|row| Some((row, rows.get_mut(row.source)?))) {
                *slot = Some(row);
            }
            group.keep(Worst {
                size: breach.size,
                sku: look.item.sku.clone(),
                rows,
                cell: None,
                counts: breach.beside,
                figures: breach.figures,
            });
        }
    }

    /// Adds a row that the catalog's reader told of, for several, of which it is the first.
    pub(super) fn add_problems(
        &mut self,
        problem: &Problem,
        count: u64,
        teller: &Teller<'_>,
        judges: &Judges,
    ) {
        let Some(rule) = rule_of(problem) else { return };
        let mut cause = Cause {
            rule,
            settings: Vec::new(),
            channel: None,
            other_channel: None,
            is_of_other: false,
            field: problem.field(),
            location: None,
            about: problem.about().to_owned(),
            window: None,
            is_held: true,
            source: Some(problem.row.source),
            excused: Excused::Open,
        };
        cause.excused = judges.excuse_row(teller, problem, &cause);
        let mut rows = vec![None; problem.row.source + 1];
        if let Some(slot) = rows.last_mut() {
            *slot = Some(problem.row);
        }
        let group = self.groups.entry(cause).or_default();
        group.count += count;
        if judges.remembers() {
            group.skus.insert(key_of_row(problem));
        }
        group.keep(Worst {
            // the first rows of a file are as bad as any, and the easiest to find
            size: -Decimal::from(problem.row.record),
            sku: problem.sku.clone().unwrap_or_default(),
            rows,
            cell: problem.column,
            counts: match problem.kind {
                ProblemKind::DuplicateSku { first, .. } => Some(first),
                _ => None,
            },
            figures: problem.figures(),
        });
    }

    /// Takes another fold's breaches in.
    pub fn merge(&mut self, other: Self) {
        self.withheld.merge(other.withheld);
        for (cause, group) in other.groups {
            let own = self.groups.entry(cause).or_default();
            own.count += group.count;
            own.skus.extend(group.skus);
            group.worst.into_iter().for_each(|worst| own.keep(worst));
        }
    }

    /// What no channel shows of each pool.
    pub fn withheld(&self) -> &Withheld {
        &self.withheld
    }

    /// The causes and their SKUs, in the order of rules and settings.
    pub fn iter(&self) -> impl Iterator<Item = (&Cause, &Group)> {
        self.groups.iter()
    }
}

/// The time in which settings make a figure what it is: that of a promotion among them, else what is looked at.
fn window_of(look: &Look<'_>, settings: &[By]) -> Option<Window> {
    let promotions = look.program.promotions.iter().filter(|own| own.stage == Stage::Running);
    let made = promotions.filter(|own| settings.contains(&own.by));
    let own = made.map(|own| Window { starts: own.starts, ends: own.ends }).next();
    own.or(look.window)
}

/// The rule that tells of a row that was set aside, by its index.
fn rule_of(problem: &Problem) -> Option<usize> {
    let is_its = |check: &Check| matches!(check, Check::Rows(is_of, _) if is_of(problem));
    RULES.iter().position(|rule| rule.checks().iter().any(is_its))
}

/// The name of the rule that tells of a row that was set aside.
pub fn rule_of_row(problem: &Problem) -> &'static str {
    rule_of(problem).and_then(|index| RULES.get(index)).map_or("", |rule| rule.name)
}

impl Group {
    /// Whether a SKU is among the worst so far.
    fn has_room_for(&self, size: Decimal, sku: &str) -> bool {
        let is_worse = |last: &Worst| (size, last.sku.as_str()) > (last.size, sku);
        self.worst.len() < MOST_CASES || self.worst.last().is_some_and(is_worse)
    }

    fn keep(&mut self, worst: Worst) {
        self.worst.push(worst);
        self.worst.sort_by(|a, b| (b.size, &a.sku).cmp(&(a.size, &b.sku)));
        self.worst.truncate(MOST_CASES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_three_whatever_the_order_of_the_catalog() {
        let orders = [["A", "B", "C", "D", "E"], ["E", "D", "C", "B", "A"], ["C", "E", "A", "D", "B"]];
        for order in orders {
            let mut group = Group::default();
            for sku in order {
                // E is worse by 1, the others are as bad as each other
                let size = if sku == "E" { Decimal::TWO } else { Decimal::ONE };
                if group.has_room_for(size, sku) {
                    let sku = sku.to_owned();
                    group.keep(Worst {
                        size,
                        sku,
                        rows: Vec::new(),
                        cell: None,
                        counts: None,
                        figures: Vec::new(),
                    });
                }
            }
            let worst: Vec<&str> = group.worst.iter().map(|worst| worst.sku.as_str()).collect();
            assert_eq!(worst, ["E", "A", "B"], "in the order {order:?}");
        }
    }
}
