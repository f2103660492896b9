# syntax=docker/dockerfile:1

# Installs everything, builds the pages, and drops the package that is Node itself.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image is Node 24 itself, so the `node` package has nothing to install.
RUN npm ci --omit=dev --ignore-scripts
COPY . .
RUN node bin/prepare.ts \
  && rm -rf node_modules/node node_modules/node-bin-*

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="PM33" \
  org.opencontainers.image.description="Product management inside the assistant people already talk to" \
  org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production PM33_HOST=0.0.0.0 PM33_DATA=/data
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3033
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "deploy/healthcheck.mjs"]
# Node answers signals itself, so SIGTERM reaches the server and lets requests finish.
ENTRYPOINT ["node", "bin/pm33.mjs"]
CMD ["start"]
