from django.core.cache.backends.redis import RedisCache as FailSoftRedis
