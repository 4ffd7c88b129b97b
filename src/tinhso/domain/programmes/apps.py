from django.apps import AppConfig


class Programmes(AppConfig):
    name = "tinhso.domain.programmes"
    walls: dict[str, dict[str, str]] = {}
    unit_columns: dict[str, str] = {}
