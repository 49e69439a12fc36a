"""The office for servers that import an application by its name: ``darvoza.office.wsgi:application``."""

from darvoza.office.application import create_office, settled, warm

application = create_office()
warm()
settled()
