import type { OciSandbox } from "../../../../sandbox/oci/server.ts";
import { type createClock, type RawAnswer, SignedClient } from "../signed-client.ts";

export const lifecycleMs = 1000;
export const compartmentId = "ocid1.compartment.oc1..somewhere";

/** Signed calls of the control plane, with a clock that is put forward when something takes its time. */
export class ControlClient extends SignedClient {
  readonly #clock: ReturnType<typeof createClock>;

  constructor(sandbox: OciSandbox, clock: ReturnType<typeof createClock>) {
    super(sandbox);
    this.#clock = clock;
  }

  delete = (path: string) => this.send("DELETE", path, undefined, {});

  settle = () => this.#clock.advance(lifecycleMs);

  /** Creates it, waits until it is there, and returns what it looks like then. */
  async made(path: string, details: object): Promise<RawAnswer["json"]> {
    const { json, status } = await this.post(path, { compartmentId, ...details });
    if (status !== 200) throw new Error(`POST ${path}: ${status} ${JSON.stringify(json)}`);
    this.settle();
    return (await this.get(`${path}/${json.id}`)).json;
  }

  vcn = (details: object = {}) =>
    this.made("/20160918/vcns", {
      cidrBlocks: ["10.0.0.0/16"],
      displayName: "net",
      dnsLabel: "net",
      ...details,
    });
}

/** `409 Conflict` */
export const outcome = ({ status, json }: RawAnswer) =>
  json?.code ? `${status} ${json.code}` : String(status);
