"""How names, addresses and domains are folded so that the same one written twice meets itself. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "đ": "d", "ł": "l", "ı": "i"})
_WORD = re.compile(r"[^\W_]+")
_SPELT_OUT = re.compile(r"(?<=[aou])e")
_NO_SOUND = re.compile(r"[aeiouyhw]")
_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans(
    {"c": "k", "q": "k", "v": "f", "z": "s", "j": "i", "x": "k", "d": "t", "b": "p", "g": "k"}
)

LEGAL_FORMS = frozenset((
    "ab", "ag", "and", "aps", "as", "asa", "bv", "co", "company", "corp", "corporation", "cv", "eg", "ek",
    "gbr", "gmbh", "group", "holding", "inc", "incorporated", "kft", "kg", "kgaa", "lda", "limited", "llc",
    "llp", "ltd", "ltda", "mbh", "nv", "ohg", "oy", "oyj", "plc", "pte", "pty", "sa", "sarl", "sas", "se",
    "sl", "spa", "spzoo", "srl", "sro", "the", "und",
))  # fmt: skip
FREE_MAIL = frozenset((
    "163.com", "aol.com", "bluewin.ch", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.de",
    "gmx.net", "googlemail.com", "hotmail.com", "hotmail.de", "icloud.com", "libero.it", "live.com",
    "mail.com", "mail.ru", "me.com", "msn.com", "orange.fr", "outlook.com", "outlook.de", "proton.me",
    "protonmail.com", "qq.com", "t-online.de", "web.de", "yahoo.com", "yahoo.de", "yandex.ru", "zoho.com",
))  # fmt: skip
SHARED_BOXES = frozenset((
    "admin", "billing", "contact", "einkauf", "hello", "help", "info", "kontakt", "mail", "marketing",
    "office", "post", "sales", "service", "support", "team", "vertrieb", "webmaster",
))  # fmt: skip
_SECOND_LEVEL = frozenset((
    "ac", "co", "com", "edu", "gov", "net", "org",
))  # fmt: skip


@lru_cache(maxsize=50_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name without accents, case and signs; an umlaut written as two letters is one."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return tuple(_SPELT_OUT.sub("", word) for word in _WORD.findall(plain))


@lru_cache(maxsize=50_000)
def sound_of(word: str) -> str:
    """The first consonants of a word, those that sound alike made equal; a word of vowels is itself."""
    said = word.replace("ph", "f").translate(_SOUNDS)
    consonants = _DOUBLED.sub(r"\1", _NO_SOUND.sub("", said[1:]))
    return (said[:1] + consonants)[:4]


@lru_cache(maxsize=50_000)
def core_of(name: str) -> tuple[str, ...]:
    """The words of a company's name without its legal form; all of them where nothing else is left."""
    told = re.sub(r"\b(?:[a-z]\.)+[a-z]?\b\.?", lambda found: found.group().replace(".", ""), name.casefold())
    words = words_of(re.sub(r"\bg\.?\s?m\.?\s?b\.?\s?h\b\.?", "gmbh", told))
    return tuple(word for word in words if word not in LEGAL_FORMS) or words


def mail_parts(email_key: str | None) -> tuple[str, str]:
    """The local part without its tag, points and signs, and the domain; blanks where there is no address."""
    local, _, domain = (email_key or "").rpartition("@")
    return "".join(_WORD.findall(local.partition("+")[0])), domain


def domain_label(host: str | None) -> str:
    """What a company calls itself in its domain: `acme` of www.acme.co.uk; blank without a host."""
    told = re.sub(r"^[a-z]+://", "", (host or "").casefold()).split("/")[0].split(":")[0]
    labels = [label for label in told.split(".") if label]
    while len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        labels.pop()
    return labels[-2] if len(labels) > 1 else ""
