"""One import from first row to last: rows in, verdicts and a summary out. Flat in memory."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.events.recording import record
from sapa.exchange.mapping import InvalidMapping, Mapping
from sapa.exchange.reading import Field, Reading, Record, Rejection
from sapa.lib import dates
from sapa.lib.invalid import Invalid
from sapa.lib.tables import Table
from sapa.tenancy.models import Organization

CHUNK = 1000  # rows in one transaction


@dataclass
class Summary:
    """What became of the rows. `seconds` is the time for all of them."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    remarks: int = 0  # rows that were taken, but not all of what they say
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def rows(self) -> int:
        return self.created + self.changed + self.unchanged + self.rejected

    @property
    def per_second(self) -> int:
        return round(self.rows / self.seconds) if self.seconds else self.rows


@dataclass
class Job:
    """What an importer works for, and where it says what became of a row."""

    organization: Organization
    mapping: Mapping
    file: str  # its name, for the history of each row
    now: datetime = field(default_factory=timezone.now)
    summary: Summary = field(default_factory=Summary)
    rejected: list[Rejection] = field(default_factory=list)  # of the chunk at hand

    @property
    def today(self) -> date:
        return dates.today(self.organization.time_zone, self.now)

    def reject(self, record: Record, reason: Invalid) -> None:
        self.rejected.append(Rejection(record.number, [str(reason)], record.cells))

    def remark(self, record: Record, reason: Invalid) -> None:
        """The row was taken, but for this."""
        self.rejected.append(Rejection(record.number, [str(reason)], record.cells, taken=True))

    def history(
        self, kind: str, record: Record, pk: int, name: str, customer_id: int | None = None, **data: Any
    ) -> dict[str, Any]:
        """A row of events that names the file and the row it came from."""
        return {
            "at": self.now,
            "kind": kind,
            "subject_kind": kind.partition(".")[0],
            "subject_id": pk,
            "subject_name": name,
            "customer_id": customer_id,
            "data": {"file": self.file, "row": record.number, **data},
        }


class Importer(ABC):
    """Takes rows of one kind into an organisation. `take` runs in a transaction, once for each chunk."""

    kind: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]  # the fields that a mapping may name as its key

    def __init__(self, job: Job) -> None:
        self.job = job
        if job.mapping.key and job.mapping.key not in self.keys:
            raise InvalidMapping(
                _("“%(key)s” cannot be the key. There are: %(keys)s."), key=job.mapping.key, keys=", ".join(self.keys)
            )

    @abstractmethod
    def fields(self) -> Sequence[Field]:
        """What a file of this kind can tell."""

    def prepare(self, reading: Reading) -> None:
        """Read what rows refer to, and make what the mapping wants made. In a transaction."""
        return

    @abstractmethod
    def take(self, records: list[Record]) -> None:
        """Write a chunk. Tell the job what became of each row."""

    def finish(self) -> None:
        """What can only be done when all rows are there. In a transaction."""
        return


def run(
    importer: Importer,
    table: Table,
    *,
    dry_run: bool = False,
    on_rejection: Callable[[Rejection], None] = lambda rejection: None,
    on_progress: Callable[[int], None] = lambda done: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Summary:
    """Import a table. What is wrong with the file or the mapping as a whole raises Invalid before anything is written.

    Each chunk is a transaction. `is_stopped` is asked between two of them: what was written stays, and a second run
    goes on. A dry run does all the same and then takes it back.
    """
    job, began = importer.job, time.monotonic()
    reading = Reading(table, importer.fields(), job.mapping, job.organization.currency)
    whole: AbstractContextManager[Any] = transaction.atomic() if dry_run else nullcontext()
    with whole:
        try:
            with transaction.atomic():
                importer.prepare(reading)
            for chunk in _chunks(reading):
                _take(importer, chunk, on_rejection)
                on_progress(job.summary.rows)
                if is_stopped():
                    raise KeyboardInterrupt
            with transaction.atomic():
                importer.finish()
                _record(job)
            _tell(job, on_rejection)
        except KeyboardInterrupt:
            job.summary.interrupted = True
        if dry_run:
            transaction.set_rollback(True)
    job.summary.seconds = time.monotonic() - began
    return job.summary


def _record(job: Job) -> None:
    """That rows came in: what is known of customers is worked out anew. A file that changed nothing is no event."""
    if taken := job.summary.created + job.summary.changed:
        record("organization.imported", job.organization, by=None, at=job.now, file=job.file, rows=taken)


def _take(importer: Importer, chunk: list[Record | Rejection], on_rejection: Callable[[Rejection], None]) -> None:
    job = importer.job
    counted = Summary(**vars(job.summary))
    job.rejected = [row for row in chunk if isinstance(row, Rejection)]
    try:
        with transaction.atomic():
            importer.take([row for row in chunk if isinstance(row, Record)])
    except BaseException:
        job.summary.__dict__.update(vars(counted))  # the chunk was taken back
        raise
    _tell(job, on_rejection)


def _tell(job: Job, on_rejection: Callable[[Rejection], None]) -> None:
    for rejection in sorted(job.rejected, key=lambda rejection: rejection.number):
        on_rejection(rejection)
    remarks = sum(rejection.taken for rejection in job.rejected)
    job.summary.remarks += remarks
    job.summary.rejected += len(job.rejected) - remarks
    job.rejected = []


def _chunks(rows: Iterable[Record | Rejection]) -> Iterator[list[Record | Rejection]]:
    """Rows by the chunk. The next one is read while the database is busy with the one before: that is not asked."""
    remaining, language = iter(rows), get_language()

    def read() -> list[Record | Rejection]:
        with translation.override(language):  # that of reasons, which another thread does not know
            return list(islice(remaining, CHUNK))

    with ThreadPoolExecutor(1) as ahead:
        chunk = read()
        while chunk:
            following = ahead.submit(read)
            yield chunk
            chunk = following.result()
