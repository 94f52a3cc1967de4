import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { dockerStandIn } from "../docker-stand-in.ts";

/** Writes down what it was told beside what Docker was. */
const cosign = '#!/bin/sh\necho "$@" >> "$FAKE_DOCKER_CALL.cosign"\n';

/** In the place of docker and cosign. Returns the folder, for PATH. */
export function imageTools(folder: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, "docker"), dockerStandIn, { mode: 0o755 });
  writeFileSync(join(folder, "cosign"), cosign, { mode: 0o755 });
  return folder;
}

/** An npm registry that knows of no vulnerability. */
export function registryStandIn(): Server {
  return createServer((request, response) => {
    request.resume().once("end", () => response.end("{}"));
  });
}
