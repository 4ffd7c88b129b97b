"""The files in deploy/ are read by the linters of their kind, and call commands that exist.

No container is built here: that needs a registry and a daemon.
"""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("systemd/*.service"), *DEPLOY.glob("systemd/*.timer")])
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
EXAMPLE = (DEPLOY / "tinhso.env.example").read_text(encoding="utf-8")


def _tool(name: str) -> str:
    """A linter that came with the libraries of the tests."""
    return str(Path(sys.executable).with_name(name))


def test_the_dockerfile_is_without_fault() -> None:
    done = subprocess.run([_tool("hadolint"), str(DEPLOY / "Dockerfile")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_shell_scripts_are_without_fault() -> None:
    scripts = [ROOT / "run", ROOT / "test", ROOT / ".ci" / "run", DEPLOY / "roles.sh"]
    done = subprocess.run([_tool("shellcheck"), *map(str, scripts)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_is_complete_and_calls_a_command_that_exists(unit: Path) -> None:
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(unit, encoding="utf-8")
    assert parsed["Unit"]["Description"]
    if unit.suffix == ".service":
        program, command, *_rest = parsed["Service"]["ExecStart"].split()
        assert program.endswith("/bin/tinhso") and command in get_commands()
        assert parsed["Service"]["NoNewPrivileges"] == "yes" and parsed["Service"]["User"] == "tinhso"
    else:
        assert unit.with_suffix(".service").exists()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_itself_reads_the_units(tmp_path: Path) -> None:
    for unit in UNITS:  # it looks for the program, so one that exists stands in for ours
        text = unit.read_text(encoding="utf-8").replace("/opt/tinhso/.venv/bin/tinhso", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr


def test_every_service_runs_a_command_and_gets_its_addresses() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"database", "prepare", "web", "worker"}
    for name in ("prepare", "web", "worker"):
        assert services[name]["command"][0] in get_commands()
        assert {"OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL"} <= set(
            services[name]["environment"]
        )
        for other in services[name]["depends_on"]:
            assert other in services


def test_the_web_process_never_holds_the_owners_password_in_a_committed_file() -> None:
    assert "${OWNER_PASSWORD" in (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    for line in EXAMPLE.splitlines():
        if re.match(r"\w*(SECRET|TOKEN|PASSWORD)\w*=", line):
            assert line.endswith("="), "no secret is given as an example"


def test_every_variable_of_the_example_is_read_somewhere() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    for name in re.findall(r"^(TINHSO_\w+)=", EXAMPLE, re.M):
        assert f'"{name}"' in code, name
