//! The rows that other rows name as their product, which may stand anywhere in the file: looked for before any row
//! is read, and kept, only the cells that others take.

use std::collections::HashSet;
use std::sync::Arc;

use crate::policy::catalog::Source;
use crate::world::Files;

use super::chunk::{self, Chunk, Cut};
use super::kin::{Kin, Parents, own_names};
use super::layout::Layout;
use super::raw::RawCells;
use super::row::{self, Cells};

/// Fills in the rows that others name, where the rows of a source name any.
pub(super) fn find(
    files: &dyn Files,
    source: &Source,
    layout: &mut Layout,
    threads: usize,
) -> anyhow::Result<()> {
    let names = names(files, source, layout, threads)?;
    if names.is_empty() {
        return Ok(());
    }
    let found = rows(files, source, layout, &names, threads)?;
    if let Kin::Named(named) = &mut layout.kin {
        named.parents = Arc::new(found);
    }
    Ok(())
}

fn names(
    files: &dyn Files,
    source: &Source,
    layout: &Layout,
    threads: usize,
) -> anyhow::Result<HashSet<Box<str>>> {
    let mut names = HashSet::new();
    let Kin::Named(named) = &layout.kin else { return Ok(names) };
    let work = |chunk: Chunk| {
        let mut names: HashSet<Box<str>> = HashSet::new();
        row::each(source, 0, layout, &chunk, |record| {
            if row::misread(record, layout).is_none()
                && let Some(name) = named.name_in(record, layout)
                && !names.contains(name)
            {
                names.insert(name.into());
            }
        });
        names
    };
    chunk::run(
        files,
        cut(source, layout),
        threads,
        |_| (),
        work,
        |some| {
            names.extend(some);
            Ok(())
        },
    )?;
    Ok(names)
}

/// The first row of each name, the kept cells alone.
fn rows(
    files: &dyn Files,
    source: &Source,
    layout: &Layout,
    names: &HashSet<Box<str>>,
    threads: usize,
) -> anyhow::Result<Parents> {
    let mut parents = Parents::new();
    let Kin::Named(named) = &layout.kin else { return Ok(parents) };
    let kept = |record: &RawCells<'_>| -> RawCells<'static> {
        named.kept.iter().map(|cell| record.get(*cell).unwrap_or_default()).collect()
    };
    let work = |chunk: Chunk| {
        let mut found: Vec<(Box<str>, RawCells<'static>)> = Vec::new();
        row::each(source, 0, layout, &chunk, |record| {
            if row::misread(record, layout).is_some() || !layout.keeps(Cells::alone(&record.cells)) {
                return;
            }
            let own = own_names(record, layout);
            let called = own.into_iter().filter(|own| names.contains(own.as_str()));
            found.extend(called.map(|own| (own.into(), kept(&record.cells))));
        });
        found
    };
    chunk::run(
        files,
        cut(source, layout),
        threads,
        |_| (),
        work,
        |found| {
            for (name, cells) in found {
                parents.entry(name).or_insert(cells);
            }
            Ok(())
        },
    )?;
    Ok(parents)
}

fn cut<'a>(source: &'a Source, layout: &Layout) -> Cut<'a> {
    Cut { source, start: layout.start, together: None, size: chunk::CHUNK }
}
