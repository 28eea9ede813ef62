import { oneCluster } from './clusters';
import type { PythonGitOpsAppOptions } from '../../src/config/options';

/** Where a config is deployed. */
export interface Place {
  readonly repoUrl: string;
  readonly argocdNamespace: string;
  /** AppProject for configs whose Applications are made elsewhere. */
  readonly project: string;
  /** Added to the name of each app, so that many configs fit into one cluster. */
  readonly suffix: string;
}

/** Namespace of Prometheus in every config. */
export const MONITORING = 'observability';

type Options = PythonGitOpsAppOptions;
type Apps = NonNullable<Options['apps']>;

/**
 * A config as this cluster can deploy it: its Argo CD, its git server, one of its clusters, and names that no other config
 * has. Everything that makes objects of an app stays the same.
 */
export function fit(options: Options, { repoUrl, argocdNamespace, project, suffix }: Place): Options {
  const argocd = (own: Options['argocd']): Options['argocd'] =>
    own?.manages === 'nothing'
      ? { manages: 'applications', project, namespace: argocdNamespace }
      : { ...own, namespace: argocdNamespace };
  // Argo CD reads none of the files that these two change.
  const { overrides: _overrides, takeOver: _takeOver, ...rest } = options;
  const { organization } = options;
  return {
    registry: 'registry.acme.example/acme',
    ...rest,
    repoUrl,
    argocd: argocd(options.argocd),
    observability: { ...organization?.observability, ...options.observability, namespace: MONITORING },
    ...(organization?.argocd === undefined
      ? {}
      : { organization: { ...organization, argocd: argocd(organization.argocd) } }),
    ...(options.environments === undefined
      ? {}
      : {
          environments: mapped(options.environments, ({ clusters, ...own }) =>
            clusters === undefined ? own : { ...own, clusters: oneCluster(clusters, numberIn(suffix)) },
          ),
        }),
    apps: renamed(options.apps ?? {}, suffix),
  };
}

/** The number of a config, as at the end of the suffix. */
function numberIn(suffix: string): number {
  return Number(/\d+$/.exec(suffix)?.[0] ?? 0);
}

/** A workload with the name of its app has no other name in objects, so it is renamed, too. */
function renamed(apps: Apps, suffix: string): Apps {
  return Object.fromEntries(
    Object.entries(apps).map(([name, app]) => {
      const rename = <T>(workloads: Readonly<Record<string, T>>): Record<string, T> =>
        Object.fromEntries(Object.entries(workloads).map(([key, own]) => [key === name ? name + suffix : key, own]));
      const workloads = app.workloads && { workloads: rename(app.workloads) };
      const environments = app.environments && {
        environments: mapped(app.environments, (own) =>
          own.workloads === undefined ? own : { ...own, workloads: rename(own.workloads) },
        ),
      };
      return [name + suffix, { ...app, ...workloads, ...environments }];
    }),
  );
}

function mapped<T, U>(values: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
