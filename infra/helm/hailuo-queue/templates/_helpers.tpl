{{- define "hq.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/*
Names of services begin with a letter and have no dot, those of releases may. A name that is too long for what is
appended to it ends with a digest, or two releases whose names begin alike would meet.
*/}}
{{- define "hq.fullname" -}}
{{- $name := .Values.fullnameOverride -}}
{{- if not $name -}}
{{- $name = ternary .Release.Name (printf "%s-%s" .Release.Name (include "hq.name" .)) (contains (include "hq.name" .) .Release.Name) -}}
{{- end -}}
{{- $name = replace "." "-" $name -}}
{{- if regexMatch "^[0-9]" $name -}}{{- $name = printf "hq-%s" $name -}}{{- end -}}
{{- if gt (len $name) 40 -}}{{- $name = printf "%s-%s" (trunc 31 $name | trimSuffix "-") (sha256sum $name | trunc 8) -}}{{- end -}}
{{- $name -}}
{{- end -}}

{{/* Takes a dict of root and component. */}}
{{- define "hq.selector" -}}
app.kubernetes.io/name: {{ include "hq.name" .root | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
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

{{/* Those of the values' URLs, which a network policy must let out; what stands in a secret is not known here. */}}
{{- define "hq.egressPorts" -}}
{{- $ports := .Values.networkPolicy.egressPorts }}
{{- $settings := include "hq.settings" (dict "root" . "settings" dict) | fromYaml }}
{{- range list .Values.redis.url .Values.storage.endpoint .Values.provider.baseUrl $settings.HTTPS_PROXY $settings.HTTP_PROXY $settings.ALL_PROXY }}
{{- range regexFindAll ":[0-9]+([,/?]|$)" (default "" . | toString) -1 }}
{{- $ports = append $ports (regexFind "[0-9]+" . | int) }}
{{- end }}
{{- end }}
{{- range $port := $ports | uniq }}
- { protocol: TCP, port: {{ int $port }} }
{{- end }}
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
{{- $settings := include "hq.settings" . | fromYaml }}
{{- $graceMs := 25000 }}
{{- if hasKey $settings "HAILUO_SHUTDOWN_GRACE_MS" }}{{ $graceMs = int64 $settings.HAILUO_SHUTDOWN_GRACE_MS }}{{ end }}
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

{{/*
The settings of one process, as YAML: its own replace those of all, also by 0 or false, which sprig's merge would take
for missing.
*/}}
{{- define "hq.settings" -}}
{{- $all := dict }}
{{- range $settings := list .root.Values.settings .settings }}
{{- range $name, $value := $settings }}
{{- $_ := set $all $name $value }}
{{- end }}
{{- end }}
{{- toYaml $all }}
{{- end -}}

{{/* What the chart sets itself, or must come from a secret, by the value to use instead. */}}
{{- define "hq.reserved" -}}
REDIS_URL: redis.existingSecret
HAILUO_PREFIX: redis.prefix
MINIMAX_API_KEY: provider.existingSecret
HAILUO_ACCOUNTS_FILE: provider.accountsSecret
MINIMAX_BASE_URL: provider.baseUrl
HAILUO_OUT: storage.out
S3_ENDPOINT: storage.endpoint
S3_PUBLIC_ENDPOINT: storage.publicEndpoint
S3_REGION: storage.region
AWS_ACCESS_KEY_ID: storage.existingSecret
AWS_SECRET_ACCESS_KEY: storage.existingSecret
HAILUO_SECRETS_KEY: gateway.secretsKeySecret
HAILUO_GATEWAY_PUBLIC_URL: gateway.publicUrl
HAILUO_DASHBOARD_PUBLIC_URL: dashboard.publicUrl
HAILUO_DASHBOARD_USER: dashboard.existingSecret
HAILUO_DASHBOARD_PASSWORD: dashboard.existingSecret
HAILUO_HEALTH_HOST: ""
HAILUO_HEALTH_PORT: ""
HAILUO_GATEWAY_HOST: ""
HAILUO_GATEWAY_PORT: ""
HAILUO_GATEWAY_METRICS_PORT: ""
HAILUO_DASHBOARD_HOST: ""
HAILUO_DASHBOARD_PORT: ""
{{- end -}}

{{/* Takes a dict of root, settings and extra (extraEnv of the process); what is its own replaces what is of all. */}}
{{- define "hq.env.settings" -}}
{{- $reserved := include "hq.reserved" . | fromYaml }}
{{- $settings := include "hq.settings" . | fromYaml }}
{{- $extraEnv := concat (default list .root.Values.extraEnv) (default list .extra) }}
{{- $last := dict }}
{{- range $at, $each := $extraEnv }}{{ $_ := set $last $each.name $at }}{{ end }}
{{- range $name := concat (keys $settings) (keys $last) }}
{{- if hasKey $reserved $name }}
{{- $instead := index $reserved $name }}
{{- fail (ternary (printf "%s is not one of settings or extraEnv: use %s." $name $instead) (printf "%s is not one of settings or extraEnv: the chart's probes and services count on its own." $name) (ne $instead "")) }}
{{- end }}
{{- end }}
{{- range $name, $value := $settings }}
{{- if or (has $name (list "AWS_SESSION_TOKEN" "HAILUO_KEY")) (and (regexMatch "^(HTTPS?|ALL)_PROXY$" $name) (contains "@" ($value | toString))) }}
{{- fail (printf "settings.%s would keep a secret in the chart's values: give it by extraEnv, from a secret." $name) }}
{{- end }}
{{- if not (hasKey $last $name) }}
{{- /* Helm reads a number of a file as a float, and would write 2592000000 as 2.592e+09. */}}
{{- $isWhole := and (kindIs "float64" $value) (eq (floor $value) (float64 $value)) }}
- { name: {{ $name }}, value: {{ ternary (int64 $value) $value $isWhole | toString | quote }} }
{{- end }}
{{- end }}
{{- /* In their order: one may name another by $(NAME). */}}
{{- range $at, $each := $extraEnv }}
{{- if eq $at (index $last $each.name) }}
- {{ toYaml $each | nindent 2 | trim }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Where pods may run and what they may fetch, also those of a trial. */}}
{{- define "hq.placement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "hq.resources" -}}
{{- with . }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Placement and identity of every pod of ours. Takes a dict of root and component. */}}
{{- define "hq.pod" -}}
serviceAccountName: {{ include "hq.serviceAccount" .root | quote }}
# Nothing of ours speaks to Kubernetes.
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "hq.podSecurity" .root | nindent 2 }}
{{- include "hq.placement" .root }}
{{- if not .root.Values.affinity }}
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

{{- define "hq.mounts" -}}
- { name: tmp, mountPath: /tmp }
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "hq.volumes" -}}
- name: tmp
  emptyDir: { sizeLimit: 256Mi }
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
