/**
 * Where changes are reviewed and pipelines run: GitHub or GitLab. What is written
 * there is found again by a marker, such as `drift`: nobody sees it, and only what
 * the token's own user wrote is ever changed.
 */
export interface Forge {
  /** Writes the one comment with this marker below a pull or merge request, or writes it anew in place. */
  upsertComment(change: number, marker: string, body: string): Promise<void>;
  /** Opens the one issue with this marker, or writes title and body of the open one anew in place. */
  upsertIssue(marker: string, title: string, body: string): Promise<void>;
  /** Says why and closes the open issue with this marker, if there is one. */
  closeIssue(marker: string, body: string): Promise<void>;
  /** Numbers of the pull or merge requests that brought a commit. */
  changesOf(commit: string): Promise<readonly number[]>;
}

/** What a body begins with: a comment that neither forge shows. */
export function marked(marker: string, body: string): string {
  return `${firstLine(marker)}\n${body}`;
}

/** Both forges may send back other line ends than they were given. */
export function isMarked(body: string | null, marker: string): boolean {
  return body?.split(/\r?\n/, 1)[0] === firstLine(marker);
}

function firstLine(marker: string): string {
  return `<!-- millrace:${marker} -->`;
}
