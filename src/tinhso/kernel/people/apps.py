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

    unit_columns = {
        "people_post.unit_id": "moves"
    }  # succession.py: an equal post in the unit that takes over

    def ready(self) -> None:
        """Rebuild the walls after every migrate; carry posts over when units are reorganised."""
        from tinhso.kernel.people.succession import POSTS
        from tinhso.kernel.people.walls import build
        from tinhso.kernel.units import movers

        movers.register(POSTS)
        post_migrate.connect(build, sender=self, dispatch_uid="tinhso.walls")
