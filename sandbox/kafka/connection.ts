import type { TLSSocket } from "node:tls";
import { handleRequest, type Outcome, type RequestHandlerProps } from "./request-handler.ts";

/** As Kafka has it: `socket.request.max.bytes`. */
const maxRequestBytes = 104_857_600;

/** Requests that may wait for the one in hand before the client is made to wait. */
const mostWaiting = 16;

/** Takes requests from a client and answers them one after the other, in their order, as Kafka does. */
export class Connection {
  readonly #socket: TLSSocket;
  readonly #props: RequestHandlerProps;
  readonly #frames: Buffer[] = [];
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isWorking = false;

  constructor(socket: TLSSocket, props: RequestHandlerProps) {
    this.#socket = socket;
    this.#props = props;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    // Somebody who goes away is no error.
    socket.on("error", () => socket.destroy());
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#takeFrame());
    if (this.#frames.length >= mostWaiting) this.#socket.pause();
    if (!this.#isWorking) void this.#work();
  }

  /** Cuts the next whole request off what has come; false when there is none. */
  #takeFrame(): boolean {
    if (this.#bytes < 4) return false;
    if ((this.#chunks[0]?.length ?? 0) < 4) this.#chunks = [Buffer.concat(this.#chunks)];
    const length = this.#chunks[0]?.readInt32BE(0) ?? 0;
    if (length < 8 || length > maxRequestBytes) {
      this.#socket.destroy();
      return false;
    }
    if (this.#bytes < length + 4) return false;
    const all = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#frames.push(all.subarray(4, length + 4));
    this.#chunks = all.length > length + 4 ? [all.subarray(length + 4)] : [];
    this.#bytes -= length + 4;
    return true;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    for (let frame = this.#frames.shift(); frame; frame = this.#frames.shift()) {
      if (this.#frames.length < mostWaiting) this.#socket.resume();
      const outcome = await handleRequest(frame, this.#props).catch((): Outcome => "cut");
      if (this.#socket.destroyed) return;
      // Nothing on this connection is answered any more.
      if (outcome === "hang") return;
      if (outcome === "cut") {
        this.#socket.destroy();
        return;
      }
      if (outcome !== "silence") this.#send(outcome);
      if (this.#props.session.hasFailed) {
        this.#socket.end();
        return;
      }
    }
    this.#isWorking = false;
  }

  #send(parts: readonly Buffer[]): void {
    const length = Buffer.allocUnsafe(4);
    length.writeInt32BE(parts.reduce((sum, part) => sum + part.length, 0));
    this.#socket.cork();
    this.#socket.write(length);
    for (const part of parts) this.#socket.write(part);
    this.#socket.uncork();
  }
}
