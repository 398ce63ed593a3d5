import pytest
from django.http import HttpRequest

OWN = "X-Own"


def own_draft(request: HttpRequest, subject_id: object) -> bool:
    """A guard for tests: the header names the subject the asker may see."""
    return request.headers.get(OWN) == str(subject_id)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    settings.KEY_FILE = str(tmp_path / "master.json")
    settings.ATTACHMENT_GUARDS = {"draft": "tests.foundation.attachments.conftest.own_draft"}
