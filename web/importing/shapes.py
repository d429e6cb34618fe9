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
_DUE: dict[str, tuple[type, str]] = {
    **dict.fromkeys(_TEXT.split(), (str, "text")),
    **dict.fromkeys(_OBJECT.split(), (dict, "an object")),
    **dict.fromkeys(_LIST.split(), (list, "a list")),
    "deceasedBoolean": (bool, "true or false"),
    "valueBoolean": (bool, "true or false"),
    "valueInteger": (int, "a whole number"),
}
# Fields whose shape depends on the kind of resource.
_OTHERWISE: dict[str, dict[str, tuple[type, str]]] = {
    "Encounter": {"type": (list, "a list")},
    "DocumentReference": {"type": (dict, "an object"), "context": (dict, "an object")},
    "FamilyMemberHistory": {"name": (str, "text")},
    "Procedure": {"performer": (list, "a list")},
}
_CALLED = {str: "text", dict: "an object", list: "a list", bool: "true or false", int: "a number", bytes: "a number"}


def wrong(resource: Plain) -> str | None:
    """What is wrong with the first field that has another shape; None where all are as they should be."""
    own = _OTHERWISE.get(resource["resourceType"], {})
    for name, value in resource.items():
        due = own.get(name) or _DUE.get(name)
        if due and type(value) is not due[0]:
            return f"{name}: {due[1]} is due here, and this is {_CALLED.get(type(value), 'nothing')}"
    return None
