"""Lists of names: brands, products, people, cities, and short phrases; the common ones come first.

Not here: how they are put together (see ``vocabulary``).
"""

from __future__ import annotations

# fmt: off
BRAND_HEADS = (
    "Nols", "Kest", "Vel", "Bram", "Osk", "Tal", "Mir", "Hav", "Quin", "Lor", "Pell", "Zand", "Fjor", "Cas",
    "Dun", "Elk", "Gar", "Hol", "Iv", "Jun", "Kav", "Lunt", "Mott", "Nim", "Orr",
)
BRAND_TAILS = (
    "vela", "wick", "ton", "mark", "lund", "aro", "ric", "stead", "ona", "ley", "berg", "ix", "ford", "essa",
    "dale", "umi",
)
NOUNS = (
    "kettle", "headphones", "backpack", "desk lamp", "router", "keyboard", "coffee grinder", "speaker",
    "blender", "office chair", "vacuum cleaner", "toaster", "rain jacket", "running shoes", "smart plug",
    "camera", "tablet case", "monitor", "watch", "air fryer", "fan heater", "water bottle", "power bank",
    "hair dryer", "suitcase", "bookshelf", "drill", "doorbell", "thermostat", "mixer", "yoga mat",
    "bike light", "label printer", "microphone", "mattress topper", "scale", "projector", "tent",
    "garden hose", "baby monitor", "sewing machine", "humidifier", "electric shaver", "crêpe pan",
    "soldering iron", "telescope",
)
LINES = (
    "Pro", "Mini", "Classic", "Plus", "Go", "Studio", "Eco", "Max", "Lite", "Café", "Duo", "Trail", "One",
    "Sport", "Nordic", "Prima",
)
NEW_LINES = (
    "Aurorae", "Glimra", "Skyloom", "Hexapod", "Wispr",
)
NEW_NOUNS = (
    "glowband", "airpillar", "petcam", "moodlight", "sleepring", "heatvest", "translator pin",
)
FIRST_NAMES = (
    "Anna", "Tom", "Maria", "James", "Sofia", "Ben", "Emily", "David", "Laura", "Chloé", "Ahmed", "Priya",
    "José", "Zoë", "Mei", "Lukas", "Søren", "Renée", "Olga", "Fatima", "Jürgen", "Łukasz", "Inés", "Kofi",
    "Anaïs", "Björn", "Siobhán", "Thảo", "Dimitri", "Yuki", "Nadia", "Óscar", "Şebnem", "Giulia", "Emeka",
    "Wei", "Márta", "Henrik", "Aoife", "Tomáš", "Leïla", "Rajesh", "Elif", "Håkon", "Bronwyn", "Cécile",
    "Ivo", "Noémie", "Stanisław", "Ximena",
)
LAST_NAMES = (
    "Smith", "Brown", "García", "Müller", "Novák", "Khan", "Rossi", "Silva", "Jensen", "Kowalska", "O'Neill",
    "Dubois", "Okafor", "Nguyễn", "Lindqvist", "Patel", "Ferreira", "Çelik", "Horváth", "Tanaka", "Van Dijk",
    "Björnsdóttir", "Ionescu", "Haddad", "Mbeki", "Castellano", "Petrović", "Ó Briain", "Weiß", "Lefèvre",
    "Abebe", "Sørensen", "Marchetti", "Zieliński", "Cohen", "Thornbury", "Achterberg", "Quispe",
)
CITIES = (
    "London", "Berlin", "Madrid", "Leeds", "Dublin", "Lyon", "Zürich", "Porto", "Malmö", "Kraków", "Bristol",
    "Gdańsk", "Köln", "Ghent", "Aarhus", "Genoa", "São Paulo", "Tromsø", "Liège", "Brno", "Győr", "Cádiz",
    "Łódź", "Turku", "Cork", "Bergen", "Orléans", "Tartu", "Évora", "Reykjavík", "Timișoara",
)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)
PHRASES: dict[str, tuple[str, ...]] = {
    "carrier": ("the courier", "the carrier", "ParcelFox", "Nordpost", "SwiftVan", "the postman", "Kurier24"),
    "pay": ("credit card", "card", "bank account", "debit card", "gift card", "voucher", "statement"),
    "device": ("phone", "laptop", "tablet", "old phone", "work computer", "TV", "new phone", "e-reader"),
    "part": ("lid", "cable", "charger", "handle", "screen", "strap", "battery", "manual", "remote", "hinge"),
    "colour": ("black", "white", "grey", "blue", "red", "green", "beige", "navy", "burgundy", "turquoise"),
    "days": ("two", "three", "5", "10", "a few", "seven", "14", "four", "twelve", "almost twenty"),
    "when": (
        "yesterday", "last week", "this morning", "on Monday", "two days ago", "last month", "on Friday",
        "a while ago", "over the weekend", "earlier today", "just before the holidays", "last Thursday night",
    ),
    "staff": ("your colleague", "someone from your team", "an agent", "the chat assistant", "a nice lady"),
    "place": ("neighbour", "reception desk", "parcel shop", "old address", "office", "garden shed", "flat"),
    "relative": ("wife", "husband", "mother", "son", "daughter", "flatmate", "dad", "boss", "grandma"),
}
# fmt: on
