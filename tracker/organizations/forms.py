"""Shape and limits of what is typed about the organization and its places."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from tracker.organizations.rules import COUNTERPARTY_KINDS, INDUSTRIES, MAX_ADDRESS, MAX_NAME, read_amount
from tracker.web.locale import t

YES_NO_UNKNOWN = [("yes", "look.yes"), ("no", "look.no"), ("", "look.unknown")]


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
    name = StringField("organizations.name", [DataRequired(), Length(max=MAX_NAME)])
    industry = SelectField(
        "organizations.industry",
        choices=[("", "look.not_stated"), *((code, f"organizations.industry_{code}") for code in INDUSTRIES)],
    )
    employees = AmountField("organizations.employees", [Optional()])
    capital_yen = AmountField("organizations.capital", [Optional()])
    defence_work = RadioField("organizations.defence_work", choices=YES_NO_UNKNOWN, default="")
    two_person_rule = BooleanField("organizations.two_person_rule")


class SiteForm(FlaskForm):  # type: ignore[misc]
    """A site; `slug` only while it is added, `closed` only afterwards."""

    version = HiddenField()
    name = StringField("organizations.site_name", [DataRequired(), Length(max=MAX_NAME)])
    address = StringField("organizations.address", [Length(max=MAX_ADDRESS)])
    slug = StringField("organizations.slug")
    closed = BooleanField("organizations.closed_site")


class CounterpartyForm(FlaskForm):  # type: ignore[misc]
    """A partner or a cloud service; `kind` and `slug` only while it is added."""

    version = HiddenField()
    kind = RadioField(
        "organizations.counterparty_kind",
        choices=[(kind, f"place.{kind}") for kind in COUNTERPARTY_KINDS],
        default=COUNTERPARTY_KINDS[0],
        validate_choice=False,
    )
    name = StringField("organizations.counterparty_name", [DataRequired(), Length(max=MAX_NAME)])
    slug = StringField("organizations.slug")
    holds_information = BooleanField("organizations.holds_information", default=True)
    in_use = BooleanField("organizations.in_use", default=True)
