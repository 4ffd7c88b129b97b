from django.apps import AppConfig


class Limitations(AppConfig):
    name = "tinhso.domain.limitations"
    walls: dict[str, dict[str, str]] = {}
    unit_columns: dict[str, str] = {}
