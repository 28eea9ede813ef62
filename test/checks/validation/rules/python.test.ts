import type { Context, DeclaredApp } from '../../../../src/checks/validation/context';
import { readLocks } from '../../../../src/checks/validation/locks';
import { missingProgram } from '../../../../src/checks/validation/rules/missing-program';
import { notInLock } from '../../../../src/checks/validation/rules/not-in-lock';
import { outdatedLock } from '../../../../src/checks/validation/rules/outdated-lock';
import { SourceTree } from '../../../../src/checks/validation/source-tree';
import type { Files } from '../../../fixtures/seed/defects';
import { edit, found } from '../support';

const LOCK = [
  'alembic==1.16.5 \\\n    --hash=sha256:00\n    # via -r src/requirements.in',
  'celery[redis]==5.5.3\n    # via -r src/requirements.in',
  'flask==3.1.3\n    # via -r src/gitops_runtime/requirements.in',
  'granian==2.8.7\n    # via -r src/gitops_runtime/requirements.in',
  'pyyaml==6.0.3\n    # via\n    #   -r src/requirements.in\n    #   uvicorn',
  '',
].join('\n');

const FILES: Readonly<Record<string, string>> = {
  'src/requirements.in': '-r gitops_runtime/requirements.in\nalembic>=1.16,<2\ncelery[redis]~=5.5\nPyYAML # config\n',
  'src/gitops_runtime/requirements.in': 'flask>=3.1\ngranian>=2.8\n',
  'src/requirements.txt': LOCK,
  'src/server.py': '',
  'src/shop/__init__.py': '',
  'src/shop/worker.py': '',
  'src/shop/tasks/__init__.py': '',
  'src/scripts/run.sh': '',
};

function contextOf(
  files: Readonly<Record<string, string | undefined>>,
  declared: readonly DeclaredApp[] = [],
): Context {
  const known = Object.entries(files).flatMap(([path, text]) =>
    text === undefined ? [] : [[`apps/web/${path}`, text] as const],
  );
  const texts = new Map<string, string>(known);
  const tree = new SourceTree(texts.keys(), (path) => texts.get(path));
  return { tree, declared, locks: readLocks(tree, () => true) } as unknown as Context;
}

describe('a command whose program is not in the image', () => {
  function judged(words: readonly string[], { module = 'server', mayHoldMore = false, files = FILES } = {}): string[] {
    const programs = {
      callable: { option: 'apps.web.callable', module },
      commands: [{ option: 'apps.web.workloads.job.command', words }],
      mayHoldMore,
    };
    const context = contextOf(files, [{ app: 'web', image: 'docker.io/acme/web', workloads: ['web'], programs }]);
    return missingProgram(context).map(({ rule, path, message, fix }) => {
      expect([rule, path]).toEqual(['missing-program', '.projenrc.ts']);
      return `${message} => ${fix}`;
    });
  }

  const JOB = 'apps.web.workloads.job.command';

  test.each([
    [
      ['python', '-m', 'shop.workers'],
      `${JOB} runs the module shop.workers, which is not in apps/web/src/ => did you mean shop.worker?`,
    ],
    [
      ['python', '-u', '-m', 'shop.mailer.daemon'],
      `${JOB} runs the module shop.mailer.daemon, which is not in apps/web/src/ => add apps/web/src/shop/mailer/daemon.py`,
    ],
    [
      ['python3', '-m', 'reports'],
      `${JOB} runs the module reports, which is not in apps/web/src/ or its lock => ` +
        'add apps/web/src/reports.py, or its package to requirements.in',
    ],
    [
      ['python', '-m', 'shop.tasks'],
      `${JOB} runs shop.tasks, a package without __main__.py => ` +
        'add apps/web/src/shop/tasks/__main__.py, or name a module of it',
    ],
    [
      ['python', 'migrate.py'],
      `${JOB} runs migrate.py, which is not in apps/web/src/ => add apps/web/src/migrate.py, or change ${JOB}`,
    ],
    [
      ['/app/scripts/run.hs'],
      `${JOB} runs scripts/run.hs, which is not in apps/web/src/ => did you mean scripts/run.sh?`,
    ],
    [
      ['gunicorn', '--bind', '0.0.0.0:8000', 'shop.web:app'],
      `${JOB} runs gunicorn, but gunicorn is not in apps/web/src/requirements.txt => ` +
        'add gunicorn to apps/web/src/requirements.in, then run make -C apps/web lock',
      `${JOB} loads the module shop.web, which is not in apps/web/src/ => add apps/web/src/shop/web.py`,
    ],
    [
      ['celery', '-A', 'shop.taks', 'worker'],
      `${JOB} loads the module shop.taks, which is not in apps/web/src/ => did you mean shop.tasks?`,
    ],
    [
      ['alembik', 'upgrade', 'head'],
      `${JOB} runs alembik, which is neither in the image nor in apps/web/src/requirements.txt => did you mean alembic?`,
    ],
    [
      ['sh', '-c', 'alembic upgrade head && exec python -m shop.gone'],
      `${JOB} runs the module shop.gone, which is not in apps/web/src/ => add apps/web/src/shop/gone.py`,
    ],
    ...['uv', 'poetry'].map((name): [string[], string] => [
      [name, 'run', 'python', '-m', 'shop.worker'],
      `${JOB} runs ${name}, which is neither in the image nor in apps/web/src/requirements.txt => ` +
        `leave out ${name} and its run: the image has the packages and starts programs without it`,
    ]),
    [
      ['python', '-m', 'uvicorn', 'shop.worker:app'],
      `${JOB} runs the module uvicorn, but uvicorn is not in apps/web/src/requirements.txt => ` +
        'add uvicorn to apps/web/src/requirements.in, then run make -C apps/web lock',
    ],
    [
      ['timeout', '60', 'python', '-um', 'shop.gone'],
      `${JOB} runs the module shop.gone, which is not in apps/web/src/ => add apps/web/src/shop/gone.py`,
    ],
    [
      ['/bin/sh', 'scripts/ran.sh'],
      `${JOB} runs scripts/ran.sh, which is not in apps/web/src/ => did you mean scripts/run.sh?`,
    ],
    [
      ['bash', 'start.sh'],
      `${JOB} runs start.sh, which is not in apps/web/src/ => add apps/web/src/start.sh, or change ${JOB}`,
    ],
    [
      ['celery', '-Ashop.taks', 'worker'],
      `${JOB} loads the module shop.taks, which is not in apps/web/src/ => did you mean shop.tasks?`,
    ],
    [
      ['ddtrace-run', 'python', '-m', 'shop.worker'],
      `${JOB} runs ddtrace-run, but ddtrace is not in apps/web/src/requirements.txt => ` +
        'add ddtrace to apps/web/src/requirements.in, then run make -C apps/web lock',
    ],
  ])('is found: %j', (words, ...problems) => {
    expect(judged(words)).toEqual(problems);
  });

  test.each([
    [['python', '-m', 'shop.worker']],
    [['python', '-m', 'http.server']],
    [['python', '-m', 'celery', '-A', 'shop.tasks', 'beat']],
    [['python', '-m', 'yaml']],
    [['python', '-c', 'import absent']],
    [['python', 'server.py']],
    [['alembic', 'upgrade', 'head']],
    [['/opt/venv/bin/celery', '--app=shop.tasks:app', 'worker']],
    [['./scripts/run.sh']],
    [['sh', 'scripts/run.sh']],
    [['bash', '/app/scripts/run.sh', '--once']],
    [['timeout', '-k', '5', '60', 'python', '-m', 'shop.gone']],
    [['sleep', 'infinity']],
    [['sh', '-c', 'python -m "$MODULE"']],
    [['/usr/local/bin/anything']],
  ])('is in the image: %j', (words) => {
    expect(judged(words)).toEqual([]);
  });

  test('may come from another base image, or from Debian packages', () => {
    expect(judged(['psql', '-f', 'x.sql'], { mayHoldMore: true })).toEqual([]);
    expect(judged(['python', '-m', 'reports'], { mayHoldMore: true })).toEqual([]);
    // A package of Python is still missing, and so is a module next to known ones.
    expect(judged(['uvicorn', 'shop.worker:app'], { mayHoldMore: true })).toHaveLength(1);
    expect(judged(['python', '-m', 'shop.absent'], { mayHoldMore: true })).toHaveLength(1);
  });

  test('is not claimed without a whole lock: packages are installed in another way', () => {
    for (const lock of [undefined, '-r locks/all.txt\n']) {
      expect(judged(['uvicorn'], { files: { ...FILES, 'src/requirements.txt': lock as string } })).toEqual([]);
    }
  });

  test('can be the callable', () => {
    expect(judged(['sleep', '1'], { module: 'shop.wsgi' })).toEqual([
      'apps.web.callable loads the module shop.wsgi, which is not in apps/web/src/ => add apps/web/src/shop/wsgi.py',
    ]);
  });
});

describe('a command of a manifest that runs the image of an app', () => {
  const BASE = 'apps/example-app/k8s/base';
  const words = ['python', '-m', 'shop.worker'];
  const programs = {
    callable: { option: 'apps.example-app.callable', module: 'server' },
    commands: [{ option: 'apps.example-app.workloads.worker.command', words }],
    mayHoldMore: false,
  };
  const apps = [{ app: 'example-app', image: 'docker.io/acme/example-app', workloads: ['example-app'], programs }];
  const withContainer = (container: string) => (files: Files) => {
    files.set('apps/example-app/src/requirements.txt', LOCK);
    files.set('apps/example-app/src/shop/worker.py', '');
    edit(
      `${BASE}/deployment.yaml`,
      '      containers:\n',
      `      initContainers:\n      - name: first\n        ${container}\n      containers:\n`,
    )(files);
  };
  const judged = (container: string): Promise<string[]> => found('missing-program', withContainer(container), { apps });

  test.each([
    [
      'alembik, upgrade, head',
      'runs alembik, which is neither in the image nor in apps/example-app/src/requirements.txt',
    ],
    ['python, -m, shop.migrate', 'runs the module shop.migrate, which is not in apps/example-app/src/'],
    ['uvicorn, "server:app"', 'runs uvicorn, but uvicorn is not in apps/example-app/src/requirements.txt'],
  ])('is found where it is written, once: %s', async (command, message) => {
    expect(await judged(`image: docker.io/acme/example-app\n        command: [${command}]`)).toEqual([
      `${BASE}/deployment.yaml | command: [${command}] => Deployment example-app, container first: ${message}`,
    ]);
  });

  test.each([
    ['is in the image', 'image: docker.io/acme/example-app\n        command: [alembic, upgrade, head]'],
    ['runs another image', 'image: docker.io/library/postgres:17\n        command: [pg_isready]'],
    ['is the one of the image', 'image: docker.io/acme/example-app'],
  ])('is not reported if it %s', async (_what, container) => {
    expect(await judged(container)).toEqual([]);
  });

  test('is reported for its option alone if it is in the config', async () => {
    const change = (files: Files): void => {
      withContainer(`image: docker.io/acme/example-app\n        command: [${words.join(', ')}]`)(files);
      files.delete('apps/example-app/src/shop/worker.py');
    };
    expect(await found('missing-program', change, { apps })).toEqual([
      expect.stringContaining('.projenrc.ts') as string,
    ]);
  });
});

describe('a package to build from source', () => {
  const judged = (sourcePackages: string[], files: Readonly<Record<string, string>> = {}): string[] =>
    outdatedLock({
      ...contextOf({ ...FILES, ...files }),
      declared: [{ app: 'web', image: 'shop/web', workloads: ['web'], sourcePackages }],
    }).map(({ rule, path, message, fix }) => {
      expect([rule, path]).toEqual(['outdated-lock', '.projenrc.ts']);
      return `${message} => ${fix}`;
    });

  test.each(['docopt', 'Celerey', 'py.yaml2'])('is found if no lock has it: %s', (name) => {
    expect(judged(['celery', name])).toEqual([
      `apps.web.sourcePackages lists ${name}, which no lock of apps/web contains => add it to ` +
        'apps/web/src/requirements.in and run make -C apps/web lock, or remove it from apps.web.sourcePackages',
    ]);
  });

  test('may have another spelling, be for tests only, or be in a lock that includes others', () => {
    expect(judged(['PyYAML', 'CELERY'])).toEqual([]);
    expect(judged(['docopt'], { 'test/requirements-test.txt': `${LOCK}docopt==0.6.2\n` })).toEqual([]);
    expect(judged(['docopt'], { 'src/requirements.txt': '-r all.txt\n' })).toEqual([]);
  });
});

describe('a requirements file without a new lock', () => {
  const judged = (files: Readonly<Record<string, string>>): string[] =>
    outdatedLock(contextOf({ ...FILES, ...files })).map(({ rule, path, line, message, fix }) => {
      expect([rule, fix]).toEqual(['outdated-lock', 'run make -C apps/web lock']);
      return `${path}:${line} ${message}`;
    });
  const source = (more: string): Record<string, string> => ({
    'src/requirements.in': FILES['src/requirements.in'] + more,
  });
  const IN = 'apps/web/src/requirements.in';

  test('is found for a new package, in each file that it includes', () => {
    expect(judged(source('httpx[http2]\n'))).toEqual([`${IN}:5 lists httpx, which src/requirements.txt does not lock`]);
    const more = { 'src/more.in': 'redis==6.4.0\n' };
    expect(judged({ ...source('--requirement more.in\n'), ...more })).toEqual([
      'apps/web/src/more.in:1 lists redis, which src/requirements.txt does not lock',
    ]);
  });

  test.each([
    ['celery>=5.6', 'lists celery>=5.6, but src/requirements.txt locks 5.5.3'],
    ['Celery == 5.4.*', 'lists celery==5.4.*, but src/requirements.txt locks 5.5.3'],
    ['celery!=5.5.3', 'lists celery!=5.5.3, but src/requirements.txt locks 5.5.3'],
    ['celery~=5.4.0', 'lists celery~=5.4.0, but src/requirements.txt locks 5.5.3'],
    ['celery>5,<5.5', 'lists celery>5,<5.5, but src/requirements.txt locks 5.5.3'],
  ])('is found for another version: %s', (line, message) => {
    expect(judged(source(`${line}\n`))).toEqual([`${IN}:5 ${message}`]);
  });

  test.each([
    ['celery[redis, SQS]', 'lists celery[redis,sqs], but src/requirements.txt locks it without sqs'],
    ['alembic[tz]>=1.16', 'lists alembic[tz], but src/requirements.txt locks it without tz'],
    ['PyYAML[a,b]', 'lists pyyaml[a,b], but src/requirements.txt locks it without a, b'],
  ])('is found for a new extra: %s', (line, message) => {
    expect(judged(source(`${line}\n`))).toEqual([`${IN}:5 ${message}`]);
  });

  test('is not claimed for an extra in a lock that was not made with make lock, which keeps extras', () => {
    const lock = LOCK.replaceAll('src/requirements.in', 'requirements.in');
    expect(judged({ ...source('alembic[tz]\n'), 'src/requirements.txt': lock })).toEqual([]);
  });

  test('is found for a constraint that the lock does not meet, also in a file that it includes', () => {
    const more = {
      'src/constraints.txt': '# A fix.\nflask>=3.1.4\nurllib3<2\n-r shared.txt\n',
      'src/shared.txt': 'celery<5.5\n',
    };
    for (const option of ['-c constraints.txt', '--constraint=constraints.txt']) {
      expect(judged({ ...source(`${option}\n`), ...more })).toEqual([
        'apps/web/src/constraints.txt:2 requires flask>=3.1.4, but src/requirements.txt locks 3.1.3',
        'apps/web/src/shared.txt:1 requires celery<5.5, but src/requirements.txt locks 5.5.3',
      ]);
    }
  });

  test.each([
    [
      '--extra-index-url https://pypi.acme.example/simple',
      '--extra-index-url',
      'remove it, and set extraPackageIndexes in .projenrc.ts',
    ],
    ['--index-url=https://pypi.acme.example/simple', '--index-url', 'remove it, and set packageIndex in .projenrc.ts'],
    ['-i https://pypi.acme.example/simple', '--index-url', 'remove it, and set packageIndex in .projenrc.ts'],
    [
      '-f ../wheels',
      '--find-links',
      'remove it, publish the files to a package index, and set extraPackageIndexes in .projenrc.ts',
    ],
  ])('is found for an option that locks do not keep: %s', (line, name, instead) => {
    const files = { ...FILES, ...source(`${line}\n`) };
    expect(notInLock(contextOf(files)).map(({ path, line: at, message, fix }) => [path, at, message, fix])).toEqual([
      [IN, 5, `sets ${name}, which make lock reads, but the image and CI do not`, instead],
    ]);
    // pip reads it in the lock.
    const kept = { ...files, 'src/requirements.txt': `${name} https://pypi.acme.example/simple\n${LOCK}` };
    expect(notInLock(contextOf(kept))).toEqual([]);
  });

  test.each([
    ['-e ./lib', './lib'],
    ['--editable=../shared[cli]', '../shared[cli]'],
    ['../../wheels/acme-1.0-py3-none-any.whl', '../../wheels/acme-1.0-py3-none-any.whl'],
    ['wheels/acme-1.0-py3-none-any.whl', 'wheels/acme-1.0-py3-none-any.whl'],
    ['acme @ file:///wheels/acme.tar.gz', 'file:///wheels/acme.tar.gz'],
    ['/opt/acme', '/opt/acme'],
  ])('is found for a local package, which is not in the image: %s', (line, path) => {
    const problems = notInLock(contextOf({ ...FILES, ...source(`${line}\n`) }));
    expect(problems.map((one) => [one.path, one.line, one.message, one.fix])).toEqual([
      [
        IN,
        5,
        `lists ${path}, but the image installs only packages of an index, with their hashes`,
        'publish it to a package index, or put its code below apps/web/src/',
      ],
    ]);
  });

  test('is found for a package that is to be built from source, in a file that it includes', () => {
    const files = { ...FILES, ...source('-r more.in\n'), 'src/more.in': '# From source.\n--no-binary celery\n' };
    expect(notInLock(contextOf(files)).map(({ path, line, message, fix }) => [path, line, message, fix])).toEqual([
      [
        'apps/web/src/more.in',
        2,
        'sets --no-binary, which make lock reads, but the image and CI do not',
        'remove it, and list the packages in sourcePackages of the app in .projenrc.ts',
      ],
    ]);
  });

  test('is found for a package that is no longer listed', () => {
    const without = FILES['src/requirements.in'].replace(/^PyYAML.*\n/m, '');
    expect(judged({ 'src/requirements.in': without })).toEqual([
      'apps/web/src/requirements.txt:12 locks pyyaml for src/requirements.in, which no longer lists it',
    ]);
  });

  test('is found for the tests, too', () => {
    const tests = {
      'test/requirements-test.in': '-r ../src/requirements.in\nfreezegun\n',
      'test/requirements-test.txt': LOCK,
    };
    expect(judged(tests)).toEqual([
      'apps/web/test/requirements-test.in:2 lists freezegun, which test/requirements-test.txt does not lock',
    ]);
  });

  test.each([
    ['nothing changed', ''],
    ['a comment', '# httpx is next\n'],
    ['another spelling', 'Py_YAML>=6,<7\n'.replace('_', '')],
    ['a marker', 'pywin32>=306; sys_platform == "win32"\n'],
    ['a version that is not only numbers', 'celery>=5.5rc1\n'],
    ['an address', 'celery @ https://files.acme.example/celery-5.5.3-py3-none-any.whl\n'],
    ['options', '--pre\n-c constraints.txt\n'],
  ])('is not reported for %s', (_what, more) => {
    expect(judged(source(more))).toEqual([]);
  });

  test('is not reported for a lock that includes others', () => {
    expect(judged({ ...source('httpx\n'), 'src/requirements.txt': '-r all.txt\n' })).toEqual([]);
  });
});
