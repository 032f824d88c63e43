"""The wizard's first page: which files, what they are, how to read them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from detente.crm.imports.models import ImportBatch, ImportMapping
from detente.intake.mapping import Mapping, from_document, from_yaml
from detente.intake.mapping.text import LONGEST
from detente.intake.problems import IntakeError
from detente.intake.reading import KINDS
from detente.web.access import Request, needs
from detente.web.imports.drafts import Draft, new_draft
from detente.web.imports.first_mapping import guessed, laid_over
from detente.web.imports.review import review
from detente.web.imports.uploads import FILES, TOTAL_MEGABYTES, limits_said
from detente.web.imports.words import kinds, said
from detente.web.query import whole


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked as one."""

    widget = ManyFiles(attrs={"accept": ",".join(KINDS), "class": "drop"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        if len(files) > FILES:
            raise forms.ValidationError(_("At most %(files)s files at once.") % {"files": FILES})
        return files


class UploadForm(forms.Form):
    """Files, what their lines are, and a mapping to begin with."""

    uploads = FilesField(label=gettext_lazy("Files to import"))
    kind = forms.ChoiceField(
        label=gettext_lazy("What each line is"), required=False,
        help_text=gettext_lazy("You can change it for each file on the next page."),
    )  # fmt: skip
    mapping = forms.ChoiceField(label=gettext_lazy("How the columns are read"), required=False)
    map_file = forms.FileField(
        label=gettext_lazy("Mapping file"), required=False,
        help_text=gettext_lazy("The YAML that the command line takes with --map."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = [(str(row.pk), row.name) for row in ImportMapping.objects.order_by("name")]
        like = self.initial.get("mapping") or self.data.get("mapping") or ""
        again = [(like, _("As in the import before"))] if str(like).startswith("batch-") else []
        offered = [
            ("", _("Propose it from the column names")),
            *again,
            *saved,
            ("file", _("From a mapping file")),
        ]
        self.fields["mapping"].choices = offered  # type: ignore[attr-defined]
        self.fields["mapping"].widget.attrs["data-reveals"] = ""
        self.fields["kind"].choices = [("", _("Find out from the columns")), *kinds()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A mapping from a file needs the file, and a file is meant to be used."""
        cleaned: dict[str, Any] = self.cleaned_data
        if cleaned.get("mapping") == "file" and not cleaned.get("map_file"):
            self.add_error("map_file", _("Choose the mapping file, or have the columns proposed."))
        return cleaned

    def chosen_mapping(self) -> Mapping | None:
        """The mapping that was chosen; None when it is to be guessed. Raises IntakeError for a broken one."""
        choice = self.cleaned_data["mapping"]
        if choice == "file" or (self.cleaned_data["map_file"] and not choice):
            text = self.cleaned_data["map_file"].read(4 * LONGEST)
            return from_yaml(text.decode("utf-8-sig", errors="replace"))
        if choice.startswith("batch-"):
            return from_document(ImportBatch.objects.get(pk=int(choice.removeprefix("batch-"))).mapping)
        return from_document(ImportMapping.objects.get(pk=int(choice)).document) if choice else None


@needs("import")
@csrf_exempt
def import_new(request: Request) -> HttpResponse:
    """Take files; too large a request is refused before it is read."""
    if int(request.headers.get("Content-Length") or 0) > TOTAL_MEGABYTES * 1_000_000:
        text = _(
            "All files together may have %(size)s MB. Bring them in one after another, or by the command line."
        )
        form = UploadForm(initial={"mapping": ""})
        shown = {"form": form, "too_large": text % {"size": TOTAL_MEGABYTES}, "limits": limits_said()}
        return render(request, "imports/new.html", shown, status=413)
    return _upload(request)


@csrf_protect
def _upload(request: Request) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        try:
            draft = _draft_of(form, request)
        except IntakeError as wrong:
            form.add_error("map_file" if form.cleaned_data["mapping"] == "file" else "uploads", said(wrong))
        else:
            return redirect(next_step(draft))
    shown = {"form": form, "limits": limits_said()}
    return render(request, "imports/new.html", shown, status=422 if form.errors else 200)


def _asked_for(request: Request) -> dict[str, str]:
    """`?mapping=` and `?like=` begin with a saved mapping or that of an earlier import."""
    if (like := whole(request.GET.get("like", ""))) and ImportBatch.objects.filter(pk=like).exists():
        return {"mapping": f"batch-{like}"}
    return {"mapping": request.GET.get("mapping", ""), "kind": request.GET.get("kind", "")}


def _draft_of(form: UploadForm, request: Request) -> Draft:
    """The draft with its first mapping; files that answer already to all questions count as confirmed."""
    chosen = form.chosen_mapping()
    draft = new_draft(form.cleaned_data["uploads"], request.user)
    try:
        paths = [draft.place / str(file["name"]) for file in draft.files]
        mapping = laid_over(chosen, paths) if chosen else guessed(paths, form.cleaned_data["kind"] or None)
        draft.write(mapping)
        if chosen:
            found = [
                review(draft.path_of(no), mapping, no, others=draft.paths) for no in range(len(mapping.files))
            ]
            draft.confirmed = [no for no, one in enumerate(found) if one.is_settled]
            draft.write(mapping)
    except BaseException:
        draft.discard()
        raise
    return draft


def next_step(draft: Draft) -> str:
    """The address of the first file that nobody has confirmed yet, then of the preview."""
    for no in range(len(draft.mapping.files)):
        if no not in draft.confirmed:
            return reverse("import_mapping", args=[draft.key, no])
    return reverse("import_preview", args=[draft.key])
