"""The addresses of plans, below a school."""

from django.urls import include, path

from trellis.plans import views

app_name = "plans"

_one = [
    path("", views.plan, name="plan"),
    path("document/", views.document, name="document"),
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
    path("links/<int:plan_link_id>/drop/", views.unlink, name="unlink"),
]

_school = [
    path("", views.plans, name="plans"),
    path("new/", views.begin, name="begin"),
    path("layouts/", views.layouts, name="layouts"),
    path("layouts/new/", views.layout, name="new_layout"),
    path("layouts/<int:layout_id>/", views.layout, name="layout"),
    path("<int:plan_id>/", include(_one)),
]

urlpatterns = [path("schools/<str:urn>/plans/", include(_school))]
