from datetime import UTC

from django.http import HttpRequest, HttpResponse

from linli.config.moment import Moment


def test_a_request_has_one_time_for_all_it_does() -> None:
    seen = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append((request.at, request.at))
        return HttpResponse()

    Moment(page)(HttpRequest())
    Moment(page)(HttpRequest())
    (first, again), (later, _) = seen
    assert first == again < later
    assert first.tzinfo is UTC
