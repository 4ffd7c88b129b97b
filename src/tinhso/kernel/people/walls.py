"""Row-level security: the last wall, built from what each app declares.

An app's AppConfig may carry `walls`: table -> {"select" | "insert" | "update" | "delete" | "all": condition}.
`wall_functions` is SQL beside it: what a stranger may ask by an exact key, as functions of the owner.
`build` runs after every migrate, as the owner: it makes the roles where it may, grants the application what it
needs, and replaces every policy, so that the database and the declarations cannot drift apart (a test compares
them with the catalogue). Conditions may call tinhso_reach(), tinhso_units(), tinhso_person(), tinhso_account() and
tinhso_role(); written as `(select f())` they are computed once per query and leave the planner its indexes.
"""

from typing import Any

from django.apps import apps
from django.db import connection

from tinhso.kernel.people.roles import REACH

APP_ROLE, WORKER_ROLE = "tinhso_app", "tinhso_worker"
APPEND_ONLY = {"audit_entry"}
SCHEMA = "public"

# tinhso_enter and its companions run as the owner; the application cannot read the key that seals the scope.
# The transaction's time and the backend are part of the seal: a copied one is worth nothing elsewhere.
FUNCTIONS = """
create or replace function tinhso_seal(scope text) returns text
language sql stable security definer set search_path = public as $$
  select encode(sha256(k.secret || sha256(k.secret || convert_to(
           scope || '|' || pg_backend_pid() || '|' || now(), 'UTF8'))), 'hex')
  from people_wallkey k $$;
revoke execute on function tinhso_seal(text) from public;

create or replace function tinhso_today() returns date language sql stable as $$
  select (now() at time zone 'Asia/Ho_Chi_Minh')::date $$;

create or replace function tinhso_posts_of(account bigint)
returns table (post_id bigint, title varchar, unit_name varchar)
language sql stable security definer set search_path = public as $$
  select p.id, p.title, u.name from people_account a
  join people_tenure t on t.person_id = a.person_id and t.during @> tinhso_today()
  join people_post p on p.id = t.post_id
  join units_unit u on u.id = p.unit_id and u.during @> tinhso_today()
  where a.id = account and a.is_active order by t.id $$;

create or replace function tinhso_enter(account bigint, wanted_post bigint)
returns table (person_id bigint, person_name varchar, post_id bigint, title varchar, unit_id bigint,
               unit_name varchar, role varchar, reach text, unit_ids bigint[])
language plpgsql volatile security definer set search_path = public as $$
declare scope text;
begin
  perform set_config('tinhso.scope', '', true), set_config('tinhso.seal', '', true);
  select n.id, n.full_name, p.id, p.title, u.id, u.name, p.role, case p.role {reach_cases} end
    into person_id, person_name, post_id, title, unit_id, unit_name, role, reach
    from people_account a
    join people_person n on n.id = a.person_id
    join people_tenure t on t.person_id = n.id and t.during @> tinhso_today()
    join people_post p on p.id = t.post_id and (wanted_post is null or p.id = wanted_post)
    join units_unit u on u.id = p.unit_id and u.during @> tinhso_today()
   where a.id = account and a.is_active order by t.id limit 1;
  if person_id is null then return; end if;
  with recursive below(id) as (
      select tinhso_enter.unit_id
      union
      select c.unit_id from units_unitparent c join below b on c.parent_id = b.id
       where c.during @> tinhso_today() and not exists (
         select 1 from units_unit u where u.id = c.parent_id and u.kind = 'province'))
  select array_agg(id order by id) into unit_ids from below;
  scope := concat_ws('|', reach, person_id, array_to_string(unit_ids, ','), account, role, post_id, unit_id);
  perform set_config('tinhso.scope', scope, true), set_config('tinhso.seal', tinhso_seal(scope), true);
  return next;
end $$;

create or replace function tinhso_scope_part(part int) returns text
language plpgsql stable security definer set search_path = public as $$
declare scope text := current_setting('tinhso.scope', true);
begin
  if coalesce(scope, '') = '' then return ''; end if;
  if tinhso_seal(scope) is distinct from current_setting('tinhso.seal', true) then return ''; end if;
  return split_part(scope, '|', part);
end $$;

create or replace function tinhso_reach() returns text language sql stable as $$
  select tinhso_scope_part(1) $$;
create or replace function tinhso_person() returns bigint language sql stable as $$
  select nullif(tinhso_scope_part(2), '')::bigint $$;
create or replace function tinhso_units() returns bigint[] language sql stable as $$
  select coalesce(nullif(string_to_array(tinhso_scope_part(3), ','), '{{}}')::bigint[], '{{}}'::bigint[]) $$;
create or replace function tinhso_account() returns bigint language sql stable as $$
  select nullif(tinhso_scope_part(4), '')::bigint $$;
create or replace function tinhso_role() returns text language sql stable as $$
  select tinhso_scope_part(5) $$;
"""

WALLKEY = """
create table if not exists people_wallkey (only_one boolean primary key default true check (only_one),
                                           secret bytea not null);
insert into people_wallkey (secret)
  select sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
  on conflict do nothing;
"""


def province_or(condition: str) -> str:
    """A condition that does not bind posts which reach the whole province.

    Written as CASE because the planner takes "a or b" for a rare thing and then joins 20,000 rows to 20,000 by
    nested loops; a CASE it takes for the half.
    """
    return f"case when (select tinhso_reach()) = 'province' then true else {condition} end"


READ_BY_UNITS = province_or("readers && (select tinhso_units())::bigint[]")  # for tables with `readers`


def declared() -> dict[str, dict[str, str]]:
    """Table -> its conditions, from every installed app."""
    return {
        table: conditions
        for config in apps.get_app_configs()
        for table, conditions in getattr(config, "walls", {}).items()
    }


def build(**_: Any) -> None:
    """Make functions, grants and policies what the code says. Idempotent; needs the owner's role."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select bool_and(to_regclass(t) is not null) from unnest(%s::text[]) t", [list(declared())]
        )
        if not cursor.fetchone()[0]:
            return  # a migrate of some apps only: the walls wait for the tables
        for role in (APP_ROLE, WORKER_ROLE):
            cursor.execute("select 1 from pg_roles where rolname = %s", [role])
            if not cursor.fetchone():
                cursor.execute(f"create role {role} login")
        cursor.execute(WALLKEY)
        cases = " ".join(f"when '{role.value}' then '{reach.value}'" for role, reach in REACH.items())
        cursor.execute(FUNCTIONS.format(reach_cases=cases))
        for config in apps.get_app_configs():
            if functions := getattr(config, "wall_functions", ""):
                cursor.execute(functions)
        for role in (APP_ROLE, WORKER_ROLE):
            cursor.execute(
                f"grant usage on schema {SCHEMA} to {role};"
                f"grant select, insert, update, delete on all tables in schema {SCHEMA} to {role};"
                f"grant usage, select on all sequences in schema {SCHEMA} to {role};"
                f"revoke all on people_wallkey, django_migrations from {role};"
            )
            for table in APPEND_ONLY:
                cursor.execute(f"revoke update, delete, truncate on {table} from {role}")
        cursor.execute("select tablename, policyname from pg_policies where schemaname = %s", [SCHEMA])
        for table, policy in cursor.fetchall():
            cursor.execute(f'drop policy "{policy}" on "{table}"')
        for table, conditions in declared().items():
            cursor.execute(f"alter table {table} enable row level security")
            for command, condition in conditions.items():
                cursor.execute(_policy(table, command, condition))
            cursor.execute(
                f"create policy the_worker on {table} to {WORKER_ROLE} using (true) with check (true)"
            )


def _policy(table: str, command: str, condition: str) -> str:
    using = "" if command == "insert" else f"using ({condition})"
    check = "" if command in {"select", "delete"} else f"with check ({condition})"
    return f"create policy {command}_within_the_scope on {table} for {command} to {APP_ROLE} {using} {check}"
