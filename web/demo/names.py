"""Names of many places. They are put together by chance; whoever bears one of them is not meant."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from domain.fact import Plain


@dataclass(frozen=True)
class Place:
    """Where a family comes from: its language (BCP 47), its names, and which of them comes first.

    A family's name that differs for women is written `Jónsson/Jónsdóttir`.
    """

    language: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    family_first: bool = False

    def named(self, random: Random, woman: bool, family: str) -> Plain:
        """An official name as it is written at home. Some people have one name only."""
        given = random.choice(self.women if woman else self.men)
        if not family:
            return {"text": given, "use": "official", "given": [given]}
        own = family.split("/")[-1 if woman else 0]
        text = f"{own} {given}" if self.family_first else f"{given} {own}"
        return {"text": text, "use": "official", "family": own, "given": [given]}

    def related(self, random: Random, woman: bool, name: Plain) -> str:
        """The name of somebody of the same family."""
        own = name.get("family", "")
        family = next((one for one in self.families if own in one.split("/")), own)
        text: str = self.named(random, woman, family)["text"]
        return text


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
        "Adeyemi Akinola Balogun Ogunleye Bankole",
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
        "Wiśniewski/Wiśniewska Zając Dąbrowski/Dąbrowska Wójcik Król",
    ),
    _place(
        "is",
        "Sigríður Guðrún Þóra Ásta Björk",
        "Ólafur Þórður Einar Gísli Örn",
        "Jónsson/Jónsdóttir Þorsteinsson/Þorsteinsdóttir Ásgeirsson/Ásgeirsdóttir Magnússon/Magnúsdóttir",
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
    """An official name, and the language that is spoken where it comes from."""
    place = random.choice(PLACES)
    family = random.choice(place.families) if place.families else ""
    return place.named(random, woman, family), place.language


def full_name(random: Random, woman: bool, years: float) -> tuple[Place, list[Plain]]:
    """Where somebody comes from, and the official name; some women had another one before they married."""
    place = random.choice(PLACES)
    family = random.choice(place.families) if place.families else ""
    name = place.named(random, woman, family)
    if woman and years > 25 and len(place.families) > 1 and random.random() < 0.15:
        maiden = random.choice([one for one in place.families if one != family]).split("/")[-1]
        return place, [name, {"text": name["text"].replace(name["family"], maiden), "use": "maiden"}]
    return place, [name]


STREETS = ("Harbour Road", "Mill Lane", "Station Street", "Garden Row", "Chapel Hill", "Market Square", "Long Acre")
TOWNS = ("Eastwick", "Port Alder", "Hollins", "Brackwater", "Upper Marl")
WORK = ("teacher", "bus driver", "farmer", "nurse", "carpenter", "shopkeeper", "cook", "fisher", "electrician")


def work(random: Random, years: float) -> str:
    if years > 67:
        return "retired"
    return "student" if years < 23 else random.choice(WORK)


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
