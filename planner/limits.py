"""How often one sender may ask; counted in Redis when there is one, so that all workers count together."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address)
