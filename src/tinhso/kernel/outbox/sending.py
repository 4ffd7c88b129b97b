"""Sending one message after the other, so that a kill at any moment loses none and leaves at most one in doubt.

One commit lies between two messages: it writes what became of the last and marks the next as `sending`. A sender
holds an advisory lock for as long as its session lives; what is `sending` under a lock that nobody holds was left
behind by a death. Whether it arrived nobody knows: it is sent again under the same reference, and marked as
doubted. Receivers that know references drop the copy; the others may show it twice.
"""

import logging
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error as DatabaseProblem
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from tinhso.kernel.outbox import clock, codes, wording
from tinhso.kernel.outbox.channels import Channel, ChannelDown, InDoubt, Later, Letter, Send, Trouble
from tinhso.kernel.outbox.models import Delivery, Line, Notice, Problem, State
from tinhso.kernel.outbox.people import Reader, readers
from tinhso.kernel.outbox.planning import delivery_of
from tinhso.kernel.outbox.policy import LONGEST_DOWN, Policy, wait, when_allowed

log = logging.getLogger(__name__)
Rows = QuerySet[Delivery]

LOCKS = 0x7150  # the first half of our advisory locks; the second is the sender
MOST_DOUBTS = 5  # what a sender dies of again and again is shown to operators, not sent for ever
FIRST_DOWN = timedelta(seconds=2)


class Broken(Trouble):
    """The letter cannot be written: a fault of ours."""


class NoAddress(Trouble):
    """The person has no address at this channel any more."""


class Sender:
    """One sender of one channel, in one thread with one database session."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.number = secrets.randbelow(2**31 - 1) + 1
        # what we know of a message and the database does not yet
        self._untold: tuple[Delivery, Trouble | None] | None = None
        self._readers: dict[int, Reader] = {}  # whoever gets something in this run
        self._reader = Reader()  # whoever gets the claimed one
        self._was_down = False

    def run(self, policy: Policy, *, now: datetime | None = None, most: int = 500) -> int:
        """Send what is due, `most` at a time; returns how many were tried. Raises database errors: run again."""
        self._hold_the_lock()
        self._settle_own(policy, now)
        self._take_over_the_dead(now or clock.now())
        if not self._is_open(now or clock.now()):
            return 0
        people = list(self._due(now or clock.now()).values_list("person_id", flat=True)[:most])
        self._readers = readers(people)
        delivery = self._next(policy, now) if people else None
        if delivery is None:
            return 0
        tried = 0
        try:
            with self.channel.session() as send:
                while delivery is not None:
                    self._untold = (delivery, self._attempt(send, delivery))
                    tried += 1
                    delivery = self._settle_and_next(policy, now, more=tried < most)
        except ChannelDown as trouble:  # the line did not open: the one we claimed was not begun
            if delivery is not None and self._untold is None:
                self._untold = (delivery, trouble)
                self._settle_and_next(policy, now, more=False)
        return tried

    # --- one message --------------------------------------------------------------------------------------

    def _attempt(self, send: Send, delivery: Delivery) -> Trouble | None:
        """Send it; None when the receiver has it, else what is the matter."""
        try:
            address, letter = self._compose(delivery)
            if not address:
                return NoAddress()
            send(address, letter)
        except Trouble as trouble:
            return trouble
        except DatabaseProblem:
            raise  # nothing was sent yet, and nobody is to blame
        except Exception as error:
            log.exception("a delivery cannot be composed or sent")
            return Broken(type(error).__name__)
        return None

    def _compose(self, delivery: Delivery) -> tuple[str, Letter]:
        with wording.in_our_language():
            if delivery.contact is not None:
                code = codes.of(delivery.contact)
                return delivery.contact.address, wording.of_code(delivery, code)
            if delivery.notice is not None:
                return self._reader.address(self.channel), wording.of_notice(delivery, delivery.notice)
            carried = Notice.objects.filter(deliveries__carried_by=delivery).order_by("told_at")
            return self._reader.address(self.channel), wording.of_digest(delivery, list(carried))

    # --- between two messages: one commit -----------------------------------------------------------------

    def _settle_and_next(self, policy: Policy, now: datetime | None, *, more: bool) -> Delivery | None:
        with transaction.atomic():
            moment = now or clock.now()
            goes_on = self._settle(policy, moment)
            following = self._claim(policy, moment) if more and goes_on else None
        self._untold = None
        return following

    def _next(self, policy: Policy, now: datetime | None) -> Delivery | None:
        with transaction.atomic():
            return self._claim(policy, now or clock.now())

    def _due(self, now: datetime) -> Rows:
        waiting = Delivery.objects.filter(channel=self.channel.key, state=State.WAITING, next_try_at__lte=now)
        return waiting.order_by("-urgent", "next_try_at", "id")

    def _claim(self, policy: Policy, now: datetime) -> Delivery | None:
        """Mark the next one as being sent by us. On the way, what needs no sending or must wait is set aside."""
        while True:
            due = self._due(now).select_related("notice", "contact")
            found = due.select_for_update(skip_locked=True, of=("self",)).first()
            if found is None:
                return None
            if found.notice and found.notice.read_at:
                self._change(found, state=State.SKIPPED, problem=Problem.READ, ended_at=now)
                continue
            self._reader = self._readers.get(found.person_id) or readers([found.person_id])[found.person_id]
            free = found.urgent or found.contact_id is not None
            allowed = now if free else when_allowed(now, self._reader.quiet_hours(policy))
            if allowed > now:
                self._change(found, next_try_at=allowed)
                continue
            self._change(
                found, state=State.SENDING, sender=self.number, claimed_at=now, attempts=found.attempts + 1
            )
            return found

    def _settle(self, policy: Policy, now: datetime) -> bool:
        """Write what became of the last message; whether the channel goes on. Doing it twice does it once."""
        assert self._untold is not None
        delivery, trouble = self._untold
        ours = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, sender=self.number)
        if trouble is None:
            self._line_works()
            # Whoever took it over meanwhile, because we were away too long, need not send it again.
            taken = Q(state=State.WAITING, doubts__gt=delivery.doubts)
            known = Delivery.objects.filter(
                Q(state=State.SENDING, sender=self.number) | taken, pk=delivery.pk
            )
            sent = known.update(state=State.SENT, problem="", answer="", ended_at=now, sender=None)
            if sent and delivery.digest_on:
                Delivery.objects.filter(carried_by=delivery.pk).update(state=State.SENT, ended_at=now)
        elif isinstance(trouble, ChannelDown):
            # The channel waits and no delivery is blamed; another one makes the next try, lest one block all.
            again = self._line_is_down(trouble, now)
            ours.update(state=State.WAITING, sender=None, attempts=F("attempts") - 1, next_try_at=again)
        elif isinstance(trouble, InDoubt):
            self._doubt(ours, delivery, now, self._line_is_down(trouble, now), trouble.answer)
        elif isinstance(trouble, Later):
            self._later(ours, delivery, trouble, policy, now)
        else:
            self._never(ours, delivery, trouble, policy, now)
        return not isinstance(trouble, ChannelDown | InDoubt)

    def _later(self, ours: Rows, delivery: Delivery, trouble: Later, policy: Policy, now: datetime) -> None:
        """The recipient waits, with everything else that waits for them by this channel."""
        if now - delivery.created_at > timedelta(days=policy.give_up_days):
            ours.update(
                state=State.FAILED, problem=Problem.TOO_LONG, answer=trouble.answer, sender=None, ended_at=now
            )
            return
        moment = now + max(wait(delivery.attempts), trouble.after or timedelta())
        ours.update(state=State.WAITING, problem=Problem.LATER, answer=trouble.answer, sender=None)
        Delivery.objects.filter(
            person_id=delivery.person_id, channel=self.channel.key, state=State.WAITING
        ).update(next_try_at=Greatest(F("next_try_at"), moment))

    def _never(self, ours: Rows, delivery: Delivery, trouble: Trouble, policy: Policy, now: datetime) -> None:
        """The next channel of the order takes over; where there is none it is a failure that operators see."""
        problem = {Broken: Problem.BROKEN, NoAddress: Problem.NO_ADDRESS}.get(type(trouble), Problem.REFUSED)
        ended = {"problem": problem, "answer": trouble.answer, "sender": None, "ended_at": now}
        other = None
        if delivery.notice is not None:
            tried = Delivery.objects.filter(notice=delivery.notice).values_list("channel", flat=True)
            key = self._reader.route(policy.order, tried=tried)
            other = delivery_of(delivery.notice, key, self._reader, policy, now) if key else None
        if ours.update(state=State.REDIRECTED if other else State.FAILED, **ended) and other:
            Delivery.objects.bulk_create([other], ignore_conflicts=True)

    def close(self) -> None:
        """Give the lock back; whoever stops in good order leaves nothing in doubt."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCKS, self.number])

    # --- deaths -------------------------------------------------------------------------------------------

    def _hold_the_lock(self) -> None:
        """Take our advisory lock in this session; after a broken session in the new one. Session locks need a
        direct connection, as LISTEN does: no pooler in transaction mode between."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_advisory_lock(%s, %s) where not exists (select from pg_locks where pid = pg_backend_pid()"
                " and locktype = 'advisory' and classid = %s and objid = %s)",
                [LOCKS, self.number, LOCKS, self.number],
            )

    def _settle_own(self, policy: Policy, now: datetime | None) -> None:
        """After a broken session: say what we know, and give back what we claimed and never began."""
        if self._untold is not None:
            self._settle_and_next(policy, now, more=False)
        Delivery.objects.filter(channel=self.channel.key, state=State.SENDING, sender=self.number).update(
            state=State.WAITING, sender=None, attempts=F("attempts") - 1
        )

    def _take_over_the_dead(self, now: datetime) -> None:
        """What is being sent under a lock that nobody holds, and was so for the time of grace, which begins
        anew when the database starts: the living need a moment to come back."""
        left = Delivery.objects.raw(
            "select d.* from outbox_delivery d where d.channel = %s and d.state = 'sending'"
            " and greatest(d.claimed_at, pg_postmaster_start_time()) < %s and not exists ("
            "   select from pg_locks l where l.locktype = 'advisory' and l.classid = %s and l.objid = d.sender"
            "   and l.database = (select oid from pg_database where datname = current_database()))"
            " for update skip locked",
            [self.channel.key, now - timedelta(seconds=settings.OUTBOX_GRACE_SECONDS), LOCKS],
        )
        with transaction.atomic():
            for delivery in left:
                self._doubt(Delivery.objects.filter(pk=delivery.pk), delivery, now, now, "")

    def _doubt(self, rows: Rows, delivery: Delivery, now: datetime, again: datetime, answer: str) -> None:
        ended = delivery.doubts + 1 >= MOST_DOUBTS and not self.channel.dedupes
        rows.update(
            state=State.FAILED if ended else State.WAITING,
            problem=Problem.IN_DOUBT,
            doubts=F("doubts") + 1,
            next_try_at=again,
            sender=None,
            answer=answer,
            ended_at=now if ended else None,
        )

    # --- the channel as a whole ---------------------------------------------------------------------------

    def _is_open(self, now: datetime) -> bool:
        """Not paused, and not down; a waiting time beyond the longest is one of a clock that went back."""
        line = Line.objects.filter(pk=self.channel.key).first()
        self._was_down = line is not None and line.down_since is not None
        if line is None or (line.paused_at is None and line.next_try_at is None):
            return True
        waits = line.next_try_at is not None and now < line.next_try_at <= now + LONGEST_DOWN
        return line.paused_at is None and not waits

    def _line_is_down(self, trouble: Trouble, now: datetime) -> datetime:
        """Let the channel wait, longer every time; returns until when."""
        line, _made = Line.objects.select_for_update().get_or_create(pk=self.channel.key)
        line.down_since = line.down_since or now
        line.failures += 1
        line.next_try_at = now + max(
            wait(line.failures, FIRST_DOWN, LONGEST_DOWN), min(trouble.after or timedelta(), LONGEST_DOWN)
        )
        line.answer = trouble.answer
        line.save(update_fields=["down_since", "failures", "next_try_at", "answer"])
        return line.next_try_at

    def _line_works(self) -> None:
        if self._was_down:
            self._was_down = False
            Line.objects.filter(pk=self.channel.key).update(
                down_since=None, next_try_at=None, failures=0, answer=""
            )

    def _change(self, delivery: Delivery, **values: object) -> None:
        for name, value in values.items():
            setattr(delivery, name, value)
        delivery.save(update_fields=list(values))
