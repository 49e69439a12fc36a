"""The office's addresses; each part has its own list."""

from django.urls import include, path
from django.views.decorators.http import require_safe

from darvoza.office import refusals
from darvoza.office.api.operations import api
from darvoza.office.assets import static_file
from darvoza.office.health import health
from darvoza.office.metrics import metrics
from darvoza.office.people.access import anyone
from darvoza.office.people.home import home

urlpatterns = [
    # What is asked for most stands first: the list is gone through in order.
    path("api/v1/", api.urls),
    path("static/<str:digest>/<str:name>", anyone(require_safe(static_file)), name="static"),
    path("", home, name="home"),
    path("", include("darvoza.office.desk.urls")),
    path("", include("darvoza.office.people.urls")),
    path("", include("darvoza.office.examination.urls")),
    path("", include("darvoza.office.cases.urls")),
    path("", include("darvoza.office.board.urls")),
    path("", include("darvoza.office.profiles.urls")),
    path("", include("darvoza.office.lists.urls")),
    path("", include("darvoza.office.liaison.urls")),
    path("", include("darvoza.office.room.urls")),
    path("", include("darvoza.office.audit.urls")),
    path("", include("darvoza.office.administration.urls")),
    path("metrics", metrics, name="metrics"),
    path("health", health, name="health"),
]

handler400 = refusals.bad_request
handler403 = refusals.forbidden
handler404 = refusals.not_found
handler500 = refusals.failed
