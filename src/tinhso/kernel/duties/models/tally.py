"""The tally of the four cells: what the board reads instead of counting millions of rows.

A standing with its duty makes a few *changes*: at an instant a duty enters a cell or leaves it. The number in a
cell as seen at T is the sum of the changes up to T. Triggers write the changes of every write into the journal
(migration 0002); kernel/duties/tally.py folds the journal into the tally, and the tally into a balance per month.
No foreign keys: all three can be made anew from the standings.
"""

from django.db import models


class Change(models.Model):
    """How many duties enter (leave) each cell at an instant, for one lead, assigner and source."""

    at = models.DateTimeField()
    lead_unit_id = models.BigIntegerField()
    assigner_unit_id = models.BigIntegerField()
    source = models.CharField(max_length=60)
    top = models.BooleanField(help_text="given at the top, not a part of another duty")
    done_on_time = models.BigIntegerField()
    done_late = models.BigIntegerField()
    open_in_term = models.BigIntegerField()
    open_overdue = models.BigIntegerField()
    undated_done = models.BigIntegerField()
    undated_open = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.at} {self.lead_unit_id} {self.source}"


class Journal(Change):
    """Changes since the last fold, as the triggers wrote them."""


class Tally(Change):
    """Changes summed by instant: by day where the day is past."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_change_is_tallied_once",
                fields=["top", "at", "lead_unit_id", "assigner_unit_id", "source"],
            )
        ]
        indexes = [
            # a unit's own board: what it leads and what it gave
            models.Index(fields=["lead_unit_id", "at"], name="tally_of_lead"),
            models.Index(fields=["assigner_unit_id", "at"], name="tally_of_giver"),
        ]


class Balance(Change):
    """The sum of all changes before `at`, the first instant of a month."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_month_has_one_balance",
                fields=["at", "top", "lead_unit_id", "assigner_unit_id", "source"],
            )
        ]
