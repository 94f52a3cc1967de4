import {
  type AuthenticationConfig,
  type AuthenticationVariables,
  readAuthentication,
} from "./authentication-config.ts";
import { integerFrom, matching, numberFrom, type Rule, type VariableReader } from "./variables.ts";

/** What only the producer reads; all of it may be left out. */
export interface ProducerVariables extends AuthenticationVariables {
  /** Sample records made per second, 0 to 10000; fractions are allowed. @default "0" */
  readonly SAMPLES_PER_SECOND?: string;
  /**
   * Seconds, 1 to 300, that a request may wait for the stream; then it is answered with what is known by then.
   * Keep it below the idle timeout of what is in front, often 60. @default "30"
   */
  readonly REQUEST_SECONDS?: string;
  /**
   * MiB, 4 to 16384, of records that may be accepted and not yet acknowledged; a request beyond it is turned away.
   * Together with its share of RECORDS_IN_HAND, memory peaks at about four times this. @default a sixteenth of the container's memory
   */
  readonly MIB_IN_HAND?: string;
  /** Records, 100 to 10000000, that may be accepted and not yet acknowledged. @default 500 a MiB of MIB_IN_HAND */
  readonly RECORDS_IN_HAND?: string;
  /** Host under which people outside of the cluster reach the producer. Without OIDC_ISSUER it makes for a warning. @default none */
  readonly PUBLIC_HOST?: string;
}

/** What only the producer needs. */
export interface ProducerSettings {
  readonly samplesPerSecond: number;
  readonly requestSeconds: number;
  /** Undefined: derived from the container's memory. */
  readonly mibInHand?: number;
  /** Undefined: derived from the bytes. */
  readonly recordsInHand?: number;
  readonly publicHost?: string;
  /** Undefined: whoever reaches the producer may send. */
  readonly authentication?: AuthenticationConfig;
}

/** The most samples a second, by variable or by request: about three partitions' worth of 1 MB/s. */
export const MAX_SAMPLES_PER_SECOND = 10_000;

/** Values are undefined only where the reader holds a problem, or where that means something. */
export function readProducerSettings(reader: VariableReader): Partial<ProducerSettings> {
  const samplesPerSecond = reader.read(
    "SAMPLES_PER_SECOND",
    rules.samples,
    numberFrom(0, MAX_SAMPLES_PER_SECOND),
    "0",
  );
  const requestSeconds = reader.read("REQUEST_SECONDS", rules.request, integerFrom(1, 300), "30");
  const mibInHand = reader.readOptional("MIB_IN_HAND", rules.mib, integerFrom(4, 16_384));
  const recordsInHand = reader.readOptional(
    "RECORDS_IN_HAND",
    rules.recordsInHand,
    integerFrom(100, 10_000_000),
  );
  const publicHost = reader.readOptional("PUBLIC_HOST", rules.host, matching(/^[a-z0-9.-]{1,253}$/));
  const authentication = readAuthentication(reader);
  return {
    ...(samplesPerSecond !== undefined && { samplesPerSecond }),
    ...(requestSeconds !== undefined && { requestSeconds }),
    ...(mibInHand !== undefined && { mibInHand }),
    ...(recordsInHand !== undefined && { recordsInHand }),
    ...(publicHost !== undefined && { publicHost }),
    ...(authentication && { authentication }),
  };
}

const rules = {
  samples: {
    rule: `must be a number from 0 to ${MAX_SAMPLES_PER_SECOND}`,
    remedy: "Use 0 for no sample records",
  },
  request: {
    rule: "must be a whole number of seconds from 1 to 300",
    remedy: "Keep it below the idle timeout of the load balancer in front",
  },
  mib: {
    rule: "must be a whole number of MiB from 4 to 16384",
    remedy: "Leave it out to derive it from the container's memory",
  },
  recordsInHand: {
    rule: "must be a whole number from 100 to 10000000",
    remedy: "Leave it out to derive it from MIB_IN_HAND",
  },
  host: {
    rule: "must be a host name",
    remedy: "Use the host of the ingress, without https:// and without a path",
  },
} as const satisfies Record<string, Rule>;
