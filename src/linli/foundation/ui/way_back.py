"""Where to go on after a form: a page of this site, or none."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_page(request: HttpRequest, address: str) -> str:
    """Return an address that was sent along if it is a path of this site, else nothing.

    What is no path would be looked up as the name of a view.
    """
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if ours and address.startswith("/") else ""
