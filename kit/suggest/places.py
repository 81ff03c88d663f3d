"""Places of a text: names in a small gazetteer, names that say it themselves, and names after “in” or “at”.

A help to look for what can be visited or measured, no more: a name after “in” may be a company.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kit.article import Span
from kit.suggest.dates import MONTHS, WEEKDAYS
from kit.suggest.wordlists import any_of, in_order

COUNTRIES = in_order(
    """Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan Bahamas Bahrain
    Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Bosnia Botswana Brazil Britain Brunei
    Bulgaria Burundi Cambodia Cameroon Canada Chad Chile China Colombia Congo Croatia Cuba Cyprus Denmark
    Ecuador Egypt England Eritrea Estonia Ethiopia Fiji Finland France Gabon Gambia Georgia Germany Ghana Greece
    Greenland Guatemala Guinea Guyana Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel
    Italy Jamaica Japan Jordan Kazakhstan Kenya Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Lesotho Liberia
    Libya Liechtenstein Lithuania Luxembourg Madagascar Malawi Malaysia Maldives Mali Malta Mauritania Mauritius
    Mexico Moldova Monaco Mongolia Montenegro Morocco Mozambique Myanmar Namibia Nepal Netherlands Nicaragua
    Niger Nigeria Norway Oman Pakistan Palestine Panama Paraguay Peru Philippines Poland Portugal Qatar Romania
    Russia Rwanda Scotland Senegal Serbia Singapore Slovakia Slovenia Somalia Spain Sudan Suriname Sweden
    Switzerland Syria Taiwan Tajikistan Tanzania Thailand Togo Tunisia Turkey Turkmenistan Uganda Ukraine
    Uruguay Uzbekistan Venezuela Vietnam Wales Yemen Zambia Zimbabwe"""
)
REGIONS = in_order(
    """Africa Antarctica Asia Europe Scandinavia Siberia Crimea Gaza Kashmir Catalonia Bavaria Sicily Sardinia
    Brittany Normandy Tuscany Cornwall Devon Kent Essex Sussex Yorkshire Lancashire Ulster Alabama Alaska
    Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho Illinois Indiana Iowa Kansas
    Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska
    Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Wisconsin Wyoming Ontario
    Quebec Alberta Queensland Tasmania"""
)
CITIES = in_order(
    """Accra Algiers Amsterdam Ankara Athens Atlanta Auckland Baghdad Baltimore Bangkok Barcelona Beijing Beirut
    Belfast Belgrade Berlin Birmingham Bogota Boston Brasilia Bratislava Brisbane Bristol Brussels Bucharest
    Budapest Cairo Canberra Caracas Cardiff Chicago Cleveland Cologne Copenhagen Dallas Damascus Delhi Denver
    Detroit Dhaka Dubai Dublin Edinburgh Frankfurt Geneva Glasgow Hamburg Hanoi Harare Havana Helsinki Houston
    Islamabad Istanbul Jakarta Jerusalem Johannesburg Kabul Karachi Khartoum Kinshasa Kyiv Lagos Leeds Lima
    Lisbon Liverpool Ljubljana London Lyon Madrid Manchester Manila Marseille Melbourne Miami Milan Minneapolis
    Minsk Montreal Moscow Mumbai Munich Nairobi Naples Oslo Ottawa Oxford Paris Philadelphia Phoenix Pittsburgh
    Prague Pretoria Pyongyang Reykjavik Riga Riyadh Rome Rotterdam Santiago Sarajevo Seattle Seoul Shanghai
    Sheffield Sofia Stockholm Strasbourg Sydney Tallinn Tehran Tirana Tokyo Toronto Tripoli Tunis Turin
    Vancouver Venice Vienna Vilnius Warsaw Wellington Zagreb Zurich"""
)
OF_SEVERAL_WORDS = in_order(
    """Abu Dhabi; Addis Ababa; Bosnia and Herzegovina; British Columbia; Buenos Aires; Cape Town; Costa Rica; Côte
    d’Ivoire; Czech Republic; District of Columbia; Dominican Republic; East Timor; El Salvador; Golan Heights;
    Great Britain; Hong Kong; Ivory Coast; Las Vegas; Los Angeles; Mexico City; Middle East; New Delhi; New
    Hampshire; New Jersey; New Mexico; New Orleans; New South Wales; New York City; New York; New Zealand; North
    Carolina; North Dakota; North Korea; Northern Ireland; Papua New Guinea; Puerto Rico; Rhode Island; Rio de
    Janeiro; San Antonio; San Diego; San Francisco; San Jose; San Marino; São Paulo; Saudi Arabia; Sierra Leone;
    South Africa; South Carolina; South Dakota; South Korea; South Sudan; Sri Lanka; St Petersburg; St. Louis;
    Tel Aviv; United Arab Emirates; United Kingdom; United States; Washington, D.C.; West Bank; West Virginia""",
    ";",
)
"""From general knowledge; incomplete by intent."""

_NAME = r"(?!The\b)[A-Z][^\W\d_]*(?:[’'](?!s\b)[^\W\d_]+|’s(?= [A-Z])|-[A-Z][^\W\d_]+)*"
_KINDS = in_order(
    """Street Road Avenue Lane Square Bridge River Lake Bay Island Islands Mountain Mountains Hill Hills Valley Park
    Airport Station Harbour Harbor Beach Forest Canal Reservoir Weir Bank Bend Heights Ocean Sea County Village
    Mall Monument Memorial Stadium"""
)
_KIND = rf"(?:{any_of(_KINDS)})\b(?!’s)"
_GAZETTEER = any_of([*OF_SEVERAL_WORDS, *COUNTRIES, *REGIONS, *CITIES])
KNOWN = re.compile(rf"(?<![\w-])(?:(?:{_GAZETTEER})\b|U\.K\.|UK\b|U\.S\.(?:A\.)?|USA?\b)(?!-| [A-Z])")
"""Not where the name goes on: “the New York Times”."""
KINDLY = re.compile(
    rf"(?<![\w-])(?:(?:{_NAME} ){{1,2}}{_KIND}|(?:River|Lake|Mount|Cape|Port|Isle of|Gulf of) {_NAME})(?! [A-Z])"
)
PLACED = re.compile(
    r"\b(?:[Ii]n|[Nn]ear|[Aa]t|[Aa]cross|[Oo]utside|[Tt]hroughout|[Aa]round) "
    r"(?:(?:north|south|east|west|central)(?:ern)? )?"
    rf"(?P<name>{_NAME}(?:(?: | of | of the | on ){_NAME}){{0,3}})(?![\w’'-])"
)
_NO_PLACES = in_order(
    """Council Committee Party University Inc Ltd Corp Company Congress Senate House Parliament Court Agency Department
    Ministry Act Bill Association Union Press News Times Post Journal Radio Bank Group Institute Office English French
    Spanish German Russian Twitter Facebook God I Mr Mrs Ms Dr President Senator Democratic Republican Convention
    Conference Cup War"""
)
NO_PLACE = re.compile(rf"\b(?:{any_of([*_NO_PLACES, *MONTHS, *WEEKDAYS])})\b|(?:ian|ish|ese|raqi|ican)$|^..?$")
"""Institutions, languages, adjectives of nations."""


def find_places(text: str, people: Collection[str] = ()) -> Iterator[tuple[Span, str]]:
    """The places of a text in their order, each with how it was known: `known`, `kind` or `placed`.

    `people` are words of persons' names, which are no places.
    """
    found: dict[int, tuple[Span, str]] = {}
    known = frozenset(people)
    for how, pattern in (("placed", PLACED), ("kind", KINDLY), ("known", KNOWN)):
        for match in pattern.finditer(text):
            name = "name" if how == "placed" else 0
            span = Span(*match.span(name))
            if how != "placed" or not (NO_PLACE.search(match[name]) or not known.isdisjoint(match[name].split())):
                found[span.start] = span, how
    end = 0
    for span, how in sorted(found.values()):
        if span.start >= end:
            end = span.end
            yield span, how
