import { errorCodes, KafkaError } from "../error-codes.ts";
import { nothing } from "../groups/member.ts";
import { defineApi } from "../wire/api.ts";
import { since, struct } from "../wire/struct.ts";
import { bytes, int16, int64, nullableString } from "../wire/types.ts";

const request = struct({ authBytes: bytes });

const response = struct({
  errorCode: int16,
  errorMessage: nullableString,
  authBytes: bytes,
  /** 0: the login holds as long as the connection. */
  sessionLifetimeMs: since(1, int64, 0),
});

/** One step of a login. */
export const saslAuthenticate = defineApi({
  key: 36,
  name: "SaslAuthenticate",
  versions: [0, 2],
  flexibleFrom: 2,
  request,
  response,
  async handle({ authBytes }, { session }) {
    try {
      return {
        errorCode: errorCodes.NONE,
        errorMessage: null,
        authBytes: await session.authenticate(authBytes),
      };
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      return { errorCode: error.code, errorMessage: error.message, authBytes: nothing };
    }
  },
  refuse: (_, errorCode) => ({ errorCode, errorMessage: null, authBytes: nothing }),
});
