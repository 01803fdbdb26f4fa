"""Pipelines and stages as files and mappings name them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.exchange import cells
from sapa.exchange.cells import Formats
from sapa.exchange.kinds.customer_fields import MARKET
from sapa.exchange.mapping import InvalidMapping
from sapa.exchange.references import Names
from sapa.lib.invalid import Invalid
from sapa.pipeline.models import Pipeline, Stage, Step

STEP = cells.choice(
    Step, prospecting="candidate", calon_konsumen="candidate", prospek="candidate", kualifikasi="qualified",
    engaging="qualified", quotation="proposal", penawaran="proposal", negosiasi="negotiation",
    menang="won", berhasil="won", jadi="won", closed_won="won", kalah="lost", gagal="lost", batal="lost",
    closed_lost="lost",
)  # fmt: skip
PROBABILITY = {
    Step.CANDIDATE: 10, Step.QUALIFIED: 25, Step.PROPOSAL: 50, Step.NEGOTIATION: 75, Step.WON: 100, Step.LOST: 0,
}  # fmt: skip


class Stages:
    """The stages of each pipeline by name, or by what they mean."""

    def __init__(self, home: str = "") -> None:
        stages = list(Stage.objects.select_related("pipeline").order_by("pipeline__position", "position", "pk"))
        pipelines = {stage.pipeline_id: stage.pipeline for stage in stages}
        self._pipelines = Names(pipelines.values(), _("There is no pipeline “%(name)s”."))
        self._home = self._pipelines.get(home) if home else next(iter(pipelines.values()), None)
        self._stages = {pk: [stage for stage in stages if stage.pipeline_id == pk] for pk in pipelines}
        self._found: dict[tuple[int, str], Stage] = {}

    def pipeline(self, name: str) -> Pipeline:
        """By name; "" is the mapping's, else the organisation's first. Raises Invalid."""
        found = self._pipelines.get(name) if name else self._home
        if found is None:
            raise Invalid(_("There is no pipeline “%(name)s”."), name=name)
        return found

    def first(self, pipeline: Pipeline) -> Stage:
        return self._stages[pipeline.pk][0]

    def find(self, pipeline_id: int, name: str) -> Stage:
        """Raises Invalid when the pipeline has no stage that is called so or means that."""
        key = (pipeline_id, name)
        if key not in self._found:
            self._found[key] = self._look_up(pipeline_id, name)
        return self._found[key]

    def _look_up(self, pipeline_id: int, name: str) -> Stage:
        stages = self._stages.get(pipeline_id, [])
        if found := Names(stages, "").find(name):
            return found
        try:
            step = STEP(name, Formats())
        except Invalid:
            step = ""
        for stage in stages:
            if stage.step == step:
                return stage
        raise Invalid(
            _("There is no stage “%(name)s”. There are: %(names)s."),
            name=name,
            names=", ".join(stage.name for stage in stages),
        )


def provide_pipeline(told: Mapping[str, Any]) -> Pipeline | None:
    """Make the pipeline that the mapping wants, unless one of its name is there. Raises InvalidMapping.

    `told` is `name`, perhaps `market`, and `stages`: a list of `name`, `step`, perhaps `probability`, `rots_after`.
    """
    if not told or Pipeline.objects.filter(name=told.get("name", "")).exists():
        return None
    wanted = [_stage(place, stage) for place, stage in enumerate(told.get("stages", []))]
    if not told.get("name") or {Step.WON, Step.LOST} - {stage.step for stage in wanted}:
        raise InvalidMapping(_("A pipeline in a mapping has a name, and stages of which one is won and one is lost."))
    market = MARKET(told["market"], Formats()) if told.get("market") else ""
    last = Pipeline.objects.order_by("-position").first()
    pipeline = Pipeline.objects.create(name=told["name"], market=market, position=last.position + 1 if last else 0)
    for stage in wanted:
        stage.pipeline = pipeline
    Stage.objects.bulk_create(wanted)
    return pipeline


def _stage(place: int, told: Any) -> Stage:
    try:
        step = Step(STEP(told["step"], Formats()))
        probability = int(told.get("probability", PROBABILITY[step]))
        if not 0 <= probability <= 100:
            raise Invalid(_("A percentage is from 0 to 100."))
        return Stage(
            name=str(told["name"]),
            step=step,
            probability=probability,
            rots_after=told.get("rots_after"),
            position=place,
        )
    except (Invalid, KeyError, TypeError, ValueError) as error:
        raise InvalidMapping(_("A stage of the mapping's pipeline is not right: %(stage)s"), stage=told) from error
