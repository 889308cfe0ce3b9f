"""What carries messages: switched on by somebody who says so, with a key that is kept sealed."""

import pytest

from tests.messages.notify_stand_in import EMAIL_TEMPLATE, KEY, SECRET, SERVICE, TEXT_TEMPLATE
from trellis.messages.channels import (
    Asked,
    ProblemWithChannels,
    account_of,
    decide_channels,
    transport_of,
)
from trellis.messages.models import NotifyAccount
from trellis.messages.sealing import NotOpened, seal, unseal
from trellis.schools.models import Setting
from trellis.schools.settings import decide

PAGE = "/schools/123456/messages-go-by/"
TRUST = "/groupings/trust/Hedgerow%20Trust/messages-go-by/"
BY_NOTIFY = {
    "texts": "notify",
    "emails": "outbox",
    "key": KEY,
    "text_template": TEXT_TEMPLATE,
    "email_template": "",
}


def asked(**said):
    told = {"texts": "notify", "emails": "outbox", "key": KEY, "text_template": TEXT_TEMPLATE}
    return Asked(**{**told, **said})


def test_until_somebody_decides_nothing_leaves_the_machine(cast):
    assert transport_of(cast.oak, "text") == "outbox"
    assert transport_of(cast.oak, "email") == "outbox"


def test_a_key_is_sealed_and_opens_with_this_installations_secret_alone(settings):
    sealed = seal(KEY)
    assert SECRET not in sealed
    assert unseal(sealed) == KEY
    assert seal(KEY) != sealed
    settings.SECRET_KEY = "another"
    with pytest.raises(NotOpened):
        unseal(sealed)


def test_the_key_is_kept_sealed_and_shown_to_nobody_again(cast, sign_in, caplog):
    head = sign_in(cast.head)
    response = head.post(PAGE, {**BY_NOTIFY, "confirmed": "on"})
    assert response.status_code == 302
    account = NotifyAccount.objects.get(school=cast.oak)
    assert SECRET not in account.sealed_key
    assert unseal(account.sealed_key) == KEY
    assert (account.service, account.kept_by_name) == (SERVICE, "Helen Hart")
    page = head.get(PAGE).content.decode()
    assert SERVICE in page
    assert SECRET not in page
    assert account.sealed_key not in page
    assert SECRET not in caplog.text
    assert SECRET not in str(list(Setting.history.values()))


def test_turning_it_on_has_to_be_confirmed_in_plain_words(cast, sign_in):
    response = sign_in(cast.head).post(PAGE, BY_NOTIFY)
    assert response.status_code == 400
    assert "From now on approved texts or e-mails leave this machine" in response.content.decode()
    assert transport_of(cast.oak, "text") == "outbox"
    assert not NotifyAccount.objects.exists()


def test_going_back_to_files_needs_no_confirmation(cast, sign_in):
    decide_channels(place=cast.oak, asked=asked(), by=cast.head)
    said = {**BY_NOTIFY, "texts": "outbox", "key": ""}
    assert sign_in(cast.head).post(PAGE, said).status_code == 302
    assert transport_of(cast.oak, "text") == "outbox"


def test_what_a_trust_decided_holds_at_its_schools_that_have_not(cast, sign_in):
    decide_channels(place=cast.trust, asked=asked(), by=cast.head)
    assert transport_of(cast.oak, "text") == "notify"
    assert transport_of(cast.elm, "text") == "outbox"
    assert account_of(cast.oak).grouping == cast.trust
    assert account_of(cast.elm) is None
    decide_channels(place=cast.oak, asked=Asked("outbox", "outbox"), by=cast.head)
    assert transport_of(cast.oak, "text") == "outbox"


def test_a_schools_own_account_comes_before_its_trusts(cast):
    decide_channels(place=cast.trust, asked=asked(), by=cast.head)
    decide_channels(place=cast.authority, asked=asked(), by=cast.head)
    assert account_of(cast.oak).grouping == cast.trust
    decide_channels(place=cast.oak, asked=asked(), by=cast.head)
    assert account_of(cast.oak).school == cast.oak


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"key": "nonsense"}, "That is not a key of GOV.UK Notify"),
        ({"key": ""}, "give the key of your service there"),
        ({"text_template": ""}, "give the number of a template"),
        ({"text_template": "12"}, "“12” is not the number of a template"),
        ({"emails": "smtp"}, "This installation has no e-mail server: set TRELLIS_EMAIL_URL first."),
    ],
)
def test_what_could_carry_nothing_is_refused(cast, said, says):
    with pytest.raises(ProblemWithChannels, match=says):
        decide_channels(place=cast.oak, asked=asked(**said), by=cast.head)
    assert transport_of(cast.oak, "text") == "outbox"
    assert not NotifyAccount.objects.exists()


def test_the_templates_can_be_changed_without_giving_the_key_again(cast):
    decide_channels(place=cast.oak, asked=asked(), by=cast.head)
    change = asked(key="", emails="notify", email_template=EMAIL_TEMPLATE)
    decide_channels(place=cast.oak, asked=change, by=cast.head)
    held = NotifyAccount.objects.get()
    assert unseal(held.sealed_key) == KEY
    assert (held.text_template, held.email_template) == (TEXT_TEMPLATE, EMAIL_TEMPLATE)


def test_an_e_mail_server_is_offered_only_where_there_is_one(cast, sign_in, settings):
    head = sign_in(cast.head)
    assert 'value="smtp"' not in head.get(PAGE).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert 'value="smtp"' in head.get(PAGE).content.decode()


def test_it_is_decided_on_its_own_page_and_not_as_a_bare_value(cast, sign_in):
    head = sign_in(cast.head)
    assert PAGE in head.get("/schools/123456/settings/").content.decode()
    assert head.post("/schools/123456/settings/texts_go_by/", {"value": "notify"}).status_code == 404
    assert head.post("/schools/123456/settings/texts_go_by/undecided/").status_code == 404
    assert transport_of(cast.oak, "text") == "outbox"


@pytest.mark.parametrize("who", ["office", "teacher", "governor", "mr_outside", "trust_officer"])
def test_only_whoever_may_change_settings_decides(cast, sign_in, who):
    browser = sign_in(getattr(cast, who))
    assert browser.post(PAGE, {**BY_NOTIFY, "confirmed": "on"}).status_code == 404
    assert browser.post(TRUST, {**BY_NOTIFY, "confirmed": "on"}).status_code == 404


def test_quiet_hours_are_ordinary_settings(cast, sign_in):
    page = sign_in(cast.head).get("/schools/123456/settings/").content.decode()
    assert "Quiet hours begin" in page
    decide(place=cast.oak, name="quiet_from", value="18:30", by="tests")
