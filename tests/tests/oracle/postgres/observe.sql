-- What the oracle asks PostgreSQL after each statement. Installed into each scratch database, in a schema of
-- its own that no answer mentions. PL/pgSQL keeps the plans of these queries, which would take longer than the queries.
create schema oracle;

-- The relations that existed before, under the names they had then.
create table oracle.before (oid oid primary key, name text not null, kind "char" not null, file oid not null,
  scans bigint not null);

create function oracle.remember() returns void language plpgsql as $$ begin
  truncate oracle.before;
  insert into oracle.before
  select c.oid, n.nspname || '.' || c.relname, c.relkind, c.relfilenode, pg_stat_get_xact_numscans(c.oid)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('oracle', 'pg_catalog', 'information_schema', 'pg_toast');
end $$;

-- The locks, rewrites and scans of the transaction so far.
create function oracle.observed(backend int) returns json language plpgsql as $$ begin
  return json_build_object(
    'locks', (select coalesce(json_object_agg(name, modes), '{}') from (
        select b.name, json_agg(distinct l.mode) as modes
        from pg_locks l join oracle.before b on b.oid = l.relation
        where l.pid = backend and l.locktype = 'relation' group by b.name) as held),
    'rewrites', (select coalesce(json_agg(b.name order by b.name), '[]')
        from oracle.before b join pg_class c on c.oid = b.oid where c.relfilenode <> b.file),
    'scans', (select coalesce(json_agg(b.name order by b.name), '[]')
        from oracle.before b where pg_stat_get_xact_numscans(b.oid) > b.scans));
end $$;

-- Every row of every relation that stores rows, whatever its order.
create function oracle.rows() returns text language plpgsql as $$
declare
  relation regclass;
  digest text;
  whole text := '';
begin
  for relation in
    select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where (c.relkind = 'r' or c.relkind = 'm' and c.relispopulated)
      and n.nspname not in ('oracle', 'pg_catalog', 'information_schema', 'pg_toast')
    order by n.nspname collate "C", c.relname collate "C"
  loop
    execute format('select md5(string_agg(r, chr(10) order by r)) from (select t::text collate "C" as r from only %s t) as s', relation)
      into digest;
    whole := whole || relation || ' ' || coalesce(digest, 'empty') || E'\n';
  end loop;
  return md5(whole);
end
$$;

-- The schema, as one text for each thing in it. Names stand for numbers, so that a thing made anew is the same.
create function oracle.things() returns setof text language plpgsql as $$ begin return query
  with mine as (select oid, nspname from pg_namespace
      where nspname not in ('oracle', 'pg_catalog', 'information_schema', 'pg_toast') and nspname not like 'pg\_t%')
  select concat_ws(' ', 'schema', nspname, nspowner::regrole, nspacl) from pg_namespace where oid in (select oid from mine)
  union all select concat_ws(' ', 'relation', c.oid::regclass, c.relkind, c.relpersistence, c.relowner::regrole, c.relacl,
      c.reloptions, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.reltablespace, am.amname, c.relispopulated,
      pg_get_expr(c.relpartbound, c.oid), case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
      case when c.reloftype <> 0 then c.reloftype::regtype end)
    from pg_class c left join pg_am am on am.oid = c.relam where c.relnamespace in (select oid from mine) and c.relkind <> 't'
  union all select concat_ws(' ', 'column', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
      a.attidentity, a.attgenerated, a.attstorage, a.attcompression, a.attcollation, a.attacl, a.attstattarget,
      (select string_agg(o, ',') from unnest(a.attoptions) o where o not like 'pg\_attver=%'),
      a.attislocal, a.attinhcount, pg_get_expr(d.adbin, d.adrelid))
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped and c.relnamespace in (select oid from mine)
  union all select concat_ws(' ', 'constraint', conrelid::regclass, contypid::regtype, conname, pg_get_constraintdef(oid),
      convalidated, condeferrable, condeferred, coninhcount, conislocal)
    from pg_constraint where connamespace in (select oid from mine)
  union all select concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), i.indisclustered, i.indisvalid, i.indisreplident, i.indisprimary)
    from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace in (select oid from mine)
  union all select concat_ws(' ', 'parent', inhrelid::regclass, inhparent::regclass, inhseqno) from pg_inherits
  union all select concat_ws(' ', 'view', c.oid::regclass, pg_get_viewdef(c.oid))
    from pg_class c where c.relkind in ('v', 'm') and c.relnamespace in (select oid from mine)
  union all select concat_ws(' ', 'rule', r.ev_class::regclass, pg_get_ruledef(r.oid), r.ev_enabled)
    from pg_rewrite r join pg_class c on c.oid = r.ev_class where c.relnamespace in (select oid from mine)
  union all select concat_ws(' ', 'trigger', tgrelid::regclass, pg_get_triggerdef(t.oid), tgenabled)
    from pg_trigger t where not tgisinternal
  union all select concat_ws(' ', 'policy', polrelid::regclass, polname, polcmd, polpermissive, polroles::regrole[],
      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) from pg_policy
  union all select concat_ws(' ', 'sequence', seqrelid::regclass, format_type(seqtypid, null), seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle) from pg_sequence
  union all select concat_ws(' ', 'type', format_type(t.oid, null), typtype, typowner::regrole, typacl, typnotnull, typdefault,
      format_type(typbasetype, typtypmod)) from pg_type t where typnamespace in (select oid from mine) and typtype <> 'b'
  union all select concat_ws(' ', 'value', format_type(enumtypid, null), enumlabel, row_number() over (partition by enumtypid order by enumsortorder)) from pg_enum
  union all select concat_ws(' ', 'routine', p.oid::regprocedure, p.proowner::regrole, p.proacl,
      case when p.prokind <> 'a' then pg_get_functiondef(p.oid) end)
    from pg_proc p where pronamespace in (select oid from mine)
  union all select concat_ws(' ', 'comment', pg_describe_object(classoid, objoid, objsubid), description)
    from pg_description where classoid not in ('pg_proc'::regclass) or objoid >= 16384
  union all select concat_ws(' ', 'statistics', pg_get_statisticsobjdef(oid), stxstattarget) from pg_statistic_ext
  union all select concat_ws(' ', 'owned', pg_describe_object(classid, objid, objsubid), pg_describe_object(refclassid, refobjid, refobjsubid), deptype)
    from pg_depend where deptype in ('a', 'x') and objid >= 16384 and refobjid >= 16384
  union all select concat_ws(' ', 'extension', extname, extversion, extnamespace::regnamespace) from pg_extension
  union all select concat_ws(' ', 'role', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolconnlimit, rolvaliduntil) from pg_roles
  union all select concat_ws(' ', 'member', roleid::regrole, member::regrole, admin_option) from pg_auth_members
  union all select concat_ws(' ', 'setting', setdatabase, setrole::regrole, setconfig) from pg_db_role_setting
  union all select concat_ws(' ', 'default acl', defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl) from pg_default_acl
  union all select concat_ws(' ', 'publication', p.pubname, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate,
      (select array_agg(prrelid::regclass::text order by prrelid::regclass::text) from pg_publication_rel where prpubid = p.oid)) from pg_publication p
  union all select concat_ws(' ', 'event trigger', evtname, evtevent, evtenabled, evttags) from pg_event_trigger
  union all select concat_ws(' ', 'server', srvname, srvoptions) from pg_foreign_server
  union all select concat_ws(' ', 'collation', collname) from pg_collation where collnamespace in (select oid from mine)
  union all select concat_ws(' ', 'configuration', cfgname) from pg_ts_config where cfgnamespace in (select oid from mine)
  union all select concat_ws(' ', 'cast', castsource::regtype, casttarget::regtype, castcontext) from pg_cast where oid >= 16384
  union all select concat_ws(' ', 'operator', oid::regoperator) from pg_operator where oid >= 16384
  union all select concat_ws(' ', 'database', datname, datacl, datconnlimit) from pg_database where datname = current_database();
end $$;

create function oracle.digest() returns text language plpgsql as $$
declare
  schema_digest text;
begin
  select md5(string_agg(thing, chr(10) order by thing collate "C")) into schema_digest from oracle.things() as things(thing);
  return schema_digest || oracle.rows();
end
$$;
