"""An audit's page opened from a file: it asks for nothing, breaks no policy, and everybody can read it."""

from __future__ import annotations

import json

import pytest

from detente.analytics.audit.result import to_json
from detente.analytics.audit.result.html import to_html
from tests.analytics.audit.one_result import result
from tests.fixtures.browser import Watch
from tests.web.axe import violations


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "dark")])
def test_the_page_stands_on_its_own(browser, tmp_path, width, scheme):
    told = result()
    path = tmp_path / "audit.html"
    path.write_text(to_html(told), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, watch, asked = context.new_page(), Watch(), []
    page.on("console", watch.console)
    page.on("pageerror", watch.error)
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(
        "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective))"
    )
    page.goto(path.as_uri())

    assert asked == [path.as_uri()]
    assert page.evaluate("window.broken") == [] and watch.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.scripts.length") == 0
    assert page.locator(".card h2").all_inner_texts() == [item.sentence for item in told.top]
    page.locator("summary").first.click()
    assert page.locator("details[open] tbody tr").count() == len(to_json(told)["findings"][0]["rows"]["rows"])
    assert page.evaluate("getComputedStyle(document.body).color") == {
        "light": "rgb(25, 28, 32)", "dark": "rgb(233, 235, 238)",
    }[scheme]  # fmt: skip
    assert violations(page) == []
    context.close()


def test_a_script_in_the_page_would_not_run(browser, tmp_path):
    """What the policy within the page is worth: the same page with a script and a picture put into it."""
    path = tmp_path / "tampered.html"
    planted = "<script>document.title = 'run'</script><img src='https://example.invalid/x.png'><style>h1{color:red}</style>"
    path.write_text(to_html(result()).replace("</main>", f"{planted}</main>"), encoding="utf-8")
    context = browser.new_context()
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert page.title() != "run"
    assert sum("Content Security Policy" in text for text in said) == 3, json.dumps(said)
    context.close()
