/** A file that is run in a pod, by the Node that is in a program's image. */
export interface Script {
  /** Of the pod, and of the ConfigMap with the file. */
  readonly name: string;
  readonly content: string;
  readonly image: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** The pod, as the namespaces of our programs admit it, and its file. */
export function scriptPod({ name, content, image, variables, labels }: Script): readonly object[] {
  const seccompProfile = { type: "RuntimeDefault" };
  const container = {
    name,
    image,
    args: ["/script/script.mjs"],
    env: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
    ports: [{ name: "http", containerPort: 8080 }],
    readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 1 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    volumeMounts: [
      { name: "script", mountPath: "/script" },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
  return [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { "script.mjs": content } },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile },
        terminationGracePeriodSeconds: 1,
        containers: [container],
        volumes: [
          { name: "script", configMap: { name } },
          { name: "tmp", emptyDir: {} },
        ],
      },
    },
  ];
}
