import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { generatedHeader } from '../../../src/files/tree/header';
import { renderArgoFolder } from '../../../src/render/argocd/argo-folder';
import { appOf, byPath, contentOf, DEFAULT, NOT_SET, releasesOf, repositoryOf, RICH } from '../../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../../support/render-disk';
import { identity, kustomizationOf, objectOf, withoutHeader } from '../../support/render-objects';

afterAll(removeFolders);

function render(options: PythonGitOpsAppOptions, name: string) {
  const repository = repositoryOf(options);
  return byPath(renderArgoFolder(repository, appOf(repository, name)));
}

const FOLDER = 'apps/storefront/argo';

test('the folder has the AppProject, one Application for each environment, and the list of them', () => {
  expect([...render(DEFAULT, 'storefront').keys()].sort()).toEqual([
    `${FOLDER}/app-dev.yaml`,
    `${FOLDER}/app-prod.yaml`,
    `${FOLDER}/app-staging.yaml`,
    `${FOLDER}/kustomization.yaml`,
    `${FOLDER}/project.yaml`,
  ]);
});

test('the list has them in order, and the release Component after them', () => {
  expect(withoutHeader(contentOf(render(DEFAULT, 'storefront'), `${FOLDER}/kustomization.yaml`))).toBe(
    [
      'apiVersion: kustomize.config.k8s.io/v1beta1',
      'kind: Kustomization',
      'resources:',
      '- app-dev.yaml',
      '- app-prod.yaml',
      '- app-staging.yaml',
      '- project.yaml',
      'components:',
      '- release',
      '',
    ].join('\n'),
  );
});

test('each Application belongs to the environment that its file names', () => {
  const files = render(RICH, 'checkout');
  for (const environment of ['dev', 'staging', 'canary', 'prod']) {
    const path = `apps/checkout/argo/app-${environment}.yaml`;
    expect(objectOf(files, path).metadata.name).toBe(`checkout-${environment}`);
    expect(files.get(path)).toMatchObject({ owner: 'generated', option: `environments.${environment}` });
    const header = generatedHeader(path, `environments.${environment}`);
    expect(contentOf(files, path).slice(0, header.length)).toBe(header);
  }
});

test.each([
  ['the address of the repository', { ...DEFAULT, repoUrl: undefined }],
  ['the registry', { ...DEFAULT, registry: undefined }],
  ['either', NOT_SET],
])('without %s nothing of Argo CD is rendered: the list is empty, and builds', async (_what, options) => {
  const files = render(options, 'storefront');
  expect([...files.keys()]).toEqual([`${FOLDER}/kustomization.yaml`]);
  expect(withoutHeader(contentOf(files, `${FOLDER}/kustomization.yaml`))).toBe(
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n',
  );
  expect(await kustomize(writeTree(files.values()), FOLDER)).toEqual([]);
});

test('before any release, the Component holds every Application back, and leaves the AppProject', async () => {
  const files = render(RICH, 'checkout');
  const releases = releasesOf(repositoryOf(RICH)).get('checkout')?.files ?? [];
  const built = await kustomize(writeTree([...files.values(), ...releases]), 'apps/checkout/argo');
  expect(built.map(identity)).toEqual(['AppProject checkout']);
});

test('without the Component, every Application is there', async () => {
  const files = new Map(render(RICH, 'checkout'));
  const path = 'apps/checkout/argo/kustomization.yaml';
  const list = files.get(path);
  if (!list) throw new Error(`no ${path}`);
  files.set(path, { ...list, content: list.content.replace('components:\n- release\n', '') });
  const built = await kustomize(writeTree(files.values()), 'apps/checkout/argo');
  expect(built.map(identity).sort()).toEqual([
    'AppProject checkout',
    'Application checkout-canary',
    'Application checkout-dev',
    'Application checkout-prod',
    'Application checkout-staging',
  ]);
  expect(kustomizationOf(files, path).resources).toHaveLength(5);
});
