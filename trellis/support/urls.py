"""Addresses of support: cases, referrals, programmes and services of a school; programmes and services of a
grouping.
"""

from django.urls import include, path

from trellis.support import impact_views, programme_views, referral_views, views, welfare_views
from trellis.support.courses import urls as courses
from trellis.support.directory import urls as directory
from trellis.support.finding import urls as finding
from trellis.support.groups import urls as groups
from trellis.support.meetings import urls as meetings
from trellis.support.offer import urls as offer
from trellis.support.protection import urls as protection
from trellis.support.wellbeing import urls as wellbeing

app_name = "support"

_case = [
    path("", views.case, name="case"),
    path("sheet/", views.sheet, name="sheet"),
    path("why/", views.why, name="why"),
    path("consent/", views.consent, name="consent"),
    path("goals/", views.goal, name="goal"),
    path("goals/<int:goal_id>/", views.goal_said, name="goal_said"),
    path("steps/", views.step, name="step"),
    path("steps/<int:case_step_id>/", views.step_said, name="step_said"),
    path("contacts/", views.contact, name="contact"),
    path("review/", views.review, name="review"),
    path("checklist/", views.checklist, name="checklist"),
    path("rate/", views.rate, name="rate_case"),
    path("out-of-the-way/", views.reasons_gone, name="reasons_gone"),
    path("team/", views.join, name="join"),
    path("team/<int:member_id>/leave/", views.leave, name="leave"),
    path("take-over/", views.take_over, name="take_over"),
    path("close/", views.close, name="close"),
]

_referral = [
    path("", referral_views.referral, name="referral"),
    path("write/", referral_views.write_referral, name="write_referral"),
    path("send/", referral_views.send, name="send"),
    path("heard/", referral_views.heard, name="heard"),
    path("take-back/", referral_views.take_back, name="take_back"),
]

_offer = [
    path("impact/", impact_views.impact, name="impact"),
    path("impact/mine/", impact_views.own_impact, name="own_impact"),
    path("impact/told/", impact_views.impact_told, name="impact_told"),
    path("impact/<int:programme_id>/", impact_views.impact_over_time, name="impact_over_time"),
    path("programmes/", programme_views.programmes, name="programmes"),
    path("programmes/begin/", programme_views.begin_programme, name="begin_programme"),
    path("programmes/new/", programme_views.write_programme, name="new_programme"),
    path("programmes/<int:programme_id>/", programme_views.programme, name="programme"),
    path("programmes/<int:programme_id>/change/", programme_views.write_programme, name="change_programme"),
    path("programmes/<int:programme_id>/lay-aside/", programme_views.lay_aside, name="lay_aside"),
    path("services/", programme_views.agencies, name="agencies"),
    path("services/new/", programme_views.write_agency, name="new_agency"),
    path("services/<int:agency_id>/", programme_views.write_agency, name="agency"),
]

_at_school = [
    path("", views.cases, name="cases"),
    path("new/", views.new, name="new"),
    path("cases/<int:case_id>/", include(_case)),
    path("referrals/", referral_views.referrals, name="referrals"),
    path("referrals/<int:referral_id>/", include(_referral)),
    *groups.at_school,
    *courses.at_school,
    path("refer/<int:pupil_id>/", referral_views.refer, name="refer"),
    path("refer/<int:pupil_id>/<int:agency_id>/", referral_views.new_referral, name="new_referral"),
    path("groups/<int:group_id>/impact/", impact_views.group_impact, name="group_impact"),
    *_offer,
    *finding.at_school,
    *directory.of_either,
    *directory.at_school,
    *offer.of_either,
    *offer.at_school,
    *meetings.at_school,
]

_at_grouping = [
    *courses.at_grouping,
    path("caseload/", welfare_views.caseload_page, name="caseload"),
    path("caseload/<int:case_id>/supervision/", welfare_views.supervision, name="supervision"),
    path("below/", welfare_views.cross_match, name="cross_match"),
    path("meetings/<str:of_urn>/", welfare_views.meeting_pack, name="meeting_pack"),
    path("below/<day:month>/keep/", welfare_views.keep_month, name="keep_month"),
    path("below/<day:month>/<str:of_urn>/letter/", welfare_views.match_letter, name="match_letter"),
    *_offer,
    *finding.at_grouping,
    *directory.of_either,
    *offer.of_either,
]

urlpatterns = [
    path("schools/<str:urn>/support/", include(_at_school)),
    path("schools/<str:urn>/protection/", include(protection.at_school)),
    path("schools/<str:urn>/well-being/", include(wellbeing.at_school)),
    path("groupings/<grouping:urn>/support/", include(_at_grouping)),
    path("groupings/<grouping:urn>/protection/", include(protection.at_grouping)),
]
