"""How much may be matched privately: the agreement's caps on queries, held on both sides."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from darvoza.exchange.agreements.agreement import Agreement, Matching, Scheme
from darvoza.exchange.held.register import Register
from darvoza.exchange.messages.between_nodes import Fault, MatchQuery
from darvoza.exchange.messages.envelope import Message
from darvoza.exchange.messages.rejection import Rejected
from darvoza.exchange.store import Store

_DAY = timedelta(days=1)


def rules_of(agreement: Agreement, scheme: Scheme, count: int) -> Matching:
    """The agreement's rules on matching, when a query with so many identifiers of this kind keeps to them.

    Raises:
        Rejected: it does not, or the agreement provides for none.
    """
    rules = agreement.matching
    if rules is None:
        reason = "The agreement {agreement} does not provide for private matching."
        raise Rejected(Fault.AGREEMENT, reason, agreement=agreement.id)
    if scheme not in rules.identifiers:
        reason = "Under the agreement {agreement} identifiers of the kind {scheme} are not matched."
        raise Rejected(Fault.OVER_LIMIT, reason, agreement=agreement.id, scheme=scheme.value)
    if count > rules.largest_query:
        reason = "A query has {asked} identifiers, and the agreement allows {limit}."
        raise Rejected(Fault.OVER_LIMIT, reason, asked=str(count), limit=str(rules.largest_query))
    return rules


def within_a_day(made: int, rules: Matching) -> None:
    """Hold the number of queries within a day to the agreement's.

    Raises:
        Rejected: there were as many already.
    """
    if made >= rules.queries_per_day:
        reason = "There were {asked} queries within a day, and the agreement allows {limit}."
        raise Rejected(Fault.OVER_LIMIT, reason, asked=str(made), limit=str(rules.queries_per_day))


def sent_in_a_day(store: Store, partner: str, agreement: str, now: datetime) -> int:
    """How many queries were put to a partner under an agreement within a day."""
    row = store.one(
        "select count(*) from matches where partner = ? and agreement = ? and direction = 'sent' and at > ?",
        *(partner, agreement, (now - _DAY).astimezone(UTC).isoformat()),
    )
    return 0 if row is None else int(row[0])


def query_check(
    store: Store, register: Register, country: str, now: Callable[[], datetime]
) -> Callable[[Message], None]:
    """A check that holds queries that come to the caps, before they are taken."""

    def check(message: Message) -> None:
        body = message.body
        if not isinstance(body, MatchQuery) or message.sender == country:
            return
        agreement = register.find(message.agreement, message.agreement_version)
        if agreement is None:
            reason = "The agreement {agreement} does not provide for private matching."
            raise Rejected(Fault.AGREEMENT, reason, agreement=message.agreement)
        rules = rules_of(agreement, body.scheme, body.count)
        if rules.size_only and not body.size_only:
            raise Rejected(Fault.OVER_LIMIT, "Under the agreement a query tells only how many are found, not which.")
        # The message itself is among those kept by now.
        row = store.one(
            "select count(*) from messages where kind = 'match query' and sender = ? and id != ? and at > ?",
            *(message.sender, message.id, (now() - _DAY).astimezone(UTC).isoformat()),
        )
        within_a_day(0 if row is None else int(row[0]), rules)

    return check
