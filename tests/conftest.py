"""What holds for every test: how long one example takes is the machine's affair, not a failure."""

from hypothesis import HealthCheck, settings

settings.register_profile("fuda", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fuda")
