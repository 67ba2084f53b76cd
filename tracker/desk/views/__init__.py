"""The pages of the desk, one noun a file; importing this registers them all on `blueprint`."""

from tracker.desk.views import assignments as assignments
from tracker.desk.views import bodies as bodies
from tracker.desk.views import certification as certification
from tracker.desk.views import collect as collect
from tracker.desk.views import evidence as evidence
from tracker.desk.views import exclusion as exclusion
from tracker.desk.views import files as files
from tracker.desk.views import home as home
from tracker.desk.views import item as item
from tracker.desk.views import links as links
from tracker.desk.views import manager as manager
from tracker.desk.views import plan as plan
from tracker.desk.views import question as question
from tracker.desk.views import requests as requests
from tracker.desk.views import several as several
from tracker.desk.views import statements as statements
from tracker.desk.views.frame import blueprint as blueprint
