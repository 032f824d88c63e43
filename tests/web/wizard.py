"""The import wizard without a screen: send files, answer what is asked, bring them in."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

LEADS = "Lead id,Created,Name,Email,Phone,Company,Source\n"
MAYA = "L-1,2026-03-02,Maya Lindqvist,maya@baltic.example,,Baltic Freight,fair\n"
OTTO = "L-2,2026-03-04,Otto Kern,otto@kern.example,+49 30 1234567,Kern Glas,web\n"
UNDATED = "L-3,soon,Ines Prado,ines@prado.example,,Prado,web\n"


def csv_file(text: str, name: str = "leads.csv") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def words(answer: Any) -> str:
    """A page's words without its tags, blanks collapsed."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def address(page: Any) -> str:
    """Where a page stands, after all redirects."""
    return str(page.request["PATH_INFO"])


def form_of(page: Any) -> dict[str, str]:
    """What the mapping form holds when nobody touches it."""
    text = page.content.decode()
    text = text[text.index('id="mapping-form"') :].split("</form>")[0]
    found = {}
    for name, inside in re.findall(
        r'<select class="select"[^>]*? name="([^"]+)">(.*?)</select>', text, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected>', inside)
        found[name] = chosen.group(1) if chosen else ""
    for tag in re.findall(r"<input[^>]+>", text):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if said.get("type") != "radio" and said.get("name") != "csrfmiddlewaretoken":
            found[said["name"]] = html.unescape(said.get("value", ""))
    return found


def question_of(page: Any) -> str:
    """The name of the field that answers the first question of a page."""
    return html.unescape(re.findall(r'name="(answer:[^"]+)"', page.content.decode())[0])


@dataclass
class Wizard:
    """Somebody's way through the wizard."""

    client: Client

    def send(self, *files: SimpleUploadedFile, **more: Any) -> Any:
        """Send files on the first page; the page that it leads to."""
        return self.client.post("/import/new/", {"uploads": list(files), **more}, follow=True)

    def go_on(self, page: Any, **changes: str) -> Any:
        """Press “Go on” on a page of columns, after some changes; the page that it leads to."""
        return self.client.post(address(page), form_of(page) | changes, follow=True)

    def bring_in(self, *files: SimpleUploadedFile, **more: Any) -> Any:
        """All the way with nothing to answer, and the work that a program of its own would do; the batch."""
        from detente.crm.imports.models import ImportBatch
        from detente.intake.batches import run, uploads

        page = self.send(*files, **more)
        while "/files/" in address(page):
            page = self.go_on(page)
        self.client.post(address(page).replace("preview", "start"))
        batch = ImportBatch.objects.latest("pk")
        run(batch)
        (uploads(batch) / "working.json").unlink()
        return batch
