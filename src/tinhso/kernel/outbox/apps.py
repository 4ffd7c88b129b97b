from django.apps import AppConfig


class Outbox(AppConfig):
    name = "tinhso.kernel.outbox"
    # Whoever acts may tell anybody; only the addressee may read and mark as read.
    walls = {
        "outbox_notice": {
            "select": "person_id = (select tinhso_person())",
            "insert": "(select tinhso_reach()) <> ''",
            "update": "person_id = (select tinhso_person())",
        }
    }
    vital_signs = {
        "tinhso_notices_unsent": (
            "Notices that wait to be sent",
            "select '', count(*) from outbox_notice where mailed_at is null",
        ),
    }
