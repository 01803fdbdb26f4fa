"""The SOPs that a new organisation starts with: greet first, sell later."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sapa.activities.models import Activity
from sapa.customers.models import FunnelStep
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone
from sapa.pipeline.models import Procedure, ProcedureItem
from sapa.team.models import Member
from sapa.tenancy.models import Organization

# Data of the organisation, in its people's language: they may rewrite, add and archive.
# (what it is for, title, text, checklist)
PROCEDURES: list[tuple[dict[str, Any], str, str, list[str]]] = [
    (
        {"step": FunnelStep.PROSPECT},
        "Menyapa prospek baru",
        "Sapa dulu, jual kemudian. Hubungi dalam satu hari, selagi mereka masih ingat kita. "
        "Tujuan sapaan pertama hanya satu: saling kenal.",
        [
            "Baca dulu dari mana mereka datang dan siapa yang mengenalkan",
            "Sapa dengan nama dan sapaan yang tepat (Pak, Bu, Kak)",
            "Perkenalkan diri dan BUM Desa atau usaha kita",
            "Minta izin untuk menghubungi lagi, dan tanyakan waktu yang enak",
        ],
    ),
    (
        {"step": FunnelStep.CONTACT},
        "Menggali kebutuhan",
        "Lebih banyak mendengar daripada bicara. Tanyakan, catat kata-kata mereka sendiri, "
        "dan jangan menawarkan apa pun sebelum paham.",
        [
            "Tanyakan kabar dan usaha atau keluarganya lebih dulu",
            "Gali kebutuhan: apa yang biasa dibeli, berapa banyak, kapan",
            "Gali masalah: apa yang mengecewakan selama ini",
            "Gali harapan: seperti apa kalau semuanya berjalan baik",
            "Tanyakan siapa yang ikut memutuskan",
            "Catat hasil penggalian hari itu juga",
        ],
    ),
    (
        {"step": FunnelStep.ACCOUNT},
        "Mencocokkan dengan yang kita punya",
        "Pilih kebutuhan yang benar-benar bisa kita layani. Kalau tidak bisa, katakan terus terang: "
        "orang akan percaya dan datang lagi.",
        [
            "Tandai kebutuhan yang bisa kita layani, dan dengan produk apa",
            "Periksa stok, kapasitas, dan ongkos antar",
            "Ceritakan pelanggan lain yang terbantu, tanpa membuka rahasianya",
            "Sepakati langkah berikutnya dan tanggalnya",
        ],
    ),
    (
        {"step": FunnelStep.OPPORTUNITY},
        "Menjaga peluang tetap hangat",
        "Peluang yang diam akan dingin. Setiap pertemuan berakhir dengan janji berikutnya.",
        [
            "Pastikan nilai, jumlah, dan tanggal sudah sama-sama paham",
            "Kirim penawaran yang menjawab kebutuhan mereka, bukan daftar harga",
            "Hubungi lagi paling lambat tiga hari setelah penawaran",
            "Ucapkan terima kasih, menang ataupun kalah",
        ],
    ),
    (
        {"kind": Activity.Kind.CALL},
        "Sebelum dan sesudah menelepon",
        "Telepon singkat yang hangat lebih baik daripada telepon panjang yang menjual.",
        [
            "Baca kartu pelanggan: sapaan terakhir, janji, keluhan",
            "Siapkan satu tujuan telepon ini",
            "Tanyakan dulu: sedang longgar atau tidak?",
            "Dengarkan sampai selesai, ulangi yang dipahami",
            "Tutup dengan terima kasih dan janji berikutnya, lalu catat hasilnya",
        ],
    ),
    (
        {"kind": Activity.Kind.VISIT},
        "Berkunjung",
        "Kita tamu di rumah atau toko mereka. Salam dulu, lihat keadaan, baru bicara pekerjaan.",
        [
            "Kabari sebelum datang, dan datang tepat waktu",
            "Beri salam dan tanyakan kabar sebelum bicara barang",
            "Lihat sekeliling: stok, rak, pembeli, barang pesaing",
            "Tanyakan apa yang bisa kita bantu hari ini",
            "Catat pesanan, keluhan, dan harapan sebelum pulang",
            "Ucapkan terima kasih dan sepakati kunjungan berikutnya",
        ],
    ),
]


def provide_procedures(organization: Organization) -> list[Procedure]:
    """Give a new organisation its first SOPs. Call it once, inside the organisation's scope."""
    made = Procedure.objects.bulk_create(
        Procedure(organization=organization, title=title, text=text, position=place, **what)
        for place, (what, title, text, _lines) in enumerate(PROCEDURES)
    )
    ProcedureItem.objects.bulk_create(
        ProcedureItem(organization=organization, procedure=procedure, text=text, position=place)
        for procedure, (*_rest, lines) in zip(made, PROCEDURES, strict=True)
        for place, text in enumerate(lines)
    )
    return made


def use_ready_made(*, by: Member) -> list[Procedure]:
    """The same for an organisation that has none, such as one from before there were any. Raises AlreadyDone."""
    there = _("There are SOPs already.")
    try:
        with transaction.atomic():
            if Procedure.objects.exists():
                raise AlreadyDone(there)
            made = provide_procedures(by.organization)
            for procedure in made:
                record("procedure.added", procedure, by=by)
    except IntegrityError as error:  # a double tap
        raise AlreadyDone(there) from error
    return made
