from django.apps import AppConfig


class TextConfig(AppConfig):
    """Carries the SQL function ``vn_fold`` and the template library ``vn``."""

    name = "tinhso.kernel.text"
    label = "text"
    verbose_name = "Văn bản tiếng Việt"
