"""The worker's side of duties."""

from django.utils import timezone
from procrastinate.contrib.django import app

from tinhso.kernel.duties import bulk, recurring, tally
from tinhso.kernel.duties.actions.remind import remind


@app.periodic(cron="* * * * *")
@app.task(queue="tally", queueing_lock="duties.tally")
def fold_tally(timestamp: int) -> None:
    """Every minute: the journal stays short, however many duties move."""
    tally.fold()


# From half past five in the morning in Việt Nam (22:30 UTC), before the digest of the day is gathered; then every hour of
# the day, so that a run that was killed goes on. A run that is finished costs one question.
@app.periodic(cron="30 22,23,0,1,2,3,4,5,6,7,8,9,10 * * *")
@app.task(queue="notices", queueing_lock="duties.remind")
def remind_units(timestamp: int) -> None:
    """Every working day: what falls due and what is late, by the province's ladder."""
    remind(by=None, at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queue="upkeep", queueing_lock="duties.open_periods")
def open_periods(timestamp: int) -> None:
    """Every hour: the periods of recurring work whose day has come, and those of days on which nobody worked."""
    recurring.open_due(at=timezone.now())


@app.task(queue="upkeep")
def carry_out_bulk(run_id: str) -> None:
    """An act on many duties, from wherever it stands."""
    bulk.carry_out(run_id)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="duties.look_for_bulk")
def look_for_bulk(timestamp: int) -> None:
    """Acts on many duties that a killed worker left on the way."""
    for run_id in bulk.left_behind(at=timezone.now()):
        bulk.carry_out(run_id)
