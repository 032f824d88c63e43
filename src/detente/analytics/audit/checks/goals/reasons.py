"""Stated reasons in the words that CRMs and people use, English and German, by what they claim."""

from __future__ import annotations

WEAK = (
    r"\b(bad|poor|low|wrong|no|not a) (lead )?(quality|fit|lead|target)\b|\bunqualified\b|\bnot qualified\b"
    r"|\bdisqualified\b|\bjunk\b|\bspam\b|\bnot icp\b|\bno need\b|\bkein(e|en)? (bedarf|qualität)\b|\bunqualifiziert\b"
)
SILENT = (
    r"\bno (response|answer|reply|contact)\b|\bunresponsive\b|\bun(able|successful) to (contact|reach)\b"
    r"|\bunreachable\b|\bnot reach(ed|able)\b|\bghosted\b|\bcan'?t reach\b|\bkeine (antwort|rückmeldung|reaktion)\b"
    r"|\bnicht erreich(t|bar)\b"
)
PRICE = r"\bprices?\b|\bpricing\b|\btoo expensive\b|\bcosts?\b|\bpreis\b|\bzu teuer\b"
