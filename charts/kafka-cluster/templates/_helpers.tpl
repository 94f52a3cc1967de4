{{- define "kafka-cluster.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/part-of: millrace
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Of everything that belongs to the cluster: Strimzi finds it by this label. */}}
{{- define "kafka-cluster.memberLabels" -}}
strimzi.io/cluster: {{ .Release.Name }}
{{ include "kafka-cluster.labels" . }}
{{- end }}

{{- define "kafka-cluster.annotations" -}}
{{- if .Values.keepOnUninstall -}}
annotations:
  helm.sh/resource-policy: keep
{{- end }}
{{- end }}

{{/* Nodes with a role: (list "broker" .Values.nodePools) */}}
{{- define "kafka-cluster.nodes" -}}
{{- $role := first . -}}
{{- $nodes := 0 -}}
{{- range last . -}}
{{- if has $role .roles }}{{ $nodes = add $nodes .replicas }}{{ end -}}
{{- end -}}
{{- $nodes -}}
{{- end }}
