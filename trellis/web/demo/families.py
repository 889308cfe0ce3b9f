"""Families of the demonstration: children, the adults they live with, and who may be written to."""

import datetime as dt
import unicodedata
from dataclasses import dataclass, field, replace

import numpy as np

from trellis.web.demo.chance import happens, one_of, weighed
from trellis.web.demo.names import HERITAGES, NICKNAMES, STREETS, TOWNS, Heritage
from trellis.web.demo.schools import School
from trellis.web.demo.upn import upn

# Numbers that Ofcom keeps for drama: they ring nowhere.
_MOBILES = [f"07700 900{n:03d}" for n in range(1000)]
_DRAMA_AREAS = (
    *("0113 496", "0114 496", "0115 496", "0116 496", "0117 496", "0118 496", "0121 496", "0131 496"),
    *("0141 496", "0151 496", "0161 496", "0191 498"),
)
_LANDLINES = [f"{area} 0{n:03d}" for area in _DRAMA_AREAS for n in range(1000)]

# One family in so many has letters read out to them.
_READ_OUT_EVERY = 40

# How many children a family comes to have at school age.
_SIZES = {"1": 0.44, "2": 0.37, "3": 0.14, "4": 0.05}

_SHAPES = {"together": 0.61, "one_parent": 0.22, "two_homes": 0.13, "grandparents": 0.025, "foster": 0.015}

# Primary schools of the authority that older children first went to.
_FIRST_SCHOOLS = ("2901", "2902", "2904", "2906", "2907", "2908", "2911", "3901", "3902")

_OLDEST_GAP = dt.timedelta(days=14 * 365)
_LEAST_GAP = dt.timedelta(days=320)

# The authority's social workers go by these names.
_OFFICERS = ("Quillinan", "Ferris", "Osei")

# How a child's propensity to be absent is made up: what the family shares, and the child's own.
_FAMILY_PART, _OWN_PART = 0.6, 0.8


@dataclass
class Adult:
    """A parent, carer or other contact, and how they stand to the family's children."""

    name: str
    relationship: str
    home: int
    phone: str
    email: str = ""
    language: str = ""
    needs_interpreter: bool = False
    needs_read_out: bool = False
    parental_responsibility: bool = True
    has_care: bool = True
    may_contact: bool = True
    do_not_contact_until: dt.date | None = None


@dataclass
class Child:
    """One child, with what decides how often they will be away."""

    number: int
    family: "Family"
    forename: str
    surname: str
    sex: str
    born: dt.date
    upn: str
    propensity: float
    lateness: float
    drift: float  # how readily a day away goes unexplained
    severe: float  # how near they are to not coming at all
    sen: str
    fsm_since: dt.date | None = None
    young_carer: bool = False
    preferred_name: str = ""

    @property
    def name(self) -> str:
        """As on a register."""
        return f"{self.forename} {self.surname}"


@dataclass
class Family:
    """Children who share parents, a home or two, a language, and much of how often they are away."""

    number: int
    heritage_key: str
    surname: str
    shape: str
    size: int
    poor: bool
    speaks_other: bool
    propensity: float
    homes: list[str]
    adults: list[Adult] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)

    @property
    def heritage(self) -> Heritage:
        """The background its names and languages come from."""
        return HERITAGES[self.heritage_key]

    @property
    def looked_after(self) -> bool:
        """Whether its children are looked after by the authority."""
        return self.shape == "foster"

    def has_room_for(self, born: dt.date) -> bool:
        """Whether a child born then could be a brother or sister of those it has."""
        return len(self.children) < self.size and all(
            _LEAST_GAP <= abs(born - child.born) <= _OLDEST_GAP for child in self.children
        )


class Town:
    """Where children come from. It remembers its families, so that brothers and sisters share one."""

    def __init__(self, chance: np.random.Generator, on: dt.date) -> None:
        self.chance = chance
        self.on = on
        self.families: list[Family] = []
        self.children: list[Child] = []
        self._waiting: list[Family] = []  # families that may yet have another child at school
        self._phones = [*chance.permutation(_MOBILES), *chance.permutation(_LANDLINES)]
        self._serials: dict[tuple[str, int], int] = {}
        self._orders = 0

    def child(self, school: School, year: int, year_group: int) -> Child:
        """A child of the age of a year group, who begins school life at this school."""
        born = self._birthday(year, year_group)
        family = self._family_for(born, school)
        return self._born_into(family, born, school, year)

    def twin(self, child: Child, school: School, year: int) -> Child:
        """A brother or sister born the same day."""
        return self._born_into(child.family, child.born, school, year)

    def _birthday(self, year: int, year_group: int) -> dt.date:
        first = dt.date(year - year_group - 5, 9, 1)
        last = dt.date(year - year_group - 4, 8, 31)
        return first + dt.timedelta(days=int(self.chance.integers((last - first).days + 1)))

    def _family_for(self, born: dt.date, school: School) -> Family:
        for _ in range(4):
            if not self._waiting:
                break
            at = int(self.chance.integers(len(self._waiting)))
            family = self._waiting[at]
            if family.has_room_for(born):
                if len(family.children) + 1 >= family.size:
                    del self._waiting[at]
                return family
        return self._new_family(school)

    def _born_into(self, family: Family, born: dt.date, school: School, year: int) -> Child:
        chance = self.chance
        sex = "F" if happens(chance, 0.49) else "M"
        taken = {child.forename for child in family.children}
        names = family.heritage.girls if sex == "F" else family.heritage.boys
        forename = one_of(chance, [name for name in names if name not in taken] or names)
        number, given = self._numbered_by(school, year, born)
        serial = self._serials[(number, given)] = self._serials.get((number, given), 0) + 1
        surname = self._own_surname(family)
        child = Child(
            number=len(self.children),
            family=family,
            forename=str(forename),
            surname=surname,
            sex=sex,
            born=born,
            upn=upn(school_number=number, year=given, serial=serial),
            propensity=_FAMILY_PART * family.propensity + _OWN_PART * float(chance.normal()),
            lateness=0.6 * family.propensity + 0.8 * float(chance.normal()),
            drift=0.5 * family.propensity + 0.85 * float(chance.normal()),
            severe=float(chance.random()),
            sen=_sen(chance, school, sex),
            fsm_since=_fsm_since(chance, family, born, self.on),
            young_carer=happens(chance, 0.012),
            preferred_name=NICKNAMES.get(str(forename), "") if happens(chance, 0.45) else "",
        )
        family.children.append(child)
        self.children.append(child)
        return child

    def _numbered_by(self, school: School, year: int, born: dt.date) -> tuple[str, int]:
        """Who gave a child their UPN, and when: the school they were first at, when they were four."""
        reception = max(born.year + 4 + (born.month >= 9), 2005)
        if school.year_groups[0] <= 1 or reception >= year:
            return school.number, min(reception, year)
        return str(one_of(self.chance, _FIRST_SCHOOLS)), reception

    def _own_surname(self, family: Family) -> str:
        """A child in foster care keeps a surname of their own."""
        if family.looked_after:
            return str(one_of(self.chance, HERITAGES["british"].surnames))
        return family.surname

    # --- families ---

    def _new_family(self, school: School) -> Family:
        chance = self.chance
        key = weighed(chance, {name: heritage.share for name, heritage in HERITAGES.items()})
        heritage = HERITAGES[key]
        shape = weighed(chance, _SHAPES)
        family = Family(
            number=len(self.families),
            heritage_key=key,
            surname=str(one_of(chance, heritage.surnames)),
            shape=shape,
            size=int(weighed(chance, _SIZES)),
            poor=happens(chance, school.deprivation * (1.5 if shape == "one_parent" else 0.88)),
            speaks_other=happens(chance, heritage.speaks_it),
            propensity=float(chance.normal()),
            homes=[self._address()],
        )
        if shape == "two_homes":
            family.homes.append(self._address())
        family.adults = self._adults(family)
        self.families.append(family)
        if family.size > 1:
            self._waiting.append(family)
        return family

    def _address(self) -> str:
        number, street = int(self.chance.integers(1, 160)), one_of(self.chance, STREETS)
        # No post town begins with YX, so these addresses are nobody's.
        code = f"YX{int(self.chance.integers(1, 20))} {int(self.chance.integers(1, 10))}{self._letters()}"
        return f"{number} {street}\n{one_of(self.chance, TOWNS)}\n{code}"

    def _letters(self) -> str:
        return "".join(one_of(self.chance, "ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))

    def _adults(self, family: Family) -> list[Adult]:
        make = {
            "together": self._both_parents,
            "one_parent": self._one_parent,
            "two_homes": self._two_homes,
            "grandparents": self._grandparents,
            "foster": self._foster_carers,
        }[family.shape]
        adults = make(family)
        if family.shape != "foster" and happens(self.chance, 0.34):
            adults.append(self._somebody_else(family))
        return adults

    def _adult(self, family: Family, relationship: str, *, home: int = 0, surname: str = "") -> Adult:
        chance = self.chance
        woman = relationship == "mother" or (
            relationship not in {"father", "step_parent"} and happens(chance, 0.6)
        )
        forename = str(one_of(chance, family.heritage.girls if woman else family.heritage.boys))
        surname = surname or family.surname
        other = family.speaks_other and relationship != "foster_carer"
        adult = Adult(
            name=f"{forename} {surname}",
            relationship=relationship,
            home=home,
            phone=str(self._phones.pop(0)),
            language=family.heritage.language if other else "en",
            needs_interpreter=other and happens(chance, family.heritage.needs_interpreter),
            needs_read_out=family.number % _READ_OUT_EVERY == 0,
        )
        if happens(chance, 0.86):
            adult.email = f"{plain(forename)}.{plain(surname)}{family.number}@post.example.org"
        return adult

    def _both_parents(self, family: Family) -> list[Adult]:
        first = self._adult(family, "mother")
        second = self._adult(family, "father" if happens(self.chance, 0.96) else "parent")
        return [first, second] if happens(self.chance, 0.93) else [second, first]

    def _one_parent(self, family: Family) -> list[Adult]:
        return [self._adult(family, "mother" if happens(self.chance, 0.87) else "father")]

    def _two_homes(self, family: Family) -> list[Adult]:
        mother, father = self._adult(family, "mother"), self._adult(family, "father", home=1)
        chance = self.chance
        away = father if happens(chance, 0.84) else mother
        if happens(chance, 0.62):
            away.has_care = False
        if happens(chance, 0.16):
            away.parental_responsibility = False
        if happens(chance, 0.14):
            away.has_care, away.may_contact = False, False
            self._put_under_an_order(away)
        adults = [mother, father] if away is father else [father, mother]
        if happens(chance, 0.3):
            step = self._adult(family, "step_parent", surname=str(one_of(chance, family.heritage.surnames)))
            adults.append(replace(step, home=adults[0].home, parental_responsibility=False))
        return adults

    def _put_under_an_order(self, adult: Adult) -> None:
        """Every other one has an end: the first soon, the second a while ago, the rest in a year or more."""
        self._orders += 1
        if self._orders % 2:
            days = (16, -24, 400, 700)[(self._orders // 2) % 4]
            adult.do_not_contact_until = self.on + dt.timedelta(days=days)
            adult.may_contact = True

    def _grandparents(self, family: Family) -> list[Adult]:
        carer = self._adult(family, "grandparent")
        mother = self._adult(family, "mother")
        mother.has_care = False
        return [carer, mother]

    def _foster_carers(self, family: Family) -> list[Adult]:
        carer = self._adult(family, "foster_carer")
        carer.parental_responsibility = False
        worker = self._adult(family, "social_worker", surname=_OFFICERS[family.number % 3])
        worker.home, worker.has_care = -1, False
        worker.email = f"{plain(worker.name).replace(' ', '.')}@wealdmere.example.org"
        return [carer, worker]

    def _somebody_else(self, family: Family) -> Adult:
        relationship = "grandparent" if happens(self.chance, 0.7) else "other"
        adult = self._adult(family, relationship, surname=str(one_of(self.chance, family.heritage.surnames)))
        return replace(adult, home=-1, parental_responsibility=False, has_care=False, email="")


def plain(name: str) -> str:
    """A name as an e-mail address can carry it."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(letter for letter in folded.lower() if letter.isalnum() or letter == " ")


def _sen(chance: np.random.Generator, school: School, sex: str) -> str:
    """N none, K support, E plan. Every child of a special school has a plan."""
    if school.special:
        return "E"
    boy = 1.0 if sex == "M" else 0.62
    plan, support = 0.038 * boy, 0.165 * boy
    drawn = chance.random()
    return "E" if drawn < plan else "K" if drawn < plan + support else "N"


def _fsm_since(chance: np.random.Generator, family: Family, born: dt.date, on: dt.date) -> dt.date | None:
    """The day free school meals began, where they did: mostly long ago, for some during the last years."""
    if not family.poor:
        return None
    started = born + dt.timedelta(days=int(4.2 * 365))
    if happens(chance, 0.12):
        recent = on - dt.timedelta(days=int(chance.integers(20, 700)))
        return max(started, recent)
    return started
