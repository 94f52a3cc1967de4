# What GitLab's jobs run in: Node with what the npm scripts call. GitHub's machines have these. Build it once, and after
# each change under a new tag, which .gitlab-ci.yml names: docs/new-environment.md has the command.
# Those without a digest have none that a public file vouches for; Renovate adds it (renovate.json).
FROM hashicorp/terraform:1.11.4@sha256:5820b87995595425074f881500a037b0ccd41158d0d9b44d78f5f120612f2d3d AS terraform
FROM ghcr.io/sigstore/cosign/cosign:v3.0.6@sha256:de9c65609e6bde17e6b48de485ee788407c9502fa08b8f4459f595b21f56cd00 AS cosign
FROM docker:28-cli AS docker
FROM registry.k8s.io/kubectl:v1.34.2 AS kubectl
FROM golang:1.26-bookworm AS go
# Of delivery/tools.ts; Go holds them against its checksum database.
RUN go install helm.sh/helm/v3/cmd/helm@v3.22.0 \
 && go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
FROM node:24-bookworm
# Debian keeps no version that it has replaced.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3-venv \
 && rm -rf /var/lib/apt/lists/*
COPY --from=terraform /bin/terraform /usr/local/bin/
COPY --from=docker /usr/local/bin/docker /usr/local/bin/
COPY --from=docker /usr/local/libexec/docker/cli-plugins/docker-buildx /usr/local/libexec/docker/cli-plugins/
COPY --from=cosign /ko-app/cosign /usr/local/bin/
COPY --from=kubectl /bin/kubectl /usr/local/bin/
COPY --from=go /go/bin/ /usr/local/bin/
