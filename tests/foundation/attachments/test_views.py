import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.attachments import actions
from linli.foundation.attachments.models import Attachment
from linli.kernel.access import ANONYMOUS
from linli.kernel.ids import uuid7
from tests.foundation.attachments import pictures_for_tests as made

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def row() -> Attachment:
    return kept(made.jpeg(gps=True))


def kept(content: bytes, kind: str = "draft") -> Attachment:
    return actions.add(
        by=ANONYMOUS,
        at=datetime(2026, 10, 12, tzinfo=UTC),
        subject_kind=kind,
        subject_id=uuid7(),
        file=io.BytesIO(content),
    )


@pytest.mark.parametrize("name", ["show", "thumb"])
def test_whoever_may_see_the_subject_gets_the_picture(client: Client, row, name) -> None:
    answer = client.get(
        reverse(f"attachments:{name}", args=[row.pk]), headers={"X-Own": str(row.subject_id)}
    )
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("name", ["show", "thumb"])
def test_a_stranger_gets_the_same_404_as_for_nothing(client: Client, row, name) -> None:
    stranger = client.get(
        reverse(f"attachments:{name}", args=[row.pk]), headers={"X-Own": str(uuid7())}
    )
    nothing = client.get(reverse(f"attachments:{name}", args=[uuid7()]))
    assert stranger.status_code == nothing.status_code == 404


def test_a_kind_without_a_guard_is_seen_by_nobody(client: Client) -> None:
    row = kept(made.jpeg(), kind="thing")
    answer = client.get(
        reverse("attachments:show", args=[row.pk]), headers={"X-Own": str(row.subject_id)}
    )
    assert answer.status_code == 404


def test_a_pdf_is_a_download_never_a_page(client: Client) -> None:
    row = kept(made.PDF)
    answer = client.get(
        reverse("attachments:show", args=[row.pk]), headers={"X-Own": str(row.subject_id)}
    )
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"


def test_a_path_is_no_address(client: Client, row) -> None:
    assert client.get(f"/files/{row.name}/").status_code == 404
    assert client.get(f"/files/../{row.name[:2]}/{row.name}").status_code == 404
