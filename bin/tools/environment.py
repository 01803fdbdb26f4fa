"""`bin/setup`: makes .venv, installs what Sapa stands on, builds the assets. The second time it has nothing to do.

    bin/setup          what is needed to run
    bin/setup --dev    and what is needed to test

Each step has a stamp in .venv/.sapa: a hash of everything that its result depends on. A step whose stamp
fits and whose result is there is left out. This file runs before anything is installed: standard library only.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
from sapa.machine import told

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STAMPS = VENV / ".sapa"
HOMELESS = {"SAPA_HOME": str(STAMPS / "home")}  # of what needs no data, and shall make none
BUILT = ROOT / "sapa/web/static/build"
COLLECTED = ROOT / "static"
NODE_AT_LEAST = 20


def main(arguments: list[str]) -> int:
    if set(arguments) - {"--dev"}:
        stop(told("usage: bin/setup [--dev]"))
    prepare(dev="--dev" in arguments)
    return 0


def prepare(*, dev: bool = False) -> None:
    """Make everything that is missing or old. Stops the program with one line when that cannot be."""
    with _alone():
        _virtual_environment()
        _python_packages(dev=dev)
        _node_packages()
        _assets()
        _translations()
        _static_files()


def ensure_packages(command: str, arguments: list[str], *packages: str) -> None:
    """Go on inside .venv with these packages; set up first where they are missing."""
    if Path(sys.prefix) == VENV and not any(_lacks(package) for package in packages):
        return
    prepare()
    if Path(sys.prefix) != VENV:
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "bin/tools"), command, *arguments])


def environment() -> dict[str, str]:
    """The environment of every program that is started: .venv first, and nothing of another one."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    return kept | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}", "VIRTUAL_ENV": str(VENV)}


def say(line: str) -> None:
    print(line, flush=True)


def stop(line: str, status: int = 1) -> NoReturn:
    print(line, file=sys.stderr, flush=True)
    sys.exit(status)


def _virtual_environment() -> None:
    if _python() >= (3, 12) and (STAMPS.is_dir() or _runs(PYTHON, "-m", "pip", "--version")):
        return
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    _step(told("Making .venv"), command, told("venv could not be made"))


def _python_packages(*, dev: bool) -> None:
    for name in ("dev",) if dev else ("base", "dev"):
        if _stamped(f"python-{name}", _python_digest(name)):
            return
    name = "dev" if dev else "base"
    _install(f"{told('Installing Python packages')} ({name})", name)
    _stamp(f"python-{name}", _python_digest(name))


def _python_digest(name: str) -> str:
    return _digest([ROOT / f"requirements/{name}.txt"], str(VENV), *map(str, _python()))


def _python() -> tuple[int, ...]:
    """The version of .venv's Python, () if there is none. It is the one that runs this, but for the first time."""
    return sys.version_info[:2] if Path(sys.prefix) == VENV else _version([str(PYTHON), "--version"])


def _install(title: str, name: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-compile"] if name == "dev" else []  # sooner done; a server's packages are compiled once for all
    _step(
        title,
        [*command, "--require-hashes", "-r", str(ROOT / f"requirements/{name}.txt")],
        told("Python packages could not be installed: is this machine online?"),
    )


def _node_packages() -> None:
    digest = _digest([ROOT / "package.json", ROOT / "package-lock.json"])
    if _stamped("node", digest) and (ROOT / "node_modules").is_dir():
        return
    _step(
        told("Installing npm packages"),
        [*_npm(), "ci", "--loglevel=error"],
        told("npm packages could not be installed: is this machine online?"),
    )
    _stamp("node", digest)


def _npm() -> list[str]:
    """npm of a Node that is new enough: the machine's, else one from PyPI."""
    if not _has_node():
        _install(told("Installing Node from PyPI, as this machine has none that is new enough"), "node")
        if not _has_node():
            wanted = "Sapa's assets need Node {version} or newer: install it (https://nodejs.org), then try again."
            stop(told(wanted, version=NODE_AT_LEAST))
    return ["npm"]


def _has_node() -> bool:
    path = environment()["PATH"]
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    return bool(node and npm) and _version([str(node), "--version"]) >= (NODE_AT_LEAST,) and _runs(npm, "--version")


def _assets() -> None:
    sources = [ROOT / "assets", ROOT / "sapa", ROOT / "package.json", ROOT / "package-lock.json"]
    digest = _digest(_files(sources, {".py", ".html", ".js", ".css", ".json", ".svg", ".mjs", ".txt"}))
    if _stamped("assets", digest) and BUILT.is_dir():
        return
    _step(told("Building the assets"), [*_npm(), "run", "--silent", "build"], told("the assets could not be built"))
    _step(
        told("Drawing the icons"),
        [str(PYTHON), "manage.py", "write_icons"],
        told("the icons could not be drawn"),
        HOMELESS,
    )
    _stamp("assets", digest)


def _translations() -> None:
    catalogue = ROOT / "locale/id/LC_MESSAGES/django.po"
    digest = _digest([catalogue])
    if _stamped("translations", digest) and catalogue.with_suffix(".mo").exists():
        return
    command = [str(PYTHON), str(ROOT / "bin/tools"), "messages", "--compile"]
    _step(told("Compiling the translations"), command, told("the translations could not be compiled"))
    _stamp("translations", digest)


def _static_files() -> None:
    settings = [ROOT / "sapa/settings.py", ROOT / "requirements/base.txt"]
    digest = _digest(_files([*(ROOT / "sapa").glob("*/static"), *settings], None))
    if _stamped("static", digest) and (COLLECTED / "staticfiles.json").exists():
        return
    command = [str(PYTHON), "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    command += ["--ignore=django_htmx"]  # its htmx is not the one that pages use
    _step(told("Collecting the static files"), command, told("the static files could not be collected"), HOMELESS)
    _stamp("static", digest)


def _step(title: str, command: list[str], failure: str, variables: dict[str, str] | None = None) -> None:
    """Run one step in silence, saying what it is and how long it took; its output only when it fails."""
    print(f"{title} …", end=" ", flush=True)
    began = time.monotonic()
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment() | (variables or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        stop(f"\n{failure}: {error}")
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])
        stop(f"\n{tail}\n{failure} (`{' '.join(command)}`)")
    say(f"{time.monotonic() - began:.1f} s")


@contextmanager
def _alone() -> Iterator[None]:
    """Two set-ups at the same time wait for each other."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _files(roots: Iterable[Path], suffixes: set[str] | None) -> list[Path]:
    found = []
    for root in roots:
        if root.is_file():
            found.append(root)
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if name not in {"__pycache__", "tests", "migrations"}]
            paths = (Path(folder, name) for name in names)
            found += [
                path for path in paths if suffixes is None or (path.suffix in suffixes and BUILT not in path.parents)
            ]
    return sorted(found)


def _digest(paths: Iterable[Path], *texts: str) -> str:
    digest = hashlib.sha256("\0".join(texts).encode())
    for path in paths:
        digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _stamped(name: str, digest: str) -> bool:
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == digest


def _stamp(name: str, digest: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(digest)


def _version(command: list[str]) -> tuple[int, ...]:
    """The version that a program prints of itself, or () when it does not run."""
    try:
        said = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.search(r"(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else ()


def _runs(*command: str | Path | None) -> bool:
    try:
        done = subprocess.run(
            [str(part) for part in command], env=environment(), capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _lacks(package: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(package) is None
