{{- define "hq.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "hq.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "hq.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "hq.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Takes a dict of root and component. */}}
{{- define "hq.selector" -}}
app.kubernetes.io/name: {{ include "hq.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "hq.labels" -}}
{{ include "hq.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: hailuo-queue
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "hq.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "hq.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "hq.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}

{{/* What every pod runs under: nobody's rights, a root file system that cannot be written. */}}
{{- define "hq.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "hq.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "hq.env.redis" -}}
- name: REDIS_URL
{{- if .Values.redis.existingSecret }}
  valueFrom:
    secretKeyRef: { name: {{ .Values.redis.existingSecret | quote }}, key: {{ .Values.redis.existingSecretKey | quote }} }
{{- else if .Values.redis.url }}
  value: {{ .Values.redis.url | quote }}
{{- else if .Values.trial.valkey.enabled }}
  value: redis://{{ include "hq.fullname" . }}-valkey:6379
{{- else }}
{{- fail "Name the Redis: set redis.existingSecret or redis.url, or trial.valkey.enabled=true for a trial." }}
{{- end }}
- { name: HAILUO_PREFIX, value: {{ .Values.redis.prefix | quote }} }
{{- end -}}

{{/* Takes a dict of root and secret, the one of the process if it has its own. */}}
{{- define "hq.env.storage" -}}
{{- $own := .secret }}
{{- with .root }}
{{- if .Values.storage.out }}
- { name: HAILUO_OUT, value: {{ .Values.storage.out | quote }} }
{{- else if .Values.trial.s3.enabled }}
- { name: HAILUO_OUT, value: "s3://videos" }
{{- else }}
{{- fail "Name the storage: set storage.out (s3://bucket/prefix), or trial.s3.enabled=true for a trial." }}
{{- end }}
{{- if .Values.storage.endpoint }}
- { name: S3_ENDPOINT, value: {{ .Values.storage.endpoint | quote }} }
{{- else if and .Values.trial.s3.enabled (not .Values.storage.out) }}
- { name: S3_ENDPOINT, value: "http://{{ include "hq.fullname" . }}-s3:7070" }
{{- end }}
{{- with .Values.storage.publicEndpoint }}
- { name: S3_PUBLIC_ENDPOINT, value: {{ . | quote }} }
{{- end }}
- { name: S3_REGION, value: {{ .Values.storage.region | quote }} }
{{- $secret := default .Values.storage.existingSecret $own }}
{{- if and (not $secret) .Values.trial.s3.enabled (not .Values.storage.out) }}
{{- $secret = printf "%s-s3" (include "hq.fullname" .) }}
{{- end }}
{{- if $secret }}
{{- range list "AWS_ACCESS_KEY_ID" "AWS_SECRET_ACCESS_KEY" }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: { name: {{ $secret | quote }}, key: {{ . }} }
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Takes a dict of root, settings and seconds: whoever is killed before its own patience ends may be in a create. */}}
{{- define "hq.grace" -}}
{{- $settings := merge (dict) .settings .root.Values.settings }}
{{- $graceMs := int64 (default 25000 $settings.HAILUO_SHUTDOWN_GRACE_MS) }}
{{- if ge $graceMs (mul 1000 (int64 .seconds)) }}
{{- fail (printf "HAILUO_SHUTDOWN_GRACE_MS is %d, and Kubernetes kills after %d seconds: raise workers.terminationGracePeriodSeconds, or lower the setting." $graceMs (int64 .seconds)) }}
{{- end }}
{{- .seconds }}
{{- end -}}

{{/* Only workers have it: no other process gets the provider's key. */}}
{{- define "hq.env.provider" -}}
{{- if .Values.provider.accountsSecret }}
- { name: HAILUO_ACCOUNTS_FILE, value: /accounts/accounts.json }
{{- else if .Values.provider.existingSecret }}
- name: MINIMAX_API_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.provider.existingSecret | quote }}
      key: {{ .Values.provider.existingSecretKey | quote }}
{{- else if .Values.trial.simulator.enabled }}
- { name: MINIMAX_API_KEY, value: trial }
{{- else }}
{{- fail "Name the provider's key: set provider.existingSecret or provider.accountsSecret, or trial.simulator.enabled=true for a trial." }}
{{- end }}
{{- if .Values.provider.baseUrl }}
- { name: MINIMAX_BASE_URL, value: {{ .Values.provider.baseUrl | quote }} }
{{- else if .Values.trial.simulator.enabled }}
- { name: MINIMAX_BASE_URL, value: "http://{{ include "hq.fullname" . }}-simulator:8089" }
{{- end }}
{{- end -}}

{{/* Takes a dict of root and settings; settings of one process replace those of all. */}}
{{- define "hq.env.settings" -}}
{{- range $name, $value := merge (dict) .settings .root.Values.settings }}
- { name: {{ $name }}, value: {{ $value | toString | quote }} }
{{- end }}
{{- end -}}

{{/* Placement and identity of every pod of ours. Takes a dict of root and component. */}}
{{- define "hq.pod" -}}
serviceAccountName: {{ include "hq.serviceAccount" .root }}
# Nothing of ours speaks to Kubernetes.
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "hq.podSecurity" .root | nindent 2 }}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- else }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "hq.selector" . | nindent 8 }}
{{- end }}
{{- end -}}

{{- define "hq.podMeta" -}}
labels:
  {{- include "hq.labels" . | nindent 2 }}
  {{- with .root.Values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .root.Values.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
