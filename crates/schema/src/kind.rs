use std::fmt;
use std::str::FromStr;

use source::UnknownName;

/// What is done to an object as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verb {
    /// `CREATE`.
    Create,
    /// `ALTER`.
    Alter,
    /// `DROP`.
    Drop,
    /// `RENAME`.
    Rename,
}

macro_rules! kinds {
    (
        objects { $($object:ident $object_text:literal { $($verb:ident $verb_kind:ident $verb_text:literal,)* })* }
        others { $($other:ident $other_text:literal,)* }
    ) => {
        /// What kind of object a statement is about.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(missing_docs, reason = "each is the object of its name")]
        pub enum ObjectKind { $($object,)* }

        impl ObjectKind {
            /// All kinds of object.
            pub const ALL: &'static [Self] = &[$(Self::$object),*];

            /// As it is written in output: `materialized_view`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$object => $object_text,)* }
            }

            /// The kind of the statement that does this to such an object.
            #[must_use]
            pub const fn statement(self, verb: Verb) -> Option<Kind> {
                match (self, verb) {
                    $($((Self::$object, Verb::$verb) => Some(Kind::$verb_kind),)*)*
                    _ => None,
                }
            }
        }

        /// What a statement or a change does. Modifiers (`OR REPLACE`, `TEMP`, `UNIQUE`, `CONCURRENTLY`,
        /// `IF EXISTS`) are not part of a kind.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u16)]
        #[expect(missing_docs, reason = "each does what its name says")]
        pub enum Kind { $($($verb_kind,)*)* $($other,)* }

        impl Kind {
            /// All kinds, in the order of the list.
            pub const ALL: &'static [Self] = &[$($(Self::$verb_kind,)*)* $(Self::$other,)*];

            /// As it is written in output and by rules: `create_table`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($(Self::$verb_kind => $verb_text,)*)*
                    $(Self::$other => $other_text,)*
                }
            }

            /// What is done to which object, where a kind is that.
            #[must_use]
            pub const fn verb_object(self) -> Option<(Verb, ObjectKind)> {
                match self {
                    $($(Self::$verb_kind => Some((Verb::$verb, ObjectKind::$object)),)*)*
                    _ => None,
                }
            }
        }
    };
}

impl Kind {
    /// Whether statements of this kind hold changes that are called by what they do: an `alter_table` is an `add_column`, a
    /// `set_options` …
    #[must_use]
    pub const fn is_of_statements(self) -> bool {
        matches!(
            self,
            Self::AlterTable | Self::AlterForeignTable | Self::AlterIndex | Self::AlterDomain
        )
    }
}

kinds! {
    objects {
        Table "table" { Create CreateTable "create_table", Alter AlterTable "alter_table", Drop DropTable "drop_table", Rename RenameTable "rename_table", }
        View "view" { Create CreateView "create_view", Alter AlterView "alter_view", Drop DropView "drop_view", Rename RenameView "rename_view", }
        MaterializedView "materialized_view" { Create CreateMaterializedView "create_materialized_view", Alter AlterMaterializedView "alter_materialized_view", Drop DropMaterializedView "drop_materialized_view", Rename RenameMaterializedView "rename_materialized_view", }
        ForeignTable "foreign_table" { Create CreateForeignTable "create_foreign_table", Alter AlterForeignTable "alter_foreign_table", Drop DropForeignTable "drop_foreign_table", Rename RenameForeignTable "rename_foreign_table", }
        Index "index" { Create CreateIndex "create_index", Alter AlterIndex "alter_index", Drop DropIndex "drop_index", Rename RenameIndex "rename_index", }
        Sequence "sequence" { Create CreateSequence "create_sequence", Alter AlterSequence "alter_sequence", Drop DropSequence "drop_sequence", Rename RenameSequence "rename_sequence", }
        Schema "schema" { Create CreateSchema "create_schema", Alter AlterSchema "alter_schema", Drop DropSchema "drop_schema", Rename RenameSchema "rename_schema", }
        Database "database" { Create CreateDatabase "create_database", Alter AlterDatabase "alter_database", Drop DropDatabase "drop_database", Rename RenameDatabase "rename_database", }
        Type "type" { Create CreateType "create_type", Alter AlterType "alter_type", Drop DropType "drop_type", Rename RenameType "rename_type", }
        Domain "domain" { Create CreateDomain "create_domain", Alter AlterDomain "alter_domain", Drop DropDomain "drop_domain", Rename RenameDomain "rename_domain", }
        Function "function" { Create CreateFunction "create_function", Alter AlterFunction "alter_function", Drop DropFunction "drop_function", Rename RenameFunction "rename_function", }
        Procedure "procedure" { Create CreateProcedure "create_procedure", Alter AlterProcedure "alter_procedure", Drop DropProcedure "drop_procedure", Rename RenameProcedure "rename_procedure", }
        Routine "routine" { Alter AlterRoutine "alter_routine", Drop DropRoutine "drop_routine", Rename RenameRoutine "rename_routine", }
        Aggregate "aggregate" { Create CreateAggregate "create_aggregate", Alter AlterAggregate "alter_aggregate", Drop DropAggregate "drop_aggregate", Rename RenameAggregate "rename_aggregate", }
        Package "package" { Create CreatePackage "create_package", Alter AlterPackage "alter_package", Drop DropPackage "drop_package", }
        PackageBody "package_body" { Create CreatePackageBody "create_package_body", Drop DropPackageBody "drop_package_body", }
        TypeBody "type_body" { Create CreateTypeBody "create_type_body", Drop DropTypeBody "drop_type_body", }
        Trigger "trigger" { Create CreateTrigger "create_trigger", Alter AlterTrigger "alter_trigger", Drop DropTrigger "drop_trigger", Rename RenameTrigger "rename_trigger", }
        EventTrigger "event_trigger" { Create CreateEventTrigger "create_event_trigger", Alter AlterEventTrigger "alter_event_trigger", Drop DropEventTrigger "drop_event_trigger", }
        Event "event" { Create CreateEvent "create_event", Alter AlterEvent "alter_event", Drop DropEvent "drop_event", }
        Rule "rule" { Create CreateRule "create_rule", Alter AlterRule "alter_rule", Drop DropRule "drop_rule", Rename RenameRule "rename_rule", }
        Policy "policy" { Create CreatePolicy "create_policy", Alter AlterPolicy "alter_policy", Drop DropPolicy "drop_policy", Rename RenamePolicy "rename_policy", }
        Extension "extension" { Create CreateExtension "create_extension", Alter AlterExtension "alter_extension", Drop DropExtension "drop_extension", }
        Role "role" { Create CreateRole "create_role", Alter AlterRole "alter_role", Drop DropRole "drop_role", Rename RenameRole "rename_role", }
        User "user" { Create CreateUser "create_user", Alter AlterUser "alter_user", Drop DropUser "drop_user", Rename RenameUser "rename_user", }
        Group "group" { Create CreateGroup "create_group", Alter AlterGroup "alter_group", Drop DropGroup "drop_group", }
        Login "login" { Create CreateLogin "create_login", Alter AlterLogin "alter_login", Drop DropLogin "drop_login", }
        Profile "profile" { Create CreateProfile "create_profile", Alter AlterProfile "alter_profile", Drop DropProfile "drop_profile", }
        Tablespace "tablespace" { Create CreateTablespace "create_tablespace", Alter AlterTablespace "alter_tablespace", Drop DropTablespace "drop_tablespace", }
        Server "server" { Create CreateServer "create_server", Alter AlterServer "alter_server", Drop DropServer "drop_server", }
        ForeignDataWrapper "foreign_data_wrapper" { Create CreateForeignDataWrapper "create_foreign_data_wrapper", Alter AlterForeignDataWrapper "alter_foreign_data_wrapper", Drop DropForeignDataWrapper "drop_foreign_data_wrapper", }
        UserMapping "user_mapping" { Create CreateUserMapping "create_user_mapping", Alter AlterUserMapping "alter_user_mapping", Drop DropUserMapping "drop_user_mapping", }
        Publication "publication" { Create CreatePublication "create_publication", Alter AlterPublication "alter_publication", Drop DropPublication "drop_publication", }
        Subscription "subscription" { Create CreateSubscription "create_subscription", Alter AlterSubscription "alter_subscription", Drop DropSubscription "drop_subscription", }
        Statistics "statistics" { Create CreateStatistics "create_statistics", Alter AlterStatistics "alter_statistics", Drop DropStatistics "drop_statistics", }
        Collation "collation" { Create CreateCollation "create_collation", Alter AlterCollation "alter_collation", Drop DropCollation "drop_collation", }
        Conversion "conversion" { Create CreateConversion "create_conversion", Alter AlterConversion "alter_conversion", Drop DropConversion "drop_conversion", }
        Cast "cast" { Create CreateCast "create_cast", Drop DropCast "drop_cast", }
        Operator "operator" { Create CreateOperator "create_operator", Alter AlterOperator "alter_operator", Drop DropOperator "drop_operator", }
        OperatorClass "operator_class" { Create CreateOperatorClass "create_operator_class", Alter AlterOperatorClass "alter_operator_class", Drop DropOperatorClass "drop_operator_class", }
        OperatorFamily "operator_family" { Create CreateOperatorFamily "create_operator_family", Alter AlterOperatorFamily "alter_operator_family", Drop DropOperatorFamily "drop_operator_family", }
        AccessMethod "access_method" { Create CreateAccessMethod "create_access_method", Drop DropAccessMethod "drop_access_method", }
        Transform "transform" { Create CreateTransform "create_transform", Drop DropTransform "drop_transform", }
        Language "language" { Create CreateLanguage "create_language", Alter AlterLanguage "alter_language", Drop DropLanguage "drop_language", }
        TextSearchConfiguration "text_search_configuration" { Create CreateTextSearchConfiguration "create_text_search_configuration", Alter AlterTextSearchConfiguration "alter_text_search_configuration", Drop DropTextSearchConfiguration "drop_text_search_configuration", }
        TextSearchDictionary "text_search_dictionary" { Create CreateTextSearchDictionary "create_text_search_dictionary", Alter AlterTextSearchDictionary "alter_text_search_dictionary", Drop DropTextSearchDictionary "drop_text_search_dictionary", }
        TextSearchParser "text_search_parser" { Create CreateTextSearchParser "create_text_search_parser", Alter AlterTextSearchParser "alter_text_search_parser", Drop DropTextSearchParser "drop_text_search_parser", }
        TextSearchTemplate "text_search_template" { Create CreateTextSearchTemplate "create_text_search_template", Alter AlterTextSearchTemplate "alter_text_search_template", Drop DropTextSearchTemplate "drop_text_search_template", }
        LargeObject "large_object" { Alter AlterLargeObject "alter_large_object", }
        DefaultPrivileges "default_privileges" { Alter AlterDefaultPrivileges "alter_default_privileges", }
        System "system" { Alter AlterSystem "alter_system", }
        Session "session" { Alter AlterSession "alter_session", }
        Synonym "synonym" { Create CreateSynonym "create_synonym", Alter AlterSynonym "alter_synonym", Drop DropSynonym "drop_synonym", }
        DatabaseLink "database_link" { Create CreateDatabaseLink "create_database_link", Alter AlterDatabaseLink "alter_database_link", Drop DropDatabaseLink "drop_database_link", }
        Directory "directory" { Create CreateDirectory "create_directory", Drop DropDirectory "drop_directory", }
        Context "context" { Create CreateContext "create_context", Drop DropContext "drop_context", }
        Default "default" { Create CreateDefault "create_default", Drop DropDefault "drop_default", }
        PartitionFunction "partition_function" { Create CreatePartitionFunction "create_partition_function", Alter AlterPartitionFunction "alter_partition_function", Drop DropPartitionFunction "drop_partition_function", }
        PartitionScheme "partition_scheme" { Create CreatePartitionScheme "create_partition_scheme", Alter AlterPartitionScheme "alter_partition_scheme", Drop DropPartitionScheme "drop_partition_scheme", }
        FulltextCatalog "fulltext_catalog" { Create CreateFulltextCatalog "create_fulltext_catalog", Alter AlterFulltextCatalog "alter_fulltext_catalog", Drop DropFulltextCatalog "drop_fulltext_catalog", }
        FulltextIndex "fulltext_index" { Create CreateFulltextIndex "create_fulltext_index", Alter AlterFulltextIndex "alter_fulltext_index", Drop DropFulltextIndex "drop_fulltext_index", }
        FulltextStoplist "fulltext_stoplist" { Create CreateFulltextStoplist "create_fulltext_stoplist", Alter AlterFulltextStoplist "alter_fulltext_stoplist", Drop DropFulltextStoplist "drop_fulltext_stoplist", }
        XmlSchemaCollection "xml_schema_collection" { Create CreateXmlSchemaCollection "create_xml_schema_collection", Alter AlterXmlSchemaCollection "alter_xml_schema_collection", Drop DropXmlSchemaCollection "drop_xml_schema_collection", }
        Assembly "assembly" { Create CreateAssembly "create_assembly", Alter AlterAssembly "alter_assembly", Drop DropAssembly "drop_assembly", }
        Certificate "certificate" { Create CreateCertificate "create_certificate", Alter AlterCertificate "alter_certificate", Drop DropCertificate "drop_certificate", }
        SymmetricKey "symmetric_key" { Create CreateSymmetricKey "create_symmetric_key", Alter AlterSymmetricKey "alter_symmetric_key", Drop DropSymmetricKey "drop_symmetric_key", }
        AsymmetricKey "asymmetric_key" { Create CreateAsymmetricKey "create_asymmetric_key", Alter AlterAsymmetricKey "alter_asymmetric_key", Drop DropAsymmetricKey "drop_asymmetric_key", }
        MasterKey "master_key" { Create CreateMasterKey "create_master_key", Alter AlterMasterKey "alter_master_key", Drop DropMasterKey "drop_master_key", }
        Credential "credential" { Create CreateCredential "create_credential", Alter AlterCredential "alter_credential", Drop DropCredential "drop_credential", }
        SecurityPolicy "security_policy" { Create CreateSecurityPolicy "create_security_policy", Alter AlterSecurityPolicy "alter_security_policy", Drop DropSecurityPolicy "drop_security_policy", }
        ApplicationRole "application_role" { Create CreateApplicationRole "create_application_role", Alter AlterApplicationRole "alter_application_role", Drop DropApplicationRole "drop_application_role", }
        ServerRole "server_role" { Create CreateServerRole "create_server_role", Alter AlterServerRole "alter_server_role", Drop DropServerRole "drop_server_role", }
        ServerAudit "server_audit" { Create CreateServerAudit "create_server_audit", Alter AlterServerAudit "alter_server_audit", Drop DropServerAudit "drop_server_audit", }
        ExternalTable "external_table" { Create CreateExternalTable "create_external_table", Drop DropExternalTable "drop_external_table", }
        ExternalDataSource "external_data_source" { Create CreateExternalDataSource "create_external_data_source", Alter AlterExternalDataSource "alter_external_data_source", Drop DropExternalDataSource "drop_external_data_source", }
        ExternalFileFormat "external_file_format" { Create CreateExternalFileFormat "create_external_file_format", Drop DropExternalFileFormat "drop_external_file_format", }
        Endpoint "endpoint" { Create CreateEndpoint "create_endpoint", Alter AlterEndpoint "alter_endpoint", Drop DropEndpoint "drop_endpoint", }
        Queue "queue" { Create CreateQueue "create_queue", Alter AlterQueue "alter_queue", Drop DropQueue "drop_queue", }
        Service "service" { Create CreateService "create_service", Alter AlterService "alter_service", Drop DropService "drop_service", }
        MessageType "message_type" { Create CreateMessageType "create_message_type", Alter AlterMessageType "alter_message_type", Drop DropMessageType "drop_message_type", }
        Contract "contract" { Create CreateContract "create_contract", Drop DropContract "drop_contract", }
        LogfileGroup "logfile_group" { Create CreateLogfileGroup "create_logfile_group", Alter AlterLogfileGroup "alter_logfile_group", Drop DropLogfileGroup "drop_logfile_group", }
        Instance "instance" { Alter AlterInstance "alter_instance", }
        Library "library" { Create CreateLibrary "create_library", Alter AlterLibrary "alter_library", Drop DropLibrary "drop_library", }
        Java "java" { Create CreateJava "create_java", Alter AlterJava "alter_java", Drop DropJava "drop_java", }
        Cluster "cluster_object" { Create CreateCluster "create_cluster_object", Alter AlterCluster "alter_cluster_object", Drop DropCluster "drop_cluster_object", }
        MaterializedViewLog "materialized_view_log" { Create CreateMaterializedViewLog "create_materialized_view_log", Alter AlterMaterializedViewLog "alter_materialized_view_log", Drop DropMaterializedViewLog "drop_materialized_view_log", }
        Zonemap "zonemap" { Create CreateZonemap "create_zonemap", Alter AlterZonemap "alter_zonemap", Drop DropZonemap "drop_zonemap", }
        ResourceGroup "resource_group" { Create CreateResourceGroup "create_resource_group", Alter AlterResourceGroup "alter_resource_group", Drop DropResourceGroup "drop_resource_group", }
        SpatialReferenceSystem "spatial_reference_system" { Create CreateSpatialReferenceSystem "create_spatial_reference_system", Drop DropSpatialReferenceSystem "drop_spatial_reference_system", }
        AvailabilityGroup "availability_group" { Create CreateAvailabilityGroup "create_availability_group", Alter AlterAvailabilityGroup "alter_availability_group", Drop DropAvailabilityGroup "drop_availability_group", }
        BrokerPriority "broker_priority" { Create CreateBrokerPriority "create_broker_priority", Alter AlterBrokerPriority "alter_broker_priority", Drop DropBrokerPriority "drop_broker_priority", }
        ColumnEncryptionKey "column_encryption_key" { Create CreateColumnEncryptionKey "create_column_encryption_key", Alter AlterColumnEncryptionKey "alter_column_encryption_key", Drop DropColumnEncryptionKey "drop_column_encryption_key", }
        ColumnMasterKey "column_master_key" { Create CreateColumnMasterKey "create_column_master_key", Drop DropColumnMasterKey "drop_column_master_key", }
        CryptographicProvider "cryptographic_provider" { Create CreateCryptographicProvider "create_cryptographic_provider", Alter AlterCryptographicProvider "alter_cryptographic_provider", Drop DropCryptographicProvider "drop_cryptographic_provider", }
        DatabaseAuditSpecification "database_audit_specification" { Create CreateDatabaseAuditSpecification "create_database_audit_specification", Alter AlterDatabaseAuditSpecification "alter_database_audit_specification", Drop DropDatabaseAuditSpecification "drop_database_audit_specification", }
        ServerAuditSpecification "server_audit_specification" { Create CreateServerAuditSpecification "create_server_audit_specification", Alter AlterServerAuditSpecification "alter_server_audit_specification", Drop DropServerAuditSpecification "drop_server_audit_specification", }
        DatabaseEncryptionKey "database_encryption_key" { Create CreateDatabaseEncryptionKey "create_database_encryption_key", Alter AlterDatabaseEncryptionKey "alter_database_encryption_key", Drop DropDatabaseEncryptionKey "drop_database_encryption_key", }
        DatabaseScopedCredential "database_scoped_credential" { Create CreateDatabaseScopedCredential "create_database_scoped_credential", Alter AlterDatabaseScopedCredential "alter_database_scoped_credential", Drop DropDatabaseScopedCredential "drop_database_scoped_credential", }
        DatabaseScopedConfiguration "database_scoped_configuration" { Alter AlterDatabaseScopedConfiguration "alter_database_scoped_configuration", }
        EventNotification "event_notification" { Create CreateEventNotification "create_event_notification", Drop DropEventNotification "drop_event_notification", }
        EventSession "event_session" { Create CreateEventSession "create_event_session", Alter AlterEventSession "alter_event_session", Drop DropEventSession "drop_event_session", }
        ExternalLanguage "external_language" { Create CreateExternalLanguage "create_external_language", Alter AlterExternalLanguage "alter_external_language", Drop DropExternalLanguage "drop_external_language", }
        ExternalLibrary "external_library" { Create CreateExternalLibrary "create_external_library", Alter AlterExternalLibrary "alter_external_library", Drop DropExternalLibrary "drop_external_library", }
        ExternalModel "external_model" { Create CreateExternalModel "create_external_model", Alter AlterExternalModel "alter_external_model", Drop DropExternalModel "drop_external_model", }
        ExternalResourcePool "external_resource_pool" { Create CreateExternalResourcePool "create_external_resource_pool", Alter AlterExternalResourcePool "alter_external_resource_pool", Drop DropExternalResourcePool "drop_external_resource_pool", }
        ResourcePool "resource_pool" { Create CreateResourcePool "create_resource_pool", Alter AlterResourcePool "alter_resource_pool", Drop DropResourcePool "drop_resource_pool", }
        ResourceGovernor "resource_governor" { Alter AlterResourceGovernor "alter_resource_governor", }
        WorkloadGroup "workload_group" { Create CreateWorkloadGroup "create_workload_group", Alter AlterWorkloadGroup "alter_workload_group", Drop DropWorkloadGroup "drop_workload_group", }
        WorkloadClassifier "workload_classifier" { Create CreateWorkloadClassifier "create_workload_classifier", Drop DropWorkloadClassifier "drop_workload_classifier", }
        RemoteServiceBinding "remote_service_binding" { Create CreateRemoteServiceBinding "create_remote_service_binding", Alter AlterRemoteServiceBinding "alter_remote_service_binding", Drop DropRemoteServiceBinding "drop_remote_service_binding", }
        Route "route" { Create CreateRoute "create_route", Alter AlterRoute "alter_route", Drop DropRoute "drop_route", }
        SearchPropertyList "search_property_list" { Create CreateSearchPropertyList "create_search_property_list", Alter AlterSearchPropertyList "alter_search_property_list", Drop DropSearchPropertyList "drop_search_property_list", }
        SensitivityClassification "sensitivity_classification" { Drop DropSensitivityClassification "drop_sensitivity_classification", }
        Signature "signature" { Drop DropSignature "drop_signature", }
        ServerConfiguration "server_configuration" { Alter AlterServerConfiguration "alter_server_configuration", }
        ServiceMasterKey "service_master_key" { Alter AlterServiceMasterKey "alter_service_master_key", }
        Authorization "authorization" { Alter AlterAuthorization "alter_authorization", }
        Edition "edition" { Create CreateEdition "create_edition", Alter AlterEdition "alter_edition", Drop DropEdition "drop_edition", }
        Dimension "dimension" { Create CreateDimension "create_dimension", Alter AlterDimension "alter_dimension", Drop DropDimension "drop_dimension", }
        AttributeDimension "attribute_dimension" { Create CreateAttributeDimension "create_attribute_dimension", Alter AlterAttributeDimension "alter_attribute_dimension", Drop DropAttributeDimension "drop_attribute_dimension", }
        Hierarchy "hierarchy" { Create CreateHierarchy "create_hierarchy", Alter AlterHierarchy "alter_hierarchy", Drop DropHierarchy "drop_hierarchy", }
        AnalyticView "analytic_view" { Create CreateAnalyticView "create_analytic_view", Alter AlterAnalyticView "alter_analytic_view", Drop DropAnalyticView "drop_analytic_view", }
        IndexType "index_type" { Create CreateIndexType "create_index_type", Alter AlterIndexType "alter_index_type", Drop DropIndexType "drop_index_type", }
        Outline "outline" { Create CreateOutline "create_outline", Alter AlterOutline "alter_outline", Drop DropOutline "drop_outline", }
        RestorePoint "restore_point" { Create CreateRestorePoint "create_restore_point", Drop DropRestorePoint "drop_restore_point", }
        FlashbackArchive "flashback_archive" { Create CreateFlashbackArchive "create_flashback_archive", Alter AlterFlashbackArchive "alter_flashback_archive", Drop DropFlashbackArchive "drop_flashback_archive", }
        Diskgroup "diskgroup" { Create CreateDiskgroup "create_diskgroup", Alter AlterDiskgroup "alter_diskgroup", Drop DropDiskgroup "drop_diskgroup", }
        Controlfile "controlfile" { Create CreateControlfile "create_controlfile", }
        ParameterFile "parameter_file" { Create CreateParameterFile "create_parameter_file", }
        RollbackSegment "rollback_segment" { Create CreateRollbackSegment "create_rollback_segment", Alter AlterRollbackSegment "alter_rollback_segment", Drop DropRollbackSegment "drop_rollback_segment", }
        AuditPolicy "audit_policy" { Create CreateAuditPolicy "create_audit_policy", Alter AlterAuditPolicy "alter_audit_policy", Drop DropAuditPolicy "drop_audit_policy", }
        LockdownProfile "lockdown_profile" { Create CreateLockdownProfile "create_lockdown_profile", Alter AlterLockdownProfile "alter_lockdown_profile", Drop DropLockdownProfile "drop_lockdown_profile", }
        JoinGroup "join_group" { Create CreateJoinGroup "create_join_group", Alter AlterJoinGroup "alter_join_group", Drop DropJoinGroup "drop_join_group", }
        PropertyGraph "property_graph" { Create CreatePropertyGraph "create_property_graph", Alter AlterPropertyGraph "alter_property_graph", Drop DropPropertyGraph "drop_property_graph", }
        ResourceCost "resource_cost" { Alter AlterResourceCost "alter_resource_cost", }
        TablespaceSet "tablespace_set" { Create CreateTablespaceSet "create_tablespace_set", Alter AlterTablespaceSet "alter_tablespace_set", Drop DropTablespaceSet "drop_tablespace_set", }
        MleModule "mle_module" { Create CreateMleModule "create_mle_module", Alter AlterMleModule "alter_mle_module", Drop DropMleModule "drop_mle_module", }
        MleEnv "mle_env" { Create CreateMleEnv "create_mle_env", Alter AlterMleEnv "alter_mle_env", Drop DropMleEnv "drop_mle_env", }
        Assertion "assertion" { Create CreateAssertion "create_assertion", Alter AlterAssertion "alter_assertion", Drop DropAssertion "drop_assertion", }
        Column "column" { Rename RenameColumn "rename_column", }
        Constraint "constraint" { Rename RenameConstraint "rename_constraint", }
        PrimaryKey "primary_key" {  }
        ForeignKey "foreign_key" {  }
        Check "check" {  }
        Unique "unique" {  }
        EnumValue "enum_value" { Rename RenameEnumValue "rename_enum_value", }
        Attribute "attribute" { Rename RenameAttribute "rename_attribute", }
        Partition "partition" { Rename RenamePartition "rename_partition", }
        Object "object" { Alter AlterObject "alter_object", Drop DropObject "drop_object", Rename RenameObject "rename_object", }
    }
    others {
        // Parts of `ALTER TABLE` and its kin.
        AddColumn "add_column",
        DropColumn "drop_column",
        ModifyColumn "modify_column",
        AlterColumnType "alter_column_type",
        SetNotNull "set_not_null",
        DropNotNull "drop_not_null",
        SetDefault "set_default",
        AddIdentity "add_identity",
        DropIdentity "drop_identity",
        AlterIdentity "alter_identity",
        SetExpression "set_expression",
        DropExpression "drop_expression",
        SetColumnStatistics "set_column_statistics",
        SetColumnStorage "set_column_storage",
        SetColumnCompression "set_column_compression",
        SetColumnOptions "set_column_options",
        AlterColumn "alter_column",
        AddConstraint "add_constraint",
        DropConstraint "drop_constraint",
        ValidateConstraint "validate_constraint",
        AlterConstraint "alter_constraint",
        EnableConstraint "enable_constraint",
        DisableConstraint "disable_constraint",
        AddIndex "add_index",
        EnableTrigger "enable_trigger",
        DisableTrigger "disable_trigger",
        EnableRule "enable_rule",
        DisableRule "disable_rule",
        AttachPartition "attach_partition",
        DetachPartition "detach_partition",
        AddPartition "add_partition",
        DropPartition "drop_partition",
        TruncatePartition "truncate_partition",
        ReorganizePartition "reorganize_partition",
        ExchangePartition "exchange_partition",
        SwitchPartition "switch_partition",
        SplitPartition "split_partition",
        MergePartitions "merge_partitions",
        CoalescePartition "coalesce_partition",
        PartitionBy "partition_by",
        RemovePartitioning "remove_partitioning",
        AlterPartition "alter_partition",
        SetSchema "set_schema",
        OwnerTo "owner_to",
        SetTablespace "set_tablespace",
        SetLogged "set_logged",
        SetUnlogged "set_unlogged",
        SetAccessMethod "set_access_method",
        SetOptions "set_options",
        ResetOptions "reset_options",
        ClusterOn "cluster_on",
        SetWithoutCluster "set_without_cluster",
        SetWithOids "set_with_oids",
        SetWithoutOids "set_without_oids",
        ReplicaIdentity "replica_identity",
        EnableRowSecurity "enable_row_security",
        DisableRowSecurity "disable_row_security",
        ForceRowSecurity "force_row_security",
        NoForceRowSecurity "no_force_row_security",
        Inherit "inherit",
        NoInherit "no_inherit",
        OfType "of_type",
        NotOfType "not_of_type",
        ConvertCharset "convert_charset",
        SetEngine "set_engine",
        SetAutoIncrement "set_auto_increment",
        SetComment "set_comment",
        OrderBy "order_by",
        EnableKeys "enable_keys",
        DisableKeys "disable_keys",
        DiscardTablespace "discard_tablespace",
        ImportTablespace "import_tablespace",
        ForceRebuild "force_rebuild",
        Rebuild "rebuild",
        LockEscalation "lock_escalation",
        EnableChangeTracking "enable_change_tracking",
        DisableChangeTracking "disable_change_tracking",
        SetSystemVersioning "set_system_versioning",
        SetPeriod "set_period",
        AlterIndexVisibility "alter_index_visibility",
        RebuildIndex "rebuild_index",
        ReorganizeIndex "reorganize_index",
        DisableIndex "disable_index",
        AttachIndex "attach_index",
        DependsOnExtension "depends_on_extension",
        SetReadOnly "set_read_only",
        SetReadWrite "set_read_write",
        Shrink "shrink",
        MoveTable "move_table",
        SetUnusedColumn "set_unused_column",
        DropUnusedColumns "drop_unused_columns",
        FlashbackArchive "flashback_archive",
        SetCompression "set_compression",
        // Parts of `ALTER TYPE` and `ALTER DOMAIN`.
        AddEnumValue "add_enum_value",
        AddAttribute "add_attribute",
        DropAttribute "drop_attribute",
        AlterAttributeType "alter_attribute_type",
        // Rows.
        Insert "insert",
        Replace "replace",
        Update "update",
        Delete "delete",
        Merge "merge",
        Select "select",
        Values "values",
        TableRows "table_rows",
        Explain "explain",
        Truncate "truncate",
        Copy "copy",
        LoadData "load_data",
        BulkInsert "bulk_insert",
        Handler "handler",
        // Privileges and notes.
        Grant "grant",
        Revoke "revoke",
        Deny "deny",
        Comment "comment",
        SecurityLabel "security_label",
        ReassignOwned "reassign_owned",
        DropOwned "drop_owned",
        ImportForeignSchema "import_foreign_schema",
        // Upkeep.
        Vacuum "vacuum",
        Analyze "analyze",
        Reindex "reindex",
        Cluster "cluster",
        RefreshMaterializedView "refresh_materialized_view",
        Optimize "optimize",
        CheckTable "check_table",
        Repair "repair",
        ChecksumTable "checksum_table",
        Lock "lock",
        Unlock "unlock",
        Flush "flush",
        Purge "purge",
        Kill "kill",
        Checkpoint "checkpoint",
        Load "load",
        Backup "backup",
        Restore "restore",
        Reconfigure "reconfigure",
        Dbcc "dbcc",
        UpdateStatistics "update_statistics",
        Shutdown "shutdown",
        Attach "attach",
        Detach "detach",
        CacheIndex "cache_index",
        Install "install",
        Uninstall "uninstall",
        // Session.
        Set "set",
        Reset "reset",
        Show "show",
        Pragma "pragma",
        Use "use",
        SetRole "set_role",
        SetSessionAuthorization "set_session_authorization",
        SetConstraints "set_constraints",
        SetTransaction "set_transaction",
        SetNames "set_names",
        Describe "describe",
        Help "help",
        Discard "discard",
        Listen "listen",
        Notify "notify",
        Unlisten "unlisten",
        // Transactions.
        Begin "begin",
        Commit "commit",
        Rollback "rollback",
        Savepoint "savepoint",
        ReleaseSavepoint "release_savepoint",
        RollbackToSavepoint "rollback_to_savepoint",
        PrepareTransaction "prepare_transaction",
        CommitPrepared "commit_prepared",
        RollbackPrepared "rollback_prepared",
        Xa "xa",
        // Running other code.
        Call "call",
        Execute "execute",
        ExecuteImmediate "execute_immediate",
        Do "do",
        Prepare "prepare",
        Deallocate "deallocate",
        DeclareCursor "declare_cursor",
        Close "close",
        Move "move",
        // Procedural.
        If "if",
        CaseStatement "case_statement",
        While "while",
        Loop "loop",
        For "for",
        ForEach "for_each",
        Repeat "repeat",
        Block "block",
        Try "try",
        Declare "declare",
        Assign "assign",
        Return "return",
        Fetch "fetch",
        Open "open",
        Raise "raise",
        Signal "signal",
        Resignal "resignal",
        Print "print",
        Throw "throw",
        Goto "goto",
        Label "label",
        Leave "leave",
        Iterate "iterate",
        Break "break",
        Continue "continue",
        WaitFor "wait_for",
        NullStatement "null_statement",
        Perform "perform",
        GetDiagnostics "get_diagnostics",
        Exit "exit",
        Assert "assert",
        PipeRow "pipe_row",
        // Replication, messages, audits.
        ChangeReplication "change_replication",
        StartReplica "start_replica",
        StopReplica "stop_replica",
        Binlog "binlog",
        Clone "clone",
        Restart "restart",
        ImportTable "import_table",
        Audit "audit",
        NoAudit "noaudit",
        Flashback "flashback",
        AssociateStatistics "associate_statistics",
        DisassociateStatistics "disassociate_statistics",
        AdministerKeyManagement "administer_key_management",
        AddSignature "add_signature",
        AddSensitivityClassification "add_sensitivity_classification",
        BeginConversation "begin_conversation",
        EndConversation "end_conversation",
        GetConversation "get_conversation",
        MoveConversation "move_conversation",
        Send "send",
        Receive "receive",
        ExecuteAs "execute_as",
        Revert "revert",
        SetUser "set_user",
        SetPassword "set_password",
        ReadText "read_text",
        WriteText "write_text",
        UpdateText "update_text",
        // Client and runner.
        ClientCommand "client_command",
        Placeholder "placeholder",
        // No reading.
        Unknown "unknown",
        Empty "empty",
    }
}

impl ObjectKind {
    /// Whether rows are read from it as from a table.
    #[must_use]
    pub const fn is_relation(self) -> bool {
        matches!(
            self,
            Self::Table | Self::View | Self::MaterializedView | Self::ForeignTable | Self::ExternalTable
        )
    }
}

impl fmt::Display for ObjectKind {
    /// As it is said: "materialized view".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, word) in self.as_str().split('_').enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(word)?;
        }
        Ok(())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownName(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_name() {
        let mut names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
    }
}
