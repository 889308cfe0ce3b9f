"""The pages of one pupil's record and family: who they are, whom to call, and what is held."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.schools import actions, forms
from trellis.schools.access import may, staff_may
from trellis.schools.models import Characteristic, Enrolment, FamilyLink, Hold, LegalHold, Pupil
from trellis.schools.roles import Permission
from trellis.schools.views import show


def _may(request: HttpRequest, permission: Permission) -> bool:
    return may(request.user, permission, request.school)


# --- The record ---------------------------------------------------------------------------------------------


@staff_may("see pupils", logs="pupil")
def record(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """What the school has recorded of a pupil, and since when: roll, class, characteristics, timetable."""
    enrolments = Enrolment.objects.filter(pupil=request.pupil, school=request.school).order_by("-since")
    enrolments = enrolments.prefetch_related("class_memberships__school_class", "characteristics", "patterns")
    return show(
        request,
        "schools/record.html",
        pupil=request.pupil,
        numbers=request.pupil.numbers.order_by("is_former", "-since"),
        enrolments=[_as_shown(enrolment) for enrolment in enrolments],
        legal_holds=request.pupil.legal_holds.on(timezone.localdate()),
        may_change=_may(request, Permission.CHANGE_PUPILS),
        may_hold=_may(request, Permission.PLACE_LEGAL_HOLDS),
        may_see_families=_may(request, Permission.SEE_FAMILIES),
        may_merge=_may(request, Permission.MERGE_PUPILS),
        may_erase=_may(request, Permission.ERASE_RECORDS),
        may_read_log=_may(request, Permission.READ_ACCESS_LOG),
        kinds=Characteristic.Kind.choices,
    )


def _as_shown(enrolment: Enrolment) -> dict[str, Any]:
    """An enrolment with its dated facts in the order they began, grouped by what they are about."""
    facts: dict[str, list[Characteristic]] = {}
    for one in sorted(enrolment.characteristics.all(), key=lambda row: (row.kind, row.since)):
        facts.setdefault(one.get_kind_display(), []).append(one)
    return {
        "row": enrolment,
        "classes": sorted(enrolment.class_memberships.all(), key=lambda row: row.since),
        "patterns": sorted(enrolment.patterns.all(), key=lambda row: row.since),
        "facts": facts,
        "open": enrolment.until is None or enrolment.until >= timezone.localdate(),
    }


@staff_may("change pupils")
def admit(request: HttpRequest, urn: str) -> HttpResponse:
    """Put a joiner on the roll."""
    form = forms.JoinForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.carries_out(actions.admit, school=request.school, by=request.user):
        messages.success(request, _("%(pupil)s is on the roll.") % {"pupil": form.outcome.pupil})
        return redirect("schools:record", urn, form.outcome.pupil_id)
    return show(request, "schools/act.html", form=form, heading=_("Add a pupil"), verb=_("Add"))


def _change(
    request: HttpRequest, form: forms.ActForm, heading: str, act: Any, done: str, **known: Any
) -> HttpResponse:
    """The page of any act on a pupil's record: what is asked, and then the record again."""
    kwargs = request.resolver_match.kwargs
    if request.method == "POST" and form.carries_out(act, by=request.user, **known):
        messages.success(request, done)
        return redirect("schools:record", kwargs["urn"], kwargs["pupil_id"])
    return show(request, "schools/act.html", form=form, heading=heading, verb=_("Save"), pupil=request.pupil)


def _enrolment(request: HttpRequest, enrolment_id: int) -> Enrolment:
    return get_object_or_404(Enrolment, pk=enrolment_id, pupil=request.pupil, school=request.school)


@staff_may("change pupils", logs="pupil")
def correct(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Put right a name or a date of birth."""
    fields = ("forename", "surname", "preferred_name", "date_of_birth", "sex")
    form = forms.PupilForm(
        request.POST or None, initial={name: getattr(request.pupil, name) for name in fields}
    )
    done = _("The names and dates are corrected.")
    return _change(request, form, _("Correct the record"), actions.correct_pupil, done, pupil=request.pupil)


@staff_may("change pupils", logs="pupil")
def leave(request: HttpRequest, urn: str, pupil_id: int, enrolment_id: int) -> HttpResponse:
    """Take the pupil off the roll."""
    form, enrolment = forms.LeaveForm(request.POST or None), _enrolment(request, enrolment_id)
    done = _("The last day is recorded.")
    return _change(request, form, _("Leaving the school"), actions.leave, done, enrolment=enrolment)


@staff_may("change pupils", logs="pupil")
def rejoin(request: HttpRequest, urn: str, pupil_id: int, enrolment_id: int) -> HttpResponse:
    """Put a leaver back on the roll."""
    enrolment = _enrolment(request, enrolment_id)
    form = forms.RejoinForm(request.POST or None, school=request.school)
    done = _("%(pupil)s is on the roll again.") % {"pupil": request.pupil}
    return _change(request, form, _("Coming back"), actions.rejoin, done, enrolment=enrolment)


@staff_may("change pupils", logs="pupil")
def move_class(request: HttpRequest, urn: str, pupil_id: int, enrolment_id: int) -> HttpResponse:
    """Move the pupil to another class from a day."""
    enrolment = _enrolment(request, enrolment_id)
    form = forms.ClassForm(request.POST or None, school=request.school)
    done = _("The class is changed.")
    return _change(request, form, _("Another class"), actions.move_class, done, enrolment=enrolment)


@staff_may("change pupils", logs="pupil")
def set_characteristic(
    request: HttpRequest, urn: str, pupil_id: int, enrolment_id: int, kind: str
) -> HttpResponse:
    """Record a characteristic from a day."""
    if kind not in Characteristic.Kind.values:
        raise Http404
    enrolment = _enrolment(request, enrolment_id)
    form = forms.CharacteristicForm(request.POST or None, kind=kind)
    heading, done = str(Characteristic.Kind(kind).label), _("It is recorded.")
    return _change(request, form, heading, actions.set_characteristic, done, enrolment=enrolment, kind=kind)


@staff_may("change pupils", logs="pupil")
def set_pattern(request: HttpRequest, urn: str, pupil_id: int, enrolment_id: int) -> HttpResponse:
    """Say which sessions of the week the pupil is due at."""
    enrolment = _enrolment(request, enrolment_id)
    form, done = forms.PatternForm(request.POST or None), _("The timetable is recorded.")
    return _change(request, form, _("Sessions due"), actions.set_pattern, done, enrolment=enrolment)


@staff_may("change pupils", logs="pupil")
def end_pattern(request: HttpRequest, urn: str, pupil_id: int, enrolment_id: int) -> HttpResponse:
    """The last day of a timetable that is not all ten sessions."""
    form, enrolment = forms.EndForm(request.POST or None), _enrolment(request, enrolment_id)
    done = _("From the next day every session is due.")
    return _change(request, form, _("Back to all sessions"), actions.end_pattern, done, enrolment=enrolment)


@staff_may("place legal holds", logs="pupil")
def place_legal_hold(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Nothing of this pupil may be destroyed."""
    form, done = forms.LegalHoldForm(request.POST or None), _("Nothing of this pupil will be destroyed.")
    return _change(request, form, _("Legal hold"), actions.place_legal_hold, done, pupil=request.pupil)


@staff_may("place legal holds")
@require_POST
def release_legal_hold(request: HttpRequest, urn: str, pupil_id: int, hold_id: int) -> HttpResponse:
    """The record may be destroyed when its time comes."""
    hold = get_object_or_404(LegalHold.objects.on(timezone.localdate()), pk=hold_id, pupil=request.pupil)
    actions.release_legal_hold(hold=hold, by=request.user)
    messages.success(request, _("The legal hold is released."))
    return redirect("schools:record", urn, pupil_id)


# --- Family and contacts ------------------------------------------------------------------------------------


@staff_may("see families", logs="pupil")
def family(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Whom to call and write to, what stands against it, and which brothers and sisters are here."""
    today = timezone.localdate()
    links = FamilyLink.objects.filter(pupil=request.pupil, school=request.school)
    now = list(links.on(today).select_related("contact__household"))
    return show(
        request,
        "schools/family.html",
        pupil=request.pupil,
        contacts=[(link, link.may_be_reached_on(today)) for link in now],
        former=links.filter(until__lt=today).select_related("contact").order_by("-until"),
        siblings=_siblings(request, now, today),
        holds=Hold.objects.on(today).filter(pupil=request.pupil, school=request.school),
        may_change=_may(request, Permission.CHANGE_FAMILIES),
        may_hold=_may(request, Permission.PLACE_HOLDS),
        may_know_why=_may(request, Permission.SEE_HOLD_REASONS),
    )


def _siblings(request: HttpRequest, links: list[FamilyLink], today: dt.date) -> Any:
    """Pupils on this school's roll whom somebody at home here is a contact of too."""
    at_home = [link.contact_id for link in links if link.has_care]
    shared = FamilyLink.objects.on(today).filter(school=request.school, contact__in=at_home, has_care=True)
    others = Pupil.objects.on_roll(request.school, today).filter(pk__in=shared.values("pupil"))
    return others.visible_to(request.user).exclude(pk=request.pupil.pk)


_STANDING = (
    "relationship",
    "parental_responsibility",
    "has_care",
    "may_contact",
    "may_collect",
    "priority",
    "do_not_contact_until",
    "order",
)
_DETAILS = ("name", "phone", "email", "language", "needs_interpreter", "needs_read_out")


@staff_may("change families", logs="pupil")
def add_contact(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Somebody new who may be reached about this pupil."""
    form = forms.ContactForm(request.POST or None, may_see_orders=_may(request, Permission.SEE_HOLD_REASONS))
    known = {"pupils": [request.pupil], "school": request.school, "by": request.user}
    if request.method == "POST" and form.carries_out(actions.add_contact, **known):
        messages.success(request, _("%(name)s is added.") % {"name": form.outcome.name})
        return redirect("schools:family", urn, pupil_id)
    return show(request, "schools/contact.html", form=form, heading=_("Add a contact"), pupil=request.pupil)


@staff_may("change families", logs="pupil")
def change_contact(request: HttpRequest, urn: str, pupil_id: int, link_id: int) -> HttpResponse:
    """Another number or address, or another standing to this pupil."""
    link = _link(request, link_id)
    may_see_orders = _may(request, Permission.SEE_HOLD_REASONS)
    known = {name: getattr(link, name) for name in _STANDING} | {
        name: getattr(link.contact, name) for name in _DETAILS
    }
    if link.contact.household:
        known |= {"address": link.contact.household.address, "postcode": link.contact.household.postcode}
    form = forms.ContactForm(request.POST or None, initial=known, may_see_orders=may_see_orders)
    if request.method == "POST" and form.carries_out(_save_contact, link=link, by=request.user):
        messages.success(request, _("The contact is changed."))
        return redirect("schools:family", urn, pupil_id)
    return show(
        request, "schools/contact.html", form=form, heading=link.contact.name, pupil=request.pupil, link=link
    )


def _save_contact(*, link: FamilyLink, by: Any, **filled_in: Any) -> None:
    """The person's details for every child, their standing to this one; an order one may not see stays."""
    standing = {name: filled_in.pop(name, getattr(link, name)) for name in _STANDING}
    contact = actions.change_contact(contact=link.contact, school=link.school, by=by, **filled_in)
    actions.link_contact(pupil=link.pupil, school=link.school, contact=contact, by=by, **standing)


@staff_may("change families", logs="pupil")
def end_contact(request: HttpRequest, urn: str, pupil_id: int, link_id: int) -> HttpResponse:
    """The last day somebody was a contact of this pupil."""
    link, form = _link(request, link_id), forms.EndForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.unlink_contact, link=link, by=request.user):
        messages.success(request, _("The contact has ended."))
        return redirect("schools:family", urn, pupil_id)
    heading = _("%(name)s is no longer a contact") % {"name": link.contact.name}
    return show(request, "schools/contact.html", form=form, heading=heading, pupil=request.pupil)


def _link(request: HttpRequest, link_id: int) -> FamilyLink:
    links = FamilyLink.objects.on(timezone.localdate()).select_related("contact__household")
    return get_object_or_404(links, pk=link_id, pupil=request.pupil, school=request.school)


@staff_may("place holds", logs="pupil")
def place_hold(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Stop writing to this family."""
    form = forms.HoldForm(request.POST or None)
    known = {"pupil": request.pupil, "school": request.school, "by": request.user}
    if request.method == "POST" and form.carries_out(actions.place_hold, **known):
        messages.success(request, _("Nobody is written to about %(pupil)s.") % {"pupil": request.pupil})
        return redirect("schools:family", urn, pupil_id)
    return show(request, "schools/contact.html", form=form, heading=_("Hold letters"), pupil=request.pupil)


@staff_may("place holds")
@require_POST
def release_hold(request: HttpRequest, urn: str, pupil_id: int, hold_id: int) -> HttpResponse:
    """The family may be written to again."""
    holds = Hold.objects.on(timezone.localdate()).filter(school=request.school, pupil=request.pupil)
    hold = get_object_or_404(holds, pk=hold_id)
    actions.release_hold(hold=hold, by=request.user)
    messages.success(request, _("The family may be written to again."))
    return redirect("schools:family", urn, pupil_id)
