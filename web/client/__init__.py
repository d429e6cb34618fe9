"""A client of API v1: typed, of the standard library alone, and by no name of ours: this folder can be taken anywhere.

with Client("https://records.example", token) as records:
    for hit in records.find("Núñez"):
        print(hit["mrn"], records.file(hit["id"])["demographics"])
"""

from .api import Client
from .problem import Problem, Unreached

__all__ = ["Client", "Problem", "Unreached"]
