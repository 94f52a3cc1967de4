import { OnsNotificationTopic } from "@cdktf/provider-oci/ons-notification-topic";
import { OnsSubscription } from "@cdktf/provider-oci/ons-subscription";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface NotificationTopicProps {
  readonly compartmentId: string;
  /** Unique in the tenancy; letters, digits, hyphens and underscores. A change replaces the topic. */
  readonly name: string;
  readonly description: string;
  /** Each gets a mail with a link to confirm, and nothing until then. */
  readonly emails: readonly string[];
  readonly freeformTags: FreeformTags;
}

/** Where notifications go, and the people who get them. */
export class NotificationTopic extends Construct {
  public readonly topicId: string;

  constructor(scope: Construct, id: string, props: NotificationTopicProps) {
    super(scope, id);
    const { compartmentId, name, description, emails, freeformTags } = props;
    this.topicId = new OnsNotificationTopic(this, "Resource", {
      compartmentId,
      name,
      description,
      freeformTags,
      lifecycle: ignoreTagDefaults,
    }).id;
    for (const endpoint of emails) {
      new OnsSubscription(this, endpoint, {
        compartmentId,
        topicId: this.topicId,
        protocol: "EMAIL",
        endpoint,
        freeformTags,
        lifecycle: ignoreTagDefaults,
      });
    }
  }
}
