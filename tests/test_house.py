"""The house rules that a machine can keep: floors, names, words, locks, and what the documents say."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations import AddField
from django.template.base import Lexer, TokenType

from tests import migrations

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "trellis"
KEPT = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
FILES = [ROOT / name for name in KEPT if (ROOT / name).is_file()]
TEXTS = [
    path for path in FILES if path.suffix not in {".png", ".pdf", ".xlsx", ".woff2", ".mo", ".gz", ".xz"}
]
MODULES = [path for path in FILES if path.suffix == ".py" and PACKAGE in path.parents]
TEMPLATES = [path for path in FILES if path.suffix == ".html" and PACKAGE in path.parents]
ROOMS = [app for app in apps.get_app_configs() if app.name.startswith("trellis.")]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def said(path: Path) -> str:
    return str(path.relative_to(ROOT))


def found(pattern: str, paths: list[Path], flags: int = 0) -> list[str]:
    """Where a pattern stands, as file:line."""
    wanted = re.compile(pattern, flags)
    return [
        f"{said(path)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(read(path).splitlines(), start=1)
        if wanted.search(line)
    ]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """A program of its own, which asks nothing of the database the tests run on."""
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=own, capture_output=True, text=True, check=False
    )


# ── Floors and names ────────────────────────────────────────────────────────────────────────────────────────


def test_imports_go_only_downward():
    """house.md §2: the floors, and rooms on one floor that do not know each other."""
    answer = run(
        "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    assert answer.returncode == 0, answer.stdout


def test_the_lowest_floors_are_plain_python():
    """rules/ and measures/ know no Django, no files and no clock."""
    lowest = [path for path in MODULES if path.parts[len(PACKAGE.parts)] in {"rules", "measures"}]
    assert lowest
    assert found(r"^\s*(?:from|import) (?:django|trellis\.(?!rules|measures))", lowest) == []
    assert found(r"date\.today\(|datetime\.now\(|time\.time\(|(?<![\w. ])open\(", lowest) == []


def test_there_are_no_signals():
    """What follows from an act is written in the act."""
    assert (
        found(r"@receiver\b|django\.(?:db\.models|core|dispatch)[\w.]*\s+import.*\b[Ss]ignals?\b", MODULES)
        == []
    )


# A data manager is somebody at a school.
PEOPLE = {"DataManager"}


def test_nothing_is_called_manager_service_helper_handler_or_utils():
    vague = re.compile(r"(?:Manager|Service|Helper|Handler|Utils?)$")
    classes = [
        f"{said(path)}: {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.ClassDef) and vague.search(node.name) and node.name not in PEOPLE
    ]
    files = [
        said(path)
        for path in MODULES
        if re.search(r"(?:^|_)(?:manager|service|helper|handler|util)s?$", path.stem)
    ]
    assert classes + files == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.label)
def test_a_room_has_the_files_one_looks_for(room):
    """house.md §3: a reader knows where to look before looking."""
    folder = Path(room.path)
    assert (folder / "apps.py").exists() or room.label == "web"
    if list(room.get_models()):
        assert (folder / "models.py").exists()
        assert (folder / "actions.py").exists() or room.label in {"imports", "evidence"}
        assert (folder / "migrations" / "0001_initial.py").exists()
    if (folder / "urls.py").exists() and room.label != "web":
        assert (folder / "views.py").exists()
        assert (folder / "templates" / folder.name).is_dir()


def test_every_module_says_what_it_is():
    silent = [
        said(path)
        for path in MODULES
        if read(path).strip()
        and "migrations" not in path.parts
        and ast.get_docstring(ast.parse(read(path))) is None
    ]
    assert [path for path in silent if not path.endswith(("apps.py", "urls.py"))] == []


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_left_unfinished():
    words = "|".join(["TO" + "DO", "FIX" + "ME", "HA" + "CK", "lorem" + " ipsum", "NotImplemented" + "Error"])
    assert found(rf"\b(?:{words})\b", TEXTS) == []


def test_no_machine_and_no_registry_is_named():
    hosts = [
        "pypi" + r"\.org",
        "pythonhosted" + r"\.org",
        "npmjs" + r"\.(?:org|com)",
        "deb" + r"\.debian\.org",
    ]
    places = r"(?<![\w.:/])/(?:work|root|home|Users)/\w"
    assert found("|".join([*hosts, places]), TEXTS) == []


class Words(HTMLParser):
    """The words of a template that no translator ever sees."""

    THE_SAME_IN_WELSH = frozenset({"Trellis", "PDF", "CSV"})
    SPOKEN = frozenset({"alt", "aria-label", "placeholder", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style"}
        for name, value in attrs:
            if name in self.SPOKEN:
                self._hear(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._hear(data)

    def _hear(self, text: str) -> None:
        words = set(re.findall(r"[^\W\d_]{2,}", text.replace(BETWEEN, " ")))
        self.found += sorted(words - self.THE_SAME_IN_WELSH)


BETWEEN = "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"


def without_tags(source: str) -> str:
    """The template with whatever Django puts there left out, and the text a translator does see."""
    kept, translated = [], False
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK:
            opening = token.contents.split()[0]
            if opening in {
                "blocktranslate",
                "blocktrans",
                "comment",
                "endblocktranslate",
                "endblocktrans",
                "endcomment",
            }:
                translated = not opening.startswith("end")
            kept.append(BETWEEN)
        elif token.token_type is TokenType.TEXT and not translated:
            kept.append(token.contents)
        else:
            kept.append(BETWEEN)
    return "".join(kept)


@pytest.mark.parametrize("template", TEMPLATES, ids=said)
def test_every_word_of_a_page_can_be_translated(template: Path):
    """house.md §6.12: Welsh is a right in Wales, not a translation added later."""
    words = Words()
    words.feed(without_tags(read(template)))
    assert words.found == []


def test_no_template_has_script_or_style_of_its_own():
    """docs/adr/0005: the content policy would refuse it, and a reader would not know."""
    inline = (
        r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|\sstyle=\"|\son[a-z]+=\"|<style\b|javascript:"
    )
    # A file that is handed to somebody stands alone, and is never served as a page.
    handed_out = {"subject_access.html", "edition_file.html"}
    assert found(inline, [path for path in TEMPLATES if path.name not in handed_out]) == []


# ── The repository ──────────────────────────────────────────────────────────────────────────────────────────


def test_no_migration_is_missing():
    answer = run(
        "-W",
        "error",
        "-m",
        "django",
        "makemigrations",
        "--check",
        "--dry-run",
        "--settings=trellis.web.settings",
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("room", migrations.rooms(), ids=lambda room: room.label)
def test_a_first_migration_makes_each_table_once(room):
    """SQLite makes a whole table anew for a constraint that comes later; what leads over another table has no
    column, and is said once that table is there.
    """
    held = import_module(f"{room.name}.migrations.{migrations.NAME}").Migration
    over = [step for step in held.operations if isinstance(step, AddField) and step.field.many_to_many]
    assert all(step.field.remote_field.through for step in over)
    steps = {type(step).__name__ for step in held.operations if step not in over}
    assert steps == {"CreateModel"}, "run `make migrations`, or python -m tests.migrations"


def required() -> Iterator[tuple[str, str]]:
    """Each package that pyproject.toml asks for, with the lock it must be in."""
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    for one in project["dependencies"]:
        yield one, "core"
    for extra, asked in project["optional-dependencies"].items():
        for one in asked:
            yield one, "core" if extra == "build" else "develop"


def locked(name: str) -> dict[str, str]:
    """Package → its part of a lock, hashes and all."""
    parts = re.split(r"^(?=[a-z0-9])", read(ROOT / "locks" / f"{name}.txt"), flags=re.MULTILINE)
    return {part.split("==")[0]: part for part in parts if part.strip()}


@pytest.mark.parametrize("lock", ["uv", "core", "develop"])
def test_every_locked_package_has_its_hashes(lock: str):
    assert [name for name, part in locked(lock).items() if "--hash=sha256:" not in part] == []


def test_what_is_asked_for_is_locked():
    missing = [
        asked
        for asked, lock in required()
        if re.split(r"[\[<>=~! ]", asked.lower())[0] not in locked(lock) or lock == "" or asked == ""
    ]
    assert missing == [], "run `make lock`"


def test_core_and_develop_agree():
    develop = locked("develop")
    differing = [
        name
        for name, part in locked("core").items()
        if part.split()[0] != develop.get(name, "").split(maxsplit=1)[0]
    ]
    assert differing == []


def test_nothing_large_is_kept():
    """A repository is read by people: pictures under a megabyte, text under 300 kB. A room's one migration is
    written by a machine, each table with its history: under 400 kB.
    """

    def most(path: Path) -> int:
        if path.suffix == ".png":
            return 1_000_000
        return 400_000 if path.parent.name == "migrations" else 300_000

    large = [f"{said(path)}: {path.stat().st_size:,}" for path in FILES if path.stat().st_size > most(path)]
    assert large == []


# ── What the documents say ──────────────────────────────────────────────────────────────────────────────────

DOCUMENTS = [path for path in FILES if path.suffix == ".md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=said)
def test_a_link_leads_somewhere(document: Path):
    links = re.findall(r"\]\(([^)#\s]+)", read(document))
    ours = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in ours if not (document.parent / link).exists()] == []


def test_every_decision_is_listed_and_keeps_to_a_page():
    folder = ROOT / "docs" / "adr"
    decisions = sorted(folder.glob("0*.md"))
    listed = re.findall(r"\]\((0[\w-]+\.md)\)", read(folder / "README.md"))
    assert [path.name for path in decisions] == listed
    assert [path.name for path in decisions if len(read(path).splitlines()) > 60] == []


def test_what_the_acceptance_names_is_there():
    """docs/acceptance.md maps each promise to a test or a picture, and each of them exists."""
    text = read(ROOT / "docs" / "acceptance.md")
    named = re.findall(r"`((?:tests|docs|bench)/[\w./-]+?)(?:::(\w+))?`", text)
    assert named
    wrong = [
        f"{path}::{test}" if test else path
        for path, test in named
        if not (ROOT / path).exists() or (test and f"def {test}(" not in read(ROOT / path))
    ]
    assert wrong == []
