"""Mails of accounts, written and sent by the worker (a job carries ids only), and the nightly sweep of the door."""

from datetime import timedelta
from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tinhso.kernel.people.models import Account, Attempt, Session

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
