import type { Repository } from '../../../src/config/model';
import { appProject } from '../../../src/render/argocd/app-project';
import { renderBase } from '../../../src/render/kubernetes/base';
import { renderOverlay } from '../../../src/render/kubernetes/overlay';
import { appOf, byPath, DEFAULT, repositoryOf, RICH } from '../../support/render-cases';
import type { KubeObject } from '../../support/render-objects';
import { kustomizationOf, objectOf } from '../../support/render-objects';

interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

const repository = repositoryOf(RICH) as Repository & { repoUrl: string };
const checkout = appOf(repository, 'checkout');
const project = appProject(repository, checkout) as KubeObject;

test('the AppProject of an app is in the wave before its Applications, and has no finalizer: waves are enough', () => {
  expect(project.kind).toBe('AppProject');
  expect(project.metadata).toEqual({
    name: 'checkout',
    namespace: 'gitops',
    annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
  });
});

test('it allows this repository and the app’s own namespaces, none by a pattern', () => {
  expect(project.spec.sourceRepos).toEqual(['git@git.acme.example:platform/shop']);
  expect(project.spec.destinations).toEqual(
    ['checkout-dev', 'checkout-staging', 'checkout-canary', 'checkout-prod'].map((namespace) => ({
      namespace,
      server: 'https://kubernetes.default.svc',
    })),
  );
  expect(JSON.stringify(project)).not.toContain('*');
});

test('it allows no object of the cluster but the Namespace', () => {
  expect(project.spec.clusterResourceWhitelist).toEqual([{ group: '', kind: 'Namespace' }]);
});

test('it allows no plaintext Secret and no rights: neither Secret nor anything of RBAC or Argo CD', () => {
  const allowed = project.spec.namespaceResourceWhitelist as GroupKind[];
  expect(allowed.map(({ kind }) => kind)).not.toContain('Secret');
  expect(allowed.map(({ group }) => group)).not.toContain('rbac.authorization.k8s.io');
  expect(allowed.map(({ group }) => group)).not.toContain('argoproj.io');
});

test.each([
  ['default', DEFAULT, 'storefront'],
  ['rich', RICH, 'checkout'],
] as const)('in the case %s it allows every kind that the base and the overlays render', (_case, options, name) => {
  const own = repositoryOf(options) as Repository & { repoUrl: string };
  const app = appOf(own, name);
  const files = byPath([
    ...renderBase(own, app),
    ...app.environments.flatMap((environment) => renderOverlay(repository, app, environment)),
  ]);
  const { spec } = appProject(own, app) as KubeObject;
  const allowed = [
    ...(spec.namespaceResourceWhitelist as GroupKind[]),
    ...(spec.clusterResourceWhitelist as GroupKind[]),
  ];
  const folders = ['base', ...app.environments.map(({ environment }) => `overlays/${environment.name}`)];
  const paths = folders
    .map((folder) => `apps/${name}/k8s/${folder}`)
    .flatMap((folder) => {
      const { resources = [] } = kustomizationOf(files, `${folder}/kustomization.yaml`);
      return resources.filter((path) => !path.startsWith('..')).map((path) => `${folder}/${path}`);
    });
  for (const path of paths) {
    const { apiVersion, kind } = objectOf(files, path);
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    expect(allowed).toContainEqual({ group, kind });
  }
  expect(paths.map((path) => objectOf(files, path).kind)).toEqual(
    expect.arrayContaining(['NetworkPolicy', 'PodDisruptionBudget', ...(own.serviceMonitor ? ['ServiceMonitor'] : [])]),
  );
});

test('it names each kind once', () => {
  const allowed = (project.spec.namespaceResourceWhitelist as GroupKind[]).map(({ group, kind }) => `${group}/${kind}`);
  expect(allowed.filter((kind, index) => allowed.indexOf(kind) !== index)).toEqual([]);
});
