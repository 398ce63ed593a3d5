"""A shift at work: its book, the next one's signature, and swaps that need consent."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connections

from linli.domain.bodies import queries
from linli.domain.bodies.actions import (
    answer_swap,
    ask_swap,
    depart,
    hand_over,
    import_rota,
    note,
)
from linli.domain.bodies.actions.duty import lapse_swaps
from linli.domain.bodies.models import DutyShift, DutySwap
from linli.domain.bodies.procedures import SWAP
from linli.domain.bodies.states import BookLine, SwapMove, SwapState
from linli.foundation.journal.models import Entry, Particular
from linli.foundation.notices.models import Notice
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, MoveNotAllowed, NotPermitted, Refusal
from linli.kernel.procedure import check
from tests.domain.bodies.city import AT, Places, build, person
from tests.domain.bodies.rota import NIGHT, Crew, lay_down_rules, table

pytestmark = [pytest.mark.db]


@pytest.fixture
def crew(city: Places) -> Crew:
    lay_down_rules()
    return Crew(city)


def test_the_table_of_swaps_is_whole() -> None:
    assert check(SWAP) == []


@pytest.mark.django_db
def test_the_book_holds_words_sealed_and_the_next_shift_signs(crew: Crew) -> None:
    today, tomorrow, _ = crew.plan(3)
    first, second = crew.actor("示例甲"), crew.actor("示例乙")
    note(by=first, at=NIGHT, shift_id=today.pk, line=BookLine.CALL, words="示例：居民来电", key="a")
    note(by=first, at=NIGHT, shift_id=today.pk, line=BookLine.CALL, words="示例：居民来电", key="a")
    note(by=first, at=NIGHT, shift_id=today.pk, line=BookLine.HANDED_OVER, words="示例：早上复查")
    book = queries.book_of(today)
    assert [(e.data["line"], t["words"]) for e, t in book] == [
        ("call", "示例：居民来电"),
        ("handed_over", "示例：早上复查"),
    ]
    assert all("居民" not in bytes(p.sealed).decode("utf-8", "replace") for p in _sealed())
    morning = tomorrow.starts_at + timedelta(minutes=1)
    with pytest.raises(NotPermitted):
        hand_over(by=first, at=morning, shift_id=today.pk)
    hand_over(by=second, at=morning, shift_id=today.pk)
    hand_over(by=second, at=morning + timedelta(hours=1), shift_id=today.pk)
    today.refresh_from_db()
    assert (today.signed_at, today.signed_by_id) == (morning, second.person)
    assert Entry.objects.filter(move="hand_over").count() == 1
    with pytest.raises(Conflict):
        note(by=first, at=morning, shift_id=today.pk, line=BookLine.DONE, words="晚了")


def _sealed() -> list[Particular]:
    return list(Particular.objects.filter(subject_kind="duty"))


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "refusal"), [("  ", Invalid), ("字" * 2001, Invalid)])
def test_a_line_wants_words(crew: Crew, words: str, refusal: type[Refusal]) -> None:
    today, *_ = crew.plan(1)
    with pytest.raises(refusal):
        note(by=crew.actor("示例甲"), at=NIGHT, shift_id=today.pk, line=BookLine.DONE, words=words)
    assert Entry.objects.filter(move="note").count() == 0


@pytest.mark.django_db
def test_a_book_is_for_its_office_and_not_before_its_time(crew: Crew) -> None:
    today, tomorrow = crew.plan(2)
    stranger = crew.actor("示例甲")
    other = type(stranger)(stranger.kind, person=person("示例外人").pk)
    wishes = {"line": BookLine.DONE, "words": "x"}
    with pytest.raises(NotPermitted):
        note(by=other, at=NIGHT, shift_id=today.pk, **wishes)
    assert not queries.may_read_book(other, today, NIGHT.date())
    with pytest.raises(Conflict):
        note(by=stranger, at=NIGHT, shift_id=tomorrow.pk, **wishes)


@pytest.mark.django_db
def test_a_swap_moves_the_duty_with_consent_and_once(crew: Crew) -> None:
    _, tomorrow, _ = crew.plan(3)  # 示例乙
    asker, taker = crew.actor("示例乙"), crew.actor("示例丙")
    swap = ask_swap(by=asker, at=NIGHT, shift_id=tomorrow.pk, taker_id=taker.person)
    again = ask_swap(by=asker, at=NIGHT, shift_id=tomorrow.pk, taker_id=taker.person)
    assert swap.pk == again.pk
    at = tomorrow.starts_at + timedelta(hours=14)
    assert _up(crew, at) == ["示例乙"]
    with pytest.raises(NotPermitted):  # nobody agrees for another
        answer_swap(by=asker, at=NIGHT, swap_id=swap.pk, move=SwapMove.AGREE)
    for _ in range(2):
        done = answer_swap(by=taker, at=NIGHT, swap_id=swap.pk, move=SwapMove.AGREE)
        assert done.state == SwapState.AGREED
    assert _up(crew, at) == ["示例丙"]
    assert Entry.objects.filter(move="agree").count() == 1
    with pytest.raises(MoveNotAllowed):
        answer_swap(by=asker, at=NIGHT, swap_id=swap.pk, move=SwapMove.WITHDRAW)
    lines = [f"{s.day},,,,示例带班,{n},1000" for s, n in zip(_shifts(), "甲乙甲", strict=True)]
    told = crew.bring(
        *(line.replace(",甲,", ",示例甲,").replace(",乙,", ",示例乙,") for line in lines)
    )
    assert (told.already, told.changed) == (3, 0)
    assert _up(crew, at) == ["示例丙"]  # the same rota again takes no swap back


@pytest.mark.django_db
@pytest.mark.parametrize(("leaver", "other"), [("示例丙", "示例乙"), ("示例乙", "示例丙")])
def test_who_leaves_leaves_no_swap_open(crew: Crew, leaver: str, other: str) -> None:
    _, tomorrow, _, later = crew.plan(4)  # both 示例乙
    asker, taker = crew.actor("示例乙"), crew.actor("示例丙")
    for shift in (tomorrow, later):
        ask_swap(by=asker, at=NIGHT, shift_id=shift.pk, taker_id=taker.person)
    who, day = crew.people[leaver], later.day
    depart(by=SYSTEM, at=NIGHT, person=who, on=day)
    kept, ended = (DutySwap.objects.get(shift=s) for s in (tomorrow, later))
    assert (kept.state, ended.state) == (SwapState.ASKED, SwapState.DECLINED)
    assert ended.answered_at == NIGHT
    entry = Entry.objects.get(move="lapse")
    assert (entry.data["person"], entry.to_state) == (who.pk, "declined")
    told = Notice.objects.get(kind="bodies.notice.swap_lapsed")
    assert (told.inbox_id, told.subject_id) == (crew.people[other].pk, later.pk)
    assert lapse_swaps(by=SYSTEM, at=NIGHT, person=who, on=day) == 0
    with pytest.raises(MoveNotAllowed):
        answer_swap(by=taker, at=NIGHT, swap_id=ended.pk, move=SwapMove.AGREE)
    # on an earlier day after all: what was left goes too
    depart(by=SYSTEM, at=NIGHT, person=who, on=tomorrow.day)
    assert not DutySwap.objects.filter(state=SwapState.ASKED).exists()


@pytest.mark.django_db
def test_no_hand_lets_a_swap_lapse(crew: Crew) -> None:
    _, tomorrow = crew.plan(2)
    asker, taker = crew.actor("示例乙"), crew.actor("示例丙")
    swap = ask_swap(by=asker, at=NIGHT, shift_id=tomorrow.pk, taker_id=taker.person)
    for by in (asker, taker):
        with pytest.raises(NotPermitted):
            answer_swap(by=by, at=NIGHT, swap_id=swap.pk, move=SwapMove.LAPSE)


def _shifts() -> list[DutyShift]:
    return list(DutyShift.objects.order_by("starts_at"))


def _up(crew: Crew, at) -> list[str]:
    found = queries.on_duty(crew.body.pk, at)
    assert found is not None
    return [o.name for o in found.officers]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "whom", "refusal"),
    [
        ("示例丙", "示例甲", NotPermitted),  # not their duty
        ("示例乙", "示例带班", Invalid),  # is in it
        ("示例乙", None, Invalid),  # holds no post there
    ],
)
def test_who_may_not_be_asked(crew: Crew, who: str, whom: str, refusal: type[Refusal]) -> None:
    _, tomorrow = crew.plan(2)
    taker = crew.people[whom].pk if whom else person("示例外人").pk
    with pytest.raises(refusal):
        ask_swap(by=crew.actor(who), at=NIGHT, shift_id=tomorrow.pk, taker_id=taker)
    assert DutySwap.objects.count() == 0


@pytest.mark.django_db
def test_a_duty_that_has_begun_or_changed_is_not_swapped(crew: Crew) -> None:
    today, tomorrow = crew.plan(2)
    taker = crew.actor("示例丙")
    with pytest.raises(Conflict):
        ask_swap(by=crew.actor("示例甲"), at=NIGHT, shift_id=today.pk, taker_id=taker.person)
    swap = ask_swap(by=crew.actor("示例乙"), at=NIGHT, shift_id=tomorrow.pk, taker_id=taker.person)
    late = tomorrow.starts_at
    with pytest.raises(Conflict):
        answer_swap(by=taker, at=late, swap_id=swap.pk, move=SwapMove.AGREE)
    assert crew.bring(f"{tomorrow.day},,,,示例带班,示例甲,1000").changed == 1
    with pytest.raises(Conflict):
        answer_swap(by=taker, at=NIGHT, swap_id=swap.pk, move=SwapMove.AGREE)
    swap.refresh_from_db()
    assert swap.state == SwapState.ASKED


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_one_time_are_one_and_rotas_wait_their_turn() -> None:
    from linli.domain.bodies.actions import found_from_template  # noqa: PLC0415

    places = build()
    found_from_template(by=SYSTEM, at=AT, root=places["1404"])
    lay_down_rules()
    crew = Crew(places)
    _, tomorrow = crew.plan(2)
    asker, taker = crew.actor("示例乙"), crew.actor("示例丙")
    swap = ask_swap(by=asker, at=NIGHT, shift_id=tomorrow.pk, taker_id=taker.person)
    ends: list[object] = []

    def answer(by, move) -> None:
        close_old_connections()
        try:
            ends.append(answer_swap(by=by, at=NIGHT, swap_id=swap.pk, move=move).state)
        except Refusal as refusal:
            ends.append(refusal.code)
        finally:
            connections.close_all()

    def bring() -> None:
        rows = table(f"{tomorrow.day},,,,示例带班,示例乙,1000")
        ends.append(import_rota(by=SYSTEM, at=NIGHT, table=rows, body_id=crew.body.pk).already)
        connections.close_all()

    hands = [
        threading.Thread(target=answer, args=(taker, SwapMove.AGREE)),
        threading.Thread(target=answer, args=(taker, SwapMove.AGREE)),
        threading.Thread(target=answer, args=(asker, SwapMove.WITHDRAW)),
        threading.Thread(target=bring),
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    swap.refresh_from_db()
    assert len(ends) == 4
    assert swap.state in (SwapState.AGREED, SwapState.WITHDRAWN)
    assert Entry.objects.filter(move__in=("agree", "withdraw")).count() == 1
    agreed = swap.state == SwapState.AGREED
    assert _up(crew, tomorrow.starts_at) == (["示例丙"] if agreed else ["示例乙"])
