from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_OWN = "person_id = (select tinhso_person())"
_OPERATOR = "(select tinhso_role()) = 'administrator'"
_SOMEBODY = "(select tinhso_reach()) <> ''"


class Outbox(AppConfig):
    name = "tinhso.kernel.outbox"
    # Whoever acts may tell anybody; only the addressee may read and mark as read. How somebody wants to be told is
    # their own business; operators see what became of deliveries, and no text of theirs.
    walls = {
        "outbox_notice": {"select": _OWN, "insert": _SOMEBODY, "update": _OWN},
        "outbox_delivery": {
            "select": f"{_OWN} or {_OPERATOR}",
            "insert": f"{_OWN} and contact_id is not null",  # a code that one asks for …
            "delete": f"{_OWN} and contact_id is not null",  # … goes with the number
            "update": _OPERATOR,
        },
        "outbox_contactpoint": {"all": _OWN},
        "outbox_preference": {"all": _OWN},
        "outbox_quiet": {"all": _OWN},
        "outbox_line": {"select": _SOMEBODY, "insert": _OPERATOR, "update": _OPERATOR},
        "outbox_pulse": {"select": _SOMEBODY},
    }

    def ready(self) -> None:
        """The channels of the house, what the worker repeats, and the operators' place in the navigation."""
        from tinhso.kernel.outbox import relay
        from tinhso.kernel.outbox.channels import mail, sms, zalo
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu

        for channel in (mail, sms, zalo):
            channel.join()
        relay.join()
        menu.register(
            "outbox",
            _("Gửi tin và việc nền"),
            "outbox:operators",
            permission=Permission.ADMINISTER,
            order=80,
            icon="send",
        )
