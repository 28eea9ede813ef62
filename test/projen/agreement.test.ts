import { readAgreement } from '../../src/projen/agreement';
import { temporaryFolder, writeFiles } from '../support/repository';

const LIBRARY = '@org/python-gitops-app';
const INTEGRITY = { one: `sha512-${'A'.repeat(86)}==`, other: `sha512-${'B'.repeat(86)}==` };

/** What is in a repository; what is left out is not there. */
interface State {
  readonly declared?: string;
  readonly field?: 'dependencies' | 'devDependencies';
  /** Spec for which package-lock.json was made; its file is there when this or `locked` is given. */
  readonly spec?: string;
  readonly locked?: string;
  readonly lockedIntegrity?: string;
  readonly installed?: string;
  readonly installedIntegrity?: string;
}

/** One entry of a lock file, as npm writes it. */
function entry(version: string, integrity?: string): object {
  return {
    version,
    resolved: `https://packages.example.com/${LIBRARY}/-/python-gitops-app-${version}.tgz`,
    ...(integrity ? { integrity } : {}),
    dev: true,
    license: 'Apache-2.0',
    bin: { 'python-gitops': 'bin/python-gitops.js' },
    engines: { node: '>= 20.0.0' },
    peerDependencies: { constructs: '^10.0.0', projen: '>=0.103.0 <1' },
  };
}

function lockFile(root: object | undefined, library: object | undefined): string {
  const packages = {
    ...(root ? { '': root } : {}),
    'node_modules/@iarna/toml': { version: '2.2.5', integrity: INTEGRITY.other, dev: true },
    ...(library ? { [`node_modules/${LIBRARY}`]: library } : {}),
  };
  return JSON.stringify({ name: 'shop', lockfileVersion: 3, requires: true, packages }, undefined, 2);
}

function repositoryWith(state: State): string {
  const { declared, field = 'devDependencies', spec, locked, installed } = state;
  const root = temporaryFolder();
  const own = (version: string | undefined): object => ({ [field]: { projen: '^0.103.25', [LIBRARY]: version } });
  writeFiles(root, { 'package.json': JSON.stringify({ name: 'shop', ...own(declared) }) });
  if (spec !== undefined || locked !== undefined) {
    const entry_ = locked === undefined ? undefined : entry(locked, state.lockedIntegrity);
    writeFiles(root, { 'package-lock.json': lockFile({ name: 'shop', ...own(spec) }, entry_) });
  }
  if (installed !== undefined) {
    writeFiles(root, {
      [`node_modules/${LIBRARY}/package.json`]: JSON.stringify({ name: LIBRARY, version: installed }),
      'node_modules/.package-lock.json': lockFile(undefined, entry(installed, state.installedIntegrity)),
    });
  }
  return root;
}

function problem(state: State): string | undefined {
  return readAgreement(repositoryWith(state), LIBRARY).problem;
}

const AGREED: State = {
  declared: '^1.2.0',
  spec: '^1.2.0',
  locked: '1.2.3',
  lockedIntegrity: INTEGRITY.one,
  installed: '1.2.3',
  installedIntegrity: INTEGRITY.one,
};

test('declared, locked and installed agree, and are named', () => {
  expect(readAgreement(repositoryWith(AGREED), LIBRARY)).toEqual({
    declared: '^1.2.0',
    locked: '1.2.3',
    installed: '1.2.3',
  });
});

test('they agree in dependencies as in devDependencies', () => {
  expect(problem({ ...AGREED, field: 'dependencies' })).toBeUndefined();
});

test('they agree when other packages are runtime dependencies', () => {
  const root = repositoryWith(AGREED);
  const others = { dependencies: { express: '^5' }, devDependencies: { [LIBRARY]: '^1.2.0' } };
  writeFiles(root, {
    'package.json': JSON.stringify(others),
    'package-lock.json': lockFile(others, entry('1.2.3', INTEGRITY.one)),
  });
  expect(readAgreement(root, LIBRARY).problem).toBeUndefined();
});

test('a runtime dependency agrees although the lock has devDependencies of other packages', () => {
  const root = repositoryWith({ ...AGREED, field: 'dependencies' });
  const own = { dependencies: { [LIBRARY]: '^1.2.0' }, devDependencies: { typescript: '^7' } };
  writeFiles(root, {
    'package.json': JSON.stringify(own),
    'package-lock.json': lockFile(own, entry('1.2.3', INTEGRITY.one)),
  });
  expect(readAgreement(root, LIBRARY).problem).toBeUndefined();
});

describe('every disagreement has its own words', () => {
  test.each<[string, State, string]>([
    ['not installed', { ...AGREED, installed: undefined }, `${LIBRARY} is declared but not installed`],
    ['not installed and not locked', { declared: '^1.2.0' }, `${LIBRARY} is declared but not installed`],
    [
      'declared newly, with the old lock',
      { ...AGREED, declared: '^2.0.0' },
      'package.json declares ^2.0.0, package-lock.json was made for ^1.2.0',
    ],
    [
      'declared, but not known to the lock',
      { ...AGREED, spec: undefined },
      'package.json declares ^1.2.0, package-lock.json was made for none',
    ],
    [
      'locked newly, as after a pull, with the old one installed',
      { ...AGREED, locked: '1.3.0' },
      'package-lock.json locks 1.3.0, installed is 1.2.3',
    ],
    [
      'in the spec of the lock, but not locked itself',
      { ...AGREED, locked: undefined },
      'package-lock.json locks none, installed is 1.2.3',
    ],
    [
      'another build of the same version, as a tarball of the same name',
      { ...AGREED, installedIntegrity: INTEGRITY.other },
      'package-lock.json locks another build of 1.2.3 than the one that is installed',
    ],
  ])('%s', (_what, state, expected) => {
    expect(problem(state)).toBe(expected);
  });
});

describe('nothing is compared', () => {
  test.each<[string, State]>([
    ['when nothing is declared, as before projen new is done', { ...AGREED, declared: undefined }],
    ['when there is no lock file', { declared: '^1.2.0', installed: '9.9.9' }],
    ['about the builds when the lock knows none, as for a folder', { ...AGREED, lockedIntegrity: undefined }],
    ['about the builds when the installed one is not known', { ...AGREED, installedIntegrity: undefined }],
  ])('%s', (_what, state) => {
    expect(problem(state)).toBeUndefined();
  });

  test('when there is nothing at all', () => {
    expect(readAgreement(temporaryFolder(), LIBRARY)).toEqual({});
  });
});

test.each(['', '<<<<<<< HEAD\n{}', 'null', '[]', '{"packages":[]}', '{"packages":{"":7}}'])(
  'a lock file that is %p never stops the comparison with an error of its own',
  (text) => {
    const root = repositoryWith(AGREED);
    writeFiles(root, { 'package-lock.json': text, 'node_modules/.package-lock.json': text });
    expect(readAgreement(root, LIBRARY)).toMatchObject({ declared: '^1.2.0', installed: '1.2.3' });
  },
);

test('every combination of what is there has an answer, and agrees only when all that is there agrees', () => {
  const versions = [undefined, '1.0.0', '2.0.0'];
  const builds = [INTEGRITY.one, INTEGRITY.other];
  const wrong: State[] = [];
  for (const declared of versions) {
    for (const spec of versions) {
      for (const locked of versions) {
        for (const installed of versions) {
          for (const installedIntegrity of builds) {
            const state = { declared, spec, locked, lockedIntegrity: INTEGRITY.one, installed, installedIntegrity };
            const hasLock = spec !== undefined || locked !== undefined;
            const sameBuild = installedIntegrity === INTEGRITY.one;
            const agrees =
              declared === undefined ||
              (installed !== undefined && (!hasLock || (spec === declared && locked === installed && sameBuild)));
            if ((problem(state) === undefined) !== agrees) wrong.push(state);
          }
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});
