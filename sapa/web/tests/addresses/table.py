"""What a line of the table is."""

from dataclasses import dataclass, field

PUBLIC = "public"  # anybody, outside any organisation
LOGIN = "login"  # whoever is logged in, outside any organisation
MEMBER = "member"  # every member of the organisation, whatever the role

GET, POST, BOTH = "GET", "POST", "GET POST"


@dataclass(frozen=True)
class Address:
    """A line of the table. `answers` are the statuses to be expected where they are not the usual ones."""

    name: str
    gate: str
    methods: str = GET
    of: str | dict[str, str] = ""
    answers: frozenset[int] = field(default_factory=frozenset)

    @property
    def rows(self) -> dict[str, str]:
        """The address's arguments: {argument: kind of row}."""
        return {"pk": self.of} if isinstance(self.of, str) and self.of else dict(self.of or {})

    def answers_to(self, method: str) -> bool:
        return method in self.methods.split()
