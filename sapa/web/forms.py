"""How forms are drawn: every form of Sapa, without its fields knowing."""

from pathlib import Path
from typing import Any

import django.forms
from django.forms import BoundField, widgets
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property

BUILT_IN = Path(django.forms.__file__).parent / "templates"
OWN = Path(__file__).parent / "templates"
TAGS = ["django.templatetags.i18n", "django.templatetags.static", "sapa.web.templatetags.sapa"]

CLASSES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, ""),
    (widgets.RadioSelect, ""),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.Select, "select"),
    (widgets.Textarea, "textarea"),
    (widgets.FileInput, "file-input"),
    (widgets.Input, "input"),
)


class Field(BoundField):
    """A field that dresses its widget: the class by its kind, a native picker for days, an icon or a unit beside it."""

    def __init__(self, form: Any, field: Any, name: str) -> None:
        super().__init__(form, field, name)
        widget = field.widget
        if type(widget) in (widgets.DateInput, widgets.TimeInput):
            day = type(widget) is widgets.DateInput
            widget.input_type = "date" if day else "time"
            widget.format = "%Y-%m-%d" if day else "%H:%M"

    def as_widget(self, widget: Any = None, attrs: Any = None, only_initial: bool = False) -> Any:
        drawn = widget or self.field.widget
        if drawn.input_type in ("date", "time") if hasattr(drawn, "input_type") else False:
            drawn.input_type = "text" if self.errors else drawn.input_type  # a picker would drop what cannot be
        return super().as_widget(widget, attrs, only_initial)

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> Any:
        drawn = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        fixed = next((name for kind, name in CLASSES if isinstance(drawn, kind)), "")
        classes = f"{fixed} {drawn.attrs.get('class', '')} {built.get('class', '')}".split()
        return {**built, "class": " ".join(dict.fromkeys(classes))} if classes else built

    @property
    def is_choice(self) -> bool:
        """Whether the label stands beside the control, as a tick box has it."""
        return type(self.field.widget) is widgets.CheckboxInput


class Renderer(DjangoTemplates):
    """Templates of our own before Django's, in an engine of their own: a form is drawn without a request."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
    bound_field_class = Field

    @cached_property
    def engine(self) -> Any:
        options = {"APP_DIRS": False, "DIRS": [OWN, BUILT_IN], "NAME": "sapa-forms", "OPTIONS": {"builtins": TAGS}}
        return self.backend(options)
