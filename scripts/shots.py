"""Picture every page of the demo at two widths, light and dark, into var/shots. `make shots`."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
SHOTS = ROOT / "var" / "shots"
WIDTHS = (1280, 390)
MOST = 80
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own, stopped and removed afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        words = [sys.executable, "-m", "detente", "demo", "--no-browser", "--port", str(port), "--home", home]
        served = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, served)
            yield address
        finally:
            served.terminate()
            served.wait(timeout=30)


def wait_for(address: str, served: subprocess.Popen[bytes]) -> None:
    for _ in range(1500):
        if served.poll() is not None:
            sys.exit("The demo did not start.")
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("The demo did not answer within five minutes.")


def kind_of(path: str) -> str:
    """Pages that differ only by the record that they show are one kind."""
    return re.sub(r"/(\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)", "/N", path.partition("?")[0])


def pages_from(page: Page, start: str) -> Iterator[str]:
    """One address of each kind of page that links lead to, in the order found."""
    waiting, seen = [urlsplit(start).path], set()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        answer = page.goto(urljoin(start, path))
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield path
        links = page.eval_on_selector_all("a[href]:not([download])", "found => found.map(link => link.href)")
        found = [urlsplit(link) for link in links if link.startswith(start)]
        # A file is no page, and asking for one ends the navigation in an error.
        pages = [one for one in found if not one.path.endswith((".csv", ".json", ".ics"))]
        waiting += [f"{one.path}?{one.query}" if one.query else one.path for one in pages]


def sign_in(page: Page, address: str) -> None:
    """As the one of the cast who runs operations and may open every page."""
    page.goto(address)
    page.get_by_role("button", name="Revenue operations").click()
    page.wait_for_load_state()


def main() -> None:
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir(parents=True)
    chromium = (
        os.environ.get("DETENTE_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    if chromium is None:
        sys.exit("Chromium is not installed (on Debian: apt-get install chromium).")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme)
            page = context.new_page()
            shoot(page, "sign-in", address, scheme)
            sign_in(page, address)
            paths = list(pages_from(page, address + "/"))
            for path in paths:
                name = kind_of(path).strip("/").replace("/", "-") or "today"
                shoot(page, name, urljoin(address, path), scheme)
        browser.close()
    print(f"{len(list(SHOTS.iterdir()))} pictures in {SHOTS}")


def shoot(page: Page, name: str, address: str, scheme: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.wait_for_timeout(300)
        page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    main()
