import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { stagesOf } from '../../../src/render/workflows/stages';
import { DEFAULT, repositoryOf } from '../../support/render-cases';

const gate = { check: 'tests', address: 'https://x.example' };

/** Stages and gates of a config, in short. */
function stages(environments: PythonGitOpsAppOptions['environments'], apps = DEFAULT.apps): object {
  const { stages: all, gates } = stagesOf(repositoryOf({ ...DEFAULT, environments, apps }));
  return {
    stages: all.map(({ job, environments: own, after }) => [job, own.map(({ name }) => name).join(), after?.name]),
    gates: gates.map(({ environment, after }) => [environment.name, after.job]),
  };
}

test('without gates, one job does it all', () => {
  expect(stages({ dev: {}, staging: {}, prod: {} })).toEqual({
    stages: [['release', 'dev,staging', undefined]],
    gates: [],
  });
});

test('a gate divides', () => {
  expect(stages({ a: {}, b: { gate }, c: {}, d: {}, e: { gated: true } })).toEqual({
    stages: [
      ['release', 'a,b', undefined],
      ['release-c', 'c,d', 'b'],
    ],
    gates: [['b', 'release']],
  });
});

test('the last gate lets nothing through, and says how it went', () => {
  expect(stages({ dev: { gate }, staging: { gate }, prod: { gate } })).toEqual({
    stages: [
      ['release', 'dev', undefined],
      ['release-staging', 'staging', 'dev'],
    ],
    gates: [
      ['dev', 'release'],
      ['staging', 'release-staging'],
    ],
  });
});

test('each branch goes by itself', () => {
  const next = { branch: 'next' };
  expect(stages({ dev: { gate }, test: { ...next, gate }, staging: {}, qa: next, prod: {} })).toEqual({
    stages: [
      ['release', 'dev,test', undefined],
      ['release-staging', 'staging', 'dev'],
      ['release-qa', 'qa', 'test'],
    ],
    gates: [
      ['dev', 'release'],
      ['test', 'release'],
    ],
  });
});

test('an environment has a gate when one of the apps has one there', () => {
  const apps = { shop: {}, billing: { environments: { dev: { gate } } } };
  expect(stages({ dev: {}, staging: {}, prod: {} }, apps)).toMatchObject({ gates: [['dev', 'release']] });
});
