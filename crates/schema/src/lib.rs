//! What a migration means.
//!
//! Here live the model of a script (tokens, statements, changes, expressions, names, types, each with
//! its place), the dialects and their rules for names, and the catalogue: the schema as it stands at
//! one point of a history.
//!
//! Not here: grammar, any parser's types, rules, I/O.

pub mod catalog;
mod change;
mod charset_option;
mod clause;
mod client_command;
mod constraint;
mod data_type;
mod definition;
mod dialect;
mod dml;
mod expr;
mod fingerprint;
mod index;
mod keyword;
mod kind;
mod kind_set;
mod lanes;
mod letter_case;
mod lock_hints;
mod name;
mod name_limit;
mod naming_template;
mod object;
pub mod plural;
mod query;
mod reserved;
mod routine;
mod script;
mod search_path;
mod statement;
mod table;
mod token;
mod variables;
mod version;
pub mod write;
mod written_foreign_key;

pub use catalog::{Catalog, Lookup, ObjectKey, Origin};
pub use change::{
    Action, Change, ColumnAction, ConstraintAction, CreateObject, DropObject, ObjectAction, PartitionAction, Rename,
    SessionSetting, SettingScope, TableAction, TransactionAction,
};
pub use charset_option::CharsetOption;
pub use clause::{Clause, Word};
pub use constraint::{Constraint, ConstraintKind, ConstraintState, ForeignKey, ReferentialAction};
pub use data_type::{DataType, TypeFamily};
pub use definition::{Definition, GivenType};
pub use dialect::{Dialect, Family};
pub use dml::{
    Assignment, Conflict, Copy, CopyDirection, Delete, Insert, InsertSource, LockTables, Merge, MergeBranch, Select,
    Truncate, Update, Upsert, Where, WhereKind,
};
pub use expr::{Expr, ExprKind, Literal};
pub use fingerprint::Fingerprint;
pub use index::{Index, IndexKey, IndexShape, KeyTarget};
pub use keyword::{Keyword, KeywordSet};
pub use kind::{Kind, ObjectKind, Verb};
pub use kind_set::KindSet;
pub use letter_case::LetterCase;
pub use lock_hints::LockHints;
pub use name::{Ident, Name, Qualifiers};
pub use name_limit::{NameLimit, NameUnit};
pub use naming_template::{NameParts, NamingTemplate};
pub use object::{
    AddEnumValue, Comment, CreatePolicy, CreateSequence, CreateType, CreateView, EnumValuePlace, Grant, GrantTarget,
    Maintenance, Role, TypeDefinition,
};
pub use query::{FromTable, QueryShape, Selected};
pub use routine::{CreateRoutine, CreateTrigger, Parameter, Volatility};
pub use script::{Batch, CommentText, Problem, ProblemKind, Script};
pub use search_path::search_path_set_by;
pub use statement::{
    Behaviour, Guard, GuardKind, Modifiers, NameUse, NameUses, Role as NameRole, Runs, Statement, TokenRange,
};
pub use table::{
    Column, ColumnPlace, CreateTable, Generated, GeneratedKind, Identity, LikePart, LikeTable, PartitionBy,
    PartitionOf, Persistence, TableSetting,
};
pub use token::{Token, TokenKind};
pub use variables::Variables;
pub use version::EngineVersion;
pub use written_foreign_key::WrittenForeignKey;
