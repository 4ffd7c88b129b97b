-- Row-level security keeps an index from serving `@@` to the application, because that operator might tell of rows
-- beyond the wall. So the question is answered by the owner, who applies the same wall inside: the seal of the
-- scope decides, and nothing but ids and scores comes out. The list reads them under its own wall again.
--
-- phrase, every: tsqueries as text. number_from: beginning of a number's key. spellings: the typed words in their
-- exact marks, empty where they were typed without. way, of_side, how_urgent: '' for all; field: null for all. The
-- newest `most` of each way of matching are weighed, so that common words cost no more than rare ones; the marks in
-- the text only of the `finest` best.
-- The filters stand before the words, so that what they leave out is never unpacked; the type as a list of one,
-- because an equality would be asked after the words. No scan of the whole table: it unpacks every text.
-- Score: 1024 the number itself, 512 its beginning; 64 the exact marks in the head, 32 in the text; 24 the phrase in
-- the head, 8 every word there; 5 the phrase in the text, 1 every word somewhere.
drop function if exists documents_search(text, text, text, text[], text, bigint[], text, date, date, int, int);
create function documents_search(
  phrase text, every text, number_from text, spellings text[], kind text, issuers bigint[], issuer_words text,
  first_day date, last_day date, most int, finest int, way text, of_side text, how_urgent text, field bigint
) returns table (id bigint, score int)
language plpgsql stable security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  reach text := tinhso_reach();
  units bigint[] := tinhso_units();
  place text := 'true';
begin
  if reach = '' then return; end if;
  if reach <> 'province' then place := place || ' and readers && $1'; end if;
  if kind <> '' then place := place || ' and doc_type = any(array[$2])'; end if;
  if issuer_words <> '' then
    place := place || ' and (issuer_id = any($3) or vn_fold(issuer_text) like ''%'' || $4 || ''%'')';
  end if;
  if first_day is not null then place := place || ' and issued_on >= $5'; end if;
  if last_day is not null then place := place || ' and issued_on <= $6'; end if;
  if way <> '' then place := place || ' and direction = $13'; end if;
  if of_side <> '' then place := place || ' and side = $14'; end if;
  if how_urgent <> '' then place := place || ' and urgency = $15'; end if;
  if field is not null then place := place || ' and field_of_work_id = $16'; end if;
  return query execute replace($q$
    with found as (
      (select d.id, issued_on, case when number_key = $7 then 1024 else 512 end as score
         from documents_officialdocument d
        where $7 <> '' and number_key like $7 || '%' and #place order by number_key limit 100)
      union all
      (select d.id, issued_on, 24 from documents_officialdocument d
        where #place and head @@ $8::tsquery order by issued_on desc nulls last, d.id desc limit $10)
      union all
      (select d.id, issued_on, 8 from documents_officialdocument d
        where #place and head @@ $9::tsquery order by issued_on desc nulls last, d.id desc limit $10)
      union all
      (select s.id, s.issued_on, case when s.words @@ $8::tsquery then 5 else 1 end from (
        select d.id, issued_on, d.words from documents_officialdocument d
         where #place and words @@ $9::tsquery order by issued_on desc nulls last, d.id desc limit $10) s)
    ), best as (
      select f.id, f.issued_on, max(f.score) as score from found f group by 1, 2
       order by 3 desc, 2 desc nulls last, 1 desc limit $10
    ), placed as (
      select b.*, row_number() over (order by b.score desc, b.issued_on desc nulls last, b.id desc) as place from best b
    )
    select p.id, p.score + coalesce((
        select case when exists (select 1 from unnest($11) s where strpos(d.abstract || ' ' || d.issuer_text, s) > 0) then 64
                    when p.place <= $12 and exists (select 1 from unnest($11) s where strpos(left(d.text, 50000), s) > 0) then 32
               end from documents_officialdocument d where d.id = p.id and $11 <> '{}'), 0) as score
      from placed p order by 2 desc, p.issued_on desc nulls last, p.id desc
  $q$, '#place', place)
  using units, kind, issuers, issuer_words, first_day, last_day, number_from, phrase, every, most, spellings, finest,
    way, of_side, how_urgent, field;
end $$;

-- the newest of many that match, within a filter of the list: else common words would be looked for in ever older
-- documents until enough of the rare kind are found
create index documents_newest_of_way on documents_officialdocument (direction, issued_on desc nulls last, id desc);
create index documents_newest_of_side on documents_officialdocument (side, issued_on desc nulls last, id desc);
create index documents_newest_urgent on documents_officialdocument (urgency, issued_on desc nulls last, id desc)
  where urgency <> '';
create index documents_newest_of_field on documents_officialdocument
  (field_of_work_id, issued_on desc nulls last, id desc) where field_of_work_id is not null;
