"""Tags: typed by anyone who keeps customers, used by all."""

from collections.abc import Iterable

from sapa.customers.models import Customer, CustomerTag, Tag
from sapa.lib.text import tidy

MAX_TAGS = 50  # on one customer
LONGEST_TAG = 40


def clean_tags(names: Iterable[str]) -> list[str]:
    """Tags as they are kept: tidy, none twice (whatever the capitals), in the order typed."""
    found: dict[str, str] = {}
    for name in names:
        if cleaned := tidy(name).strip(" #,;")[:LONGEST_TAG].strip():
            found.setdefault(cleaned.casefold(), cleaned)
    return list(found.values())


def tag_names(customer: Customer) -> list[str]:
    """The tags of a customer, by name."""
    return list(Tag.objects.filter(taggings__customer=customer).order_by("name").values_list("name", flat=True))


def find_or_make(names: Iterable[str]) -> list[Tag]:
    """The tags of these names; one that is known in other capitals is that one."""
    wanted = clean_tags(names)
    if not wanted:
        return []
    known = {tag.name.casefold(): tag for tag in Tag.objects.all()}
    new = [Tag(name=name) for name in wanted if name.casefold() not in known]
    if new:
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        known = {tag.name.casefold(): tag for tag in Tag.objects.all()}
    return [known[name.casefold()] for name in wanted]


def set_tags(customer: Customer, names: Iterable[str]) -> list[str]:
    """Give a customer these tags and no others, inside the verb's transaction. Returns their names in order."""
    tags = find_or_make(names)
    wanted = {tag.pk for tag in tags}
    had = set(CustomerTag.objects.filter(customer=customer).values_list("tag_id", flat=True))
    if had - wanted:
        CustomerTag.objects.filter(customer=customer, tag_id__in=had - wanted).delete()
    CustomerTag.objects.bulk_create(CustomerTag(customer=customer, tag_id=pk) for pk in wanted - had)
    return sorted(tag.name for tag in tags)
