"""Names of people and firms as they are in central Java. Nobody and no firm is meant."""


def _words(text: str) -> list[str]:
    return text.split()


MEN = _words("""\
Agus Adi Andi Anton Arif Bagas Bagus Bayu Danang Deni Didik Dwi Eko Fajar Gunawan Hadi Hari Heri Heru Hendra Imam
Indra Irwan Jarwo Jumadi Kardi Karno Kusno Lukman Mulyadi Mulyono Ngadimin Ngatno Nur Paijo Parjo Pardi Prapto
Purnomo Rahmat Rudi Sabar Samidi Sardi Slamet Sugeng Sugiman Sukardi Sumardi Sunarto Supri Suroto Sutrisno Suwarno
Teguh Tri Triyono Tukiman Untung Wagiman Wahyudi Wardoyo Waluyo Widodo Yanto Yudi Yusuf""")
WOMEN = _words("""\
Aisyah Ani Anis Aminah Astuti Atik Darmini Desi Diah Dwi Eka Endah Erna Fatimah Fitri Giyanti Hartini Heni Ida Indah
Jumiyati Kartini Khotimah Lastri Lestari Lilis Maryati Mujiati Mulyani Murni Ngatini Nining Nur Nurul Painem Partini
Puji Ratna Retno Rini Rohmah Rumiyati Sarmi Siti Sri Sulastri Sumarni Sumiyati Suparmi Surti Suyatmi Titik Tri
Tumini Umi Wahyuni Warsini Watik Winarsih Wiwik Yanti Yuli Yuliani""")
SECOND = _words("""\
Budiman Cahyono Handayani Hartono Hidayat Irawan Kurniawan Lestari Mulyono Mustofa Nugroho Prabowo Pramono Prasetyo
Purwanto Rahayu Raharjo Riyanto Santoso Saputra Saputro Setiawan Setyawan Subagyo Sudarsono Suharto Sukmawati
Sulistyo Suparno Supriyadi Suryanto Susanto Susilo Utami Utomo Wahyuningsih Wibowo Widayanti Widiastuti Wijayanto
Winarno Yulianto""")
MALE_ONLY = set(
    _words("""\
Budiman Cahyono Hartono Hidayat Irawan Kurniawan Mulyono Mustofa Nugroho Prabowo Pramono Prasetyo Purwanto Raharjo
Riyanto Santoso Saputra Saputro Setiawan Setyawan Subagyo Sudarsono Suharto Sulistyo Suparno Supriyadi Suryanto
Susanto Susilo Utomo Wibowo Wijayanto Winarno Yulianto""")
)
FEMALE_ONLY = set(
    _words("""\
Handayani Lestari Rahayu Sukmawati Utami Wahyuningsih Widayanti Widiastuti""")
)
STREETS = ["Jl. Raya Tegalgondo–Janti", "Jl. Pemuda", "Jl. Melati", "Jl. Kenanga", "Jl. Merapi", "Jl. Mawar",
           "Jl. Diponegoro", "Jl. Pasar", "Jl. Balai Desa", "Jl. Sendang", "Jl. Embung", "Gg. Flamboyan"]  # fmt: skip
HAMLETS = ["Krajan", "Kauman", "Ngemplak", "Karangasem", "Sidomulyo", "Tegalsari", "Gading", "Ngringin", "Pandanan",
           "Sawahan", "Dukuhan", "Jetis", "Bendo", "Kebonagung", "Gatak"]  # fmt: skip
LANDMARKS = ["depan masjid", "sebelah balai dusun", "timur lapangan", "utara pasar", "samping pos ronda",
             "belakang SD", "dekat jembatan", "pertigaan pohon asam", "seberang sawah bengkok"]  # fmt: skip
BLESSED = ["Barokah", "Berkah", "Rejeki", "Makmur", "Jaya", "Lancar", "Amanah", "Sumber Rejeki", "Maju", "Mandiri",
           "Sari", "Mulya", "Langgeng", "Sejahtera", "Tiga Putra", "Dua Saudara", "Mitra Tani", "Ayem", "Guyub",
           "Ngudi Rahayu"]  # fmt: skip
# kind of firm: how it is called, its legal form, its field, its channel and outlet type, who is there
FIRMS = [
    ("Toko {b}", "ud", "Toko kelontong", "GT", "Toko kelontong", "Pemilik"),
    ("Warung {w}", "perorangan", "Kuliner", "GT", "Warung", "Pemilik"),
    ("Grosir {b}", "ud", "Grosir sembako", "GT", "Grosir", "Pemilik"),
    ("Kafe {b}", "perorangan", "Kuliner", "IN", "Restoran dan kafe", "Manajer"),
    ("RM {w}", "ud", "Kuliner", "IN", "Restoran dan kafe", "Pemilik"),
    ("CV {b} {h}", "cv", "Kontraktor", "IN", "Kantor", "Bagian umum"),
    ("Ponpes Al-{p}", "yayasan", "Pendidikan", "IN", "Pesantren", "Pengurus"),
    ("Koperasi {b}", "koperasi", "Simpan pinjam", "MT", "Gerai koperasi", "Ketua"),
    ("Konveksi {b}", "ud", "Konveksi", "IN", "Pabrik", "Pemilik"),
    ("Penginapan {b}", "cv", "Pariwisata", "IN", "Hotel", "Manajer"),
    ("Biro Wisata {b}", "cv", "Pariwisata", "DG", "Reseller", "Pemilik"),
    ("PKK {v}", "", "Kelompok warga", "AB", "Arisan dan PKK", "Ketua"),
    ("Kelompok Tani {b}", "", "Pertanian", "AB", "Kelompok tani", "Ketua"),
    ("Majelis Taklim {p}", "", "Keagamaan", "AB", "Majelis", "Pengurus"),
    ("Toko Oleh-oleh {b}", "ud", "Oleh-oleh", "MT", "Pusat oleh-oleh", "Pemilik"),
]
PIOUS = ["Hikmah", "Ikhlas", "Huda", "Falah", "Amin", "Muttaqin", "Barokah", "Fattah"]
OFFICES = [
    ("SDN {n} {v}", "sekolah", "Pendidikan", "Sekolah", "Kepala sekolah"),
    ("SMPN {n} {d}", "sekolah", "Pendidikan", "Sekolah", "Wakil kepala sekolah"),
    ("TK Pertiwi {v}", "sekolah", "Pendidikan", "Sekolah", "Kepala sekolah"),
    ("MI {v}", "sekolah", "Pendidikan", "Sekolah", "Bendahara"),
    ("Puskesmas {d}", "instansi", "Kesehatan", "Puskesmas dan rumah sakit", "Kasubbag TU"),
    ("Posyandu {v}", "instansi", "Kesehatan", "Puskesmas dan rumah sakit", "Ketua kader"),
    ("Pemerintah Desa {v}", "instansi", "Pemerintahan", "Pemerintah desa", "Kaur umum"),
    ("Kantor Kecamatan {d}", "instansi", "Pemerintahan", "Dinas", "Kasubbag umum"),
]
TAGS = {
    "b2c": ["Hajatan", "Pelanggan air", "Anggota koperasi", "Warga desa"],
    "b2b": ["Titip jual", "Tempo 14 hari", "Langganan", "UMKM"],
    "b2g": ["Dana BOS", "APBDes", "Rapat rutin", "SIPLah"],
}
COMPETITORS = ["Katering Bu Tatik", "PDAM", "Grosir Pasar Delanggu", "Umbul Asri", "CV Tirta Segar", "Sewa Tenda Pak Jio",
               "Toko modern di kota"]  # fmt: skip
SPAM = [
    ("Best SEO Agency", "sales@seo.example", "Rank #1 on Google! https://seo.example https://cheap.example"),
    ("KREDIT CEPAT", "dana@pinjol.example", "Cair 5 menit https://pinjol.example www.pinjol.example"),
    ("Slot Gacor 777", "admin@slot.example", "Daftar sekarang https://slot.example https://bonus.example"),
    ("John Crypto", "john@coin.example", "Double your money https://coin.example https://win.example"),
]
