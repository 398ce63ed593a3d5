"""Packs of matters, templates of mandates, granting and taking back, setting thresholds."""

from linli.domain.mandates.actions.granting import grant, take_back
from linli.domain.mandates.actions.packs import Imported, import_pack
from linli.domain.mandates.actions.template import Adopted, adopt_template
from linli.domain.mandates.actions.thresholds import set_threshold

__all__ = [
    "Adopted",
    "Imported",
    "adopt_template",
    "grant",
    "import_pack",
    "set_threshold",
    "take_back",
]
