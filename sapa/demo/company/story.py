"""One customer's story, from the day they were first seen: told by the verbs that people use."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sapa.activities import planning, touching
from sapa.activities.models import Activity
from sapa.customers.models import Contact, Customer
from sapa.demo.company import trade
from sapa.demo.company.calendar import moment, workday
from sapa.demo.company.setting import Setting, uuid_of
from sapa.pipeline import finding_out, funnel
from sapa.pipeline.models import Finding
from sapa.team.models import Member

TALKS = ["phone", "whatsapp", "whatsapp", "visit", "visit", "store", "event", "advertisement"]
AFTER = ["whatsapp", "whatsapp", "phone", "visit", "store", "sms", "email", "web", "fax"]
GOOD = ["talked", "interested", "interested", "call_back"]


def within(title: str) -> str:
    """A title within a sentence: "Nasi kotak" → "nasi kotak", but "PMT Posyandu" as it is."""
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


@dataclass
class Clock:
    """The story's time, which ends with the last day that is told."""

    now: datetime
    last: date
    random: Random
    due: date | None = None  # when it would have gone on, after the last day

    def later(self, least: int, most: int) -> bool:
        """So many days on, at work. False where the story ends before."""
        day = workday(self.now.date() + timedelta(self.random.randint(least, most)))
        if day > self.last:
            self.due = day
            return False
        self.now = max(moment(day, self.random), self.now + timedelta(minutes=self.random.randint(5, 30)))
        return True


@dataclass
class Story:
    """What is told of one customer: who looks after them, what they want, and how far it went."""

    setting: Setting
    customer: Customer
    seller: Member
    finder: Member
    unit: str
    clock: Clock
    random: Random
    contact: Contact | None = None
    findings: list[Finding] = field(default_factory=list)

    def tell(self) -> bool:
        """From prospect to account. False where it stops on the way."""
        if not self.clock.later(0, 5):
            return False
        if self.random.random() < 0.2:
            wrong = self.random.random() < 0.1
            outcome, note = ("wrong_number", "Salah sambung.") if wrong else ("no_answer", "Tidak diangkat.")
            self.touch(self.finder, "phone", outcome, note)
            if not self.clock.later(1, 4):
                return False
        return self.greet() and self.understand()

    def greet(self) -> bool:
        """The first talk, and what was found out in it."""
        if self.random.random() < 0.2:
            return self.put_aside()
        wanted = self.random.sample(trade.FINDINGS[self.unit], self.random.randint(1, 3))
        uuid = uuid_of(self.random)
        funnel.make_contact(
            self.customer, touch_point=self.pick(TALKS), by=self.finder, now=self.clock.now, findings=wanted,
            note=self.pick(trade.FIRST_WORDS), outcome=self.pick(GOOD), uuid=uuid,
        )  # fmt: skip
        self.findings = list(Finding.objects.filter(customer=self.customer).order_by("pk"))
        if self.random.random() < 0.16:
            return False
        return self.clock.later(2, 12)

    def understand(self) -> bool:
        """Which of it we can serve, and with what."""
        products = [one for one in self.setting.products.values() if one.category == self.unit]
        answers: dict[Finding, Any] = {}
        for place, finding in enumerate(self.findings):
            yes = place == 0 or self.random.random() < 0.6
            product = self.pick(products) if yes else None
            answers[finding] = (
                ("yes" if yes else self.pick(["no", ""])),
                product,
                self.pick(trade.SOLUTIONS) if yes else "",
            )
        funnel.make_account(self.customer, answers=answers, by=self.seller, now=self.clock.now)
        if self.random.random() < 0.12:
            return False
        return self.clock.later(1, 10)

    def put_aside(self) -> bool:
        """Not now. Later they are tried again, and half of them go on. False where the story ends."""
        again = workday(self.clock.now.date() + timedelta(self.random.randint(30, 110)))
        funnel.set_aside(self.customer, reason=self.pick(trade.ASIDE_REASONS), by=self.seller, now=self.clock.now,
                         try_again_on=again)  # fmt: skip
        gap = (again - self.clock.now.date()).days
        if not self.clock.later(gap, gap + 3) or self.random.random() < 0.35:
            return False
        funnel.take_up(self.customer, by=self.seller, now=self.clock.now)
        return self.clock.later(0, 3) and self._greeted()

    def _greeted(self) -> bool:
        return self.customer.step != "prospect" or self.greet()

    def meet_findings(self) -> None:
        """What was bought meets what was wanted."""
        for finding in self.findings:
            if finding.answer == Finding.Answer.YES and finding.met_at is None and self.random.random() < 0.7:
                finding_out.meet(finding, by=self.seller, now=self.clock.now)

    def touch(self, by: Member, touch_point: str, outcome: str, note: str, direction: str = "out") -> None:
        """Something that just happened."""
        touching.log(self.customer, touch_point=touch_point, outcome=outcome, by=by, note=note, direction=direction,
                     at=self.clock.now, uuid=uuid_of(self.random))  # fmt: skip

    def keep_in_touch(self) -> None:
        """A word without a purpose, as neighbours have."""
        inbound = self.random.random() < 0.4
        self.touch(self.seller, self.pick(AFTER), "talked", self.pick(trade.LATER_WORDS), "in" if inbound else "out")

    def complain(self) -> None:
        note = trade.COMPLAINTS[self.unit]
        self.touch(self.setting.members["cici"], "whatsapp", "complained", note, "in")

    def do(self, what: str, subject: Any = None) -> bool:
        """Plan something, and do it on its day. False where that day is still to come: then it stays planned."""
        kind, title = self._something(what)
        began, day = self.clock.now, self.clock.now.date()
        went_on = self.clock.later(1, 4)
        due = self.clock.now.date() if went_on else self.due_day(day)
        planned = self.plan(kind, title, due, began, subject)
        if went_on:
            planning.complete(planned, by=self.seller, result=self.pick(trade.RESULTS), outcome=self.pick(GOOD),
                              now=self.clock.now)  # fmt: skip
        return went_on

    def plan(self, kind: str, title: str, due: date, now: datetime, subject: Any = None) -> Activity:
        timed = kind in {"visit", "meeting"}
        return planning.plan(
            title=title, due_on=due, by=self.seller, kind=kind, customer=self.customer, subject=subject, now=now,
            purpose=self.pick(trade.MEMOS), aim="selling" if subject else "relationship", uuid=uuid_of(self.random),
            starts_at=moment(due, self.random).time().replace(minute=self.pick([0, 30])) if timed else None,
            minutes=self.pick([30, 60, 90]) if timed else None,
        )  # fmt: skip

    def due_day(self, since: date) -> date:
        """When it is due after the story's end; every fourth should have been done already."""
        due = self.clock.due or self.setting.today
        if self.random.random() < 0.25:
            return max(since, self.setting.today - timedelta(self.random.randint(1, 5)))
        return due

    def _something(self, what: str) -> tuple[str, str]:
        kinds = [("call", trade.CALLS), ("visit", trade.VISITS), ("task", trade.TASKS), ("meeting", trade.MEETINGS)]
        kind, titles = self.random.choices(kinds, [4, 3, 2, 1])[0]
        return kind, self.pick(titles).format(w=within(what))[:160]

    def pick(self, options: Any) -> Any:
        return self.random.choice(options)
