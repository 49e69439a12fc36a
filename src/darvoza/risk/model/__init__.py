"""The learned model: fitted to findings, calibrated, and able to say why."""

from darvoza.risk.model.boosting import ModelNotInstalled
from darvoza.risk.model.card import card, drift, facts
from darvoza.risk.model.explain import Explained, explain, reason
from darvoza.risk.model.fitting import Fit, TooFewFindingsError, fit
from darvoza.risk.model.model import MissingColumnsError, Model
from darvoza.risk.model.observe import observe
from darvoza.risk.model.raised import model_signals
from darvoza.risk.model.recorded import from_history
from darvoza.risk.model.shelf import Decision, PromotionError, Shelf
from darvoza.risk.model.storing import UnreadableModelError, load_model, save_model

__all__ = [
    "Decision",
    "Explained",
    "Fit",
    "MissingColumnsError",
    "Model",
    "ModelNotInstalled",
    "PromotionError",
    "Shelf",
    "TooFewFindingsError",
    "UnreadableModelError",
    "card",
    "drift",
    "explain",
    "facts",
    "fit",
    "from_history",
    "load_model",
    "model_signals",
    "observe",
    "reason",
    "save_model",
]
