"""The wording of messages on the page: written as a draft, seen with invented figures, then approved."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.messages.actions import ProblemWithBatch, approve_wording, offer_templates, write_wording
from trellis.messages.drafts import SUBJECTS, Subject
from trellis.messages.forms import WordingForm
from trellis.messages.languages import language_name, offered_languages, problem_in_words
from trellis.messages.models import Channel, Template, Wording
from trellis.messages.printing import sample_pages, sample_words
from trellis.messages.reading import READ, live, reading_age_of
from trellis.messages.views import picture_of
from trellis.messages.wording import uses_legal_wording
from trellis.rules.reading_age import AIM, FEWEST_WORDS
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Pupil, School
from trellis.schools.roles import Permission


@staff_may("change letter wording")
@require_safe
def wordings(request: StaffRequest, urn: str) -> HttpResponse:
    """Every message the school writes, and how its wording stands in each language."""
    assert request.school is not None
    for subject in SUBJECTS.values():
        offer_templates(school=request.school, subject=subject)
    rows = [
        {
            "words": subject.templates[template.name],
            "channel": Channel(channel),
            "template": template,
            "languages": _standing(template, channel),
        }
        for subject in SUBJECTS.values()
        for template in _templates(request.school, subject)
        for channel in Channel.values
        if channel in subject.channels
    ]
    return render(request, "messages/wordings.html", {"school": request.school, "urn": urn, "rows": rows})


def _templates(school: School, subject: Subject) -> list[Template]:
    held = {
        template.name: template
        for template in Template.objects.filter(school=school, subject=subject.name).prefetch_related(
            "wordings"
        )
    }
    return [held[name] for name in subject.templates if name in held]


def _standing(template: Template, channel: str) -> list[dict[str, Any]]:
    """For each language offered: the wording in force, and a later draft if there is one."""
    written = [wording for wording in template.wordings.all() if wording.channel == channel]
    found = []
    for language in offered_languages(wording.language for wording in written):
        held = [wording for wording in written if wording.language == language]
        in_force = [wording for wording in held if wording.is_approved]
        found.append(
            {
                "language": language,
                "name": language_name(language),
                "in_force": in_force[-1] if in_force else None,
                "draft": held[-1] if held and not held[-1].is_approved else None,
            }
        )
    return found


@staff_may("change letter wording", logs="pupils")
def wording(request: StaffRequest, urn: str, template: str, channel: str, language: str) -> HttpResponse:
    """One message in one language: its words, its fields, and how it looks with invented figures."""
    held = _template(request.school, template)
    subject = SUBJECTS[held.subject]
    written = held.wordings.filter(channel=channel)
    offered = offered_languages(written.values_list("language", flat=True))
    if channel not in subject.channels or language not in offered:
        raise Http404
    versions = list(written.filter(language=language).order_by("-number"))
    latest = versions[0] if versions else None
    initial = {"title": latest.title, "body": latest.body} if latest else {}
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        subject=subject,
        channel=channel,
        language=language,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        kept = write_wording(
            template=held,
            channel=channel,
            language=language,
            title=form.cleaned_data["title"],
            body=form.cleaned_data["body"],
            by=request.user,
        )
        if kept.is_approved:
            messages.info(request, _("Nothing was changed."))
        else:
            messages.success(request, _("Kept as a draft. Somebody must approve it before it is used."))
        return redirect("messages:wording", urn=urn, template=template, channel=channel, language=language)
    said = _as_it_stands(form, latest)
    of_whom = _of_whom(request, subject)
    child = _child(request, subject)
    showing(request, len({*of_whom, child} - {None}))
    return render(
        request,
        "messages/wording.html",
        {
            "school": request.school,
            "urn": urn,
            "template": held,
            "reading": reading_age_of(subject, language, *said) if said else None,
            "is_read": language in READ,
            "aim": AIM,
            "fewest_words": FEWEST_WORDS,
            "asked": request.GET.get("who", ""),
            "of_whom": of_whom,
            "may_show_a_child": subject.about is not None,
            "live": live(
                subject,
                held.school,
                child,
                template=held.name,
                channel=channel,
                language=language,
                title=said[0],
                body=said[1],
            )
            if child and said
            else None,
            "words": subject.templates[held.name],
            # Not `language`: the shell has that name for the language of the page.
            "written_in": language,
            "language_name": language_name(language),
            "form": form,
            "channel": Channel(channel),
            "fields": subject.fields_in(channel),
            "conditions": subject.conditions_in(channel),
            "latest": latest,
            "versions": versions,
            "legal": latest is not None and uses_legal_wording(latest.body),
            "pages": _pages(latest),
            "sample": sample_words(latest) if latest and channel != Channel.LETTER else "",
            "may_approve": may(request.user, Permission.APPROVE_LETTERS, request.school),
        },
        status=400 if form.errors else 200,
    )


def _as_it_stands(form: WordingForm, latest: Wording | None) -> tuple[str, str] | None:
    """The words being written where they can be filled in, else the latest that were kept."""
    if form.is_bound:
        return (form.cleaned_data["title"], form.cleaned_data["body"]) if form.is_valid() else None
    return (latest.title, latest.body) if latest else None


def _of_whom(request: StaffRequest, subject: Subject) -> list[Pupil]:
    """Children on the roll whose name has these words, to show the wording with the figures of one."""
    asked = request.GET.get("who", "").split()
    if not asked or subject.about is None:
        return []
    found = Pupil.objects.visible_to(request.user).on_roll(request.school, timezone.localdate())
    for word in asked:
        found = found.filter(Q(forename__icontains=word) | Q(surname__icontains=word))
    return list(found[:10])


def _child(request: StaffRequest, subject: Subject) -> Pupil | None:
    number = number_of(request.GET.get("child", ""))
    if number is None or subject.about is None:
        return None
    seen = Pupil.objects.visible_to(request.user).on_roll(request.school, timezone.localdate())
    return seen.filter(pk=number).first()


def _pages(wording: Wording | None) -> range:
    """The numbers of the pages a letter has with invented figures."""
    if wording is None or wording.channel != Channel.LETTER:
        return range(0)
    return range(1, len(sample_pages(wording)) + 1)


@staff_may("approve letters")
@require_POST
def approve_this_wording(
    request: StaffRequest, urn: str, template: str, channel: str, language: str, number: int
) -> HttpResponse:
    """The person signed in has read the words and lets the school use them."""
    held = _version(request.school, template, channel, language, number)
    try:
        approve_wording(wording=held, by=request.user)
    except ProblemWithBatch as wrong:
        messages.error(request, problem_in_words(wrong))
    else:
        messages.success(request, _("This wording is approved and in use from now on."))
    return redirect("messages:wording", urn=urn, template=template, channel=channel, language=language)


@staff_may("change letter wording")
@require_safe
def wording_page(
    request: StaffRequest, urn: str, template: str, channel: str, language: str, number: int, page: int
) -> HttpResponse:
    """A page of a letter with invented figures, as a picture."""
    if channel != Channel.LETTER:
        raise Http404
    return picture_of(sample_pages(_version(request.school, template, channel, language, number)), page)


def _template(school: School | None, name: str) -> Template:
    return get_object_or_404(Template.objects.select_related("school"), school=school, name=name)


def _version(school: School | None, template: str, channel: str, language: str, number: int) -> Wording:
    return get_object_or_404(
        Wording.objects.select_related("template__school"),
        template__school=school,
        template__name=template,
        channel=channel,
        language=language,
        number=number,
    )
