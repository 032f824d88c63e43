"""The fictional company, its cast and its market. Any likeness to a real company is by chance."""

from __future__ import annotations

from dataclasses import dataclass

COMPANY = {"name": "Larkfield Systems", "zone": "Europe/Berlin", "currency": "EUR", "country": "DE"}
DOMAIN = "larkfield.example"
VENDOR = "LeadHarbor"


@dataclass(frozen=True)
class Member:
    """One of the cast. `answers_h` is the usual time to a first attempt, `skill` multiplies good outcomes."""

    key: str
    name: str
    role: str
    team: str | None
    story: str
    answers_h: float = 4.0
    skill: float = 1.0
    neglect: float = 0.02


CAST = (
    Member(
        "ingrid", "Ingrid Solberg", "executive", None, "Chief executive. Reads everything, breaks deadlocks."
    ),
    Member("omar", "Omar Haddad", "operations", None, "Revenue operations. Imports, playbook, settings."),
    Member("priya", "Priya Raman", "admin", None, "Administrator of Detente."),
    Member("mats", "Mats Keller", "marketing", "Marketing", "Heads marketing; paid for the number of leads."),
    Member("lucia", "Lucía Ortega", "marketing", "Marketing", "Runs webinars, fairs and the newsletter."),
    Member("dana", "Dana Whitfield", "manager", "Sales", "Heads sales; says the leads are bad."),
    Member("tom", "Tom Achebe", "sdr", "Inside sales", "Answers within minutes.", 0.15, 1.45, 0.0),
    Member("sofia", "Sofia Brandt", "sdr", "Inside sales", "Answers the same day.", 5.0, 1.0, 0.02),
    Member(
        "jonas", "Jonas Weil", "sdr", "Inside sales", "Has more on his list than he calls.", 46.0, 0.9, 0.16
    ),
    Member("elif", "Elif Demir", "ae", "Sales", "Account executive, north.", skill=1.05),
    Member("ruben", "Ruben Castellan", "ae", "Sales", "Account executive, south.", skill=1.0),
    Member("hanna", "Hanna Wójcik", "ae", "Sales", "Account executive, abroad.", skill=0.98),
    Member("victor", "Victor Prill", "vendor", None, "Sells us lists; sees only his own leads."),
)
TEAMS = {"Marketing": "marketing", "Inside sales": "inside_sales", "Sales": "sales"}
HOUR_COSTS = (("marketing", 52_00), ("inside_sales", 41_00), ("sales", 68_00))
RAISED = ("sales", 72_50)
"""What an hour of each team costs, in minor units of EUR, and the one that rose on the way."""
SDRS = tuple(member for member in CAST if member.role == "sdr")
AES = tuple(member for member in CAST if member.role == "ae")


@dataclass(frozen=True)
class Stream:
    """A source of leads: its share, how good they are, how often the data is bad, and how it changes.

    `drift` is the factor on volume over the 18 months, `quality` the factor on every good outcome.
    """

    source: str | None
    medium: str | None
    share: float
    quality: float
    bad_data: float
    campaigns: tuple[str, ...]
    codes: tuple[str, ...]
    drift: float = 1.0

    @property
    def landing_page(self) -> str:
        """The page that its visitors come to."""
        return "/" + (self.source or "start").lower().replace(" ", "-")


STREAMS = (
    Stream("Organic search", "search", 0.20, 1.15, 0.02, (), ("form", "request", "download"), 1.1),
    Stream("Paid search", "search", 0.18, 0.95, 0.03, ("Search: maintenance software", "Search: competitors"),
           ("form", "request", "download")),
    Stream("Webinar", "event", 0.14, 1.2, 0.02, ("Webinar: predictive upkeep", "Webinar: spare parts"),
           ("webinar", "survey")),
    Stream("Trade show", "event", 0.10, 1.0, 0.04, ("Hanover fair", "Maintenance days"), ("event", "survey")),
    Stream("Content", "content", 0.13, 0.6, 0.06, ("Handbook: 60 failures",), ("download",), 3.0),
    Stream("Newsletter", "mail", 0.08, 1.45, 0.02, ("Newsletter",), ("reply", "survey", "request"), 0.03),
    Stream("LeadHarbor", "list", 0.11, 0.3, 0.36, ("LeadHarbor lists",), ("list",), 10.0),
    Stream("Referral", "word_of_mouth", 0.04, 1.9, 0.01, (), ("request", "form")),
    Stream(None, None, 0.02, 0.7, 0.08, (), ("form",)),
)  # fmt: skip


@dataclass(frozen=True)
class Effort:
    """A campaign: its monthly cost in minor units (None: nobody recorded it) and its vendor."""

    name: str
    type: str
    source: str
    medium: str
    monthly_minor: int | None
    vendor: str | None = None


EFFORTS = (
    Effort("Search: maintenance software", "search", "Paid search", "search", 6_200_00),
    Effort("Search: competitors", "search", "Paid search", "search", 3_900_00),
    Effort("Webinar: predictive upkeep", "webinar", "Webinar", "event", 2_400_00),
    Effort("Webinar: spare parts", "webinar", "Webinar", "event", 1_900_00),
    Effort("Hanover fair", "fair", "Trade show", "event", 5_800_00),
    Effort("Maintenance days", "fair", "Trade show", "event", 2_600_00),
    Effort("Handbook: 60 failures", "content", "Content", "content", 1_500_00),
    Effort("Newsletter", "mail", "Newsletter", "mail", None),
    Effort("LeadHarbor lists", "list", "LeadHarbor", "list", 4_300_00, VENDOR),
)


def _words(text: str) -> tuple[str, ...]:
    """Names as a running text, because a list of one name a line hides the world they come from."""
    return tuple(text.split())


FIRST_NAMES = _words("""
    Maya Noah Leila Anton Greta Hugo Amara Felix Iris Milan Zara Otto Nina Emil Salma Jakob Freya Luca
    Ada Rafael Selma Theo Aylin Marek Clara Bruno Yara Simon Elena David Mira Oskar Paula Karim Lena
    Viktor Rosa Niklas Dina Pavel Hana Georg Livia Samir Tilda Jonah Edith Marco Ines Kofi Signe Arthur
    Bianca Tomas Wanda Ilya Renate Cem
""")
LAST_NAMES = _words("""
    Lindqvist Okafor Moreau Petrov Jansen Aydin Kovacs Rossi Haas Novak Silva Weber Nilsson Costa
    Fischer Marin Kaya Berger Dubois Horvat Keller Ricci Vogel Santos Maier Larsen Popescu Roth Ferrari
    Schuster Lange Yilmaz Brandt Kowalski Duarte Engel Bianchi Winter Sorensen Malik Krause Lopez Graf
    Toth Wagner Andersen Bauer Iversen Gallo
""")
COMPANY_HEADS = _words("""
    Nord Alt Berg Feld Stern Blau Hafen Wald Rhein Elbe Adler Kupfer Silber Linden Eichen Falken Morgen
    Tal See Granit Licht Anker Brunnen Kessel Mühlen Stein Hansa Jura Isar Weser Havel Donau Ostsee Harz
""")
COMPANY_TAILS = _words("""
    werk druck guss technik metall foods plast papier glas pumpen chemie textil fracht bau stahl optik
    energie pharma
""")
COMPANY_FORMS = ("GmbH", "AG", "KG", "SE", "B.V.", "S.r.l.", "Ltd")
TITLES = (
    "Head of Maintenance", "Plant Manager", "Operations Director", "Maintenance Planner", "Technical Buyer",
    "Head of Production", "Reliability Engineer", "Managing Director", "IT Manager", "Student",
)  # fmt: skip
COUNTRIES = (("DE", 0.62), ("AT", 0.1), ("CH", 0.09), ("NL", 0.07), ("IT", 0.06), ("GB", 0.06))
# Numbers that are set aside for fiction or can't be connected; enough of them that hardly two people share one.
PHONES = {
    "DE": ("+49 30 23125 {:03d}", "+49 69 90009 {:03d}", "+49 40 66969 {:03d}", "+49 221 4710 {:03d}",
           "+49 89 99998 {:03d}"),
    "AT": ("+43 1 5550{:03d}",), "CH": ("+41 44 555 0{:03d}",), "NL": ("+31 20 555 0{:03d}",),
    "IT": ("+39 06 5550 0{:03d}",), "GB": ("+44 20 7946 0{:03d}", "+44 161 496 0{:03d}"),
}  # fmt: skip
PRODUCTS = ("Upkeep", "Upkeep Plus", "Spare parts")

NOTES = {
    "interested": (
        "Wants to see how alarms reach the night shift.", "Spreadsheet reached its limit, three plants to cover.",
        "Asked for a reference in food processing.", "Budget is there, decision in eight weeks.",
    ),
    "later": ("New budget next spring, call again then.", "Rolling out SAP first.", "Contract runs until December."),
    "not_interested": ("Downloaded it for a thesis.", "Only two machines, too small.", "Happy with what they have."),
    "lost": ("Chose the incumbent.", "Board stopped the project.", "Price was twice the other offer.",
             "Turned out they have no planned maintenance at all."),
}  # fmt: skip
REFUSALS = {
    "criteria_not_met": ("Student writing a thesis.", "A workshop with two machines.", "A reseller, not a plant.",
                         "Downloaded the handbook, nothing else."),
    "brief_missing": ("Nobody wrote down what they asked for.", "Which product? The form says nothing."),
    "no_contact_data": ("The number is a fax.", "The switchboard does not know the name.", "Mail comes back at once."),
    "wrong_territory": ("They ask for a plant in Brazil.", "The parent company buys, in Japan."),
}  # fmt: skip
SAID = {
    "request": (
        "Please send prices for three plants.", "Can we see it with our own alarms?", "Call me after two o'clock.",
        "We replace our system this year, what would it take?",
    ),
    "survey": (
        "Switching within six months.", "Spare parts are our largest trouble.", "Planned upkeep on paper so far.",
    ),
    "reply": ("Now is a better time than in spring.", "Send me the reference you spoke of."),
}  # fmt: skip
