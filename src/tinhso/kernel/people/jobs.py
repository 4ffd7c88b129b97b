"""What the worker does for people: lists for hand-overs, reports, imports, mails with codes and links (a job carries
ids only: links and codes are made here and exist only in the mail), and the nightly sweep of the door."""

import logging
from datetime import timedelta
from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tinhso.kernel import audit
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.models import Account, Attempt, Session

log = logging.getLogger(__name__)

# A link is of no use a day later; within the hour the mail server is tried again and again.
RETRY = RetryStrategy(max_attempts=12, exponential_wait=3)


@app.task(queue="mail", retry=RETRY)
def mail_password_link(account_id: int, language: str) -> None:
    """Mail a link to a new password. The link is made here, so that no queue ever holds one."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or not account.email:
        return
    link = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)},
    )
    with translation.override(language):
        _mail(
            account.email,
            _("Đặt mật khẩu mới"),
            _(
                "Có người xin đặt mật khẩu mới cho tài khoản %(name)s. Nếu là ông, bà, hãy mở liên kết sau; liên kết "
                "dùng được một lần. Nếu không phải, bỏ qua thư này: mật khẩu vẫn như cũ."
            )
            % {"name": account.username},
            link,
        )


@app.task(queue="mail", retry=RETRY)
def mail_confirmation(address_id: int, language: str) -> None:
    """Mail a link that shows that an address answers."""
    address = EmailAddress.objects.select_related("user").filter(pk=address_id, verified=False).first()
    if address is None:
        return
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    with translation.override(language):
        _mail(
            address.email,
            _("Xác nhận địa chỉ thư"),
            _(
                "Tài khoản %(name)s muốn dùng địa chỉ này. Hãy mở liên kết sau khi đã đăng nhập để xác nhận. Nếu không "
                "phải ông, bà, bỏ qua thư này."
            )
            % {"name": address.user.username},
            link,
        )


def _mail(to: str, subject: str, text: str, link: str) -> None:
    EmailMessage(
        subject=f"Tỉnh Số: {subject}", body=f"{text}\n\n{urljoin(settings.SITE_URL, link)}\n", to=[to]
    ).send()


@app.periodic(cron="23 2 * * *")
@app.task(queue="sweep", queueing_lock="people.sweep")
def sweep(timestamp: int) -> None:
    """Forget sessions that ended and attempts older than a day."""
    now = timezone.now()
    Session.objects.filter(expires_at__lt=now).delete()
    Attempt.objects.filter(at__lt=now - timedelta(days=1)).delete()


@app.task(queue="upkeep")
@transaction.atomic
def list_handover(handover: int) -> None:
    """Freeze what is open for the post now. Twice is once."""
    from tinhso.kernel.people import handover as lists
    from tinhso.kernel.people.models import Handover

    row = Handover.objects.select_for_update(of=("self",)).select_related("post__unit").get(pk=handover)
    if row.listed_at is not None:
        return
    at = timezone.now()
    for section in lists.collect(row, at=at):
        section.save()
    row.listed_at = at
    row.save(update_fields=["listed_at"])
    audit.record("handover.listed", row, by=None, at=at, post=row.post_id)


@app.task(queue="upkeep")
@transaction.atomic
def report_emergency(access: int) -> None:
    """Tell the unit's head what was done with an emergency access that is over. Told once, however it ended."""
    from tinhso.kernel.people.models import EmergencyAccess
    from tinhso.kernel.people.queries import heads_of

    row = EmergencyAccess.objects.select_related("decision", "end", "unit", "person").get(pk=access)
    at = timezone.now()
    if row.is_open(at):
        return
    entries = Entry.objects.filter(details__emergency=row.pk, recorded_at__gte=row.asked_at).count()
    words = ngettext("%(n)d mục", "%(n)d mục", entries) % {"n": entries}
    tell(
        heads_of(row.unit_id, timezone.localdate(at)),
        event="emergency.reported",
        text=_("Truy cập khẩn cấp của %(who)s vào %(unit)s đã kết thúc; dấu vết có %(entries)s.")
        % {"who": row.person.full_name, "unit": row.unit.name, "entries": words},
        url=reverse("people:emergency", args=[row.pk]),
        at=at,
        key=f"emergency/{row.pk}/report",
    )
    audit.record("emergency.reported", row, by=None, at=at, entries=entries)


# The code is made here and exists only in the mail: a failed attempt makes a new one, and the last one counts.
@app.task(queue="mail", retry=RetryStrategy(max_attempts=60, exponential_wait=5, linear_wait=60))
def mail_invitation(invitation: int) -> None:
    """Mail the code of an invitation that still waits."""
    from tinhso.kernel.people.actions.issue_code import NoLongerWaiting, issue_code
    from tinhso.kernel.people.models import Invitation

    row = Invitation.objects.select_related("person", "post__unit").get(pk=invitation)
    try:
        code = issue_code(row, by=None, at=timezone.now(), way="mail")
    except NoLongerWaiting:
        return
    row.refresh_from_db()
    facts = {
        "name": row.person.full_name,
        "title": row.post.title,
        "unit": row.post.unit.name,
        "url": settings.SITE_URL + reverse("people:invited", args=[code]),
        "until": timezone.localtime(row.expires_at).strftime("%H:%M %d/%m/%Y"),
    }
    EmailMessage(
        subject=_("Tỉnh Số: mời nhận tài khoản"),
        body=_(
            "Kính gửi %(name)s,\n\nMời ông/bà nhận tài khoản để làm việc với chức vụ %(title)s, %(unit)s:\n\n"
            "%(url)s\n\nĐường dẫn dùng được một lần, đến %(until)s. Không chuyển tiếp thư này.\n"
        )
        % facts,
        to=[row.email],
    ).send()


@app.periodic(cron="7 * * * *")
@app.task(queue="upkeep", queueing_lock="people.refresh_posts")
def refresh_posts(timestamp: int) -> None:
    """Every hour: titles and roles whose day has come are copied onto their posts, for lists."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_post p set title = c.title, role = c.role from ("
            " select distinct on (post_id) post_id, title, role from people_postchange"
            "  where since <= tinhso_today() order by post_id, since desc) c"
            " where c.post_id = p.id and (p.title, p.role) is distinct from (c.title, c.role)"
        )
        log.info("posts changed today: %d", cursor.rowcount)


@app.task(queue="upkeep")
def write_import(account_import: int) -> None:
    """Write a confirmed import, whole or not at all."""
    from tinhso.kernel.people.actions.write_import import write

    write(account_import)
