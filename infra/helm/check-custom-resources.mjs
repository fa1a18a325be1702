// Holds the custom resources of a rendered chart against their definitions. Is copied to where check.sh has installed
// what it imports.
import { readFileSync } from "node:fs";
import { ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { PodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import { PrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import { parseAllDocuments } from "yaml";

const known = { ScaledObject, PodMonitor, PrometheusRule, ServiceMonitor };
const foreign = /^(?:keda\.sh|monitoring\.coreos\.com)\//;

for (const document of parseAllDocuments(readFileSync(process.argv[2], "utf8"))) {
  const resource = document.toJS();
  if (document.errors.length > 0) throw document.errors[0];
  if (resource === null || !foreign.test(resource.apiVersion)) continue;
  const Kind = known[resource.kind];
  if (Kind === undefined) throw new Error(`no schema of ${resource.kind}`);
  new Kind(resource).validate();
}
