FROM node:24-bookworm-slim AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
COPY test/package.json test/
RUN npm ci
COPY . .
RUN npm run build && npm pack
# As a user would install it, then without SQLite's C sources and the binaries for other systems.
RUN npm install --global --ignore-scripts --prefix /package ./mailmitt-*.tgz \
 && cd /package/lib/node_modules/mailmitt/node_modules/better-sqlite3 \
 && rm -r deps src \
 && find prebuilds -type f ! -name 'linux-*' -delete

FROM node:24-bookworm-slim
COPY --from=build /package /usr/local
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENV NODE_ENV=production \
    MAILMITT_DATABASE=/data/mailmitt.db \
    MAILMITT_SMTP=0.0.0.0:1025 \
    MAILMITT_SMTPS=0.0.0.0:1465 \
    MAILMITT_IMAP=0.0.0.0:1143 \
    MAILMITT_IMAPS=0.0.0.0:1993 \
    MAILMITT_POP3=0.0.0.0:1110 \
    MAILMITT_POP3S=0.0.0.0:1995 \
    MAILMITT_HTTP=0.0.0.0:8025
EXPOSE 1025 1465 1143 1993 1110 1995 8025
HEALTHCHECK --interval=5s --timeout=5s --start-period=10s CMD ["mailmitt", "health"]
ENTRYPOINT ["mailmitt"]
