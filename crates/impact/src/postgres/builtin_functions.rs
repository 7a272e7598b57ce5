//! PostgreSQL's own functions, by what their result depends on.
//!
//! Measured: `select proname, provolatile from pg_proc` on PostgreSQL 15, without the support functions of
//! types, operators, indexes and aggregates; values written as keywords added from
//! <https://www.postgresql.org/docs/current/functions-info.html> and
//! <https://www.postgresql.org/docs/current/functions-datetime.html>, newer functions from the release notes.

use schema::Volatility;

/// Functions whose result may differ from row to row.
const VOLATILE: &str = "
clock_timestamp currval gen_random_bytes gen_random_uuid gen_salt lastval nextval pg_advisory_lock
pg_advisory_xact_lock pg_notify pg_sleep pg_sleep_for query_to_xml query_to_xmlschema random random_normal
set_config setseed setval timeofday uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7
";

/// Functions whose result is the same for every row of a statement, immutable ones among them.
const NOT_VOLATILE: &str = "
abbrev abs acldefault aclexplode acos acosd acosh age any_value area array array_append array_cat array_dims
array_fill array_length array_lower array_ndims array_position array_positions array_prepend array_remove
array_replace array_reverse array_sort array_to_json array_to_string array_to_tsvector array_upper ascii asin
asind asinh atan atan2 atan2d atand atanh bit bit_count bit_length bool box bpchar broadcast btrim cardinality
casefold cash_words cbrt ceil ceiling center char char_length character_length chr cidr circle coalesce
col_description concat concat_ws convert convert_from convert_to cos cosd cosh cot cotd current_catalog
current_database current_date current_role current_schema current_schemas current_setting current_time
current_timestamp current_user date date_bin date_part date_trunc datemultirange daterange daterange_canonical
daterange_subdiff decode degrees dexp diagonal diameter digest div dlog1 dlog10 dround dtrunc encode
enum_first enum_last enum_range exp extract factorial family float4 float8 floor format format_type gcd
generate_series generate_subscripts get_bit get_byte get_current_ts_config getdatabaseencoding getpgusername
greatest height host hostmask hstore initcap int2 int2_avg_accum_inv int2int4_sum int4 int4_avg_accum_inv
int4inc int4multirange int4range int4range_canonical int4range_subdiff int8 int8_sum int8dec int8dec_any
int8multirange int8range int8range_canonical int8range_subdiff interval interval_accum_inv is_normalized
isclosed isempty isfinite ishorizontal isopen isparallel isperp isvertical json_array_elements
json_array_elements_text json_array_length json_build_array json_build_object json_each json_each_text
json_object json_object_keys json_strip_nulls json_to_record json_to_recordset json_to_tsvector json_typeof
jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object
jsonb_each jsonb_each_text jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz
jsonb_path_match jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz
jsonb_path_query_first jsonb_path_query_first_tz jsonb_path_query_tz jsonb_pretty jsonb_set jsonb_set_lax
jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_to_tsvector jsonb_typeof justify_days justify_hours
justify_interval lcm least left length like like_escape line ln localtime localtimestamp log log10 lower
lower_inc lower_inf lpad lseg ltrim macaddr macaddr8 macaddr8_set7bit make_date make_interval make_time
make_timestamp make_timestamptz makeaclitem masklen md5 min_scale mod money multirange mxid_age name
nameconcatoid netmask network normalize notlike now npoints nullif num_nonnulls num_nulls numeric
numeric_div_trunc numeric_exp numeric_inc numeric_ln numeric_log numeric_sqrt nummultirange numnode numrange
numrange_subdiff obj_description octet_length oid oidvectortypes overlaps overlay parse_ident path pclose
pg_current_xact_id phraseto_tsquery pi plainto_tsquery point polygon popen position postgresql_fdw_validator
pow power querytree quote_ident quote_literal quote_nullable radians radius range_merge regclass regexp_count
regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array
regexp_split_to_table regexp_substr repeat replace reverse right round row row_security_active row_to_json
rpad rtrim satisfies_hash_partition scale session_user set_bit set_byte set_masklen setweight sha224 sha256
sha384 sha512 shobj_description sign similar_escape similar_to_escape sin sind sinh slope split_part sqrt
st_geomfromtext st_makepoint st_setsrid statement_timestamp string_to_array string_to_table strip strpos
substr substring tan tand tanh text textlen time timestamp timestamptz timetz timezone to_ascii to_char
to_date to_hex to_json to_jsonb to_number to_regclass to_regcollation to_regnamespace to_regoper
to_regoperator to_regproc to_regprocedure to_regrole to_regtype to_timestamp to_tsquery to_tsvector
transaction_timestamp translate trim trim_array trim_scale trunc ts_delete ts_filter ts_headline ts_lexize
ts_rank ts_rank_cd tsmultirange tsquery_phrase tsrange tsrange_subdiff tstzmultirange tstzrange
tstzrange_subdiff tsvector_to_array txid_current txid_current_if_assigned txid_current_snapshot
txid_snapshot_xip txid_snapshot_xmax txid_snapshot_xmin txid_visible_in_snapshot unistr unnest upper upper_inc
upper_inf user uuid_nil uuid_ns_dns uuid_ns_url varbit varchar version websearch_to_tsquery width width_bucket
xid xmlparse xpath xpath_exists
";

/// Aggregates and window functions.
const OVER_ROWS: &str = "
any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp cume_dist dense_rank
every first_value json_agg json_agg_strict json_object_agg json_object_agg_unique jsonb_agg jsonb_agg_strict
jsonb_object_agg jsonb_object_agg_unique lag last_value lead max min mode nth_value ntile percent_rank
percentile_cont percentile_disc range_agg range_intersect_agg rank regr_avgx regr_avgy regr_count regr_intercept
regr_r2 regr_slope regr_sxx regr_sxy regr_syy row_number st_collect st_extent st_union stddev stddev_pop stddev_samp
string_agg sum var_pop var_samp variance xmlagg
";

/// Functions that look into the catalogues.
const ABOUT_THE_SYSTEM: &str = "
array_lower current_schemas format_type has_any_column_privilege has_column_privilege has_database_privilege
has_function_privilege has_schema_privilege has_sequence_privilege has_table_privilege has_type_privilege
inet_client_addr inet_server_addr obj_description pg_backend_pid pg_char_to_encoding pg_client_encoding
pg_column_size pg_conf_load_time pg_encoding_to_char pg_function_is_visible pg_get_constraintdef pg_get_expr
pg_get_function_arguments pg_get_function_identity_arguments pg_get_function_result pg_get_functiondef
pg_get_indexdef pg_get_partkeydef pg_get_ruledef pg_get_serial_sequence pg_get_triggerdef pg_get_userbyid
pg_get_viewdef pg_has_role pg_is_in_recovery pg_lsn pg_my_temp_schema pg_opclass_is_visible pg_partition_root
pg_postmaster_start_time pg_table_is_visible pg_type_is_visible pg_typeof
";

/// What the result of a function of PostgreSQL or of its usual extensions depends on; `None` where the
/// name is not one of them.
pub(super) fn volatility(name: &str) -> Option<Volatility> {
    let is_in = |list: &str| list.split_ascii_whitespace().any(|known| known == name);
    if is_in(VOLATILE) {
        return Some(Volatility::Volatile);
    }
    let is_known = is_in(NOT_VOLATILE) || is_in(OVER_ROWS) || is_in(ABOUT_THE_SYSTEM);
    is_known.then_some(Volatility::Stable)
}
