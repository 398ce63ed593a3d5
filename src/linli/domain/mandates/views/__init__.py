"""Pages of matters and mandates."""

from linli.domain.mandates.views.catalogue import body, catalogue, gaps
from linli.domain.mandates.views.limits import limits
from linli.domain.mandates.views.who import who

__all__ = ["body", "catalogue", "gaps", "limits", "who"]
