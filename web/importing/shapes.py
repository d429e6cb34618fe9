"""Whether the fields of a resource that are read here have the JSON shape that FHIR R4 gives them."""

from __future__ import annotations

from domain.fact import Plain

_TEXT = (
    "birthDate gender deceasedDateTime status issued conclusion onsetDateTime onsetString abatementDateTime "
    "abatementString recordedDate performedDateTime performedString occurrenceDateTime occurrenceString authoredOn "
    "effectiveDateTime effectiveInstant started date description lotNumber type criticality valueString "
    "valueDateTime valueTime contentType data docStatus"
)
_OBJECT = (
    "subject patient encounter context code valueQuantity valueCodeableConcept clinicalStatus verificationStatus "
    "medicationCodeableConcept medicationReference vaccineCode relationship class period effectivePeriod "
    "performedPeriod onsetPeriod abatementPeriod maritalStatus severity dataAbsentReason"
)
_LIST = (
    "name identifier telecom address contact communication link contained component referenceRange interpretation "
    "reaction condition series content presentedForm result hasMember participant reasonCode note dosageInstruction"
)
_USUAL: dict[str, type] = {
    **dict.fromkeys(_TEXT.split(), str),
    **dict.fromkeys(_OBJECT.split(), dict),
    **dict.fromkeys(_LIST.split(), list),
    "deceasedBoolean": bool,
    "valueBoolean": bool,
    "valueInteger": int,
}
# Fields whose shape depends on the kind of resource.
_TYPES: dict[str, dict[str, type]] = {
    "Encounter": {**_USUAL, "type": list},
    "DocumentReference": {**_USUAL, "type": dict},
    "FamilyMemberHistory": {**_USUAL, "name": str},
}
_CALLED = {str: "text", dict: "an object", list: "a list", bool: "true or false", int: "a number", bytes: "a number"}


def wrong(resource: Plain) -> str | None:
    """What is wrong with the first field that has another shape; None where all are as they should be."""
    due = _TYPES.get(resource["resourceType"], _USUAL)
    for name, value in resource.items():
        if name in due and type(value) is not due[name] and value is not None:
            return f"{name}: {_CALLED[due[name]]} is due here, and this is {_CALLED[type(value)]}"
    return None
