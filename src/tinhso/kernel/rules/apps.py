from django.apps import AppConfig


class RulesConfig(AppConfig):
    """The province's rules as data."""

    name = "tinhso.kernel.rules"
    label = "rules"
    verbose_name = "Quy tắc của tỉnh"
