import { errorCodes, KafkaError } from "../error-codes.ts";
import { saslMechanism } from "../session.ts";
import { defineApi } from "../wire/api.ts";
import { struct } from "../wire/struct.ts";
import { array, int16, string } from "../wire/types.ts";

/**
 * Version 0 would have the login follow without requests of its own. It is only
 * listed, because librdkafka takes a broker without it for one without SASL.
 */
export const saslHandshake = defineApi({
  key: 17,
  name: "SaslHandshake",
  versions: [0, 1],
  request: struct({ mechanism: string }),
  response: struct({ errorCode: int16, mechanisms: array(string) }),
  handle({ mechanism }, { session, version }) {
    if (version === 0) throw new KafkaError("UNSUPPORTED_VERSION");
    session.begin(mechanism);
    return { errorCode: errorCodes.NONE, mechanisms: [saslMechanism] };
  },
  refuse: (_, errorCode) => ({ errorCode, mechanisms: [saslMechanism] }),
});
