use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::{Recognised, Settings};
use lint::{Baseline, Fingerprints, RuleSet, RunError};
use migrations::{BaseFiles, Released, Tool};
use source::{FileId, Files, Fingerprint, SourceFile};

use super::{Listed, Opening};
use crate::baseline::{self, BaselineFile};
use crate::config::{Config, DeployedThrough};
use crate::discovery::{By, FoundFile};
use crate::engine_version;
use crate::paths::join;
use crate::prepared::Scope;
use crate::projects::Governors;
use crate::read_error::why;
use crate::request::{KnownFindings, Overrides};

/// Released files that have another text now, with the one that was released.
type ReleasedTexts = BTreeMap<FileId, Arc<SourceFile>>;

impl Opening<'_> {
    /// Recognises the histories of one project, and says what of it is reported.
    pub(super) fn recognise(
        &mut self,
        listed: Listed,
        rules: RuleSet,
        folders: &[String],
        governors: &mut Governors<'_>,
    ) -> (Scope, Recognised) {
        let Listed { draft, around, .. } = &listed;
        let runs_every_rule =
            self.request.only.is_none() && self.request.overrides.runs_every_rule() && !rules.is_incomplete();
        let baseline = self.baseline(&draft.config);
        let start = self.start(&draft.config);
        let mut settings = self.settings(&draft.config, rules, start);
        settings.baseline = baseline.known();
        let number = |path: &String| self.numbers.get(path).copied();
        let is_migration = |file: &FileId| Some(*file) != start;
        let wanted = draft.files.iter().filter_map(|file| number(&file.path));
        let wanted: BTreeSet<FileId> = wanted.filter(is_migration).collect();
        let around: BTreeSet<FileId> = around.iter().filter_map(number).filter(is_migration).collect();
        let around = if draft.config.migrations.is_empty() {
            self.related(&draft.files, &wanted, &around, &settings.migrations)
        } else {
            around
        };
        let is_whole = around.is_empty();
        let ids: Vec<FileId> = wanted.union(&around).copied().collect();
        let mut gone = BTreeSet::new();
        if let Some(base) = self.base(&listed, &ids, folders, governors) {
            gone = base.gone;
            let then = self.released_texts(&base.files, &ids);
            let released = Released::new(&self.files, base.files, &settings.migrations);
            if !then.is_empty() {
                settings.baseline.released = self.found_in_released(then, &released, &ids, &settings);
            }
            settings.migrations.released = Some(Arc::new(released));
        }
        let wanted = wanted.into_iter();
        let wanted = wanted
            .filter(|file| self.is_reported(&listed.compared, *file))
            .collect();
        let fail_on = self.request.overrides.fail_on;
        let fail_on = fail_on.or(listed.draft.config.fail_on.as_ref().map(|set| set.value));
        let histories = Recognised::new(&self.files, self.sources.clone(), &ids, settings);
        self.errors.extend(undeployed(&listed.draft.config, &histories));
        let (refused, notice) = engine_version::judge(&self.request.overrides, &listed.draft.config, &histories);
        // Projects may extend the same file.
        if let Some(error) = refused.filter(|error| !self.errors.contains(error)) {
            self.errors.push(error);
        }
        if let Some(notice) = notice.filter(|notice| !self.notices.contains(notice)) {
            self.notices.push(notice);
        }
        let scope = Scope {
            wanted,
            gone,
            baseline,
            is_whole,
            runs_every_rule,
            fail_on: fail_on.unwrap_or_default(),
            config: listed.draft.config,
        };
        (scope, histories)
    }

    /// The findings that are known already.
    fn baseline(&mut self, config: &Config) -> BaselineFile {
        let default = || join(&config.folder, baseline::FILE_NAME);
        let path = config.baseline.as_ref().map_or_else(default, |set| set.value.clone());
        if self.request.known == KnownFindings::Reported {
            return BaselineFile::default();
        }
        let read = match BaselineFile::read(self.disk, &path) {
            Ok(read) => read,
            Err(error) => {
                self.errors.push(error);
                return BaselineFile::default();
            }
        };
        // One that is named is there, unless it is about to be written.
        if let Some(set) = &config.baseline
            && self.request.known == KnownFindings::HeldBack
            && !read.exists()
        {
            let message = format!("there is no baseline `{path}`; `lockgate baseline` writes it, or take the key out");
            self.errors.push(set.place.error(message));
        }
        read
    }

    /// The dump that the history starts from.
    fn start(&mut self, config: &Config) -> Option<FileId> {
        let set = config.schema_start.as_ref()?;
        if let Some(known) = self.numbers.get(&set.value) {
            return Some(*known);
        }
        match self.files.read(&set.value) {
            Ok(bytes) => {
                let number = self.sources.add(SourceFile::from_bytes(set.value.as_str(), bytes));
                self.numbers.insert(set.value.clone(), number);
                Some(number)
            }
            Err(error) => {
                let message = format!("`{}` cannot be read: {}", set.value, why(&error));
                self.errors.push(set.place.error(message));
                None
            }
        }
    }

    fn settings(&self, config: &Config, rules: RuleSet, start: Option<FileId>) -> Settings {
        let Overrides {
            dialect,
            engine_version,
            ..
        } = self.request.overrides;
        Settings {
            dialect: dialect.or(config.dialect.as_ref().map(|set| set.value)),
            version: engine_version.or(config.engine_version.as_ref().map(|set| set.value)),
            migrations: migrations::Settings {
                tool: self.tool(config),
                transaction: config.transaction.as_ref().map(|set| set.value),
                placeholders: config.placeholders.as_ref().map(|set| set.value.clone()),
                root: config.folder.clone(),
                folders: config.migrations.iter().map(|set| set.value.clone()).collect(),
                deployed_through: config.deployed_through.as_ref().and_then(|set| match &set.value {
                    DeployedThrough::Version(version) => Some(version.clone()),
                    DeployedThrough::Git(_) => None,
                }),
                released: None,
            },
            start,
            table_names: config.table_names.as_ref().map(|set| set.value).unwrap_or_default(),
            rules,
            baseline: Baseline::default(),
            held_back: self.request.held_back,
            fingerprints: self.request.fingerprints,
        }
    }

    pub(super) fn tool(&self, config: &Config) -> Option<Tool> {
        self.request
            .overrides
            .tool
            .or(config.tool.as_ref().map(|set| set.value))
    }

    /// Of the files around those asked for, the ones that share a history with them. Scripts that no tool claims
    /// belong together only where their names are numbered.
    fn related(
        &self,
        files: &[FoundFile],
        wanted: &BTreeSet<FileId>,
        around: &BTreeSet<FileId>,
        settings: &migrations::Settings,
    ) -> BTreeSet<FileId> {
        let mut related = BTreeSet::new();
        if around.is_empty() {
            return related;
        }
        let ids: Vec<FileId> = wanted.union(around).copied().collect();
        let recognised = migrations::recognise(&self.files, &self.sources, &ids, settings);
        let looked_into: BTreeSet<FileId> = files
            .iter()
            .filter(|file| file.by == By::Folder)
            .filter_map(|file| self.numbers.get(&file.path).copied())
            .collect();
        for history in recognised.histories {
            let is_plain = history.tool == Tool::Plain;
            let belongs = |migration: &&Arc<migrations::Migration>| !is_plain || !migration.version_text.is_empty();
            let members = || {
                history
                    .migrations
                    .iter()
                    .filter(belongs)
                    .map(|migration| migration.file)
            };
            if members().any(|file| wanted.contains(&file)) || members().any(|file| looked_into.contains(&file)) {
                related.extend(members().filter(|file| around.contains(file)));
            }
        }
        related
    }
}

impl Opening<'_> {
    /// The released texts of those of a project's files that have another one now, under today's paths.
    fn released_texts(&self, base: &BaseFiles, ids: &[FileId]) -> ReleasedTexts {
        let by_path: BTreeMap<&str, &Arc<SourceFile>> = base
            .files
            .iter()
            .map(|known| (known.file.path(), &known.file))
            .collect();
        let text_of = |id: &FileId| {
            let now = self.sources.get(*id);
            let path = base.renamed.get(now.path()).map_or(now.path(), String::as_str);
            let then = by_path.get(path).filter(|then| then.text() != now.text())?;
            Some((*id, Arc::new(now.with_text(then.text()))))
        };
        ids.iter().filter_map(text_of).collect()
    }

    /// What is found in released texts when nobody has edited them: not what a reviewer of the edit wants to hear of.
    fn found_in_released(
        &self,
        then: ReleasedTexts,
        released: &Released,
        ids: &[FileId],
        settings: &Settings,
    ) -> BTreeSet<(FileId, Fingerprint)> {
        let mut sources = self.sources.clone();
        let edited: BTreeSet<FileId> = then.keys().copied().collect();
        for (id, file) in then {
            sources.replace(id, file);
        }
        let mut settings = settings.clone();
        settings.baseline = Baseline::default();
        settings.fingerprints = Fingerprints::Made;
        settings.migrations.released = Some(Arc::new(released.clone().looked_at_again()));
        let found =
            Recognised::new(&self.files, sources, ids, settings).check_once(Some(&|file| edited.contains(&file)));
        let findings = found.findings.iter();
        findings
            .map(|finding| (finding.span.file, finding.fingerprint))
            .collect()
    }
}

/// A version that nothing reaches is a slip.
fn undeployed(config: &Config, histories: &Recognised) -> Option<RunError> {
    let through = config.deployed_through.as_ref()?;
    let DeployedThrough::Version(version) = &through.value else {
        return None;
    };
    let mut migrations = histories.migrations();
    if migrations.any(|migration| migration.provenance.is_released) {
        return None;
    }
    let message = format!("no migration has the version `{version}` or an earlier one; correct it");
    Some(through.place.error(message))
}
