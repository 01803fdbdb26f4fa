"""What is said at a shell is said in the shell's language, all of it."""

import ast
from pathlib import Path

import pytest

from sapa.machine import INDONESIAN, machine_language, told

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def texts_told() -> set[str]:
    """Every text that is given to told(), by its name or as it stands."""
    found = set()
    for path in [*(ROOT / "bin/tools").glob("*.py"), ROOT / "sapa/configuration.py"]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            node.targets[0].id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            if isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "told":
                text = node.args[0]
                found.add(named[text.id] if isinstance(text, ast.Name) else ast.literal_eval(text))
    return found


def test_every_text_has_its_indonesian_and_none_is_left_over() -> None:
    assert texts_told() == set(INDONESIAN)


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "id_ID"}, "id"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": ""}, "id"),
        ({"LANG": "idx"}, "en"),
    ],
)
def test_the_first_variable_that_says_something_counts(variables: dict[str, str], language: str) -> None:
    assert machine_language(variables) == language


def test_it_is_told_in_indonesian_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    assert told("There is no data in {home}.", home="/srv/sapa") == "Tidak ada data di /srv/sapa."
