FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY core core
RUN /venv/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 bot && mkdir /data && chown bot:bot /data
COPY --from=build /venv /venv
USER bot
WORKDIR /home/bot
ENV PATH=/venv/bin:$PATH DATA_DIR=/data ENVIRONMENT=production PYTHONUNBUFFERED=1
VOLUME /data
# by the heartbeat and the page's /readyz: a second login would end the bot's own session
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s CMD ["kiwoom-bot", "check", "--running"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["kiwoom-bot"]
CMD ["run", "--once"]
