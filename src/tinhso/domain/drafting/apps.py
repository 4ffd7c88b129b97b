from django.apps import AppConfig


class Drafting(AppConfig):
    name = "tinhso.domain.drafting"
    walls: dict[str, dict[str, str]] = {}
    unit_columns: dict[str, str] = {}
