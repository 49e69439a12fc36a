"""The vocabulary of an agreement: what the words that it marks information with oblige the receiver to."""

from collections.abc import Iterable
from datetime import date, timedelta

from darvoza.exchange.agreements.agreement import Agreement
from darvoza.exchange.agreements.terms import Caveats, Marking


def caveats_of(agreement: Agreement, words: Iterable[str], on: date) -> Caveats:
    """What these words of the agreement's vocabulary, and those that always stand, oblige the receiver to.

    Raises:
        KeyError: a word is not in the vocabulary.
    """
    vocabulary = {caveat.code: caveat for caveat in agreement.caveats}
    wanted = {*words, *(caveat.code for caveat in agreement.caveats if caveat.always)}
    joined = Caveats()
    for word in sorted(wanted):
        caveat = vocabulary[word]
        joined |= Caveats(
            purposes=None if caveat.purposes is None else frozenset(caveat.purposes),
            users=() if caveat.users is None else (caveat.users,),
            evidence=caveat.evidence is not False,
            onward=None if caveat.onward is None else frozenset(caveat.onward),
            retain_until=None if caveat.retain_days is None else on + timedelta(days=caveat.retain_days),
            marking=caveat.marking or Marking.CLEAR,
            words=frozenset({word}),
        )
    return joined
