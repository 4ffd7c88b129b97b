from django.apps import AppConfig


class Sessions(AppConfig):
    name = "tinhso.domain.sessions"
    walls: dict[str, dict[str, str]] = {}
    unit_columns: dict[str, str] = {}
