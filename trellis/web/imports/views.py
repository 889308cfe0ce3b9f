"""The pages of imports: bring a file, see what it would do, say yes, take it back."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from trellis.attendance.asked import Asked
from trellis.attendance.knowing.completeness import FIELDS, completeness
from trellis.imports import actions
from trellis.imports.files import ProblemWithFile
from trellis.imports.models import Batch
from trellis.imports.problems import said, say, words
from trellis.imports.subjects import Subject
from trellis.imports.subjects import subject as subject_of
from trellis.imports.tables import read_table
from trellis.imports.tasks import accept_in_background, try_in_background
from trellis.imports.writing import harmless
from trellis.registers.exporting import MarkLayout, export_marks
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import showing, staff_may
from trellis.schools.models import School
from trellis.web.imports.answers import decisions, told
from trellis.web.imports.forms import FORMS, BringForm, ExportForm, HeadingsForm, PasteForm

ROWS = 50
# A file of this size is read while a person waits: about a second.
READ_AT_ONCE = 2 * 1024 * 1024
# After this long without a row read, somebody should look whether the worker runs.
_PATIENCE = 10
_SAMPLES = 3
# What a grouping has of its own; pupils and their marks are the schools'.
OF_GROUPINGS = ("plan",)
_TITLES = {
    "pupils": gettext_lazy("Bring a list of pupils"),
    "marks": gettext_lazy("Bring marks"),
    "calendar": gettext_lazy("Bring a calendar"),
    "summaries": gettext_lazy("Bring counts by code"),
    "scores": gettext_lazy("Bring scores"),
    "incidents": gettext_lazy("Bring incidents"),
    "plan": gettext_lazy("Bring an improvement plan"),
}


def _place(request: HttpRequest) -> Any:
    """Whose files a page is about: a school's, or a grouping's own."""
    return request.school or request.grouping


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    urn = request.resolver_match.kwargs["urn"]
    home = reverse("school", args=[urn]) if request.school else reverse("grouping", args=urn)
    context |= {"place": _place(request), "place_url": home, "school": request.school, "urn": urn}
    return render(request, f"imports/{template}", context, status=status)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was sent, if it was."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _batch(request: HttpRequest, import_id: int) -> Batch:
    """An import of the school or grouping the page is about; any other is not there."""
    found = Batch.objects.at(_place(request)).filter(pk=import_id).first()
    if found is None:
        raise Http404
    return found


@staff_may("import data")
def start(request: HttpRequest, urn: str) -> HttpResponse:
    """What can be brought, what waits for somebody, and what was brought before."""
    page = Paginator(Batch.objects.at(_place(request)), ROWS).get_page(request.GET.get("page"))
    for batch in page:
        batch.words = _(str(subject_of(batch.kind).words))
    waiting = Batch.objects.at(_place(request)).filter(state=Batch.State.TRIED).count()
    titles = _TITLES if request.school else {subject: _TITLES[subject] for subject in OF_GROUPINGS}
    return _page(request, "start.html", page=page, titles=titles.items(), waiting=waiting)


@staff_may("import data")
def bring(request: HttpRequest, urn: str, subject: str) -> HttpResponse:
    """Upload a file. Nothing changes yet: the next page says what would."""
    form = FORMS.get(subject, BringForm)(*_sent(request))
    if request.method == "POST" and form.is_valid():
        files = [(file.name, file.chunks()) for file in form.cleaned_data["files"]]
        size = sum(file.size for file in form.cleaned_data["files"])
        return _bring(request, subject, files, form.options(), size)
    return _page(
        request,
        "bring.html",
        status=400 if form.errors else 200,
        form=form,
        title=_TITLES[subject],
        subject=subject,
        fields=[(one.name, _(one.says)) for one in subject_of(subject).fields],
    )


@staff_may("import data")
def paste(request: HttpRequest, urn: str) -> HttpResponse:
    """Today's marks, pasted."""
    form = PasteForm(*_sent(request)[:1])
    if request.method == "POST" and form.is_valid():
        name = f"{_('pasted')} {timezone.localtime():%H.%M}.csv"
        text = form.table().encode()
        return _bring(request, "marks", [(name, io.BytesIO(text))], form.options(), len(text))
    return _page(request, "paste.html", status=400 if form.errors else 200, form=form)


def _bring(
    request: HttpRequest, subject: str, files: Any, options: dict[str, str], size: int
) -> HttpResponse:
    place = _place(request)
    batch = actions.bring(kind=subject, place=place, files=files, options=options, by=request.user)
    if size > READ_AT_ONCE:
        try_in_background.enqueue(batch.pk)
    else:
        actions.try_batch(batch)
    return redirect("imports:show", request.resolver_match.kwargs["urn"], batch.pk)


@staff_may("import data", logs="pupils")
def show(request: HttpRequest, urn: str, import_id: int) -> HttpResponse:
    """What would happen, what happened, or how far the reading has come."""
    batch = _batch(request, import_id)
    about = told(batch)
    showing(request, about.children)
    page = Paginator(about.problems, ROWS).get_page(request.GET.get("page"))
    context = {"batch": batch, "told": about, "page": page, "undone": batch.undo, **_progress(batch)}
    return _page(request, "show.html", **context)


@staff_may("import data")
def progress(request: HttpRequest, urn: str, import_id: int) -> HttpResponse:
    """How far a long file has come; once it is done the whole page is asked for again."""
    batch = _batch(request, import_id)
    response = _page(request, "progress.html", batch=batch, **_progress(batch))
    if batch.state not in (Batch.State.READING, Batch.State.WRITING):
        response["HX-Refresh"] = "true"
    return response


def _progress(batch: Batch) -> dict[str, Any]:
    waited = (timezone.now() - batch.brought_at).total_seconds()
    under_way = batch.state in (Batch.State.READING, Batch.State.WRITING)
    return {"under_way": under_way, "nobody_works": under_way and not batch.done and waited > _PATIENCE}


@staff_may("import data", logs="pupils")
def headings(request: HttpRequest, urn: str, import_id: int) -> HttpResponse:
    """What each heading of the file means; remembered for the school's next file."""
    batch = _waiting(request, import_id)
    held = subject_of(batch.kind)
    try:
        samples = _samples(held, batch)
    except ProblemWithFile as wrong:
        messages.error(request, str(wrong))
        return redirect("imports:show", urn, batch.pk)
    form = HeadingsForm(
        *_sent(request)[:1],
        headings=list(samples),
        read_as=batch.answer.get("columns", {}),
        samples=samples,
        fields=held.fields,
    )
    if request.method == "POST" and form.is_valid():
        actions.remember_headings(batch=batch, headings=form.meanings(), by=request.user)
        return redirect("imports:show", urn, batch.pk)
    showing(request, _SAMPLES)
    return _page(request, "headings.html", batch=batch, form=form)


def _samples(held: Subject, batch: Batch) -> dict[str, Sequence[str]]:
    """Each heading a person may be asked about, with what first stands below it."""
    if not batch.paths:
        raise ProblemWithFile(actions.FILE_IS_GONE)
    if held.samples is not None:
        return dict(held.samples(batch.paths[0], batch.name))
    columns = read_table(batch.paths[0], batch.name).columns
    asked = [column for column in columns if column.heading and not held.is_own_heading(column.heading)]
    return {column.heading: _some(column.texts) for column in asked}


def _some(texts: list[str]) -> list[str]:
    return [text for text in texts if text][:_SAMPLES]


def _waiting(request: HttpRequest, import_id: int) -> Batch:
    """An import that is still to be decided about; whatever reads its file says so where that is gone."""
    batch = _batch(request, import_id)
    if not batch.folder:
        raise Http404
    return batch


@staff_may("import data")
@require_POST
def confirm(request: HttpRequest, urn: str, import_id: int) -> HttpResponse:
    """Keep what a person confirmed, and try the file again so."""
    batch = _waiting(request, import_id)
    try:
        actions.decide(batch, decisions(request.POST, told(batch).questions))
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("imports:show", urn, batch.pk)


@staff_may("import data", logs="pupils")
def problems(request: HttpRequest, urn: str, import_id: int) -> HttpResponse:
    """Every problem as a sheet to work down, beside the file it is about."""
    batch = _batch(request, import_id)
    found = told(batch).problems
    showing(request, len(found))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{batch.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("Row"), _("Column"), _("Value"), _("Problem")])
    writer.writerows(
        [problem["row"] or "", *(harmless(problem[name] or "") for name in ("column", "value", "says"))]
        for problem in found
    )
    return response


@staff_may("import data")
@require_POST
def accept(request: HttpRequest, urn: str, import_id: int) -> HttpResponse:
    """Yes: import it."""
    batch = _waiting(request, import_id)
    good_rows = "good_rows" in request.POST
    try:
        if sum(path.stat().st_size for path in batch.paths) > READ_AT_ONCE:
            actions.claim(batch)
            accept_in_background.enqueue(batch.pk, request.user.pk, good_rows)
        elif not actions.accept(batch, by=request.user, skip_problems=good_rows):
            messages.warning(
                request,
                _("Something has changed since this file was tried. This is what would happen now."),
            )
    except actions.ProblemWithBatch as wrong:
        say(request, wrong)
    return redirect("imports:show", urn, batch.pk)


@staff_may("import data")
@require_POST
def leave(request: HttpRequest, urn: str, import_id: int) -> HttpResponse:
    """No: leave everything as it is, and let go of the file."""
    actions.leave(_batch(request, import_id))
    messages.info(request, _("The file was not imported, and is no longer kept."))
    return redirect("imports:start", urn)


@staff_may("import data")
@require_POST
def undo(request: HttpRequest, urn: str, import_id: int) -> HttpResponse:
    """Take an import back."""
    batch = _batch(request, import_id)
    try:
        undone = actions.undo(batch, by=request.user)
    except actions.ProblemWithBatch as wrong:
        say(request, wrong)
    else:
        says = ngettext("%(count)s taken back.", "%(count)s taken back.", undone.undone)
        messages.success(request, says % {"count": f"{undone.undone:,}"})
    return redirect("imports:show", urn, batch.pk)


@staff_may("export data", logs="pupils")
def export(request: HttpRequest, urn: str) -> HttpResponse | FileResponse:
    """A school's marks in a layout that can be brought again."""
    form = ExportForm(*_sent(request)[:1])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            return _exported(request, request.school, chosen)
        except ProblemWith as wrong:
            form.add_error(None, said(words(wrong.says)))
    showing(request, 0)
    asked = Asked(request.school, AcademicYear.of(timezone.localdate()), timezone.localdate())
    complete = completeness(asked, asked.rolls(FIELDS))
    return _page(
        request, "export.html", status=400 if form.errors else 200, form=form, complete=complete, days=asked
    )


def _exported(request: HttpRequest, school: School, chosen: dict[str, Any]) -> FileResponse:
    name = f"marks-{chosen['since']}-{chosen['until']}-{chosen['layout']}.{chosen['ending']}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        exported = export_marks(
            school=school,
            since=chosen["since"],
            until=chosen["until"],
            layout=MarkLayout(chosen["layout"]),
            path=path,
        )
        content = io.BytesIO(path.read_bytes())
    showing(request, exported.pupils)
    return FileResponse(content, as_attachment=True, filename=name)
