"""The pipelines and lost reasons that a new organisation starts with."""

from sapa.customers.models import Market, Source
from sapa.pipeline.models import CaptureForm, LostReason, Pipeline, Stage, StageCheck, Step
from sapa.team.models import Member
from sapa.tenancy.models import Organization

# Data of the organisation, in its people's language: they may rename, add and archive.
# (name, step, probability in percent, days until a deal rots, the checklist that leads out of it)
STAGES = [
    ("Calon konsumen", Step.CANDIDATE, 10, 14, ["Sudah disapa", "Tahu siapa yang memutuskan"]),
    ("Kualifikasi", Step.QUALIFIED, 25, 14, ["Kebutuhan jelas", "Anggaran ada", "Barang atau jasa tersedia"]),
    ("Proposal", Step.PROPOSAL, 50, 10, ["Profil perusahaan terkirim", "Penawaran terkirim"]),
    ("Negosiasi", Step.NEGOTIATION, 75, 7, ["Harga disepakati", "Cara bayar disepakati"]),
    ("Menang", Step.WON, 100, None, []),
    ("Kalah", Step.LOST, 0, None, []),
]
PIPELINES = [("Perorangan (B2C)", Market.B2C), ("Usaha (B2B)", Market.B2B), ("Pemerintah (B2G)", Market.B2G)]
LOST_REASONS = [
    "Harga terlalu tinggi",
    "Memilih pesaing",
    "Tidak ada anggaran",
    "Kebutuhan batal",
    "Barang tidak tersedia",
    "Tidak ada kabar",
    "Lainnya",
]
# The organisation's own public form. The text is read by whoever sends it (UU 27/2022, articles 20 to 22).
OWN_FORM = {
    "slug": "kenalan",
    "title": "Kenalan dengan kami",
    "intro": "Tinggalkan nama dan nomor Anda. Kami akan menyapa Anda.",
    "thanks": "Kami segera menghubungi Anda.",
    "question": "Apa yang Anda butuhkan?",
}
OWN_FORM_SOURCE = "Situs web"
CONSENT = (
    "Saya setuju nama, nomor, dan pesan saya disimpan dan dipakai oleh {name} hanya untuk menghubungi saya tentang "
    "produk dan layanannya. Data saya tidak diberikan kepada pihak lain. Kapan saja saya boleh meminta data saya "
    "dilihat, diperbaiki, dihapus, atau tidak dihubungi lagi (UU No. 27 Tahun 2022 tentang Pelindungan Data Pribadi)."
)


def consent_text(name: str) -> str:
    """What people agree to who make themselves known to the organisation of this name."""
    return CONSENT.format(name=name)


def provide_capture_form(organization: Organization, owner: Member | None) -> None:
    """Give a new organisation its own public form: who comes by it is `owner`'s.

    Call it once, inside the organisation's scope.
    """
    source = Source.objects.filter(name=OWN_FORM_SOURCE).first()
    words = consent_text(organization.name)
    told = {"source": source, "owner": owner, "consent_text": words}
    CaptureForm.objects.create(organization=organization, **told, **OWN_FORM)


def provide_pipelines(organization: Organization) -> None:
    """Give a new organisation its three pipelines. Call it once, inside the organisation's scope."""
    for position, (name, market) in enumerate(PIPELINES):
        build_stages(Pipeline.objects.create(organization=organization, name=name, market=market, position=position))


def build_stages(pipeline: Pipeline) -> None:
    """Give a new pipeline the usual stages with their checklists."""
    stages = Stage.objects.bulk_create(
        Stage(
            organization_id=pipeline.organization_id,
            pipeline=pipeline,
            name=stage,
            step=step,
            probability=probability,
            rots_after=rots_after,
            position=place,
        )
        for place, (stage, step, probability, rots_after, _checks) in enumerate(STAGES)
    )
    StageCheck.objects.bulk_create(
        StageCheck(organization_id=pipeline.organization_id, stage=stage, text=text, position=place)
        for stage, (*_rest, checks) in zip(stages, STAGES, strict=True)
        for place, text in enumerate(checks)
    )


def provide_lost_reasons(organization: Organization) -> None:
    """Give a new organisation its first reasons for losing. Call it once, inside the organisation's scope."""
    LostReason.objects.bulk_create([LostReason(organization=organization, name=name) for name in LOST_REASONS])
