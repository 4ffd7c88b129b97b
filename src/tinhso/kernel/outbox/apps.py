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
