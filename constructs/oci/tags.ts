/** Names and values on every resource that can carry them, for cost reports and to find what a deployment left behind. */
export type FreeformTags = Readonly<Record<string, string>>;

/**
 * A tenancy may add defined tags to whatever is created in it (tag defaults).
 * They are not ours: without this every plan would want to take them off.
 */
export const ignoreTagDefaults = { ignoreChanges: ["defined_tags"] };
