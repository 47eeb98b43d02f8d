{{- define "towpath.labels" -}}
app.kubernetes.io/name: towpath
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "towpath.pod" -}}
{{- $values := index .root.Values .role -}}
# Ends after the server's own drain time.
terminationGracePeriodSeconds: 35
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
containers:
  - name: towpath
    image: "{{ .root.Values.image.repository }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}"
    imagePullPolicy: {{ .root.Values.image.pullPolicy }}
    args: ["serve", "--role", {{ .role | quote }}]
    ports:
      - { name: http, containerPort: 8080 }
    env:
      - { name: TOWPATH_PUBLIC_URL, value: {{ .root.Values.publicUrl | quote }} }
      - { name: TOWPATH_TRUSTED_PROXIES, value: {{ .root.Values.trustedProxies | quote }} }
      - name: TOWPATH_DATABASE_URL
        valueFrom: { secretKeyRef: { name: {{ .root.Values.secret }}, key: database-url } }
      - name: TOWPATH_INSTANCE_KEY
        valueFrom: { secretKeyRef: { name: {{ .root.Values.secret }}, key: instance-key } }
      # Optional: without the field nothing but speed is lost.
      - name: TOWPATH_REDIS_URL
        valueFrom: { secretKeyRef: { name: {{ .root.Values.secret }}, key: redis-url, optional: true } }
      {{- range $name, $value := .root.Values.settings }}
      - { name: {{ $name }}, value: {{ $value | quote }} }
      {{- end }}
    # Not ready while the database is away or the process drains: no requests come.
    readinessProbe:
      httpGet: { path: /readyz, port: http }
      periodSeconds: 2
      failureThreshold: 2
    livenessProbe:
      httpGet: { path: /livez, port: http }
      periodSeconds: 10
      failureThreshold: 6
    resources: {{- toYaml $values.resources | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: { drop: ["ALL"] }
    volumeMounts:
      - { name: data, mountPath: /data }
      - { name: scratch, mountPath: /tmp }
volumes:
  # All that is kept is in the database.
  - { name: data, emptyDir: {} }
  - { name: scratch, emptyDir: {} }
{{- end }}
