"""Django's registration of the design system."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Must stand before `allauth` in INSTALLED_APPS: it overrides allauth's pages."""

    name = "tinhso.kernel.ui"
    label = "ui"
