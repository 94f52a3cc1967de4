# What GitLab's jobs run in: Node with what the npm scripts call. GitHub's machines have these. Build it once, and after
# each change (then raise the tag here and in .gitlab-ci.yml): docs/new-environment.md has the command.
FROM hashicorp/terraform:1.11.4 AS terraform
FROM docker:28-cli AS docker
FROM node:24-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends golang-go python3-venv \
 && rm -rf /var/lib/apt/lists/*
COPY --from=terraform /bin/terraform /usr/local/bin/
COPY --from=docker /usr/local/bin/docker /usr/local/bin/
COPY --from=docker /usr/local/libexec/docker/cli-plugins/docker-buildx /usr/local/libexec/docker/cli-plugins/
