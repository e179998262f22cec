# The pages, and the way to the API beside them: one origin for browsers.
# Built from the repository's root: docker build -f infra/docker/web.Dockerfile .

FROM docker.io/library/node:24.21.0-bookworm-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY nodes/package.json nodes/
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY e2e/package.json e2e/
COPY bench/package.json bench/
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --no-audit --no-fund \
        --workspace=frontend --workspace=nodes --workspace=shared --include-workspace-root
COPY tsconfig.base.json ./
COPY shared shared
COPY nodes nodes
COPY frontend frontend
RUN cd frontend && NODE_ENV=production node ../node_modules/vite/bin/vite.js build --logLevel warn \
    # Reads as source what is in the repository: not for every visitor to fetch.
    && find dist -name "*.map" -delete

FROM docker.io/library/nginx:1.30.4
COPY infra/docker/web/nginx.conf infra/docker/web/security-headers.gen.conf /etc/flowmaestro/
COPY --chmod=755 infra/docker/web/start.sh /usr/local/bin/flowmaestro-web
COPY --from=pages /app/frontend/dist /srv/pages
# host:port of the API; a full name where the resolver knows no search domains (Kubernetes).
ENV API_UPSTREAM=api:3001
USER 101:101
EXPOSE 8080
# Lets open requests end.
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
    CMD ["flowmaestro-web", "health"]
ENTRYPOINT []
CMD ["flowmaestro-web"]
