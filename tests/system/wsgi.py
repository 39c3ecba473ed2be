"""What gunicorn serves in the browser tests: the project's own application, behind the gate."""

from carecoord.wsgi import application as ours
from tests.system.gate import Gate

application = Gate(ours)
