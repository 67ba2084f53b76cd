"""Put a refusal where its reason belongs: at the field, with everything typed still in the form."""

from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.words import Locale, say


def show(form: FlaskForm, refusal: Refusal, locale: Locale) -> None:
    """Write the refusal's reason at the field it names, else above the form.

    The view then renders the form again with the refusal's status:
    `except Refusal as refusal: show(form, refusal, here().locale); status = refusal.status`.
    """
    sentence = say(refusal.reason, locale)
    field = form._fields.get(refusal.field) if refusal.field else None
    if field is None:
        form.form_errors.append(sentence)
    else:
        field.errors = [*field.errors, sentence]
