"""A client of API v1: typed, and made of the standard library alone, so that this folder can be taken anywhere.

    with Client("https://records.example", token) as records:
        for hit in records.find("Núñez"):
            print(hit["mrn"], records.file(hit["id"])["demographics"])
"""

from web.client.api import Client
from web.client.problem import Problem, Unreached

__all__ = ["Client", "Problem", "Unreached"]
