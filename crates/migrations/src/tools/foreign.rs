//! Tools whose migrations are programs, which are named but not read.

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::Group;
use crate::names::leading_digits;
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, OptOut, Tool, TransactionMode};

/// Source: <https://www.sea-ql.org/SeaORM/docs/migration/writing-migration>; a transaction on PostgreSQL only.
pub(crate) static SEA_ORM: Convention = Convention {
    tool: Tool::SeaOrm,
    history_tables: &["seaql_migrations"],
    folders: &["migration/src"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::Statements,
        OptOut::Setting("`fn use_transaction(&self) -> Option<bool> { Some(false) }` in the migration"),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |_| false,
    claim: |group, near| {
        claim(
            group,
            near,
            is_sea_orm,
            &[("Cargo.toml", "sea-orm-migration")],
            "the files are named `m20240131_235959_x.rs`",
        )
    },
    read,
};

/// Source: <https://knexjs.org/guide/migrations.html#transactions-in-migrations>.
pub(crate) static KNEX: Convention = Convention {
    tool: Tool::Knex,
    history_tables: &["knex_migrations", "knex_migrations_lock"],
    folders: &["migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::Statements,
        OptOut::Setting("`exports.config = { transaction: false }` in the migration"),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |_| false,
    claim: |group, near| {
        let files = ["knexfile.js", "knexfile.ts"]
            .into_iter()
            .find(|name| near.nearest(&group.home, name).is_some());
        let words: &[_] = if files.is_some() {
            &[("package.json", "")]
        } else {
            &[("package.json", "\"knex\"")]
        };
        claim(group, near, is_knex, words, "the files are named `20240131235959_x.js`")
    },
    read,
};

/// Source: <https://book.cakephp.org/phinx/0/en/migrations.html>.
pub(crate) static PHINX: Convention = Convention {
    tool: Tool::Phinx,
    history_tables: &["phinxlog"],
    folders: &["db/migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::Statements,
        OptOut::None("run the statement outside Phinx, with a client of the database"),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |_| false,
    claim: |group, near| {
        claim(
            group,
            near,
            is_phinx,
            &[("composer.json", "phinx"), ("phinx.php", ""), ("phinx.yml", "")],
            "the files are named `20240131235959_x.php`",
        )
    },
    read,
};

fn claim(
    group: &Group<'_>,
    near: &Neighbours<'_>,
    fits: fn(&str) -> bool,
    manifests: &[(&'static str, &str)],
    reason: &str,
) -> Option<Claim> {
    if !group.scripts.is_empty() || !group.others_mostly(fits) {
        return None;
    }
    let manifest = near.manifest(&group.home, manifests)?;
    Some(Claim::by_names(Strength::Names, reason, Some(manifest)))
}

/// `m20240131_235959_create_users.rs`.
fn is_sea_orm(name: &str) -> bool {
    let parts = name.strip_prefix('m').and_then(leading_digits);
    let time = parts.and_then(|(date, rest)| leading_digits(rest.strip_prefix('_')?).filter(|_| date.len() == 8));
    time.is_some_and(|(time, rest)| time.len() == 6 && rest.ends_with(".rs"))
}

fn is_knex(name: &str) -> bool {
    let is_program = [".js", ".ts", ".mjs", ".cjs"]
        .into_iter()
        .any(|end| name.ends_with(end));
    is_program && leading_digits(name).is_some_and(|(digits, rest)| digits.len() == 14 && rest.starts_with('_'))
}

/// `/^\d+_([a-z][a-z\d]*(?:_[a-z\d]+)*)\.php$/i`.
fn is_phinx(name: &str) -> bool {
    leading_digits(name).is_some_and(|(_, rest)| rest.starts_with('_') && rest.ends_with(".php"))
}

/// These tools run no SQL files of their own accord.
fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        reading.add_loose(script);
    }
}
