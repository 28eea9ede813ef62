import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { byPath, contentOf, renderOf } from '../../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../../support/render-disk';
import { objectOf, parseStream } from '../../support/render-objects';

afterAll(removeFolders);

const SHOP: PythonGitOpsAppOptions = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  environments: {
    dev: {},
    prod: { clusters: { eu: { name: 'prod-eu' }, us: { server: 'https://10.1.2.3:6443' } }, sync: { selfHeal: false } },
  },
  apps: { web: {} },
};

const pathsOf = (options: PythonGitOpsAppOptions): string[] =>
  [...renderOf(options).keys()].filter((path) => /^argo\/|\/argo\//.test(path));

describe('an environment in several clusters', () => {
  const files = byPath(renderOf(SHOP).values());

  test('has an Application for each, of the same overlay', () => {
    for (const [name, destination] of [
      ['prod-eu', { name: 'prod-eu' }],
      ['prod-us', { server: 'https://10.1.2.3:6443' }],
    ] as const) {
      const { metadata, spec } = objectOf(files, `apps/web/argo/app-${name}.yaml`);
      expect([metadata.name, spec.destination, spec.source.path]).toEqual([
        `web-${name}`,
        { ...destination, namespace: 'web-prod' },
        'apps/web/k8s/overlays/prod',
      ]);
    }
  });

  test('is held back as a whole until its first release', async () => {
    const folder = writeTree(files.values());
    expect((await kustomize(folder, 'apps/web/argo')).map(({ kind }) => kind)).toEqual(['AppProject']);
    const release = contentOf(files, 'apps/web/argo/release/kustomization.yaml');
    for (const name of ['web-dev', 'web-prod-eu', 'web-prod-us']) expect(release).toContain(`    name: ${name}\n`);
  });

  test('is allowed by the AppProject in each of them', () => {
    expect(objectOf(files, 'apps/web/argo/project.yaml').spec.destinations).toEqual([
      { namespace: 'web-dev', server: 'https://kubernetes.default.svc' },
      { namespace: 'web-prod', name: 'prod-eu' },
      { namespace: 'web-prod', server: 'https://10.1.2.3:6443' },
    ]);
  });

  test('syncs as the environment says', () => {
    const policy = (name: string): unknown =>
      objectOf(files, `apps/web/argo/app-${name}.yaml`).spec.syncPolicy.automated;
    expect([policy('dev'), policy('prod-eu')]).toEqual([
      { prune: true, selfHeal: true },
      { prune: true, selfHeal: false },
    ]);
    const manual = byPath(renderOf({ ...SHOP, environments: { dev: { sync: { automated: false } } } }).values());
    expect(objectOf(manual, 'apps/web/argo/app-dev.yaml').spec.syncPolicy).not.toHaveProperty('automated');
  });
});

describe('a repository that manages no projects', () => {
  const options = { ...SHOP, argocd: { manages: 'applications', project: 'team' } };
  const files = byPath(renderOf(options).values());

  test('has Applications in the project that it names, the root among them', () => {
    expect(pathsOf(options)).not.toContain('apps/web/argo/project.yaml');
    expect(objectOf(files, 'apps/web/argo/app-dev.yaml').spec.project).toBe('team');
    const root = parseStream(contentOf(files, 'argo/root-app.yaml'));
    expect(root.map(({ kind, spec }) => [kind, spec.project])).toEqual([['Application', 'team']]);
  });
});

describe('a repository that manages nothing of Argo CD', () => {
  const options = { ...SHOP, argocd: { manages: 'nothing' } };

  test('has overlays with their images, and nothing for Argo CD', () => {
    expect(pathsOf(options)).toEqual([]);
    expect([...renderOf(options).keys()]).toContain('apps/web/k8s/overlays/prod/release/kustomization.yaml');
  });
});

describe('a namespace', () => {
  const options: PythonGitOpsAppOptions = {
    ...SHOP,
    environments: { dev: {}, prod: { namespace: 'market', createNamespace: false } },
    apps: { web: {}, other: {} },
  };
  const files = byPath(renderOf(options).values());

  test('that is made elsewhere is in no overlay, and neighbours in it are known by its name', async () => {
    const folder = writeTree(files.values());
    const [dev, prod] = await Promise.all(
      ['dev', 'prod'].map(async (name) => kustomize(folder, `apps/web/k8s/overlays/${name}`)),
    );
    expect(dev.filter(({ kind }) => kind === 'Namespace')).toHaveLength(1);
    expect(prod.filter(({ kind }) => kind === 'Namespace')).toHaveLength(0);
    expect(new Set(prod.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['market']));
    const policy = prod.find(({ kind }) => kind === 'NetworkPolicy');
    expect(policy?.spec.ingress[0].from[1].namespaceSelector.matchExpressions[0].values).toEqual(['market']);
  });

  test('that is never made here is no right of the AppProject', () => {
    const nowhere = { ...options, environments: { dev: { namespace: 'market', createNamespace: false } } };
    const { spec } = objectOf(byPath(renderOf(nowhere).values()), 'apps/web/argo/project.yaml');
    expect([spec.clusterResourceWhitelist, spec.destinations]).toEqual([
      [],
      [{ namespace: 'market', server: 'https://kubernetes.default.svc' }],
    ]);
  });
});
