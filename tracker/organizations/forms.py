"""Shape and limits of what is typed about the organization and its places."""

from collections.abc import Callable

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField, StringField

# WTForms 3.3 wants its choices like this and warns of tuples; the published types do not know it yet.
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional, ValidationError

from tracker.organizations.rules import COUNTERPARTY_KINDS, INDUSTRIES, MAX_ADDRESS, MAX_NAME, read_amount
from tracker.web.locale import t

YES_NO_UNKNOWN = [SelectChoice("yes", "look.yes"), SelectChoice("no", "look.no"), SelectChoice("", "look.unknown")]


def _at_most(limit: int) -> Callable[[object, Field], None]:
    """Refuse a longer text in our own words; WTForms' Japanese says it clumsily."""

    def check(_: object, field: Field) -> None:
        length = len(field.data or "")
        if length > limit:
            raise ValidationError(t("organizations.too_long", limit=limit, length=length))

    return check


class AmountField(IntegerField):
    """A whole number as offices write it (1,000万円); what cannot be read comes back as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text; empty is no number."""
        if not valuelist:
            return
        try:
            self.data = read_amount(valuelist[0])
        except ValueError:
            self.data = None
            raise ValueError(t("organizations.not_a_number")) from None


class OrganizationForm(FlaskForm):  # type: ignore[misc]
    """What the organization states of itself; `version` is the row that the page showed."""

    version = HiddenField()
    name = StringField("organizations.name", [InputRequired(), _at_most(MAX_NAME)])
    industry = SelectField(
        "organizations.industry",
        choices=[
            SelectChoice("", "look.not_stated"),
            *(SelectChoice(code, f"organizations.industry_{code}") for code in INDUSTRIES),
        ],
    )
    employees = AmountField("organizations.employees", [Optional()])
    capital_yen = AmountField("organizations.capital", [Optional()])
    defence_work = RadioField("organizations.defence_work", choices=YES_NO_UNKNOWN, default="")
    two_person_rule = BooleanField("organizations.two_person_rule")


class SiteForm(FlaskForm):  # type: ignore[misc]
    """A site; `slug` only while it is added, `closed` only afterwards."""

    version = HiddenField()
    name = StringField("organizations.site_name", [InputRequired(), _at_most(MAX_NAME)])
    address = StringField("organizations.address", [_at_most(MAX_ADDRESS)])
    slug = StringField("organizations.slug")
    closed = BooleanField("organizations.closed_site")


class CounterpartyForm(FlaskForm):  # type: ignore[misc]
    """A partner or a cloud service; `kind` and `slug` only while it is added."""

    version = HiddenField()
    kind = RadioField(
        "organizations.counterparty_kind",
        choices=[SelectChoice(kind, f"place.{kind}") for kind in COUNTERPARTY_KINDS],
        default=COUNTERPARTY_KINDS[0],
        validate_choice=False,
    )
    name = StringField("organizations.counterparty_name", [InputRequired(), _at_most(MAX_NAME)])
    slug = StringField("organizations.slug")
    holds_information = BooleanField("organizations.holds_information", default=True)
    in_use = BooleanField("organizations.in_use", default=True)
