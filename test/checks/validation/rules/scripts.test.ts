import { add, edit, found } from '../support';

const WORKFLOW = '.github/workflows/main.yml';
const script = (text: string) => add({ 'scripts/check.sh': text });

describe('S4: a check that always fails', () => {
  const named = (text: string): Promise<string[]> => found('S4-check-always-fails', script(text));

  test.each([
    ['find', 'for app in $(find apps -maxdepth 1 -type d); do test -d "$app/k8s" || exit 1; done'],
    ['find, in another order', 'for app in $(find apps -type d -maxdepth 1); do test -d "$app/k8s" || exit 1; done'],
    [
      'find with a folder from a variable',
      'APPS="./apps"\nfind "$APPS" -maxdepth 1 -type d | while read -r a; do test -d "$a/k8s" || exit 1; done',
    ],
    ['a list that begins with the folder', 'for app in apps apps/*; do test -d "$app/k8s" || exit 1; done'],
  ])('treats the folder of the apps as an app: %s', async (_what, text) => {
    expect(await named(text)).toEqual([
      expect.stringContaining('=> treats the folder apps itself as one of its subfolders'),
    ]);
  });

  test('ends with a failure', async () => {
    expect(await named('set -e\nkustomize build apps\nexit 1\n')).toEqual([
      'scripts/check.sh | exit 1 => always ends with a failure',
    ]);
  });

  test.each([
    ['leaves the folder out', 'find apps -mindepth 1 -maxdepth 1 -type d || exit 1'],
    ['leaves it out by its name', 'find apps -maxdepth 1 -type d ! -path apps || exit 1'],
    ['takes the first line away', 'find apps -maxdepth 1 -type d | tail -n +2 || exit 1'],
    ['lists what is in it', 'for app in apps/*; do test -d "$app/k8s" || exit 1; done'],
    ['lists another folder', 'find /tmp -maxdepth 1 -type d || exit 1'],
    ['can end in another way too', 'if kustomize build apps; then exit 0; fi\nexit 1\n'],
    ['hands its end over', 'if test -x x; then exec ./x; fi\nexit 1\n'],
  ])('is not reported when it %s', async (_what, text) => {
    expect(await named(text)).toEqual([]);
  });
});

describe('S11: a check that cannot fail', () => {
  const named = (text: string): Promise<string[]> => found('S11-cannot-fail', script(text));

  test.each([
    ['|| true', 'pytest || true', 'hides its result'],
    ['|| :', 'mypy src || :', 'hides its result'],
    ['|| echo', 'ruff check . || echo "found something"', 'hides its result'],
    ['--exit-zero', 'flake8 --exit-zero', 'hides its result'],
    ['curl | bash', 'curl -s https://x.test/install.sh | bash', 'without pinning its version'],
    ['curl | sudo sh', 'curl -s https://x.test/install.sh | sudo -E sh', 'without pinning its version'],
    ['bash <(curl)', 'bash <(curl -s https://x.test/install.sh)', 'without pinning its version'],
    ['a push without another try', 'git commit -am x\ngit push', 'loses the release'],
    ['a push in another folder', 'git -C repo push origin main', 'loses the release'],
  ])('is reported: %s', async (_what, text, message) => {
    expect(await named(text)).toEqual([expect.stringContaining(message)]);
  });

  test('is reported at the continued line', async () => {
    expect(await named('pytest \\\n  --quiet \\\n  || true\n')).toEqual([
      expect.stringContaining('scripts/check.sh | || true =>'),
    ]);
  });

  test.each([
    ['what is no check', 'rm -rf build || true\nkill "$pid" || true'],
    ['a comment', '# pytest || true\nexit 0'],
    ['a failure that is handled', 'pytest || exit 1'],
    ['a download', 'curl -so tool https://x.test/tool && sha256sum --check sums && bash tool'],
    ['a push with a rebase', 'git pull --rebase\ngit push'],
    ['a push that is tried again', 'for i in 1 2 3; do\n  git push && exit 0\ndone'],
  ])('is not reported: %s', async (_what, text) => {
    expect(await named(text)).toEqual([]);
  });

  test('continue-on-error is reported in a step and in a job', async () => {
    const lines = await found('S11-cannot-fail', (files) => {
      edit(WORKFLOW, '      - name: Lint\n', '      - name: Lint\n        continue-on-error: true\n')(files);
      edit(WORKFLOW, '  check:\n', '  check:\n    continue-on-error: true\n')(files);
    });
    expect(lines).toEqual(
      Array.from(
        { length: 2 },
        () => `${WORKFLOW} | continue-on-error: true => the check cannot fail: continue-on-error hides its result`,
      ),
    );
  });

  test('a job that publishes must wait for all checks, directly or through other jobs', async () => {
    const indirect = edit(
      WORKFLOW,
      '  publish:\n    needs: check\n',
      '  gate:\n    needs: check\n    runs-on: x\n    steps: []\n  publish:\n    needs: [gate]\n',
    );
    expect(await found('S11-cannot-fail', indirect)).toEqual([]);
    expect(await found('S11-cannot-fail', edit(WORKFLOW, '  publish:\n    needs: check\n', '  publish:\n'))).toEqual([
      `${WORKFLOW} | publish: => the job publish publishes an image without waiting for check`,
    ]);
  });

  test('a run that commits may only be canceled for a pull request', async () => {
    const push = edit(
      WORKFLOW,
      'run: scripts/release.sh example-app dev "$IMAGE"',
      'run: for i in 1 2; do git push && break; done',
    );
    const lines = await found('S11-cannot-fail', (files) => {
      push(files);
      edit(
        WORKFLOW,
        'cancel-in-progress: false',
        "cancel-in-progress: ${{ github.event_name == 'pull_request' }}",
      )(files);
    });
    expect(lines).toEqual([]);
  });
});

describe('S11: a reusable workflow', () => {
  const CALLED = '.github/workflows/app.yml';
  const called = (run: string, push = false): string =>
    [
      'on: { workflow_call: }',
      'jobs:',
      '  work:',
      '    runs-on: ubuntu-24.04',
      '    steps:',
      `      - run: ${run}`,
      ...(push ? ['      - uses: docker/build-push-action@v7', '        with: { push: true }'] : []),
      '',
    ].join('\n');
  const calling = (lines: readonly string[]): ((files: Map<string, string>) => void) =>
    edit(WORKFLOW, '  promote:\n', `  call:\n${lines.map((line) => `    ${line}\n`).join('')}  promote:\n`);

  test.each([
    'python-gitops release "$APP" dev --image ":$TAG" --push --if-newer',
    'node_modules/.bin/python-gitops rollback --push -- "$APP" prod',
    'git push',
  ])('commits a release by %s: the run that calls it must not be canceled', async (run) => {
    const lines = await found('S11-cannot-fail', (files) => {
      files.set(CALLED, called(`for i in 1 2; do ${run}; done`));
      calling(['needs: check', 'concurrency: { group: one, cancel-in-progress: true }', `uses: ./${CALLED}`])(files);
    });
    expect(lines).toEqual([
      expect.stringContaining('=> the next run can cancel the job call while it commits a release'),
    ]);
  });

  test('that commits nothing may be canceled', async () => {
    const lines = await found('S11-cannot-fail', (files) => {
      files.set(CALLED, called('python-gitops release web dev --image ":$TAG"'));
      calling(['needs: check', 'concurrency: { group: one, cancel-in-progress: true }', `uses: ./${CALLED}`])(files);
    });
    expect(lines).toEqual([]);
  });

  test('and publishes an image must wait for the checks of its caller', async () => {
    const lines = await found('S11-cannot-fail', (files) => {
      files.set(CALLED, called('echo', true));
      calling([`uses: ./${CALLED}`])(files);
    });
    expect(lines).toEqual([`${WORKFLOW} | call: => the job call publishes an image without waiting for check`]);
  });

  test('and calls itself is not followed forever', async () => {
    const lines = await found('S11-cannot-fail', (files) => {
      files.set(CALLED, `on: { workflow_call: }\njobs:\n  again:\n    uses: ./${CALLED}\n`);
    });
    expect(lines).toEqual([]);
  });
});

describe('S5: a script that is called', () => {
  test('and does not exist is reported at the call', async () => {
    expect(await found('S5-missing-file', edit(WORKFLOW, 'scripts/validate-gitops.sh', 'scripts/validate.sh'))).toEqual(
      [`${WORKFLOW} | run: scripts/validate.sh => runs scripts/validate.sh, which does not exist`],
    );
  });

  test('from the folder of an app is searched there', async () => {
    const lines = await found('S5-missing-file', (files) => {
      edit('apps/example-app/Makefile', 'python -m pytest test', 'scripts/test.sh')(files);
      files.set('apps/example-app/scripts/test.sh', 'pytest\n');
    });
    expect(lines).toEqual([]);
  });
});
