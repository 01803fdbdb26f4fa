"""What is said when a person's input makes no sense."""

from typing import Any


class Invalid(ValueError):
    """Input that cannot be understood. `str(error)` is a sentence in the active language.

    `message` is a lazily translated text with `%(name)s` places, `params` what goes into them: both fit
    `django.core.exceptions.ValidationError(error.message, params=error.params)`.
    """

    def __init__(self, message: Any, **params: object) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)
