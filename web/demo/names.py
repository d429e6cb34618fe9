"""Names of many places. They are put together by chance; whoever bears one of them is not meant."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from domain.fact import Plain


@dataclass(frozen=True)
class Place:
    """Where a family comes from: its language (BCP 47), its names, and which of them comes first."""

    language: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    family_first: bool = False


def _place(language: str, women: str, men: str, families: str, **more: bool) -> Place:
    return Place(
        language,
        tuple(women.split()),
        tuple(men.split()),
        tuple(one.replace("_", " ") for one in families.split()),
        **more,
    )


PLACES = (
    _place(
        "en",
        "Grace Abena Esi Akosua Adwoa Efua",
        "Kofi Kwame Yaw Ebo Kojo Samuel",
        "Mensah Owusu Boateng Asante Appiah Quaye",
    ),
    _place(
        "yo",
        "Folake Yetunde Bisi Temitope Ronke",
        "Tunde Femi Kunle Wale Segun",
        "Adeyemi Okonkwo Balogun Ogunleye Bankole",
    ),
    _place(
        "es",
        "Lucía Marisol Inés Camila Rocío",
        "Diego Andrés Joaquín Tomás Iván",
        "Núñez Quispe Álvarez Ibáñez Mamani",
    ),
    _place(
        "pt",
        "Conceição Beatriz Lívia Inês Rosângela",
        "João Tiago Luís Vítor Sebastião",
        "Gonçalves Araújo Simões Falcão Brandão",
    ),
    _place(
        "vi",
        "Thu Hương Lan Ngọc Trang",
        "Minh Dũng Hùng Quân Tuấn",
        "Nguyễn Trần Phạm Đặng Võ",
        family_first=True,
    ),
    _place(
        "zh",
        "Meiling Xiulan Yan Jing Li",
        "Wei Jun Hao Feng Guang",
        "Zhang Chen Liu Huang Xu",
        family_first=True,
    ),
    _place(
        "hi",
        "Asha Lakshmi Priya Sunita Kavita",
        "Arjun Ravi Suresh Anil Vikram",
        "Sharma Iyer Patil Banerjee Chauhan",
    ),
    _place(
        "ar",
        "Fatima Layla Huda Amal Noor",
        "Yusuf Omar Khalid Ibrahim Hassan",
        "al-Masri Haddad Khoury Nasser Saleh",
    ),
    _place(
        "pl",
        "Małgorzata Zofia Agnieszka Łucja Iwona",
        "Paweł Wojciech Łukasz Zbigniew Jan",
        "Wiśniewska Zając Dąbrowski Wójcik Król",
    ),
    _place(
        "is",
        "Sigríður Guðrún Þóra Ásta Björk",
        "Ólafur Þórður Einar Gísli Örn",
        "Jónsdóttir Þorsteinsson Ásgeirsson Magnússon",
    ),
    _place(
        "uk",
        "Oksana Halyna Iryna Nadiia Solomiia",
        "Taras Bohdan Ostap Mykola Andrii",
        "Shevchuk Kovalenko Bondar Melnyk Tkach",
    ),
    _place(
        "en",
        "Mary Siobhán Niamh Deirdre Catherine",
        "Seán Patrick Eoghan Liam Colm",
        "O'Brien Ó_Súilleabháin McCarthy Byrne Nolan",
    ),
    _place(
        "am",
        "Almaz Tigist Selam Hirut",
        "Abebe Dawit Tesfaye Haile",
        "Bekele Tadesse Girma Alemu",
    ),
    _place(
        "id",
        "Siti Dewi Wulan Ratna",
        "Suharto Budi Slamet Agus",
        "",
    ),
)


def name(random: Random, woman: bool) -> tuple[Plain, str]:
    """An official name as it is written at home, and the language spoken there. Some people have one name only."""
    place = random.choice(PLACES)
    given = random.choice(place.women if woman else place.men)
    if not place.families:
        return {"text": given, "use": "official", "given": [given]}, place.language
    family = random.choice(place.families)
    text = f"{family} {given}" if place.family_first else f"{given} {family}"
    return {"text": text, "use": "official", "family": family, "given": [given]}, place.language


STREETS = ("Harbour Road", "Mill Lane", "Station Street", "Garden Row", "Chapel Hill", "Market Square", "Long Acre")
TOWNS = ("Eastwick", "Port Alder", "Hollins", "Brackwater", "Upper Marl")
WORK = ("teacher", "bus driver", "farmer", "nurse", "student", "carpenter", "shopkeeper", "retired", "cook", "fisher")


def address(random: Random) -> Plain:
    line, town = f"{random.randint(1, 180)} {random.choice(STREETS)}", random.choice(TOWNS)
    return {"text": f"{line}, {town}", "lines": [line], "city": town, "use": "home"}


def phone(random: Random) -> Plain:
    """A number of the range that is kept free for stories (ITU-T E.164 country code 999 is not given to anyone)."""
    return {
        "system": "phone",
        "value": f"+999 {random.randint(200, 989)} {random.randint(1000, 9999)}",
        "use": "mobile",
    }
