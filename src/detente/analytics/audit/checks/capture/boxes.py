"""Mail boxes and domains that say little of who somebody is, as regular expressions on a lower-case address."""

from __future__ import annotations

FREE_MAIL = (
    r"@(gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|aol|icloud|me|mac|gmx|web|freenet|t-online|mail|inbox|qq"
    r"|163|126|sina|yandex|proton(mail)?|zoho|free|orange|wanadoo|laposte|libero|virgilio|bluewin|rediffmail|uol|bol"
    r"|terra)\.[a-z.]+$"
)
SHARED_BOX = (
    r"^(info|contact|kontakt|office|sales|vertrieb|marketing|support|help|hello|hallo|mail|post|admin|administrator"
    r"|webmaster|postmaster|billing|accounts?|service|team|einkauf|purchasing|no-?reply|enquir(y|ies)|inquir(y|ies)"
    r"|jobs|hr|press)@"
)
THROW_AWAY = (
    r"@(mailinator|guerrillamail|10minutemail|temp-?mail|tempmail|yopmail|trashmail|sharklasers|maildrop|getnada|nada"
    r"|dispostable|throwawaymail|fakeinbox|mintemail|mohmal|discard|emailondeck|spamgourmet|mytemp|tempr|wegwerfmail"
    r"|einrot|cuvox|dayrep|armyspy|fleckens|gustr|jourrapide|rhyta|superrito|teleworm)\.[a-z.]+$"
)
MADE_FOR_TESTS = r"(@|\.)(example|test|invalid|localhost|local)$|@(example|test|domain|email)\.(com|org|net)$"
"""Domains that RFC 2606 and RFC 6761 keep for tests and examples, and those that people take for them."""
