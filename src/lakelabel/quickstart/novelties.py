"""The wording that appears in 2026 and never before: a new product line's troubles, new habits, new slang.

Not here: how much of it a batch holds (see ``batches``).
"""

from __future__ import annotations

CORE: dict[str, tuple[str, ...]] = {
    "billing": (
        "The SplitPay rate for my {new_product} was deducted twice.",
        "My wallet shows a cashback of {amount} that was clawed back.",
        "The Zyntera membership renewed itself for {amount}.",
        "The surcharge for the cloud plan is not what you advertised.",
    ),
    "delivery": (
        "The drone dropped the {new_product} on the roof.",
        "The smart locker in {city} refuses my pickup QR.",
        "The preorder of the {new_product} was pushed back again.",
        "The bike messenger cancelled the handover of my {new_product}.",
    ),
    "returns": (
        "The trade-in kiosk undervalued my {product}.",
        "I want to hand the {new_product} in through the GreenLoop programme.",
        "The refurbished {new_product} came with someone's fingerprints on it.",
        "The recall notice covers my {new_product}, who fetches it?",
    ),
    "account": (
        "My passkey is not accepted since I switched to a foldable.",
        "The household sharing kicked out my {relative}.",
        "The face scan for verification loops forever.",
        "The Zyntera ID does not link to my shop profile.",
    ),
    "technical": (
        "The firmware bricked my {new_product} overnight.",
        "The {new_product} refuses pairing with the Zyntera hub.",
        "The AI assistant in the {new_product} answers in the wrong language.",
        "Calibration of the {new_product} fails at 87 percent.",
        "The hub drops off the mesh whenever the {new_product} syncs.",
        "The gesture sensor of my {new_product} ghosts all night.",
        "The companion widget drains my {device} completely.",
        "Voice unlock on the {new_product} stutters since the rollout.",
    ),
    "product_question": (
        "Does the {new_product} need the Zyntera hub to run?",
        "Is the {new_product} certified for Matter?",
        "Can the {new_product} run offline without the cloud plan?",
        "Which hub generation supports the {new_product}?",
    ),
}

CONTEXT = (
    "The chatbot hallucinated an answer and hung up.",
    "I saw the launch livestream and ordered it the same night.",
    "The early adopter forum is full of this.",
    "I scanned the QR in the leaflet and landed nowhere.",
    "My {new_product} is barely a fortnight old.",
    "The Zyntera ambassador in {city} shrugged.",
)

SLANG = {
    "really": "lowkey",
    "rly": "lowkey",
    "happy": "stoked",
    "help": "assist",
    "thanks": "tysm",
    "thx": "tysm",
    "wrong": "sus",
    "broken": "cooked",
    "broke": "yeeted",
    "slow": "laggy",
    "nobody": "no1",
    "again": "agn",
    "answer": "reply-back",
}
INTERJECTIONS = ("ngl", "fr fr", "tbh bruh", "iykyk", "no cap", "deadass", "💀", "🫡")
