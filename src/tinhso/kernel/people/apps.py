from django.apps import AppConfig
from django.db.models.signals import post_migrate


class People(AppConfig):
    name = "tinhso.kernel.people"
    # Colleagues' names and posts are known to whoever works here, and to nobody else.
    walls = {
        "people_person": {"all": "(select tinhso_reach()) <> ''"},
        "people_post": {"all": "(select tinhso_reach()) <> ''"},
        "people_tenure": {"all": "(select tinhso_reach()) <> ''"},
    }

    def ready(self) -> None:
        """Rebuild the walls after every migrate."""
        from tinhso.kernel.people.walls import build

        post_migrate.connect(build, sender=self, dispatch_uid="tinhso.walls")
