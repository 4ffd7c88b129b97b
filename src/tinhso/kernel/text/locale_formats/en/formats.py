"""The English pages show the same figures of the same province: day first, dot for thousands.

Two people who read one board in two languages must not see 1.234 and 1,234 for the same number.
"""

from tinhso.kernel.text.locale_formats.vi.formats import *  # noqa: F403

YEAR_MONTH_FORMAT = "n/Y"
