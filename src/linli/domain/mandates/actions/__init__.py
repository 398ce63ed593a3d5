"""Bringing in a pack of matters, adopting a template of mandates, granting and taking back."""

from linli.domain.mandates.actions.granting import grant, take_back
from linli.domain.mandates.actions.packs import Imported, import_pack
from linli.domain.mandates.actions.template import Adopted, adopt_template

__all__ = [
    "Adopted",
    "Imported",
    "adopt_template",
    "grant",
    "import_pack",
    "take_back",
]
