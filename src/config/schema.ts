import * as format from './formats';
import type { Rule } from './rules';
import { boolean, integer, list, map, struct } from './rules';

/** Ports below it need an administrator's rights. */
const port: Rule = integer(1024, 65535);

const appEnvironmentRules: Record<string, Rule> = {
  replicas: integer(0, 1000),
  memory: format.memory,
  cpu: format.cpu,
  logLevel: format.logLevel,
  requestLogs: boolean(),
};

/** What each struct of options may hold; a test keeps it equal to the documented options. */
export const STRUCTS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  WorkloadOptions: { port },
  AppEnvironmentOptions: appEnvironmentRules,
  EnvironmentOptions: { ...appEnvironmentRules, gated: boolean(), branch: format.branch },
  EgressOptions: {
    namespace: format.namespace,
    cidr: format.cidr,
    // Kubernetes reads an empty list as all ports, which nobody would who reads it beside an empty egress.
    ports: list(integer(1, 65535), { ifEmpty: 'name the ports, or leave ports out for all of them' }),
  },
  ServiceMonitorOptions: { labels: map(format.labelKey, format.labelValue), interval: format.duration },
  get NetworkPolicyOptions() {
    return {
      ingressNamespaces: list(format.namespace),
      egress: list(struct(STRUCTS.EgressOptions)),
      openEgress: boolean(),
    };
  },
  get AppOptions() {
    return {
      port,
      server: format.server,
      interface: format.webInterface,
      systemPackages: list(format.debianPackage, { key: format.debianName }),
      buildSecrets: map(format.secretName, format.secretPath),
      networkPolicy: struct(STRUCTS.NetworkPolicyOptions),
      workloads: map(format.name, struct(STRUCTS.WorkloadOptions)),
      environments: map(anyName, struct(STRUCTS.AppEnvironmentOptions)),
    };
  },
  get PythonGitOpsAppOptions() {
    return {
      name: format.name,
      repoUrl: format.repoUrl,
      registry: format.registry,
      defaultBranch: format.branch,
      pythonVersion: format.pythonVersion,
      baseImage: format.baseImage,
      packageIndex: format.packageIndex,
      argocdNamespace: format.name,
      codeOwners: list(format.codeOwner, { key: (owner: string) => owner.toLowerCase() }),
      renovate: boolean(),
      networkPolicy: struct(STRUCTS.NetworkPolicyOptions),
      serviceMonitor: struct(STRUCTS.ServiceMonitorOptions),
      environments: map(format.name, struct(STRUCTS.EnvironmentOptions)),
      apps: map(format.name, struct(STRUCTS.AppOptions)),
      devDeps: list(format.npmPackage, { key: format.npmName }),
      outdir: format.folder,
    };
  },
};

/** Names that refer to something declared elsewhere; whether it exists is a question across the config. */
function anyName(): void {}
