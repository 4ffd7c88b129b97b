-- Words as they are searched: folded (vn_fold), everything but letters and digits a blank. The text parser splits
-- codes oddly (48-NQ/TU becomes 48 and nq/tu); after this it sees plain words only.
create function vn_words(t text) returns text
language sql immutable strict parallel safe as $$
  select regexp_replace(public.vn_fold(t) collate "C", '[^a-z0-9]+', ' ', 'g')
$$;
comment on function vn_words(text) is 'The words of a text as they are searched: folded, without signs';

-- The parts of a document by weight: A number, B abstract, C issuer, D text. A tsvector holds one megabyte and the
-- first 16,383 positions; a text beyond a million signs is cut, and one of nothing but different words cut harder,
-- so that no text can keep its document from being stored.
create function documents_vector(number text, abstract text, issuer text, content text) returns tsvector
language plpgsql immutable parallel safe as $$
declare
  head tsvector := setweight(to_tsvector('simple', public.vn_words(number)), 'A')
                || setweight(to_tsvector('simple', public.vn_words(abstract)), 'B')
                || setweight(to_tsvector('simple', public.vn_words(issuer)), 'C');
begin
  if content = '' then return head; end if;
  begin
    return head || setweight(to_tsvector('simple', public.vn_words(left(content, 1000000))), 'D');
  exception when program_limit_exceeded then
    return head || setweight(to_tsvector('simple', public.vn_words(left(content, 60000))), 'D');
  end;
end $$;

alter table documents_officialdocument
  add column head tsvector generated always as
    (public.documents_vector(number || ' ' || number_raw, abstract, folded, '')) stored,
  add column words tsvector generated always as
    (public.documents_vector(number || ' ' || number_raw, abstract, folded, text)) stored;

-- the list of documents, searched: what it is about, and its text
create index documents_head on documents_officialdocument using gin (head);
create index documents_words on documents_officialdocument using gin (words);
-- the newest of many that match
create index documents_newest on documents_officialdocument (issued_on desc nulls last, id desc);
-- a number by its beginning
create index documents_number_prefix on documents_officialdocument (number_key text_pattern_ops);

-- Row-level security keeps an index from serving `@@` to the application, because that operator might tell of rows
-- beyond the wall. So the question is answered by the owner, who applies the same wall inside: the seal of the
-- scope decides, and nothing but ids and scores comes out. The list reads them under its own wall again.
--
-- phrase, every: tsqueries as text. number_from: beginning of a number's key. spellings: the typed words in their
-- exact marks, empty where they were typed without. The newest `most` of each way of matching are weighed, so that
-- common words cost no more than rare ones; the marks in the text only of the `finest` best.
-- Score: 1024 the number itself, 512 its beginning; 64 the exact marks in the head, 32 in the text; 24 the phrase in
-- the head, 8 every word there; 5 the phrase in the text, 1 every word somewhere.
create function documents_search(
  phrase text, every text, number_from text, spellings text[], kind text, issuers bigint[], issuer_words text,
  first_day date, last_day date, most int, finest int
) returns table (id bigint, score int)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  reach text := tinhso_reach();
  units bigint[] := tinhso_units();
  place text := 'true';
begin
  if reach = '' then return; end if;
  if reach <> 'province' then place := place || ' and readers && $1'; end if;
  if kind <> '' then place := place || ' and doc_type = $2'; end if;
  if issuer_words <> '' then
    place := place || ' and (issuer_id = any($3) or vn_fold(issuer_text) like ''%'' || $4 || ''%'')';
  end if;
  if first_day is not null then place := place || ' and issued_on >= $5'; end if;
  if last_day is not null then place := place || ' and issued_on <= $6'; end if;
  return query execute replace($q$
    with found as (
      (select d.id, issued_on, case when number_key = $7 then 1024 else 512 end as score
         from documents_officialdocument d
        where $7 <> '' and number_key like $7 || '%' and #place order by number_key limit 100)
      union all
      (select d.id, issued_on, 24 from documents_officialdocument d
        where head @@ $8::tsquery and #place order by issued_on desc nulls last, d.id desc limit $10)
      union all
      (select d.id, issued_on, 8 from documents_officialdocument d
        where head @@ $9::tsquery and #place order by issued_on desc nulls last, d.id desc limit $10)
      union all
      (select s.id, s.issued_on, case when s.words @@ $8::tsquery then 5 else 1 end from (
        select d.id, issued_on, d.words from documents_officialdocument d
         where words @@ $9::tsquery and #place order by issued_on desc nulls last, d.id desc limit $10) s)
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
  using units, kind, issuers, issuer_words, first_day, last_day, number_from, phrase, every, most, spellings, finest;
end $$;
