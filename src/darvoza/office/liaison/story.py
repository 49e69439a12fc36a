"""A story between two offices, played in a browser on both sides: what officers click, nothing else.

Buttons and fields are found by what they are called in the pages' own code, so the offices may speak any language.
Playwright is given by who plays it; nothing here imports it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from darvoza.office.liaison.two_offices import PASSWORD, Office, carry_letters

_AGREEMENT: Final = "bilateral-wco-model"
_SIZE: Final = {"width": 1280, "height": 900}
REQUEST: Final = {
    "reason": "The declared value is a third of what others declare",
    "facts": "CMR-4471, two machining centres, declared at 21,000 USD",
    "legal_elements": "Customs code, article on declared value",
    "procedure": "Send the export declaration",
}
NO_EVIDENCE: Final = "Exported at 62,000 USD on 3 November"
"""What the partner tells and says may not be put before a court."""
FIGURES: Final = """period,reporterISO,partnerISO,flowCode,cmdCode,netWgt,primaryValue
{period},TJK,UZB,X,845710,14400,131000
{period},TJK,UZB,X,240220,8000,90000
{period},TJK,UZB,X,080610,20000,10000
{period},TJK,UZB,X,520511,18200,58000
"""
"""What the partner says it exported: machines, cigarettes, grapes and yarn."""
OVERLAP: Final = ("CSQU3054383", "TGHU7599330")
"""The containers on both sides' lists."""


@dataclass(slots=True)
class Told:
    """What the pages said where it mattered, to be looked at afterwards: each note with the text of its page."""

    lines: list[tuple[str, str]]

    def said(self, note: str) -> str:
        """The page of a note."""
        return next(page for name, page in self.lines if name == note)


class Seat:
    """An officer of one office at a browser: ``page`` is Playwright's."""

    def __init__(self, office: Office, page: Any, name: str) -> None:  # noqa: ANN401 - Playwright's, which is not needed here
        self.office = office
        self.page = page
        page.goto("/sign-in")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        self.press("main button")

    def look_for(self, purpose: str) -> None:
        """State what is looked for."""
        self.page.goto("/liaison")
        self.page.select_option("#purpose-stated", purpose)
        self.press("form[action$='/liaison/purpose'] button")

    def press(self, button: str) -> None:
        """Press something and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()

    def begin(self, query: str, article: str | None = None, words: tuple[str, ...] = ()) -> str:
        """Begin a draft at the form that an address opens; the draft's id."""
        self.page.goto(f"/liaison/new?{query}")
        if article is not None:
            partner = "TJ" if self.office.country == "UZ" else "UZ"
            self.page.check(f"input[name=place][value='{partner}|{_AGREEMENT}|{article}']")
        for word in words:
            self.page.check(f"input[name=words][value='{word}']")
        self.press("#begin")
        return self.draft

    @property
    def draft(self) -> str:
        """The id of the draft that the page shows."""
        return str(self.page.url).rsplit("/", 1)[1]

    def fill(self, **fields: str | bool) -> None:
        """Fill in the form of a draft and save it."""
        for name, value in fields.items():
            field = self.page.locator(f"#draft-form [name={name}]")
            if isinstance(value, bool):
                field.set_checked(value)
            elif field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.press("#draft-form button[data-key=s]")

    def carry(self) -> None:
        """Take what the gateway brought, and give it what is to leave."""
        self.page.goto("/liaison/bundles")
        self.press("#carry")

    def read(self, message: str) -> str:
        """Open a message; all that its page says."""
        self.page.goto(f"/liaison/message/{message}")
        return str(self.page.inner_text("main"))


class Story:
    """Two offices with two officers each, and what passes between them."""

    def __init__(self, browser: Any, offices: list[Office], pictures: Path | None = None) -> None:  # noqa: ANN401 - Playwright's
        self._browser = browser
        self._pictures = pictures
        self._contexts: list[Any] = []
        self._shots = 0
        self.told = Told([])
        seats = [(office, *office.people) for office in offices]
        (self.uz, self.uz_chief), (self.tj, self.tj_chief) = (
            (self._seat(office, desk), self._seat(office, chief)) for office, desk, chief in seats
        )

    def _seat(self, office: Office, name: str) -> Seat:
        context = self._browser.new_context(base_url=office.address, viewport=_SIZE)
        context.set_default_timeout(180_000)  # a busy machine is no failure
        self._contexts.append(context)
        seat = Seat(office, context.new_page(), name)
        seat.look_for("investigation")
        return seat

    def close(self) -> None:
        """End every browser's session."""
        for each in self._contexts:
            each.close()

    def play(self) -> Iterator[str]:
        """Play the whole story, chapter by chapter; tells the English name of each when it is over."""
        chapters: tuple[tuple[str, Callable[[], None]], ...] = (
            ("UZ asked, from a consignment's scorecard; a second officer approved exactly what left.", self.request),
            ("TJ sent an interim answer, with a day for the rest.", self.interim),
            ("TJ answered, with an item that may not be put before a court.", self.answer),
            ("UZ quoted the item in a case: the caveat went along, and the bundle for court withholds it.", self.case),
            ("TJ told of a seizure, without being asked.", self.seizure),
            ("UZ refused a request of TJ: it could not without a ground and reasons.", self.refusal),
            ("A private match found two of three containers; neither side showed its list.", self.match),
            ("UZ held TJ's export figures against its declarations; a gap was two clicks from a request.", self.gap),
            ("Each log proves every conversation, and both tell the same.", self.proof),
        )
        for name, chapter in chapters:
            chapter()
            yield name

    # What officers do again and again

    def _leave(self, desk: Seat, chief: Seat, draft: str) -> str:
        """A second officer approves a draft, it is sent and carried over; the receipt comes with the next letters."""
        chief.page.goto(f"/liaison/draft/{draft}")
        chief.press("#approve")
        desk.page.goto(f"/liaison/draft/{draft}")
        desk.press("#send")
        self._carry(desk)
        return draft

    def _carry(self, desk: Seat) -> None:
        other = self.tj if desk is self.uz else self.uz
        desk.carry()
        carry_letters(desk.office, other.office)
        other.carry()  # its receipts wait in its folder for the next way back
        carry_letters(other.office, desk.office)

    def _note(self, name: str, seat: Seat, *, picture: bool = True, of: str = "") -> None:
        """Keep what a page says, and perhaps a picture of it."""
        self.told.lines.append((name, str(seat.page.inner_text("main"))))
        if self._pictures is None or not picture:
            return
        self._shots += 1
        path = self._pictures / f"{self._shots:02}-{seat.office.country.lower()}-{name}.png"
        if of:
            seat.page.locator(of).first.scroll_into_view_if_needed()
        seat.page.screenshot(path=path)

    # Chapters

    def request(self) -> None:
        """From the scorecard to the partner's inbox."""
        desk = self.uz
        desk.page.goto("/consignment/cmr-4471%230")
        self._note("scorecard", desk, picture=False)
        desk.press("#write-request")
        self._note("new", desk)
        desk.page.check(f"input[name=place][value='TJ|{_AGREEMENT}|1']")
        desk.press("#begin")
        self._note("draft-lacks", desk, picture=False)
        desk.fill(matter="Undervalued machines", purpose="investigation", reciprocity=True, **REQUEST)
        self._note("draft", desk)
        self.asked = self._leave(desk, self.uz_chief, desk.draft)
        self.tj.read(self.asked)
        self._note("request", self.tj)

    def interim(self) -> None:
        """What is known so far."""
        draft = self.tj.begin(f"kind=interim+answer&conversation={self.asked}")
        soon = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
        self.tj.fill(summary="Found in two declarations", expected=soon)
        self._leave(self.tj, self.tj_chief, draft)

    def answer(self) -> None:
        """The answer, with an item that has a caveat of its own."""
        draft = self.tj.begin(f"kind=answer&conversation={self.asked}")
        self.tj.fill(summary="The export declaration gives another value")
        page = self.tj.page
        page.click("#add-item summary")
        page.fill("#title", "Export declaration 30117")
        page.fill("#text", NO_EVIDENCE)
        page.check("#add-item input[value=NO-EVIDENCE]")
        self.tj.press("#add-item-button")
        self._note("answer-draft", self.tj)
        self.answered = self._leave(self.tj, self.tj_chief, draft)
        self.uz.read(self.answered)
        self._note("answer", self.uz)

    def case(self) -> None:
        """A case quotes the item: shown with its caveats, withheld from the annex for court."""
        desk = self.uz
        desk.page.goto("/cases/new?consignment=cmr-4471%230")
        desk.page.fill("#title", "Machines at a third of their value")
        desk.press("main form button[data-key=s]")
        case = str(desk.page.url)
        desk.read(self.answered)
        desk.press("a[href*='/liaison/use/']")
        desk.page.locator("form:has(#use-case) [name=why]").fill("What the exporter declared")
        desk.press("#use-case")
        desk.page.goto(case)
        self._note("case", desk, of=".received")
        with self._downloaded(desk, "a[href*='/liaison/court/']", f"/liaison/message/{self.answered}") as annex:
            self.told.lines.append(("annex", annex.read_text("utf-8")))

    @contextmanager
    def _downloaded(self, seat: Seat, link: str, address: str) -> Iterator[Path]:
        seat.page.goto(address)
        with seat.page.expect_download() as coming:
            seat.page.locator(link).first.click()
        yield Path(coming.value.path())

    def seizure(self) -> None:
        """Told without being asked."""
        draft = self.tj.begin("kind=seizure+notice", "2")
        today = datetime.now(UTC).date().isoformat()
        self.tj.fill(
            matter="Seizure on the green corridor",
            seized=today,
            place="Oybek",
            goods="Cigarettes",
            quantity="12000",
            concealment="Behind a false wall of the trailer",
        )
        told = self._leave(self.tj, self.tj_chief, draft)
        self.uz.read(told)
        self._note("seizure", self.uz)

    def refusal(self) -> None:
        """Refused with ground and reasons, never without."""
        draft = self.tj.begin("kind=request", "1")
        self.tj.fill(
            matter="Accounts of a carrier", purpose="investigation", persons_unknown=True, reciprocity=True, **REQUEST
        )
        asked = self._leave(self.tj, self.tj_chief, draft)
        refusal = self.uz.begin(f"kind=refusal&conversation={asked}")
        self._note("refusal-lacks", self.uz)
        self.uz.fill(
            ground="ongoing investigation or proceeding", reasons="The case is before a court here until March"
        )
        self._leave(self.uz, self.uz_chief, refusal)
        self.tj.read(refusal)
        self._note("refused", self.tj)

    def match(self) -> None:
        """Which of these containers are on the partner's list too?"""
        desk = self.uz
        desk.page.goto("/liaison/match")
        desk.page.select_option("#scheme", "CONTAINER")
        desk.page.fill("#matter", "Containers of one consignee")
        desk.page.fill("#numbers", "\n".join((*OVERLAP, "MSKU9070323")))
        self._note("match", desk)
        desk.press("#begin-match")
        asked = self._leave(desk, self.uz_chief, desk.draft)
        self.tj.read(asked)
        self.tj.page.fill("#numbers", "TGHU 759933-0\nHLXU1234560\nCSQU3054383")
        self._note("match-asked", self.tj)
        self.tj.press("#answer-query")
        answer = self._leave(self.tj, self.tj_chief, self.tj.draft)
        desk.read(answer)
        self._note("matched", desk)

    def gap(self) -> None:
        """What the partner says it sent beside what was declared: the gaps, and the request about the largest."""
        desk = self.uz
        desk.page.goto("/liaison/mirror")
        table = FIGURES.format(period=f"{datetime.now(UTC) - timedelta(days=60):%Y%m}").encode()
        desk.page.set_input_files("#figures", {"name": "tj.csv", "mimeType": "text/csv", "buffer": table})
        desk.page.select_option("#partner", "TJ")
        desk.page.fill("#source", "UN Comtrade, exports of Tajikistan")
        desk.press("#compare")
        while not desk.page.locator("main .tiles").count():  # it is counted behind the pages
            desk.page.wait_for_timeout(500)
            desk.page.reload()
        self._note("gaps", desk)
        desk.press(".mirror-table tbody tr a.button")
        desk.page.check(f"input[name=place][value='TJ|{_AGREEMENT}|1']")
        desk.press("#begin")
        self._note("gap-draft", desk)

    def proof(self) -> None:
        """Both sides' logs, worked out anew, and one held against the other."""
        self._carry(self.uz)
        self._carry(self.tj)
        self.uz.carry()
        self.tj.page.goto("/liaison/proof")
        self._note("proof", self.tj)
        with self._downloaded(self.tj, "#extract-UZ", "/liaison/proof") as theirs:
            self.uz.page.goto("/liaison/proof")
            self.uz.page.set_input_files("#extract", theirs)
            self.uz.press("#compare")
        self._note("compared", self.uz)
        self.uz.page.goto("/liaison?box=outbox")
        self._note("outbox", self.uz)
