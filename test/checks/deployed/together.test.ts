import { joined, splitFolders, separated } from '../../../src/checks/deployed/together';
import { parseObjects } from '../../../src/checks/validation/builds';
import { nameOf } from '../../../src/checks/validation/objects';
import { inFolder } from '../../support/config-folder';
import { kustomize } from '../../support/config-kustomize';

const folders = (count: number): { readonly folder: string }[] =>
  Array.from({ length: count }, (_, index) => ({ folder: `apps/a${index}/argo` }));

describe('the parts', () => {
  test('contain each input once, in order, and at most 25', () => {
    const inputs = folders(60);
    const parts = splitFolders(inputs);
    expect(parts.map(({ length }) => length)).toEqual([25, 25, 10]);
    expect(parts.flat()).toEqual(inputs);
  });

  test('have no folder twice: the two sides of an app are in two parts', () => {
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
  const { folder, files } = joined(names);
  const texts = [...files].map(([path, content]) => [path, content.toString('utf8')] as const);
  const own = Object.entries(apps).flatMap(([app, text]) => [
    [`apps/${app}/argo/kustomization.yaml`, 'resources: [objects.yaml]\nsortOptions: { order: legacy }\n'] as const,
    [`apps/${app}/argo/objects.yaml`, text] as const,
  ]);
  const output = inFolder(Object.fromEntries([...texts, ...own]), (root) => kustomize(root, 'build', folder));
  return separated(parseObjects(output), names.length)?.map((objects) => objects.map(nameOf));
}

test('the real kustomize prints the objects of each folder, in the order of the folders', () => {
  const object = (kind: string, name: string): string => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
  const apps = {
    web: `${object('Service', 'web')}---\n${object('ConfigMap', 'web')}---\n${object('Namespace', 'web-space')}`,
    empty: '# nothing\n',
    api: object('Namespace', 'api'),
  };
  expect(builtTogether(apps)).toEqual([['web', 'web', 'web-space'], [], ['api']]);
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
