"""The worker's side of duties."""

from django.utils import timezone
from procrastinate.contrib.django import app

from tinhso.kernel.duties.actions.remind import remind


@app.periodic(cron="0 0 * * *")  # midnight UTC is seven in the morning in Việt Nam
@app.task(queue="notices", queueing_lock="duties.remind")
def remind_units(timestamp: int) -> None:
    """Every morning: what falls due and what is late, where the rules of the province ask for it."""
    remind(by=None, at=timezone.now())
