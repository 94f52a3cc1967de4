{{/* What selects the program's pods; it can never change in a release. */}}
{{- define "stream-app.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The test's pod is not the program: neither the Service nor the Deployment may select it. */}}
{{- define "stream-app.testSelectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "stream-app.commonLabels" -}}
app.kubernetes.io/version: {{ (splitList "@sha256:" .Values.image | last) | trunc 12 | quote }}
app.kubernetes.io/part-of: millrace
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "stream-app.labels" -}}
{{ include "stream-app.selectorLabels" . }}
{{ include "stream-app.commonLabels" . }}
{{- end }}

{{- define "stream-app.testLabels" -}}
{{ include "stream-app.testSelectorLabels" . }}
{{ include "stream-app.commonLabels" . }}
{{- end }}

{{- define "stream-app.serviceAccountName" -}}
{{ .Values.serviceAccount.name | default .Release.Name }}
{{- end }}

{{/*
The program's port. Fixed, because nobody outside the pod sees it: the Service listens on 80. Network policies need
the number: not every network plugin knows a port's name in an egress rule.
*/}}
{{- define "stream-app.port" -}}
8080
{{- end }}

{{/*
Together these two are what pod security `restricted` asks for, and a read-only root file system. The user is the
image's own; fsGroup lets it read mounted secrets.
*/}}
{{- define "stream-app.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "stream-app.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "stream-app.dnsEgress" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
  ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- end }}

{{/* As apps/messaging/vault-files.ts reads it: name=OCID, separated by commas. */}}
{{- define "stream-app.vaultFiles" -}}
{{- $files := list -}}
{{- range $name, $ocid := .Values.vaultFiles -}}
{{- $files = append $files (printf "%s=%s" $name $ocid) -}}
{{- end -}}
{{- join "," $files -}}
{{- end }}

{{/* As apps/messaging/kube-secret-files.ts reads it: secret/key, separated by commas. */}}
{{- define "stream-app.kubeSecretFiles" -}}
{{- $files := list -}}
{{- range $secret, $keys := .Values.kubeSecretFiles.secrets -}}
{{- range $keys -}}
{{- $files = append $files (printf "%s/%s" $secret .) -}}
{{- end -}}
{{- end -}}
{{- join "," $files -}}
{{- end }}
