"""How far a judge is with their pile of leads: numbers only, never an opinion."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min, Q

from detente.crm.models import BlindAudit, Judgement, User


@dataclass(frozen=True)
class Pile:
    """Leads of one judge in one audit; `next_no` is the first that waits, None when none does."""

    audit: int
    judge: int
    total: int
    done: int
    next_no: int | None

    @property
    def left(self) -> int:
        """How many still wait."""
        return self.total - self.done


def piles(audits: list[int] | None = None, *, judge: User | None = None) -> list[Pile]:
    """The piles of these audits, or the running ones of a judge, in the order in which they were started."""
    found = Judgement.objects.all() if audits is None else Judgement.objects.filter(audit__in=audits)
    if judge is not None:
        found = found.filter(judge=judge.pk, audit__state="open")
    rows = found.values("audit", "judge").annotate(
        total=Count("pk"), done=Count("opinion"), next_no=Min("no", filter=Q(opinion=None))
    )
    return [Pile(**row) for row in rows.order_by("audit", "judge")]


def waiting_for(user: User) -> list[Pile]:
    """What waits for this user's judgement."""
    running = BlindAudit.objects.filter(
        Q(marketing_judge=user.pk) | Q(sales_judge=user.pk), state="open"
    ).values_list("pk", flat=True)
    keys = list(running)
    return [pile for pile in piles(keys, judge=user) if pile.left] if keys else []
