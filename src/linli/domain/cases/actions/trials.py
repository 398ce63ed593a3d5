"""Starting a trial run, ending it, and clearing what was filed in it."""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import IntegrityError, transaction

from linli.domain.cases.actions.moving import make
from linli.domain.cases.models import Case, CaseWords, Revision, TrialRun
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.cases.queries.trial import trial_cases
from linli.domain.cases.states import MoveName, Permission, State, TrialEnd
from linli.domain.territory.actions.reorganising.holding import share_map
from linli.foundation.attachments import actions as attachments
from linli.foundation.journal import actions as journal
from linli.kernel.access import SYSTEM, Actor, ActorKind
from linli.kernel.errors import Conflict, NotFound, NotPermitted


@transaction.atomic
def start_trial(*, by: Actor, at: datetime, place_id: int) -> TrialRun:
    """Begin a trial: what is filed from now on is worked and counts nowhere.

    Raises Conflict while one runs.
    """
    _permit(by)
    try:
        with transaction.atomic():
            trial = TrialRun.objects.create(started_at=at, started_by_id=by.person)
    except IntegrityError as error:
        raise Conflict("trial_runs_already") from error
    Revision.renew()
    _record(by, at, trial, place_id, seq=1, move="start", data={})
    return trial


@transaction.atomic
def end_trial(*, by: Actor, at: datetime, trial_id: int, end: TrialEnd, place_id: int) -> TrialRun:
    """End a trial: its cases go on as ordinary work that never counts, or are cleared.

    Clearing is done by `clear_trials`, in batches. Raises NotFound, Conflict if it has ended.
    """
    _permit(by)
    trial = TrialRun.objects.select_for_update().filter(pk=trial_id).first()
    if trial is None:
        raise NotFound("unknown_trial")
    if not trial.running:
        raise Conflict("trial_ended_already")
    trial.running, trial.ended_at, trial.ended_by_id = False, at, by.person
    trial.end = TrialEnd(end)
    trial.save()
    Revision.renew()
    data = {"end": trial.end, "cases": trial_cases(trial.pk)}
    _record(by, at, trial, place_id, seq=2, move="end", data=data)
    return trial


def clear_trials(*, at: datetime, most: int = 1000) -> int:
    """Clear cases of trials that ended so, each in its own transaction; returns how many.

    Killed half-way it goes on later; a case filed in the trial's last moment is found as well.
    """
    ended = list(
        TrialRun.objects.filter(end=TrialEnd.CLEARED).order_by("id").values_list("id", flat=True)
    )
    left = Case.objects.filter(trial_id__in=ended).exclude(state=State.CLEARED).order_by("id")
    done = 0
    for case_id in list(left.values_list("id", flat=True)[:most]) if ended else ():
        done += _clear(case_id, at)
    return done


@transaction.atomic
def _clear(case_id: UUID, at: datetime) -> bool:
    """End a case and erase its words, pictures and search tokens; its entries stay."""
    share_map()
    case = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=case_id).first()
    if case is None or case.state == State.CLEARED:
        return False
    make(case, MoveName.CLEAR, by=SYSTEM, at=at)
    attachments.erase(by=SYSTEM, at=at, subject_kind=SUBJECT, subject_id=case.id)
    CaseWords.objects.filter(case=case).delete()
    journal.erase(by=SYSTEM, at=at, subject_kind=SUBJECT, subject_id=case.id, reason="trial")
    return True


def _permit(by: Actor) -> None:
    if by.kind is not ActorKind.SYSTEM and not by.of(Permission.TRIAL):
        raise NotPermitted("not_permitted", permission=Permission.TRIAL.value)


def _record(
    by: Actor, at: datetime, trial: TrialRun, place_id: int, *, seq: int, move: str, data: dict
) -> None:
    journal.write(
        by=by,
        at=at,
        subject_kind="trial",
        subject_id=uuid5(NAMESPACE_OID, f"linli:trial:{trial.pk}"),
        seq=seq,
        place_id=place_id,
        body_id=None,
        procedure="trial",
        move=move,
        from_state=None,
        to_state=None,
        data=data,
    )
