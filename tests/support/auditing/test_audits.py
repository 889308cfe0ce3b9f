"""Annual audits: questions as data, judged with evidence, what follows and whose; frozen, last year's beside
(SUP-14; the quality of nurture, SUP-10).
"""

import datetime as dt

import pytest

from tests.support.auditing.audited import all_judged, an_audit, something_follows
from trellis.rules.words import ProblemWith
from trellis.support.auditing.actions import ask, finish_step, freeze_audit, judge, leave_out
from trellis.support.auditing.models import Audit, AuditStep
from trellis.support.auditing.standing import judged, of_schools

OAK = "/schools/123456/protection/audits/"


def frozen(cast, audit: Audit) -> Audit:
    return freeze_audit(audit=audit, judged_by="The lead and a governor", words="Well", by=cast.head)


@pytest.mark.parametrize("subject", ["safeguarding", "nurture"])
def test_an_audit_begins_with_questions_and_is_frozen_once_each_is_judged(cast, subject):
    """SUP-14."""
    audit = an_audit(cast, subject)
    assert audit.questions.count() > 10
    with pytest.raises(ProblemWith, match="not judged yet"):
        frozen(cast, audit)
    all_judged(cast, audit)
    audit = frozen(cast, audit)
    question = audit.questions.select_related("audit").first()
    for act in (
        lambda: judge(question=question, judgement="partly", evidence="", by=cast.head),
        lambda: leave_out(question=question, by=cast.head),
        lambda: ask(audit=audit, part="More", words="Another", by=cast.head),
        lambda: frozen(cast, audit),
    ):
        with pytest.raises(ProblemWith, match="frozen"):
            act()
    with pytest.raises(ProblemWith, match="begun already"):
        an_audit(cast, subject)


def test_what_is_in_place_is_shown(cast):
    question = an_audit(cast).questions.select_related("audit").first()
    with pytest.raises(ProblemWith, match="what shows"):
        judge(question=question, judgement="in_place", evidence=" ", by=cast.head)
    assert judge(question=question, judgement="not_yet", evidence="", by=cast.head).judgement == "not_yet"


def test_what_follows_from_a_question_is_not_lost_with_it(cast):
    step = something_follows(cast, an_audit(cast))
    with pytest.raises(ProblemWith, match="agreed to follow"):
        leave_out(question=step.question, by=cast.head)
    assert AuditStep.objects.get() == step


def test_an_audit_that_asks_nothing_is_not_frozen(cast):
    audit = an_audit(cast)
    audit.questions.all().delete()
    with pytest.raises(ProblemWith, match="Nothing is asked"):
        frozen(cast, audit)


def test_next_year_begins_with_this_years_questions_and_has_its_judgements_beside(cast, clock):
    audit = an_audit(cast)
    ask(audit=audit, part="Ours", words="The gate is watched at three.", by=cast.head)
    left_out = audit.questions.select_related("audit").first()
    leave_out(question=left_out, by=cast.head)
    frozen(cast, all_judged(cast, audit, "partly"))
    clock.at("2025-09-10T09:00")
    again = an_audit(cast)
    rows = {row.question.words: row for _part, held in judged(again) for row in held}
    assert "The gate is watched at three." in rows
    assert left_out.words not in rows
    assert {row.last.judgement for row in rows.values()} == {"partly"}


def test_the_lead_judges_it_on_the_page_and_others_read_it_once_it_is_frozen(cast, sign_in):
    lead, governor = sign_in(cast.safeguarding_lead), sign_in(cast.governor)
    lead.post(f"{OAK}begin/", {"subject": "safeguarding"})
    audit = Audit.objects.get()
    url = f"{OAK}{audit.pk}/"
    question = audit.questions.first()
    lead.post(f"{url}questions/{question.pk}/", {"judgement": "partly", "evidence": "Two of three trained"})
    lead.post(f"{url}ask/", {"part": "Ours", "words": "The gate is watched at three."})
    lead.post(f"{url}questions/{audit.questions.last().pk}/out/")
    said = {"words": "Train the third", "owner": f"person:{cast.office.pk}", "due": "2024-09-09"}
    lead.post(f"{url}questions/{question.pk}/follow-up/", said)
    assert "Two of three trained" in lead.get(url).content.decode()
    assert governor.get(url).status_code == 404
    assert governor.post(f"{OAK}begin/", {"subject": "nurture"}).status_code == 404
    for one in audit.questions.filter(judgement="").select_related("audit"):
        judge(question=one, judgement="does_not_apply", evidence="", by=cast.head)
    lead.post(f"{url}freeze/", {"judged_by": "Sal Greene and Gwen Gould", "words": "Nearly there."})
    page = governor.get(url).content.decode()
    assert "Nearly there." in page
    assert "Judge it" not in page


def test_what_follows_is_on_today_of_whoever_it_is_until_it_is_done(cast, clock, sign_in):
    step = something_follows(cast, an_audit(cast))
    words = "1 thing that follows from an audit"
    office = sign_in(cast.office)
    assert words in office.get("/", follow=True).content.decode()
    assert words not in sign_in(cast.teacher).get("/", follow=True).content.decode()
    url = f"{OAK}{step.question.audit_id}/steps/{step.pk}/"
    assert sign_in(cast.teacher).get(url).status_code == 404
    office.post(url, {"on": "2024-09-10", "said": "On the board"})
    step.refresh_from_db()
    assert (step.done_on, step.done_by_name, step.said) == (cast.today, "Olive Ofori", "On the board")
    assert words not in office.get("/", follow=True).content.decode()
    other = something_follows(cast, step.question.audit)
    with pytest.raises(ProblemWith, match="between the day the audit began"):
        finish_step(step=other, on=dt.date(2024, 9, 9), said="", by=cast.office)


def test_what_follows_from_an_audit_of_a_trust_is_on_the_trusts_page_of_whoever_it_is(cast, sign_in):
    step = something_follows(cast, an_audit(cast, place=cast.trust), cast.trust_officer)
    words = "1 thing that follows from an audit"
    trust, own = "/groupings/trust/Hedgerow%20Trust", sign_in(cast.trust_officer)
    assert words in own.get(f"{trust}/").content.decode()
    audits = own.get(f"{trust}/protection/audits/").content.decode()
    assert "Show the list" in audits
    assert (
        words not in sign_in(cast.authority_officer).get("/groupings/authority/Northmoor/").content.decode()
    )
    url = f"{trust}/protection/audits/{step.question.audit_id}/steps/{step.pk}/"
    assert own.get(url).status_code == 200
    own.post(url, {"on": "2024-09-10", "said": "On the board"})
    step.refresh_from_db()
    assert (step.done_on, step.done_by_name) == (cast.today, cast.trust_officer.name)
    assert words not in own.get(f"{trust}/").content.decode()


def test_what_follows_from_an_audit_of_a_trust_is_on_today_at_the_school_of_whoever_it_is(cast, sign_in):
    audit = an_audit(cast, place=cast.trust)
    step, other = (
        something_follows(cast, audit, cast.head),
        something_follows(cast, audit, cast.trust_officer),
    )
    head = sign_in(cast.head)
    assert "1 thing that follows from an audit" in head.get("/", follow=True).content.decode()
    page = head.get(OAK).content.decode()
    assert page.count("Show the list") == 2  # its words, and whom the link is about
    assert "Hedgerow Trust, by 10 Sep 2024" in page
    # Whoever leads at the school judges nothing of the trust's.
    assert sign_in(cast.safeguarding_lead).get(f"{OAK}{audit.pk}/steps/{step.pk}/").status_code == 404
    assert head.get(f"{OAK}{audit.pk}/steps/{other.pk}/").status_code == 404
    elm = f"/schools/234567/protection/audits/{audit.pk}/steps/{step.pk}/"
    assert sign_in(cast.mr_outside).get(elm).status_code == 404
    head.post(f"{OAK}{audit.pk}/steps/{step.pk}/", {"on": "2024-09-10", "said": "On the board"})
    step.refresh_from_db()
    assert (step.done_on, step.done_by_name) == (cast.today, "Helen Hart")


def test_a_trust_reads_of_its_schools_how_much_is_in_place(cast, sign_in):
    """SUP-10: the quality of nurture across schools."""
    audit = an_audit(cast, "nurture")
    url = "/groupings/trust/Hedgerow Trust/protection/audits/"
    assert [one.frozen_on for one in of_schools(cast.trust, "nurture", 2024, cast.today)] == [None]
    all_judged(cast, audit)
    last = audit.questions.select_related("audit").last()
    judge(question=last, judgement="does_not_apply", evidence="", by=cast.head)
    frozen(cast, audit)
    asked = audit.questions.count() - 1
    assert f"{asked} of {asked}" in sign_in(cast.trust_officer).get(url).content.decode()


def test_the_page_asks_no_more_however_much_follows(cast, sign_in, django_assert_max_num_queries):
    audit = an_audit(cast)
    something_follows(cast, audit, cast.office)
    lead, url = sign_in(cast.safeguarding_lead), f"{OAK}{audit.pk}/"
    lead.get(url)
    with django_assert_max_num_queries(60) as few:
        lead.get(url)
    for question in audit.questions.all():
        AuditStep.objects.create(question=question, words="More", due=cast.today, person=cast.office)
    with django_assert_max_num_queries(len(few)):
        lead.get(url)
