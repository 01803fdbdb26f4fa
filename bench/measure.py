"""Asks the running server for each page and does each verb, and keeps what that cost."""

import itertools
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bench import boards
from bench.browser import Answer, Browser, fields_of
from bench.selling import Selling

EMPTY = "/ukur/bench-empty/"
PUBLIC = "/public/forms/ukur/"
Step = Callable[[], Answer]


@dataclass
class Row:
    """One line of the report. Milliseconds; the empty view is asked in turn with the page, in the same minute."""

    name: str
    database: str
    median_ms: float
    p95_ms: float
    queries: int
    sql_floor_ms: float
    empty_view_ms: float


@dataclass
class Pages:
    """Every page and verb of the report, as steps that a logged-in director takes, each time on another row."""

    browser: Browser
    ids: dict[str, Any]
    token: str = ""
    turns: dict[str, Iterator[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.token = self.browser.token("/ukur/customers/new/")

    def next(self, kind: str) -> Any:
        return next(self.turns.setdefault(kind, itertools.cycle(self.ids[kind])))

    def steps(self) -> dict[str, Step]:
        get = self.browser.get
        fragments = itertools.cycle(["kurnia", "lestari", "siti rah", "budi san", "katering", "nasut"])
        digits = itertools.cycle([f"{10_000_000 + n * 7:08}"[1:7] for n in range(900, 1800, 90)])
        return {
            "customer list": lambda: get("/ukur/customers/"),
            "name search": lambda: get(f"/ukur/customers/?q={next(fragments).replace(' ', '+')}"),
            "phone search": lambda: get(f"/ukur/customers/?q={next(digits)}"),
            "duplicate check": lambda: get(
                f"/ukur/customers/matches/?phones=0812{10_000_000 + self.next('numbers') * 7}"
            ),
            "customer card": lambda: get(f"/ukur/customers/{self.next('customers')}/"),
            "kanban": lambda: get(f"/ukur/opportunities/?pipeline={self.ids['pipeline']}"),
            "open opportunity": lambda: get(f"/ukur/opportunities/{self.next('opportunities')}/"),
            "opportunity list": lambda: get(f"/ukur/opportunities/list/?pipeline={self.ids['pipeline']}"),
            "projection": lambda: get("/ukur/insight/projection/"),
            "today": lambda: get("/ukur/"),
            "funnel board": lambda: get("/ukur/funnel/"),
            "calendar month": lambda: get("/ukur/activities/calendar/?view=month"),
            "move stage": self.move,
            "create customer": self.create_customer,
            "create opportunity": self.create_opportunity,
            "close": self.close,
            "create prospect": self.create_prospect,
            "step to contact": self.step_to_contact,
            "plan an activity": self.plan,
            "complete an activity": self.complete,
            **Selling(self).steps(),
            **boards.steps(self),
        }

    def post(self, path: str, *fields: tuple[str, str]) -> Answer:
        return self.browser.post(path, [("csrfmiddlewaretoken", self.token), *fields])

    def move(self) -> Answer:
        deal, version = self.next("movable")
        return self.post(
            f"/ukur/opportunities/{deal}/stage/",
            ("stage", str(self.ids["qualified"])),
            ("version", str(version)),
            ("anyway", "1"),
        )

    def close(self) -> Answer:
        deal, version = self.next("winnable")
        return self.post(f"/ukur/opportunities/{deal}/win/", ("version", str(version)))

    def create_customer(self) -> Answer:
        fields = [
            ("kind", "person"),
            ("name", "Bu Ukur Cepat"),
            ("market", "b2c"),
            ("once", str(uuid.uuid4())),
        ]
        return self.post("/ukur/customers/new/", *fields)

    def create_opportunity(self) -> Answer:
        fields = [
            ("customer", str(self.next("customers"))),
            ("title", "Nasi kotak rapat desa"),
            ("pipeline", str(self.ids["pipeline"])),
            ("value", "1.250.000"),
            ("once", str(uuid.uuid4())),
            ("lines-TOTAL_FORMS", "0"),
            ("lines-INITIAL_FORMS", "0"),
        ]
        return self.post("/ukur/opportunities/new/", *fields)

    def create_prospect(self) -> Answer:
        """Somebody sends the public form: each time somebody else, from an address of their own."""
        number = next(self.turns.setdefault("visitors", itertools.count(1)))
        drawn = dict(fields_of(self.browser.get(PUBLIC).text)) | {
            "name": "Pak Ukur Kenalan",
            "phone": f"0857{20_000_000 + number}",
            "consent": "on",
        }
        self.browser.headers["X-Forwarded-For"] = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        try:
            return self.browser.post(PUBLIC, list(drawn.items()), expect=(303,))
        finally:
            del self.browser.headers["X-Forwarded-For"]

    def step_to_contact(self) -> Answer:
        return self.post(
            f"/ukur/funnel/customers/{self.next('prospects')}/contact/",
            ("touch_point", "phone"),
            ("direction", "out"),
            ("outcome", "interested"),
            ("need", "Beras untuk hajatan"),
            ("once", str(uuid.uuid4())),
        )

    def plan(self) -> Answer:
        return self.post(
            f"/ukur/activities/customers/{self.next('customers')}/tasks/new/",
            ("kind", "call"),
            ("title", "Telepon lagi"),
            ("due_on", f"{date.today() + timedelta(days=3)}"),
            ("aim", "selling"),
            ("assigned_to", str(self.ids["member"])),
            ("once", str(uuid.uuid4())),
        )

    def complete(self) -> Answer:
        return self.post(f"/ukur/activities/{self.next('doable')}/completion/", ("result", "Sudah"))


def rows(pages: Pages, database: str, floors: dict[str, float], repeat: int) -> Iterator[Row]:
    """Measure each step `repeat` times, in turn with the empty view."""
    for name, step in pages.steps().items():
        for _ in range(3):
            pages.browser.get(EMPTY)
            step()
        took, empty = [], []
        for _ in range(repeat):
            empty.append(pages.browser.get(EMPTY).seconds * 1000)
            took.append(step().seconds * 1000)
        yield Row(
            name=name,
            database=database,
            median_ms=round(statistics.median(took), 2),
            p95_ms=round(statistics.quantiles(took, n=20)[-1], 2),
            queries=counted(pages, step),
            sql_floor_ms=floors.get(name, 0.0),
            empty_view_ms=round(statistics.median(empty), 2),
        )


def counted(pages: Pages, step: Step) -> int:
    """How many queries a step makes, the four of the empty view included."""
    pages.browser.headers["X-Count-Queries"] = "1"
    try:
        return int(step().headers["x-queries"])
    finally:
        del pages.browser.headers["X-Count-Queries"]


def machine_speed(repeat: int = 15) -> dict[str, float]:
    """Milliseconds of a fixed loop of additions, fastest and median: says how fast the machine was at that moment."""

    def loop() -> float:
        began, total = time.perf_counter(), 0
        for number in range(1_000_000):
            total += number
        return (time.perf_counter() - began) * 1000

    took = [loop() for _ in range(repeat)]
    return {"fastest_ms": round(min(took), 1), "median_ms": round(statistics.median(took), 1)}


def throughput(port: int, cookies: dict[str, str], path: str, seconds: float, clients: int = 8) -> float:
    """Answers a second to this many clients that each ask again as soon as they are answered."""
    counts = [0] * clients
    end = time.perf_counter() + seconds

    def ask(client: int) -> None:
        browser = Browser(port, dict(cookies))
        while time.perf_counter() < end:
            browser.get(path)
            counts[client] += 1

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(counts) / seconds, 1)
