"""What Maju Bersama sells, to whom, and what is said about it."""

from dataclasses import dataclass

WATER, TOURISM, CATERING, SHOP = UNITS = ("Air bersih", "Wisata", "Katering", "Toko")

# SKU, name, unit of measure, price, cost, stock, category (the business unit), what its profile says
PRODUCTS = [
    ("AIR-01", "Sambungan rumah air bersih", "sambungan", 1_250_000, 900_000, None, WATER,
     "Pipa, meter, dan pemasangan sampai ke rumah. Selesai tiga hari setelah disetujui."),
    ("AIR-02", "Air bersih", "m³", 3_000, 1_200, None, WATER, "Dari sumber desa, diperiksa puskesmas tiap enam bulan."),
    ("AIR-03", "Tangki air 5.000 liter", "tangki", 175_000, 110_000, None, WATER, "Diantar sampai tandon."),
    ("AIR-04", "Air mineral 600 ml", "botol", 3_500, 2_300, 4_800, WATER, "Merek desa sendiri, berizin PIRT."),
    ("AIR-05", "Galon isi ulang 19 liter", "galon", 6_000, 2_500, None, WATER, "Antar jemput galon."),
    ("WIS-01", "Tiket Embung Kebonharjo", "orang", 10_000, 2_000, None, TOURISM, "Buka setiap hari pukul 06.00–17.30."),
    ("WIS-02", "Outbound pelajar", "orang", 85_000, 48_000, None, TOURISM, "Pemandu, makan siang, dan asuransi."),
    ("WIS-03", "Wisata edukasi sawah", "anak", 45_000, 24_000, None, TOURISM, "Menanam padi, menangkap ikan, makan siang."),
    ("WIS-04", "Sewa pendopo", "hari", 750_000, 200_000, None, TOURISM, "Untuk 200 orang, dengan pengeras suara."),
    ("KAT-01", "Nasi kotak", "kotak", 25_000, 17_500, None, CATERING, "Nasi, ayam, sambal goreng, buah. Bersertifikat halal."),
    ("KAT-02", "Nasi kotak istimewa", "kotak", 35_000, 24_000, None, CATERING, "Dengan dua lauk dan es buah."),
    ("KAT-03", "Snack box", "kotak", 12_500, 8_000, None, CATERING, "Tiga macam jajan pasar dan air mineral."),
    ("KAT-04", "Prasmanan", "porsi", 40_000, 27_000, None, CATERING, "Mulai 100 porsi, lengkap dengan peladen."),
    ("KAT-05", "Tumpeng 20 porsi", "tampah", 450_000, 300_000, None, CATERING, "Tumpeng nasi kuning dengan tujuh lauk."),
    ("KAT-06", "Sewa tenda", "hari", 500_000, 150_000, None, CATERING, "Ukuran 4 × 6 meter, termasuk pasang dan bongkar."),
    ("KAT-07", "Sewa kursi", "hari", 4_000, 800, None, CATERING, "Kursi plastik dengan sarung."),
    ("TOK-01", "Beras 5 kg", "karung", 78_000, 71_000, 340, SHOP, "Rojolele dari sawah Polanharjo dan Delanggu."),
    ("TOK-02", "Minyak goreng 2 liter", "kantong", 36_500, 33_800, 220, SHOP, ""),
    ("TOK-03", "Gula pasir 1 kg", "kg", 17_000, 15_900, 410, SHOP, ""),
    ("TOK-04", "Telur 1 kg", "kg", 28_000, 25_500, 95, SHOP, ""),
    ("TOK-05", "Kopi lokal 250 g", "bungkus", 35_000, 21_000, 160, SHOP, "Robusta lereng Merapi, disangrai di desa."),
    ("TOK-06", "Paket sembako", "paket", 125_000, 108_000, 80, SHOP, "Beras, minyak, gula, teh, dan mi."),
    ("TOK-07", "Parsel Lebaran", "parsel", 185_000, 140_000, 40, SHOP, "Dihias, dengan kartu ucapan."),
]  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """Something that a customer of a market may want: the deal's title, its lines and how many of each."""

    unit: str
    market: str
    title: str  # {n} is the quantity of the first line
    lines: tuple[tuple[str, int, int], ...]  # SKU, at least, at most
    feast: bool = False  # mostly wanted in Ramadan
    step: int = 5  # quantities are round


WISHES = [
    Wish(CATERING, "b2c", "Prasmanan hajatan, {n} porsi", (("KAT-04", 150, 400), ("KAT-06", 2, 4), ("KAT-07", 150, 300))),
    Wish(CATERING, "b2c", "Tumpeng syukuran", (("KAT-05", 1, 3), ("KAT-03", 20, 60)), step=1),
    Wish(CATERING, "b2c", "Nasi kotak tahlilan, {n} kotak", (("KAT-01", 60, 200),)),
    Wish(CATERING, "b2c", "Nasi kotak aqiqah, {n} kotak", (("KAT-02", 50, 150),)),
    Wish(CATERING, "b2c", "Sewa tenda dan kursi untuk hajatan", (("KAT-06", 2, 5), ("KAT-07", 100, 300)), step=1),
    Wish(CATERING, "b2c", "Takjil dan buka bersama keluarga, {n} kotak", (("KAT-01", 40, 120),), feast=True),
    Wish(CATERING, "b2b", "Makan siang karyawan sebulan, {n} kotak", (("KAT-01", 240, 900),)),
    Wish(CATERING, "b2b", "Snack pengajian, {n} kotak", (("KAT-03", 80, 250),)),
    Wish(CATERING, "b2b", "Buka puasa bersama karyawan, {n} kotak", (("KAT-02", 60, 250),), feast=True),
    Wish(CATERING, "b2b", "Rapat anggota tahunan, {n} porsi", (("KAT-04", 120, 300), ("KAT-03", 120, 300))),
    Wish(CATERING, "b2g", "Nasi kotak rapat Posyandu, {n} kotak", (("KAT-01", 40, 80),)),
    Wish(CATERING, "b2g", "Snack rapat wali murid, {n} kotak", (("KAT-03", 100, 300),)),
    Wish(CATERING, "b2g", "Konsumsi musyawarah desa, {n} kotak", (("KAT-01", 60, 150), ("KAT-03", 60, 150))),
    Wish(CATERING, "b2g", "Konsumsi pesantren kilat, {n} kotak", (("KAT-01", 150, 350),), feast=True),
    Wish(CATERING, "b2g", "PMT Posyandu, {n} kotak", (("KAT-03", 120, 400),)),
    Wish(WATER, "b2c", "Sambungan air rumah baru", (("AIR-01", 1, 1),), step=1),
    Wish(WATER, "b2c", "Air tangki saat sumur kering", (("AIR-03", 1, 4),), step=1),
    Wish(WATER, "b2b", "Galon kantor setiap bulan, {n} galon", (("AIR-05", 60, 240),)),
    Wish(WATER, "b2b", "Air mineral untuk dijual lagi, {n} botol", (("AIR-04", 240, 1200),), step=24),
    Wish(WATER, "b2b", "Sambungan air rumah kos", (("AIR-01", 2, 6),), step=1),
    Wish(WATER, "b2g", "Sambungan air gedung sekolah", (("AIR-01", 2, 4), ("AIR-02", 200, 600)), step=1),
    Wish(WATER, "b2g", "Air mineral rapat dan penyuluhan, {n} botol", (("AIR-04", 240, 720),), step=24),
    Wish(TOURISM, "b2c", "Rombongan keluarga ke embung, {n} orang", (("WIS-01", 20, 60),)),
    Wish(TOURISM, "b2c", "Reuni di pendopo", (("WIS-04", 1, 2), ("KAT-04", 100, 200)), step=1),
    Wish(TOURISM, "b2b", "Paket rombongan biro, {n} orang", (("WIS-01", 80, 250), ("WIS-03", 30, 60))),
    Wish(TOURISM, "b2b", "Sewa pendopo untuk pelatihan", (("WIS-04", 1, 3), ("KAT-03", 50, 100)), step=1),
    Wish(TOURISM, "b2g", "Outbound kelas 6, {n} anak", (("WIS-02", 40, 110),)),
    Wish(TOURISM, "b2g", "Edukasi sawah untuk TK, {n} anak", (("WIS-03", 40, 90),)),
    Wish(SHOP, "b2c", "Sembako bulanan", (("TOK-01", 2, 5), ("TOK-02", 2, 5), ("TOK-03", 2, 6)), step=1),
    Wish(SHOP, "b2c", "Parsel untuk keluarga, {n} parsel", (("TOK-07", 5, 20),), feast=True, step=1),
    Wish(SHOP, "b2b", "Kulakan sembako", (("TOK-01", 20, 80), ("TOK-02", 24, 96), ("TOK-03", 30, 100))),
    Wish(SHOP, "b2b", "Kopi lokal untuk dijual lagi, {n} bungkus", (("TOK-05", 24, 120),), step=6),
    Wish(SHOP, "b2b", "Parsel karyawan, {n} parsel", (("TOK-07", 40, 180),), feast=True),
    Wish(SHOP, "b2b", "Beras dapur pesantren, {n} karung", (("TOK-01", 60, 200),)),
    Wish(SHOP, "b2g", "Paket sembako bantuan, {n} paket", (("TOK-06", 60, 220),)),
    Wish(SHOP, "b2g", "Kopi dan gula tamu kantor", (("TOK-05", 6, 18), ("TOK-03", 6, 18)), step=1),
]  # fmt: skip

# What is found out, by unit: (kind, text)
FINDINGS = {
    WATER: [
        ("need", "Air mengalir 24 jam untuk keluarga enam orang"), ("need", "Galon diantar setiap Senin pagi"),
        ("problem", "Sumur keruh setiap musim hujan"), ("problem", "Air mati kalau siang, terpaksa beli tangki"),
        ("hope", "Bayar air bisa lewat HP"), ("hope", "Meteran diganti yang tidak macet"),
        ("trend", "Rumah kos mulai banyak sejak pabrik dibuka"), ("trend", "Warga mulai pindah dari sumur ke ledeng"),
    ],
    TOURISM: [
        ("need", "Tempat luar ruang untuk 80 anak, aman dan teduh"), ("need", "Pemandu yang sabar dengan anak TK"),
        ("problem", "Tempat lama terlalu jauh, anak mabuk jalan"), ("problem", "Parkir bus sempit"),
        ("hope", "Anak belajar dari mana nasi berasal"), ("hope", "Ada paket menginap di rumah warga"),
        ("trend", "Sekolah mencari kunjungan belajar di dalam kabupaten"), ("trend", "Keluarga mencari tempat foto"),
    ],
    CATERING: [
        ("need", "Nasi kotak datang tepat pukul 11"), ("need", "Menu tanpa santan untuk lansia"),
        ("need", "Tenda dan kursi sekaligus dari satu tempat"), ("problem", "Katering lama sering terlambat"),
        ("problem", "Porsi kurang waktu tamu lebih banyak"), ("hope", "Bayar separuh dulu, sisanya setelah acara"),
        ("hope", "Ada sertifikat halal untuk laporan"), ("trend", "Hajatan sekarang lebih kecil tetapi lebih sering"),
        ("trend", "Instansi diminta belanja dari BUM Desa"),
    ],
    SHOP: [
        ("need", "Barang diantar sebelum warung buka"), ("need", "Harga sembako tetap sebulan"),
        ("problem", "Modal kurang, perlu tempo dua minggu"), ("problem", "Beras dari grosir lama kadang apek"),
        ("hope", "Bisa titip jual keripik buatan sendiri"), ("hope", "Pesan lewat WhatsApp, bayar waktu diantar"),
        ("trend", "Pembeli mencari beras lokal"), ("trend", "Toko modern buka dekat pasar"),
    ],
}  # fmt: skip
SOLUTIONS = ["Antar jemput tanpa ongkos", "Bayar separuh di depan", "Contoh dulu, pesan kemudian", "Harga langganan",
             "Survei gratis ke lokasi", "Tempo 14 hari"]  # fmt: skip
FIRST_WORDS = [
    "Kenalan di depan rumah, orangnya ramah. Minta dihubungi lagi sore.",
    "Sudah pernah dengar Maju Bersama dari tetangga. Tertarik, mau tanya suami dulu.",
    "Ditelepon, sedang di pasar. Minta brosur lewat WhatsApp.",
    "Bertemu di acara PKK. Cerita soal kebutuhannya cukup panjang.",
    "Membalas WhatsApp, minta daftar harga.",
    "Datang ke toko, lihat-lihat dan meninggalkan nomor.",
    "Didatangi bersama Pak RT. Disuguhi teh, mengobrol setengah jam.",
]
LATER_WORDS = [
    "Menanyakan kabar setelah pesanan diterima. Katanya puas.",
    "Mampir sambil mengantar pesanan tetangga. Semua baik.",
    "Mengirim ucapan selamat, dibalas dengan doa.",
    "Minta kalender Maju Bersama untuk dipasang di warung.",
    "Bertanya apakah bisa pesan mendadak besok pagi.",
    "Titip salam untuk semua di Maju Bersama.",
    "Bercerita anaknya akan menikah bulan depan. Dicatat untuk ditawari.",
]
COMPLAINTS = {
    WATER: "Air keruh dua hari sejak perbaikan pipa. Petugas sudah dikirim.",
    TOURISM: "Toilet embung kotor waktu rombongan datang. Sudah dibersihkan dan minta maaf.",
    CATERING: "Nasi kotak datang terlambat 40 menit. Sudah minta maaf dan diberi potongan.",
    SHOP: "Dua karung beras basah, minta ditukar. Sudah diantar penggantinya.",
}
LOST_NOTES = ["Selisihnya sedikit sekali, tetapi sudah telanjur janji dengan yang lain.",
              "Anggarannya dipindah ke perbaikan atap.", "Acaranya diundur, belum tahu sampai kapan.",
              "Tidak diangkat lagi sejak dikirimi penawaran.", "Saudaranya sendiri yang akhirnya mengerjakan."]  # fmt: skip
ASIDE_REASONS = ["Sedang berduka, jangan diganggu dulu", "Menunggu dana cair", "Baru saja ganti kepala, belum berani memutuskan",
                 "Masih terikat dengan penjual lama", "Belum butuh, minta dihubungi setelah panen"]  # fmt: skip
CALLS = ["Telepon, tanyakan kelanjutan {w}", "Kabari harga {w}", "Pastikan jumlah {w}"]
VISITS = ["Kunjungi, bawa contoh untuk {w}", "Survei tempat untuk {w}", "Antar penawaran {w}"]
TASKS = ["Siapkan penawaran {w}", "Tanyakan ke dapur: {w}", "Kirim foto dan profil lewat WhatsApp"]
MEETINGS = ["Bertemu panitia: {w}", "Rapat harga {w}"]
MEMOS = ["Beliau lebih suka ditelepon setelah magrib.", "Yang memutuskan istrinya.", "Jangan bahas harga dulu, dengarkan saja.",
         "Tahun lalu memesan dari pesaing dan kecewa.", "", "", ""]  # fmt: skip
RESULTS = ["Setuju, minta penawaran tertulis.", "Masih berunding dengan keluarga.", "Senang dengan contohnya.",
           "Tidak di tempat, titip pesan.", "Minta potongan sedikit.", "Jadi, tinggal tentukan tanggal."]  # fmt: skip
