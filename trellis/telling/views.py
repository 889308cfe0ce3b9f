"""Newsletters on the page: what is asked of me, what is being written, and is anything wrong with it?"""

from typing import Any
from urllib.parse import unquote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.messages.languages import language_name, offered_languages
from trellis.messages.typesetting import unprintable
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.forms import classes_this_year
from trellis.schools.models import Person, School, SchoolClass
from trellis.schools.owning import AtWork, Owned
from trellis.schools.roles import Permission
from trellis.telling import actions, forms, keeping, pictures, publishing, sending
from trellis.telling.actions import ProblemWithTelling
from trellis.telling.composing import WRITTEN_IN, compose
from trellis.telling.models import (
    Ask,
    Edition,
    Newsletter,
    Picture,
    Section,
    Series,
    Translation,
)
from trellis.telling.reminders import remind_of
from trellis.telling.schedule import next_newsletter

ROWS = 50

TABS = (
    (gettext_lazy("Newsletters"), "telling:newsletters"),
    (gettext_lazy("Boards and screens"), "telling:boards"),
    (gettext_lazy("Website and prospectus"), "telling:kept"),
    (gettext_lazy("Guides and leaflets"), "telling:guides"),
)

# What a browser may do with a file of ours that is no page: look at it, and nothing else.
LOCKED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def show(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of this room, with the way to its other pages."""
    urn, school = request.resolver_match.kwargs.get("urn", ""), request.school
    tabs = TABS if school else ()
    offered = [(words, reverse(page, args=[urn])) for words, page in tabs]
    parts = [(words, url, request.path.startswith(unquote(url))) for words, url in offered]
    context |= {"school": school, "urn": urn, "parts": parts}
    return render(request, template, context, status=status)


def answered(form: Any) -> int:
    """The status of a page that shows a form: whether it was filled in as it should be."""
    return 400 if form.errors else 200


def refused(request: HttpRequest, act: Any, **said: Any) -> bool:
    """Do something; where it is refused, say why on the next page."""
    try:
        act(**said)
    except ProblemWithTelling as wrong:
        messages.error(request, str(wrong))
        return True
    return False


# --- All of them --------------------------------------------------------------------------------------------


@staff_may("see the school")
@require_safe
def newsletters(request: StaffRequest, urn: str) -> HttpResponse:
    """What is asked of me, what is being written, what has come out."""
    today = timezone.localdate()
    held = Newsletter.objects.filter(series__school=request.school).select_related("series", "school_class")
    mine = held.visible_to(request.user)
    asked = Ask.objects.not_given().of(request.user, request.school, AtWork.at(request.school, today))
    writes = may(request.user, Permission.WRITE_NEWSLETTERS, request.school)
    return show(
        request,
        "telling/newsletters.html",
        today=today,
        asked=asked.select_related("section__newsletter"),
        writing=mine.being_written().order_by("due_on")[:ROWS],
        published=Edition.objects.filter(newsletter__series__school=request.school)
        .select_related("newsletter__series", "newsletter__school_class")
        .defer("sides", "counted")
        .order_by("-published_at")[:ROWS],
        series=_begun_by(request.user, request.school, writes=writes),
        writes=writes,
    )


def _begun_by(person: Person, school: School, *, writes: bool) -> list[Series]:
    """The series somebody may begin a newsletter of: all, or those of the classes they teach."""
    held = Series.objects.filter(school=school, until=None).select_related("person", "team")
    if writes:
        return list(held)
    teaches = SchoolClass.objects.visible_to(person, Permission.WRITE_NEWSLETTERS).filter(school=school)
    return list(held.filter(about=Series.About.CLASS)) if teaches.exists() else []


@staff_may("write newsletters")
def begin_series(request: StaffRequest, urn: str) -> HttpResponse:
    """Set up a newsletter that comes out again and again."""
    form = forms.SeriesForm(request.POST or None, school=request.school)
    if form.is_bound and form.carries_out(actions.begin_series, school=request.school, by=request.user):
        messages.success(request, _("%(title)s is set up.") % {"title": form.outcome.title})
        return redirect("telling:newsletters", urn)
    heading, verb = _("A newsletter that comes out again and again"), _("Set it up")
    return show(request, "telling/act.html", status=answered(form), form=form, heading=heading, verb=verb)


@staff_may("write newsletters", narrows=True)
def begin(request: StaffRequest, urn: str, series_id: int) -> HttpResponse:
    """Begin the next newsletter of a series."""
    series = get_object_or_404(Series, school=request.school, pk=series_id, until=None)
    throughout = may(request.user, Permission.WRITE_NEWSLETTERS, request.school)
    if series.about == Series.About.SCHOOL and not throughout:
        raise Http404
    classes = classes_this_year(request.school).visible_to(request.user, Permission.WRITE_NEWSLETTERS)
    coming = next_newsletter(request.school, timezone.localdate())
    initial = {"due_on": coming.occasion.day} if coming else {}
    form = forms.BeginForm(request.POST or None, series=series, classes=classes, initial=initial)
    if form.is_bound and form.carries_out(actions.begin_newsletter, series=series, by=request.user):
        return redirect("telling:newsletter", urn, form.outcome.pk)
    heading, verb = _("Begin: %(title)s") % {"title": series.title}, _("Begin")
    says = _("By the school’s rhythm, %(what)s is due next.") % {"what": coming.words} if coming else ""
    return show(
        request, "telling/act.html", status=answered(form), form=form, heading=heading, verb=verb, says=says
    )


@staff_may("write newsletters")
def hand_on_series(request: StaffRequest, urn: str, series_id: int) -> HttpResponse:
    """Somebody else sees to a newsletter from now on."""
    series = get_object_or_404(Series, school=request.school, pk=series_id)
    return hand_on(request, series, reverse("telling:newsletters", args=[urn]))


@staff_may("write newsletters")
@require_POST
def end_series(request: StaffRequest, urn: str, series_id: int) -> HttpResponse:
    """It comes out no more; everything published stays."""
    series = get_object_or_404(Series, school=request.school, pk=series_id)
    keeping.take_down(thing=series, by=request.user)
    messages.success(request, _("%(title)s comes out no more.") % {"title": series.title})
    return redirect("telling:newsletters", urn)


def hand_on(request: StaffRequest, thing: Owned, back: str) -> HttpResponse:
    """Choose who sees to something from now on."""
    form = forms.HandOnForm(request.POST or None, school=request.school, initial={"owner": thing.owner_key})
    if form.is_bound and form.carries_out(keeping.hand_on, thing=thing, by=request.user):
        messages.success(request, _("%(who)s sees to it now.") % {"who": thing.owner_words})
        return redirect(back)
    heading, verb = _("Hand on: %(what)s") % {"what": thing}, _("Hand it on")
    return show(request, "telling/act.html", status=answered(form), form=form, heading=heading, verb=verb)


# --- One being written --------------------------------------------------------------------------------------


@staff_may("write newsletters", narrows=True)
@require_safe
def newsletter(request: StaffRequest, urn: str, newsletter_id: int) -> HttpResponse:
    """A newsletter as it stands: each section, what is still to come, and what stands in the way."""
    held = _newsletter(request, newsletter_id)
    return show(
        request,
        "telling/newsletter.html",
        newsletter=held,
        composed=compose(held),
        asks={
            ask.section_id: ask
            for ask in Ask.objects.filter(section__newsletter=held).select_related("person", "team")
        },
        not_given=Ask.objects.not_given().filter(section__newsletter=held).count(),
        editions=held.editions.defer("sides", "counted").order_by("-number"),
        add=forms.AddSectionForm(),
        today=timezone.localdate(),
        may_publish=may(request.user, Permission.PUBLISH_NEWSLETTERS, request.school),
    )


def _newsletter(request: StaffRequest, number: int) -> Newsletter:
    held = Newsletter.objects.visible_to(request.user).filter(series__school=request.school)
    return get_object_or_404(held.select_related("series__school", "school_class"), pk=number)


def _section(request: StaffRequest, newsletter: int, section: int) -> Section:
    held = _newsletter(request, newsletter)
    return get_object_or_404(held.sections.select_related("picture", "newsletter__series"), pk=section)


@staff_may("write newsletters", narrows=True)
@require_POST
def add_section(request: StaffRequest, urn: str, newsletter_id: int) -> HttpResponse:
    """Another section at the end; words are written next, figures are there at once."""
    held = _newsletter(request, newsletter_id)
    form = forms.AddSectionForm(request.POST)
    if not form.carries_out(actions.add_section, newsletter=held):
        messages.error(request, _("Choose what to add."))
    elif form.outcome.kind != Section.Kind.BLOCK:
        return redirect("telling:section", urn, held.pk, form.outcome.pk)
    return redirect("telling:newsletter", urn, held.pk)


@staff_may("write newsletters", narrows=True)
def section(request: StaffRequest, urn: str, newsletter_id: int, section_id: int) -> HttpResponse:
    """Write one section, with a picture or without."""
    held = _section(request, newsletter_id, section_id)
    form = forms.SectionForm(request.POST or None, request.FILES or None, section=held, school=request.school)
    if held.kind == Section.Kind.BLOCK:
        return redirect("telling:newsletter", urn, newsletter_id)
    if form.is_bound and form.is_valid():
        picture = form.picture_chosen(request.user)
        if form.carries_out(actions.write_section, section=held, picture=picture, by=request.user):
            return redirect("telling:newsletter", urn, newsletter_id)
    languages = [(tag, language_name(tag)) for tag in offered_languages([]) if tag != WRITTEN_IN]
    return show(
        request,
        "telling/section.html",
        status=answered(form),
        form=form,
        section=held,
        newsletter=held.newsletter,
        languages=languages,
        translations=[(each, language_name(each.language)) for each in held.translations.all()],
    )


@staff_may("write newsletters", narrows=True)
@require_POST
def move_section(request: StaffRequest, urn: str, newsletter_id: int, section_id: int) -> HttpResponse:
    """Put a section before the one above it, or after the one below."""
    held = _section(request, newsletter_id, section_id)
    refused(request, actions.move_section, section=held, up=request.POST.get("way") == "up")
    return redirect("telling:newsletter", urn, newsletter_id)


@staff_may("write newsletters", narrows=True)
@require_POST
def take_out_section(request: StaffRequest, urn: str, newsletter_id: int, section_id: int) -> HttpResponse:
    """Take a section out, and what was asked for it."""
    held = _section(request, newsletter_id, section_id)
    if not refused(request, actions.take_out_section, section=held):
        messages.success(request, _("The section is taken out."))
    return redirect("telling:newsletter", urn, newsletter_id)


@staff_may("write newsletters", narrows=True)
@require_POST
def give_up(request: StaffRequest, urn: str, newsletter_id: int) -> HttpResponse:
    """This one will not come out."""
    held = _newsletter(request, newsletter_id)
    if not refused(request, actions.give_up_newsletter, newsletter=held):
        messages.success(request, _("The newsletter is given up: nobody is asked for anything any more."))
    return redirect("telling:newsletters", urn)


# --- In other languages -------------------------------------------------------------------------------------


@staff_may("write newsletters", narrows=True)
def translation(
    request: StaffRequest, urn: str, newsletter_id: int, section_id: int, language: str
) -> HttpResponse:
    """A section's words in another language, beside the words they stand for."""
    held = _section(request, newsletter_id, section_id)
    if language == WRITTEN_IN or held.kind == Section.Kind.BLOCK:
        return redirect("telling:section", urn, newsletter_id, section_id)
    if language not in offered_languages([]):
        raise Http404
    before = held.translations.filter(language=language).first()
    initial = {"title": before.title, "words": before.words} if before else {}
    form = forms.TranslationForm(request.POST or None, language=language, initial=initial)
    if (
        form.is_bound
        and _prints(form)
        and form.carries_out(actions.translate_section, section=held, language=language)
    ):
        messages.success(request, _("Kept as a draft. Somebody who reads it must approve it."))
        return redirect("telling:translation", urn, newsletter_id, section_id, language)
    return show(
        request,
        "telling/translation.html",
        status=answered(form),
        form=form,
        section=held,
        newsletter=held.newsletter,
        translation=before,
        # Not `language`: the shell has that name for the language of the page.
        written_in=language,
        language_name=language_name(language),
        may_approve=may(request.user, Permission.PUBLISH_NEWSLETTERS, request.school),
    )


def _prints(form: Any) -> bool:
    """Whether the typeface has every letter of what was filled in; else the form says which it lacks."""
    if not form.is_valid():
        return False
    cannot = unprintable("".join(str(value) for value in form.cleaned_data.values()))
    if cannot:
        said = _("The typeface of our newsletters cannot print %(letters)s.")
        form.add_error("words", said % {"letters": " ".join(cannot)})
    return not cannot


@staff_may("publish newsletters")
@require_POST
def approve_translation(
    request: StaffRequest, urn: str, newsletter_id: int, section_id: int, language: str
) -> HttpResponse:
    """The person signed in reads the language and says these words may go out."""
    held = get_object_or_404(
        Translation,
        section__newsletter__series__school=request.school,
        section__newsletter=newsletter_id,
        section=section_id,
        language=language,
    )
    actions.approve_translation(translation=held, by=request.user)
    messages.success(request, _("These words are approved and go out with the newsletter."))
    return redirect("telling:newsletter", urn, newsletter_id)


# --- Contributions ------------------------------------------------------------------------------------------


@staff_may("write newsletters", narrows=True)
def ask(request: StaffRequest, urn: str, newsletter_id: int) -> HttpResponse:
    """Ask somebody for a contribution."""
    held = _newsletter(request, newsletter_id)
    form = forms.AskForm(request.POST or None, school=request.school)
    if form.is_bound and form.carries_out(actions.ask_for, newsletter=held, by=request.user):
        messages.success(request, _("%(who)s is asked.") % {"who": form.outcome.of_whom})
        return redirect("telling:newsletter", urn, held.pk)
    heading, verb = _("Ask for a contribution"), _("Ask")
    return show(
        request,
        "telling/act.html",
        status=answered(form),
        form=form,
        heading=heading,
        verb=verb,
        newsletter=held,
    )


@staff_may("write newsletters", narrows=True)
@require_POST
def remind(request: StaffRequest, urn: str, newsletter_id: int) -> HttpResponse:
    """Write to everybody who was asked and has not given."""
    held = _newsletter(request, newsletter_id)

    def address(asked: Ask) -> str:
        return request.build_absolute_uri(reverse("telling:contribute", args=[urn, asked.pk]))

    try:
        number = remind_of(newsletter=held, address=address)
    except ProblemWithTelling as wrong:
        messages.error(request, str(wrong))
    else:
        said = ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", number)
        nobody = _("Nobody is written to: everybody was reminded today, or has given what was asked.")
        messages.success(request, said % {"count": number} if number else nobody)
    return redirect("telling:newsletter", urn, held.pk)


@staff_may("see the school")
def contribute(request: StaffRequest, urn: str, ask_id: int) -> HttpResponse:
    """Give what one was asked for: a few words and perhaps a picture, from any telephone."""
    held = get_object_or_404(
        Ask.objects.select_related("section__newsletter__series", "section__picture", "person", "team"),
        section__newsletter__series__school=request.school,
        pk=ask_id,
    )
    if not _may_give(request, held):
        raise Http404
    initial = {"words": held.section.words}
    form = forms.ContributionForm(
        request.POST or None, request.FILES or None, school=request.school, initial=initial
    )
    if form.is_bound and form.is_valid():
        picture = form.brought(request.user)
        if form.carries_out(actions.contribute, ask=held, picture=picture, by=request.user):
            messages.success(request, _("Thank you: it is with the newsletter."))
            return redirect("telling:newsletters", urn)
    closed = held.section.newsletter.editions.exists() or held.section.newsletter.given_up_at is not None
    return show(
        request,
        "telling/contribute.html",
        status=answered(form),
        form=form,
        ask=held,
        newsletter=held.section.newsletter,
        closed=closed,
    )


def _may_give(request: StaffRequest, held: Ask) -> bool:
    """Whoever was asked, and whoever edits the newsletter."""
    mine = Ask.objects.of(request.user, request.school, AtWork.at(request.school, timezone.localdate()))
    if mine.filter(pk=held.pk).exists():
        return True
    edited = Newsletter.objects.visible_to(request.user).filter(pk=held.section.newsletter_id)
    return edited.exists()


@staff_may("see the school")
@require_safe
def picture(request: StaffRequest, urn: str, picture_id: int) -> HttpResponse:
    """A picture, as it was made anew when somebody brought it."""
    held = get_object_or_404(Picture, school=request.school, pk=picture_id)
    if not pictures.is_kept(held.file):
        raise Http404
    kind = "image/png" if held.file.endswith(".png") else "image/jpeg"
    return HttpResponse(
        pictures.read_file(held.file),
        content_type=kind,
        headers={**LOCKED, "Cache-Control": "private, max-age=3600"},
    )


# --- Published ----------------------------------------------------------------------------------------------


@staff_may("publish newsletters")
def publish(request: StaffRequest, urn: str, newsletter_id: int) -> HttpResponse:
    """The newsletter as it would go out, what to look at first, and the button."""
    held = _newsletter(request, newsletter_id)
    composed = compose(held)
    asked = {"needs_consent": composed.needs_consent, "is_correction": held.editions.exists()}
    form = forms.PublishForm(request.POST or None, initial={"seen": composed.digest}, **asked)
    if form.is_bound and form.carries_out(actions.publish, newsletter=held, by=request.user):
        messages.success(request, _("%(title)s is published.") % {"title": held.title})
        return redirect("telling:edition", urn, held.pk, form.outcome.number)
    if form.is_bound:
        # What is on the page now is what was looked at when the button is pressed again.
        form.data = form.data.copy()
        form.data["seen"] = composed.digest
    return show(
        request, "telling/publish.html", status=answered(form), form=form, newsletter=held, composed=composed
    )


@staff_may("see the school")
@require_safe
def edition(request: StaffRequest, urn: str, newsletter_id: int, number: int) -> HttpResponse:
    """A newsletter as it was published, with every edition of it."""
    held = _edition(request, newsletter_id, number)
    return show(
        request,
        "telling/edition.html",
        edition=held,
        newsletter=held.newsletter,
        sides=[side | {"name": language_name(side["language"])} for side in held.sides],
        editions=held.newsletter.editions.defer("sides", "counted").order_by("-number"),
        is_kept=publishing.is_kept(held),
        batches=sending.batches_of(request.school, sending.occasion_of(held)),
        may_tell=may(request.user, Permission.PREPARE_LETTERS, request.school),
        may_correct=Newsletter.objects.visible_to(request.user).filter(pk=held.newsletter_id).exists(),
    )


@staff_may("prepare letters")
def tell_families(request: StaffRequest, urn: str, newsletter_id: int, number: int) -> HttpResponse:
    """Draw up the messages that it is out: they are looked through and approved where all messages are."""
    held = _edition(request, newsletter_id, number)
    form = forms.TellOfNewsletterForm(request.POST or None, school=request.school)
    if form.is_bound and form.carries_out(sending.tell_of_newsletter, edition=held, by=request.user):
        return redirect("messages:batch", urn, form.outcome.pk)
    return show(
        request,
        "telling/act.html",
        status=answered(form),
        form=form,
        heading=_("Tell families: %(title)s") % {"title": held.newsletter.title},
        verb=_("Draw up the messages"),
        says=_("A short message says what is in it. Nobody is written to before somebody has approved it."),
    )


def _edition(request: StaffRequest, newsletter: int, number: int) -> Edition:
    held = Edition.objects.filter(newsletter__series__school=request.school, newsletter=newsletter)
    return get_object_or_404(
        held.select_related("newsletter__series__school", "newsletter__school_class"), number=number
    )


@staff_may("see the school")
@require_safe
def edition_paper(request: StaffRequest, urn: str, newsletter_id: int, number: int) -> HttpResponse:
    """The edition for the copier."""
    held = _edition(request, newsletter_id, number)
    return _file(held, urn, publishing.PAPER, "application/pdf", "inline")


@staff_may("see the school")
@require_safe
def edition_page(request: StaffRequest, urn: str, newsletter_id: int, number: int) -> HttpResponse:
    """The edition as one file, for the school's own website."""
    held = _edition(request, newsletter_id, number)
    return _file(held, urn, publishing.PAGE, "text/html", "attachment")


def _file(edition: Edition, urn: str, name: str, kind: str, how: str) -> HttpResponse:
    """A file of an edition; where its files are gone its page says so, and what to do."""
    path = publishing.path_of(edition, name)
    if not path.exists():
        return redirect("telling:edition", urn, edition.newsletter_id, edition.number)
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    if kind == "text/html":
        headers |= LOCKED
    return HttpResponse(path.read_bytes(), content_type=kind, headers=headers)
