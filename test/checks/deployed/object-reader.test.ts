import { ObjectReader } from '../../../src/checks/deployed/object-reader';
import { parseObjects } from '../../../src/checks/validation/builds';
import { inFolder } from '../../support/config-folder';
import { kustomize } from '../../support/config-kustomize';

/** Texts that contain document separators, wherever text can occur. */
const TEXTS = ['---\n', 'a\n---\nb\n', '\n---\n', '--- a', `${'long '.repeat(60)}\n---\n`, '...\n---', 'a\r\n---\r\n'];

const MAPS = TEXTS.map((text, index) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `map-${index}` },
    data: { [`k${index}`]: text },
  }),
);

test('output is split into the same objects that a YAML parser finds, whatever texts it contains', () => {
  const files = { 'kustomization.yaml': 'resources: [maps.yaml]\n', 'maps.yaml': MAPS.join('\n---\n') };
  const output = inFolder(files, (folder) => kustomize(folder, 'build'));
  const objects = new ObjectReader().read(output);
  expect(objects).toEqual(parseObjects(output));
  expect(objects.map(({ data }) => Object.values(data as object))).toEqual(TEXTS.map((text) => [text]));
});

test('an object is parsed once, however often it is printed', () => {
  const reader = new ObjectReader();
  const [one, other] = ['a', 'b'].map((name) => `apiVersion: v1\nkind: X\nmetadata:\n  name: ${name}\n`);
  const [first] = reader.read(one);
  const again = reader.read(`${other}---\n${one}`);
  expect(again.map(({ metadata }) => metadata)).toEqual([{ name: 'b' }, { name: 'a' }]);
  expect(again[1]).toBe(first);
});

test('empty output has no objects', () => {
  expect(new ObjectReader().read('')).toEqual([]);
});
