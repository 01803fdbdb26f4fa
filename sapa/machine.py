"""The machine's language, and what is said in it before Django is there.

What a person types at a shell answers in the language of that shell (LC_ALL, LC_MESSAGES or LANG): Indonesian
where it is set so, else English. Standard library only: bin/run speaks before anything is installed.
"""

import os
from collections.abc import Mapping

INDONESIAN = {
    # bin/setup
    "usage: bin/setup [--dev]": "pemakaian: bin/setup [--dev]",
    "Making .venv": "Membuat .venv",
    "venv could not be made": "venv tidak dapat dibuat",
    "Installing Python packages": "Memasang paket Python",
    "Python packages could not be installed: is this machine online?": (
        "paket Python tidak dapat dipasang: apakah mesin ini terhubung ke internet?"
    ),
    "Installing npm packages": "Memasang paket npm",
    "npm packages could not be installed: is this machine online?": (
        "paket npm tidak dapat dipasang: apakah mesin ini terhubung ke internet?"
    ),
    "Installing Node from PyPI, as this machine has none that is new enough": (
        "Memasang Node dari PyPI, karena mesin ini belum punya yang cukup baru"
    ),
    "Sapa's assets need Node {version} or newer: install it (https://nodejs.org), then try again.": (
        "Aset Sapa memerlukan Node {version} atau yang lebih baru: pasang dulu (https://nodejs.org), lalu coba lagi."
    ),
    "Building the assets": "Menyusun aset",
    "Drawing the icons": "Menggambar ikon",
    "the icons could not be drawn": "ikon tidak dapat digambar",
    "the assets could not be built": "aset tidak dapat disusun",
    "Compiling the translations": "Menyusun terjemahan",
    "the translations could not be compiled": "terjemahan tidak dapat disusun",
    "Collecting the static files": "Mengumpulkan berkas statis",
    "the static files could not be collected": "berkas statis tidak dapat dikumpulkan",
    # bin/run
    "usage: [PORT=8000] [HOST=127.0.0.1] bin/run [--no-demo]": (
        "pemakaian: [PORT=8000] [HOST=127.0.0.1] bin/run [--no-demo]"
    ),
    "Port {port} on {host} is taken by another program. Choose another: PORT={other} bin/run": (
        "Port {port} di {host} sedang dipakai program lain. Pilih yang lain: PORT={other} bin/run"
    ),
    "Cannot listen on {host}, port {port}: {error}": "Tidak dapat melayani di {host}, port {port}: {error}",
    "The database is not ready: Sapa was not started.": "Basis data belum siap: Sapa tidak dijalankan.",
    "Sapa is ready: {url}  (Ctrl+C stops it; data in {home})": (
        "Sapa siap: {url}  (Ctrl+C untuk berhenti; data di {home})"
    ),
    "Sapa did not get well within {seconds} s.": "Sapa belum siap setelah {seconds} detik.",
    "The web server has died: stopping Sapa.": "Server web mati: Sapa dihentikan.",
    "The worker has died: stopping Sapa.": "Pekerja latar mati: Sapa dihentikan.",
    # bin/demo-crm
    "usage: bin/demo-crm": "pemakaian: bin/demo-crm",
    # bin/bench
    "usage: [SCALE=1] [ONLY=sqlite|postgresql] bin/bench": "pemakaian: [SCALE=1] [ONLY=sqlite|postgresql] bin/bench",
    # bin/reset
    "usage: bin/reset [--yes]": "pemakaian: bin/reset [--yes]",
    "bin/reset deletes only what is in SAPA_HOME. Drop the PostgreSQL database with its own tools.": (
        "bin/reset hanya menghapus isi SAPA_HOME. Hapus basis data PostgreSQL dengan alatnya sendiri."
    ),
    "There is no data in {home}.": "Tidak ada data di {home}.",
    "Nothing was deleted.": "Tidak ada yang dihapus.",
    "Deleted. bin/run begins anew.": "Sudah dihapus. bin/run memulai dari awal.",
    "Sapa is running: stop it first.": "Sapa sedang berjalan: hentikan dulu.",
    "This deletes for good:": "Ini dihapus selamanya:",
    "Delete? Type yes: ": "Hapus? Ketik ya: ",
    # the configuration
    "SAPA_HOME: cannot use {home}: {error}": "SAPA_HOME: {home} tidak dapat dipakai: {error}",
    "{name}: cannot read {path}: {error}": "{name}: {path} tidak dapat dibaca: {error}",
    "{name}: “{value}” is neither yes nor no": "{name}: “{value}” bukan yes atau no",
    "PORT: “{value}” is not a port number from 1 to 65535": "PORT: “{value}” bukan nomor port dari 1 sampai 65535",
    "{name}: “{value}” is not a number from 1 to 64": "{name}: “{value}” bukan bilangan dari 1 sampai 64",
    "BASE_URL: “{value}” is not an address such as https://sapa.example.id": (
        "BASE_URL: “{value}” bukan alamat seperti https://sapa.example.id"
    ),
    "{name}: the database's name is missing: postgresql://role@host/NAME": (
        "{name}: nama basis data belum ada: postgresql://peran@server/NAMA"
    ),
    "{name}: “{scheme}:” is neither sqlite: nor postgresql:": "{name}: “{scheme}:” bukan sqlite: atau postgresql:",
    "EMAIL_URL: write it as smtp://user:password@host:587/?tls=1 or smtps://…": (
        "EMAIL_URL: tulis seperti smtp://nama:sandi@server:587/?tls=1 atau smtps://…"
    ),
}


def machine_language(environ: Mapping[str, str] = os.environ) -> str:
    """ "id" or "en"."""
    chosen = next(filter(None, (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "id" if chosen.lower().partition(".")[0].partition("_")[0] in {"id", "in", "indonesian"} else "en"


def told(text: str, **values: object) -> str:
    """The text in the machine's language, its {places} filled in."""
    return (INDONESIAN[text] if machine_language() == "id" else text).format(**values)
