import { RUNTIME_REQUIREMENTS } from '../../../src/config/defaults';
import type { App } from '../../../src/config/model';
import { Folder } from '../../../src/files/disk/folder';
import { readTemplate } from '../../../src/files/tree/templates';
import { Locks } from '../../../src/project/synthesis/locks';
import { renderLeniently } from '../../../src/project/synthesis/rendering';
import { DEFAULT, repositoryOf } from '../../support/render-cases';
import {
  expectUntouched,
  findingsOf,
  makeProject,
  read,
  SHOP,
  synthesized,
  writeFiles,
} from '../../support/repository';

const LOCK = 'apps/storefront/src/requirements.txt';
const LIST = 'apps/storefront/src/requirements.in';

/** Findings of an app with this text as the lock of its image. */
function findings(text: string, choice: Partial<App> = {}, lock = LOCK, list = LIST) {
  const repository = repositoryOf(DEFAULT);
  const apps = [{ ...repository.apps[0], ...choice }];
  const files: Record<string, string> = { [lock]: text, [list]: '' };
  return new Locks((path) => files[path]).check({ ...repository, apps });
}

/** A lock as uv writes it, recent enough except for one line. */
function lockWith(line: string): string {
  return [
    'flask==3.1.3 \\',
    `    --hash=sha256:${'0'.repeat(64)}`,
    '    # via -r src/requirements.in',
    'prometheus-client==0.26.0 \\',
    `    --hash=sha256:${'1'.repeat(64)}`,
    line,
  ].join('\n');
}

describe('a lock', () => {
  test.each([
    ['granian', 'flask', 'app'],
    ['gunicorn', 'flask', 'app/variants/gunicorn'],
    ['granian', 'django', 'app/variants/django'],
    ['gunicorn', 'django', 'app/variants/django-gunicorn'],
    ['granian', 'starlette', 'app/variants/asgi'],
    ['granian', 'fastapi', 'app/variants/fastapi'],
  ] as const)('of a starter for %s and %s has what the runtime module needs', (server, framework, folder) => {
    for (const lock of ['src/requirements.txt', 'test/requirements-test.txt']) {
      const text = readTemplate(`${folder}/${lock}`);
      expect(findings(text, { server, framework }, `apps/storefront/${lock}`)).toEqual([]);
    }
  });

  test('that lacks a package is found, with the edit and the command to run', () => {
    expect(findings(lockWith('gunicorn==27.0.1 \\'))).toEqual([
      {
        code: 'lock-too-old',
        path: LOCK,
        must: 'lock granian 2.8 or newer, which the runtime module of this library version needs',
        got: 'no granian',
        fix: 'add granian>=2.8 to apps/storefront/src/requirements.in, run make -C apps/storefront lock, then npx projen',
      },
    ]);
  });

  test('that has an older version is found by its line, with the command that fixes it', () => {
    expect(findings(lockWith('granian==2.7.9 \\'))).toEqual([
      {
        code: 'lock-too-old',
        path: `${LOCK}:6`,
        must: 'lock granian 2.8 or newer, which the runtime module of this library version needs',
        got: 'granian 2.7.9',
        fix: 'run make -C apps/storefront lock ARGS="--upgrade-package granian", then npx projen',
      },
    ]);
  });

  test.each([
    ['no granian', 'gunicorn==27.0.1 \\', LOCK],
    ['granian 2.7.9', 'granian==2.7.9 \\', `${LOCK}:6`],
  ])('that another tool exports has its own fix: %s', (got, line, path) => {
    expect(findings(lockWith(line), {}, LOCK, 'none')).toEqual([
      {
        code: 'lock-too-old',
        path,
        must: 'lock granian 2.8 or newer, which the runtime module of this library version needs',
        got,
        fix: `require granian>=2.8 in the tool that makes the lock, and export ${LOCK} again, then npx projen`,
      },
    ]);
  });

  test('of the tests is checked as well: make run and make test use it', () => {
    const lock = 'apps/storefront/test/requirements-test.txt';
    expect(findings(lockWith(''), {}, lock).map(({ path }) => path)).toEqual([lock]);
  });

  test('is checked for every app', () => {
    const repository = repositoryOf({ ...DEFAULT, apps: { storefront: {}, checkout: {} } });
    const found = new Locks((path) => (path.includes('/src/') ? lockWith('') : undefined)).check(repository);
    expect(found.map(({ path }) => path)).toEqual([LOCK, 'apps/checkout/src/requirements.txt']);
  });

  test('that does not exist is skipped', () => {
    const none = new Locks(() => undefined);
    expect(none.check(repositoryOf(DEFAULT))).toEqual([]);
    expect(none.packagesOf('storefront', 'requirements')).toEqual(new Set());
  });

  test('that includes another file may have the package there', () => {
    expect(findings('-r other.txt\nflask==3.1\nprometheus-client==0.21\n')).toEqual([]);
  });

  test('with a package from a URL has no known version', () => {
    expect(findings(lockWith('granian @ https://example.org/granian.whl'))).toEqual([]);
  });

  test('is read by the normalized names of packages, with extras, markers, and blanks', () => {
    const text = "Flask[async]==3.1\nprometheus_client == 0.21 ; python_version > '3'\nGranian===2.8.0\n";
    expect(findings(text)).toEqual([]);
  });

  test('that pins a package for each platform is checked line by line', () => {
    const text = lockWith("granian==2.8 ; sys_platform == 'linux'\ngranian==2.1 ; sys_platform != 'linux'");
    expect(findings(text).map(({ path, got }) => [path, got])).toEqual([[`${LOCK}:7`, 'granian 2.1']]);
  });
});

describe('a version', () => {
  test.each([
    ['2.8', false],
    ['2.8.0', false],
    ['2.8.0.post1', false],
    ['2.10', false],
    ['3', false],
    ['1!0.1', false],
    ['2.8+local', false],
    ['2.7.99', true],
    ['2', true],
    ['2.8rc1', true],
    ['2.8.0b2', true],
    ['2.8.dev3', true],
    ['v2.7', true],
  ])('%s is older than 2.8: %s', (version, isOlder) => {
    expect(RUNTIME_REQUIREMENTS.granian.granian).toBe('2.8');
    expect(findings(lockWith(`granian==${version}`))).toHaveLength(isOlder ? 1 : 0);
  });
});

describe('a synth', () => {
  test('with a lock that is too old reports it and writes nothing', () => {
    const folder = synthesized();
    const [app] = Object.keys(SHOP.apps ?? {});
    writeFiles(folder, { [`apps/${app}/src/requirements.txt`]: lockWith('granian==2.4.2'), Makefile: 'edited\n' });
    expectUntouched(folder, () => {
      const found = findingsOf(() => makeProject(folder).synth());
      expect(found.map(({ code, path }) => [code, path])).toEqual([
        ['lock-too-old', `apps/${app}/src/requirements.txt:6`],
      ]);
    });
  });
});

describe('the default memory follows the lock', () => {
  const deployment = 'apps/storefront/k8s/base/deployment.yaml';
  let folder: string;
  let lock: string;

  beforeAll(() => {
    folder = synthesized();
    lock = read(folder, LOCK);
  });

  /** Generated files that differ from the folder, and the memory of the deployment, with other lines in the lock. */
  function rendered(text: string, options = SHOP): { drifted: string[]; memory: string[] } {
    writeFiles(folder, { [LOCK]: text });
    const files = renderLeniently(makeProject(folder, options), new Folder(folder)).tree.files();
    const drifted = files.filter(({ path, owner, content }) => owner === 'generated' && read(folder, path) !== content);
    const { content } = files.find(({ path }) => path === deployment) ?? { content: '' };
    return {
      drifted: drifted.map(({ path }) => path).filter((path) => path.includes('/k8s/')),
      memory: [...content.matchAll(/memory: (\w+)/g)].map(([, memory]) => memory),
    };
  }

  test.each([
    ['pandas==3.1.1', '96Mi'],
    ['Django==6.0', '96Mi'],
    ['scikit_learn==1.9\nscipy==1.18\nnumpy==2.5', '192Mi'],
  ])('with %j', (lines, memory) => {
    const { drifted, memory: found } = rendered(`${lock}${lines}\n`);
    expect(found).toEqual([memory, memory]);
    expect(drifted).toContain(deployment);
    expect(rendered(lock)).toEqual({ drifted: [], memory: ['64Mi', '64Mi'] });
  });

  test('but not its versions or other packages', () => {
    const text = `${lock.replace('granian==', 'granian==99.')}httpx==0.30\n`;
    expect(rendered(text)).toEqual({ drifted: [], memory: ['64Mi', '64Mi'] });
  });

  test('unless memory is set', () => {
    const set = { ...SHOP, apps: { storefront: { memory: '80Mi' } } };
    expect(rendered(`${lock}pandas==3.1.1\n`, set).memory).toEqual(['80Mi', '80Mi']);
  });
});

test('the packages of the image are those of its lock, by their normalized names', () => {
  const locks = new Locks((path) =>
    path === LOCK ? lockWith('SQLAlchemy[asyncio]==2.1.9\npsycopg_binary==3.3.9') : 'pandas==3.1.1',
  );
  expect([...locks.packagesOf('storefront', 'requirements')]).toEqual([
    'flask',
    'prometheus-client',
    'sqlalchemy',
    'psycopg-binary',
  ]);
});

test('each lock is read once, although the default memory and the check need it', () => {
  const paths: string[] = [];
  const locks = new Locks((path) => (paths.push(path), lockWith('granian==2.8')));
  locks.packagesOf('storefront', 'requirements');
  locks.check(repositoryOf({ ...DEFAULT, apps: { storefront: {} } }));
  expect(paths).toEqual([LOCK, 'apps/storefront/test/requirements-test.txt']);
});
