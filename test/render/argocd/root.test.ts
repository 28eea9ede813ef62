import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { renderArgoFolder } from '../../../src/render/argocd/argo-folder';
import { renderObservabilityApplications } from '../../../src/render/argocd/observability';
import { renderRoot } from '../../../src/render/argocd/root';
import { byPath, contentOf, DEFAULT, NOT_SET, releasesOf, repositoryOf, RICH } from '../../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../../support/render-disk';
import { find, identity, kustomizationOf, parseStream } from '../../support/render-objects';

afterAll(removeFolders);

const ROOT = 'argo/root-app.yaml';
const LIST = 'argo/root-app/kustomization.yaml';

function render(options: PythonGitOpsAppOptions) {
  return byPath(renderRoot(repositoryOf(options)));
}

describe('the root', () => {
  const objects = parseStream(contentOf(render(RICH), ROOT));

  test('is one AppProject and one Application, the project first', () => {
    expect(objects.map(identity)).toEqual(['AppProject shop-root', 'Application shop-root']);
  });

  test('may create Applications and AppProjects in the namespace of Argo CD, and nothing else', () => {
    expect(find(objects, 'AppProject', 'shop-root')).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'shop-root', namespace: 'gitops' },
      spec: {
        description: 'The apps of shop.',
        sourceRepos: ['git@git.acme.example:platform/shop'],
        destinations: [{ namespace: 'gitops', server: 'https://kubernetes.default.svc' }],
        clusterResourceWhitelist: [],
        namespaceResourceWhitelist: [
          { group: 'argoproj.io', kind: 'AppProject' },
          { group: 'argoproj.io', kind: 'Application' },
        ],
      },
    });
  });

  test('syncs the list of apps from the default branch, by itself, also while it is empty', () => {
    expect(find(objects, 'Application', 'shop-root')).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: 'shop-root',
        namespace: 'gitops',
        finalizers: ['resources-finalizer.argocd.argoproj.io/foreground'],
      },
      spec: {
        destination: { namespace: 'gitops', server: 'https://kubernetes.default.svc' },
        project: 'shop-root',
        source: { path: 'argo/root-app', repoURL: 'git@git.acme.example:platform/shop', targetRevision: 'main' },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' }, refresh: true },
          syncOptions: ['FailOnSharedResource=true', 'ServerSideApply=true'],
        },
      },
    });
  });

  test('retries without retry.refresh for an older Argo CD', () => {
    const own = parseStream(contentOf(render({ ...DEFAULT, argocd: { retryRefresh: false } }), ROOT));
    expect(find(own, 'Application', 'shop-root').spec.syncPolicy.retry).toEqual({
      limit: 5,
      backoff: { duration: '5s', factor: 2, maxDuration: '3m' },
    });
  });

  test('follows another default branch', () => {
    const own = parseStream(contentOf(render({ ...DEFAULT, defaultBranch: 'trunk' }), ROOT));
    expect(find(own, 'Application', 'shop-root').spec.source.targetRevision).toBe('trunk');
  });
});

describe('the list of apps', () => {
  test('names the folder of each app, in order', () => {
    expect(kustomizationOf(render(RICH), LIST).resources).toEqual([
      '../../apps/checkout/argo',
      '../../apps/reports/argo',
      '../../apps/storefront/argo',
      '../observability/applications',
    ]);
  });

  test('builds to the AppProject of each app while nothing was released, and to the Application of the rules', async () => {
    const repository = repositoryOf(RICH);
    const apps = repository.apps.flatMap((app) => renderArgoFolder(repository, app));
    const releases = [...releasesOf(repository).values()].flatMap(({ files }) => files);
    const own = [...renderRoot(repository), ...renderObservabilityApplications(repository)];
    const built = await kustomize(writeTree([...own, ...apps, ...releases]), 'argo/root-app');
    expect(built.map(identity).sort()).toEqual([
      'AppProject checkout',
      'AppProject reports',
      'AppProject shop-observability',
      'AppProject storefront',
      'Application shop-observability',
    ]);
  });

  test('builds to nothing in a repository without apps', async () => {
    const files = render({ name: 'shop' });
    expect(kustomizationOf(files, LIST).resources).toEqual([]);
    expect(await kustomize(writeTree(files.values()), 'argo/root-app')).toEqual([]);
  });
});

test.each([
  ['the address of the repository', { ...DEFAULT, repoUrl: undefined }],
  ['the registry', { ...DEFAULT, registry: undefined }],
  ['either', NOT_SET],
])('without %s there is no root to apply, and the list of apps stays', (_what, options) => {
  expect([...render(options).keys()]).toEqual([LIST]);
});
