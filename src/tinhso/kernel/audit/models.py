"""The trace, and what makes it provable: batches that are chained and signed, the keys, where roots went."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast


class Entry(models.Model):
    """One act. No foreign keys: the trace outlives whatever it speaks of."""

    at = models.DateTimeField(help_text="when the act counts; paper entered later keeps its true time")
    recorded_at = models.DateTimeField(
        help_text="when the row was written",
        db_default=Func(template="clock_timestamp()", output_field=models.DateTimeField()),
    )
    event = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    actor_account_id = models.BigIntegerField(null=True)
    actor_person_id = models.BigIntegerField(null=True)
    actor_post_id = models.BigIntegerField(null=True)
    actor_unit_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)
    transaction_id = models.BigIntegerField(
        help_text="which transaction wrote the row: the sealer knows by it what is complete",
        db_default=Func(template="pg_current_xact_id()::text::bigint", output_field=models.BigIntegerField()),
    )

    class Meta:
        indexes = [
            # the history beside a duty or a document
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_by_subject"),
            # the page of a period; rows arrive in the order of time
            BrinIndex(fields=["recorded_at"], name="audit_by_time", autosummarize=True),
            # the sealer asks every few seconds for the rows of the transactions that have ended since
            models.Index(fields=["transaction_id"], name="audit_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_type}#{self.subject_id}"


class Era(models.Model):
    """A database cluster in which the trace lives. A restored dump comes into another one, where transaction ids
    begin anew: what was there before (ids up to `cut_id`) is then told apart by id, not by transaction."""

    cluster = models.BigIntegerField(help_text="system_identifier of pg_control_system()")
    cut_id = models.BigIntegerField()
    horizon = models.BigIntegerField(help_text="every later entry has a transaction id from here on")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.cluster} from entry {self.cut_id}"


class Key(models.Model):
    """A public key that signs batches from `after_batch` on, handed over by its predecessor."""

    key_id = models.CharField(primary_key=True, max_length=16)
    public_key = models.BinaryField()
    added_at = models.DateTimeField()
    after_batch = models.BigIntegerField()
    handover = models.TextField(help_text="what the old key signed; empty for the first key and after a loss")
    handover_signature = models.BinaryField(null=True)

    class Meta:
        ordering = ["added_at", "key_id"]

    def __str__(self) -> str:
        return self.key_id


class Batch(models.Model):
    """Entries that became provable together: a Merkle tree whose root is chained to the batch before, and signed.

    `leaves` holds the 32-byte hash of each entry in the order of `entry_ids`, so that a changed row is named and
    not only its batch. `horizon`: every entry of an earlier transaction of this era is in this batch or before it.
    """

    number = models.BigIntegerField(primary_key=True)
    era = models.ForeignKey(Era, on_delete=models.PROTECT, related_name="+")
    opening = models.BooleanField(help_text="holds what an era found unsealed when it began")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    size = models.IntegerField()
    entry_ids = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()
    root = models.BinaryField()
    previous = models.BinaryField(unique=True)  # one successor each: the chain cannot fork
    chain = models.BinaryField()
    horizon = models.BigIntegerField()
    next_transaction = models.BigIntegerField(help_text="the first id not yet given out when this was sealed")
    sealed_at = models.DateTimeField()
    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="+")
    signature = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="a_batch_counts_its_entries",
                condition=Q(
                    size=Func("entry_ids", function="cardinality", output_field=models.IntegerField())
                ),
            ),
            models.CheckConstraint(
                name="a_batch_keeps_the_hash_of_each_entry",
                condition=Q(
                    size=Func("leaves", function="octet_length", output_field=models.IntegerField())
                    / Value(32)
                ),
            ),
        ]
        indexes = [
            # the batch of an entry: the page of the trace, and proofs
            GistIndex(
                Func(
                    F("first_id"),
                    F("last_id"),
                    Cast(Value("[]"), models.TextField()),
                    function="int8range",
                ),
                name="audit_batch_by_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.number}"


class Destination(models.Model):
    """Up to which batch a place outside has been told the roots."""

    name = models.CharField(primary_key=True, max_length=20)
    up_to = models.BigIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} up to {self.up_to}"
