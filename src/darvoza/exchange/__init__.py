"""Exchange: agreements between customs administrations as data, and what they permit."""

from darvoza.exchange.agreement import (
    Administration,
    Agreement,
    Article,
    AutomaticDispatch,
    Caveat,
    Deadlines,
    Form,
    Retention,
)
from darvoza.exchange.loading import BadAgreement, load_agreement, parse_agreement, template, templates
from darvoza.exchange.permission import Refusal, permits, permitted_forms

__all__ = [
    "Administration",
    "Agreement",
    "Article",
    "AutomaticDispatch",
    "BadAgreement",
    "Caveat",
    "Deadlines",
    "Form",
    "Refusal",
    "Retention",
    "load_agreement",
    "parse_agreement",
    "permits",
    "permitted_forms",
    "template",
    "templates",
]
