import { ask, fieldsOf } from "../credential/http.ts";
import type { Variables } from "../credential/identity.ts";

const remedy = "On GitHub give the job `permissions: id-token: write`, on GitLab `id_tokens: OCI_ID_TOKEN`.";

/**
 * The token by which GitHub or GitLab vouches for the job that this runs in: who
 * owns the repository, which branch, which environment.
 *
 * https://docs.github.com/actions/reference/security/oidc,
 * https://docs.gitlab.com/ci/secrets/id_token_authentication/
 *
 * @throws Error when the job has none
 */
export async function pipelineToken(variables: Variables): Promise<string> {
  const {
    OCI_ID_TOKEN: given,
    ACTIONS_ID_TOKEN_REQUEST_URL: url,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    OCI_ID_TOKEN_AUDIENCE: audience,
  } = variables;
  if (given) return given;
  if (!url || !bearer) {
    throw new Error(
      `environment: OCI_ID_TOKEN or ACTIONS_ID_TOKEN_REQUEST_URL must be set, got neither. ${remedy}`,
    );
  }
  const target = new URL(url);
  if (audience) target.searchParams.set("audience", audience);
  const answer = await ask(target.href, { headers: { authorization: `Bearer ${bearer}` } }, remedy);
  const { value } = fieldsOf(answer, target.href, remedy);
  if (typeof value !== "string" || value === "") {
    throw new Error(`${target.href}: must answer with value, got another answer. ${remedy}`);
  }
  return value;
}
