"""What a verb answers when it will not do what it was asked. The messages are for people."""


class Refused(Exception):
    """A verb that cannot be done, with a sentence in the person's language that says why."""

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message


class AlreadyDone(Refused):
    """The verb was done before, by this request's twin or by somebody else. Nothing was changed."""


class Conflict(Refused):
    """The row was changed by somebody else since this person read it. Nothing was changed."""
