import { join } from 'node:path';
import { takeOver, withTakeOver } from '../../src/project/session';
import { PythonGitOpsApp } from '../../src/python-gitops-app';
import { contents, differences, makeProject, SHOP, temporaryFolder } from '../support/repository';

test('without a command, projects are not taken', () => {
  expect(takeOver()).toBeUndefined();
});

test('while a command runs, project.synth() passes the project to it and writes nothing', () => {
  const folder = temporaryFolder();
  const before = contents(folder);
  const project = makeProject(folder);
  const taken: unknown[] = [];
  const result = withTakeOver(
    (given) => void taken.push(given),
    () => {
      project.synth();
      return 'done';
    },
  );
  expect(result).toBe('done');
  expect(taken).toEqual([project]);
  expect(differences(before, contents(folder))).toEqual([]);
});

test('it ends with the command, even after an error', () => {
  expect(() =>
    withTakeOver(
      () => undefined,
      () => {
        throw new Error('in the middle');
      },
    ),
  ).toThrow('in the middle');
  expect(takeOver()).toBeUndefined();
});

test('a nested session ends with the outer one active again', () => {
  const [outer, inner] = [jest.fn(), jest.fn()];
  withTakeOver(outer, () => {
    withTakeOver(inner, () => expect(takeOver()).toBe(inner));
    expect(takeOver()).toBe(outer);
  });
});

test('two copies of the library in one process share it: the installed one and the one that runs', () => {
  const handler = jest.fn();
  let other: typeof takeOver | undefined;
  jest.isolateModules(() => {
    other = (require('../../src/project/session') as typeof import('../../src/project/session')).takeOver;
  });
  expect(other).not.toBe(takeOver);
  withTakeOver(handler, () => expect(other?.()).toBe(handler));
});

test('a project without outdir is in the working folder of the command', () => {
  // Only named, never created: projen itself would choose another one during tests.
  const folder = join('/nonexistent', 'shop');
  const cwd = jest.spyOn(process, 'cwd').mockReturnValue(folder);
  try {
    withTakeOver(
      () => undefined,
      () => expect(new PythonGitOpsApp(SHOP).outdir).toBe(folder),
    );
  } finally {
    cwd.mockRestore();
  }
});
