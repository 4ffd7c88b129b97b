"""Row-level security: the last wall, built from what each app declares.

An app's AppConfig may carry `walls`: table -> {"select" | "insert" | "update" | "delete" | "all": condition}, and
`rights`: table -> {role: what it may do at all}, where a role may do less than select, insert, update and delete.
`wall_functions` is SQL beside it: what a stranger may ask by an exact key, as functions of the owner.
`build` runs after every migrate, as the owner: it makes the roles where it may, grants the application what it
needs, and replaces every policy, so that the database and the declarations cannot drift apart (a test compares
them with the catalogue). Conditions may call tinhso_reach(), tinhso_units(), tinhso_person(), tinhso_account(),
tinhso_role() and tinhso_via() (own, delegation, emergency); written as `(select f())` they are computed once per query and leave the planner its indexes.
"""

from typing import Any

from django.apps import apps
from django.db import InternalError, OperationalError, connection, transaction

from tinhso.kernel.people import door
from tinhso.kernel.people.roles import REACH, Permission

APP_ROLE, WORKER_ROLE = "tinhso_app", "tinhso_worker"
SCHEMA = "public"

# tinhso_enter and its companions run as the owner; the application cannot read the key that seals the scope.
# The transaction's time and the backend are part of the seal: a copied one is worth nothing elsewhere. The time is
# a number: as text it would depend on DateStyle and TimeZone, which the caller sets. What is sealed begins with its
# kind ("scope|", "door|"), so that the seal of one cannot serve as the other. pg_temp stands last in every
# search_path: unnamed, it would be searched first, and a temporary table could pass for people_account.
FUNCTIONS = """
create or replace function tinhso_seal(scope text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select encode(sha256(k.secret || sha256(k.secret || convert_to(
           scope || '|' || pg_backend_pid() || '|' || extract(epoch from now()), 'UTF8'))), 'hex')
  from people_wallkey k $$;
revoke execute on function tinhso_seal(text) from public;

create or replace function tinhso_today() returns date language sql stable as $$
  select (now() at time zone 'Asia/Ho_Chi_Minh')::date $$;

-- Who sits where today: the one place that joins tenures, posts, their changes and living units by day.
-- Days are asked by function, not by operator: without fresh statistics the planner would else read everybody who
-- serves today out of the constraint's index, to find one person.
create or replace function tinhso_seats()
returns table (tenure_id bigint, person_id bigint, post_id bigint, title varchar, role varchar,
               unit_id bigint, unit_name varchar)
language sql stable as $$
  select t.id, t.person_id, p.id, coalesce(c.title, p.title), coalesce(c.role, p.role), u.id, u.name
  from people_tenure t
  join people_post p on p.id = t.post_id and (p.ended_on is null or p.ended_on > tinhso_today())
  join units_unit u on u.id = p.unit_id and u.during @> tinhso_today()
  left join lateral (
    select n.title, n.role from people_postchange n
     where n.post_id = p.id and n.since <= tinhso_today() order by n.since desc limit 1) c on true
  where range_contains_elem(t.during, tinhso_today()) $$;

-- Delegations that hold today: the giver still sits there, the delegate still serves somewhere. A giver who is
-- no holder (a delegate who passes on, a forged row) finds no seat, so a chain opens nothing.
create or replace function tinhso_delegated()
returns table (id bigint, delegate_id bigint, giver_id bigint, giver varchar, permissions varchar[],
               until timestamptz, post_id bigint, title varchar, role varchar, unit_id bigint, unit_name varchar)
language sql stable as $$
  select d.id, d.delegate_id, d.giver_id, g.full_name, d.permissions,
         upper(d.during)::timestamp at time zone 'Asia/Ho_Chi_Minh', s.post_id, s.title, s.role, s.unit_id, s.unit_name
  from people_delegation d
  join people_person g on g.id = d.giver_id
  join tinhso_seats() s on s.post_id = d.post_id and s.person_id = d.giver_id
  where range_contains_elem(d.during, tinhso_today()) and d.revoked_at is null
    and exists (select 1 from tinhso_seats() own where own.person_id = d.delegate_id) $$;

-- Emergency access that is open now: asked from a post still held, approved by another person, hours not over.
create or replace function tinhso_emergencies()
returns table (id bigint, person_id bigint, post_id bigint, title varchar, unit_id bigint, unit_name varchar,
               until timestamptz)
language sql stable as $$
  select e.id, e.person_id, own.post_id, own.title, u.id, u.name, x.until
  from people_emergencyaccess e
  join people_emergencydecision x on x.access_id = e.id and x.until > now() and x.decided_by_id <> e.person_id
  join tinhso_seats() own on own.post_id = e.post_id and own.person_id = e.person_id
  join units_unit u on u.id = e.unit_id and u.during @> tinhso_today()
  where not exists (select 1 from people_emergencyend z where z.access_id = e.id) $$;

drop function if exists tinhso_posts_of(bigint);
create function tinhso_posts_of(account bigint)
returns table (via text, id bigint, post_id bigint, title varchar, unit_name varchar, acting_for varchar,
               until timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare me bigint;  -- a known value, so that each branch begins at its index
begin
  select a.person_id into me from people_account a where a.id = account and a.is_active;
  return query select 'own', s.post_id, s.post_id, s.title, s.unit_name, ''::varchar, null::timestamptz
    from tinhso_seats() s where s.person_id = me order by s.tenure_id;
  return query select 'delegation', d.id, d.post_id, d.title, d.unit_name, d.giver, d.until
    from tinhso_delegated() d where d.delegate_id = me order by d.id;
  return query select 'emergency', e.id, e.post_id, e.title, e.unit_name, ''::varchar, e.until
    from tinhso_emergencies() e where e.person_id = me order by e.id;
end $$;

drop function if exists tinhso_enter(bigint, bigint);
drop function if exists tinhso_enter(bigint, bigint, bigint, bigint);
create function tinhso_enter(account bigint, wanted_post bigint default null, wanted_delegation bigint default null,
                             wanted_emergency bigint default null)
returns table (person_id bigint, person_name varchar, post_id bigint, title varchar, unit_id bigint,
               unit_name varchar, role varchar, reach text, unit_ids bigint[], via text, via_id bigint,
               acting_for_id bigint, acting_for varchar, limits varchar[], until timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare scope text; believed varchar;
begin
  perform set_config('tinhso.scope', '', true), set_config('tinhso.seal', '', true);
  select n.id, n.full_name into person_id, person_name
    from people_account a join people_person n on n.id = a.person_id where a.id = account and a.is_active;
  if person_id is null then return; end if;
  if wanted_delegation is not null then
    select d.post_id, d.title, d.unit_id, d.unit_name, d.role, 'delegation', d.id, d.giver_id, d.giver,
           d.permissions, d.until
      into post_id, title, unit_id, unit_name, role, via, via_id, acting_for_id, acting_for, limits, until
      from tinhso_delegated() d where d.id = wanted_delegation and d.delegate_id = tinhso_enter.person_id;
  elsif wanted_emergency is not null then
    select e.post_id, e.title, e.unit_id, e.unit_name, 'officer', 'emergency', e.id, {emergency_limits}, e.until
      into post_id, title, unit_id, unit_name, role, via, via_id, limits, until
      from tinhso_emergencies() e where e.id = wanted_emergency and e.person_id = tinhso_enter.person_id;
  else
    select s.post_id, s.title, s.unit_id, s.unit_name, s.role, 'own'
      into post_id, title, unit_id, unit_name, role, via
      from tinhso_seats() s
     where s.person_id = tinhso_enter.person_id and (wanted_post is null or s.post_id = wanted_post)
     order by s.tenure_id limit 1;
  end if;
  if post_id is null then return; end if;
  reach := case when via = 'emergency' then 'units' else case role {reach_cases} end end;
  unit_ids := array[unit_id];
  if exists (select 1 from units_unitparent c where c.parent_id = tinhso_enter.unit_id
              and range_contains_elem(c.during, tinhso_today())) then
    with recursive below(id) as (
        select tinhso_enter.unit_id
        union
        select c.unit_id from units_unitparent c join below b on c.parent_id = b.id
         where c.during @> tinhso_today() and not exists (
           select 1 from units_unit u where u.id = c.parent_id and u.kind = 'province'))
    select array_agg(id order by id) into unit_ids from below;
  end if;
  -- What walls give to administrators a delegate gets only with the permission to administer.
  believed := case when limits is not null and role = 'administrator' and not 'ADMINISTER' = any(limits)
                   then 'officer' else role end;
  scope := concat_ws('|', reach, person_id, array_to_string(unit_ids, ','), account, believed, post_id, unit_id, via);
  perform set_config('tinhso.scope', scope, true), set_config('tinhso.seal', tinhso_seal('scope|' || scope), true);
  return next;
end $$;

create or replace function tinhso_scope_part(part int) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare scope text := current_setting('tinhso.scope', true);
begin
  if coalesce(scope, '') = '' then return ''; end if;
  if tinhso_seal('scope|' || scope) is distinct from current_setting('tinhso.seal', true) then return ''; end if;
  return split_part(scope, '|', part);
end $$;

create or replace function tinhso_reach() returns text language sql stable as $$
  select public.tinhso_scope_part(1) $$;
create or replace function tinhso_person() returns bigint language sql stable as $$
  select nullif(public.tinhso_scope_part(2), '')::bigint $$;
create or replace function tinhso_units() returns bigint[] language sql stable as $$
  select coalesce(nullif(string_to_array(public.tinhso_scope_part(3), ','), '{{}}')::bigint[], '{{}}'::bigint[]) $$;
create or replace function tinhso_account() returns bigint language sql stable as $$
  select nullif(public.tinhso_scope_part(4), '')::bigint $$;
create or replace function tinhso_role() returns text language sql stable as $$
  select public.tinhso_scope_part(5) $$;
create or replace function tinhso_via() returns text language sql stable as $$
  select public.tinhso_scope_part(8) $$;

-- The only two things that a visitor with an invitation's code can do, without any scope.
create or replace function tinhso_invitation(hash bytea)
returns table (id bigint, full_name varchar, title varchar, unit_name varchar, begins_on date, email varchar,
               username varchar, expires_at timestamptz, used_at timestamptz, revoked_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, n.full_name, p.title, u.name, i.begins_on, i.email, i.username, i.expires_at, i.used_at, i.revoked_at
  from people_invitation i join people_person n on n.id = i.person_id
  join people_post p on p.id = i.post_id join units_unit u on u.id = p.unit_id
  where i.code_hash = hash $$;

create or replace function tinhso_accept_invitation(hash bytea, new_username text, new_email text, new_password text)
returns table (invitation_id bigint, account_id bigint, person_id bigint, post_id bigint, unit_id bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare first_day date; its_basis varchar;
begin
  update people_invitation i set used_at = now()
   where i.code_hash = hash and i.used_at is null and i.revoked_at is null and i.expires_at > now()
  returning i.id, i.person_id, i.post_id, i.begins_on, i.basis
       into invitation_id, person_id, post_id, first_day, its_basis;
  if invitation_id is null then return; end if;
  select p.unit_id into unit_id from people_post p
   where p.id = tinhso_accept_invitation.post_id and (p.ended_on is null or p.ended_on > first_day);
  if unit_id is null then
    raise exception using errcode = 'check_violation', message = 'the post has ended', constraint = 'an_ended_post_has_no_holder';
  end if;
  if exists (select 1 from people_account a where lower(a.username) = lower(new_username)) then
    raise unique_violation using message = 'user name taken', constraint = 'people_account_username_key';
  end if;
  if new_email <> '' and exists (select 1 from people_account a where lower(a.email) = lower(new_email)) then
    raise unique_violation using message = 'e-mail taken', constraint = 'an_email_is_of_one_account';
  end if;
  insert into people_account (password, is_superuser, username, email, is_staff, is_active, date_joined, person_id)
  values (new_password, false, new_username, new_email, false, true, now(), tinhso_accept_invitation.person_id)
  returning id into account_id;
  insert into people_tenure (post_id, person_id, during, basis)
  values (tinhso_accept_invitation.post_id, tinhso_accept_invitation.person_id, daterange(first_day, null), its_basis);
  return next;
end $$;
"""

# What emergency access allows: to read, nothing else.
EMERGENCY_LIMITS = (Permission.READ_DUTIES, Permission.READ_DIRECTIVES, Permission.READ_BOARD)

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


SIGNS = """
create or replace function tinhso_vital_signs() returns table (name text, label text, value float8)
language sql stable security definer set search_path = public, pg_temp as $$ {parts} $$;
"""


def declared_signs() -> dict[str, tuple[str, str]]:
    """Vital sign -> (what it says, the query for its labels and numbers), from every app's `vital_signs`.

    The operators' monitoring asks them without a scope; so they give numbers and never a row.
    """
    return {
        name: sign
        for config in apps.get_app_configs()
        for name, sign in getattr(config, "vital_signs", {}).items()
    }


def declared() -> dict[str, dict[str, str]]:
    """Table -> its conditions, from every installed app."""
    return {
        table: conditions
        for config in apps.get_app_configs()
        for table, conditions in getattr(config, "walls", {}).items()
    }


def rights() -> dict[str, dict[str, str]]:
    """Table -> role -> the privileges it is left with, from every installed app."""
    return {
        table: granted
        for config in apps.get_app_configs()
        for table, granted in getattr(config, "rights", {}).items()
    }


TRIES = 5


def build(**_: Any) -> None:
    """Make functions, grants and policies what the code says, all at once: no table stands without its walls in
    between. Idempotent; needs the owner's role. Tried again where the server tidies the same catalogue rows."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                _build(cursor)
            return
        except (InternalError, OperationalError):  # "tuple concurrently updated"; a deadlock with a request
            if not left or connection.in_atomic_block:
                raise


def _build(cursor: Any) -> None:
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
    _make_functions(cursor)
    _grant(cursor)
    _raise_walls(cursor)


def _make_functions(cursor: Any) -> None:
    cases = " ".join(f"when '{role.value}' then '{reach.value}'" for role, reach in REACH.items())
    reading = ", ".join(f"'{permission.name}'" for permission in EMERGENCY_LIMITS)
    cursor.execute(FUNCTIONS.format(reach_cases=cases, emergency_limits=f"array[{reading}]::varchar[]"))
    parts = " union all ".join(
        f"select '{name}', s.label::text, s.value::float8 from ({query}) s (label, value)"
        for name, (_says, query) in declared_signs().items()
    )
    cursor.execute(SIGNS.format(parts=parts))
    cursor.execute(door.FUNCTIONS)
    for config in apps.get_app_configs():
        if functions := getattr(config, "wall_functions", ""):
            cursor.execute(functions)


def _grant(cursor: Any) -> None:
    for role in (APP_ROLE, WORKER_ROLE):
        cursor.execute(
            f"grant usage on schema {SCHEMA} to {role};"
            f"grant select, insert, update, delete on all tables in schema {SCHEMA} to {role};"
            f"grant usage, select on all sequences in schema {SCHEMA} to {role};"
            f"revoke all on people_wallkey, django_migrations from {role};"
            f"grant select on django_migrations to {role};"  # readiness asks whether one waits
        )
        for table, granted in rights().items():
            cursor.execute(f"revoke all on {table} from {role}")
            if granted.get(role):
                cursor.execute(f"grant {granted[role]} on {table} to {role}")
    cursor.execute(door.GRANTS.format(role=APP_ROLE))


def _raise_walls(cursor: Any) -> None:
    cursor.execute("select tablename, policyname from pg_policies where schemaname = %s", [SCHEMA])
    for table, policy in cursor.fetchall():
        cursor.execute(f'drop policy "{policy}" on "{table}"')
    for table, conditions in declared().items():
        cursor.execute(f"alter table {table} enable row level security")
        for command, condition in conditions.items():
            cursor.execute(_policy(table, command, condition))
        cursor.execute(f"create policy the_worker on {table} to {WORKER_ROLE} using (true) with check (true)")


def _policy(table: str, command: str, condition: str) -> str:
    using = "" if command == "insert" else f"using ({condition})"
    check = "" if command in {"select", "delete"} else f"with check ({condition})"
    return f"create policy {command}_within_the_scope on {table} for {command} to {APP_ROLE} {using} {check}"
