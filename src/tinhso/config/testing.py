"""pytest plug-in: a real PostgreSQL for the tests, started before Django reads its settings."""

import os

from tinhso.config import local

os.environ.setdefault("TINHSO_VAR", str(local.ROOT / "var" / "tests"))
os.environ.setdefault("TINHSO_DATABASE_ROLE", "owner")
os.environ.setdefault("TINHSO_TESTING", "yes")
local.prepare(durable=False)
