"""trellis school add, trellis user add: what interfaces.md promises of them."""

import datetime as dt
import io
import json

import pytest

from trellis.schools.models import Grouping, GroupingMembership, Person, Phase, Post, School
from trellis.schools.roles import ROLES
from trellis.web import cli
from trellis.web.commands import school as school_command
from trellis.web.commands import user as user_command

ASH = ["school", "add", "--urn", "345678", "--name", "Ash Infant", "--phase", "infant", "--nation", "england"]
WORDS = "three words together"


@pytest.fixture
def trellis(db, clock, monkeypatch, capsys):
    """Run the command: its exit status and what it printed. Nobody sits at the keyboard."""
    monkeypatch.setattr("trellis.web.migrating.make_ready", lambda: None)

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = cli.main(words)
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_the_words_the_commands_know_are_those_the_system_knows():
    assert list(school_command.PHASES) == Phase.values
    assert user_command.ROLES.split(", ") == list(ROLES)


def test_a_school_is_added_to_groupings_that_are_made_where_new(trellis):
    status, said = trellis(*ASH, "--in", "trust:Hedgerow Trust", "--in", "authority:Northmoor")
    assert (status, said) == (0, "Added Ash Infant, URN 345678.\n")
    assert set(Grouping.objects.values_list("kind", "name")) == {
        ("trust", "Hedgerow Trust"),
        ("authority", "Northmoor"),
    }
    assert School.objects.known_by("345678").get().register_of_record == "trellis"
    # Its past registers are its trust's too.
    assert GroupingMembership.objects.on(dt.date(2019, 9, 1)).count() == 2


def test_a_school_answers_in_json(trellis):
    status, said = trellis(*ASH, "--in", "trust:Hedgerow Trust", "--since", "2024-09-01", "--json")
    assert json.loads(said) == {
        "urn": "345678",
        "name": "Ash Infant",
        "since": "2024-09-01",
        "in": [{"kind": "trust", "name": "Hedgerow Trust"}],
    }
    assert status == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--in", "Hedgerow"], "write the kind, a colon and the name"),
        (["--in", "club:Chess"], "“club” is not a kind of grouping"),
        (["--since", "31/02/2024"], "--since: “31/02/2024” is not a date"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_is_added(trellis, words, says):
    status, said = trellis(*ASH, *words)
    assert status == 2
    assert says in said
    assert not School.objects.exists()


def test_somebody_is_added_with_a_role_and_a_password(trellis, client):
    trellis(*ASH)
    status, said = trellis(
        *["user", "add", "Olive.Ofori@ash.example", "--role", "office", "--school", "345678"],
        *["--title", "Secretary", "--password-stdin"],
        typed=f"{WORDS}\n",
    )
    assert (status, said) == (0, "Olive Ofori <olive.ofori@ash.example> is School office at Ash Infant.\n")
    post = Post.objects.get()
    assert (post.position, post.since) == ("Secretary", dt.date(2024, 9, 10))
    assert client.login(email="olive.ofori@ash.example", password=WORDS)


def test_a_second_post_leaves_the_person_as_they_are(trellis, cast):
    status, said = trellis(
        *["user", "add", "HEAD@oak.example", "--role", "head", "--school", "234567", "--json"]
    )
    assert (status, json.loads(said)["new"]) == (0, False)
    assert Person.objects.get(email="head@oak.example").posts.count() == 2


def test_a_class_teacher_without_a_class_is_told_what_they_lack(trellis, cast):
    words = ["user", "add", "nia@oak.example", "--role", "class_teacher", "--school", "123456"]
    _status, said = trellis(*words)
    assert "They see no pupils until they are given a class" in said
    assert "They have no password" in said
    status, said = trellis(*words, "--class", "3B", "--since", "2024-09-16")
    assert status == 0
    assert Post.objects.filter(person__email="nia@oak.example", school_class=cast.class_3b).exists()


def test_an_officer_is_posted_at_a_grouping_by_name(trellis, cast):
    Grouping.objects.create(kind="partnership", name="Hedgerow Trust")
    words = ["user", "add", "tia@trust.example", "--role", "trust_officer", "--grouping"]
    status, said = trellis(*words, "Hedgerow Trust")
    assert (status, "partnership:Hedgerow Trust or trust:Hedgerow Trust" in said) == (2, True)
    assert trellis(*words, "trust:Hedgerow Trust")[0] == 0
    assert Post.objects.get(person__email="tia@trust.example").grouping == cast.trust


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nia@oak.example", "--role", "wizard", "--school", "123456"], "“wizard” is not a role"),
        (["nia@oak.example", "--role", "office", "--school", "999999"], "No school has the URN 999999"),
        (["nia@oak.example", "--role", "ewo", "--grouping", "Nowhere"], "There is no grouping “Nowhere”"),
        (["nia", "--role", "office", "--school", "123456"], "“nia” is not an e-mail address"),
        (["n@x.example", "--role", "ewo", "--school", "123456", "--class", "9Z"], "no class 9Z in 2024/25"),
        (["n@x.example", "--role", "ewo", "--grouping", "Northmoor", "--class", "3B"], "--class goes with"),
    ],
)  # fmt: skip
def test_a_post_that_cannot_be_adds_nobody(trellis, cast, words, says):
    people = Person.objects.count()
    status, said = trellis("user", "add", *words)
    assert status == 2
    assert says in said
    assert Person.objects.count() == people


def test_a_password_is_set_and_a_weak_one_refused(trellis, cast, client):
    command = ["user", "password", "head@oak.example", "--password-stdin"]
    status, said = trellis(*command, typed="short\n")
    assert status == 2
    assert "at least 10 characters" in said
    assert trellis(*command, typed=f"{WORDS}\n")[0] == 0
    assert client.login(email="head@oak.example", password=WORDS)
    assert trellis("user", "password", "head@oak.example")[0] == 2
    assert trellis("user", "password", "nobody@oak.example", "--password-stdin", typed="x")[0] == 2
