import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { RenderedRepository } from './rendered';
import { waitUntilSynced } from './synced';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import * as support from '../packed/support';
import type { Application } from '../support/cluster/objects';
import { OwnCluster } from '../support/cluster/own-cluster';
import type { Usage } from '../support/cluster/usage';
import { forgetPeak, usageOf } from '../support/cluster/usage';

/*
 * A repository with many apps in three environments: how long Argo CD takes for all of them, and for a release of one app
 * to its first environment, with and without `manifestGeneratePaths`. Only counts are asserted. The figures are printed, and
 * written to test-reports/scale.json. SCALE_APPS sets the number of apps.
 */
const APPS = Number(process.env.SCALE_APPS ?? 10);
jest.setTimeout((240 + APPS * 12) * 1000);

const NAME = 'scale';
const ROOT = `${NAME}-root`;
const TRACKING = ['dev', 'staging'];
const APP_NAMES = Array.from({ length: APPS }, (_, index) => `app-${String(index).padStart(3, '0')}`);
/** An image that a pod takes at once, in all environments that follow the branch. */
const FIRST = `:first@sha256:${'1'.repeat(64)}`;
const PROGRAMS = { controller: 'argocd-application-controller', repositories: 'argocd-repo-server' } as const;

const applicationsOf = (...environments: readonly string[]): string[] =>
  APP_NAMES.flatMap((app) => environments.map((environment) => `${app}-${environment}`));

interface Figures {
  readonly step: string;
  /** Seconds since the push, or since the root was applied. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly rendered: number;
  readonly controller: Usage;
  readonly repositories: Usage;
}

let cluster: OwnCluster;
let repository: RenderedRepository;
/** Commit that production is pinned to. */
let promoted: string;
let head: string;
let images: Record<string, string> = {};
const figures: Figures[] = [];

beforeAll(async () => {
  const capacity = { cpu: '2048', memory: '16Ti', pods: '2000' };
  cluster = await OwnCluster.start({ nodes: 4, capacity, resyncSeconds: 3600 });
  repository = new RenderedRepository(cluster, NAME);
  repository.add(options(false), { isReleased: () => true, image });
  promoted = repository.push([]);
  head = update(false);
});

afterAll(async () => {
  await cluster?.stop();
  support.cleanUp();
  const folder = join(__dirname, '..', '..', 'test-reports');
  mkdirSync(folder, { recursive: true });
  const report = { apps: APPS, machine: `${cpus().length} cores, ${cpus()[0].model}`, figures };
  writeFileSync(join(folder, 'scale.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  process.stderr.write(`${table()}\n`);
});

function options(manifestGeneratePaths: boolean): PythonGitOpsAppOptions {
  return {
    name: NAME,
    repoUrl: cluster.git.url(NAME),
    registry: 'registry.acme.example/acme',
    defaults: { replicas: 1 },
    environments: { dev: {}, staging: {}, prod: {} },
    argocd: { manifestGeneratePaths },
    apps: Object.fromEntries(APP_NAMES.map((app) => [app, {}])),
  };
}

function image(app: string, environment: string): string {
  return images[`${app}-${environment}`] ?? FIRST;
}

/** Pushes the current releases. */
function update(manifestGeneratePaths: boolean): string {
  repository.add(options(manifestGeneratePaths), { isReleased: () => true, revision: promoted, image });
  return repository.push([]);
}

/** Folders that the repo server has rendered so far, in their order. */
function rendered(): string[] {
  const builds = cluster
    .log(PROGRAMS.repositories)
    .matchAll(/"msg":"kustomize build [^"]*?\/_argocd-repo\/[^/"]+\/([^"]+)"/g);
  return [...builds].map(([, folder]) => folder);
}

/** Applications that the webhook has refreshed so far. */
function refreshed(): string[] {
  return [...cluster.log('argocd-server').matchAll(/refreshing app '([^']+)' from webhook/g)].map(([, name]) => name);
}

const overlay = (app: string, environment: string): string => `apps/${app}/k8s/overlays/${environment}`;

/** Measures what a function makes Argo CD do. */
async function measure(step: string, body: () => Promise<Record<string, number>>): Promise<string[]> {
  const before = { folders: rendered().length, controller: use('controller'), repositories: use('repositories') };
  for (const program of Object.values(PROGRAMS)) forgetPeak(cluster.folder, program);
  const seconds = await body();
  const folders = rendered().slice(before.folders);
  const since = (program: keyof typeof PROGRAMS): Usage => {
    const now = use(program);
    return { ...now, cpuSeconds: now.cpuSeconds - before[program].cpuSeconds };
  };
  figures.push({
    step,
    seconds,
    rendered: folders.length,
    controller: since('controller'),
    repositories: since('repositories'),
  });
  return folders.sort();
}

function use(program: keyof typeof PROGRAMS): Usage {
  return usageOf(cluster.folder, PROGRAMS[program]);
}

/**
 * Releases an image of an app to dev, and waits until Argo CD has nothing left to do. It learns of the push by a webhook,
 * or by its regular refresh of all Applications.
 */
async function release(app: string, paths: boolean, by: 'webhook' | 'refresh'): Promise<Record<string, number>> {
  const name = `${app}-dev`;
  images = { ...images, [name]: `:${app}@sha256:${'2'.repeat(64)}` };
  const before = head;
  head = update(paths);
  const pushed = Date.now();
  const seconds: Record<string, number> = {};
  const passed = (what: string): void => void (seconds[what] = (Date.now() - pushed) / 1000);
  if (by === 'webhook') await cluster.reportPush(NAME, before, head);
  else await Promise.all([ROOT, ...applicationsOf('dev', 'staging', 'prod')].map(async (one) => cluster.refresh(one)));
  await cluster.waitForApplication(name, { revision: head }, 300);
  passed('commit seen');
  await cluster.waitForApplication(name, { revision: head, sync: 'Synced', phase: 'Succeeded' }, 300);
  passed('Synced');
  await cluster.waitForPods(name, { image: `registry.acme.example/acme/${app}${images[name]}` }, 300);
  passed('pods ready');
  const expected =
    paths && by === 'webhook' ? TRACKING.map((environment) => `${app}-${environment}`) : applicationsOf(...TRACKING);
  await cluster.wait('all Applications at the commit', 600, async () => areAt(head, [ROOT, ...expected]));
  passed('all settled');
  return seconds;
}

/** Whether Argo CD has compared these Applications with a commit, and no refresh is left to do. */
async function areAt(revision: string, names: readonly string[]): Promise<boolean> {
  const all = await cluster.list<Application>('Application', cluster.argocdNamespace);
  const isRefreshing = ({ metadata }: Application): boolean =>
    Object.keys((metadata.annotations as object | undefined) ?? {}).includes('argocd.argoproj.io/refresh');
  const at = new Set(
    all.filter(({ status }) => status?.sync?.revision === revision).map(({ metadata }) => metadata.name),
  );
  return names.every((name) => at.has(name)) && !all.some(isRefreshing);
}

function table(): string {
  const rows = figures.map(({ step, seconds, rendered: count, controller, repositories }) => [
    step,
    ...Object.entries(seconds).map(([what, value]) => `${what} ${value.toFixed(1)} s`),
    `${count} rendered`,
    ...Object.entries({ controller, 'repo server': repositories }).map(
      ([program, { cpuSeconds, megabytes, peakMegabytes }]) =>
        `${program} ${cpuSeconds.toFixed(1)} s of CPU, ${megabytes.toFixed(0)} MB, at most ${peakMegabytes.toFixed(0)} MB`,
    ),
  ]);
  return [`${APPS} apps in 3 environments:`, ...rows.map((row) => `  ${row.join(', ')}`)].join('\n');
}

test('all Applications appear through the root, and sync', async () => {
  const folders = await measure('first sync', async () => {
    const began = Date.now();
    repository.applyRoot();
    await waitUntilSynced(cluster, [ROOT, ...applicationsOf('dev', 'staging', 'prod')], 240 + APPS * 6);
    return { 'all Synced': (Date.now() - began) / 1000 };
  });
  const overlays = APP_NAMES.flatMap((app) =>
    ['dev', 'staging', 'prod'].map((environment) => overlay(app, environment)),
  );
  expect([...new Set(folders)]).toEqual([...overlays, 'argo/root-app'].sort());
});

describe.each([
  ['without manifestGeneratePaths', false],
  ['with manifestGeneratePaths', true],
])('%s', (title, paths) => {
  const [byWebhook, byRefresh] = APP_NAMES.slice(paths ? 2 : 0);
  const foldersOf = (apps: readonly string[]): string[] =>
    [...apps.flatMap((app) => TRACKING.map((environment) => overlay(app, environment))), 'argo/root-app'].sort();

  if (paths) {
    test('turning it on renders and restarts nothing else', async () => {
      const uids = async (): Promise<string[]> =>
        (await cluster.list('Pod')).map(({ metadata }) => String(metadata.uid)).sort();
      const before = await uids();
      const folders = await measure('option on', async () => {
        const pushed = Date.now();
        head = update(true);
        await cluster.refresh(ROOT);
        const annotated = async (): Promise<boolean> =>
          (await cluster.list<Application>('Application', cluster.argocdNamespace)).every(
            ({ metadata }) =>
              metadata.name === ROOT ||
              JSON.stringify(metadata.annotations ?? {}).includes('manifest-generate-paths":"/apps/'),
          );
        await cluster.wait('the annotation of all Applications', 120, annotated, { application: ROOT });
        await cluster.waitForApplication(ROOT, { sync: 'Synced', health: 'Healthy', revision: head }, 120);
        return { 'all annotated': (Date.now() - pushed) / 1000 };
      });
      expect(folders).toEqual(['argo/root-app']);
      expect(await uids()).toEqual(before);
    });
  }

  test('a release of one app, which Argo CD learns from a webhook', async () => {
    const before = refreshed().length;
    const folders = await measure(`${title}, webhook`, async () => release(byWebhook, paths, 'webhook'));
    const apps = paths ? [byWebhook] : APP_NAMES;
    const names = apps.flatMap((app) => TRACKING.map((environment) => `${app}-${environment}`));
    expect(refreshed().slice(before).sort()).toEqual([...names, ROOT].sort());
    expect(folders).toEqual(foldersOf(apps));
  });

  test('a release of one app, which Argo CD finds when it refreshes all Applications', async () => {
    const folders = await measure(`${title}, refresh`, async () => release(byRefresh, paths, 'refresh'));
    expect(folders).toEqual(foldersOf(paths ? [byRefresh] : APP_NAMES));
  });
});
