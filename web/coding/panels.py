"""The laboratory panels that a clerk begins from: analytes in the order of a slip, each with its unit and its code.

Codes are LOINC (© Regenstrief Institute and the LOINC Committee, free under the LOINC licence, loinc.org/license). Only
those ship that a source beside the project holds with a name that agrees, see tests/web/test_panels.py; an analyte
without one is recorded by its name. Ranges are not here: the range of a result is the one printed on its slip.
"""

from __future__ import annotations

from typing import NamedTuple

from domain.fact import Plain
from domain.text import folded

LOINC = "http://loinc.org"


class Analyte(NamedTuple):
    """`unit` is the UCUM unit that the code is meant for, empty for what is told in words."""

    name: str
    unit: str = ""
    code: str = ""
    display: str = ""


class Panel(NamedTuple):
    name: str
    analytes: tuple[Analyte, ...]
    code: str = ""
    display: str = ""


PANELS = {
    "cbc": Panel("Complete blood count", (
        Analyte("Haemoglobin", "g/dL", "718-7", "Hemoglobin [Mass/volume] in Blood"),
        Analyte("Haematocrit", "%", "4544-3", "Hematocrit [Volume Fraction] of Blood by Automated count"),
        Analyte("Leukocytes", "10*3/uL", "6690-2", "Leukocytes [#/volume] in Blood by Automated count"),
        Analyte("Erythrocytes", "10*6/uL", "789-8", "Erythrocytes [#/volume] in Blood by Automated count"),
        Analyte("Platelets", "10*3/uL", "777-3", "Platelets [#/volume] in Blood by Automated count"),
        Analyte("MCV", "fL", "787-2", "MCV [Entitic volume] by Automated count"),
        Analyte("MCH", "pg", "785-6", "MCH [Entitic mass] by Automated count"),
        Analyte("MCHC", "g/dL", "786-4", "MCHC [Mass/volume] by Automated count"),
    ), "58410-2", "Complete blood count (hemogram) panel - Blood by Automated count"),
    "metabolic": Panel("Metabolic panel", (
        Analyte("Glucose", "mg/dL", "2345-7", "Glucose"),
        Analyte("Sodium", "mmol/L", "2951-2", "Sodium"),
        Analyte("Potassium", "mmol/L", "2823-3", "Potassium"),
        Analyte("Chloride", "mmol/L", "2075-0", "Chloride"),
        Analyte("Carbon dioxide", "mmol/L", "2028-9", "Carbon Dioxide"),
        Analyte("Urea nitrogen", "mg/dL", "3094-0", "Urea Nitrogen"),
        Analyte("Creatinine", "mg/dL", "2160-0", "Creatinine"),
        Analyte("Calcium", "mg/dL", "17861-6", "Calcium"),
        Analyte("Protein", "g/dL", "2885-2", "Protein [Mass/volume] in Serum or Plasma"),
        Analyte("Albumin", "g/dL", "1751-7", "Albumin [Mass/volume] in Serum or Plasma"),
        Analyte("Bilirubin", "mg/dL", "1975-2", "Bilirubin.total [Mass/volume] in Serum or Plasma"),
        Analyte("ALP", "U/L", "6768-6", "Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma"),
        Analyte("ALT", "U/L", "1742-6", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma"),
        Analyte("AST", "U/L", "1920-8", "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma"),
    ), "24323-8", "Comprehensive metabolic 2000 panel - Serum or Plasma"),
    "lipids": Panel("Lipids", (
        Analyte("Cholesterol", "mg/dL", "2093-3", "Total Cholesterol"),
        Analyte("HDL cholesterol", "mg/dL", "2085-9", "HDL Cholesterol"),
        Analyte("LDL cholesterol", "mg/dL", "13457-7",
                "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation"),
        Analyte("Triglycerides", "mg/dL", "2571-8", "Triglycerides"),
    ), "24331-1", "Lipid 1996 panel - Serum or Plasma"),
    "glucose": Panel("Glucose", (Analyte("Glucose", "mg/dL", "2345-7", "Glucose"),), "2345-7", "Glucose"),
    "a1c": Panel("Haemoglobin A1c", (
        Analyte("Haemoglobin A1c", "%", "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"),
    ), "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"),
    "thyroid": Panel("Thyroid", (
        Analyte("TSH", "m[IU]/L", "3016-3", "Thyrotropin [Units/volume] in Serum or Plasma"),
        Analyte("Free T4", "ng/dl", "3024-7", "Thyroxine (T4) free [Mass/volume] in Serum or Plasma"),
        Analyte("Free T3", "pg/mL"),
    )),
    "coagulation": Panel("Coagulation", (Analyte("INR"), Analyte("Prothrombin time", "s"), Analyte("aPTT", "s"))),
    "crp": Panel("C-reactive protein", (Analyte("C-reactive protein", "mg/L"),)),
    "esr": Panel("Sedimentation rate", (Analyte("Sedimentation rate", "mm/h"),)),
    "urine": Panel("Urinalysis", (
        Analyte("Colour", "", "5778-6", "Color of Urine"),
        Analyte("Specific gravity", "", "5811-5", "Specific gravity of Urine by Test strip"),
        Analyte("pH", "", "5803-2", "pH of Urine by Test strip"),
        Analyte("Leukocyte esterase", "", "5799-2", "Leukocyte esterase [Presence] in Urine by Test strip"),
        Analyte("Nitrite", "", "5802-4", "Nitrite [Presence] in Urine by Test strip"),
        Analyte("Protein in urine", "", "20454-5", "Protein [Presence] in Urine by Test strip"),
        Analyte("Glucose in urine", "mg/dL", "5792-7", "Glucose [Mass/volume] in Urine by Test strip"),
        Analyte("Ketones", "", "2514-8", "Ketones [Presence] in Urine by Test strip"),
        Analyte("Bilirubin in urine", "", "5770-3", "Bilirubin.total [Presence] in Urine by Test strip"),
        Analyte("Blood in urine", "", "5794-3", "Hemoglobin [Presence] in Urine by Test strip"),
    ), "24357-6", "Urinalysis macro (dipstick) panel - Urine"),
}  # fmt: skip
_BY_NAME = {folded(panel.name): panel for panel in PANELS.values()}


def coded(name: str, unit: str, panel: str) -> Plain:
    """`{"text"[, "codings"]}` of an analyte of a panel; its code only in the unit that the code is meant for."""
    analytes = _BY_NAME[folded(panel)].analytes if folded(panel) in _BY_NAME else ()
    known = next((one for one in analytes if folded(one.name) == folded(name) and one.unit == unit), None)
    return _what(name, known.code, known.display) if known else {"text": name}


def coded_panel(name: str) -> Plain:
    """`{"text"[, "codings"]}` of a report that has a panel's name."""
    known = _BY_NAME.get(folded(name))
    return _what(name, known.code, known.display) if known else {"text": name}


def _what(text: str, code: str, display: str) -> Plain:
    coding = [{"system": LOINC, "code": code, "display": display}] if code else []
    return {"text": text, **({"codings": coding} if coding else {})}
