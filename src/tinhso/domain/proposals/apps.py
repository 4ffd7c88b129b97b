from django.apps import AppConfig


class Proposals(AppConfig):
    name = "tinhso.domain.proposals"
    walls: dict[str, dict[str, str]] = {}
    unit_columns: dict[str, str] = {}
