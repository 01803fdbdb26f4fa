"""The second of two editors sees where both versions differ, in the words of the form."""

from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from sapa.lib.conflicts import VersionField, conflict_page, differences


class Deal(forms.Form):
    name = forms.CharField(label="Name")
    kind = forms.ChoiceField(label="Kind", choices=[("", "–"), ("Group", [("a", "Apple"), ("b", "Banana")])])
    sweet = forms.BooleanField(label="Sweet", required=False)
    note = forms.CharField(label="Note", required=False)
    version = VersionField()


def both() -> tuple[Deal, Deal]:
    mine = Deal(QueryDict("name=Ani&kind=a&sweet=on&note=same&version=1"))
    theirs = Deal(initial={"name": "Budi", "kind": "b", "sweet": False, "note": "same", "version": 2})
    return mine, theirs


def test_it_tells_only_what_differs_as_the_form_shows_it() -> None:
    found = {one.name: (one.label, one.mine, one.theirs) for one in differences(*both())}
    assert found.keys() == {"name", "kind", "sweet"}
    assert found["name"] == ("Name", "Ani", "Budi")
    assert found["kind"] == ("Kind", "Apple", "Banana")


def test_sending_it_again_writes_over_the_version_shown() -> None:
    mine, theirs = both()
    answer = conflict_page(RequestFactory().get("/"), "ui/conflict.html", mine, theirs, version=2, changed_by="Wati")
    assert answer.status_code == 409
    assert "Wati" in answer.content.decode()
    assert mine["version"].value() == 2
    assert mine["name"].value() == "Ani"
