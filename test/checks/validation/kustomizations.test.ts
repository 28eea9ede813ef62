import { Kustomizations } from '../../../src/checks/validation/kustomizations';
import { SourceTree } from '../../../src/checks/validation/source-tree';

function read(files: Readonly<Record<string, string>>): Kustomizations {
  return new Kustomizations(new SourceTree(Object.keys(files), (path) => Buffer.from(files[path])));
}

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n';

describe('what is built', () => {
  test('are folders that nothing else lists: overlays and roots', () => {
    const files = read({
      'base/kustomization.yaml': 'resources: [map.yaml]\n',
      'base/map.yaml': MAP,
      'overlays/dev/kustomization.yml': 'resources: []\ncomponents: [secrets]\n',
      'overlays/dev/secrets/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
      'overlays/prod/Kustomization': 'resources:\n- ../../base/\n',
      'unused/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
      'templates/x/kustomization.yaml': 'resources: []\n',
    });
    expect(files.roots()).toEqual(['overlays/dev', 'overlays/prod']);
    // A trailing slash has no meaning.
    expect(files.closure('overlays/prod')).toMatchObject({
      files: ['base/kustomization.yaml', 'base/map.yaml', 'overlays/prod/Kustomization'],
      isComplete: true,
    });
  });

  test('includes one of several that list each other', () => {
    const files = read({
      'a/kustomization.yaml': 'resources: [../b]\n',
      'b/kustomization.yaml': 'resources: [../a]\n',
    });
    expect(files.roots()).toEqual(['a']);
    expect(files.closure('a').files).toEqual(['a/kustomization.yaml', 'b/kustomization.yaml']);
  });
});

describe('the input of a build', () => {
  const files = read({
    'base/kustomization.yaml': 'resources: [map.yaml]\n',
    'base/map.yaml': MAP,
    'dev/kustomization.yaml': [
      'resources: [../base, own.yaml]',
      'patches: [{path: patch.yaml}, {patch: "- op: test", target: {kind: A}}]',
      'patchesStrategicMerge: [merge.yaml, "a: 1\\nb: 2\\n"]',
      'configMapGenerator: [{name: a, files: [data.txt, other=data2.txt], envs: [a.env]}]',
      'replacements: [{path: replace.yaml}]',
      'configurations: [config.yaml]',
      'openapi: {path: schema.json}',
      '',
    ].join('\n'),
    ...Object.fromEntries(
      [
        'own.yaml',
        'patch.yaml',
        'merge.yaml',
        'data.txt',
        'data2.txt',
        'a.env',
        'replace.yaml',
        'config.yaml',
        'schema.json',
        'not-listed.yaml',
      ].map((name) => [`dev/${name}`, MAP]),
    ),
    'fetched/kustomization.yaml': 'resources: ["https://github.com/acme/base?ref=v1", ../base]\n',
    'chart/kustomization.yaml': 'helmCharts: []\nresources: []\n',
  });

  test('contains every file that it lists, in any field', () => {
    const { files: found, isComplete } = files.closure('dev');
    expect(found).toEqual([
      'base/kustomization.yaml',
      'base/map.yaml',
      'dev/a.env',
      'dev/config.yaml',
      'dev/data.txt',
      'dev/data2.txt',
      'dev/kustomization.yaml',
      'dev/merge.yaml',
      'dev/own.yaml',
      'dev/patch.yaml',
      'dev/replace.yaml',
      'dev/schema.json',
    ]);
    expect(isComplete).toBe(true);
  });

  test.each(['fetched', 'chart'])('is not all in the tree where something is fetched or run: %s', (folder) => {
    expect(files.closure(folder).isComplete).toBe(false);
  });

  test('distinguishes patches from objects', () => {
    expect([...files.patchFiles].filter((path) => path.endsWith('.yaml')).sort()).toEqual([
      'dev/config.yaml',
      'dev/merge.yaml',
      'dev/patch.yaml',
      'dev/replace.yaml',
    ]);
  });
});

test.each([
  ['a list', '- a\n'],
  ['nothing', ''],
  ['text', 'resources\n'],
  [
    'fields of another shape',
    'resources: 5\npatches: {a: 1}\nconfigMapGenerator: [1]\nimages: x\nopenapi: []\ncomponents: [null, 1, {}]\n',
  ],
])('a kustomization that is %s lists nothing', (_what, text) => {
  const files = read({ 'a/kustomization.yaml': text });
  expect([...files.listed]).toEqual([]);
  expect(files.all().flatMap(({ entries }) => entries)).toEqual([]);
});
