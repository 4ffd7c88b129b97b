from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """The table of special days."""

    name = "tinhso.kernel.calendar"
    label = "calendar"
    verbose_name = "Lịch làm việc"
