import { isIndependent } from '../../../src/checks/validation/independence';
import { Kustomizations } from '../../../src/checks/validation/kustomizations';
import { SourceTree } from '../../../src/checks/validation/source-tree';

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

/** Judges a folder with a kustomization, an object, and further files. */
function judge(kustomization: string, files: Readonly<Record<string, string>> = {}): boolean {
  const all = new Map(
    Object.entries({ 'a/kustomization.yaml': `resources: [o.yaml]\n${kustomization}`, 'a/o.yaml': OBJECT, ...files }),
  );
  const tree = new SourceTree(all.keys(), (path) => Buffer.from(all.get(path) as string));
  return isIndependent(new Kustomizations(tree).closure('a'), tree);
}

const jsonPatch = (path: string, more = ''): string =>
  `patches:\n- target: {kind: ConfigMap}\n  patch: |-\n    - op: add\n      path: ${path}\n      value: x\n${more}`;

describe('a folder can be built together with others', () => {
  test.each([
    ['with nothing else', ''],
    [
      'with a namespace, labels, annotations, replicas, and images',
      `namespace: x\nlabels: [{pairs: {a: b}}]
commonAnnotations: {a: b}\nreplicas: [{name: a, count: 2}]\nimages: [{name: a, newTag: b}]\n`,
    ],
    ['with a JSON patch', jsonPatch('/data/a')],
    ['with a JSON patch below a name in a field', jsonPatch('/spec/metadata/name')],
    ['with a JSON patch in JSON', `patches: [{target: {kind: X}, patch: '[{"op": "remove", "path": "/data/a"}]'}]\n`],
    [
      'with a patch that deletes',
      'patches: [{patch: "{$patch: delete, apiVersion: v1, kind: X, metadata: {name: a}}"}]',
    ],
  ])('%s', (_what, kustomization) => {
    expect(judge(kustomization)).toBe(true);
  });

  test('with a patch file, a base, and a component of the same kind', () => {
    const files = {
      'a/p.yaml': '- op: remove\n  path: /data/a\n',
      'b/kustomization.yaml': 'resources: [o.yaml]\n',
      'b/o.yaml': `${OBJECT}---\n${OBJECT}`,
      'c/kustomization.yaml': 'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nresources: []\n',
    };
    expect(judge('bases: []\n', files)).toBe(false);
    const text = `components: [../c]\npatches: [{path: p.yaml, target: {kind: X}}]\n`;
    const joined = { ...files, 'a/kustomization.yaml': `resources: [o.yaml, ../b]\n${text}` };
    expect(judge('', joined)).toBe(true);
    expect(judge('', { ...joined, 'b/kustomization.yaml': 'resources: [o.yaml]\nnamePrefix: b-\n' })).toBe(false);
    expect(judge('', { ...joined, 'c/kustomization.yaml': 'kind: Component\nnameSuffix: -c\n' })).toBe(false);
    expect(judge('', { ...joined, 'a/p.yaml': '- op: add\n  path: /metadata/name\n  value: b\n' })).toBe(false);
  });
});

describe('a folder is built alone', () => {
  test.each([
    ['namePrefix: x-\n'],
    ['nameSuffix: -x\n'],
    // The parser of kustomize ignores the case of fields.
    ['NamePrefix: x-\n'],
    ['configMapGenerator: [{name: x, literals: [a=b]}]\n'],
    ['secretGenerator: [{name: x, literals: [a=b]}]\n'],
    ['generatorOptions: {disableNameSuffixHash: true}\n'],
    ['replacements: []\n'],
    ['vars: []\n'],
    ['crds: []\n'],
    ['configurations: []\n'],
    ['transformers: []\n'],
    ['generators: []\n'],
    ['openapi: {path: o.yaml}\n'],
    ['sortOptions: {order: fifo}\n'],
    ['buildMetadata: [originAnnotations]\n'],
    ['commonLabels: {a: b}\n'],
    ['patchesStrategicMerge: []\n'],
    ['patchesJson6902: []\n'],
    ['helmCharts: []\n'],
    ['commonAnnotations: {config.kubernetes.io/local-config: "true"}\n'],
    ['---\nnamePrefix: x-\n'],
    [jsonPatch('/metadata/name')],
    [jsonPatch('/metadata/namespace')],
    [jsonPatch('/metadata')],
    [jsonPatch('/kind')],
    [jsonPatch('""')],
    [jsonPatch('/spec/a', '    - {op: move, from: /metadata/name, path: /spec/b}\n')],
    [jsonPatch('/metadata/annotations/config.kubernetes.io~1local-config')],
    [jsonPatch('/data/a', '  options: {allowNameChange: true}\n')],
    [jsonPatch('/data/a', '  Options: {allowNameChange: true}\n')],
    ['patches: [{patch: "{$patch: replace, apiVersion: v1, kind: X, metadata: {name: a}}"}]'],
    ['patches: [{patch: "metadata: {annotations: {kustomize.config.k8s.io/needs-hash: x}}"}]'],
    ['patches: [{patch: "a: b\\n---\\na: b\\n"}]'],
    ['patches: [{path: missing.yaml}]'],
    ['components: [missing]\n'],
    ['components: ["https://git.acme.test/base?ref=v1"]\n'],
  ])('with %j', (kustomization) => {
    expect(judge(kustomization)).toBe(false);
  });

  test.each([
    ['a RoleBinding', OBJECT.replace('ConfigMap', 'RoleBinding')],
    ['a ClusterRoleBinding', OBJECT.replace('ConfigMap', 'ClusterRoleBinding')],
    ['a webhook', OBJECT.replace('ConfigMap', 'MutatingWebhookConfiguration')],
    ['a list', OBJECT.replace('ConfigMap', 'List')],
    ['a list of one kind', OBJECT.replace('ConfigMap', 'RoleBindingList')],
    ['one of two that is a RoleBinding', `${OBJECT}---\n{apiVersion: v1, "kind": "Role\\u0042inding"}\n`],
    ['no object', 'text\n'],
    ['broken YAML', 'a: [\n'],
    ['a name with a hash', `${OBJECT}  annotations: {kustomize.config.k8s.io/needs-hash: "true"}\n`],
    ['an object for local use', `${OBJECT}  annotations:\n    config.kubernetes.io/local-config: "true"\n`],
  ])('with %s', (_what, object) => {
    expect(judge('', { 'a/o.yaml': object })).toBe(false);
  });

  test('with two kustomizations in one folder', () => {
    expect(judge('', { 'a/Kustomization': 'resources: [o.yaml]\n' })).toBe(false);
  });
});
