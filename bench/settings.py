"""The product's settings, and what only the benchmark needs: an empty page and a count of queries."""

from sapa.settings import *
from sapa.settings import INSTALLED_APPS as PRODUCT_APPS
from sapa.settings import MIDDLEWARE as PRODUCT_MIDDLEWARE

INSTALLED_APPS = [*PRODUCT_APPS, "bench"]
MIDDLEWARE = ["bench.counting.CountQueriesMiddleware", *PRODUCT_MIDDLEWARE]
ORGANIZATION_URLCONF = "bench.urls"
