import fc from 'fast-check';
import { treeOf } from './support';
import type { BuildTarget } from '../../../src/checks/validation/builds';
import { buildAll } from '../../../src/checks/validation/builds';
import { Cache } from '../../../src/checks/validation/cache';
import { Kustomizations } from '../../../src/checks/validation/kustomizations';
import type { Build, Kustomize } from '../../../src/checks/validation/kustomize';
import { Schemas } from '../../../src/checks/validation/schemas';
import { findKustomize, InstalledKustomize } from '../../../src/cli/tools/kustomize';
import { resolve } from '../../../src/config/resolve';
import { escapeFiles } from '../../../src/project/synthesis/escapes';
import { renderRepository } from '../../../src/render/repository';
import { acceptedConfigs } from '../../support/config-arbitrary';
import { releasesOf } from '../../support/render-cases';
import { temporaryFolder, writeFiles } from '../../support/repository';

type Files = Readonly<Record<string, string>>;

const schemas = new Schemas();

/** The pinned kustomize, which notes what each of its processes builds; alone, it builds nothing together. */
class Noting implements Kustomize {
  readonly processes: string[][] = [];
  readonly version: string;
  private readonly real: InstalledKustomize;

  constructor(
    root: string,
    private readonly isAlone: boolean,
  ) {
    this.real = new InstalledKustomize(findKustomize(), root);
    this.version = this.real.version;
  }

  build(folder: string): Promise<Build> {
    this.processes.push([folder]);
    return this.real.build(folder);
  }

  buildTogether(folders: readonly string[]): Promise<Build> {
    if (this.isAlone) return Promise.resolve({ ok: false, output: '', messages: '' });
    this.processes.push([...folders]);
    return this.real.buildTogether(folders);
  }

  editImages(): string {
    throw new Error('nothing is edited');
  }
}

async function build(root: string, files: Files, isAlone = false): Promise<[BuildTarget[], string[][]]> {
  const tree = treeOf(new Map(Object.entries(files)));
  const kustomizations = new Kustomizations(tree);
  const kustomize = new Noting(root, isAlone);
  const builder = { tree, kustomizations, kustomize, schemas, cache: new Cache(undefined) };
  return [await buildAll(kustomizations.roots(), builder), kustomize.processes];
}

/** Builds a tree as it is built, and each folder alone, which must not make a difference. Returns the processes. */
async function buildBoth(files: Files): Promise<string[][]> {
  const root = temporaryFolder();
  writeFiles(root, files);
  const [[targets, processes], [alone]] = [await build(root, files), await build(root, files, true)];
  const texts = (list: BuildTarget[]): string[] =>
    list.map(({ folder, ok, messages, objects }) =>
      // Some messages have addresses in memory.
      JSON.stringify({ folder, ok, messages: messages.replace(/0x[0-9a-f]+/g, '0x'), objects }, null, 1),
    );
  expect(texts(targets)).toEqual(texts(alone));
  return processes;
}

const configMap = (name: string, namespace = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${namespace && `  namespace: ${namespace}\n`}`;

/** Apps with an overlay each. */
function appsOf(count: number, objects: (index: number) => string, more = ''): Record<string, string> {
  const entries = Array.from({ length: count }, (_, index) => [
    [`apps/a${index}/overlays/prod/kustomization.yaml`, `resources: [objects.yaml]\n${more}`],
    [`apps/a${index}/overlays/prod/objects.yaml`, objects(index)],
  ]);
  return Object.fromEntries(entries.flat()) as Record<string, string>;
}

const sizes = (processes: readonly string[][]): number[] => processes.map(({ length }) => length).sort((a, b) => b - a);

describe('kustomize starts', () => {
  test('once for 25 folders', async () => {
    expect(sizes(await buildBoth(appsOf(26, (index) => configMap(`a${index}`))))).toEqual([13, 13]);
  });

  test('once for each environment of apps, and alone for a large folder', async () => {
    const [names, resources] = [Array.from({ length: 70 }, (_, index) => `o${index}`), 'resources: '];
    const files: Record<string, string> = {
      'root/kustomization.yaml': `${resources}[${names.map((name) => `${name}.yaml`).join(', ')}]\n`,
      ...Object.fromEntries(names.map((name) => [`root/${name}.yaml`, configMap(name)])),
    };
    for (const app of ['a', 'b', 'c']) {
      files[`apps/${app}/base/kustomization.yaml`] = `${resources}[map.yaml]\n`;
      files[`apps/${app}/base/map.yaml`] = configMap(app);
      for (const environment of ['dev', 'prod']) {
        const folder = `apps/${app}/overlays/${environment}`;
        // Both have the same object, so that one process could not build them.
        files[`${folder}/kustomization.yaml`] = `${resources}[../../base]\n`;
      }
    }
    const processes = await buildBoth(files);
    expect(processes[0]).toEqual(['root']);
    expect(sizes(processes)).toEqual([3, 3, 1]);
  });

  test('once more for each folder of a process in which one fails, and each has its own result', async () => {
    const files = appsOf(4, (index) => configMap(`a${index}`));
    files['apps/a2/overlays/prod/kustomization.yaml'] +=
      'patches: [{patch: "- {op: remove, path: /data/x}", target: {}}]\n';
    const root = temporaryFolder();
    writeFiles(root, files);
    const [targets, processes] = await build(root, files);
    expect(targets.map(({ ok }) => ok)).toEqual([true, true, false, true]);
    expect(targets[2].messages).toContain('remove operation does not apply');
    expect(sizes(processes)).toEqual([4, 1, 1, 1, 1]);
    await buildBoth(files);
  });

  test('alone after folders that build only alone, as all of them have the same object', async () => {
    const processes = await buildBoth(appsOf(75, () => configMap('same')));
    // Each processor can have begun one process before the first of them failed.
    expect(processes.filter(({ length }) => length > 1).length).toBeLessThanOrEqual(2);
    expect(processes.filter(({ length }) => length === 1)).toHaveLength(75);
  });

  test('alone for a folder with a warning, which it keeps', async () => {
    const files = appsOf(3, (index) => configMap(`a${index}`));
    files['apps/a1/overlays/prod/kustomization.yaml'] += 'commonLabels: {a: b}\n';
    expect(sizes(await buildBoth(files))).toEqual([2, 1]);
  });
});

test('an account of the same name in another folder is not taken for the one that is meant', async () => {
  const objects = (index: number): string =>
    index === 0
      ? 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: own\n  namespace: a\n' +
        'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: own}\n' +
        'subjects: [{kind: ServiceAccount, name: robot}]\n'
      : `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: robot\n  namespace: other\n`;
  expect(sizes(await buildBoth(appsOf(2, objects)))).toEqual([1, 1]);
});

test('any accepted config builds the same together as alone', async () => {
  let together = 0;
  await fc.assert(
    fc.asyncProperty(acceptedConfigs(), async (options) => {
      const repository = resolve(options);
      const { files } = escapeFiles(repository, renderRepository(repository, releasesOf(repository)));
      const built = files.filter(({ path }) => /^argo\/|\/argo\/|\/k8s\//.test(path));
      const processes = await buildBoth(Object.fromEntries(built.map(({ path, content }) => [path, content])));
      together += processes.filter(({ length }) => length > 1).length;
    }),
    { numRuns: 12 },
  );
  expect(together).toBeGreaterThan(0);
}, 240_000);

/** Overlays by hand, which share names, and use what a build together can and cannot have. */
const folders = fc.array(
  fc.record({
    names: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
    kind: fc.constantFrom('ConfigMap', 'ServiceAccount', 'RoleBinding', 'Secret', 'Deployment'),
    hash: fc.boolean(),
    fields: fc.uniqueArray(
      fc.constantFrom(
        'namePrefix: x-',
        'commonAnnotations: {team: a}',
        'labels: [{pairs: {team: a}, includeSelectors: true}]',
        'configMapGenerator: [{name: a, literals: [a=b]}]',
        'images: [{name: image, newName: b, newTag: c}]',
        'replicas: [{name: a, count: 3}]',
        'patches: [{target: {name: a}, patch: "- {op: add, path: /metadata/name, value: renamed}"}]',
        'patches: [{target: {name: a}, patch: "- {op: add, path: /metadata/labels, value: {a: b}}"}]',
        'patches: [{target: {name: b}, patch: "{apiVersion: v1, kind: X, metadata: {name: x, labels: {c: d}}}"}]',
        'sortOptions: {order: fifo}',
        'buildMetadata: [originAnnotations]',
      ),
      // A field twice is an error of its own.
      { maxLength: 2, selector: (field) => field.split(':')[0] },
    ),
    ownNamespace: fc.boolean(),
  }),
  { minLength: 3, maxLength: 8 },
);

test('any overlays by hand build the same together as alone', async () => {
  let together = 0;
  await fc.assert(
    fc.asyncProperty(folders, async (list) => {
      const files: Record<string, string> = {};
      for (const [index, { names, kind, hash, fields, ownNamespace }] of list.entries()) {
        const folder = `apps/a${index}/overlays/prod`;
        const namespace = ownNamespace ? [`namespace: n${index}`] : [];
        const text = ['resources: [objects.yaml, user.yaml]', ...namespace, ...fields].join('\n');
        const account = { kind: 'ServiceAccount', name: 'a', namespace: 'a' };
        const container = { name: 'a', image: 'image', envFrom: [{ configMapRef: { name: 'a' } }] };
        const objects = names.map((name) => ({
          apiVersion:
            kind === 'RoleBinding' ? 'rbac.authorization.k8s.io/v1' : kind === 'Deployment' ? 'apps/v1' : 'v1',
          kind,
          metadata: { name, ...(hash ? { annotations: { 'kustomize.config.k8s.io/needs-hash': 'true' } } : {}) },
          ...(kind === 'RoleBinding' ? { subjects: [account, { kind: 'ServiceAccount', name: 'b' }] } : {}),
          ...(kind === 'Deployment' ? { spec: { replicas: 1, template: { spec: { containers: [container] } } } } : {}),
        }));
        const user = { serviceAccountName: 'a', containers: [container], volumes: [{ secret: { secretName: 'b' } }] };
        const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: `pod-${index}` }, spec: user };
        files[`${folder}/kustomization.yaml`] = `${text}\n`;
        files[`${folder}/objects.yaml`] = objects.map((object) => JSON.stringify(object)).join('\n---\n');
        files[`${folder}/user.yaml`] = JSON.stringify(pod);
      }
      const processes = await buildBoth(files);
      together += processes.filter(({ length }) => length > 1).length;
    }),
    { numRuns: 40 },
  );
  expect(together).toBeGreaterThan(0);
}, 240_000);
