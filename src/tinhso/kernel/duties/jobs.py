"""The worker's side of duties."""

from django.utils import timezone
from procrastinate.contrib.django import app

from tinhso.kernel.duties import tally
from tinhso.kernel.duties.actions.remind import remind


@app.periodic(cron="* * * * *")
@app.task(queue="tally", queueing_lock="duties.tally")
def fold_tally(timestamp: int) -> None:
    """Every minute: the journal stays short, however many duties move."""
    tally.fold()


@app.periodic(cron="0 0 * * *")  # midnight UTC is seven in the morning in Việt Nam
@app.task(queue="notices", queueing_lock="duties.remind")
def remind_units(timestamp: int) -> None:
    """Every morning: what falls due and what is late, where the rules of the province ask for it."""
    remind(by=None, at=timezone.now())
