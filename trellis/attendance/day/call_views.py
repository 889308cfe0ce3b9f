"""The call list on the page: whom do we ring, what do we know, and where did each of them go?"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.attendance.day.answer_words import SCRIPT, as_written, languages_read, let_it_speak
from trellis.attendance.day.calling import claim_call, log_call, tell_lead, write_code, write_code_told
from trellis.attendance.day.calls import FOR_SAFEGUARDING, SPOKEN_WITH, CallList
from trellis.attendance.day.every_child import EveryChild
from trellis.attendance.day.page import show
from trellis.imports.problems import say
from trellis.messages.languages import language_name
from trellis.messages.models import Conversation
from trellis.messages.wording import fill
from trellis.registers.actions import ProblemWithMarks
from trellis.registers.expecting import codes_told
from trellis.registers.models import ExpectedAbsence
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.addressing import each_address_by_name
from trellis.schools.asked_for import number_of
from trellis.schools.declared import DRAFTED
from trellis.schools.markup import format_html_join
from trellis.schools.models import Contact, School
from trellis.schools.roles import Permission

OUTCOMES = (
    Conversation.Outcome.NO_ANSWER,
    Conversation.Outcome.VOICEMAIL,
    Conversation.Outcome.GAVE_REASON,
    Conversation.Outcome.NO_REASON,
    Conversation.Outcome.ON_THE_WAY,
    Conversation.Outcome.RANG_FIRST,
    Conversation.Outcome.WRONG_NUMBER,
    Conversation.Outcome.WRITTEN,
)
"""What came of it, as the buttons of a row stand; the two for the safeguarding lead stand apart."""
TO_SAFEGUARDING = (Conversation.Outcome.CHILD_ANSWERED, Conversation.Outcome.THOUGHT_HERE)


class Script(NamedTuple):
    """What to say in a language; no sentences while it is a draft nobody has read."""

    tag: str
    language: str
    sentences: Sequence[str]


@staff_may("see families", logs="pupils")
@require_safe
def call_list(request: StaffRequest, urn: str) -> HttpResponse:
    """Whom do we ring now? Read from the day's registers; what is not taken is chased, not called."""
    assert request.school is not None
    found = CallList(request.school, timezone.now())
    showing(request, found.shown)  # type: ignore[arg-type]
    codes = [
        (code.code, f"{code.code} · {_(code.meaning)}") for code in codes_told(request.school, found.day)
    ]
    context = {
        "found": found,
        "not_taken": _not_taken(found, urn),
        "everybody": EveryChild(found),
        "now": found.now,
        "scripts": _scripts(found),
        "is_copy": request.school.register_of_record == School.RegisterOfRecord.MIS,
        "outcomes": _buttons(),
        "options": format_html_join("", '<option value="{}">{}</option>', codes),
        "codes": codes,
        "may_log": may(request.user, Permission.CHANGE_FAMILIES, request.school),
        "may_write_codes": may(request.user, Permission.AMEND_MARKS, request.school),
        "may_read_drafts": may(request.user, Permission.PREPARE_LETTERS, request.school),
        "may_write_to": may(request.user, Permission.PREPARE_LETTERS, request.school),
        "may_take": may(request.user, Permission.TAKE_REGISTERS, request.school),
    }
    return show(request, "calls.html", **context)


def _not_taken(found: CallList, urn: str) -> list[tuple[str, str]]:
    """The registers to chase on a day of school, and where each is taken."""
    if not found.is_open:
        return []
    register_of = each_address_by_name("registers:register", urn, then=[found.day, found.session])
    return [(one.name, register_of(one.name)) for one in found.not_taken]


def _buttons() -> SafeString:
    """What came of it, a button each: the same in every row, so made once."""
    return format_html_join(
        "",
        '<button class="trellis-outcome{}" type="submit" name="outcome" value="{}">{}</button>',
        [
            *(("", one.value, one.label) for one in OUTCOMES),
            *((" trellis-outcome--now", one.value, one.label) for one in TO_SAFEGUARDING),
        ],
    )


def _scripts(found: CallList) -> list[Script]:
    """What to say in the languages of the adults on the list, where there is a draft in them."""
    spoken = {adult.contact.language.strip().lower()[:2] for row in found.rows for adult in row.adults}
    wanted = [tag for tag in DRAFTED if tag in spoken]
    read = languages_read(found.school, SCRIPT) if wanted else []
    return [
        Script(
            tag,
            language_name(tag),
            [fill(words, {"school": found.school.name}) for words in as_written(tag, SCRIPT).values()]
            if tag in read
            else [],
        )
        for tag in wanted
    ]


@staff_may("prepare letters")
def script(request: StaffRequest, urn: str, language: str) -> HttpResponse:
    """What is said on the telephone, sentence by sentence beside the English, for whoever reads both."""
    assert request.school is not None
    if language not in DRAFTED:
        raise Http404
    may_approve = may(request.user, Permission.APPROVE_LETTERS, request.school)
    if request.method == "POST" and may_approve:  # type: ignore[attr-defined]
        let_it_speak(school=request.school, language=language, of=SCRIPT, by=request.user)
        messages.success(request, _("From now on it stands on the call list."))  # type: ignore[arg-type]
        return redirect("attendance:calls", urn)
    english, written = as_written(settings.LANGUAGE_CODE, SCRIPT), as_written(language, SCRIPT)
    return show(
        request,
        "script.html",
        language=language_name(language),
        tag=language,
        sentences=[(words, written[name]) for name, words in english.items()],
        is_read=language in languages_read(request.school, SCRIPT),
        may_approve=may_approve,
    )


@staff_may("change families")
@require_POST
def claim(request: StaffRequest, urn: str) -> HttpResponse:
    """Say that one is ringing this home, so that nobody else does."""
    home = request.POST.get("home", "")  # type: ignore[attr-defined]
    try:
        claim_call(school=request.school, home=home[:30], by=request.user)  # type: ignore[arg-type]
    except ProblemWith as problem:
        say(request, problem)
    return _back(urn, home)


@staff_may("change families")
@require_POST
def log(request: StaffRequest, urn: str) -> HttpResponse:
    """What came of trying somebody: the row leaves the list and says where it went."""
    assert request.school is not None
    sent = request.POST  # type: ignore[attr-defined]
    home, contact = sent.get("home", ""), sent.get("contact", "")
    try:
        asked = log_call(
            school=request.school,
            home=home,
            contact=Contact.objects.filter(pk=number_of(contact)).first(),
            outcome=sent.get("outcome", ""),
            reason=sent.get("reason", "")[:500],
            code=sent.get("code", ""),
            back=_day(sent.get("back", "")),
            by=request.user,
        )
    except ProblemWith as problem:
        say(request, problem)
        return _back(urn, home)
    messages.success(request, _where(asked))  # type: ignore[arg-type]
    return _back(urn, "" if asked.outcome in SPOKEN_WITH | FOR_SAFEGUARDING else home)


@staff_may("change families")
@require_POST
def lead_told(request: StaffRequest, urn: str) -> HttpResponse:
    """Nobody may be rung, or nobody was reached: the safeguarding lead has it from now."""
    assert request.school is not None
    sent = request.POST  # type: ignore[attr-defined]
    home = sent.get("home", "")
    try:
        told = tell_lead(
            school=request.school, home=home, words=sent.get("reason", "")[:500], by=request.user
        )
    except ProblemWith as problem:
        say(request, problem)
        return _back(urn, home)
    messages.success(request, _where(told))  # type: ignore[arg-type]
    return _back(urn, "")


def _day(written: str) -> dt.date | None:
    try:
        return parse_date(written)
    except ValueError:
        return None


def _where(asked: Conversation) -> str:
    """Where the children of a call went."""
    names = ", ".join(str(one) for one in asked.pupils.all())
    whom = ", ".join(one.name for one in asked.contacts.all())
    told = {"names": names, "whom": whom, "outcome": asked.get_outcome_display()}
    if asked.outcome == Conversation.Outcome.LEAD_TOLD:
        return _("%(names)s: with the safeguarding lead now.") % told
    if asked.outcome in FOR_SAFEGUARDING:
        return _("%(names)s: with the safeguarding lead now. %(whom)s: %(outcome)s.") % told
    if asked.outcome in SPOKEN_WITH:
        return _("%(names)s: off the list. %(whom)s: %(outcome)s.") % told
    return _("%(names)s: still on the list. %(whom)s: %(outcome)s.") % told


@staff_may("amend marks")
@require_POST
def write(request: StaffRequest, urn: str) -> HttpResponse:
    """Write the code a call came to, or what a family told; the register keeps what stood before, and why."""
    assert request.school is not None
    sent = request.POST  # type: ignore[attr-defined]
    act = {"school": request.school, "code": sent.get("code", ""), "by": request.user}
    try:
        if "told" in sent:
            answer = write_code_told(expected=_told(request.school, sent["told"]), **act)
        else:
            answer = write_code(asked=_call(request.school, sent.get("call", "")), **act)
    except ProblemWithMarks as problem:
        say(request, problem.problems[0])
    except ProblemWith as problem:
        say(request, problem)
    else:
        _say_written(request, len(answer.saved), sent.get("code", ""))
    return _back(urn, "gone")


def _call(school: School, written: str) -> Conversation:
    return get_object_or_404(Conversation.objects.standing().filter(school=school), pk=number_of(written))


def _told(school: School, written: str) -> ExpectedAbsence:
    told = ExpectedAbsence.objects.told().filter(enrolment__school=school)
    return get_object_or_404(told, pk=number_of(written))


def _say_written(request: StaffRequest, marks: int, code: str) -> None:
    if marks:
        messages.success(request, _("%(code)s is written.") % {"code": code})  # type: ignore[arg-type]
    else:
        messages.error(request, _("Nothing was written: another mark stands there now."))  # type: ignore[arg-type]


def _back(urn: str, place: str) -> HttpResponse:
    response = redirect("attendance:calls", urn)
    if place:
        response["Location"] += f"#{place}"
    return response
