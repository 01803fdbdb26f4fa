"""Finding one of the 91,599 regions by what people call it."""

from typing import TYPE_CHECKING

from django.db import connections, models
from django.db.models import Case, Q, When
from django.db.models.functions import Length

from sapa.lib.text import search_key

if TYPE_CHECKING:
    from sapa.places.models import Region

PROVINCE, REGENCY, DISTRICT, VILLAGE = LEVELS = 1, 2, 3, 4
SHOWN = 20
MAX_WORDS = 6
MAX_DISTRICTS = 20
LAST_SIGN = "\U0010ffff"
# Said before a name, and seldom a part of it.
RANKS = {"desa", "kelurahan", "kel", "kec", "kecamatan", "kab", "prov", "provinsi", "propinsi"}


def spoken_words(text: str) -> list[str]:
    """What is looked for in what somebody typed: "Desa Sukamaju, Kab. Bogor" → ["sukamaju", "bogor"]."""
    words = search_key(text).split()[:MAX_WORDS]
    return [word for word in words if word not in RANKS] or words


class RegionQuerySet(models.QuerySet):
    """Regions that exist today; superseded ones stay for those who live there in our rows."""

    def current(self) -> "RegionQuerySet":
        return self.filter(valid_to__isnull=True)

    def below(self, code: str) -> "RegionQuerySet":
        """The regions directly in this one, by name: for choosing step by step. "" gives the provinces."""
        return self.current().filter(parent_code=code).order_by("name")

    def named(self, text: str, levels: tuple[int, ...] = LEVELS, limit: int = SHOWN) -> "list[Region]":
        """Regions for the combobox: each word typed begins a word of the name or of a region that it lies in.

        At least one word must be of the region's own name, or name the district: "cibungbulang" gives its
        villages as well. Villages come first, those whose name is just what was typed before the others.
        """
        words = spoken_words(text)
        if not words or max(map(len, words)) < 2:
            return []
        found = self._with_words(words, levels, limit)
        if not found and len(words) > 1:  # "suka maju" for Sukamaju
            found = self._with_words(["".join(words[:2]), *words[2:]], levels, limit)
        if VILLAGE in levels and len(found) < limit:
            found = self._and_villages_of_districts(found, words, limit)
        return found

    def _with_words(self, words: list[str], levels: tuple[int, ...], limit: int) -> "list[Region]":
        from sapa.places.models import RegionWord

        distance = Case(
            When(is_whole=True, word="".join(words), then=0),
            When(search__startswith=f" {' '.join(words)}", then=1),
            When(is_whole=True, word__in=words, then=2),
            default=3,
            output_field=models.SmallIntegerField(),
        )
        rows = (
            RegionWord.objects.using(self.db)
            .filter(self._begins_with_one_of(words), level__in=levels)
            .order_by("-level", distance, Length("word"), "search")
        )
        if len(words) > 1:
            rows = rows.filter(*(Q(search__contains=f" {word}") for word in words))
        # A region may come by several of its words.
        codes = list(dict.fromkeys(rows.values_list("region_id", flat=True)[: limit * 2]))[:limit]
        regions = self.current().in_bulk(codes)
        return [regions[code] for code in codes if code in regions]

    def _begins_with_one_of(self, words: list[str]) -> Q:
        begins = Q()
        for word in words:
            # SQLite uses no index for Django's LIKE … ESCAPE; PostgreSQL none for a range, unless it sorts by bytes.
            ranged = connections[self.db].vendor == "sqlite"
            begins |= Q(word__gte=word, word__lt=word + LAST_SIGN) if ranged else Q(word__startswith=word)
        return begins

    def _and_villages_of_districts(self, found: "list[Region]", words: list[str], limit: int) -> "list[Region]":
        districts = [district.pk for district in self._with_words(words, (DISTRICT,), MAX_DISTRICTS)]
        if not districts:
            return found
        known = {region.pk for region in found}
        villages = self.current().filter(parent_code__in=districts, level=VILLAGE).order_by("path", "name")
        more = [village for village in villages[:limit] if village.pk not in known]
        own = [region for region in found if region.level == VILLAGE]
        return [*own, *more, *(region for region in found if region.level != VILLAGE)][:limit]
