"""`detente playbook`: read the agreement, take it out as a file, propose a change of it and sign."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.backtest_words import print_backtest
from detente.cli.company import open_company, ready, said_in_words, user_named
from detente.cli.mistakes import Mistake
from detente.cli.options import AsJson, day
from detente.cli.playbook_words import in_words, print_changes, proposal_lines, said_with_lines
from detente.cli.printing import print_json

if TYPE_CHECKING:
    from detente.crm.models import Playbook, Proposal

app = typer.Typer(
    help="The playbook: show, export, import, diff, propose, sign, check, schema.",
    epilog="Example: detente playbook show",
)
As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who does it, by their sign-in address.")]
Why = Annotated[str, typer.Option("--why", help="One sentence that both teams read first.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="DAY", help="The day from which it holds, like 2027-01-01.")
]
Version = Annotated[
    int | None, typer.Option("--version", min=1, help="This version; else the one in effect.")
]
DocumentFile = Annotated[
    Path, typer.Argument(metavar="FILE", dir_okay=False, help="A playbook as YAML; - is stdin.")
]
OtherFile = Annotated[
    Path | None, typer.Argument(metavar="FILE", dir_okay=False, help="A playbook as YAML; else give --new.")
]
Old = Annotated[int | None, typer.Option("--old", min=1, help="Compare with this; else the one in effect.")]
New = Annotated[int | None, typer.Option("--new", min=1, help="The other version; without FILE.")]
Changes = Annotated[
    list[str],
    typer.Argument(
        metavar="PLACE=VALUE...", help="Like scoring.engagement.groups.asked.rules.survey.points=30"
    ),
]


@app.command("show", epilog="Example: detente playbook show promises")
def show(
    topic: Annotated[str | None, typer.Argument(help="Only this topic: roles, path, points, promises ...")] = None,
    version: Version = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """The agreement in plain words, who signed it, and what waits to be signed."""
    open_company()
    from detente.crm.playbook.sections import SECTIONS, TOPICS
    from detente.crm.playbook.writing import in_order

    if topic and topic not in TOPICS:
        raise Mistake(f"The playbook has no topic {topic}. It has: {', '.join(TOPICS)}.")
    row = _version(version)
    if as_json:
        document = in_order(row.document)
        sections = SECTIONS[topic] if topic else tuple(document)
        print_json({name: document[name] for name in sections if name in document})
        return
    print(f"Playbook, version {row.version}, from {row.effective_at:%Y-%m-%d %H:%M} UTC")
    for line in in_words(row.document, [topic] if topic else list(TOPICS)):
        print(line)
    if not topic:
        print("\n".join(proposal_lines(row)))


@app.command("export", epilog="Example: detente playbook export playbook.yaml")
def export(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", dir_okay=False, help="Where to; else stdout.")] = None,
    version: Version = None,
) -> None:  # fmt: skip
    """The playbook as a YAML file that `import` reads."""
    open_company()
    from detente.crm.playbook.writing import write

    text = write(_version(version).document)
    if file is None:
        sys.stdout.write(text)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as wrong:
        raise Mistake(f"{file} can't be written: {wrong.strerror}.") from None
    print(f"The playbook is in {file}.")


@app.command("check", epilog="Example: detente playbook check playbook.yaml")
def check(file: DocumentFile) -> None:
    """Say by line what keeps a file from being a playbook of this company; propose nothing."""
    open_company()
    _document(file)
    print(f"{file} is a playbook.")


@app.command(
    "import",
    epilog="Example: detente playbook import playbook.yaml --as mona@example.com",
)
def import_(
    file: DocumentFile,
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Who proposes it.")] = None,
    why: Why = "", from_: From = None,
) -> None:  # fmt: skip
    """Propose the playbook of a file; it holds once both sides have signed.

    In a company without leads, where nobody is named to sign yet, it becomes version 1, unsigned.
    """
    open_company()
    from detente.crm.playbook.proposals import objections_to_replacing_first, replace_first

    document = _document(file)
    if as_ is None:
        if objections_to_replacing_first():
            raise Mistake("Say who proposes it: --as EMAIL. Nothing holds before both sides have signed.")
        with said_in_words():
            replace_first(document)
        print("This is version 1 now. Nobody has signed it: name who signs, and its changes will be signed.")
        return
    _propose(document, as_, why, from_)


@app.command("diff", epilog="Example: detente playbook diff playbook.yaml")
def diff(
    file: OtherFile = None, old: Old = None, new: New = None, as_json: AsJson = False,
    backtest: Annotated[bool, typer.Option("--backtest", help="Try it on the leads of the past year too.")] = False,
) -> None:  # fmt: skip
    """What a file or a version changes, in plain words, old beside new."""
    open_company()
    if (file is None) == (new is None):
        raise Mistake("Give a FILE, or the version to compare with --new.")
    document = _document(file) if file else _version(new).document
    before = _version(old).document
    if not (backtest and as_json):
        print_changes(before, document, as_json)
    if backtest:
        print_backtest(before, document, as_json)


@app.command(
    "propose", epilog="Example: detente playbook propose sales_ready.threshold=60 --as mona@example.com"
)
def propose(changes: Changes, as_: As, why: Why = "", from_: From = None) -> None:
    """Propose single values, each named by its place in the file (`detente playbook export`)."""
    open_company()
    from detente.crm.objections import Refused
    from detente.crm.playbook.actions import newest
    from detente.crm.playbook.setting import with_values

    try:
        document = with_values(newest().document, changes)
    except Refused as refused:
        raise Mistake(str(refused)) from None
    _propose(document, as_, why, from_)


@app.command("sign", epilog="Example: detente playbook sign 3 --as sven@example.com")
def sign(
    proposal: Annotated[int, typer.Argument(min=1, help="Its number, as `propose` and `show` print it.")],
    as_: As,
    decline: Annotated[bool, typer.Option("--decline", help="Answer no; give --why.")] = False,
    why: Why = "",
) -> None:  # fmt: skip
    """Sign a proposal for the side that this person signs for, or decline it."""
    open_company()
    from detente.crm.playbook import signing

    user, row = user_named(as_), _proposal(proposal)
    with said_in_words():
        row = signing.decline(row, by=user, reason=why) if decline else signing.sign(row, by=user)
    if row.became:
        print(
            f"Agreed: version {row.became.version} holds from {row.became.effective_at:%Y-%m-%d %H:%M} UTC."
        )
    else:
        print("Declined." if decline else "Signed. It waits for the other side.")


@app.command("schema", epilog="Example: detente playbook schema > playbook.schema.json")
def schema() -> None:
    """The JSON Schema of a playbook's file, for editors."""
    ready()
    from detente.crm.playbook.schema import schema as published

    print_json(published())


def _version(number: int | None) -> Playbook:
    from detente.crm.models import Playbook
    from detente.crm.playbook.actions import current

    found = Playbook.objects.filter(version=number or current().version).first()
    if found is None:
        raise Mistake(f"There is no version {number} of the playbook.")
    return found


def _proposal(number: int) -> Proposal:
    from detente.crm.models import Proposal

    found = Proposal.objects.filter(pk=number).exclude(state="draft").first()
    if found is None:
        raise Mistake(f"There is no proposal {number}. `detente playbook show` lists those that wait.")
    return found


def _document(file: Path) -> dict[str, Any]:
    from detente.crm.objections import Refused
    from detente.crm.playbook.checks import checked
    from detente.crm.playbook.checks.company import company
    from detente.crm.playbook.reading import read

    try:
        return checked(read(_text_of(file)), company())
    except Refused as refused:
        raise said_with_lines(file, refused) from None


def _text_of(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as wrong:
        raise Mistake(f"{file} can't be read: {wrong.strerror}.") from None
    except UnicodeDecodeError:
        raise Mistake(f"{file} is not a text in UTF-8.") from None


def _propose(document: dict[str, Any], email: str, why: str, from_: str | None) -> None:
    from detente.crm.people.days import starts_at
    from detente.crm.playbook import proposals
    from detente.crm.playbook.actions import newest

    user, first_day = user_named(email), day(from_, "--from")
    begins = starts_at(first_day) if first_day else None
    with said_in_words():
        draft = proposals.draft(by=user, document=document)
        try:
            made = proposals.propose(draft, by=user, summary=why, starts_at=begins)
        except Exception:
            proposals.drop_draft(draft, by=user)
            raise
    print(f"Proposal {made.pk} waits for signatures:")
    print_changes(newest().document, made.document, False)
