"""The office for servers that import an application by its name: ``darvoza.office.wsgi:application``."""

import gc

from darvoza.office.application import create_office, settled, start_sooner, warm

gc.disable()  # until all is made: looking through it again and again takes a quarter of the start
application = create_office()
start_sooner()
warm()
settled()
