"""Typed readers of the environment: the only place where configuration enters the process."""

import os


def text(name: str, default: str = "") -> str:
    """The variable's text, or the default where it is missing or empty."""
    return os.environ.get(name) or default


def flag(name: str, default: bool = False) -> bool:
    """True for 1/true/yes/on; raises ValueError for a word that is neither yes nor no."""
    word = os.environ.get(name, "").strip().lower()
    if not word:
        return default
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ValueError(f"{name} must be yes or no, not {word!r}")


def number(name: str, default: int) -> int:
    """A whole number; raises ValueError for anything else."""
    return int(os.environ.get(name) or default)


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
