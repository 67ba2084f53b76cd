"""Shape and limits of what is typed to sign in and to choose a password. Labels and faults are codes for `t`."""

from flask_security.forms import ChangePasswordForm, LoginForm
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, SelectField, SubmitField, ValidationError
from wtforms.validators import EqualTo, InputRequired, Length

from tracker.access.passwords import MAX_LENGTH


def is_local_path(target: str) -> bool:
    """Tell whether an address can only lead back to us: a path, no host, nothing a browser would bend into one."""
    return (
        target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and "\\" not in target
        and all(letter.isprintable() for letter in target)
    )


class SignInForm(LoginForm):
    """E-mail address and password; `next` is a path of ours or nothing."""

    email = EmailField(
        "access.email",
        validators=[InputRequired("access.email_missing"), Length(max=254)],
        render_kw={"autofocus": True},
    )
    password = PasswordField("access.password", validators=[InputRequired("access.password_missing")])
    remember = None  # type: ignore[assignment]  # WTForms' way to take a field away
    next = HiddenField()
    submit = SubmitField("access.sign_in")

    def validate_next(self, field: Field) -> None:
        """Forget where to go rather than leave for another host."""
        if field.data and not is_local_path(field.data):
            field.data = ""
            raise ValidationError("access.not_a_path_of_ours")


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A password chosen through a one-time link, twice."""

    password = PasswordField(
        "access.new_password",
        validators=[InputRequired("access.password_missing"), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "new-password"},
    )
    password_again = PasswordField(
        "access.password_again",
        validators=[InputRequired("access.password_missing"), EqualTo("password", "access.passwords_differ")],
        render_kw={"autocomplete": "new-password"},
    )


class OtherPasswordForm(ChangePasswordForm):
    """The present password, and the one that replaces it, twice."""

    password = PasswordField(
        "access.present_password",
        validators=[InputRequired("access.password_missing")],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        "access.new_password",
        validators=[InputRequired("access.password_missing"), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "new-password"},
    )
    new_password_confirm = PasswordField(
        "access.password_again",
        validators=[InputRequired("access.password_missing"), EqualTo("new_password", "access.passwords_differ")],
        render_kw={"autocomplete": "new-password"},
    )
    submit = SubmitField("access.change_password")


class OrganizationForm(FlaskForm):  # type: ignore[misc]
    """Which of one's organizations to work for now."""

    organization = SelectField("access.organization", coerce=int)
