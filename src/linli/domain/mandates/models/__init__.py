"""The catalogue of matters, thresholds, mandates, lists of powers and their instruments."""

from linli.domain.mandates.models.asking import Demand, GridAdmission, Objection
from linli.domain.mandates.models.catalogue import Matter, MatterRule, Revision
from linli.domain.mandates.models.mandate import Mandate
from linli.domain.mandates.models.power import (
    PowerHelper,
    PowerInstrument,
    PowerItem,
    PowerLine,
    PowerList,
    PowerTerm,
)
from linli.domain.mandates.models.threshold import Threshold, ThresholdRule

__all__ = [
    "Demand",
    "GridAdmission",
    "Mandate",
    "Matter",
    "MatterRule",
    "Objection",
    "PowerHelper",
    "PowerInstrument",
    "PowerItem",
    "PowerLine",
    "PowerList",
    "PowerTerm",
    "Revision",
    "Threshold",
    "ThresholdRule",
]
