"""Search of one unit's duties among millions: words that nobody can type say reader and place together.

@u7b12 stands where @u7 and @b12 stood: an index that is asked for a unit's duties in ten places reads those places of
the unit's list, not the whole list ten times. Beside words with figures stands the pair (so_12, 48_nq): figures are
what tells one number from another, and the index does not know which words stand together.
"""

from importlib import import_module

from django.db import migrations

earlier = import_module("tinhso.kernel.duties.migrations.0003_search")
FEW = 2_000  # duties read one by one instead of asking the index for more words

PAIRS = """
create function duties_pairs(spoken text) returns text[] language sql immutable parallel safe as $$
  select case when spoken ~ '\\d' then array(
    select first || '_' || second from (
      select word as first, lead(word) over (order by place) as second
        from regexp_split_to_table(btrim(spoken), '\\s+') with ordinality words(word, place)) pairs
     where second is not null and (first ~ '\\d' or second ~ '\\d')) else array[]::text[] end $$;
"""

COLUMN = f"""
alter table duties_duty drop column found_by;
create or replace function duties_words(folded text, readers bigint[], id bigint, open boolean) returns tsvector
language sql immutable parallel safe as $$
  select to_tsvector('simple', public.duties_spoken(folded)) || array_to_tsvector(
    array(select '@u' || unit || 'b' || id / {earlier.BUCKET} from unnest(readers) unit)
    || public.duties_pairs(public.duties_spoken(folded))
    || ('@b' || id / {earlier.BUCKET}) || case when open then array['@open'] else array[]::text[] end) $$;

alter table duties_duty add column found_by tsvector
  generated always as (duties_words(folded, readers, id, closed_at is null)) stored;
create index duty_words on duties_duty using gin (found_by) with (gin_pending_list_limit = 1024);
"""

FOUND = """
drop function duties_stepwise(tsquery, integer);
create or replace function duties_found(typed text, only_open boolean, most integer) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  spoken text := rtrim(duties_spoken(typed));
  whole tsquery := phraseto_tsquery('simple', spoken);
  pairs text[] := duties_pairs(spoken);
  units bigint[] := tinhso_units();
  said tsquery;
  rare tsquery;
  found bigint[];
begin
  if tinhso_reach() = '' or numnode(whole) = 0 then return; end if;
  for attempt in 1..2 loop
    if attempt = 1 then
      said := whole;
    else
      said := (whole::text || ':*')::tsquery;
      pairs := pairs[:cardinality(pairs) - 1];  -- the last one may hold the unfinished word
    end if;
    rare := duties_all_of(pairs);
    if only_open then said := said && '@open'::tsquery; end if;
    if tinhso_reach() = 'province' then
      found := duties_newest(said, most);
      if cardinality(found) < most then found := duties_stepwise(said, rare, null, most); end if;
    elsif cardinality(units) > 0 then
      found := duties_stepwise(said, rare, units, most);
    end if;
    exit when cardinality(found) > 0 or spoken !~ '\\w{4}$';
  end loop;
  return query select unnest(found);
end $$;

create function duties_all_of(words text[]) returns tsquery language sql immutable parallel safe as $$
  select string_agg(quote_literal(word), ' & ')::tsquery from unnest(words) word $$;
"""

# By the index, newest duties first, in steps that grow: what is frequent is found in the first ones. For readers of
# units (`units`) a place is a unit's own; null: everybody's. Where pairs are known (`rare`) and few duties of the step
# have them, those are read one by one; asking the index for common words beside a rare pair costs it thirty times more.
STEPWISE = f"""
create function duties_stepwise(said tsquery, rare tsquery, units bigint[], most integer) returns bigint[]
language plpgsql stable set search_path = public, pg_temp as $$
declare
  bucket bigint := (select max(id) from duties_duty) / {earlier.BUCKET};
  width integer := 1;
  places tsquery;
  few bigint[];
  found bigint[] := array[]::bigint[];
begin
  while bucket >= 0 and cardinality(found) < most loop
    places := (select string_agg(coalesce('@u' || unit, '@') || 'b' || b, '|')
                 from generate_series(greatest(bucket - width + 1, 0), bucket) b
                 cross join unnest(coalesce(units, array[null]::bigint[])) unit);
    few := case when rare is not null then
      array(select id from duties_duty where found_by @@ (rare && places) limit {FEW} + 1) end;
    if cardinality(few) <= {FEW} then
      found := found || array(
        select id from duties_duty where id = any(few) and (found_by || ''::tsvector) @@ said
         order by id desc limit most - cardinality(found));
    else
      found := found || array(
        select id from duties_duty where found_by @@ (coalesce(rare && said, said) && places)
         order by id + 0 desc limit most - cardinality(found));  -- "+ 0": by the index of words, not of ids
    end if;
    bucket := bucket - width;
    width := least(width * 2, case when units is null then {earlier.STEP} else 10 * {earlier.STEP} end);
  end loop;
  return found;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_search")]
    operations = [migrations.RunSQL(PAIRS + COLUMN + FOUND + STEPWISE)]
