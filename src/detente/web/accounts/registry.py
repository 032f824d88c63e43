"""The registries of the two lists: all that an address may search, filter and sort them by."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.models import Account, User
from detente.web.lists import Field, Listing
from detente.web.search.words import every_word, of_company, words_of

TYPES = {"prospect": _("Prospect"), "customer": _("Customer"), "partner": _("Partner")}
ACCOUNTS = Account.objects.filter(merged_into=None, is_archived=False)


def owners() -> Iterable[tuple[int, str]]:
    """Everybody who may own an account."""
    return User.objects.exclude(role__in=("vendor", "executive")).order_by("name").values_list("pk", "name")


def types() -> Iterable[tuple[str, str | Promise]]:
    """The kinds of accounts."""
    return TYPES.items()


def industries() -> Iterable[tuple[str, str]]:
    """The industries that accounts have."""
    known = ACCOUNTS.exclude(industry=None).exclude(industry="").order_by("industry")
    return [(name or "", name or "") for name in known.values_list("industry", flat=True).distinct()[:300]]


def accounts_with(text: str) -> Q:
    """Accounts by name, domain or city."""
    words = words_of(text)
    return every_word(words, "name", "domain", "city") if words else Q()


def people_with(text: str) -> Q:
    """Persons by name, address, number or company."""
    words = words_of(text)
    if words is None:
        return Q()
    if words.digits:
        return Q(phone_key__contains=words.digits)
    return every_word(words, "label", "email", beside=of_company)


ACCOUNT_LISTING = Listing(
    fields=(
        Field("name", _("Account"), "name"),
        Field("type", _("Type"), "type", kind="choice", options=types),
        Field("owner", _("Owner"), "owner__name", nullable=True),
        Field("industry", _("Industry"), "industry", kind="choice", nullable=True, options=industries),
        Field("country", _("Country"), "country", nullable=True),
        Field("created", _("Added"), "created_at", kind="instant"),
        Field(
            "owner_id", _("Owner"), "owner", kind="choice", nullable=True, shown=False, sortable=False,
            options=owners,
        ),
        Field(
            "named", _("Named"), "is_named", kind="choice", shown=False, sortable=False,
            options=lambda: [(True, _("named accounts"))],
        ),
    ),
    default_sort="name",
    search=accounts_with,
    more={"domain": "domain", "city": "city", "owner_team": "owner__team__kind", "is_named": "is_named"},
)  # fmt: skip

ACCOUNT_EXPORT = Listing(
    fields=ACCOUNT_LISTING.fields,
    default_sort="name",
    search=accounts_with,
    more={
        "uuid": "uuid", "domain": "domain", "city": "city", "is_named": "is_named", "employees": "employees",
        "website": "website",
    },
)  # fmt: skip
ACCOUNT_COLUMNS = [
    "id", "uuid", "name", "domain", "type", "owner", "is_named", "industry", "country", "city", "employees",
    "website", "created",
]  # fmt: skip

PEOPLE_LISTING = Listing(
    fields=(
        Field("name", _("Person"), "label"),
        Field("title", _("Title"), "title", nullable=True),
        Field("account", _("Account"), "account__name", nullable=True),
        Field("email", _("E-mail"), "email", nullable=True),
        Field("phone", _("Phone"), "phone", nullable=True, sortable=False),
        Field("created", _("Added"), "created_at", kind="instant"),
    ),
    default_sort="name",
    search=people_with,
    more={"account_id": "account"},
)  # fmt: skip
PEOPLE_EXPORT = Listing(
    fields=PEOPLE_LISTING.fields,
    default_sort="name",
    search=people_with,
    more={"uuid": "uuid", "country": "country"},
)
PEOPLE_COLUMNS = ["id", "uuid", "name", "title", "account", "email", "phone", "country", "created"]
