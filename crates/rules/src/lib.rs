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
        autocommit_switched_off: AutocommitSwitchedOff,
        cross_database_transaction: CrossDatabaseTransaction,
        enum_value_used_in_transaction: EnumValueUsedInTransaction,
        foreign_keys_pragma_in_transaction: ForeignKeysPragmaInTransaction,
        implicit_commit: ImplicitCommit,
        isolation_level: IsolationLevel,
        large_transaction: LargeTransaction,
        missing_transaction: MissingTransaction,
        missing_xact_abort: MissingXactAbort,
        mixed_transactional_statements: MixedTransactionalStatements,
        needless_transaction_opt_out: NeedlessTransactionOptOut,
        nested_transaction: NestedTransaction,
        non_transactional_statement_in_transaction: NonTransactionalStatementInTransaction,
        partial_application: PartialApplication,
        prepared_transaction: PreparedTransaction,
        rolled_back_migration: RolledBackMigration,
        savepoint: Savepoint,
        schema_and_data_mixed: SchemaAndDataMixed,
        session_setting_leak: SessionSettingLeak,
        set_local_outside_transaction: SetLocalOutsideTransaction,
        statement_needs_transaction: StatementNeedsTransaction,
        transaction_control: TransactionControl,
        unbalanced_transaction: UnbalancedTransaction,
    }
    idempotency {
        concurrent_index_if_not_exists: ConcurrentIndexIfNotExists,
        create_then_drop: CreateThenDrop,
        create_without_replace: CreateWithoutReplace,
        drift_hiding_guard: DriftHidingGuard,
        misleading_if_not_exists: MisleadingIfNotExists,
        non_idempotent_insert: NonIdempotentInsert,
        relative_update: RelativeUpdate,
        unguarded_alter: UnguardedAlter,
        unguarded_create: UnguardedCreate,
        unguarded_drop: UnguardedDrop,
        unrepeatable_statement: UnrepeatableStatement,
    }
    destructive {
        delete_without_where: DeleteWithoutWhere,
        drop_cascade: DropCascade,
        drop_column: DropColumn,
        drop_database: DropDatabase,
        drop_partition: DropPartition,
        drop_schema: DropSchema,
        drop_table: DropTable,
        lossy_type_change: LossyTypeChange,
        truncate: Truncate,
        update_without_where: UpdateWithoutWhere,
    }
    locking {
        backfill_under_lock: BackfillUnderLock,
        blocking_index_build: BlockingIndexBuild,
        blocking_index_drop: BlockingIndexDrop,
        blocking_index_rebuild: BlockingIndexRebuild,
        blocking_partition_detach: BlockingPartitionDetach,
        blocking_refresh: BlockingRefresh,
        constraint_builds_index: ConstraintBuildsIndex,
        constraint_without_not_valid: ConstraintWithoutNotValid,
        foreign_key_without_index: ForeignKeyWithoutIndex,
        missing_algorithm_clause: MissingAlgorithmClause,
        missing_lock_timeout: MissingLockTimeout,
        missing_statement_timeout: MissingStatementTimeout,
        new_trigger: NewTrigger,
        not_valid_and_validate_together: NotValidAndValidateTogether,
        partition_attach_scan: PartitionAttachScan,
        repeated_table_rewrite: RepeatedTableRewrite,
        set_not_null_scan: SetNotNullScan,
        several_locked_tables: SeveralLockedTables,
        table_lock: TableLock,
        table_rewrite: TableRewrite,
        trigger_left_disabled: TriggerLeftDisabled,
        unbatched_backfill: UnbatchedBackfill,
        untrusted_constraint: UntrustedConstraint,
    }
    compatibility {
        add_required_column: AddRequiredColumn,
        change_column_type: ChangeColumnType,
        change_default: ChangeDefault,
        drop_default: DropDefault,
        drop_not_null: DropNotNull,
        drop_object: DropObject,
        drop_primary_key: DropPrimaryKey,
        drop_unique_key: DropUniqueKey,
        drop_used_object: DropUsedObject,
        enum_value_order: EnumValueOrder,
        expand_and_contract_together: ExpandAndContractTogether,
        move_to_schema: MoveToSchema,
        new_write_restriction: NewWriteRestriction,
        remove_enum_value: RemoveEnumValue,
        rename_column: RenameColumn,
        rename_enum_value: RenameEnumValue,
        rename_object: RenameObject,
        rename_table: RenameTable,
        replace_makes_overload: ReplaceMakesOverload,
    }
    correctness {
        banned_function: BannedFunction,
        duplicate_column: DuplicateColumn,
        function_on_column: FunctionOnColumn,
        identity_retrieval: IdentityRetrieval,
        insert_value_count: InsertValueCount,
        insert_without_columns: InsertWithoutColumns,
        missing_relation: MissingRelation,
        missing_type_length: MissingTypeLength,
        module_not_alone: ModuleNotAlone,
        nesting_too_deep: NestingTooDeep,
        not_in_with_null: NotInWithNull,
        null_comparison: NullComparison,
        relation_created_twice: RelationCreatedTwice,
        select_star: SelectStar,
        statement_swallowed_by_module: StatementSwallowedByModule,
        stray_character: StrayCharacter,
        text_without_unicode: TextWithoutUnicode,
        unbalanced_parentheses: UnbalancedParentheses,
        undeclared_variable: UndeclaredVariable,
        unknown_column: UnknownColumn,
        unknown_statement: UnknownStatement,
        unterminated_text: UnterminatedText,
        unused_variable: UnusedVariable,
    }
    security {
        concatenated_sql: ConcatenatedSql,
        explicit_definer: ExplicitDefiner,
        extension_in_migration: ExtensionInMigration,
        grant_all: GrantAll,
        grant_to_public: GrantToPublic,
        grant_with_grant_option: GrantWithGrantOption,
        linked_server: LinkedServer,
        missing_row_security: MissingRowSecurity,
        operating_system_access: OperatingSystemAccess,
        owner_change: OwnerChange,
        permission_change: PermissionChange,
        policy_for_all_rows: PolicyForAllRows,
        privileged_role: PrivilegedRole,
        role_change: RoleChange,
        row_security_switched_off: RowSecuritySwitchedOff,
        secret_in_sql: SecretInSql,
        trustworthy_database: TrustworthyDatabase,
        unpinned_search_path: UnpinnedSearchPath,
        weak_password_hash: WeakPasswordHash,
    }
    hygiene {
        ambiguous_tool: AmbiguousTool,
        client_command: ClientCommand,
        commented_out_sql: CommentedOutSql,
        debug_output: DebugOutput,
        duplicate_version: DuplicateVersion,
        empty_migration: EmptyMigration,
        file_encoding: FileEncoding,
        hard_coded_database: HardCodedDatabase,
        history_table_write: HistoryTableWrite,
        incomplete_down: IncompleteDown,
        large_migration: LargeMigration,
        migration_file_name: MigrationFileName,
        missing_down_migration: MissingDownMigration,
        not_sql: NotSql,
        runner_annotation: RunnerAnnotation,
        runner_settings: RunnerSettings,
        several_tables: SeveralTables,
        sleep: Sleep,
        todo_comment: TodoComment,
        unknown_suppression: UnknownSuppression,
        unused_suppression: UnusedSuppression,
        use_database: UseDatabase,
        version_gap: VersionGap,
    }
    style {
        cursor: Cursor,
        empty_batch: EmptyBatch,
        if_without_block: IfWithoutBlock,
        implicit_join: ImplicitJoin,
        information_schema: InformationSchema,
        keyword_case: KeywordCase,
        line_length: LineLength,
        missing_alias: MissingAlias,
        missing_data_compression: MissingDataCompression,
        missing_session_setting: MissingSessionSetting,
        missing_terminator: MissingTerminator,
        ordinal_position: OrdinalPosition,
        variable_case: VariableCase,
        variable_set: VariableSet,
    }
}
