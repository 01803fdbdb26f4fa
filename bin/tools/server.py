"""`bin/run`: Sapa on this machine: web and worker, with the demo companies in it. HOST and PORT say where.
`bin/run --no-demo` leaves an empty database empty.

The first run sets up, makes the database and fills it; a later one starts at once and keeps the data.
Ctrl+C or a TERM signal stops both programs; if one dies, the other is stopped and bin/run fails.
"""

import contextlib
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType
from urllib.parse import urlsplit

from environment import PYTHON, ROOT, environment, prepare, say, stop

sys.path.insert(0, str(ROOT))
from sapa.configuration import Configuration, ConfigurationError, load
from sapa.machine import told

START_WITHIN = 60  # seconds until both programs must be well
STOP_WITHIN = 15  # seconds until a program that was asked to stop is killed
PDEATHSIG = 1  # prctl's PR_SET_PDEATHSIG


class Stopped(Exception):
    """Someone asked bin/run to stop."""


def main(arguments: list[str]) -> int:
    if set(arguments) - {"--no-demo"}:
        stop(told("usage: [PORT=8000] [HOST=127.0.0.1] bin/run [--no-demo]"))
    signal.signal(signal.SIGTERM, _raise_stopped)
    signal.signal(signal.SIGINT, _raise_stopped)
    programs: list[subprocess.Popen[bytes]] = []
    try:
        configuration = _configuration()
        _refuse_taken_port(configuration.host, configuration.port)
        prepare()
        os.umask(0o077)  # the data is of no concern to others on this machine
        _ready_database(["--seed"] if "--no-demo" not in arguments else [])
        for command in commands():
            programs.append(_start(command))
        return _watch(programs, configuration)
    except Stopped:
        return 0
    finally:
        _end(programs)


def _configuration() -> Configuration:
    try:
        return load()
    except ConfigurationError as error:
        stop(str(error), 2)


def _refuse_taken_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65535 else 8000
            taken = "Port {port} on {host} is taken by another program. Choose another: PORT={other} bin/run"
            stop(told(taken, port=port, host=host, other=other))
        stop(told("Cannot listen on {host}, port {port}: {error}", host=host, port=port, error=error.strerror))


def _ready_database(options: list[str]) -> None:
    """Migrate (after a backup), seed once, print the logins: one Django start for all of it."""
    done = subprocess.run([PYTHON, "manage.py", "prepare", *options], cwd=ROOT, env=environment(), check=False)
    if done.returncode:
        stop(told("The database is not ready: Sapa was not started."), done.returncode)


def commands() -> list[list[str]]:
    """The web server and the worker. HOST, PORT and WEB_PROCESSES reach them by the environment."""
    return [[str(PYTHON), "manage.py", "serve"], [str(PYTHON), "manage.py", "work"]]


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    """In a session of its own, so that Ctrl+C reaches only bin/run, which then stops both in order."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent,
    )


def _die_with_parent() -> None:
    """Where Linux offers it, a program does not outlive a bin/run that was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGTERM)


def _watch(programs: "list[subprocess.Popen[bytes]]", configuration: Configuration) -> int:
    began, ready = time.monotonic(), False
    while all(program.poll() is None for program in programs):
        if not ready and (ready := _is_well(configuration)):
            url, home = configuration.base_url, configuration.home
            say("\n" + told("Sapa is ready: {url}  (Ctrl+C stops it; data in {home})", url=url, home=home))
        if not ready and time.monotonic() - began > START_WITHIN:
            say(told("Sapa did not get well within {seconds} s.", seconds=START_WITHIN))
            return 1
        time.sleep(0.5 if ready else 0.1)
    web_died = programs[0].poll() is not None
    say(told("The web server has died: stopping Sapa.") if web_died else told("The worker has died: stopping Sapa."))
    return 1


def _is_well(configuration: Configuration) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(configuration.host, configuration.host)
    place = f"[{host}]" if ":" in host else host
    request = urllib.request.Request(f"http://{place}:{configuration.port}/healthz/")
    request.add_header("Host", urlsplit(configuration.base_url).netloc)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _end(programs: "list[subprocess.Popen[bytes]]") -> None:
    """Stop each with its children; kill what does not stop in time."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for program in programs:
        if program.poll() is None:
            program.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for program in programs:
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)


def _raise_stopped(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
