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


BLOOD_COUNT = Panel(
    "58410-2",
    "Complete blood count",
    (
        Analyte("718-7", "Haemoglobin", "g/dL", "12.0", "16.0", 13.6, 1.3),
        Analyte("6690-2", "Leukocytes", "10*3/uL", "4.0", "11.0", 7.0, 1.9),
        Analyte("777-3", "Platelets", "10*3/uL", "150", "400", 255, 60, 0),
    ),
)
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
SUGAR = Panel("4548-4", "Haemoglobin A1c", (Analyte("4548-4", "Haemoglobin A1c", "%", None, "5.7", 6.9, 0.8),))
PANELS = (BLOOD_COUNT, METABOLIC, LIPIDS)

X_RAYS = (
    (
        "Chest",
        "Cough for three weeks",
        "The lungs are clear. The heart is not enlarged. No effusion.",
        "Normal chest x-ray.",
    ),
    (
        "Chest",
        "Fever and cough",
        "Patchy opacity in the right lower zone. No effusion.",
        "Pneumonia of the right lower lobe.",
    ),
    (
        "Left wrist",
        "Fall on the outstretched hand",
        "Transverse fracture of the distal radius, not displaced.",
        "Fracture of the left distal radius.",
    ),
    (
        "Right knee",
        "Pain on walking",
        "Narrowed medial joint space with osteophytes.",
        "Moderate osteoarthritis of the right knee.",
    ),
    (
        "Lumbar spine",
        "Low back pain",
        "Alignment is normal. Disc height is reduced at L4/L5.",
        "Degenerative change at L4/L5.",
    ),
)


def x_ray(random: Random) -> tuple[Plain, Plain]:
    """Header and content of an x-ray report."""
    site, question, findings, impression = random.choice(X_RAYS)
    header = {
        "kind": "imaging",
        "what": f"X-ray {site.lower()}",
        "modality": "DX",
        "body_site": site,
        "clinical_question": question,
    }
    return header, {
        "technique": "Two views.",
        "findings": findings,
        "impression": impression,
        "radiologist": "Dr. V. Lindqvist",
    }
