"""What the invented people come with: reasons for a visit, illnesses and what is taken for them, vaccines."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Reason:
    """Why somebody of these ages comes; `x_ray` is what is then looked at, `fever` whether it comes with one."""

    text: str
    ages: tuple[float, float] = (0, 120)
    x_ray: str | None = None
    fever: bool = False


REASONS = (
    Reason("Check-up"),
    Reason("Cough", x_ray="Chest", fever=True),
    Reason("Fever and cough", x_ray="Chest", fever=True),
    Reason("Well-child visit", (0, 6)),
    Reason("Earache", (0, 12), fever=True),
    Reason("Rash", (0, 40)),
    Reason("Fall at home", (2, 120), x_ray="Left wrist"),
    Reason("Headache", (8, 80)),
    Reason("Back pain", (20, 95), x_ray="Lumbar spine"),
    Reason("Knee pain", (35, 95), x_ray="Right knee"),
    Reason("Follow-up of blood pressure", (35, 100)),
    Reason("Repeat prescription", (30, 100)),
    Reason("Tiredness", (14, 95)),
)


@dataclass(frozen=True)
class Illness:
    """A lasting one: from what age, how likely to be there by old age, what is taken, which test follows it."""

    what: str
    since: float
    chance: float
    medicine: tuple[str, str, str] | None = None
    test: str | None = None


ILLNESSES = (
    Illness("Essential hypertension", 38, 0.45, ("Amlodipine 5 mg", "1 tablet", "once a day"), "metabolic"),
    Illness("Type 2 diabetes", 42, 0.22, ("Metformin 500 mg", "1 tablet", "twice a day"), "sugar"),
    Illness("Hyperlipidaemia", 40, 0.25, ("Simvastatin 20 mg", "1 tablet", "in the evening"), "lipids"),
    Illness("Hypothyroidism", 25, 0.10, ("Levothyroxine 50 mcg", "1 tablet", "in the morning"), "thyroid"),
    Illness("Osteoarthritis of the knee", 50, 0.30, ("Paracetamol 500 mg", "1 tablet", "when needed")),
    Illness("Migraine", 14, 0.12),
    Illness("Asthma", 3, 0.12, ("Salbutamol inhaler", "2 puffs", "when needed")),
    Illness("Atopic dermatitis", 0.5, 0.10),
)
ALLERGIES = (
    ("Penicillin", "medication", "rash"),
    ("Peanut", "food", "swelling of the lips"),
    ("Latex", "environment", "hives"),
    ("Ibuprofen", "medication", "wheezing"),
    ("Cow's milk", "food", "vomiting"),
)
OPERATIONS = (("Appendectomy", 8), ("Tonsillectomy", 4), ("Inguinal hernia repair", 30), ("Cataract surgery", 62))
CHILDHOOD_VACCINES = (  # what is given, which dose, from what age in years
    ("Diphtheria, tetanus and pertussis vaccine", "1", 0.15),
    ("Diphtheria, tetanus and pertussis vaccine", "2", 0.3),
    ("Measles, mumps and rubella vaccine", "1", 1.0),
    ("Measles, mumps and rubella vaccine", "2", 4.0),
    ("Human papillomavirus vaccine", "1", 11.0),
)
INFLUENZA = "Influenza vaccine"
SMOKING = ("Never smoked", "Smokes ten a day", "Stopped smoking")


def reason(random: Random, age: float) -> Reason:
    return random.choice([one for one in REASONS if one.ages[0] <= age < one.ages[1]])


def lasting(random: Random, age: float) -> list[tuple[Illness, float]]:
    """What somebody of that age has, each with the age at which it began."""
    return [
        (one, random.uniform(one.since, min(age, one.since + 30)))
        for one in ILLNESSES
        if one.since < age and random.random() < one.chance * min(1.0, (age - one.since) / 20)
    ]
