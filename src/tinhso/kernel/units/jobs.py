"""The worker's side of acts on units. Killed at any moment, an act is found again within a minute."""

import logging

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tinhso.kernel.units import carrying

log = logging.getLogger(__name__)


@app.task(queue="units")
def survey_act(act_id: int) -> None:
    """Count what an act would move."""
    carrying.survey(act_id, at=timezone.now())


@app.task(queue="units")
def carry_out_act(act_id: int) -> None:
    """Carry a due act out, from wherever it stands."""
    act = carrying.carry_out(act_id, at=timezone.now())
    log.info("act %d on units: %s", act_id, act.state)


@app.periodic(cron="* * * * *")
@app.task(queue="units", queueing_lock="units.look_for_due_acts")
def look_for_due_acts(timestamp: int) -> None:
    """Every minute: acts whose day has come, and those that a killed worker left on the way."""
    for act_id in carrying.due(timezone.localdate()):
        ask(act_id)


def ask(act_id: int) -> None:
    """Have an act carried out soon; once is enough however often it is asked."""
    try:
        with transaction.atomic():
            carry_out_act.configure(queueing_lock=f"units.act/{act_id}").defer(act_id=act_id)
    except AlreadyEnqueued:
        log.debug("act %d is already asked for", act_id)
