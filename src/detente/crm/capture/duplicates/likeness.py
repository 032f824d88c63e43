"""How likely two records are the same, from 0 to 100, and why. Pure; thresholds are measured in decision 0045."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from detente.crm.capture.duplicates.sounds import (
    FREE_MAIL,
    SHARED_BOXES,
    core_of,
    domain_label,
    mail_parts,
    words_of,
)

THRESHOLD = 80
"""From this likeness on two records are shown to people."""

Reason = dict[str, Any]
Verdict = tuple[int, list[Reason]]
Words = tuple[str, ...]


class PersonRow(NamedTuple):
    """What is compared of a person."""

    id: int
    name: str
    email_key: str | None
    phone_key: str | None
    account_id: int | None


class AccountRow(NamedTuple):
    """What is compared of an account."""

    id: int
    name: str
    domain: str | None
    website: str | None
    country: str | None
    city: str | None


def companies_of(row: PersonRow) -> Iterable[str]:
    """By what a person's company is told: the account, and the domain of an address that is not anybody's."""
    domain = mail_parts(row.email_key)[1]
    if row.account_id:
        yield f"account {row.account_id}"
    if domain and domain not in FREE_MAIL:
        yield f"domain {domain}"


def _names(one: str, two: str) -> int | None:
    """How alike two persons' names are, in percent; None when one has none."""
    ours, theirs = words_of(one), words_of(two)
    if not ours or not theirs:
        return None
    alike = round(fuzz.token_sort_ratio(" ".join(ours), " ".join(theirs)))
    if alike == 100:
        return 100
    shorter, longer = sorted((ours, theirs), key=lambda words: (len(words), sum(map(len, words))))
    if set(shorter) <= set(longer):
        return max(alike, 92 if len(shorter) > 1 else 75)
    return max(alike, 90 if _abbreviates(shorter, longer) or _abbreviates(longer, shorter) else 0)


def _abbreviates(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether "A. Koch" is how "Anna Koch" is written short."""
    if len(short) < 2 or len(full) < 2 or short[-1] != full[-1]:
        return False
    return len(short[0]) == 1 and full[0].startswith(short[0])


def likeness_of_people(one: PersonRow, two: PersonRow) -> Verdict | None:
    """The strongest sign that two persons are one, less what speaks against it; None when there is none."""
    names = _names(one.name, two.name)
    by_mail, mail = _by_mail(one, two, names)
    found = [by_mail, _by_phone(one, two, names), _by_company(one, two, names, is_other_box=mail == "other")]
    found.append(_by_name_alone(one, two, names))
    best = max((verdict for verdict in found if verdict), key=lambda verdict: verdict[0], default=None)
    if best is None:
        return None
    told: dict[str, Reason] = {}
    for verdict in sorted((v for v in found if v), key=lambda v: -v[0]):
        for reason in verdict[1]:
            told.setdefault(reason["code"], reason)
    return best[0], list(told.values())


def _name_reason(names: int | None) -> list[Reason]:
    if names is None or names < 60:
        return []
    return [{"code": "same_name"} if names == 100 else {"code": "name", "percent": names}]


def _by_mail(one: PersonRow, two: PersonRow, names: int | None) -> tuple[Verdict | None, str]:
    """By address, and how the addresses compare: same, near, elsewhere (same box, other domain), other or none."""
    (ours, our_domain), (theirs, their_domain) = mail_parts(one.email_key), mail_parts(two.email_key)
    if not ours or not theirs or ours in SHARED_BOXES or theirs in SHARED_BOXES:
        return None, "none"
    if ours == theirs and our_domain == their_domain:
        likely = 92 if names is None else 97 if names >= 60 else 70
        return (likely, [{"code": "mail"}, *_name_reason(names)]), "same"
    is_near = fuzz.ratio(ours, theirs) >= 88 and _digits(ours) == _digits(theirs)
    if our_domain == their_domain and is_near:
        likely = 82 if names is None else 92 if names >= 92 else 82 if names >= 86 else 0
        likely -= 4 if _differ(one.phone_key, two.phone_key) else 0
        return (likely, [{"code": "mail_near"}, *_name_reason(names)]), "near"
    if ours == theirs and len(ours) >= 6 and names is not None and names >= 85:
        # The same name at two companies is mostly two people; a private address is mostly the same one's.
        is_private = our_domain in FREE_MAIL or their_domain in FREE_MAIL
        is_same_account = one.account_id is not None and one.account_id == two.account_id
        likely = 90 if is_private or is_same_account else 70
        return (likely, [{"code": "mail_elsewhere"}, *_name_reason(names)]), "elsewhere"
    return None, "other" if our_domain == their_domain else "none"


def _by_phone(one: PersonRow, two: PersonRow, names: int | None) -> Verdict | None:
    """The same number under another name is a switchboard, not a person."""
    if not one.phone_key or one.phone_key != two.phone_key:
        return None
    likely = 82 if names is None else 97 if names >= 85 else 88 if names >= 70 else 50
    return likely, [{"code": "phone"}, *_name_reason(names)]


def _by_company(one: PersonRow, two: PersonRow, names: int | None, *, is_other_box: bool) -> Verdict | None:
    """Two boxes of one domain, or two numbers, are a sign of two people with like names."""
    if names is None or names < 86 or not set(companies_of(one)) & set(companies_of(two)):
        return None
    likely = 96 if names == 100 else 91 if names >= 92 else 86
    likely -= (7 if is_other_box else 0) + (7 if _differ(one.phone_key, two.phone_key) else 0)
    return likely, [*_name_reason(names), {"code": "company"}]


def _by_name_alone(one: PersonRow, two: PersonRow, names: int | None) -> Verdict | None:
    """The same full name counts where one of the two says nothing else of who they are."""
    if names != 100 or len(words_of(one.name)) < 2:
        return None
    unknown = [row for row in (one, two) if not row.account_id and not row.email_key and not row.phone_key]
    return (80, [{"code": "same_name"}, {"code": "unknown_else"}]) if unknown else None


def label_of(row: AccountRow) -> str:
    """What an account calls itself in its domain or on its website."""
    return domain_label(row.domain) or domain_label(row.website)


def likeness_of_accounts(one: AccountRow, two: AccountRow) -> Verdict | None:
    """By name without the legal form and by domain; other numbers in the name are another company."""
    ours, theirs = core_of(one.name), core_of(two.name)
    if _numbers(ours) != _numbers(theirs):
        return None
    likely, reasons = _by_account_name(ours, theirs, is_exact=one.name == two.name)
    labels = [label for label in (label_of(one), label_of(two)) if label]
    if len(labels) == 2 and labels[0] == labels[1]:
        likely, reasons = max(likely, 95 if reasons else 82), [{"code": "domain"}, *reasons]
    elif len(labels) == 2:
        likely -= 12  # two domains are mostly two companies
    likely -= 4 if _differ(one.country, two.country) else 0
    likely -= 3 if _differ(one.city, two.city) else 0
    return (likely, reasons) if likely > 0 and reasons else None


def _by_account_name(ours: Words, theirs: Words, *, is_exact: bool) -> Verdict:
    """Words that both have say little ("Consulting"), so the others decide: equal, or a slip apart."""
    if "".join(ours) == "".join(theirs) or sorted(ours) == sorted(theirs):
        return 97, [{"code": "same_name"} if is_exact else {"code": "name_but_form"}]
    percent = round(fuzz.token_sort_ratio(" ".join(ours), " ".join(theirs)))
    reason: list[Reason] = [{"code": "name", "percent": percent}] if percent >= 60 else []
    one, two = (
        " ".join(sorted(set(words) - set(others))) for words, others in ((ours, theirs), (theirs, ours))
    )
    if not one or not two:
        return (84 if len(set(ours) & set(theirs)) > 1 else 0), reason
    shorter, slips = min(len(one), len(two)), OSA.distance(one, two)
    if slips == 1 and shorter >= 5:
        return 90, reason
    return (85 if slips == 2 and shorter >= 10 else 0), reason


def _numbers(words: Iterable[str]) -> set[str]:
    return {word for word in words if word.isdigit()}


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _differ(one: str | None, two: str | None) -> bool:
    return bool(one and two and one.casefold() != two.casefold())
