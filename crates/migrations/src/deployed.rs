use std::sync::Arc;

use crate::{Direction, History, Migration, MigrationKind, Version};

impl History {
    /// Counts everything up to this version as deployed, down migrations with their ups. What is run again and again
    /// never is, nor what the tool does not run.
    pub(crate) fn mark_deployed(&mut self, through: &str) {
        let reaches = |migration: &Arc<Migration>| {
            has_place(migration) && migration.direction != Direction::Down && is_at_most(migration, through)
        };
        let Some(last) = self.migrations.iter().rposition(reaches) else {
            return;
        };
        let mut next = last + 1;
        while self
            .migrations
            .get(next)
            .is_some_and(|one| one.direction == Direction::Down && has_place(one))
        {
            next += 1;
        }
        for migration in self.migrations[..next]
            .iter_mut()
            .filter(|migration| has_place(migration))
        {
            Arc::make_mut(migration).provenance.is_released = true;
        }
    }
}

const fn has_place(migration: &Migration) -> bool {
    matches!(migration.kind, MigrationKind::Versioned | MigrationKind::Baseline)
}

/// Numbers are compared as numbers whatever the tool makes of them; other versions only where the tool orders them by
/// their text.
fn is_at_most(migration: &Migration, through: &str) -> bool {
    let written = migration.version_text.as_str();
    if written == through {
        return true;
    }
    match (Version::numeric(written), Version::numeric(through), &migration.version) {
        // Diesel leaves the dashes of its folders' names out.
        (_, _, Some(Version::Text(own))) if is_number(own) && is_number(&undashed(through)) => {
            own.as_str() <= undashed(through).as_str()
        }
        (Some(own), Some(through), _) => own <= through,
        (_, _, Some(Version::Text(own))) => own.as_str() <= through,
        _ => false,
    }
}

fn undashed(version: &str) -> String {
    version.replace(['-', '_'], "")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use source::{FileId, MemoryFiles, SourceFile, Sources};

    use crate::{Settings, recognise};

    fn released(paths: &[&str], through: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let ids: Vec<FileId> = paths
            .iter()
            .map(|path| sources.add(SourceFile::from_text(*path, "select 1;")))
            .collect();
        let settings = Settings {
            deployed_through: Some(through.to_owned()),
            ..Settings::default()
        };
        let recognised = recognise(&MemoryFiles::default(), &sources, &ids, &settings);
        let migrations = recognised.histories.iter().flat_map(|history| &history.migrations);
        let released = migrations.filter(|migration| migration.provenance.is_released);
        released
            .map(|migration| sources.get(migration.file).path().to_owned())
            .collect()
    }

    #[test]
    fn everything_up_to_a_version_is_deployed() {
        let flyway = [
            "db/migration/V2__b.sql",
            "db/migration/V10__c.sql",
            "db/migration/R__view.sql",
            "db/migration/V1__a.sql",
        ];
        assert_eq!(
            released(&flyway, "2"),
            ["db/migration/V1__a.sql", "db/migration/V2__b.sql"]
        );
        assert_eq!(released(&flyway, "9").len(), 2);
        assert_eq!(released(&flyway, "0"), [""; 0]);
    }

    #[test]
    fn a_version_may_be_written_as_the_folder_is_called() {
        let diesel = [
            "migrations/2024-01-01-000000_a/up.sql",
            "migrations/2024-01-01-000000_a/down.sql",
            "migrations/2024-02-01-000000_b/up.sql",
            "migrations/2024-02-01-000000_b/down.sql",
        ];
        for through in ["2024-01-01-000000", "2024_01_31_235959", "20240101000000"] {
            assert_eq!(released(&diesel, through), &diesel[..2], "{through}");
        }
    }

    #[test]
    fn a_down_migration_is_deployed_with_its_up() {
        let pairs = ["m/1_a.up.sql", "m/1_a.down.sql", "m/2_b.up.sql", "m/2_b.down.sql"];
        assert_eq!(released(&pairs, "1"), ["m/1_a.up.sql", "m/1_a.down.sql"]);
    }
}
