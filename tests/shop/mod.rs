//! A shop under test: its policy and catalog through every stage, as the commands run them.

use std::collections::BTreeMap;
use std::fs;

use evenkeel::catalog::{Survey, survey};
use evenkeel::diagnostic::{Diagnostic, Sink, Sources};
use evenkeel::feed::{Order, build};
use evenkeel::lint::{Teller, run_static, run_survey, tell};
use evenkeel::model::Judging;
use evenkeel::policy::{Loaded, load};
use evenkeel::program::{Program, compile};
use evenkeel::world::{Files, Target};

/// A policy that was read, with the survey of its catalog.
pub(crate) struct Shop<F> {
    pub(crate) files: F,
    pub(crate) sources: Sources,
    pub(crate) loaded: Loaded,
    pub(crate) program: Program,
    /// `None` where the policy or the catalog can't be read, which `sink` says.
    pub(crate) survey: Option<Survey>,
    sink: Sink,
}

/// Everything that a build writes, by its path, and `findings.txt`: `level rule: message`, a line a finding,
/// its help below it.
pub(crate) type Dist = BTreeMap<String, String>;

impl<F: Files> Shop<F> {
    /// Reads the policy, and the catalog's keys where the policy has no error.
    pub(crate) fn open(files: F) -> Self {
        let mut sources = Sources::default();
        let mut sink = Sink::default();
        let loaded = load(&files, Judging::On, &mut sources, &mut sink).unwrap();
        let program = compile(&loaded.policy);
        let mut keys = None;
        if !sink.has_errors() {
            run_static(&loaded.policy, &mut sink);
            let mut named: Vec<String> =
                loaded.policy.named_skus.iter().map(|(sku, _)| sku.clone()).collect();
            named.dedup();
            let mut found = Sink::default();
            let catalog = &loaded.policy.catalog;
            keys = survey(&files, catalog, &program.shape, &named, &mut sources, 2, &mut found).unwrap();
            found.into_sorted().into_iter().for_each(|finding| sink.push(finding));
        }
        Self { files, sources, loaded, program, survey: keys, sink }
    }

    /// Builds it into a folder of its own, and returns the files.
    pub(crate) fn build(mut self, threads: usize) -> Dist {
        let mut dist = Dist::new();
        if let Some(survey) = &self.survey {
            run_survey(&self.loaded.policy, survey, &mut self.sink);
            let teller =
                Teller { policy: &self.loaded.policy, program: &self.program, files: &self.files, survey };
            let folder = tempfile::tempdir().unwrap();
            let target = Target::begin(&folder.path().join("dist")).unwrap();
            let order = Order {
                at: "2026-11-27T14:00:00Z",
                channel: None,
                threads,
                policy_digest: "",
                policy_files: &[],
            };
            let built = build(&teller, order, &target).unwrap();
            tell(&teller, &built.outcome.groups, &mut self.sources, &mut self.sink);
            target.finish().unwrap();
            let root = folder.path().join("dist");
            for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
                let entry = entry.unwrap();
                if entry.file_type().is_file() {
                    let name = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                    dist.insert(name, fs::read_to_string(entry.path()).unwrap());
                }
            }
        }
        let findings: String = self.sink.into_sorted().iter().map(told).collect();
        dist.insert("findings.txt".to_owned(), findings);
        dist
    }
}

fn told(finding: &Diagnostic) -> String {
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!("    {help}\n"));
    format!("{} {}: {}\n{help}", finding.level.name(), finding.rule, finding.message)
}
