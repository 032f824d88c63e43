"""The shape that lets the next person find their way: directions, sizes, names."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "detente"
VAGUE = {"manager", "service", "helper", "helpers", "utils", "util", "process", "handle", "data", "info"}
DJANGOS_WORDS = {"handle", "UserManager"}
READABLE = {".py", ".md", ".html", ".jinja", ".js", ".css", ".sql", ".yaml", ".svg"}
INLINE = r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|hx-on|<style|<script(?![^>]*\ssrc=)(?![^>]*application/json)"
ELSEWHERE = r"""(?:src|href|url\(|import)\s*[=(]?\s*["']?(https?://[^"'\s)>]+)"""
UNFINISHED = re.compile(r"\b((?-i:TODO)|FIXME|XXX|HACK)\b|coming soon|not implemented yet", re.IGNORECASE)
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the last one, the docstring left out: explaining costs nothing."""
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return lines - (first.end_lineno - first.lineno + 1) if is_docstring else lines


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[int(share * (len(values) - 1))]


def test_import_directions_hold():
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_analytics_can_be_used_without_django():
    """A notebook gets the tables and reports without the CRM."""
    code = """
import sys, pkgutil, importlib, detente.analytics
for module in pkgutil.walk_packages(detente.analytics.__path__, "detente.analytics."):
    importlib.import_module(module.name)
print(sorted(name for name in sys.modules if name == "django" or name.startswith(("django.", "detente.crm"))))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_stay_small():
    sizes = {path: len(path.read_text().splitlines()) for path in FILES}
    longest = max(sizes, key=sizes.get)
    assert sizes[longest] <= 500, f"{longest.relative_to(ROOT)} has {sizes[longest]} lines: split it"
    assert percentile(list(sizes.values()), 0.95) <= 300
    assert statistics.median(sizes.values()) <= 100


def test_functions_stay_small():
    lengths = {f"{path.relative_to(ROOT)}:{node.name}": length(node) for path, node in functions()}
    longest = max(lengths, key=lengths.get)
    assert lengths[longest] <= 60, f"{longest} has {lengths[longest]} lines: name its parts"
    assert percentile(list(lengths.values()), 0.95) <= 35
    assert statistics.median(lengths.values()) <= 10


def test_functions_take_few_arguments():
    """After the object everything is keyword-only, so a call reads as a sentence; a command's are its options."""
    many = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path, node in functions()
        if len(node.args.posonlyargs + node.args.args) > 8 and path.parent.name != "cli"
    ]
    assert not many


def test_names_say_what_is_meant():
    vague = [str(path.relative_to(ROOT)) for path in FILES if VAGUE & set(path.stem.split("_"))]
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name not in DJANGOS_WORDS:
                words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", node.name)}
                vague += [f"{path.relative_to(ROOT)}:{node.name}"] if words & VAGUE else []
    assert not vague


def test_every_module_says_what_it_is():
    texts = {path: path.read_text() for path in FILES}
    silent = [path for path, text in texts.items() if text.strip() and not ast.get_docstring(ast.parse(text))]
    assert not silent


def tracked(*patterns: str) -> dict[str, str]:
    """Name and text of the files under version control."""
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git clone")
    names = [name for name in listed.stdout.splitlines() if Path(name).suffix in READABLE]
    return {name: (ROOT / name).read_text() for name in names if (ROOT / name).is_file()}


def test_nothing_is_loaded_from_another_host():
    """Pages, styles and scripts name no other host; a namespace of SVG is a name, not a request."""
    found = {name: re.findall(ELSEWHERE, text) for name, text in tracked("src").items()}
    assert not {
        name: addresses for name, addresses in found.items() if addresses and not name.endswith(".py")
    }


def test_pages_have_no_inline_script_or_style():
    """But for the audit's result, which is one file without a server; its policy names its style by hash."""
    pages = tracked("src/*.html", "src/*.jinja")
    pages = {name: text for name, text in pages.items() if "analytics/audit/result" not in name}
    assert not [name for name, text in pages.items() if re.search(INLINE, text)]


def test_nothing_unfinished_is_left():
    texts = tracked("src", "tests", "scripts", "bench", "*.md")
    own = str(Path(__file__).relative_to(ROOT))
    assert not [name for name, text in texts.items() if name != own and UNFINISHED.search(text)]
