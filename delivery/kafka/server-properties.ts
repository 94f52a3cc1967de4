export interface ServerSettings {
  readonly folder: string;
  /** For programs: TLS with SCRAM-SHA-512. */
  readonly clientPort: number;
  /** For who set the node up: no TLS, and every right. Listens on loopback like the rest. */
  readonly adminPort: number;
  readonly controllerPort: number;
}

/**
 * A node that is broker and controller, as charts/kafka-cluster sets one up: rights are granted one by one, no topic
 * makes itself, and a group begins at once instead of waiting 3 s for more members.
 */
export function serverProperties({ folder, clientPort, adminPort, controllerPort }: ServerSettings): string {
  const properties = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.bootstrap.servers": `127.0.0.1:${controllerPort}`,
    "controller.listener.names": "CONTROLLER",
    listeners: `CLIENTS://127.0.0.1:${clientPort},ADMIN://127.0.0.1:${adminPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    "inter.broker.listener.name": "ADMIN",
    "listener.security.protocol.map": "CLIENTS:SASL_SSL,ADMIN:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "listener.name.clients.sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "listener.name.clients.scram-sha-512.sasl.jaas.config":
      "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": `${folder}/server.pem`,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
    "log.dirs": `${folder}/data`,
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    // Members of a test that crash are not waited for as long as in a cluster.
    "group.min.session.timeout.ms": "1000",
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
