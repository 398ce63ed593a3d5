"""The WSGI application that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from linli.foundation.database import guard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
application = get_wsgi_application()
guard.refuse_owner_where_it_matters()
