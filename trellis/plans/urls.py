"""The addresses of plans, below a school or a grouping: the same pages for both."""

from django.urls import include, path

from trellis.plans import (
    costs_views,
    criteria_views,
    ending_views,
    governing_views,
    looking_views,
    running_views,
    trust_views,
    views,
)
from trellis.schools import converters

converters.register()

app_name = "plans"

_one = [
    path("", views.plan, name="plan"),
    path("document/", views.document, name="document"),
    path("served/", views.served, name="served"),
    path("review/", views.review, name="review"),
    path("paper.<slug:ending>", views.paper, name="paper"),
    path("parts/<int:part_id>/", views.part, name="part"),
    path("parts/<int:part_id>/restore/", views.restore_part, name="restore_part"),
    path("parts/<int:part_id>/columns/", views.columns, name="columns"),
    path("parts/<int:part_id>/add/", views.add, name="add"),
    path("rows/<int:row_id>/", views.row, name="row"),
    path("rows/<int:row_id>/restore/", views.restore, name="restore"),
    path("rows/<int:row_id>/remove/", views.remove, name="remove"),
    path("rows/<int:row_id>/links/", views.link, name="link"),
    path("rows/bring-back/", views.bring_back, name="bring_back"),
    path("criteria/", criteria_views.criteria, name="criteria"),
    path("criteria/confirm/", criteria_views.confirm, name="confirm"),
    path("criteria/<int:criterion_id>/", criteria_views.criterion, name="criterion"),
    path("criteria/<int:criterion_id>/change/", criteria_views.change, name="change"),
    path("criteria/<int:criterion_id>/unbind/", criteria_views.unbind, name="unbind"),
    path("rows/<int:row_id>/bind/", criteria_views.bind, name="bind"),
    path("reviews/<int:review_id>/", criteria_views.reported, name="reported"),
    path("steps/", running_views.steps, name="steps"),
    path("steps/take-up/", running_views.take_up, name="take_up"),
    path("steps/<int:step_id>/", running_views.step, name="step"),
    path("steps/<int:step_id>/change/", running_views.change_step, name="change_step"),
    path("steps/<int:step_id>/let-go/", running_views.let_go, name="let_go"),
    path("rows/<int:row_id>/steps/new/", running_views.new_step, name="new_step"),
    path("rows/<int:row_id>/notes/", running_views.notes, name="notes"),
    path("monitoring/", looking_views.monitoring, name="monitoring"),
    path("monitoring/schedule/", looking_views.schedule, name="schedule"),
    path("monitoring/<int:look_id>/", looking_views.look, name="look"),
    path("monitoring/<int:look_id>/change/", looking_views.change_look, name="change_look"),
    path("monitoring/<int:look_id>/call-off/", looking_views.call_off, name="call_off"),
    path("carry/", ending_views.carry, name="carry"),
    path("close/", ending_views.close, name="close"),
    path("open-again/", ending_views.open_again, name="open_again"),
    path("costs/", costs_views.costs, name="costs"),
    path("costs.xlsx", costs_views.sheet, name="costs_sheet"),
    path("costs/budgets/", costs_views.budgets, name="budgets"),
    path("rows/<int:row_id>/sums/", costs_views.sums, name="sums"),
    path("coverage/", criteria_views.coverage, name="coverage"),
    path("links/<int:plan_link_id>/drop/", views.unlink, name="unlink"),
    path("governors/", governing_views.governors, name="governors"),
    path("governors/questions/", governing_views.checklist, name="checklist"),
    path("governors/questions/<int:row_id>/<int:at>/", governing_views.answer, name="answer"),
    path("governors/figures/", governing_views.lead, name="lead"),
    path("governors/promises/new/", governing_views.new_promise, name="new_promise"),
    path("governors/promises/<int:promise_id>/", governing_views.promise, name="promise"),
    path("governors/visits/", governing_views.looked_at, name="looked_at"),
    path("governors/stories/new/", governing_views.new_story, name="new_story"),
    path("governors/papers/new/", governing_views.write_paper, name="new_paper"),
    path("governors/papers/<int:paper_id>/", governing_views.paper, name="governors_paper"),
    path("governors/papers/<int:paper_id>/write/", governing_views.write_paper, name="write_paper"),
    path("governors/papers/<int:paper_id>/issue/", governing_views.issue, name="issue_paper"),
    path("governors/papers/<int:paper_id>.<slug:ending>", governing_views.paper_file, name="paper_file"),
]

_plans = [
    path("", views.plans, name="plans"),
    path("new/", views.begin, name="begin"),
    path("mine/", running_views.mine, name="mine"),
    path("mine/hand-on/", running_views.hand_on, name="hand_on"),
    path("layouts/", views.layouts, name="layouts"),
    path("layouts/new/", views.layout, name="new_layout"),
    path("layouts/<int:layout_id>/", views.layout, name="layout"),
    path("indicators/", criteria_views.indicators, name="indicators"),
    path("indicators/new/", criteria_views.new_indicator, name="new_indicator"),
    path("indicators/<int:indicator_id>/", criteria_views.indicator, name="indicator"),
    path("indicators/<int:indicator_id>/record/", criteria_views.record, name="record"),
    path("<int:plan_id>/", include(_one)),
]

urlpatterns = [
    path("schools/<str:urn>/plans/", include(_plans)),
    path("groupings/<grouping:urn>/plans/schools/", trust_views.schools, name="schools"),
    path("groupings/<grouping:urn>/plans/", include(_plans)),
]
