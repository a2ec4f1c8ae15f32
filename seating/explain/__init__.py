"""Why everybody sits where they sit, why not elsewhere, what is not as it should be, and what a change would cost."""
from .compare import WhatIf, change_sentences, compare, term_sentences, what_if
from .reasons import Explainer, Reason, explain, seat_sentence
from .verdict import breach_sentence, breach_sentences, shortcomings
from .why_not import WhyNot, why_not

__all__ = ["Explainer", "Reason", "WhatIf", "WhyNot", "breach_sentence", "breach_sentences", "change_sentences", "compare", "explain",
           "seat_sentence", "shortcomings", "term_sentences", "what_if", "why_not"]
