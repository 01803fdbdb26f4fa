"""Villages as files name them: by code, or by name with district, regency and province."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid
from sapa.lib.text import search_key
from sapa.places.models import Region, RegionWord

RANK = re.compile(r"^(desa|kelurahan|kel|kec|kecamatan|kab|kabupaten|kota|prov|provinsi|propinsi|distrik) ")
KEPT = 20_000  # names whose villages stay in memory

type Place = tuple[str, str, str, str]  # village, district, regency, province, as written
type Village = tuple[str, str, list[str]]  # code, postal code, keys of district, regency and province


class Villages:
    """Looks villages up, a chunk of rows at a time."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[Village]] = {}
        self._by_code: dict[str, str | None] = {}  # code → postal code, None where there is no such village

    def load(self, places: Iterable[Place], codes: Iterable[str]) -> None:
        """Read at once what `find` and `check` are going to be asked."""
        if len(self._by_name) > KEPT:
            self._by_name.clear()
        wanted = {_joined(name) for name, *_above in places} - self._by_name.keys()
        if wanted:
            self._by_name |= {name: [] for name in wanted}
            named = RegionWord.objects.filter(word__in=wanted, is_whole=True, level=Region.Level.VILLAGE)
            regions = Region.objects.current().filter(pk__in=named.values("region"))
            for code, name, path, postal_code in regions.values_list("code", "name", "path", "postal_code"):
                if (key := _joined(name)) in wanted:
                    self._by_name[key].append((code, postal_code, [_joined(part) for part in path.split(", ")]))
        unknown = set(codes) - self._by_code.keys()
        if unknown:
            self._by_code |= dict.fromkeys(unknown)
            rows = Region.objects.filter(level=Region.Level.VILLAGE, pk__in=unknown)
            self._by_code |= dict(rows.values_list("code", "postal_code"))

    def check(self, code: str) -> tuple[str, str]:
        """The code and its postal code. Raises Invalid."""
        postal_code = self._by_code.get(code)
        if postal_code is None:
            raise Invalid(_("There is no village with the code “%(code)s”."), code=code)
        return code, postal_code

    def find(self, place: Place) -> tuple[str, str]:
        """Code and postal code of the village. Raises Invalid when there is none, or more than one."""
        name, *above = place
        wanted = [(level, _joined(part)) for level, part in enumerate(above) if part]
        fitting = [
            village
            for village in self._by_name.get(_joined(name), [])
            if all(level < len(village[2]) and village[2][level] == part for level, part in wanted)
        ]
        if len(fitting) == 1:
            return fitting[0][0], fitting[0][1]
        written = ", ".join(part for part in place if part)
        if not fitting:
            raise Invalid(_("There is no village “%(place)s”."), place=written)
        raise Invalid(
            _("There are %(count)d villages “%(place)s”: add district and regency, or the code."),
            count=len(fitting),
            place=written,
        )


@lru_cache(maxsize=10_000)
def _joined(name: str) -> str:
    """ "Kab. Bogor" and "Bogor" → "bogor"; "Suka Maju" → "sukamaju"."""
    return RANK.sub("", search_key(name)).replace(" ", "")
