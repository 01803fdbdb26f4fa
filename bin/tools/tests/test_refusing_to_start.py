"""`bin/run` says in one line why it cannot start, before it does anything."""

import socket
from pathlib import Path

import environment
import pytest
import server


def test_a_taken_port_is_named_with_another(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit):
            server._refuse_taken_port("127.0.0.1", port)
    assert capsys.readouterr().err.startswith(f"Port {port} on 127.0.0.1 is taken by another program.")


def test_an_unknown_host_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        server._refuse_taken_port("no-such-host.invalid", 8000)
    assert capsys.readouterr().err.startswith("Cannot listen on no-such-host.invalid, port 8000: ")


def test_a_port_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(SystemExit):
        server._configuration()
    assert capsys.readouterr().err == "PORT: “eighty” is not a port number from 1 to 65535\n"


def test_without_a_node_anywhere_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "_has_node", lambda: False)
    monkeypatch.setattr(environment, "_install", lambda *_: None)
    with pytest.raises(SystemExit):
        environment._npm()
    assert capsys.readouterr().err.startswith("Sapa's assets need Node 20 or newer")


def test_a_step_that_fails_shows_what_it_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        environment._step("Trying", ["sh", "-c", "echo no such package; exit 3"], "nothing was installed")
    assert "no such package\nnothing was installed" in capsys.readouterr().err


def test_the_digest_changes_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "package.json"
    file.write_text("{}")
    before = environment._digest([file])
    file.write_text("{ }")
    assert environment._digest([file]) != before
