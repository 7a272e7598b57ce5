use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use schema::{Change, Dialect, KindSet, Statement};
use source::{Category, Severity};

use crate::{Context, HistoryContext, MigrationFacts, ReviewedSuppression};

/// A check. Built-in rules and those that teams write are the same to everybody else.
pub trait Rule: Send + Sync {
    /// What the rule is.
    fn info(&self) -> &RuleInfo;

    /// Looks at one subject of the kind that [`RuleInfo::on`] asks for and reports what is wrong. Rules over the
    /// history have no subject.
    fn check(&self, _subject: Subject<'_>, _cx: &mut Context<'_>) {}

    /// For rules over the history: what of this migration the conclusion will need. It is kept until
    /// the migration changes.
    fn collect(&self, _migration: &MigrationFacts, _cx: &mut Context<'_>) -> Option<Collected> {
        None
    }

    /// For rules over the history: reports, given what was collected from each migration, in order. The
    /// number is that of the migration in [`crate::HistoryFacts::migrations`].
    fn conclude(&self, _collected: &[(usize, Collected)], _cx: &mut HistoryContext<'_>) {}

    /// Reads the rule's options from the configuration.
    ///
    /// # Errors
    /// Where a key is unknown or a value has the wrong type.
    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        match table.keys().next() {
            None => Ok(Options::none()),
            Some(key) => Err(OptionsError {
                key: Some(key.clone()),
                message: match source::nearest(key, KEYS_OF_ALL) {
                    Some(meant) => format!("unknown key `{key}`; `{meant}` is the nearest name"),
                    None => format!("`{}` has no options; take `{key}` out", self.info().id),
                },
            }),
        }
    }
}

/// What the configuration says of any rule, beside the rule's own options.
pub const KEYS_OF_ALL: [&str; 2] = ["severity", "ignore"];

/// What a rule collected from one migration.
pub type Collected = Arc<dyn Any + Send + Sync>;

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// One change of a statement.
    Change(&'a Change, &'a Statement),
    /// One statement.
    Statement(&'a Statement),
    /// One migration.
    Migration(&'a MigrationFacts),
    /// One comment that suppresses findings, after all other rules have run.
    Suppression(&'a ReviewedSuppression<'a>),
}

/// What a rule wants to see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// Changes of these kinds.
    Changes(KindSet),
    /// Statements with a change of these kinds, or of these kinds themselves.
    Statements(KindSet),
    /// Whole migrations.
    Migrations,
    /// The history: `collect` per migration, then `conclude` once.
    History,
    /// Comments that suppress findings, when it is known what they suppressed.
    Suppressions,
}

/// What a rule is, as data.
#[derive(Clone, Debug)]
pub struct RuleInfo {
    /// A kebab-case name that reads well after "allow". It never changes.
    pub id: Cow<'static, str>,
    /// What the rule is about.
    pub category: Category,
    /// How much its findings matter unless the configuration says otherwise.
    pub severity: Severity,
    /// Whether it runs unless the configuration says otherwise.
    pub default_on: bool,
    /// The dialects it knows; empty means all.
    pub dialects: Cow<'static, [Dialect]>,
    /// What it wants to see.
    pub on: On,
    /// Whether it also wants to see statements inside routine bodies and triggers.
    pub in_bodies: bool,
    /// Whether it also wants to see changes of what the migration itself makes, which rules of its category are spared.
    pub in_created: bool,
    /// Whether it also holds for down migrations.
    pub in_down: bool,
    /// Whether it runs whatever `--select` says: it tells what the other rules could not see.
    pub outlasts_selection: bool,
    /// Whether it holds migrations against the base of a branch, and finds nothing where none is known.
    pub needs_base: bool,
    /// The same rule in other tools: `squawk:ban-drop-column`.
    pub aliases: Cow<'static, [Cow<'static, str>]>,
    /// Rules in other tools of which this is a part, or which are a part of this.
    pub partial_aliases: Cow<'static, [Cow<'static, str>]>,
    /// Rules whose finding about the same change makes this one's superfluous.
    pub yields_to: Cow<'static, [Cow<'static, str>]>,
    /// Whether its finding says that the engine refuses the change, so that what the change would do is not told beside it.
    pub tells_refusal: bool,
    /// Whether it offers fixes.
    pub fixable: bool,
    /// The options it takes.
    pub options: Cow<'static, [OptionInfo]>,
    /// The page: its first paragraph is the summary, its SQL blocks are the test.
    pub page: Cow<'static, str>,
    /// Where the rule comes from: `None` for a built-in one, else the path of its script.
    pub path: Option<Arc<str>>,
    /// Where the page of a rule that a team writes is published; that of a built-in one is known.
    pub url: Option<Cow<'static, str>>,
}

/// One option of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionInfo {
    /// Its key in `lockgate.toml`.
    pub name: Cow<'static, str>,
    /// The type of its value, in words: "list of names", "number".
    pub value: Cow<'static, str>,
    /// What it is when nothing is said, as TOML.
    pub default: Cow<'static, str>,
    /// What it does.
    pub summary: Cow<'static, str>,
}

impl RuleInfo {
    /// A built-in rule that is on, for all dialects, without aliases or options. Whether it holds for down
    /// migrations is what its category says.
    #[must_use]
    pub const fn new(id: &'static str, category: Category, severity: Severity, on: On, page: &'static str) -> Self {
        Self {
            id: Cow::Borrowed(id),
            category,
            severity,
            default_on: true,
            dialects: Cow::Borrowed(&[]),
            on,
            in_bodies: false,
            in_created: false,
            in_down: holds_in_down(category),
            outlasts_selection: false,
            needs_base: false,
            aliases: Cow::Borrowed(&[]),
            partial_aliases: Cow::Borrowed(&[]),
            yields_to: Cow::Borrowed(&[]),
            tells_refusal: false,
            fixable: false,
            options: Cow::Borrowed(&[]),
            page: Cow::Borrowed(page),
            path: None,
            url: None,
        }
    }

    /// Whether the rule speaks of this dialect.
    #[must_use]
    pub fn knows(&self, dialect: Dialect) -> bool {
        self.dialects.is_empty() || self.dialects.contains(&dialect)
    }

    /// Where the page is published, as far as that is known.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        let id = &self.id;
        if let Some(url) = &self.url {
            return Some(url.to_string());
        }
        self.path.is_none().then(|| [PAGES, "/", id, ".md"].concat())
    }

    /// The first paragraph of the page, on one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let paragraph = self
            .page
            .trim_start()
            .lines()
            .take_while(|line| !line.trim().is_empty());
        paragraph.collect::<Vec<_>>().join(" ")
    }
}

/// A constant list of names, for [`RuleInfo::aliases`] and its like.
#[must_use]
pub fn names(names: &'static [&'static str]) -> Cow<'static, [Cow<'static, str>]> {
    names.iter().copied().map(Cow::Borrowed).collect()
}

/// Where the pages of the built-in rules are published.
const PAGES: &str = "https://github.com/lockgate/lockgate/blob/main/docs/rules";

/// A down migration takes things away on purpose, and the release that still serves is the one that is taken back;
/// what it names and designs is what was there before. Its locks and its failures are as real as any.
#[must_use]
pub const fn holds_in_down(category: Category) -> bool {
    match category {
        Category::Transaction
        | Category::Locking
        | Category::Correctness
        | Category::Security
        | Category::Hygiene
        | Category::Style => true,
        Category::Destructive
        | Category::Compatibility
        | Category::Idempotency
        | Category::Design
        | Category::Naming => false,
    }
}

/// Whether rules of a category speak of what a change does while it runs and to those who use the schema: of one that the
/// engine refuses, nothing. What would be lost is said all the same, since somebody may mend the statement and nothing else.
#[must_use]
pub(crate) const fn speaks_of_effects(category: Category) -> bool {
    matches!(
        category,
        Category::Locking | Category::Compatibility | Category::Idempotency
    )
}

/// A rule's options, read once when the configuration is read.
#[derive(Clone)]
pub struct Options(Option<Arc<dyn Any + Send + Sync>>);

impl Options {
    /// The options of a rule that has none.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Options of the rule's own type.
    pub fn of<T: Send + Sync + 'static>(options: T) -> Self {
        Self(Some(Arc::new(options)))
    }

    /// Options of the rule's own type, read from the configuration.
    ///
    /// # Errors
    /// Where a key is unknown or a value has the wrong type.
    pub fn read<T: serde::de::DeserializeOwned + Send + Sync + 'static>(
        table: &toml::Table,
    ) -> Result<Self, OptionsError> {
        let read = toml::Value::Table(table.clone()).try_into::<T>();
        let options = read.map_err(|error| {
            let fails_alone = |(key, value): &(&String, &toml::Value)| {
                let alone = toml::Table::from_iter([((*key).clone(), (*value).clone())]);
                let alone = toml::Value::Table(alone).try_into::<T>();
                alone.is_err_and(|alone| alone.message() == error.message())
            };
            OptionsError {
                key: table.iter().find(fails_alone).map(|(key, _)| key.clone()),
                message: error.message().trim().to_owned(),
            }
        })?;
        Ok(Self::of(options))
    }

    /// The options as the rule's own type.
    ///
    /// # Panics
    /// Where the rule reads its options as another type, or has none.
    #[must_use]
    pub fn get<T: 'static>(&self) -> &T {
        let options = self.0.as_deref().and_then(|options| options.downcast_ref());
        options.expect("a rule asks for its options as the type that it reads them as")
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Options(set)"
        } else {
            "Options(none)"
        })
    }
}

/// Why a rule's options could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OptionsError {
    /// The key at fault, where it is one.
    pub key: Option<String>,
    /// What is wrong, in lower case.
    pub message: String,
}
