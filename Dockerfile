# Both programs; PROGRAM names the one. `npm run images -- push <environment>` builds the bundle first, so the
# image holds the very bytes that were tested, and no package manager, shell or node_modules.
# Node 24 LTS. The digest is the index of all platforms.
FROM gcr.io/distroless/nodejs24-debian12:nonroot@sha256:14d42e2511532589a7c7e01a753667a74fcc96266e137e8125006b87b0c32d0a

ARG PROGRAM
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="millrace-${PROGRAM}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /app
COPY dist/${PROGRAM}.mjs ./program.mjs
COPY dist/${PROGRAM}.mjs.LEGAL.txt ./LICENSES.txt

# Numeric, so that Kubernetes can check runAsNonRoot.
USER 65532:65532
EXPOSE 8080
CMD ["program.mjs"]
