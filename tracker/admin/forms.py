"""Shape and limits of an invitation."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from tracker.access.service import MAX_NAME
from tracker.web.dayfield import DayField


class InvitationForm(FlaskForm):  # type: ignore[misc]
    """Whom to let in, in which role, where and how long; choices are filled by the view."""

    email = EmailField("access.email", validators=[InputRequired("access.email_missing"), Length(max=254)])
    name = StringField("access.name", validators=[InputRequired("access.name_missing"), Length(max=MAX_NAME)])
    role = SelectField("admin.role")
    organization = SelectField("access.organization", coerce=int)
    certification = SelectField("admin.certification", coerce=int)
    starts = DayField("admin.starts")
    ends = DayField("admin.ends")
    may_download = BooleanField("admin.may_download")


class NothingTyped(FlaskForm):  # type: ignore[misc]
    """A button alone, with its form token."""
