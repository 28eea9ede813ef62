import { gzipSync } from 'node:zlib';
import { STRUCTS } from '../../../src/config/definitions';
import { readAssembly, readOptionDocs } from '../../../src/project/projen/option-docs';

const NAME = '@org/python-gitops-app';

function assemblyOf(types: object): ReturnType<typeof readAssembly> {
  return { schema: 'jsii/0.10.0', types } as ReturnType<typeof readAssembly>;
}

test('every option of the library has a summary that reads as one sentence', () => {
  for (const struct of Object.keys(STRUCTS)) {
    const docs = readOptionDocs(struct);
    expect([struct, docs.length > 0]).toEqual([struct, true]);
    const badly = docs.filter(({ summary }) => !/^[A-Z].*\.$/.test(summary));
    expect(badly).toEqual([]);
  }
});

test('an option has its summary, default and example from its docstring', () => {
  const docs = readOptionDocs('PythonGitOpsAppOptions');
  expect(docs.find(({ name }) => name === 'defaultBranch')).toEqual({
    name: 'defaultBranch',
    summary: 'Branch that environments track unless they set `branch`.',
    remarks: expect.stringMatching(/^Letters, digits and .*\n.*tags\.$/) as string,
    type: 'string',
    default: '"main"',
    example: undefined,
    see: 'https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/#git',
  });
  expect(docs.find(({ name }) => name === 'registry')?.example).toBe("'docker.io/acme'");
});

test('inherited options come after the struct’s own', () => {
  const names = readOptionDocs('EnvironmentOptions').map(({ name }) => name);
  const inherited = readOptionDocs('SettingsOptions').map(({ name }) => name);
  expect(names.slice(-inherited.length)).toEqual(inherited);
  expect(names.slice(0, -inherited.length).sort()).toEqual(['branch', 'clusters', 'gated', 'notifications', 'sync']);
});

test('an option without docs, and a struct without options, are fine', () => {
  const assembly = assemblyOf({ [`${NAME}.A`]: { properties: [{ name: 'x' }] }, [`${NAME}.B`]: {} });
  expect(readOptionDocs('A', assembly)).toEqual([{ name: 'x', summary: '', type: '' }]);
  expect(readOptionDocs('B', assembly)).toEqual([]);
});

test('a missing struct is an error that names it', () => {
  expect(() => readOptionDocs('Nonsense', assemblyOf({}))).toThrow('the jsii assembly has no struct Nonsense');
});

test('a compressed assembly is read through its redirect', () => {
  const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
  const whole = assemblyOf({ [`${NAME}.A`]: { properties: [] } });
  const spy = jest
    .spyOn(fs, 'readFileSync')
    .mockImplementation(((path: string) =>
      path.endsWith('.gz')
        ? gzipSync(JSON.stringify(whole))
        : JSON.stringify({ schema: 'jsii/file-redirect', compression: 'gzip', filename: '.jsii.gz' })) as never);
  try {
    expect(readAssembly()).toEqual(whole);
  } finally {
    spy.mockRestore();
  }
});

test('a type is in words', () => {
  const docs = [...readOptionDocs('AppOptions'), ...readOptionDocs('SettingsOptions')];
  const types = Object.fromEntries(docs.map(({ name, type }) => [name, type]));
  expect([types.port, types.metrics, types.secrets, types.workloads, types.env, types.patches]).toEqual([
    'number',
    'options',
    'list of string',
    'map by name to options',
    'map by name to string',
    'list of options',
  ]);
});
