"""Records that come from elsewhere: FHIR R4, every resource accounted for."""

from web.importing.run import import_fhir

__all__ = ["import_fhir"]
