"""Two nodes on one machine: requests, answers with a caveat, a seizure notice, a refusal, a private match.

Two folders, two stores, two sets of keys; the letters go from one to the other in bundles. At the end each log proves
every conversation, and both agree.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from darvoza.exchange.agreements.agreement import Agreement, Scheme
from darvoza.exchange.agreements.loading import parse_agreement, template
from darvoza.exchange.agreements.terms import Caveats, Purpose
from darvoza.exchange.carriers.bundle import read_bundle, write_bundle
from darvoza.exchange.held.holdings import NotAllowed
from darvoza.exchange.held.register import make_supervisor, sign_agreement
from darvoza.exchange.held.viewing import Use, Viewer
from darvoza.exchange.matching import MatchingNotInstalled, answer_query, begin_query, read_answer
from darvoza.exchange.messages.envelope import Body, Message
from darvoza.exchange.messages.kinds import Action, Answer, Ground, InterimAnswer, Item, Refusal, Request, SeizureNotice
from darvoza.exchange.messages.subjects import ConsignmentData, Contents, GoodsData, MeansData, PartyData
from darvoza.exchange.node import Node
from darvoza.exchange.shown.proof import extract, prove, reconcile
from darvoza.language import Language, say

_LIAISON: Final = frozenset({"liaison officer", "analyst"})
_CONTAINERS: Final = ("CSQU3054383", "MSKU9070323", "TGHU7599330")


def two_nodes(folder: Path, here: Path, there: Path) -> tuple[Node, Node, Agreement]:
    """A node of UZ and one of TJ in these folders, introduced, with an agreement in force that both adopted.

    The supervisor's key that signed it stays in ``folder``.

    Raises:
        FileExistsError: one of the folders holds a node already.
    """
    nodes = (
        Node.make(here, country="UZ", name="Customs A"),
        Node.make(there, country="TJ", name="Customs B"),
    )
    agreement = _agreement(folder, *nodes)
    nodes[0].introduce(nodes[1].card())
    nodes[1].introduce(nodes[0].card())
    return *nodes, agreement


def demonstrate(
    folder: Path, language: Language = Language.ENGLISH, *, places: tuple[str, str] = ("uz", "tj")
) -> Iterator[str]:
    """Play the story in this folder and tell it line by line, in the officer's language.

    The nodes stay in ``folder/uz`` and ``folder/tj``, or in the ``places`` named, to be looked at afterwards.

    Raises:
        FileExistsError: the folder holds nodes already.
    """

    def tell(message: str, **values: object) -> str:
        return say(message, language, **values)

    here, there, agreement = two_nodes(folder, *(folder / place for place in places))
    yield tell("Two nodes were made, {one} and {other}, each with a store and keys of its own.", one="UZ", other="TJ")
    yield tell("A supervisor signed the agreement {agreement}; both have it.", agreement=agreement.id)
    story = _Story(folder, here, there, agreement, tell)
    try:
        yield from story.request_and_answer()
        yield from story.seizure()
        yield from story.refusal()
        yield from story.match()
        yield from story.proof()
    finally:
        here.close()
        there.close()


def _agreement(folder: Path, *nodes: Node) -> Agreement:
    source = template("bilateral-wco-model")
    for name, country in (("First", "UZ"), ("Second", "TJ")):
        party = f"  - administration: {name} customs administration"
        filled = f"{party}\n    country: {country}\n    central_authority: Department of International Relations"
        source = source.replace(party, filled)
    source = source.replace("languages: [en]", "languages: [en, ru]") + "\nin_force: 2020-01-01\n"
    agreement = parse_agreement(source, "agreement.yaml")
    key = folder / "supervisor.pem"
    supervisor = make_supervisor(key, "N. Rahimova")
    signed = sign_agreement(agreement, key, "N. Rahimova")
    for node in nodes:
        node.register.trust(supervisor)
        node.register.adopt(signed)
    return agreement


class _Story:
    """The two nodes, and what passes between them."""

    def __init__(self, folder: Path, here: Node, there: Node, agreement: Agreement, tell: Callable[..., str]) -> None:
        self._folder = folder
        self._here = here
        self._there = there
        self._agreement = agreement
        self._tell = tell
        self._bundles = 0
        self._officer = Viewer(who="A. Karimov", roles=_LIAISON, purpose=Purpose.INVESTIGATION)

    def request_and_answer(self) -> Iterator[str]:
        """A request, complete and approved; an interim answer; an answer that may not be evidence."""
        begun = self._here.desk.draft(
            Request(matter="Undervalued machines"),
            author="A. Karimov",
            agreement=self._agreement.id,
            article="1",
            recipient="TJ",
            language="ru",
        )
        lacks = ", ".join(each.field for each in self._here.desk.lacks(begun.id))
        yield self._tell("UZ began a request. It could not leave yet; it lacked: {fields}.", fields=lacks)
        self._here.desk.amend(begun.id, _complete(), by="A. Karimov")
        asked = self._sent(self._here, begun.id)
        yield self._tell("UZ completed it, a second officer approved it, and it left in a bundle.")
        interim = InterimAnswer(
            summary="Found in two declarations", expected=self._here.now().date() + timedelta(days=20)
        )
        self._reply(self._there, asked.id, interim)
        yield self._tell("TJ sent an interim answer, with a day for the rest.")
        item = Item(
            id=f"{asked.id[:8]}-item",
            title="Export declaration",
            contents=_found(),
            caveats=Caveats(words=frozenset({"NO-EVIDENCE"})),
        )
        self._reply(self._there, asked.id, Answer(summary="The export declaration says 62,000 USD"), item)
        yield self._tell("TJ answered, with an item that may not be put before a court.")
        self._here.holdings.derive("report-1", "report", "Undervaluation", [item.id], "built on the answer")
        verdict = self._here.holdings.may(self._officer, "report-1", Use(action=Action.EVIDENCE))
        why = verdict.withheld[0]
        reason = self._tell(why.reason, **why.values)
        yield self._tell("UZ built a report on it. The report inherits the caveat: {reason}", reason=reason)
        try:
            self._here.holdings.require(self._officer, ["report-1"], Use(action=Action.SEND_ON, to="KZ"))
        except NotAllowed as refused:
            why = refused.withheld[0]
            reason = self._tell(why.reason, **why.values)
            yield self._tell("Sending the report on to KZ was refused: {reason}", reason=reason)

    def seizure(self) -> Iterator[str]:
        """A seizure notice, without being asked."""
        notice = SeizureNotice(
            matter="Seizure on the green corridor",
            seized=self._here.now().date(),
            place="Oybek",
            goods="Cigarettes",
            quantity=12_000,
        )
        told = self._sent(self._there, self._drafted(self._there, notice, "2", "UZ"))
        state = self._here.desk.conversation(told.id).state
        yield self._tell("TJ told of a seizure; at UZ it stands as: {state}.", state=self._tell(state.value))

    def refusal(self) -> Iterator[str]:
        """A request that is refused, with ground and reasons."""
        asked = self._sent(self._there, self._drafted(self._there, _complete(), "1", "UZ"))
        empty = self._here.desk.answer(asked.id, Refusal(), author="A. Karimov", language="ru")
        lacks = ", ".join(each.field for each in self._here.desk.lacks(empty.id))
        yield self._tell("UZ wanted to refuse a request of TJ; without {fields} it could not.", fields=lacks)
        full = Refusal(ground=Ground.ONGOING_PROCEEDING, reasons="The case is before a court here until March")
        self._here.desk.amend(empty.id, full, by="A. Karimov")
        self._sent(self._here, empty.id)
        state = self._there.desk.conversation(asked.id).state
        yield self._tell(
            "With them it was refused; at TJ the request stands as: {state}.", state=self._tell(state.value)
        )

    def match(self) -> Iterator[str]:
        """Which of UZ's containers are also on TJ's list, and nothing else."""
        try:
            query = begin_query(
                self._here, self._agreement, "TJ", Scheme.CONTAINER, _CONTAINERS, "Containers of one consignee"
            )
        except MatchingNotInstalled as missing:
            yield str(missing)
            return
        asked = self._sent(self._here, self._drafted(self._here, query, "1", "TJ"))
        theirs = ["TGHU 759933-0", "HLXU1234560", "CSQU3054383"]
        answered = self._reply(self._there, asked.id, answer_query(self._there, asked, theirs))
        found = read_answer(self._here, asked, answered)
        yield self._tell(
            "A private match of {asked} containers found {found}: {which}. TJ learned only how many were asked.",
            asked=found.asked,
            found=found.found,
            which=", ".join(found.which or ()),
        )

    def proof(self) -> Iterator[str]:
        """Each log proves every conversation, and both agree."""
        self._carry(self._here, self._there)
        self._carry(self._there, self._here)
        for node in (self._here, self._there):
            proofs = [prove(node, each.id) for each in node.desk.conversations()]
            yield self._tell(
                "The log of {node} has {entries} entries and proves {count} of {all} conversations.",
                node=node.country,
                entries=proofs[0].entries,
                count=sum(each.holds for each in proofs),
                all=len(proofs),
            )
        both = reconcile(extract(self._here, "TJ"), extract(self._there, "UZ"))
        yield self._tell(
            "Both logs tell the same of {agreed} messages, and differ in {count}.",
            agreed=both.agreed,
            count=len(both.differences),
        )

    def _drafted(self, node: Node, body: Body, article: str, to: str) -> str:
        drafted = node.desk.draft(
            body, author="A. Karimov", agreement=self._agreement.id, article=article, recipient=to, language="ru"
        )
        return drafted.id

    def _reply(self, node: Node, conversation: str, body: Body, *items: Item) -> Message:
        drafted = node.desk.answer(conversation, body, author="A. Karimov", language="ru", items=items)
        return self._sent(node, drafted.id)

    def _sent(self, node: Node, draft: str) -> Message:
        node.desk.approve(draft, by="D. Salimova")
        message = node.desk.send(draft, by=self._officer)
        other = self._there if node is self._here else self._here
        self._carry(node, other)
        self._carry(other, node)  # the receipts
        return message

    def _carry(self, one: Node, other: Node) -> None:
        self._bundles += 1
        path = self._folder / f"bundle-{self._bundles:02d}-{one.country}-{other.country}.zip"
        write_bundle(one, other.country, path, again=False)
        read_bundle(other, path)


def _complete() -> Request:
    return Request(
        matter="Undervalued machines",
        reason="The declared value is a third of what others declare",
        facts="CMR 4471, two machines, declared at 21,000 USD",
        legal_elements="Customs code, article on declared value",
        procedure="Send the export declaration",
        purpose=Purpose.INVESTIGATION,
        parties=(PartyData(role_code="consignee", name="Example Trading LLC", ids=("TIN:301234567",)),),
        reciprocity=True,
    )


def _found() -> Contents:
    goods = GoodsData(
        description="Machining centre", classification="845710", statistical_value_amount=62_000, currency_code="USD"
    )
    means = MeansData(mode_code="road", id="01A123BC", registration_nationality_code="TJ")
    return Contents(
        consignments=(ConsignmentData(reference_id="4471", goods_items=(goods,), border_transport_means=means),)
    )
