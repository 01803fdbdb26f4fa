"""`bin/messages` finds what is to be translated, loses nothing, and notices what is wrong."""

from pathlib import Path

import catalogue
import pytest
from strings import add_strings

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext_lazy, npgettext, pgettext_lazy
NAME = _("Shop " "name")
CATS = ngettext_lazy("%(n)s cat", "%(n)s cats", "n")
OPEN = pgettext_lazy("verb", "Open")
MANY = npgettext("list", "one deal", "many deals", 3)
"""
TEMPLATE = """
<p title="it's {% translate "Save 100%" %}">
      {% blocktranslate trimmed count counter=n with name=x|title context "list" %}
        One customer of {{ name }} isn't "here"
    {% plural %}
        {{ counter }} customers of {{ name }}
      {% endblocktranslate %}
  {% if a == _("Hello") %} {{ x|default:_("nothing") }} ( [ { {% endif %}
{% comment %} {% translate "never shown" %} {% endcomment %}
{% include "ui/x.html" with label=_("Label") hint=_('Hint, "q"') %}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "PO", tmp_path / "locale/id/LC_MESSAGES/django.po")
    write(tmp_path / "sapa/shop.py", PYTHON)
    write(tmp_path / "sapa/templates/shop.html", TEMPLATE)
    write(tmp_path / "sapa/tests/test_shop.py", 'from x import _; _("only in a test")')
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def update(project: Path, **filled: str) -> "catalogue.Catalog":
    known = catalogue.read()
    for identity, text in filled.items():
        catalogue.remember(known, identity, [text], None)
    fresh = catalogue.merge(add_strings(catalogue.empty(), project), known)
    catalogue.write(fresh)
    return fresh


def test_it_finds_the_strings_of_python_and_templates(project: Path) -> None:
    assert {catalogue.json_key(message) for message in catalogue.missing(update(project))} == {
        "Shop name",
        "%(n)s cat",
        "verb\x04Open",
        "list\x04one deal",
        "Save 100%%",
        'list\x04One customer of %(name)s isn\'t "here"',
        "Hello",
        "nothing",
        "Label",
        'Hint, "q"',
    }


def test_it_says_the_line(project: Path) -> None:
    assert "sapa/shop.py:3: 'Shop name'" in catalogue.missing_lines(update(project))


def test_it_writes_the_same_each_time(project: Path) -> None:
    update(project, Hello="Halo")
    written = catalogue.PO.read_bytes()
    assert catalogue.to_bytes(update(project)) == written


def test_a_plural_has_one_form_in_indonesian(project: Path) -> None:
    known = catalogue.read()
    catalogue.remember(known, "%(n)s cat", ["%(n)s kucing"], None)
    fresh = catalogue.merge(add_strings(catalogue.empty(), project), known)
    assert fresh["%(n)s cat"].string == ("%(n)s kucing",)


def test_a_string_that_comes_back_has_kept_its_translation(project: Path) -> None:
    update(project, Hello="Halo")
    template = project / "sapa/templates/shop.html"
    template.write_text("")
    assert "Hello" not in update(project)
    template.write_text(TEMPLATE)
    assert update(project)["Hello"].string == "Halo"


def test_it_notices_a_lost_placeholder(project: Path) -> None:
    known = catalogue.read()
    catalogue.remember(known, "%(n)s cat", ["kucing"], None)
    fresh = catalogue.merge(add_strings(catalogue.empty(), project), known)
    assert catalogue.faults(fresh) == ["other placeholders than the English: '%(n)s cat': 'kucing'"]


def test_half_a_file_is_named_and_stops_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "sapa/shop.py").write_text('_("never closed')
    with pytest.raises(SystemExit):
        update(project)
    assert "sapa/shop.py cannot be read" in capsys.readouterr().err
