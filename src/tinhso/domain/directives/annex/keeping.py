"""The rows of an annex as they are kept for the preview, and which of them are wrong."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Q

from tinhso.domain.directives.annex import bulk
from tinhso.domain.directives.annex.names import Namer
from tinhso.domain.directives.annex.problems import ERRORS, LACKS
from tinhso.domain.directives.annex.rows import Row
from tinhso.domain.directives.annex.working import Progress, in_batches
from tinhso.domain.directives.models import Annex, AnnexName, AnnexRow, Meaning, RowKind
from tinhso.kernel.text import fold

BATCH = 1_000

# A row is wrong where a cell cannot be read or nobody knows a name; it lacks something where it cannot be given yet.
_JUDGE = """
update directives_annexrow r
   set wrong = j.wrong, lacking = j.lacking, left_out = r.left_out and j.wrong
  from (
    select a.id,
           exists (select 1 from jsonb_array_elements(a.problems) p where p->>'code' = any(%(errors)s))
           or exists (select 1 from directives_annexname n where n.annex_id = a.annex_id
                       and n.meaning = 'unknown' and n.text = any(a.lead_names || a.helper_names)) as wrong,
           exists (select 1 from jsonb_array_elements(a.problems) p where p->>'code' = any(%(lacks)s))
           or exists (select 1 from directives_annexname n where n.annex_id = a.annex_id
                       and n.meaning = 'words' and n.text = any(a.lead_names)) as lacking
      from directives_annexrow a where a.annex_id = %(annex)s and a.kind = 'task'
  ) j
 where r.id = j.id and (r.wrong, r.lacking) is distinct from (j.wrong, j.lacking)
"""


def keep(annex: Annex, rows: Iterable[Row], namer: Namer, progress: Progress, total: int) -> None:
    """Replace the rows of the annex. What people have said of its names stays said."""
    annex.rows.all().delete()
    uses: Counter[str] = Counter()
    done = 0
    for part in in_batches(rows, BATCH):
        bulk.insert([_kept(annex, row) for row in part])
        for row in part:
            uses.update({*row.named.leads, *row.named.helpers})
        done += len(part)
        progress.say(done, total)
    _keep_names(annex, uses, namer)
    judge(annex)


def judge(annex: Annex) -> None:
    """Mark what is wrong and what is lacking, and count it on the annex; not saved."""
    with connection.cursor() as cursor:
        cursor.execute(_JUDGE, {"annex": annex.pk, "errors": list(ERRORS), "lacks": list(LACKS)})
    tasks = Q(kind=RowKind.TASK)
    counted = annex.rows.order_by().aggregate(
        rows_read=Count("id"),
        tasks_read=Count("id", filter=tasks),
        wrong=Count("id", filter=tasks & Q(wrong=True)),
        lacking=Count("id", filter=tasks & Q(lacking=True)),
        left_out=Count("id", filter=tasks & Q(left_out=True)),
        hidden=Count("id", filter=Q(kind=RowKind.HIDDEN)),
    )
    for name, number in counted.items():
        setattr(annex, name, number)
    if not annex.left_out:
        annex.left_out_reason = ""


def _kept(annex: Annex, row: Row) -> AnnexRow:
    return AnnexRow(
        annex=annex,
        number=row.number,
        kind=row.kind,
        section=row.section,
        cells=row.cells,
        title=row.title,
        product=row.product,
        lead_names=list(row.named.leads),
        helper_names=list(row.named.helpers),
        due_on=row.when.day,
        bound=row.when.bound,
        deadline_kind=row.when.kind,
        deadline_raw=row.when.raw[:300],
        no_deadline_reason=row.when.reason,
        accountable=row.accountable[:200],
        report_to=row.report_to[:300],
        note=row.note,
        problems=row.problems,
        folded=fold(f"{row.title} {row.product} {'; '.join(row.named.leads)}"),
    )


def _keep_names(annex: Annex, uses: Counter[str], namer: Namer) -> None:
    said = {name.text: name for name in annex.names.exclude(said_by=None)}
    annex.names.filter(said_by=None).delete()
    annex.names.exclude(text__in=list(uses)).delete()
    fresh = []
    for text, number in uses.items():
        if text in said:
            said[text].uses = number
            said[text].save(update_fields=["uses"])
            continue
        meant = namer.meaning(text)
        unit = meant.unit_id if meant.meaning == Meaning.UNIT else None
        fresh.append(AnnexName(annex=annex, text=text, meaning=meant.meaning, unit_id=unit, uses=number))
    AnnexName.objects.bulk_create(fresh, batch_size=BATCH)
