# The build stage installs the pinned, hashed packages and Salon's own wheel into /opt/salon; only that folder goes on.
FROM python:3.13.9-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src

# Packages first: this layer is rebuilt only when the pins change.
COPY requirements.txt requirements-postgres.txt requirements-build.txt ./
RUN python -m venv /opt/salon \
    && /opt/salon/bin/pip install --require-hashes --only-binary :all: -r requirements.txt -r requirements-postgres.txt \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes --only-binary :all: -r requirements-build.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY config config
RUN /opt/build/bin/python -m build --wheel --no-isolation --outdir /wheels \
    && /opt/salon/bin/pip install --no-deps /wheels/*.whl \
    && /opt/salon/bin/pip check


FROM python:3.13.9-slim-bookworm
# A fixed id, so that the rights on a mounted /data folder can be set from outside.
RUN groupadd --gid 10001 salon \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin salon \
    && install --directory --owner=salon --group=salon --mode=0700 /data
COPY --from=build /opt/salon /opt/salon

# Nothing is written outside /data and /tmp: the root file system can be read-only.
ENV PATH=/opt/salon/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SALON_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
HEALTHCHECK --interval=60s --timeout=20s --start-period=30s --retries=3 CMD ["salon", "check"]
ENTRYPOINT ["salon"]
CMD ["run"]
