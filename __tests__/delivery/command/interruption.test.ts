import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { interruption } from "../../../delivery/command/interruption.ts";

describe("an interruption", () => {
  afterEach(() => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      const own = process.listeners(signal).at(-1);
      if (own) process.removeListener(signal, own);
    }
    jest.restoreAllMocks();
  });

  it("ends nothing, is told once, and is known to all who asked", () => {
    const written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    const [first, second] = [interruption(), interruption()];
    expect(first()).toBe(false);

    process.emit("SIGTERM");
    process.emit("SIGTERM");

    expect([first(), second()]).toEqual([true, true]);
    expect(written.mock.calls).toEqual([["SIGTERM: ends when Terraform has ended.\n"]]);
  });
});
