"""The tables, in Django's natural style. `settings.TRACK` hands each of them to whoever keeps its history."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Patient(models.Model):
    mrn = models.CharField(max_length=20, unique=True)
    family_name = models.CharField(max_length=80)
    given_name = models.CharField(max_length=80)
    birth_date = models.CharField(max_length=10)
    gender = models.CharField(max_length=10)
    blood_group = models.CharField(max_length=4)
    phone = models.CharField(max_length=30)
    address = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["birth_date", "family_name"], name="born_family"),)


class Visit(models.Model):
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="visits")
    at = models.TextField()
    department = models.TextField()
    complaint = models.TextField()


class Measurement(models.Model):
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="measurements")
    code = models.TextField()
    value = models.TextField()
    unit = models.TextField()
    at = models.TextField()


class Entry(models.Model):
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="entries")
    kind = models.TextField()
    text = models.TextField()
    onset = models.TextField()


class Report(models.Model):
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="reports")
    kind = models.TextField()
    title = models.TextField()
    at = models.TextField()
    conclusion = models.TextField()


class Result(models.Model):
    report = models.ForeignKey(Report, models.PROTECT, related_name="results")
    code = models.TextField()
    name = models.TextField()
    value = models.TextField()
    unit = models.TextField()


KINDS = {
    "patient": Patient,
    "visit": Visit,
    "measurement": Measurement,
    "history": Entry,
    "report": Report,
    "result": Result,
}
for model in KINDS.values():
    settings.TRACK(model)
