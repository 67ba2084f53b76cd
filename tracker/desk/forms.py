"""Shape and limits of what is typed at the desk. Choices that depend on data are filled in by the views."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

# WTForms 3.3 wants its choices like this and warns of tuples; the published types do not know it yet.
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.certification.rules import ANSWERS, STAGES
from tracker.certification.service import MAX_STATEMENT
from tracker.evidence.rules import KINDS, MAX_REASON, MAX_TITLE
from tracker.web.dayfield import DayField
from tracker.web.rownumber import LARGEST
from tracker.work.rules import MAX_REQUEST

KIND_CHOICES = [SelectChoice(kind, f"criteria.kind.{kind}") for kind in KINDS]


def pick(pairs: Iterable[tuple[str, str]], first: str = "") -> list[Any]:
    """Make choices of value and label; `first` is what stands above them while nothing is chosen."""
    return [SelectChoice("", first)] * bool(first) + [SelectChoice(value, label) for value, label in pairs]


def pick_grouped(groups: Mapping[str, Iterable[tuple[str, str]]]) -> list[Any]:
    """Make choices under headings."""
    return [SelectChoice(value, label, optgroup=head) for head, pairs in groups.items() for value, label in pairs]


class TicksField(SelectMultipleField):
    """Several of a few, as tick boxes. What is not among them is the service's to refuse, with its reason."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"choices": [], "validate_choice": False, **kwargs})


class PlanForm(FlaskForm):  # type: ignore[misc]
    """A certification plan; `slug` only while it is made, `seen_plan` only afterwards."""

    seen_plan = HiddenField()
    profile = RadioField("desk.plan.body", validators=[InputRequired()], choices=[])
    title = StringField("desk.plan.title", validators=[DataRequired(), Length(max=MAX_TITLE)])
    slug = StringField("desk.plan.slug")
    sites = TicksField("desk.plan.sites")
    departments = TextAreaField("desk.plan.departments", validators=[Length(max=MAX_STATEMENT)])
    protected_information = TextAreaField("desk.plan.protected", validators=[Length(max=MAX_STATEMENT)])
    audit_day = DayField("desk.audit_day")
    stage = SelectField("desk.plan.stage", choices=[SelectChoice(stage, f"stage.{stage}") for stage in STAGES])


class ChangeForm(FlaskForm):  # type: ignore[misc]
    """A dated change that ends older evidence."""

    kind = SelectField("desk.change.kind", validators=[InputRequired()], choices=[])
    on = DayField("desk.change.on", validators=[InputRequired()])
    places = TicksField("desk.change.places")
    note = StringField("desk.change.note", validators=[Length(max=MAX_REASON)])


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """The answer to a question."""

    answer = RadioField(
        "desk.answer",
        validators=[InputRequired()],
        choices=[SelectChoice(answer, f"answer.{answer}") for answer in ANSWERS],
    )


class VerdictForm(FlaskForm):  # type: ignore[misc]
    """A verdict on exactly what the page showed; the button pressed is the outcome."""

    judged = HiddenField()
    outcome = HiddenField()
    reason = TextAreaField("desk.verdict.reason", validators=[Length(max=MAX_REASON)])


class PlacesForm(FlaskForm):  # type: ignore[misc]
    """Other places or another reason for a link."""

    places = TicksField("desk.link.places")
    reason = TextAreaField("desk.link.reason", validators=[DataRequired(), Length(max=MAX_REASON)])


class LinkForm(PlacesForm):
    """What an item shows: an expectation of a certification."""

    certification = HiddenField()
    expectation = SelectField("desk.link.expectation", choices=[], validate_choice=False)


class ExclusionForm(FlaskForm):  # type: ignore[misc]
    """The wish to leave a question out."""

    reason = TextAreaField("desk.exclusion.reason", validators=[DataRequired(), Length(max=MAX_REASON)])
    applies_from = DayField("desk.exclusion.from", validators=[InputRequired()])
    applies_until = DayField("desk.exclusion.until")


class _DatedForm(FlaskForm):  # type: ignore[misc]
    """Kind and dates of the fact that a file shows."""

    kind = SelectField(
        "desk.item.kind", choices=[SelectChoice("", "look.choose"), *KIND_CHOICES], validators=[InputRequired()]
    )
    collected_on = DayField("desk.item.collected_on", validators=[InputRequired()])
    covers_from = DayField("desk.item.covers_from")
    covers_to = DayField("desk.item.covers_to")
    valid_until = DayField("desk.item.valid_until")


class FactsForm(_DatedForm):
    """Corrected kind and dates; `seen_facts` is the row that the page showed."""

    seen_facts = HiddenField()


class ReviseForm(_DatedForm):
    """A newer file of the same item."""

    file = MultipleFileField("desk.item.new_file")


class CollectForm(_DatedForm):
    """One or several files and what they show, in one step."""

    certification = HiddenField()
    file = MultipleFileField("desk.item.files")
    title = StringField("desk.item.title", validators=[Length(max=MAX_TITLE)])
    expectation = SelectField("desk.link.expectation", choices=[], validate_choice=False)
    places = TicksField("desk.link.places")
    reason = TextAreaField("desk.link.reason", validators=[Length(max=MAX_REASON)])


class TitleForm(FlaskForm):  # type: ignore[misc]
    """Another title for an item."""

    title = StringField("desk.item.title", validators=[DataRequired(), Length(max=MAX_TITLE)])


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Why something is taken out of use; an empty revision means all of them."""

    revision = IntegerField("desk.item.revision", validators=[Optional(), NumberRange(1, LARGEST)])
    reason = TextAreaField("desk.item.withdraw_reason", validators=[DataRequired(), Length(max=MAX_REASON)])


class SeveralForm(FlaskForm):  # type: ignore[misc]
    """One step for several items; which ones, and what was seen of them, the page carries beside it."""


class SeveralDatesForm(SeveralForm):
    """Days for all; what is left empty stays as it is."""

    collected_on = DayField("desk.item.collected_on")
    valid_until = DayField("desk.item.valid_until")


class SeveralPlacesForm(SeveralForm):
    """The sites that the links of all are about."""

    places = TicksField("desk.several.sites")


class SeveralReasonForm(SeveralForm):
    """Why all are taken out of use."""

    reason = TextAreaField("desk.item.withdraw_reason", validators=[DataRequired(), Length(max=MAX_REASON)])


def _number(text: str | int) -> int | None:
    """Read the number of a choice; the empty one is none.

    Raises:
        ValueError: it is no number, or larger than any row's.
    """
    number = int(text) if text else None
    if number is not None and not 0 < number <= LARGEST:
        raise ValueError(text)
    return number


class RequestForm(FlaskForm):  # type: ignore[misc]
    """What somebody is asked for, and until when."""

    asked_of = SelectField("work.request.whom", choices=[], validate_choice=False, coerce=_number)
    place = SelectField("desk.place", choices=[], validate_choice=False)
    text = TextAreaField("work.request.text", validators=[DataRequired(), Length(max=MAX_REQUEST)])
    example = SelectField("work.request.example", choices=[], validate_choice=False, coerce=_number)
    due_on = DayField("work.request.due", validators=[InputRequired()])


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """What is sent for a request."""

    file = MultipleFileField("work.request.files")
    collected_on = DayField("work.request.taken_on", validators=[InputRequired()])


class AssignmentForm(FlaskForm):  # type: ignore[misc]
    """Who holds a task, and until when."""

    task = SelectField("work.assignment.task", choices=[], validate_choice=False)
    owner = SelectField("work.owner", choices=[], validate_choice=False, coerce=_number)
    due_on = DayField("work.request.due")
