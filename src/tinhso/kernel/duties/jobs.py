"""What runs beside the requests."""

from procrastinate.contrib.django import app

from tinhso.kernel.duties import tally


@app.periodic(cron="* * * * *")
@app.task(queue="tally", queueing_lock="duties.tally")
def fold_tally(timestamp: int) -> None:
    """Every minute: the journal stays short, however many duties move."""
    tally.fold()
