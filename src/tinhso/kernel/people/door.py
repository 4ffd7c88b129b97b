"""The door: what the web process may see of accounts before anybody's scope is open.

Until somebody is logged in there is no scope, so every wall is closed; and yet a password must be compared and a
session found. The functions here open exactly one account, for this transaction, and seal it as the scope is
sealed (walls.py): `knock` by what was typed, `come_back` for the account of a session. The walls of the account
tables believe only that seal, or an administrator's scope. Sessions are reached by their key and never listed
(sessions.py); what failed at the door is counted by functions and never read (lockout.py).

Trust boundary: the database believes the web process when it says whose session it serves (`come_back`,
`tinhso_enter`); nothing else that a statement claims is believed. See docs/security.md.
"""

from typing import TYPE_CHECKING

from django.db import connection
from django.http import HttpRequest
from django.utils.http import base36_to_int

if TYPE_CHECKING:
    from tinhso.kernel.people.models import Account

PENDING = "account_login"  # where allauth keeps a login that waits for its second step

_MINE = "{} = (select tinhso_account_at_the_door())"
ADMINISTRATOR = "(select tinhso_role()) = 'administrator'"


def _own_or_administered(column: str) -> str:
    return f"{_MINE.format(column)} or {ADMINISTRATOR}"


_BY_USER = _own_or_administered("user_id")
_BY_ACCOUNT = _own_or_administered("account_id")

# The walls of tables that have an account in them, ours and the libraries'; jobs are the operators' to see.
WALLS = {
    "people_account": {
        "select": _own_or_administered("id"),
        "insert": ADMINISTRATOR,
        "update": _own_or_administered("id"),  # and the guard below says which columns are one's own
    },
    "people_account_groups": {"all": ADMINISTRATOR},
    "people_account_user_permissions": {"all": ADMINISTRATOR},
    "people_session": {"select": _BY_ACCOUNT, "delete": _BY_ACCOUNT},
    "people_attempt": {"select": "false"},
    "account_emailaddress": {"all": _BY_USER},
    "account_emailconfirmation": {"all": "false"},  # links carry a signature; the table stays empty
    "mfa_authenticator": {"all": _BY_USER},
    "procrastinate_jobs": {"all": ADMINISTRATOR},
    "procrastinate_events": {"all": ADMINISTRATOR},
    "procrastinate_periodic_defers": {"all": ADMINISTRATOR},
    "procrastinate_workers": {"all": ADMINISTRATOR},
}

FUNCTIONS = """
create or replace function tinhso_open_door(account bigint) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  select set_config('tinhso.door', account::text, true),
         set_config('tinhso.door_seal', tinhso_seal('door|' || account), true) $$;
revoke execute on function tinhso_open_door(bigint) from public;

create or replace function tinhso_account_at_the_door() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare account text := current_setting('tinhso.door', true);
begin
  if coalesce(account, '') <> ''
     and tinhso_seal('door|' || account) = current_setting('tinhso.door_seal', true) then
    return account::bigint;
  end if;
  return tinhso_account();
end $$;

-- A user name goes before an address, a confirmed address before an unconfirmed one; two of a kind open nothing.
create or replace function tinhso_knock(login text) returns setof people_account
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare found_ids bigint[];
begin
  select array_agg(a.id) into found_ids from people_account a where lower(a.username) = lower(login);
  if found_ids is null then
    select array_agg(e.user_id) into found_ids from account_emailaddress e
     where e.email = lower(login) and e.verified;
  end if;
  if found_ids is null then
    select array_agg(a.id) into found_ids from people_account a
     where lower(a.email) = lower(login) and a.email <> '';
  end if;
  if cardinality(found_ids) is distinct from 1 then return; end if;
  perform tinhso_open_door(found_ids[1]);
  return query select * from people_account a where a.id = found_ids[1];
end $$;

create or replace function tinhso_come_back(account bigint) returns setof people_account
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform tinhso_open_door(a.id) from people_account a where a.id = account;
  return query select * from people_account a where a.id = account;
end $$;

create or replace function tinhso_has_second_factor(account bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from mfa_authenticator m where m.user_id = account and m.type in ('totp', 'webauthn')) $$;

create or replace function tinhso_roles_of(account bigint) returns text[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(distinct p.role::text), '{}') from people_account a
  join people_tenure t on t.person_id = a.person_id and t.during @> tinhso_today()
  join people_post p on p.id = t.post_id where a.id = account and a.is_active $$;

create or replace function tinhso_address_is_taken(address text, account bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from account_emailaddress e
                  where e.email = lower(address) and e.verified and e.user_id <> account)
      or exists (select from people_account a where lower(a.email) = lower(address) and a.id <> account) $$;

-- What an account may change of itself; the rest (whose it is, whether it is open) is for administrators.
create or replace function tinhso_guard_account() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if current_user = 'tinhso_app' and tinhso_role() is distinct from 'administrator'
     and (new.id, new.username, new.person_id, new.is_active, new.is_staff, new.is_superuser, new.date_joined)
         is distinct from
         (old.id, old.username, old.person_id, old.is_active, old.is_staff, old.is_superuser, old.date_joined)
  then
    raise exception 'an account may change only its own secrets and address' using errcode = '42501';
  end if;
  return new;
end $$;
create or replace trigger an_account_changes_only_its_own before update on people_account
  for each row execute function tinhso_guard_account();

-- A closed account has no session, whoever closed it and however.
create or replace function tinhso_end_sessions_of_closed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from people_session s where s.account_id = new.id;
  return null;
end $$;
create or replace trigger a_closed_account_has_no_session after update of is_active on people_account
  for each row when (old.is_active and not new.is_active) execute function tinhso_end_sessions_of_closed();

create or replace function tinhso_session_read(key text)
returns table (id bigint, data text, seen_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.data, s.seen_at from people_session s
   where s.key_hash = sha256(convert_to(key, 'UTF8')) and s.expires_at > clock_timestamp() $$;

create or replace function tinhso_session_write(key text, content text, expires timestamptz, account bigint,
                                                device_seen text, network_seen text, create_it boolean)
returns bigint language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare hash bytea := sha256(convert_to(key, 'UTF8')); written bigint;
begin
  if create_it then
    insert into people_session as s (key_hash, account_id, data, started_at, seen_at, expires_at, device, network)
    values (hash, account, content, clock_timestamp(), clock_timestamp(), expires, device_seen, network_seen)
    on conflict (key_hash) do nothing returning s.id into written;
  else
    update people_session s set data = content, account_id = account, seen_at = clock_timestamp(), expires_at = expires,
           device = coalesce(nullif(device_seen, ''), s.device),
           network = coalesce(nullif(network_seen, ''), s.network)
     where s.key_hash = hash returning s.id into written;
  end if;
  return written;
end $$;

create or replace function tinhso_session_touch(key text, network_seen text) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update people_session s set seen_at = clock_timestamp(), network = coalesce(nullif(network_seen, ''), s.network)
   where s.key_hash = sha256(convert_to(key, 'UTF8')) $$;

create or replace function tinhso_session_drop(key text) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  delete from people_session s where s.key_hash = sha256(convert_to(key, 'UTF8')) $$;

create or replace function tinhso_attempt(what text, account bigint, stranger int, address inet, known boolean)
returns void language sql volatile security definer set search_path = public, pg_temp as $$
  insert into people_attempt (at, kind, account_id, unknown, address, known_device)
  values (clock_timestamp(), what, account, stranger, address, known) $$;

create or replace function tinhso_attempts(what text, account bigint, stranger int, network inet, span interval)
returns table (pair int, pair_last timestamptz, all_places int, all_places_last timestamptz,
               known int, known_last timestamptz, place int, place_last timestamptz, place_accounts int)
language sql stable security definer set search_path = public, pg_temp as $$
  with mine as (
    select a.at, a.address is not distinct from network as here, a.known_device from people_attempt a
     where a.kind = what and a.at > clock_timestamp() - interval '1 day'
       and (a.account_id = account or a.unknown = stranger)
  ), here as (
    select a.at, a.account_id, a.unknown from people_attempt a
     where a.kind = what and a.address = network and a.at > clock_timestamp() - span
  )
  select count(*) filter (where m.here and not m.known_device and m.at > clock_timestamp() - span)::int,
         max(m.at) filter (where m.here and not m.known_device),
         count(*) filter (where not m.known_device)::int, max(m.at) filter (where not m.known_device),
         count(*) filter (where m.known_device and m.at > clock_timestamp() - span)::int,
         max(m.at) filter (where m.known_device),
         (select count(*) from here)::int, (select max(h.at) from here h),
         (select count(distinct coalesce(h.account_id, -h.unknown)) from here h)::int
    from mine m $$;

create or replace function tinhso_forgive(what text, account bigint, network inet) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  delete from people_attempt a where a.kind = what and a.account_id = account
     and account = tinhso_account_at_the_door() and (a.known_device or a.address is not distinct from network) $$;

create or replace function tinhso_forgive_everything(account bigint) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  delete from people_attempt a where a.account_id = account and tinhso_role() = 'administrator' $$;

-- Whoever may write may leave a job; what is queued is seen by the worker and by administrators.
do $$ begin
  if to_regproc('public.procrastinate_defer_jobs_v1') is not null then
    alter function public.procrastinate_defer_jobs_v1 security definer set search_path = public, pg_temp;
  end if;
end $$;
"""

# What a session carries is reached by its key only; the list shows where and when, not what.
GRANTS = """
revoke select, insert, update on people_session, people_attempt from {role};
grant select (id, account_id, started_at, seen_at, expires_at, device, network) on people_session to {role};
grant select on people_attempt to {role};
"""


def knock(login: str) -> "Account | None":
    """Open the door to the account with this user name or address. None where there is none, or two."""
    return _opened("tinhso_knock(%s)", login.strip())


def come_back(account_id: int) -> "Account | None":
    """Open the door to an account that the web process knows: of a session, a signed link, a passkey."""
    return _opened("tinhso_come_back(%s)", account_id)


def come_back_to_finish(request: HttpRequest) -> None:
    """Open the door to the account whose login waits for its second step in this session."""
    pending = request.session.get(PENDING)
    if isinstance(pending, dict) and pending.get("user_pk"):
        come_back(base36_to_int(pending["user_pk"]))  # as allauth writes keys


def address_is_taken(address: str, account_id: int) -> bool:
    """Whether another account has this mail address; the only thing told of it."""
    with connection.cursor() as cursor:
        cursor.execute("select tinhso_address_is_taken(%s, %s)", [address, account_id])
        return bool(cursor.fetchone()[0])


def _opened(function: str, argument: str | int) -> "Account | None":
    from tinhso.kernel.people.models import Account

    found = Account.objects.raw(
        f"select a.*, tinhso_has_second_factor(a.id) as has_second_factor from {function} a", [argument]
    )
    return next(iter(found), None)
