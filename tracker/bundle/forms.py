"""Shape and limits of what is typed when sealing."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired


class SealForm(FlaskForm):  # type: ignore[misc]
    """Seal what is there: nothing is typed."""


class IncompleteForm(FlaskForm):  # type: ignore[misc]
    """Seal although something is lacking; the reason stands on the first page."""

    reason = TextAreaField("bundle.reason", [InputRequired()])
