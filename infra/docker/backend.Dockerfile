# The server: one image, and the command decides whether it is the API or a worker.
# Built from the repository's root: docker build -f infra/docker/backend.Dockerfile .

FROM docker.io/library/node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY nodes/package.json nodes/
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY e2e/package.json e2e/
COPY bench/package.json bench/
# The root's own packages are tools, and a Node for machines that have none: they stay out.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
        --workspace=backend --workspace=nodes --workspace=shared
COPY infra/docker/prune.mjs infra/docker/
RUN node infra/docker/prune.mjs

# What a start would make and cannot keep: the workflow's bundle, and sources compiled.
FROM packages AS program
COPY shared shared
COPY nodes nodes
COPY backend backend
COPY infra/docker/prepare.mjs infra/docker/
RUN install --directory --owner=1000 --group=1000 backend/dist node_modules/.cache/compiled
USER 1000:1000
RUN node infra/docker/prepare.mjs

FROM docker.io/library/node:24.21.0-bookworm-slim
# Passes SIGTERM on, also before our own handler stands, and buries orphans.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3001 \
    DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=program /app/node_modules/.cache node_modules/.cache
COPY package.json ./
COPY --from=program /app/shared shared
COPY --from=program /app/nodes nodes
COPY --from=program /app/backend backend
COPY infra/docker/health.mjs infra/docker/
# Values too large for Postgres. The API reads what a worker wrote: mount one volume into both.
RUN install --directory --owner=1000 --group=1000 /data
VOLUME /data
USER 1000:1000
EXPOSE 3001
# The engine gets 20 s to hand over; whoever stops this should wait for 30.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "infra/docker/health.mjs"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "backend/src/main.ts"]
