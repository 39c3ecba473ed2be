"""The house's own settings, with the floors beside its addresses."""

from carecoord.settings import *  # noqa: F403  # the settings under measure, unchanged

ROOT_URLCONF = "bench.urls"
