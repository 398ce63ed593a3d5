import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linli.foundation.attachments import actions, jobs, queries
from linli.foundation.attachments.models import Attachment
from linli.foundation.keys import actions as keys
from linli.kernel.access import ANONYMOUS
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.ids import uuid7
from tests.foundation.attachments import pictures_for_tests as made

pytestmark = [pytest.mark.db, pytest.mark.django_db]
NOW = datetime(2026, 10, 12, 11, 40, tzinfo=UTC)


def add(content: bytes, subject=None, kind: str = "draft", at: datetime = NOW) -> Attachment:
    return actions.add(
        by=ANONYMOUS,
        at=at,
        subject_kind=kind,
        subject_id=subject or uuid7(),
        file=io.BytesIO(content),
    )


def files(settings) -> list[Path]:
    return sorted(p for p in settings.ATTACHMENT_FOLDER.rglob("*") if p.is_file())


@pytest.mark.parametrize("content", [made.SVG, made.HTML, b"GIF89a......", b"PK\x03\x04docx"])
def test_what_is_not_a_picture_or_pdf_is_refused_and_leaves_nothing(settings, content) -> None:
    with pytest.raises(Invalid) as refused:
        add(content)
    assert refused.value.code == "file_kind"
    assert not Attachment.objects.exists()
    assert not settings.ATTACHMENT_FOLDER.exists()


def test_an_oversize_file_is_refused_before_it_is_decoded(settings) -> None:
    settings.ATTACHMENT_LIMITS = {"bytes": 1000}
    with pytest.raises(Invalid) as refused:
        add(made.jpeg())
    assert refused.value.code == "file_large"


def test_a_subject_holds_no_more_files_than_the_limit(settings) -> None:
    settings.ATTACHMENT_LIMITS = {"files": 2}
    subject = uuid7()
    add(made.PDF, subject)
    add(made.PDF + b"%2", subject)
    with pytest.raises(Invalid) as refused:
        add(made.PDF + b"%3", subject)
    assert refused.value.code == "file_many"


def test_the_same_file_sent_again_is_kept_once(settings) -> None:
    settings.ATTACHMENT_LIMITS = {"files": 2}
    subject = uuid7()
    first = add(made.PDF, subject)
    assert add(made.PDF, subject).pk == first.pk
    assert add(made.PDF, uuid7()).pk != first.pk
    add(made.jpeg(), subject)
    assert add(made.PDF, subject).pk == first.pk  # though no further one would be taken


def test_bytes_on_the_disk_are_sealed_thumbnails_too(settings) -> None:
    row = add(made.jpeg())
    kept = files(settings)
    assert {p.name for p in kept} == {row.name, row.thumb}
    assert all(b"\xff\xd8\xff" not in p.read_bytes()[:64] for p in kept)
    assert queries.content(row).startswith(b"\xff\xd8\xff")
    assert queries.thumb(row).startswith(b"\xff\xd8\xff")
    assert row.size == len(queries.content(row))


def test_heic_becomes_jpeg_and_remembers_what_it_was() -> None:
    row = add(made.heic())
    assert (row.kind, row.original_kind) == ("jpeg", "heic")


def test_without_the_key_nothing_opens() -> None:
    row = add(made.jpeg())
    keys.destroy(row.subject_kind, row.subject_id)
    with pytest.raises(NotFound):
        queries.content(row)


def test_a_draft_passes_to_its_case_and_its_key_goes(
    settings, django_capture_on_commit_callbacks
) -> None:
    row, case = add(made.jpeg()), uuid7()
    before = queries.content(row)
    with django_capture_on_commit_callbacks(execute=True):
        (moved,) = actions.adopt(
            by=ANONYMOUS,
            at=NOW,
            from_kind="draft",
            from_id=row.subject_id,
            to_kind="case",
            to_id=case,
        )
    assert queries.content(moved) == before
    assert {p.name for p in files(settings)} == {moved.name, moved.thumb}
    assert moved.name != row.name
    assert list(queries.of("case", [case])[case]) == [moved]


def test_erasing_removes_rows_and_bytes(settings, django_capture_on_commit_callbacks) -> None:
    row = add(made.jpeg())
    with django_capture_on_commit_callbacks(execute=True):
        gone = actions.erase(by=ANONYMOUS, at=NOW, subject_kind="draft", subject_id=row.subject_id)
    assert gone == 1
    assert files(settings) == []


def test_removing_asks_for_the_right_subject() -> None:
    row = add(made.PDF)
    with pytest.raises(NotFound):
        actions.remove(
            by=ANONYMOUS, at=NOW, subject_kind="draft", subject_id=uuid7(), attachment_id=row.pk
        )
    assert Attachment.objects.filter(pk=row.pk).exists()


def test_the_sweep_takes_old_drafts_and_orphans_and_leaves_the_rest(
    settings, django_capture_on_commit_callbacks
) -> None:
    now = datetime.now(UTC)
    old = add(made.PDF, at=now - timedelta(days=2))
    young, kept = add(made.PDF, at=now), add(made.PDF, kind="case", at=now - timedelta(days=900))
    orphan = settings.ATTACHMENT_FOLDER / "ab" / ("ab" * 16)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.sweep_at(now) == 1  # the orphan is too young: an upload may be under way
    assert {p.name for p in files(settings)} == {young.name, kept.name, orphan.name}
    assert jobs.sweep_at(now + timedelta(hours=2)) == 1
    assert {p.name for p in files(settings)} == {young.name, kept.name}
    assert not Attachment.objects.filter(pk=old.pk).exists()
