"""The worker's side of the outbox: at least once, and no second mail once a first one is known to be sent."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tinhso.kernel.outbox.models import Notice

log = logging.getLogger(__name__)


# A mail server may be down for a day: the waits grow from seconds to an hour, and go on.
@app.task(queue="mail", retry=RetryStrategy(max_attempts=60, exponential_wait=5, linear_wait=60))
def mail_notices(ids: list[str]) -> None:
    """Mail each notice that has not been mailed, and mark it in the same transaction as the claim."""
    for notice_id in ids:
        with transaction.atomic():
            notice = (
                Notice.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("person__account")
                .filter(pk=notice_id, mailed_at=None)
                .first()
            )
            if notice is None:
                continue
            account = getattr(notice.person, "account", None)
            if account and account.email and account.is_active:
                EmailMessage(
                    subject=_("Tỉnh Số: %(text)s") % {"text": notice.text[:120]},
                    body=f"{notice.text}\n\n{settings.SITE_URL}{notice.url}\n",
                    to=[account.email],
                    # The same id at every attempt lets mail systems drop a doubled message.
                    headers={"Message-ID": f"<{notice.pk}@tinhso>"},
                ).send()
            notice.mailed_at = timezone.now()
            notice.save(update_fields=["mailed_at"])
    log.debug("mailed %d notices", len(ids))
