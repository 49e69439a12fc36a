"""The liaison desk: drafts and approvals, clocks and steps, and what an officer sees."""

from datetime import timedelta

import pytest
from tests.exchange.world import COMPLETE, OFFICER, START, World, agreement_text

from darvoza.exchange import (
    Answer,
    Automatic,
    CertifiedCopy,
    Consultation,
    Cost,
    CostDecision,
    CostEstimate,
    DocumentData,
    Ground,
    InterimAnswer,
    MatchAnswer,
    NotYet,
    Postponement,
    Purpose,
    Refusal,
    Rejected,
    Request,
    SeizureNotice,
    Spontaneous,
    State,
    Task,
    Viewer,
    WrittenConfirmation,
    parse_agreement,
    template,
    visible_groups,
)


def test_no_message_without_an_agreement_and_an_article_that_permits_it(world: World) -> None:
    for agreement, article, body, said in (
        ("elsewhere", "1", COMPLETE, "no agreement"),
        (world.agreement.id, "99", COMPLETE, "no article 99"),
        (world.agreement.id, "1", Spontaneous(matter="m", summary="s"), "does not provide"),
        (world.agreement.id, "2", COMPLETE, "does not provide"),
    ):
        with pytest.raises(Rejected, match=said):
            world.uz.desk.draft(body, author="A", agreement=agreement, article=article, recipient="TJ", language="en")
    with pytest.raises(Rejected, match="not both parties"):
        world.uz.desk.draft(
            COMPLETE, author="A", agreement=world.agreement.id, article="1", recipient="KZ", language="en"
        )


def test_a_draft_agreement_permits_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = World(tmp_path_factory.mktemp("draft"), agreement_text().replace("in_force: 2020-01-01\n", ""))
    with pytest.raises(Rejected, match="is a draft"):
        world.send(world.uz, COMPLETE)
    world.close()


def test_a_request_leaves_only_when_complete_and_approved_by_a_second_officer(world: World) -> None:
    desk = world.uz.desk
    draft = world.draft(world.uz, Request(matter="Machines"))
    with pytest.raises(NotYet) as lacking:
        desk.approve(draft.id, by="D. Salimova")
    assert "reason" in [problem.field for problem in lacking.value.problems]
    desk.amend(draft.id, COMPLETE, by="A. Karimov")
    with pytest.raises(NotYet, match="second officer"):
        desk.approve(draft.id, by=" a. karimov ")
    with pytest.raises(NotYet, match="not been approved"):
        desk.send(draft.id, by=OFFICER)
    approved = desk.approve(draft.id, by="D. Salimova")
    assert (approved.state, approved.message.approved_by) == ("approved", "D. Salimova")
    assert desk.amend(draft.id, COMPLETE, by="A. Karimov").state == "draft", "a change voids the approval"
    desk.approve(draft.id, by="D. Salimova")
    desk.send(draft.id, by=OFFICER)
    with pytest.raises(ValueError, match="was sent"):
        desk.send(draft.id, by=OFFICER)


def test_the_preview_is_exactly_what_leaves(world: World) -> None:
    draft = world.draft(world.uz, COMPLETE)
    world.uz.desk.approve(draft.id, by="D. Salimova")
    preview = world.uz.desk.preview(draft.id)
    assert ("body.matter", "Undervalued machines") in preview.values
    sent = world.uz.desk.send(draft.id, by=OFFICER)
    world.exchange()
    row = world.tj.store.one("select document, digest from messages where id = ?", sent.id)
    assert row is not None
    assert (row["document"], row["digest"]) == (preview.document, preview.digest)


def test_a_withdrawn_draft_does_not_leave(world: World) -> None:
    draft = world.draft(world.uz, COMPLETE)
    world.uz.desk.withdraw(draft.id, by="A. Karimov")
    with pytest.raises(ValueError, match="withdrawn"):
        world.uz.desk.approve(draft.id, by="D. Salimova")
    assert [each.id for each in world.uz.desk.drafts("withdrawn")] == [draft.id]


def test_the_clock_of_a_request_runs_on_both_sides_and_stops_with_the_answer(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    for node, ours in ((world.uz, False), (world.tj, True)):
        (clock,) = (each for each in node.desk.clocks() if each.step.task is Task.ANSWER)
        assert (clock.step.task, clock.step.owner, clock.ours, clock.late) == (Task.ANSWER, "TJ", ours, False)
        assert clock.step.due == START.date() + timedelta(days=90)
    world.clock.pass_(days=91)
    assert world.uz.desk.clocks()[0].late
    world.reply(world.tj, asked.id, Answer(summary="Found"))
    world.exchange()
    assert world.uz.desk.clocks() == world.tj.desk.clocks() == []
    (count,) = world.uz.desk.statistics()
    assert (count.asked, count.answered, count.late, count.sent, count.received) == (1, 1, 1, 1, 1)
    assert count.median_days == pytest.approx(91, abs=0.1)


def test_a_request_may_ask_for_an_earlier_day(world: World) -> None:
    soon = START.date() + timedelta(days=5)
    world.send(world.uz, Request(**{**_fields(COMPLETE), "wanted_by": soon}))
    assert soon in [clock.step.due for clock in world.uz.desk.clocks()]


def _fields(request: Request) -> dict[str, object]:
    return {name: getattr(request, name) for name in request.__struct_fields__}


def test_an_oral_request_starts_the_clock_for_its_written_confirmation(world: World) -> None:
    desk = world.uz.desk
    noted = desk.note_oral(
        agreement=world.agreement.id, article="1", asker="UZ", asked="TJ", at=START, summary="Truck 01A123BC", by="A"
    )
    (clock,) = (each for each in desk.clocks() if each.step.task is not Task.ACKNOWLEDGE)
    assert (clock.step.task, clock.step.owner, clock.ours) == (Task.CONFIRM_ORAL, "UZ", True)
    assert clock.step.due == START.date() + timedelta(days=10)
    draft = desk.draft(
        COMPLETE,
        author="A. Karimov",
        agreement=world.agreement.id,
        article="1",
        recipient="TJ",
        language="en",
        oral=noted.id,
    )
    assert desk.orals(unconfirmed=True)
    sent = world.approved(world.uz, draft)
    assert desk.orals(unconfirmed=True) == []
    world.exchange()
    theirs = world.tj.desk.note_oral(
        agreement=world.agreement.id, article="1", asker="UZ", asked="TJ", at=START, summary="Truck", by="B"
    )
    world.tj.desk.confirm_oral(theirs.id, sent.id)
    assert world.tj.desk.orals(unconfirmed=True) == []


def test_an_interim_answer_leaves_the_rest_owed(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    expected = START.date() + timedelta(days=20)
    world.reply(world.tj, asked.id, InterimAnswer(summary="One of two", expected=expected))
    world.exchange()
    stands = world.uz.desk.conversation(asked.id)
    assert stands.state is State.ANSWERED_IN_PART
    first = stands.owed("TJ")[0]
    assert (first.task, first.due) == (Task.GIVE_MORE, expected)
    world.reply(world.tj, asked.id, Answer(summary="Both"))
    world.exchange()
    assert world.uz.desk.conversation(asked.id).owed("TJ") == ()


def test_a_postponement_has_a_day_of_review_and_a_consultation_beside_it(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    review = START.date() + timedelta(days=60)
    body = Postponement(ground=Ground.ONGOING_PROCEEDING, reasons="A case is before the court", review=review)
    world.reply(world.tj, asked.id, body)
    world.exchange()
    stands = world.uz.desk.conversation(asked.id)
    assert stands.state is State.POSTPONED
    assert [(step.task, step.due) for step in stands.owed("TJ")] == [(Task.REVIEW_POSTPONEMENT, review)]
    question = world.reply(world.uz, asked.id, Consultation(text="May we have the part on transport?"))
    world.exchange()
    assert world.tj.desk.conversation(asked.id).owed("TJ")[0].task is Task.REPLY
    draft = world.tj.desk.answer(
        asked.id, Consultation(text="Yes", reply=True), author="B", language="en", in_reply_to=question.id
    )
    world.approved(world.tj, draft)
    world.exchange()
    assert Task.REPLY not in [step.task for step in world.uz.desk.conversation(asked.id).owed("TJ")]


def test_written_confirmation_may_be_demanded(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    world.reply(world.tj, asked.id, Consultation(text="In writing, please", written_confirmation=True))
    world.exchange()
    assert Task.CONFIRM_ELECTRONIC in [step.task for step in world.uz.desk.conversation(asked.id).owed("UZ")]
    world.reply(world.uz, asked.id, WrittenConfirmation(confirmed=asked.id, summary="Letter 7 of 3 March"))
    world.exchange()
    assert Task.CONFIRM_ELECTRONIC not in [step.task for step in world.tj.desk.conversation(asked.id).owed("UZ")]


def test_costs_are_told_before_they_are_spent_and_decided(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    estimate = CostEstimate(cost=Cost.INTERPRETERS, amount=400, currency_code="USD", reasons="Two days")
    told = world.reply(world.tj, asked.id, estimate)
    world.exchange()
    assert Task.DECIDE_COST in [step.task for step in world.uz.desk.conversation(asked.id).owed("UZ")]
    world.reply(world.uz, asked.id, CostDecision(estimate=told.id, approved=True))
    world.exchange()
    for node in (world.uz, world.tj):
        assert Task.DECIDE_COST not in [step.task for step in node.desk.conversation(asked.id).owed("UZ")]


def test_an_original_is_owed_back_until_it_is_ticked_off(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    back = START.date() + timedelta(days=30)
    copy = CertifiedCopy(
        document=DocumentData(id="7", sha256="a" * 64),
        certifier="C. Nazarov",
        certified=START.date(),
        original=True,
        original_reason="The stamp is to be examined",
        return_by=back,
    )
    sent = world.reply(world.tj, asked.id, copy)
    world.exchange()
    owed = [(step.task, step.due) for step in world.uz.desk.conversation(asked.id).owed("UZ")]
    assert owed == [(Task.RETURN_ORIGINAL, back)]
    world.uz.desk.tick(sent.id, Task.RETURN_ORIGINAL, by="A. Karimov")
    assert world.uz.desk.conversation(asked.id).owed("UZ") == ()


def test_each_side_sends_only_what_is_its_to_send(world: World) -> None:
    asked = world.send(world.uz, COMPLETE)
    world.exchange()
    refusal = Refusal(ground=Ground.SECURITY, reasons="r")
    with pytest.raises(Rejected, match="this side"):
        world.reply(world.uz, asked.id, refusal)
    with pytest.raises(Rejected, match="this side"):
        world.reply(world.tj, asked.id, CostDecision(estimate=asked.id, approved=True))
    with pytest.raises(Rejected, match="not asked"):
        world.reply(world.tj, asked.id, MatchAnswer(setup="AA==", response="AA==", listed=1))
    world.reply(world.tj, asked.id, refusal)
    world.exchange()
    assert world.uz.desk.conversation(asked.id).state is State.REFUSED


def test_a_seizure_notice_needs_no_answer(world: World) -> None:
    notice = SeizureNotice(matter="Seizure", seized=START.date(), place="Oybek", goods="Cigarettes")
    told = world.send(world.tj, notice, article="2")
    world.exchange()
    stands = world.uz.desk.conversation(told.id)
    assert (stands.state, stands.steps) == (State.TOLD, ())


def test_the_inbox_says_that_a_matter_is_withheld(world: World) -> None:
    world.send(world.tj, COMPLETE)
    world.exchange()
    (shown,) = world.uz.desk.inbox(OFFICER)
    assert (shown.matter, shown.withheld, shown.partner) == ("Undervalued machines", False, "TJ")
    (hidden,) = world.uz.desk.inbox(Viewer(who="T", purpose=Purpose.TRAINING))
    assert (hidden.matter, hidden.withheld) == (None, True)
    seen = world.uz.desk.read(Viewer(who="T", purpose=Purpose.TRAINING), hidden.id)
    assert seen.body is None
    assert seen.withheld
    assert seen.article is not None
    assert seen.article.number == "1", "the article stands beside the form"


def test_to_a_subgroup_goes_only_what_stays_in_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    source = agreement_text() + "subgroups:\n  - name: cell\n    members: [UZ, TJ]\n    hidden: true\n"
    world = World(tmp_path_factory.mktemp("groups"), source)
    draft = world.uz.desk.draft(
        COMPLETE, author="A", agreement=world.agreement.id, article="1", recipient="TJ", language="en", group="cell"
    )
    assert draft.message.caveats.onward == frozenset()
    with pytest.raises(KeyError, match="no subgroup"):
        world.uz.desk.draft(
            COMPLETE, author="A", agreement=world.agreement.id, article="1", recipient="TJ", language="en", group="x"
        )
    world.close()


AUTOMATIC = "automatic:\n  - what: Transit of excise goods\n    trigger: departure\n"


def test_what_the_agreement_names_goes_automatically_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    world = World(tmp_path_factory.mktemp("auto"), agreement_text().replace("automatic: []\n", AUTOMATIC))
    data = Automatic(what="Transit of excise goods", summary="12 trucks")
    draft = world.draft(world.uz, data, article="3")
    world.uz.desk.dispatch(draft.id, by=OFFICER)
    world.exchange()
    assert [each.kind for each in world.tj.desk.inbox(OFFICER)] == ["automatic data"]
    for body, article, said in (
        (Automatic(what="Everything", summary="s"), "3", "does not name this"),
        (COMPLETE, "1", "Only automatic data"),
    ):
        with pytest.raises(NotYet, match=said):
            world.uz.desk.dispatch(world.draft(world.uz, body, article=article).id, by=OFFICER)
    world.close()


def test_a_receipt_is_owed_in_the_agreements_days(world: World) -> None:
    world.send(world.uz, COMPLETE)
    owed = [(clock.step.due, clock.late) for clock in world.uz.desk.clocks() if clock.step.task is Task.ACKNOWLEDGE]
    assert owed == [(START.date() + timedelta(days=7), False)]
    world.exchange()
    assert Task.ACKNOWLEDGE not in [clock.step.task for clock in world.uz.desk.clocks()]


def test_a_hidden_subgroup_is_known_to_its_members_only() -> None:
    operation = parse_agreement(template("multilateral-operation"))
    assert [each.name for each in visible_groups(operation, "TJ")] == ["southern corridor", "rail cell"]
    assert [each.name for each in visible_groups(operation, "KZ")] == ["southern corridor"]
