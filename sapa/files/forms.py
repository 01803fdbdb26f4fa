"""The field of a form that asks for a picture."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File

from sapa.lib import pictures
from sapa.lib.invalid import Invalid
from sapa.lib.pictures import Picture


class PictureField(forms.FileField):
    """A photo: (Picture, the file's name) once it was looked at and made small, or None. `storing.store` keeps it."""

    widget = forms.FileInput

    def __init__(self, *, most: int = pictures.MOST, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.most = most
        self.widget.attrs |= {"accept": "image/*", "class": "file-input"}

    def to_python(self, data: Any) -> Any:
        upload: File[Any] | None = super().to_python(data)
        if upload is None:
            return None
        try:
            picture: Picture = pictures.shrink(upload.read(pictures.LARGEST_FILE + 1), self.most)
        except Invalid as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error
        return picture, upload.name or ""
