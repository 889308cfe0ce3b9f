"""Guides and leaflets: what there is, who has which edition, who has not, what must be read again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.models import Grouping, School
from trellis.schools.roles import Permission
from trellis.telling import documents, forms, library, sending
from trellis.telling.library import holders_of, sent_to
from trellis.telling.models import Given, Guide, GuideEdition
from trellis.telling.publishing import letterhead_of
from trellis.telling.typesetting import Page, set_paper
from trellis.telling.views import LOCKED, answered, show
from trellis.telling.words import parts_of


def to(request: HttpRequest, page: str, *more: Any) -> str:
    """The address of one of the guide pages of the school or grouping a request is about."""
    said = request.resolver_match.kwargs
    if "urn" in said:
        return reverse(f"telling:{page}", args=[said["urn"], *more])
    return reverse(f"telling:grouping_{page}", args=[said["kind"], said["name"], *more])


def _show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    place = _place(request)
    context |= {"place": place, "guides_url": to(request, "guides"), "keeps": _keeps(request)}
    return show(request, template, **context)


def _act(request: HttpRequest, form: Any, *, guide: Guide | None = None, **context: Any) -> HttpResponse:
    """The form of an act, on a guide or to begin one."""
    context |= {"form": form, "guide": guide, "guide_url": to(request, "guide", guide.pk) if guide else ""}
    return _show(request, "telling/guide_act.html", status=answered(form), **context)


def _place(request: HttpRequest) -> School | Grouping:
    return request.school or request.grouping


def _keeps(request: HttpRequest) -> bool:
    """Whether somebody keeps the guides of this school or grouping."""
    if request.school is not None:
        return may(request.user, Permission.KEEP_GUIDES, request.school)
    held = Grouping.objects.visible_to(request.user, Permission.KEEP_GUIDES)
    return held.filter(pk=request.grouping.pk).exists()


def _of(request: HttpRequest) -> dict[str, Any]:
    return {"school": request.school, "grouping": request.grouping}


def _guide(request: HttpRequest, number: int) -> Guide:
    held = Guide.objects.filter(**_of(request)).select_related("school", "grouping")
    return get_object_or_404(held, pk=number)


def _edition(request: HttpRequest, guide: int, edition: int) -> GuideEdition:
    held = _guide(request, guide).editions.select_related("guide__school", "guide__grouping")
    return get_object_or_404(held, pk=edition)


@staff_may("see the school")
@require_safe
def guides(request: StaffRequest, **address: Any) -> HttpResponse:
    """What there is, in which edition, and what is due to be read through again."""
    today = timezone.localdate()
    held = Guide.objects.on(today).filter(**_of(request))
    rows = []
    for guide in held.prefetch_related("editions"):
        current = [edition for edition in guide.editions.all() if edition.withdrawn_on is None]
        due = min((each.review_on for each in current if each.review_on), default=None)
        rows.append(
            {
                "guide": guide,
                "url": to(request, "guide", guide.pk),
                "editions": current,
                "due": due,
                "is_late": due is not None and due < today,
            }
        )
    return _show(
        request,
        "telling/guides.html",
        rows=rows,
        late=[row for row in rows if row["is_late"]],
        received=sent_to(request.school, today) if request.school else (),
        begin_url=to(request, "begin_guide"),
    )


@staff_may("keep guides")
def begin_guide(request: StaffRequest, **address: Any) -> HttpResponse:
    """A guide or leaflet, before its first edition."""
    form = forms.GuideForm(request.POST or None, place=_place(request))
    if form.is_bound and form.carries_out(library.begin_guide, place=_place(request), by=request.user):
        return redirect(to(request, "bring_edition", form.outcome.pk))
    return _act(
        request,
        form,
        heading=_("A guide or leaflet"),
        verb=_("Go on"),
    )


@staff_may("see the school")
@require_safe
def guide(request: StaffRequest, guide_id: int, **address: Any) -> HttpResponse:
    """One guide: its editions, who has one and who has not."""
    held, today = _guide(request, guide_id), timezone.localdate()
    holders = holders_of(held, today)
    editions = [
        {"edition": edition, "paper": to(request, "guide_paper", held.pk, edition.pk)}
        | {page: to(request, page, held.pk, edition.pk) for page in ("give_edition", "withdraw_edition")}
        for edition in held.editions.all()
    ]
    may_send = (
        request.school is not None
        and held.audience == Guide.For.FAMILIES
        and may(request.user, Permission.PREPARE_LETTERS, request.school)
    )
    return _show(
        request,
        "telling/guide.html",
        guide=held,
        editions=editions,
        today=today,
        holders=holders,
        have=sum(one.is_current for one in holders),
        given=Given.objects.filter(edition__guide=held).select_related("edition")[:50],
        bring_url=to(request, "bring_edition", held.pk),
        may_send=may_send,
        batches=sending.batches_of_guide(held) if may_send else (),
    )


@staff_may("keep guides")
def bring_edition(request: StaffRequest, guide_id: int, **address: Any) -> HttpResponse:
    """Another edition, in words or as a PDF."""
    held = _guide(request, guide_id)
    form = forms.EditionForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.carries_out(library.bring_edition, guide=held, by=request.user):
        messages.success(request, _("Edition %(label)s is in force.") % {"label": form.outcome.label})
        return redirect(to(request, "guide", held.pk))
    return _act(
        request,
        form,
        guide=held,
        heading=_("An edition of %(title)s") % {"title": held.title},
        verb=_("Keep"),
    )


@staff_may("keep guides")
def give_edition(request: StaffRequest, guide_id: int, edition_id: int, **address: Any) -> HttpResponse:
    """Note to whom an edition was given."""
    held = _edition(request, guide_id, edition_id)
    form = forms.GiveForm(request.POST or None, guide=held.guide)
    if form.is_bound and form.carries_out(library.give_edition, edition=held, by=request.user):
        messages.success(request, _("It is noted."))
        return redirect(to(request, "guide", guide_id))
    return _act(
        request,
        form,
        guide=held.guide,
        heading=_("Given: %(title)s, %(label)s") % {"title": held.guide.title, "label": held.label},
        verb=_("Note it"),
    )


@staff_may("keep guides")
def withdraw_edition(request: StaffRequest, guide_id: int, edition_id: int, **address: Any) -> HttpResponse:
    """An edition nobody should be given any more."""
    held = _edition(request, guide_id, edition_id)
    form = forms.WithdrawForm(request.POST or None)
    if form.is_bound and form.carries_out(library.withdraw_edition, edition=held, by=request.user):
        messages.success(request, _("Edition %(label)s is withdrawn.") % {"label": held.label})
        return redirect(to(request, "guide", guide_id))
    return _act(
        request,
        form,
        guide=held.guide,
        heading=_("Withdraw %(title)s, %(label)s") % {"title": held.guide.title, "label": held.label},
        verb=_("Withdraw it"),
    )


@staff_may("prepare letters")
def send_guide(request: StaffRequest, urn: str, guide_id: int, edition_id: int) -> HttpResponse:
    """Draw up the messages with which families are given a guide."""
    held = _edition(request, guide_id, edition_id)
    form = forms.TellForm(request.POST or None, school=request.school, choose_classes=True)
    if form.is_bound and form.carries_out(sending.tell_of_guide, edition=held, by=request.user):
        return redirect("messages:batch", urn, form.outcome.pk)
    return _act(
        request,
        form,
        guide=held.guide,
        heading=_("Tell families: %(title)s") % {"title": held.guide.title},
        verb=_("Draw up the messages"),
        says=_(
            "A short message says what it is about. Nobody is written to before somebody has approved it."
        ),
    )


@staff_may("see the school")
@require_safe
def guide_paper(request: StaffRequest, guide_id: int, edition_id: int, **address: Any) -> HttpResponse:
    """An edition on paper: the file that was brought, handed out as it is, or its words set as PDF."""
    held = _edition(request, guide_id, edition_id)
    return _paper(request, held, to(request, "guide", guide_id))


@staff_may("see the school")
@require_safe
def received_paper(request: StaffRequest, urn: str, given_id: int) -> HttpResponse:
    """An edition a grouping gave this school."""
    held = sent_to(request.school, timezone.localdate())
    found = next((row for row in held if row.pk == given_id), None)
    if found is None:
        raise Http404
    return _paper(request, found.edition, to(request, "guides"))


def _paper(request: HttpRequest, edition: GuideEdition, page: str) -> HttpResponse:
    """An edition as PDF; where the file that was brought is gone, the page it was asked for on says so."""
    if edition.file and not documents.is_kept(edition.file):
        said = _("The file of “%(title)s, %(label)s” is no longer kept on this machine: bring it again.")
        messages.error(request, said % {"title": edition.guide.title, "label": edition.label})
        return redirect(page)
    return paper_of(edition)


def paper_of(edition: GuideEdition) -> HttpResponse:
    """An edition as PDF."""
    if edition.file:
        content, how = documents.read_file(edition.file), "attachment"
    else:
        content, how = _set(edition), "inline"
    headers = {"Content-Disposition": f'{how}; filename="guide-{edition.pk}.pdf"'}
    return HttpResponse(
        content, content_type="application/pdf", headers=headers | (LOCKED if edition.file else {})
    )


def _set(edition: GuideEdition) -> bytes:
    guide = edition.guide
    place = guide.where
    day = timezone.localtime(edition.brought_at)
    page = Page(
        language=edition.language,
        school=place.name,
        letterhead=letterhead_of(place, day.date()) if isinstance(place, School) else [],
        title=guide.title,
        under=" · ".join(part for part in (guide.topic, edition.label) if part),
        parts=parts_of(edition.words),
    )
    at = day.replace(microsecond=0)
    return set_paper([page], title=f"{guide.title}, {place.name}", at=at, how="guide")
