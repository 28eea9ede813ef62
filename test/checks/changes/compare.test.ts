import { deployment, object } from './objects';
import { compareObjects } from '../../../src/checks/changes/compare';

/** `~ Kind name` for each change. */
function summary(...sides: Parameters<typeof compareObjects>): string[] {
  const signs = { added: '+', removed: '-', changed: '~' };
  return compareObjects(...sides).map(({ change, kind, name }) => `${signs[change]} ${kind} ${name}`);
}

test('objects match by group, kind, namespace, and name, in any order', () => {
  const before = [object('Service', 'web'), object('ConfigMap', 'a', { data: { A: '1' } }), object('Secret', 'gone')];
  const after = [object('ConfigMap', 'a', { data: { A: '2' } }), object('Namespace', 'new'), object('Service', 'web')];
  expect(summary(before, after)).toEqual(['~ ConfigMap a', '+ Namespace new', '- Secret gone']);
});

test('another API version changes an object; another group or namespace makes it a different one', () => {
  const at = (apiVersion: string, namespace = 'shop'): ReturnType<typeof object> => ({
    ...object('Ingress', 'web', { metadata: { namespace } }),
    apiVersion,
  });
  expect(summary([at('networking.k8s.io/v1beta1')], [at('networking.k8s.io/v1')])).toEqual(['~ Ingress web']);
  expect(summary([at('extensions/v1')], [at('networking.k8s.io/v1')])).toEqual(['- Ingress web', '+ Ingress web']);
  expect(summary([at('v1')], [at('v1', 'other')])).toEqual(['+ Ingress web', '- Ingress web']);
});

test('objects whose names the API server completes are told apart by what is known', () => {
  const job = (generateName: string, spec: object): ReturnType<typeof object> =>
    object('Job', '', { metadata: { generateName }, spec });
  const before = [job('migrate-', { a: 1 }), job('load-', { a: 1 })];
  expect(summary(before, [job('migrate-', { a: 2 }), job('load-', { a: 1 }), job('warm-', {})])).toEqual([
    '~ Job migrate-*',
    '+ Job warm-*',
  ]);
});

test('the order of keys does not matter, the order of a list does', () => {
  const [one, other] = [
    { a: 1, b: [1, 2] },
    { b: [1, 2], a: 1 },
  ];
  expect(compareObjects([object('X', 'x', { spec: one })], [object('X', 'x', { spec: other })])).toEqual([]);
  expect(summary([object('X', 'x', { spec: one })], [object('X', 'x', { spec: { a: 1, b: [2, 1] } })])).toEqual([
    '~ X x',
  ]);
});

test('a change is a unified diff of YAML with sorted keys', () => {
  const [{ diff }] = compareObjects([deployment('web')], [deployment('web', { replicas: 2 })]);
  expect(diff.split('\n').filter((line) => /^[-+@]/.test(line))).toEqual([
    '@@ -3,9 +3,9 @@',
    '-  replicas: 1',
    '+  replicas: 2',
  ]);
});

describe('secret values', () => {
  const sealed = (encryptedData: object): ReturnType<typeof object> =>
    object('SealedSecret', 's', { spec: { encryptedData } });

  test('show the keys, and which of them changed', () => {
    const [{ diff }] = compareObjects(
      [sealed({ A: 'one', B: 'two', C: 'three' })],
      [sealed({ A: 'one', B: '2', D: 'four' })],
    );
    expect(diff.split('\n').filter((line) => /: \(/.test(line))).toEqual([
      '     A: (hidden)',
      '-    B: (hidden, old value)',
      '-    C: (hidden)',
      '+    B: (hidden, new value)',
      '+    D: (hidden)',
    ]);
  });

  test.each(['data', 'stringData'])('of a plain Secret in %s are also hidden when it is added or removed', (field) => {
    const secret = object('Secret', 's', { [field]: { PASSWORD: 'hunter2' } });
    for (const [before, after] of [
      [[], [secret]],
      [[secret], []],
    ] as const) {
      const [{ diff }] = compareObjects(before, after);
      expect(diff).toContain('PASSWORD: (hidden)');
      expect(diff).not.toContain('hunter2');
    }
  });
});
