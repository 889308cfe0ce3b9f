"""What is said where there is no page: in our own words, with what to do."""

import pytest
from django.test import Client

CLAIM = "/schools/123456/absence/claim/"


def test_an_address_that_only_takes_what_a_page_sends_says_so(cast, sign_in):
    """Whoever pressed a button after they were signed out is led back to it with nothing to send."""
    assert Client().post(CLAIM).url == f"/account/login/?next={CLAIM}"
    answer = sign_in(cast.office).get(CLAIM)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "There is nothing to read at this address" in page
    assert "what you sent was not kept: go back to that page, and do it again." in page
    assert 'href="/"' in page


@pytest.mark.parametrize("path", [CLAIM, "/account/logout/"])
def test_a_form_older_than_the_sign_in_says_so_and_keeps_nothing(cast, path):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.office)
    answer = browser.post(path, {"csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "This page had been open for too long" in page
    assert "Go back, load the page again, and send it once more." in page
    assert cast.office.name in page
