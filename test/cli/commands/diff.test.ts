import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiffFlags } from '../../../src/cli/commands/diff/command';
import { runDiff } from '../../../src/cli/commands/diff/run';
import type { ReleaseFlags } from '../../../src/cli/commands/release/command';
import { runRelease } from '../../../src/cli/commands/release/run';
import type { Answer } from '../../support/command';
import { answer, rcWith, repositoryWith } from '../../support/command';
import {
  commitAll,
  contents,
  differences,
  git,
  read,
  SHOP,
  synthIn,
  temporaryFolder,
  withoutPrograms,
  writeFiles,
} from '../../support/repository';

jest.setTimeout(60_000);

const DIGEST = `sha256:${'a'.repeat(64)}`;
const APPLICATIONS = 'apps/storefront/argo/release/kustomization.yaml';
const IMAGE = 'docker.io/acme/storefront';

interface Effect {
  readonly kind: string;
  readonly name: string;
  readonly why: readonly string[];
}

interface AppJson {
  readonly app: string;
  readonly occasion: string;
  readonly changed: boolean;
  readonly now: { readonly description: string } | null;
  readonly next: { readonly description: string } | null;
  readonly objects: readonly {
    readonly change: string;
    readonly kind: string;
    readonly name: string;
    readonly diff: string;
  }[];
  readonly applications: AppJson['objects'];
  readonly effects: Readonly<Record<string, readonly Effect[]>>;
  readonly notes: readonly string[];
}

const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');

/** Everything about a repository that a command may not touch: files, index, stash, references. */
function state(folder: string): unknown {
  const index = join(git(folder, 'rev-parse', '--absolute-git-dir'), 'index');
  return [
    existsSync(index) ? readFileSync(index).toString('base64') : '',
    git(folder, 'status', '--porcelain'),
    git(folder, 'for-each-ref'),
    git(folder, 'stash', 'list'),
    git(folder, 'worktree', 'list', '--porcelain'),
    git(folder, 'count-objects', '-v'),
  ];
}

function leftovers(): string[] {
  // Those of this process: other tests run beside this one.
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`python-gitops-diff-${process.pid}-`));
}

/** Runs the command, and holds that it leaves everything as it was. */
async function run(folder: string, environments: readonly string[], flags: DiffFlags = {}): Promise<Answer> {
  // Git writes its index when it is asked for the status: once before, so that the comparison means the command.
  git(folder, 'status');
  const [files, before] = [contents(folder), state(folder)];
  const result = await answer(() => runDiff(folder, environments, flags));
  expect(state(folder)).toEqual(before);
  expect(differences(files, contents(folder))).toEqual([]);
  expect(leftovers()).toEqual([]);
  return result;
}

async function lines(folder: string, environment: string, flags: DiffFlags = {}): Promise<string[]> {
  const { code, stdout, stderr } = await run(folder, [environment], flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').slice(0, -1);
}

async function apps(folder: string, environment: string, flags: DiffFlags = {}): Promise<readonly AppJson[]> {
  const text = (await lines(folder, environment, { ...flags, json: true })).join('\n');
  return (JSON.parse(text) as { environments: { apps: AppJson[] }[] }).environments[0].apps;
}

async function first(folder: string, environment: string, flags: DiffFlags = {}): Promise<AppJson> {
  return (await apps(folder, environment, flags))[0];
}

/** `~ Deployment storefront` for each object. */
function names(objects: AppJson['objects']): string[] {
  const signs: Record<string, string> = { added: '+', removed: '-', changed: '~' };
  return objects.map(({ change, kind, name }) => `${signs[change]} ${kind} ${name}`);
}

/** What happens, without what does not. */
function effects(app: AppJson): Record<string, string[]> {
  const entries = Object.entries(app.effects).filter(([, list]) => list.length > 0);
  return Object.fromEntries(
    entries.map(([key, list]) => [key, list.map(({ kind, name, why }) => [`${kind} ${name}`, ...why].join(' | '))]),
  );
}

async function released(folder: string, environment: string, flags: ReleaseFlags, app = 'storefront'): Promise<void> {
  const { code, stderr } = await answer(() => runRelease(folder, app, environment, flags));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

function configure(folder: string, options: object): void {
  writeFiles(folder, { '.projenrc.ts': rcWith(options) });
  synthIn(folder, options);
}

/** A repository whose dev and prod run one image of each app, prod by a promotion, all of it committed on main. */
async function delivered(options: object = SHOP, all: readonly string[] = ['storefront']): Promise<string> {
  const folder = repositoryWith(options);
  writeFiles(folder, { '.gitignore': `${read(folder, '.gitignore')}\nnode_modules\n` });
  const head = commitAll(folder);
  for (const app of all) await released(folder, 'dev', { image: `:${head}@${DIGEST}` }, app);
  commitAll(folder);
  for (const app of all) await released(folder, 'prod', { from: 'dev' }, app);
  commitAll(folder);
  return folder;
}

const withConfig = (dev: object, prod: object = {}, app: object = {}): object => ({
  ...SHOP,
  environments: { dev, prod },
  apps: { storefront: app },
});

describe('a merge', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await delivered();
  });

  afterEach(() => {
    git(folder, 'checkout', '--quiet', '--force', 'main');
    git(folder, 'clean', '--quiet', '--force', '-d');
  });

  test('of nothing changes nothing', async () => {
    expect(await lines(folder, 'dev')).toEqual(['1 app does not change in dev.']);
    expect((await run(folder, ['dev'], { exitCode: true })).code).toBe(0);
  });

  test('of a value of the configuration restarts the pods of the environment that tracks, and changes nothing in prod', async () => {
    configure(folder, withConfig({ env: { GREETING: 'hello' } }, { env: { GREETING: 'hello' } }));
    const head = git(folder, 'rev-parse', '--short=8', 'HEAD');
    const found = await lines(folder, 'dev');
    expect(found.slice(0, 3)).toEqual([
      'storefront in dev',
      `  now   main at ${head}`,
      '  next  this checkout merged into main',
    ]);
    expect(found).toContain('~ ConfigMap storefront-config');
    expect(found).toContain('    +  GREETING: hello');
    expect(found.slice(-4)).toEqual([
      'storefront in dev, on merge: 2 changed',
      '  pods that restart: Deployment storefront (checksum/config)',
      '',
      'Next: merge. Argo CD then deploys from the branch main.',
    ]);
    const prod = await first(folder, 'prod', { merge: true });
    expect([prod.objects, prod.applications, effects(prod)]).toEqual([[], [], {}]);
    expect(prod.notes).toEqual([
      expect.stringMatching(/^not affected by a merge: stays at commit [0-9a-f]{8} until the next release$/),
    ]);
    expect((await run(folder, ['dev'], { exitCode: true, summary: true })).code).toBe(1);
  });

  test('of another number of pods restarts nothing', async () => {
    configure(folder, withConfig({ replicas: 3 }));
    const dev = await first(folder, 'dev');
    expect(effects(dev)).toEqual({ scales: ['Deployment storefront | 1 to 3'] });
    expect((await lines(folder, 'dev', { summary: true })).slice(0, 3)).toEqual([
      'storefront in dev, on merge: 1 added, 1 changed',
      '  no pod restarts',
      '  number of pods: Deployment storefront (1 to 3)',
    ]);
  });

  test('of a label restarts the pods, because they have it too', async () => {
    configure(folder, withConfig({ labels: { team: 'carts' } }));
    const dev = await first(folder, 'dev');
    expect(effects(dev)).toEqual({ restarts: ['Deployment storefront | label team'] });
  });

  test('is told from what is on the branch meanwhile: only what this checkout changes counts', async () => {
    git(folder, 'checkout', '--quiet', '-b', 'feature');
    configure(folder, withConfig({ replicas: 2 }));
    commitAll(folder);
    git(folder, 'checkout', '--quiet', 'main');
    const head = git(folder, 'rev-parse', 'HEAD');
    await released(folder, 'dev', { image: `:${'c'.repeat(40)}` });
    commitAll(folder);
    git(folder, 'checkout', '--quiet', 'feature');
    const dev = await first(folder, 'dev');
    expect([effects(dev), dev.notes]).toEqual([{ scales: ['Deployment storefront | 1 to 2'] }, []]);
    // Both sides changed the same file, each in its own way.
    git(folder, 'checkout', '--quiet', 'main');
    configure(folder, withConfig({ replicas: 4 }));
    commitAll(folder);
    git(folder, 'checkout', '--quiet', 'feature');
    expect((await first(folder, 'dev')).notes).toEqual([
      'apps/storefront/k8s/overlays/dev/kustomization.yaml changed here and on main; this shows your version. Run git merge main first',
    ]);
    git(folder, 'checkout', '--quiet', 'main');
    git(folder, 'reset', '--quiet', '--hard', head);
  });

  test('of a removed app removes everything of it, in prod too, except for what is kept', async () => {
    configure(folder, { ...SHOP, apps: {}, removed: { storefront: 'gone' } });
    for (const environment of ['dev', 'prod']) {
      const [app] = await apps(folder, environment);
      expect([app.app, app.occasion, app.next]).toEqual(['storefront', 'merge', null]);
      const { stops, pruned, left } = effects(app);
      expect([stops, left]).toEqual([['Deployment storefront'], [`Namespace storefront-${environment}`]]);
      expect(pruned).toContain('Deployment storefront');
      expect(names(app.applications)).toEqual(['- AppProject storefront', `- Application storefront-${environment}`]);
    }
  });

  test('of a renamed app is one app less, and one that is not released yet', async () => {
    configure(folder, { ...SHOP, apps: { web: {} }, removed: { storefront: 'renamed' } });
    const [web, storefront] = await apps(folder, 'dev');
    expect([web.app, web.occasion, web.now, effects(web)]).toEqual([
      'web',
      'first-release',
      null,
      { starts: ['Deployment web'] },
    ]);
    expect([storefront.app, effects(storefront).stops]).toEqual(['storefront', ['Deployment storefront']]);
  });

  test('of an environment that is gone leaves what ran in it, because the AppProject of the app no longer allows it', async () => {
    configure(folder, { ...SHOP, environments: { dev: {} }, removed: { prod: 'gone' } });
    const prod = await first(folder, 'prod');
    const { stops, pruned, left } = effects(prod);
    expect([prod.occasion, prod.next, stops, pruned]).toEqual(['merge', null, undefined, undefined]);
    expect(left).toContain('Deployment storefront | the AppProject does not allow its namespace');
  });

  test('of a move to another namespace leaves what runs in the old one, unless its AppProject allows both', async () => {
    const move = { apps: { storefront: { environments: { dev: { namespace: 'live' } } } } };
    configure(folder, { ...SHOP, ...move, removed: { 'dev@storefront-dev': 'agreed' } });
    const { starts, stops, pruned, left } = effects(await first(folder, 'dev'));
    expect([starts, stops, pruned]).toEqual([['Deployment storefront'], undefined, undefined]);
    const why = 'the AppProject does not allow its namespace';
    expect(left).toEqual(expect.arrayContaining([`Deployment storefront | ${why}`, 'Namespace storefront-dev']));
  });

  test('of a change of an Application alone restarts nothing', async () => {
    configure(folder, withConfig({}, { sync: { selfHeal: false } }));
    const prod = await first(folder, 'prod', { merge: true });
    expect([names(prod.applications), prod.objects]).toEqual([['~ Application storefront-prod'], []]);
    expect((await first(folder, 'dev')).changed).toBe(false);
    expect(await lines(folder, 'prod', { merge: true, summary: true })).toEqual([
      'storefront in prod, on merge: no object changes, 1 Application or project',
      '  changed in Argo CD: Application storefront-prod',
      expect.stringContaining('  note: not affected by a merge'),
      '',
      'Next: merge. Argo CD then deploys from the branch main.',
    ]);
  });

  test('of a release that was made here shows what it brings', async () => {
    await released(folder, 'dev', { image: `:${'d'.repeat(40)}` });
    expect(effects(await first(folder, 'dev'))).toEqual({ restarts: ['Deployment storefront | image'] });
  });

  test('of a new sealed secret shows its keys and no ciphertext', async () => {
    const secrets = 'apps/storefront/k8s/overlays/dev/secrets';
    const sealed = (values: string): string =>
      `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: storefront-secrets\nspec:\n  encryptedData:\n${values}`;
    configure(folder, withConfig({}, {}, { secrets: ['NEW', 'OLD', 'TOKEN'] }));
    writeFiles(folder, {
      [`${secrets}/kustomization.yaml`]:
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources:\n- sealed.yaml\n',
      [`${secrets}/sealed.yaml`]: sealed('    OLD: AgOLD\n    TOKEN: AgFIRST\n'),
    });
    commitAll(folder);
    writeFiles(folder, { [`${secrets}/sealed.yaml`]: sealed('    NEW: AgNEW\n    OLD: AgOLD\n    TOKEN: AgSECOND\n') });
    const found = await lines(folder, 'dev');
    expect(found.join('\n')).not.toMatch(/Ag[A-Z]/);
    expect(found).toEqual(
      expect.arrayContaining([
        '    +    NEW: (hidden)',
        '    -    TOKEN: (hidden, old value)',
        '    +    TOKEN: (hidden, new value)',
        '  values that pods read after their next restart: SealedSecret storefront-secrets (Deployment storefront)',
      ]),
    );
    expect(JSON.stringify(await first(folder, 'dev'))).not.toMatch(/Ag[A-Z]/);
    git(folder, 'reset', '--quiet', '--hard', 'HEAD~1');
  });
});

describe('a promotion', () => {
  test('brings image and configuration, and is the default of a gated environment', async () => {
    const folder = await delivered();
    const promoted = git(folder, 'rev-parse', '--short=8', 'HEAD~1');
    configure(folder, withConfig({}, { env: { GREETING: 'hello' } }));
    const head = commitAll(folder);
    await released(folder, 'dev', { image: `:${head}@${DIGEST}` });
    const last = commitAll(folder);
    const prod = await first(folder, 'prod');
    expect([prod.occasion, effects(prod)]).toEqual([
      'promotion',
      { restarts: ['Deployment storefront | checksum/config | image'] },
    ]);
    expect([prod.now?.description, prod.next?.description]).toEqual([
      expect.stringMatching(new RegExp(`^commit ${promoted} with storefront:[0-9a-f]{8}@sha256:a{8}$`)),
      `main at ${last.slice(0, 8)} with storefront:${head.slice(0, 8)}@sha256:aaaaaaaa`,
    ]);
    expect(names(prod.objects)).toEqual(['~ ConfigMap storefront-config', '~ Deployment storefront']);
    const [application] = prod.applications;
    expect(application.diff).toContain(`+    targetRevision: ${last}\n`);
    expect(application.diff).toContain(`+      - ${IMAGE}=${IMAGE}:${head}@${DIGEST}\n`);

    // What it says comes true.
    await released(folder, 'prod', { from: 'dev' });
    const merged = await first(folder, 'prod', { merge: true });
    expect([effects(merged), merged.applications]).toEqual([effects(prod), prod.applications]);
    commitAll(folder);
    expect((await first(folder, 'prod')).objects).toEqual([]);
  });

  test('of all apps takes two processes for their overlays, and two for their Applications', async () => {
    const all = ['api', 'jobs', 'storefront'];
    const folder = await delivered({ ...SHOP, apps: Object.fromEntries(all.map((app) => [app, {}])) }, all);
    for (const app of all) await released(folder, 'dev', { image: `:v2@${DIGEST}` }, app);
    commitAll(folder);
    const spy = jest.spyOn(childProcess, 'execFile');
    try {
      const changes = await apps(folder, 'prod');
      expect(changes.map(({ app, objects, applications }) => [app, names(objects), names(applications)])).toEqual(
        all.map((app) => [app, [`~ Deployment ${app}`], [`~ Application ${app}-prod`]]),
      );
      const built = spy.mock.calls.map(([, args]) => (args as string[]).join(' ').replace(/\/.*?-diff-[^/]*\//, ''));
      expect(built).toEqual(Array.from({ length: 4 }, () => 'build together'));
    } finally {
      spy.mockRestore();
    }
  });

  test('of an image, or with a commit, that is named', async () => {
    const folder = await delivered();
    const base = git(folder, 'rev-parse', 'HEAD');
    configure(folder, withConfig({}, { memory: '512Mi' }));
    commitAll(folder);
    const flags = { app: ['storefront'], image: `:${'e'.repeat(40)}` };
    expect(effects(await first(folder, 'prod', flags))).toEqual({
      restarts: ['Deployment storefront | image | resources'],
    });
    expect(effects(await first(folder, 'prod', { ...flags, revision: base }))).toEqual({
      restarts: ['Deployment storefront | image'],
    });
    expect(effects(await first(folder, 'dev', flags))).toEqual({ restarts: ['Deployment storefront | image'] });
  });

  test('from an environment that runs nothing is none, and says so', async () => {
    const folder = repositoryWith(SHOP);
    commitAll(folder);
    expect(await lines(folder, 'prod')).toEqual([
      '1 app does not change in prod.',
      'note: storefront in prod: dev has no release of storefront yet',
    ]);
  });
});

describe('what is not released', () => {
  test('is all new at its first release, and nothing at a merge', async () => {
    const folder = repositoryWith(SHOP);
    commitAll(folder);
    const dev = await first(folder, 'dev');
    expect([dev.occasion, dev.now, effects(dev)]).toEqual([
      'first-release',
      null,
      { starts: ['Deployment storefront'] },
    ]);
    expect(names(dev.applications)).toEqual(['+ Application storefront-dev']);
    expect((await first(folder, 'dev', { merge: true })).changed).toBe(false);

    await released(folder, 'dev', { image: ':0a1b2c3' });
    commitAll(folder);
    const prod = await first(folder, 'prod');
    expect([prod.occasion, prod.now, effects(prod)]).toEqual([
      'first-release',
      null,
      { starts: ['Deployment storefront'] },
    ]);
    expect(prod.objects.find(({ kind }) => kind === 'Deployment')?.diff).toContain(`image: ${IMAGE}:0a1b2c3\n`);
  });
});

test('an environment that is pinned although it tracks keeps what it has, with the reason', async () => {
  const folder = await delivered();
  const file = read(folder, APPLICATIONS).replaceAll('storefront-prod', 'storefront-dev');
  const annotations = 'metadata:\n  annotations:\n    pin.python-gitops/storefront-dev: carts are lost\n';
  writeFiles(folder, { [APPLICATIONS]: file.replace('kind: Component\n', `kind: Component\n${annotations}`) });
  commitAll(folder);
  configure(folder, withConfig({ replicas: 2 }));
  const dev = await first(folder, 'dev');
  expect([dev.occasion, dev.objects, dev.notes]).toEqual([
    'merge',
    [],
    [expect.stringMatching(/^not affected by a merge: .* \(carts are lost\) until the next release$/)],
  ]);
});

describe('clones', () => {
  let origin: string;

  beforeAll(async () => {
    origin = await delivered();
  });

  /** A clone that a person works in; it has the packages, as after `npm ci`. */
  function clone(...flags: string[]): string {
    const folder = join(temporaryFolder(), 'clone');
    git(origin, 'clone', '--quiet', ...flags, `file://${origin}`, folder);
    return folder;
  }

  test('compare with what the remote has, also from a detached HEAD', async () => {
    const folder = clone();
    git(folder, 'checkout', '--quiet', '--detach');
    configure(folder, withConfig({ replicas: 2 }));
    commitAll(folder);
    git(folder, 'branch', '--quiet', '--force', 'main', 'HEAD');
    const dev = await first(folder, 'dev');
    expect([dev.now?.description, effects(dev)]).toEqual([
      expect.stringMatching(/^origin\/main at [0-9a-f]{8}$/),
      { scales: ['Deployment storefront | 1 to 2'] },
    ]);
    // A commit that stands for the branch.
    expect((await first(folder, 'dev', { base: 'HEAD' })).changed).toBe(false);
  });

  test('that are shallow say what to fetch, where a commit is missing', async () => {
    const folder = clone('--depth=1');
    expect((await first(folder, 'dev')).changed).toBe(false);
    const { code, stderr } = await run(folder, ['prod']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^this clone lacks commit [0-9a-f]{40}, which is needed to build what runs: this clone is shallow: run git fetch --unshallow\n$/,
    );
  });

  test('without the branch, without git and without a commit end with 2 and what to do', async () => {
    const folder = clone();
    git(folder, 'checkout', '--quiet', '--detach');
    git(folder, 'branch', '--quiet', '--delete', 'main');
    git(folder, 'remote', 'remove', 'origin');
    expect((await run(folder, ['dev'])).stderr).toMatch(
      /^the branch main is missing, both locally and on origin: git fetch origin main/,
    );
    expect(await answer(() => withoutPrograms(() => runDiff(folder, ['dev'], {})))).toMatchObject({
      code: 2,
      stderr: 'git cannot read a repository here, so what runs is unknown\n',
    });
    expect(await answer(() => runDiff(folder, ['dev'], { base: 'nonsense' }))).toMatchObject({
      code: 2,
      stderr: 'this clone lacks commit nonsense, which is needed to build what runs: run git fetch\n',
    });
  });
});

test('the working tree, its index and its stash stay as they are, with half of a change staged', async () => {
  const folder = await delivered();
  writeFiles(folder, { 'notes.txt': 'stashed' });
  git(folder, 'add', 'notes.txt');
  git(folder, 'stash', '--quiet');
  configure(folder, withConfig({ replicas: 2 }));
  git(folder, 'add', 'apps');
  configure(folder, withConfig({ replicas: 3 }));
  // `run` compares everything before and after.
  expect(effects(await first(folder, 'dev'))).toEqual({ scales: ['Deployment storefront | 1 to 3'] });
});

test('a kustomization that cannot be built is said with what kustomize says, and nothing is left behind', async () => {
  const folder = await delivered();
  writeFiles(folder, { 'apps/storefront/k8s/base/deployment.yaml': 'kind: [\n' });
  const { code, stdout, stderr } = await run(folder, ['dev']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^kustomize failed to build storefront in dev, this checkout merged into main: /);
  expect(stderr).not.toContain('python-gitops-diff-');
});

test('a kustomization that leads out of its app is built with what it leads to', async () => {
  const folder = await delivered();
  const secrets = 'apps/storefront/k8s/overlays/dev/secrets/kustomization.yaml';
  const shared = (value: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\ndata:\n  A: ${value}\n`;
  writeFiles(folder, {
    [secrets]: read(folder, secrets).replace('resources: []', 'resources:\n- ../../../../../../shared'),
    'shared/kustomization.yaml': 'resources:\n- config.yaml\n',
    'shared/config.yaml': shared('one'),
  });
  commitAll(folder);
  writeFiles(folder, { 'shared/config.yaml': shared('two') });
  expect(names((await first(folder, 'dev')).objects)).toEqual([]);
  git(folder, 'add', '--all');
  commitAll(folder);
  expect(names((await first(folder, 'dev', { base: 'HEAD~1' })).objects)).toEqual(['~ ConfigMap shared']);
});

describe('flags', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await delivered({ ...SHOP, apps: { storefront: {}, checkout: {} } });
  });

  test.each<[string, readonly string[], DiffFlags]>([
    ['no environment prood: did you mean prod?', ['prood'], {}],
    ['no app store: known: storefront, checkout', ['dev'], { app: ['store'] }],
    ['no environment prd: did you mean prod?', ['prod'], { from: 'prd' }],
    ['--image needs exactly one app: set --app', ['dev'], { image: ':abc' }],
    ['--revision needs a gated environment; dev tracks a branch', ['dev'], { revision: 'HEAD' }],
    ['--merge cannot be combined with --from, --image or --revision', ['prod'], { merge: true, from: 'dev' }],
    ['--image and --from cannot be combined: set one of them', ['prod'], { image: ':a', from: 'dev' }],
    ['--json and --markdown cannot be combined: set one of them', ['prod'], { json: true, markdown: true }],
    [
      '--image must be an image of checkout, docker.io/acme/checkout, got docker.io/acme/other',
      ['prod'],
      { app: ['checkout'], image: 'docker.io/acme/other:a' },
    ],
  ])('%s', async (message, environments, flags) => {
    expect(await run(folder, environments, flags)).toEqual({ code: 2, stdout: '', stderr: `${message}\n` });
  });

  test('without an environment all of them are compared, in their order', async () => {
    const { stdout } = await run(folder, [], { json: true });
    const { environments } = JSON.parse(stdout) as { environments: { environment: string; apps: AppJson[] }[] };
    expect(environments.map(({ environment, apps: list }) => [environment, ...list.map(({ app }) => app)])).toEqual([
      ['dev', 'storefront', 'checkout'],
      ['prod', 'storefront', 'checkout'],
    ]);
  });

  test('Markdown says what a merge does, and what waits for a promotion', async () => {
    configure(folder, {
      ...SHOP,
      environments: { dev: { logLevel: 'ERROR' }, prod: { logLevel: 'ERROR' } },
      apps: { storefront: {}, checkout: {} },
    });
    const text = (await run(folder, [], { markdown: true })).stdout;
    expect(text.split('\n').filter((line) => /^(###|\||Nothing)/.test(line))).toEqual([
      '### dev (on merge)',
      '| app | pods that restart | other changes |',
      '| --- | --- | --- |',
      '| `storefront` | Deployment `storefront` (checksum/config) | 2 changed |',
      '### prod (on merge)',
      'Nothing changes.',
      '### prod (on the next promotion)',
      '| app | pods that restart | other changes |',
      '| --- | --- | --- |',
      '| `storefront` | Deployment `storefront` (checksum/config) | 2 changed<br>changed in Argo CD: Application `storefront-prod` |',
    ]);
    expect(text).toContain('\n- note: checkout in dev: not released yet: nothing runs until the first release\n');
    expect(text).toContain('\n<details><summary>storefront</summary>\n\n```diff\n~ ConfigMap storefront-config\n');
  });
});
