"""What the law leaves to the province: rules as data, each with its source and a mark if unverified.

    from tinhso.kernel import rules
    rules.value("deadline.before_day", on=day)

The keys that exist, with their defaults and meaning, are in ``keys.py``.
"""

from tinhso.kernel.rules.values import forget, load, value

__all__ = ["forget", "load", "value"]
