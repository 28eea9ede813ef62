import { parseObjects } from '../../../src/checks/validation/builds';
import { nameOf } from '../../../src/checks/validation/objects';
import { joined, separated, splitFolders } from '../../../src/checks/validation/together';
import { inFolder } from '../../support/config-folder';
import { kustomize } from '../../support/config-kustomize';

const folders = (count: number, files = 5): { readonly place: string; readonly files: number }[] =>
  Array.from({ length: count }, (_, index) => ({ place: `apps/a${index}`, files }));

describe('the parts', () => {
  test.each([
    [25, 5, [25]],
    [26, 5, [13, 13]],
    [60, 5, [20, 20, 20]],
    // Together they have more files than one process builds fast.
    [25, 13, [13, 12]],
    [3, 1000, [1, 1, 1]],
  ])('of %d inputs with %d files each contain each input once, in order, evenly', (count, files, lengths) => {
    const inputs = folders(count, files);
    const parts = splitFolders(inputs);
    expect(parts.map(({ length }) => length)).toEqual(lengths);
    expect(parts.flat()).toEqual(inputs);
  });

  test('have no place twice: the two sides of an app are in two parts', () => {
    const [one, other, third] = folders(3);
    expect(splitFolders([one, one, other, other, third])).toEqual([
      [one, other, third],
      [one, other],
    ]);
  });

  test('are empty for no input', () => {
    expect(splitFolders([])).toEqual([]);
  });
});

/** Objects of each folder, as kustomize builds them separately. */
function builtTogether(apps: Readonly<Record<string, string>>): string[][] | undefined {
  const names = Object.keys(apps).map((app) => `apps/${app}/argo`);
  const files = joined(names.map((name) => `../${name}`));
  const texts = [...files].map(([name, content]) => [`together/${name}`, content.toString('utf8')] as const);
  const own = Object.entries(apps).flatMap(([app, text]) => [
    [`apps/${app}/argo/kustomization.yaml`, 'resources: [objects.yaml]\nsortOptions: { order: legacy }\n'] as const,
    [`apps/${app}/argo/objects.yaml`, text] as const,
  ]);
  const output = inFolder(Object.fromEntries([...texts, ...own]), (root) => kustomize(root, 'build', 'together'));
  return separated(parseObjects(output), names.length)?.map((objects) => objects.map(nameOf));
}

test('the real kustomize prints the objects of each folder, which get the order of a build alone', () => {
  const object = (kind: string, name: string): string => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
  const apps = {
    web: `${object('Service', 'web')}---\n${object('ConfigMap', 'web')}---\n${object('Namespace', 'web-space')}`,
    empty: '# nothing\n',
    api: object('Namespace', 'api'),
  };
  expect(builtTogether(apps)).toEqual([['web-space', 'web', 'web'], [], ['api']]);
});

describe('an output without valid markers', () => {
  const mark = (name: string): { apiVersion: string; kind: string; metadata: object } => ({
    apiVersion: 'python-gitops/v1',
    kind: 'Beginning',
    metadata: { name },
  });
  const object = { apiVersion: 'v1', kind: 'ConfigMap' };

  test.each([
    ['has one before the first mark', [object, mark('0'), mark('1')]],
    ['has a mark less', [mark('0'), object]],
    ['has a mark more', [mark('0'), mark('1'), mark('2')]],
    ['has marks in another order', [mark('1'), mark('0')]],
    ['has a mark twice', [mark('0'), mark('0')]],
  ])('%s', (_what, objects) => {
    expect(separated(objects, 2)).toBeUndefined();
  });

  test('is valid with all marks in order, whatever is between them', () => {
    const other = { apiVersion: 'v1', kind: 'Beginning' };
    expect(separated([mark('0'), mark('1'), object, other], 2)).toEqual([[], [object, other]]);
  });
});
