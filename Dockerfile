# Both programs; PROGRAM names the one. `npm run images -- push <environment>` builds the bundle first, so the
# image holds the very bytes that were tested, and no package manager, shell or node_modules.
# Node 24 LTS. The digest is the index of all platforms.
ARG NODE=gcr.io/distroless/nodejs24-debian12:nonroot@sha256:14d42e2511532589a7c7e01a753667a74fcc96266e137e8125006b87b0c32d0a

# Compiles the bundle once, so that the program starts sooner. Node uses the result on processors with the features
# of the builder's, and compiles as ever on others; so no emulator builds it for them.
FROM --platform=$BUILDPLATFORM ${NODE} AS compile-cache
ARG PROGRAM
# Node finds the result by the place of the program.
COPY dist/${PROGRAM}.mjs /app/program.mjs
ENV NODE_COMPILE_CACHE=/home/nonroot/compile-cache
# Node finds the result by the user, too. Numeric, so that Kubernetes can check runAsNonRoot.
USER 65532:65532
RUN ["/nodejs/bin/node", "/app/program.mjs", "version"]

FROM ${NODE}
ARG PROGRAM
ARG VERSION
ARG REVISION
ARG SOURCE
LABEL org.opencontainers.image.title="millrace-${PROGRAM}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"

# Makes the folder, too: the program must not be able to put another file in the place of its own.
USER 0:0
WORKDIR /app
COPY --chmod=0444 dist/${PROGRAM}.mjs ./program.mjs
COPY --chmod=0444 dist/${PROGRAM}.mjs.LEGAL.txt ./LICENSES.txt
# Last, because it alone is not the same at every build.
COPY --from=compile-cache --chown=65532:65532 /home/nonroot/compile-cache ./compile-cache
ENV NODE_COMPILE_CACHE=/app/compile-cache

USER 65532:65532
EXPOSE 8080
CMD ["program.mjs"]
