/**
 * A program in the place of Docker's command line, since a test has no engine. It
 * writes what it was told to bake to the file FAKE_DOCKER_CALL, everything else to
 * FAKE_DOCKER_CALL.asked, and a password to FAKE_DOCKER_CALL.password. FAKE_* say
 * what it answers.
 */
export const dockerStandIn = `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
const { REPOSITORIES, TAG, VERSION, REVISION, SOURCE, SOURCE_DATE_EPOCH, BUILDX_BUILDER, FAKE_DOCKER_CALL } = process.env;
if (args[1] !== "bake") fs.appendFileSync(FAKE_DOCKER_CALL + ".asked", args.join(" ") + "\\n");
if (process.env.FAKE_REGISTRY_SAYS && args[1] !== "bake") {
  process.stderr.write("ERROR: " + process.env.FAKE_REGISTRY_SAYS + "\\n");
  process.exit(1);
}
if (args[0] === "login") fs.writeFileSync(FAKE_DOCKER_CALL + ".password", fs.readFileSync(0));
if (args[1] === "imagetools") {
  const architectures = (process.env.FAKE_ARCHITECTURES ?? "amd64 arm64").split(" ");
  const manifests = architectures.map((architecture) => ({ platform: { os: "linux", architecture } }));
  process.stdout.write(process.env.FAKE_MANIFEST ?? JSON.stringify({ manifests }));
}
if (args[1] !== "bake") process.exit(0);
const told = args.filter((arg, index) => index !== args.indexOf("--metadata-file") + 1);
const variables = { REPOSITORIES, TAG, VERSION, REVISION, SOURCE, SOURCE_DATE_EPOCH, BUILDX_BUILDER };
fs.writeFileSync(FAKE_DOCKER_CALL, JSON.stringify({ args: told, variables }));
if (process.env.FAKE_DOCKER_EXIT) process.exit(Number(process.env.FAKE_DOCKER_EXIT));
const image = (digit) => ({ "containerimage.digest": process.env.FAKE_DIGEST ?? "sha256:" + digit.repeat(64) });
fs.writeFileSync(args[args.indexOf("--metadata-file") + 1], JSON.stringify({ producer: image("1"), consumer: image("2") }));
`;
