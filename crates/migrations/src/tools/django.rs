use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::Group;
use crate::marks::Mark;
use crate::names::{leading_digits, natural_order, parent, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, OptOut, Tool, TransactionMode, Version};

/// Source: <https://docs.djangoproject.com/en/stable/ref/django-admin/#sqlmigrate>; a stream holds its own `BEGIN;` and
/// `COMMIT;`, except for a migration with `atomic = False`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Django,
    history_tables: &["django_migrations"],
    folders: &["migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::StatementByStatement,
        Delivery::Statements,
        OptOut::Setting("`atomic = False` in the class of the Python migration"),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| leading_digits(name).is_some(),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if group.marked(Mark::Django) > 0 {
        return Claim::some(
            Strength::Contents,
            "the files hold comments such as `-- Create model`, which `sqlmigrate` writes",
        );
    }
    let is_numbered =
        |name: &str| name.ends_with(".py") && leading_digits(name).is_some_and(|(digits, _)| digits.len() == 4);
    if !group.scripts.is_empty() || !group.others_mostly(is_numbered) {
        return None;
    }
    let has_application =
        near.in_folder(parent(&group.home), "models.py").is_some() || near.nearest(&group.home, "manage.py").is_some();
    has_application.then(|| Claim::new(Strength::OwnFiles, "the migrations of a Django application"))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut scripts = group.scripts.clone();
    scripts.sort_by(|left, right| natural_order(left.path(), right.path()));
    for (position, script) in (0..).zip(&scripts) {
        let mut migration = reading.whole(script);
        let stem = without_sql(script.name()).unwrap_or(script.name());
        let (number, rest) = leading_digits(stem).unwrap_or(("", stem));
        migration.version = Some(Version::Planned(position));
        migration.version_text = number.into();
        migration.description = words(rest).trim_start().into();
        reading.add(migration);
    }
}
