"""What the invented laboratory and x-ray room report, with the ranges that this laboratory prints."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from domain.fact import Plain

LOINC = "http://loinc.org"
LABORATORY = "Eastwick Clinical Laboratory"


@dataclass(frozen=True)
class Analyte:
    """`usual` and `spread` are the middle and the width of what people have, `places` the digits that are printed."""

    code: str
    name: str
    unit: str
    low: str | None
    high: str | None
    usual: float
    spread: float
    places: int = 1

    def result(self, random: Random, drift: float = 0.0) -> Plain:
        value = max(self.usual + self.spread * (random.gauss(0, 1) + drift), self.usual * 0.2)
        ends = {"low": self.low, "high": self.high}
        return {
            "what": coded(self.code, self.name),
            "value": f"{value:.{self.places}f}",
            "unit": self.unit,
            "range": {end: limit for end, limit in ends.items() if limit},
        }


@dataclass(frozen=True)
class Panel:
    code: str
    name: str
    analytes: tuple[Analyte, ...]

    def header(self) -> Plain:
        return {"kind": "laboratory", "what": coded(self.code, self.name), "performer": LABORATORY}


def coded(code: str, text: str) -> Plain:
    return {"text": text, "codings": [{"system": LOINC, "code": code, "display": text}]}


def blood_count(woman: bool, child: bool) -> Panel:
    """The laboratory prints the range that is meant for this person."""
    low, high, usual = ("11.0", "14.5", 12.6) if child else ("12.0", "16.0", 13.6) if woman else ("13.5", "17.5", 15.1)
    haemoglobin = Analyte("718-7", "Haemoglobin", "g/dL", low, high, usual, 1.0)
    return Panel("58410-2", "Complete blood count", (haemoglobin, _WHITE, _PLATELETS))


_WHITE = Analyte("6690-2", "Leukocytes", "10*3/uL", "4.0", "11.0", 7.0, 1.9)
_PLATELETS = Analyte("777-3", "Platelets", "10*3/uL", "150", "400", 255, 60, 0)
METABOLIC = Panel(
    "51990-0",
    "Basic metabolic panel",
    (
        Analyte("2345-7", "Glucose", "mg/dL", "70", "99", 92, 15, 0),
        Analyte("2160-0", "Creatinine", "mg/dL", "0.6", "1.2", 0.9, 0.18, 2),
        Analyte("2951-2", "Sodium", "mmol/L", "135", "145", 140, 2.4, 0),
        Analyte("2823-3", "Potassium", "mmol/L", "3.5", "5.1", 4.2, 0.4),
    ),
)
LIPIDS = Panel(
    "24331-1",
    "Lipid panel",
    (
        Analyte("2093-3", "Cholesterol", "mg/dL", None, "200", 192, 32, 0),
        Analyte("2085-9", "HDL cholesterol", "mg/dL", "40", None, 52, 11, 0),
        Analyte("2571-8", "Triglycerides", "mg/dL", None, "150", 130, 48, 0),
    ),
)
SUGAR = Panel("4548-4", "Haemoglobin A1c", (Analyte("4548-4", "Haemoglobin A1c", "%", None, "5.7", 7.1, 0.7),))
THYROID = Panel("3016-3", "Thyrotropin", (Analyte("3016-3", "Thyrotropin", "m[IU]/L", "0.4", "4.0", 3.4, 1.2, 2),))
FOLLOWING = {"metabolic": METABOLIC, "lipids": LIPIDS, "sugar": SUGAR, "thyroid": THYROID}
"""The test by which an illness is followed."""

X_RAYS = (
    ("Chest", "The lungs are clear. The heart is not enlarged. No effusion.", "Normal chest x-ray."),
    ("Chest", "Patchy opacity in the right lower zone. No effusion.", "Pneumonia of the right lower lobe."),
    ("Left wrist", "Transverse fracture of the distal radius, not displaced.", "Fracture of the left distal radius."),
    ("Left wrist", "No fracture. The joint spaces are kept.", "Normal left wrist."),
    ("Right knee", "Narrowed medial joint space with osteophytes.", "Moderate osteoarthritis of the right knee."),
    ("Lumbar spine", "Alignment is normal. Disc height is reduced at L4/L5.", "Degenerative change at L4/L5."),
)


def x_ray(random: Random, wanted: str | None, question: str) -> tuple[Plain, Plain]:
    """Header and content of an x-ray report, of a part of the body or of any."""
    site, findings, impression = random.choice([one for one in X_RAYS if wanted in (None, one[0])])
    header = {
        "kind": "imaging",
        "what": f"X-ray {site.lower()}",
        "modality": "XR",
        "body_site": site,
        "clinical_question": question,
        "ordered_by": "Dr. N. Osei",
    }
    return header, {
        "technique": "Two views.",
        "findings": findings,
        "impression": impression,
        "radiologist": "Dr. M. Castellanos",
    }
