"""Whatever agreement there is can be written down and read back; whatever is wrong is said in whole sentences."""

import string
from datetime import date, timedelta

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from darvoza.exchange import (
    Administration,
    Agreement,
    Article,
    AutomaticDispatch,
    BadAgreement,
    Caveat,
    Deadlines,
    Form,
    Retention,
    load_agreement,
    parse_agreement,
    template,
)

FIRST = date(2020, 1, 1)
sentences = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20).filter(
    lambda text: text.isprintable() and "\ufeff" not in text
)
counts = st.one_of(st.none(), st.integers(1, 400))
later = st.one_of(st.none(), st.integers(0, 3000).map(lambda days: FIRST + timedelta(days=days)))


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """Any agreement that is in order."""
    numbers = draw(st.lists(sentences, min_size=1, max_size=3, unique=True))
    articles = [
        Article(
            number=number,
            title=draw(sentences),
            forms=tuple(draw(st.lists(st.sampled_from(list(Form)), min_size=1, max_size=3))),
            in_force=draw(st.one_of(st.none(), st.just(FIRST))),
            until=draw(later),
            restricted=draw(st.one_of(st.none(), sentences)),
        )
        for number in numbers
    ]
    automatic = any(Form.AUTOMATIC in article.forms for article in articles)
    return Agreement(
        id=draw(sentences),
        title=draw(sentences),
        parties=tuple(
            Administration(administration=draw(sentences), country=country, central_authority=draw(sentences))
            for country in ("UZ", "TJ", "KZ")[: draw(st.integers(2, 3))]
        ),
        in_force=FIRST,
        until=draw(later),
        languages=tuple(draw(st.lists(st.sampled_from(["en", "ru", "uz", "uz-Cyrl", "tg"]), min_size=1, max_size=2))),
        articles=tuple(articles),
        deadlines=Deadlines(acknowledge_days=draw(counts), answer_days=draw(counts), confirm_oral_days=draw(counts)),
        caveats=tuple(
            Caveat(code=code, meaning=draw(sentences), always=draw(st.booleans()), evidence=draw(st.booleans()))
            for code in draw(st.lists(sentences, max_size=2, unique=True))
        ),
        automatic=(AutomaticDispatch(what=draw(sentences), trigger=draw(sentences)),) if automatic else (),
        retention=Retention(
            review_months=draw(st.integers(1, 60)), notice_days=draw(counts), longest_months=draw(counts)
        ),
    )


class WithoutAliases(yaml.SafeDumper):
    """Writes equal dates out each time, as a person would."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


@settings(max_examples=50, deadline=None)
@given(agreements())
def test_any_agreement_is_read_back_as_it_was_written_down(agreement: Agreement) -> None:
    plain = msgspec.to_builtins(agreement, builtin_types=(date,))
    text = yaml.dump(plain, Dumper=WithoutAliases, allow_unicode=True, sort_keys=False)
    assert parse_agreement(text) == agreement


TEMPLATE = template("bilateral-wco-model").splitlines()


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, len(TEMPLATE) - 1),
    st.sampled_from(["take out", "twice", "indent", "empty value", "number", "list", "yes"]),
)
def test_whatever_is_done_to_a_line_is_told_in_whole_sentences(number: int, change: str) -> None:
    line = TEMPLATE[number]
    key = line.split(":")[0]
    changed = {
        "take out": [],
        "twice": [line, line],
        "indent": ["  " + line],
        "empty value": [f'{key}: ""'],
        "number": [f"{key}: 7"],
        "list": [f"{key}: [1, 2]"],
        "yes": [f"{key}: yes"],
    }[change]
    try:
        parse_agreement("\n".join([*TEMPLATE[:number], *changed, *TEMPLATE[number + 1 :]]), "copy.yaml")
    except BadAgreement as bad:
        told = bad
    else:
        return
    assert told.problems
    for problem in told.problems:
        assert problem.where.startswith("copy.yaml")
        places = {name for text in (problem.rule, problem.advice) for _, name, _, _ in string.Formatter().parse(text)}
        known = {"field"} | {name for name in ("value", "limit") if getattr(problem, name) is not None}
        assert places - {None} <= known, problem
    assert "—" not in str(told)


def test_a_completed_template_is_an_agreement() -> None:
    completed = (
        template("bilateral-wco-model")
        .replace(
            "First customs administration", "Customs Committee\n    country: UZ\n    central_authority: Department"
        )
        .replace("Second customs administration", "Customs Service\n    country: TJ\n    central_authority: Department")
        + "\nsigned: 2026-01-10\nin_force: 2026-03-01\n"
    )
    agreement = parse_agreement(completed)
    assert agreement.in_force == date(2026, 3, 1)
    assert [party.country for party in agreement.parties] == ["UZ", "TJ"]


def test_a_template_cannot_come_into_force_before_it_is_completed() -> None:
    with pytest.raises(BadAgreement) as caught:
        parse_agreement(template("bilateral-wco-model") + "\nin_force: 2026-03-01\n")
    assert {problem.field for problem in caught.value.problems} == {
        "parties[0].country",
        "parties[0].central_authority",
        "parties[1].country",
        "parties[1].central_authority",
    }


def test_a_file_that_is_not_there_is_the_systems_own_error(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(FileNotFoundError):
        load_agreement(tmp_path_factory.mktemp("none") / "agreement.yaml")


def test_a_long_value_is_cut_in_the_sentence() -> None:
    with pytest.raises(BadAgreement) as caught:
        parse_agreement("id: " + "[1, 2, 3]" + "\ntitle: [" + "1, " * 500 + "1]\n")
    assert max(len(problem.value or "") for problem in caught.value.problems) <= 81


@pytest.mark.parametrize("brace", ["{field.__class__}", "{0}", "{", "}{"])
def test_braces_in_a_value_are_only_characters(brace: str) -> None:
    with pytest.raises(BadAgreement) as caught:
        parse_agreement(f"id: x\ncolour: '{brace}'\nretention: '{brace}'\n")
    assert brace in str(caught.value)
