import type { Forge } from "./forge.ts";
import { GitHub } from "./github.ts";
import { GitLab } from "./gitlab.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The forge whose pipeline this runs in, by the variables that each gives to
 * every job, and a token that the job must be given.
 *
 * @throws Error that names every variable that is missing
 */
export function forgeFromEnvironment(variables: Variables): Forge {
  const github = variables.GITHUB_REPOSITORY !== undefined;
  if (!github && variables.CI_PROJECT_ID === undefined) {
    throw new Error(
      "environment: GITHUB_REPOSITORY or CI_PROJECT_ID must be set, got neither. " +
        "Run this in a pipeline of GitHub or GitLab, or leave out what writes there.",
    );
  }
  const value = reader(variables);
  if (!github) {
    return new GitLab(value({ url: "CI_API_V4_URL", project: "CI_PROJECT_ID", token: "GITLAB_TOKEN" }));
  }
  return new GitHub(
    value({
      url: "GITHUB_API_URL",
      graphqlUrl: "GITHUB_GRAPHQL_URL",
      repository: "GITHUB_REPOSITORY",
      token: "GITHUB_TOKEN",
    }),
  );
}

function reader(variables: Variables) {
  return <Field extends string>(names: Readonly<Record<Field, string>>): Record<Field, string> => {
    const pairs = Object.entries<string>(names).map(([field, name]) => [field, variables[name] ?? ""]);
    const missing = Object.values<string>(names).filter((name) => !variables[name]);
    if (missing.length > 0) {
      throw new Error(
        `environment: ${missing.join(", ")} must be set, got none. Give the job its token: docs/new-environment.md says which.`,
      );
    }
    return Object.fromEntries(pairs) as Record<Field, string>;
  };
}
