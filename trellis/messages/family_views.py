"""Families on the page: what has passed with them, who has not been reached, and noting a conversation."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from trellis.imports.problems import said, words
from trellis.messages.conversation_forms import ConversationForm, LaterNoteForm, SetAsideForm
from trellis.messages.conversations import add_note, note_conversation, set_aside
from trellis.messages.families import Overview, Row, family_of, overview
from trellis.messages.models import Channel, Conversation, Item
from trellis.messages.timeline import SOURCES, Wanted, of_child, of_home, timeline
from trellis.rules.ages import year_group_label, year_group_order
from trellis.rules.reached import Reached
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import FamilyLink, Pupil
from trellis.schools.roles import Permission

ROWS = 50


# --- What has passed ----------------------------------------------------------------------------------------


@staff_may("see families", logs="pupil")
@require_safe
def child_timeline(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Everything that has passed about one child, whichever home it was with."""
    assert request.pupil is not None
    assert request.school is not None
    wanted = of_child(request.pupil, request.school, reader=request.user)
    homes = list({link.contact_id: link.contact for link in _links(request)}.values())
    return _timeline(
        request, wanted, "messages/child_timeline.html", urn=urn, pupil=request.pupil, homes=homes
    )


@staff_may("see families", logs="pupils")
@require_safe
def home_timeline(request: StaffRequest, urn: str, contact_id: int) -> HttpResponse:
    """Everything that has passed with one home: its own adults and their children, and nobody else."""
    assert request.school is not None
    family = family_of(contact_id, request.school, reader=request.user)
    if family is None:
        raise Http404
    showing(request, len(family.pupils))
    wanted = of_home(family, reader=request.user)
    return _timeline(request, wanted, "messages/home_timeline.html", urn=urn, family=family)


def _timeline(request: StaffRequest, wanted: Wanted, template: str, **context: Any) -> HttpResponse:
    only = request.GET.get("only", "")
    told = timeline(wanted, only=only if only in SOURCES else "")
    context |= {
        "school": request.school,
        "page": Paginator(told, ROWS).get_page(request.GET.get("page")),
        "only": only,
        "sources": SOURCES.values(),
        "may_note": may(request.user, Permission.CHANGE_FAMILIES, wanted.school),
    }
    return render(request, template, context)


def _links(request: StaffRequest) -> list[FamilyLink]:
    """The adults the school knows of for the child an address names, today."""
    links = FamilyLink.objects.on(timezone.localdate()).filter(pupil=request.pupil, school=request.school)
    return list(links.select_related("contact").order_by("priority", "id"))


# --- Noting a conversation ----------------------------------------------------------------------------------


@staff_may("change families", logs="pupil")
def note(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Note a call, visit, meeting or talk about a child."""
    links = _links(request)
    letter = _letter_read_out(request)
    form = ConversationForm(
        request.POST or None,
        links=links,
        others=_others_at_home(request, links),
        initial={
            "time": timezone.localtime().time().replace(second=0, microsecond=0),
            "spoken_by": request.user.name,
            "words": _("Letter %(reference)s was read out.") % {"reference": letter} if letter else "",
        },
    )
    known = {"school": request.school, "letter": letter, "by": request.user}
    if request.method == "POST" and form.carries_out(_noting(request), **known):
        messages.success(request, _("The conversation is noted."))
        return redirect("messages:timeline", urn, pupil_id)
    context = {"school": request.school, "urn": urn, "pupil": request.pupil, "form": form, "letter": letter}
    return render(request, "messages/note_conversation.html", context, status=400 if form.errors else 200)


def _noting(request: StaffRequest) -> Callable[..., Conversation]:
    def noting(*, pupils: Sequence[Pupil], **filled_in: Any) -> Conversation:
        return note_conversation(pupils=[request.pupil, *pupils], **filled_in)

    return noting


def _others_at_home(request: StaffRequest, links: Sequence[FamilyLink]) -> list[Pupil]:
    """Children on this school's roll of whom one of these adults is a contact too."""
    today = timezone.localdate()
    shared = FamilyLink.objects.on(today).filter(
        school=request.school, contact__in=[link.contact_id for link in links]
    )
    others = Pupil.objects.on_roll(request.school, today).filter(pk__in=shared.values("pupil"))
    return list(others.visible_to(request.user).exclude(pk=request.pupil.pk))


def _letter_read_out(request: StaffRequest) -> Item | None:
    """The letter about this child that was read out, where the address names one."""
    asked = number_of(request.GET.get("letter", ""))
    if asked is None:
        return None
    letters = (
        Item.objects.approved().by(Channel.LETTER).filter(pupil=request.pupil, batch__school=request.school)
    )
    return letters.filter(pk=asked).first()


@staff_may("see families", logs="pupil")
def conversation(request: StaffRequest, urn: str, pupil_id: int, conversation_id: int) -> HttpResponse:
    """One conversation as it was noted, what was added to it, and adding more."""
    held = _conversation(request, conversation_id)
    may_note = may(request.user, Permission.CHANGE_FAMILIES, request.school)
    form = LaterNoteForm(request.POST or None, conversation=held)
    if request.method == "POST":
        if not may_note:
            raise Http404
        if form.carries_out(add_note, conversation=held, by=request.user):
            messages.success(request, _("It is added; what was noted before stands as it was."))
            return redirect("messages:conversation", urn, pupil_id, conversation_id)
    seen = Pupil.objects.visible_to(request.user).filter(conversations=held).ever_at(request.school)
    context = {
        "school": request.school,
        "urn": urn,
        "pupil": request.pupil,
        "conversation": held,
        "children": seen.exclude(pk=request.pupil.pk),
        "form": form,
        "may_note": may_note,
    }
    return render(request, "messages/conversation.html", context, status=400 if form.errors else 200)


@staff_may("change families", logs="pupil")
def set_conversation_aside(
    request: StaffRequest, urn: str, pupil_id: int, conversation_id: int
) -> HttpResponse:
    """What was noted by mistake is read nowhere any more."""
    held = _conversation(request, conversation_id)
    form = SetAsideForm(request.POST or None)
    if request.method == "POST" and form.carries_out(set_aside, conversation=held, by=request.user):
        messages.success(request, _("It is set aside and stands on no timeline any more."))
        return redirect("messages:timeline", urn, pupil_id)
    context = {
        "school": request.school,
        "urn": urn,
        "pupil": request.pupil,
        "conversation": held,
        "form": form,
    }
    return render(request, "messages/set_aside.html", context, status=400 if form.errors else 200)


def _conversation(request: StaffRequest, number: int) -> Conversation:
    held = Conversation.objects.standing().filter(school=request.school, pupils=request.pupil)
    return get_object_or_404(held.prefetch_related("contacts", "later_notes"), pk=number)


# --- Who has not been reached -------------------------------------------------------------------------------

SHOWN: Mapping[str, tuple[Any, Callable[[Row], bool]]] = {
    "not-reached": (
        gettext_lazy("Not reached this half-term"),
        lambda row: row.standing is Reached.NOT_REACHED,
    ),
    "only-written": (
        gettext_lazy("Written to, and never spoken with"),
        lambda row: row.never_spoken_with,
    ),
    "written": (
        gettext_lazy("Written to this half-term, not spoken with"),
        lambda row: row.standing is Reached.WRITTEN,
    ),
    "spoken": (gettext_lazy("Spoken with this half-term"), lambda row: row.standing is Reached.SPOKEN),
    "everybody": (gettext_lazy("Every family"), lambda row: True),
}


@staff_may("see families", logs="pupils")
@require_safe
def families(request: StaffRequest, urn: str) -> HttpResponse:
    """How far each family has been reached this half-term, who has not been, and what to do next."""
    assert request.school is not None
    found = overview(request.school)
    which = request.GET.get("show", "")
    which = which if which in SHOWN else "not-reached"
    narrowed = {name: request.GET[name] for name in ("class", "year_group") if request.GET.get(name)}
    rows = [row for row in found.rows if SHOWN[which][1](row) and _in(row, narrowed)] if found else []
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    due = _due(request)
    named = {child.pupil for row in page for child in row.children}
    showing(request, len(named | {child.pk for _one, child in due}))
    may_know = may(request.user, Permission.SEE_HOLD_REASONS, request.school)
    context = {
        "school": request.school,
        "urn": urn,
        "found": found,
        "which": which,
        "words": SHOWN[which][0],
        "offered": [(name, held[0]) for name, held in SHOWN.items()],
        "narrowed": narrowed,
        "page": page,
        "rows": [(row, row.why(may_know=may_know)) for row in page],
        "by_class": _counted(found, lambda row: row.classes, "class", str) if found else [],
        "by_year": _counted(found, lambda row: row.year_groups, "year_group", _year_group) if found else [],
        "due": due,
        "may_note": may(request.user, Permission.CHANGE_FAMILIES, request.school),
    }
    return render(request, "messages/families.html", context)


def _in(row: Row, narrowed: Mapping[str, str]) -> bool:
    return narrowed.get("class") in (None, *row.classes) and narrowed.get("year_group") in (
        None,
        *row.year_groups,
    )


def _year_group(group: str) -> str:
    return said(words(year_group_label(group))) if group else ""


def _counted(
    found: Overview, groups: Callable[[Row], Sequence[str]], field: str, label: Callable[[str], str]
) -> list[dict[str, Any]]:
    """How many families of each group were reached and how; a family with two children counts in each."""
    standing = Counter((group, row.standing) for row in found.rows for group in groups(row))
    never = Counter(group for row in found.rows for group in groups(row) if row.never_spoken_with)
    return [
        {
            "field": field,
            "value": group,
            "label": label(group) or _("none"),
            "spoken": standing[group, Reached.SPOKEN],
            "written": standing[group, Reached.WRITTEN],
            "not_reached": standing[group, Reached.NOT_REACHED],
            "never": never[group],
        }
        for group in sorted({group for group, _standing in standing}, key=_in_school_order)
    ]


def _in_school_order(group: str) -> tuple[int, int, str]:
    """The youngest first: a year group by its age, a class ("2B", "RB") by that it is named after."""
    known = re.fullmatch(r"(N[12]|R|1[0-4]|[1-9])[A-Z]?", group)
    return (0, year_group_order(known[1]), group) if known else (1, 0, group)


def _due(request: StaffRequest) -> list[tuple[Conversation, Pupil]]:
    """What the school said it would do by now, with the child to open it from."""
    held = Conversation.objects.filter(school=request.school, follow_by__lte=timezone.localdate())
    due = list(held.with_something_to_follow().order_by("follow_by", "id").prefetch_related("pupils")[:ROWS])
    seen = set(Pupil.objects.visible_to(request.user).filter(conversations__in=due))
    found = [(one, next((child for child in one.pupils.all() if child in seen), None)) for one in due]
    return [(one, child) for one, child in found if child is not None]
