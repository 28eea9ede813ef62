import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { resolve } from '../../../src/config/resolve';
import { departureOf, formatDeparture } from '../../../src/project/explain/departure';
import type { AppReleases } from '../../../src/releases/files/reconcile';
import { reconcileReleases } from '../../../src/releases/files/reconcile';
import { renderRepository } from '../../../src/render/repository';
import { objectsOf } from '../../support/api-server';
import { SHOP } from '../../support/repository';

/** What is said of the first app; `released` are the texts of its release files that are there. */
const departure = (options: PythonGitOpsAppOptions, released: Record<string, string> = {}): string[] => {
  const repository = resolve(options);
  const [app] = repository.apps;
  const releases: AppReleases = reconcileReleases(
    repository,
    app,
    (path) => released[path],
    () => undefined,
  );
  return formatDeparture(departureOf(repository, app, releases));
};

const APPLICATIONS = 'apps/storefront/argo/release/kustomization.yaml';
const EVERYWHERE = { [APPLICATIONS]: 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: []\n' };
const IMAGES = Object.fromEntries(
  ['dev', 'prod'].map((name) => [
    `apps/storefront/k8s/overlays/${name}/release/kustomization.yaml`,
    `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- digest: sha256:${'7'.repeat(64)}\n  name: docker.io/acme/storefront\n  newTag: abc\n`,
  ]),
);
const RELEASED = { ...EVERYWHERE, ...IMAGES };

test('all environments, each cluster, and what is not managed here', () => {
  const clusters = { eu: { name: 'eu' }, us: { name: 'us' } };
  const options = {
    ...SHOP,
    environments: { dev: { sync: { prune: false } }, prod: { gated: true, clusters, sync: { automated: false } } },
    argocd: { manages: 'applications', project: 'platform' },
    apps: { storefront: { extraManifests: ['redis.yaml'] } },
  };
  expect(departure(options, RELEASED)).toEqual([
    'In the cluster, when this change reaches main (the root shop-root prunes all environments at once,',
    '  gated and pinned environments included, regardless of their sync settings):',
    '  1. deleted   the Applications storefront-dev, storefront-prod-eu, storefront-prod-us with everything deployed: workloads, Services,',
    '               configuration, sealed secrets and their Secrets, and your own manifests without Delete=false',
    '  kept         the namespaces storefront-dev, storefront-prod',
    '  kept         the images docker.io/acme/storefront in the registry',
  ]);
});

test('nothing runs: nothing was released, or nothing is deployed from here', () => {
  expect(departure(SHOP)).toEqual([
    'In the cluster: no pods stop, because the app has no release.',
    '  Argo CD deletes its AppProject storefront when this change reaches main.',
  ]);
  expect(departure({ ...SHOP, repoUrl: undefined })).toEqual([
    'In the cluster: nothing changes, because this repository deploys nothing yet.',
  ]);
});

test('Applications that others manage are left to them', () => {
  const options = { ...SHOP, argocd: { manages: 'nothing' } };
  expect(departure(options, IMAGES)).toEqual([
    'In the cluster: the Applications of this app are managed elsewhere (released as storefront-dev, storefront-prod). Remove them there first,',
    '  or Argo CD reports a missing folder.',
  ]);
  expect(departure(options)[0]).toContain('(the app has no release)');
});

test('it is what the manifests say: the order, what is deleted, and what is kept', () => {
  const options: PythonGitOpsAppOptions = {
    ...SHOP,
    apps: {
      storefront: {
        replicas: 1,
        workloads: {
          web: { strategy: 'Recreate', volumes: { data: { mountPath: '/data', type: 'persistentVolumeClaim' } } },
        },
      },
    },
  };
  expect(departure(options, RELEASED)).toContain(
    '  kept         the namespaces storefront-dev, storefront-prod with the claims storefront-data and their data',
  );
  const repository = resolve(options);
  const releases = new Map(
    repository.apps.map((app) => [
      app.name,
      reconcileReleases(
        repository,
        app,
        (path) => (RELEASED as Record<string, string>)[path],
        () => undefined,
      ),
    ]),
  );
  const objects = renderRepository(repository, releases)
    .filter(({ path }) => /^(?:apps\/[^/]+\/(?:argo|k8s\/base)|argo)\/[^/]+\.yaml$/.test(path))
    .flatMap(({ content }) => objectsOf(content));
  const annotation = (kind: string, name: string, key: string): unknown => {
    const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    return (found.metadata.annotations as Record<string, string> | undefined)?.[`argocd.argoproj.io/${key}`];
  };
  // A namespace that went would take the claims along, whatever they say themselves.
  expect(annotation('Namespace', 'storefront', 'sync-options')).toBe('Delete=false,Prune=false');
  expect(annotation('PersistentVolumeClaim', 'storefront-data', 'sync-options')).toBe('Delete=false,Prune=false');
  // Higher waves are pruned first.
  expect(annotation('AppProject', 'storefront', 'sync-wave')).toBe('-1');
  expect(annotation('Application', 'storefront-prod', 'sync-wave')).toBeUndefined();
  const applications = objects.filter(({ kind }) => kind === 'Application');
  expect(applications.map(({ metadata }) => metadata.finalizers)).toEqual(
    applications.map(() => ['resources-finalizer.argocd.argoproj.io/foreground']),
  );
  const root = applications.find(({ metadata }) => metadata.name === 'shop-root');
  expect(root?.spec).toMatchObject({ syncPolicy: { automated: { prune: true } } });
});
