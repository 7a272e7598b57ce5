//! The built-in rules: one file for each, its page beside it, and one list.
//!
//! Not here: anything that a second rule could use; that is a method of the crates below. No grammar, no files,
//! no configuration but a rule's own options.

use std::sync::Arc;

use lint::Rule;

/// Declares the modules and the list together, so that a rule is named once: its category, its file, its type.
macro_rules! rules {
    ($($category:ident { $($module:ident: $rule:ident,)* })*) => {
        $(mod $category { $(pub(crate) mod $module;)* })*

        /// The built-in rules, by category in the order in which categories are shown, then by name.
        #[must_use]
        pub fn all() -> Vec<Arc<dyn Rule>> {
            vec![$($(Arc::new($category::$module::$rule),)*)*]
        }
    };
}

rules! {
    transaction {
        non_transactional_statement_in_transaction: NonTransactionalStatementInTransaction,
    }
    destructive {
        drop_table: DropTable,
    }
    locking {
        blocking_index_build: BlockingIndexBuild,
    }
    correctness {
        nesting_too_deep: NestingTooDeep,
        stray_character: StrayCharacter,
        unbalanced_parentheses: UnbalancedParentheses,
        unknown_statement: UnknownStatement,
        unterminated_text: UnterminatedText,
    }
    hygiene {
        ambiguous_tool: AmbiguousTool,
        duplicate_version: DuplicateVersion,
        file_encoding: FileEncoding,
        migration_file_name: MigrationFileName,
        not_sql: NotSql,
        runner_annotation: RunnerAnnotation,
        runner_settings: RunnerSettings,
        unknown_suppression: UnknownSuppression,
        unused_suppression: UnusedSuppression,
    }
}
