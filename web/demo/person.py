"""An invented person, before the first visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from domain.fact import Plain
from web.demo import growth
from web.demo.illness import Illness, lasting
from web.demo.names import Place, address, full_name, phone, work

_CHILD = 0.3  # of the people are children when they first come
_ADULT = 18


@dataclass
class Person:
    """`build` is how tall and heavy for one's age, 1 is the middle; `told` is what the record knows already."""

    born: date
    woman: bool
    details: Plain
    abo: str
    rhd: str
    build: float
    pressure: float  # mm[Hg] above or below what is usual at that age
    ills: list[tuple[Illness, float]]
    told: dict[str, str] = field(default_factory=dict)
    pounds: bool = False  # weighed on the old scales

    def age(self, on: date) -> float:
        """In years."""
        return (on - self.born).days / 365.25

    def height(self, on: date) -> float:
        """In centimetres."""
        return growth.height(self.woman, self.age(on)) * self.build

    def weight(self, on: date) -> float:
        """In kilograms."""
        return growth.mass_index(self.age(on)) * (self.height(on) / 100) ** 2 * self.build

    def has(self, what: str, on: date) -> bool:
        return any(one.what == what and since <= self.age(on) for one, since in self.ills)


def invent(random: Random, first_visit: date) -> Person:
    """Someone who comes for the first time on that day."""
    woman = random.random() < 0.52
    years = random.uniform(0.1, 14) if random.random() < _CHILD else random.triangular(18, 92, 45)
    born = first_visit - timedelta(days=int(years * 365.25))
    place, names = full_name(random, woman, years)
    details: Plain = {
        "names": names,
        "birth": _birth(random, born, years),
        "gender": "female" if woman else "male",
        "sex_at_birth": "F" if woman else "M",
        "addresses": [address(random)],
        "language": place.language,
        "registration_source": "kin" if years < 16 else random.choice(("self", "self", "self", "transfer")),
        **_about(random, born, years),
        **_kin(random, place, names[0], years),
    }
    abo = random.choices(("O", "A", "B", "AB"), (45, 35, 15, 5))[0]
    rhd = random.choices(("positive", "negative"), (88, 12))[0]
    ills = lasting(random, years + 6)
    build, pressure = random.gauss(1.0, 0.035), random.gauss(0, 7)
    return Person(born, woman, details, abo, rhd, build, pressure, ills, pounds=random.random() < 0.06)


def _about(random: Random, born: date, years: float) -> Plain:
    number = f"HM-{random.randint(10**6, 10**7 - 1)}-{born:%y%j}"
    insured = {"type": "INS", "issuer": "Harbour Mutual", "value": number}
    details = _if(random, 0.85, "contacts", [phone(random)]) | _if(random, 0.4, "identifiers", [insured])
    if years > _ADULT:
        status = random.choice(("married", "single", "divorced") + (("widowed",) if years > 55 else ()))
        details |= _if(random, 0.6, "occupation", work(random, years))
        details |= _if(random, 0.5, "marital_status", "single" if years < 22 else status)
    return details


def _kin(random: Random, place: Place, name: Plain, years: float) -> Plain:
    """A child has somebody to ask; most others have somebody to call."""
    mother = random.random() < 0.6
    if years < 16:
        relationship = "mother" if mother else "father"
    else:
        older = ("daughter", "sister", "spouse") if mother else ("son", "brother", "spouse")
        relationship = random.choice(older if years > 45 else older[1:])
    kin = {
        "name": place.related(random, mother, name),
        "relationship": relationship,
        "phone": phone(random)["value"],
    }
    return _if(random, 0.9 if years < 16 else 0.7, "next_of_kin", [kin])


def _if(random: Random, chance: float, field: str, value: object) -> Plain:
    return {field: value} if random.random() < chance else {}


def _birth(random: Random, born: date, years: float) -> Plain:
    """Old people often know the year alone, and some the decade."""
    luck = random.random()
    if years > 60 and luck < 0.15:
        return {"value": f"{born.year // 10}X", "basis": "estimated"}
    if years > 40 and luck < 0.25:
        return {"value": f"{born.year}", "basis": "stated"}
    if years > 16 and luck < 0.3:
        return {"value": f"{born:%Y-%m}", "basis": "informant"}
    return {"value": born.isoformat(), "basis": "document" if luck < 0.8 else "stated"}
