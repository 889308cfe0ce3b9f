"""Packs of evidence: put together by whoever takes formal steps, printed again by whoever may see them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.attendance.formal.forms import PackForm
from trellis.attendance.formal.models import Pack
from trellis.attendance.formal.notice_views import child_page
from trellis.attendance.formal.pack import make_pack, pack_pdf
from trellis.schools.access import StaffRequest, staff_may


@staff_may("take formal steps", logs="pupil")
@require_POST
def put_together(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """A pack of some days, as everything stands this moment."""
    form = PackForm(request.POST, prefix="pack")  # type: ignore[attr-defined]
    about = {"school": request.school, "pupil": request.pupil, "by": request.user}
    if not form.carries_out(make_pack, **about):
        return child_page(request, pack=form)
    messages.success(request, _("The pack is put together, and kept as it is: print it below."))  # type: ignore[arg-type]
    return redirect("attendance:formal_child", urn, pupil_id)


@staff_may("see formal steps", logs="pupil")
def pack(request: StaffRequest, urn: str, pupil_id: int, pack_id: int) -> HttpResponse:
    """A pack on paper, as it was when it was put together."""
    held = get_object_or_404(Pack.objects.about(request.pupil, request.school), pk=pack_id)
    name = f"evidence-{held.pk}.pdf"
    return HttpResponse(
        pack_pdf(held),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
