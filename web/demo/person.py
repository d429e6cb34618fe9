"""An invented person, before the first visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from domain.fact import Plain
from web.demo.names import WORK, address, name, phone

_CHILD = 0.3  # of the people are children when they first come


@dataclass
class Person:
    born: date
    woman: bool
    details: Plain
    abo: str
    rhd: str
    build: float  # how tall and heavy for one's age, 1 is the middle

    def age(self, on: date) -> float:
        """In years."""
        return (on - self.born).days / 365.25

    def height(self, on: date) -> float:
        """In centimetres; children grow quickly at first."""
        grown = 162.0 if self.woman else 175.0
        years = min(self.age(on), 18.0)
        return float((50.0 + (grown - 50.0) * (years / 18.0) ** 0.62) * self.build)

    def weight(self, on: date) -> float:
        """In kilograms, by a body mass index that rises from 14 to 25."""
        years = self.age(on)
        index = 14.0 + min(years, 45.0) / 45.0 * 11.0
        return float(index * (self.height(on) / 100.0) ** 2 * self.build)


def invent(random: Random, first_visit: date) -> Person:
    """Someone who comes for the first time on that day."""
    woman = random.random() < 0.52
    years = random.uniform(0.1, 14) if random.random() < _CHILD else random.triangular(18, 92, 45)
    born = first_visit - timedelta(days=int(years * 365.25))
    official, language = name(random, woman)
    details: Plain = {
        "names": [official],
        "birth": _birth(random, born, years),
        "gender": "female" if woman else "male",
        "sex_at_birth": "F" if woman else "M",
        "addresses": [address(random)],
        "language": language,
        "registration_source": random.choice(("self", "self", "self", "kin", "transfer")),
    }
    details |= _if(random, 0.85, "contacts", [phone(random)])
    details |= _if(
        random,
        0.4,
        "identifiers",
        [{"type": "INS", "issuer": "Harbour Mutual", "value": f"HM-{random.randint(10**6, 10**7 - 1)}"}],
    )
    if years > 18:
        details |= _if(random, 0.6, "occupation", random.choice(WORK))
        details |= _if(random, 0.5, "marital_status", random.choice(("married", "single", "widowed", "divorced")))
    kin, _ = name(random, not woman)
    details |= _if(
        random,
        0.7,
        "next_of_kin",
        [{"name": kin["text"], "relationship": _kinship(random, years), "phone": phone(random)["value"]}],
    )
    abo = random.choices(("O", "A", "B", "AB"), (45, 35, 15, 5))[0]
    rhd = random.choices(("positive", "negative"), (88, 12))[0]
    return Person(born, woman, details, abo, rhd, random.gauss(1.0, 0.035))


def _if(random: Random, chance: float, field: str, value: object) -> Plain:
    return {field: value} if random.random() < chance else {}


def _kinship(random: Random, years: float) -> str:
    return random.choice(("mother", "father") if years < 16 else ("spouse", "sister", "brother", "son", "daughter"))


def _birth(random: Random, born: date, years: float) -> Plain:
    """Old people often know the year alone, and some the decade."""
    luck = random.random()
    if years > 60 and luck < 0.15:
        return {"value": f"{born.year // 10}X", "basis": "estimated"}
    if years > 40 and luck < 0.25:
        return {"value": f"{born.year}", "basis": "stated"}
    if luck < 0.3:
        return {"value": f"{born:%Y-%m}", "basis": "informant"}
    return {"value": born.isoformat(), "basis": "document" if luck < 0.8 else "stated"}
