"""The Jinja2 environment of our pages: always escaping, always translatable."""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from detente.web import keys, marks, moments, navigation, query, toasts
from detente.web.deals.items import items_panel
from detente.web.merging.worklist import likely_duplicates
from detente.web.money import money
from detente.web.numbers import number, percent, unbroken
from detente.web.records.custom_panel import custom_panel
from detente.web.records.file_panel import files_panel
from detente.web.records.worth import worth_in_ours
from detente.web.vega import bundle_version

_ids = count(1)


class Missing(StrictUndefined):
    """A name that nobody gave: false when asked, an error when shown, so that a typo cannot hide."""

    __bool__ = Undefined.__bool__  # type: ignore[assignment]
    __eq__ = Undefined.__eq__  # type: ignore[assignment]
    __ne__ = Undefined.__ne__  # type: ignore[assignment]
    __hash__ = Undefined.__hash__  # type: ignore[assignment]


def environment(**options: Any) -> Environment:
    """Build the environment; Django calls it once with the backend's options."""
    options["autoescape"] = True
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["undefined"] = Missing
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 - set above
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(_globals())
    env.filters.update(_filters())
    return env


def _globals() -> dict[str, Any]:
    return {
        "url": url,
        "static": static_url,
        "vega_url": vega_url,
        "now": timezone.now,
        "language": get_language,
        "is_right_to_left": get_language_bidi,
        "sections": navigation.sections,
        "places": navigation.places,
        "key_map": keys.key_map,
        "unread_notices": unread_notices,
        "is_current": navigation.is_current,
        "toasts_of": toasts_of,
        "theme_of": theme_of,
        "query": query_here,
        "sort_toggle": query.sort_toggle,
        "new_id": new_id,
        "translated": translated,
        "hue": marks.hue,
        "described": described,
        "custom_panel": custom_panel,
        "files_panel": files_panel,
        "likely_duplicates": likely_duplicates,
        "items_panel": items_panel,
        "worth_in_ours": worth_in_ours,
    }


def _filters() -> dict[str, Any]:
    return {
        "money": money,
        "number": number,
        "percent": percent,
        "unbroken": unbroken,
        "when": moments.when,
        "clock": moments.clock,
        "exact": moments.exact,
        "day": moments.day,
        "day_heading": moments.day_heading,
        "duration": moments.duration,
        "attributes": attributes,
        "initials": marks.initials,
        "hue": marks.hue,
        "team_name": marks.team_name,
        "role_name": marks.role_name,
        "status_name": marks.status_name,
    }


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, kwargs=kwargs) if kwargs else _address(_served(), name, args)


# A page asks for the same two hundred addresses each time, and Django looks each of them up anew.
@lru_cache(maxsize=8192)
def _address(_served: tuple[str, str], name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args or None)


def _served() -> tuple[str, str]:
    """Under which prefix, and by which list of addresses."""
    return get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF


@lru_cache(maxsize=256)
def static_url(path: str) -> str:
    """The address of a file of ours."""
    return static(path)


def vega_url() -> str:
    """The chart library's address, naming its version so that browsers may keep it for a year."""
    return f"{reverse('vega')}?v={bundle_version()}"


@pass_context
def query_here(context: Context, **changes: Any) -> str:
    """`query(sort="-name")`: this page's address with parameters changed, the rest kept."""
    return query.with_query(context["request"], **changes)


def translated(text: Any) -> str:
    """A name from the playbook or the database in the reader's language.

    `_` is for texts that stand in the template: it takes them for safe markup and for a format.
    """
    return gettext(str(text)) if text else ""


def new_id(prefix: str) -> str:
    """An element id that no other element has, to tie a reason or an error to its control."""
    return f"{prefix}-{next(_ids) % 1_000_000}"


def theme_of(request: Any) -> str:
    """The theme the reader chose, "light" or "dark"; empty follows the system."""
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""


def attributes(pairs: dict[str, Any]) -> Markup:
    """`{"hx_get": "/x", "required": True}` as HTML attributes; None and False are left out."""
    shown = [(name.rstrip("_").replace("_", "-"), value) for name, value in pairs.items()]
    return Markup("").join(
        Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, escape(value))
        for name, value in shown
        if value is not None and value is not False
    )


def unread_notices(user: Any) -> int:
    """How many notices wait for the reader, counted up to 100."""
    from detente.crm.history.models import Notice

    return Notice.objects.filter(user=user.pk, read_at=None)[:100].count()


def toasts_of(request: Any) -> list[dict[str, str]]:
    """What was said since the last page, each once."""
    return [toasts.spoken(message) for message in get_messages(request)] if request else []


def described(bound: Any) -> dict[str, str]:
    """The attribute that ties a form field to its help and errors, which `field` puts below it."""
    return {"aria-describedby": f"{bound.auto_id}_below"} if bound.help_text or bound.errors else {}
