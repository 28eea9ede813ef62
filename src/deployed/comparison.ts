import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Builder } from './builds';
import { Builds } from './builds';
import type { Deployment } from './deployment';
import { overlayOf, readDeployment, readReleases } from './deployment';
import type { Files, Snapshot } from './snapshot';
import type { Snapshots } from './snapshots';
import type { AppChanges, EnvironmentChanges, Occasion, Side } from '../changes/changes';
import { compareObjects } from '../changes/compare';
import { effectsOf } from '../changes/effects';
import type { App, AppEnvironment, Environment, Repository } from '../config/model';
import type { ApplicationRelease } from '../release/application-file';
import { applicationFilePath, renderApplicationFile } from '../release/application-file';
import type { Image } from '../release/image';
import { formatImage, parseImage } from '../release/image';
import { imageFilePath, parseImageFile } from '../release/image-file';
import type { KubeObject } from '../validation/objects';
import { at } from '../validation/objects';

/** What is asked about one environment. */
export interface Request {
  readonly environment: string;
  /** Names of the apps; all of them without it. */
  readonly apps?: readonly string[];
  /** `default`: what moves the environment, which is a promotion where it follows no branch. */
  readonly occasion: 'default' | 'merge' | 'promotion';
  /** The environment whose release is given on; the one before by default. */
  readonly from?: string;
  /** The image that is released instead; it belongs to one app. */
  readonly image?: Image;
  /** The commit whose configuration a gated environment gets instead. */
  readonly revision?: string;
  /** Whether a promotion takes the configuration that this checkout gives once it is merged. */
  readonly isAfterMerge?: boolean;
}

/** A side, and where its files are. */
interface Source extends Side {
  readonly snapshot: () => Snapshot;
}

/** What to compare of one app. */
interface Plan {
  readonly app: string;
  readonly occasion: Occasion;
  readonly now?: Source;
  readonly next?: Source;
  /** What Argo CD is told, as files. */
  readonly told: readonly [now: Files, next: Files];
  readonly isPruned: boolean;
  readonly notes: readonly string[];
}

/** Compares what Argo CD runs with what it will run, for any number of environments in one run. */
export class Comparison {
  private readonly builds: Builds;
  private readonly read = new WeakSet<Snapshot>();

  constructor(
    private readonly repository: Repository,
    private readonly snapshots: Snapshots,
    builder: Builder,
  ) {
    this.builds = new Builds(snapshots, builder);
  }

  /** Environments of the config, and those that something is deployed to although the config has them no more. */
  environments(): string[] {
    const found = [...this.branch(this.repository.defaultBranch).files.keys()].flatMap(
      (path) => /^apps\/[^/]+\/k8s\/overlays\/([^/]+)\//.exec(path)?.[1] ?? [],
    );
    return [...new Set([...this.repository.environments.map(({ name }) => name), ...found])];
  }

  /** Apps of the config, and those that something is deployed of although the config has them no more. */
  apps(): string[] {
    return [...new Set([...this.repository.apps.map(({ name }) => name), ...this.deployedApps()])];
  }

  async run(requests: readonly Request[]): Promise<EnvironmentChanges[]> {
    const plans = requests.map((request) => (request.apps ?? this.apps()).map((app) => this.plan(request, app)));
    const sources = plans
      .flat()
      .flatMap(({ app, now, next }) => [now, next].flatMap((source) => (source ? [{ app, source }] : [])));
    this.snapshots.prepare(
      sources.flatMap(({ app, source }) =>
        source.commit !== undefined && source.branch === undefined ? [{ app, commit: source.commit }] : [],
      ),
    );
    const jobs = requests.flatMap((request, index) =>
      plans[index].map((plan) => ({
        objects: this.builds.pair(...this.inputs(plan, request.environment)),
        told: this.builds.pair(...toldInputs(plan)),
      })),
    );
    await this.builds.run();
    const answers = jobs.map(({ objects, told }) => ({ objects: objects(), told: told() }));
    return requests.map((request, index) => {
      const before = plans.slice(0, index).reduce((sum, list) => sum + list.length, 0);
      const environment = this.repository.environments.find(({ name }) => name === request.environment);
      return {
        environment: request.environment,
        occasion: request.occasion,
        gated: environment?.gated ?? false,
        branch: environment?.branch ?? this.repository.defaultBranch,
        apps: plans[index].map((plan, place) => changesOf(plan, request.environment, answers[before + place])),
      };
    });
  }

  private inputs(
    { app, now, next }: Plan,
    environment: string,
  ): [Parameters<Builds['pair']>[0], Parameters<Builds['pair']>[1]] {
    const folder = overlayOf(app, environment);
    const side = (source: Source | undefined): Parameters<Builds['pair']>[0] => {
      if (source === undefined) return undefined;
      const snapshot = source.snapshot();
      const files = ownFiles(snapshot.below(app, 'k8s'), app, environment);
      if (!files.has(`${folder}/kustomization.yaml`)) {
        // A branch may not have it yet; what is released must have it.
        if (source.branch !== undefined) return undefined;
        throw new NothingToBuild(`${source.description} has no ${folder}/kustomization.yaml: name another revision`);
      }
      const all = (): Files =>
        source.branch === undefined ? this.snapshots.files(source.commit as string) : snapshot.files;
      return { what: `${app} in ${environment}, ${source.description}`, folder, files, all, images: source.images };
    };
    return [side(now), side(next)];
  }

  private plan(request: Request, app: string): Plan {
    const context = this.context(request, app);
    switch (this.occasionOf(request, context)) {
      case 'merge':
        return this.planMerge(context);
      case 'promotion':
        return this.planPromotion(request, context);
      case 'first-release':
        return this.planFirstRelease(context);
    }
  }

  private context({ environment }: Request, app: string): Context {
    const config = this.repository.apps.find(({ name }) => name === app);
    const own = config?.environments.find((one) => one.environment.name === environment);
    const now = this.deployment(this.branch(this.repository.defaultBranch), app, environment, own);
    return { app, environment, config, own, now, isReleased: now !== undefined && now.release.kind !== 'held' };
  }

  private occasionOf(request: Request, { own, now, isReleased }: Context): 'merge' | 'promotion' | 'first-release' {
    if (request.occasion === 'merge' || own === undefined) return 'merge';
    if (request.occasion === 'promotion') return 'promotion';
    const hasSource = this.previous(own.environment) !== undefined;
    if (isReleased) return now?.release.kind === 'pinned' && hasSource ? 'promotion' : 'merge';
    return own.environment.gated && hasSource ? 'promotion' : 'first-release';
  }

  private planMerge(context: Context): Plan {
    const { app, environment, own, now } = context;
    const { defaultBranch } = this.repository;
    const [present, merged] = [this.branch(defaultBranch), this.merged(defaultBranch)];
    const next = this.deployment(merged, app, environment, own);
    const notes = [...this.conflicts(app, now?.branch ?? defaultBranch)];
    if (
      now?.release.kind === 'pinned' &&
      next?.release.kind === 'pinned' &&
      now.release.revision === next.release.revision
    ) {
      const why = now.release.pin === undefined ? '' : ` (${now.release.pin})`;
      notes.push(
        `a merge does not reach it: it stays at commit ${short(now.release.revision)}${why} until it is released anew`,
      );
    }
    if (now !== undefined && !context.isReleased && next?.release.kind === 'held') notes.push(NOT_RELEASED);
    return {
      app,
      occasion: 'merge',
      now: now && this.present(now),
      next: next && this.afterMerge(next),
      told: [present.below(app, 'argo'), merged.below(app, 'argo')],
      ...this.syncOf(next, notes),
    };
  }

  private planPromotion(request: Request, context: Context): Plan {
    const { app, environment, now } = context;
    const { defaultBranch } = this.repository;
    const [config, own] = [context.config as App, context.own as AppEnvironment];
    const present = this.branch(defaultBranch);
    const base = request.isAfterMerge ? this.merged(defaultBranch) : present;
    const told = base.below(app, 'argo');
    const nothing = (note: string): Plan => {
      const side = now && this.present(now);
      const both = present.below(app, 'argo');
      return { app, occasion: 'nothing', now: side, next: side, told: [both, both], isPruned: false, notes: [note] };
    };
    const given = this.given(request, config, own);
    if (typeof given === 'string') return nothing(given);
    const image = `${config.image}=${formatImage(given.image)}`;
    const moves = own.environment.gated || now?.release.kind === 'pinned';
    const isManaged = this.repository.argocd.manages !== 'nothing';
    const target = this.deployment(base, app, environment, own);
    if (target === undefined) return nothing('it has no Application yet, so nothing can be released to it');
    const source = moves && isManaged ? given.source(image) : this.onBranch(own.environment.branch, [image], request);
    const release: ApplicationRelease =
      moves && isManaged
        ? { kind: 'pinned', revision: source.commit ?? this.snapshots.head(defaultBranch).commit, image }
        : { kind: 'tracking' };
    const notes = request.isAfterMerge ? this.conflicts(app, defaultBranch) : [];
    return {
      app,
      occasion: context.isReleased ? 'promotion' : 'first-release',
      now: now && this.present(now),
      next: source,
      told: [present.below(app, 'argo'), isManaged ? this.withRelease(base, told, app, target, release) : told],
      ...this.syncOf(target, notes),
    };
  }

  /** What is released: an image, and the configuration that a gated environment gets with it; or why there is none. */
  private given(
    request: Request,
    app: App,
    own: AppEnvironment,
  ): { readonly image: Image; readonly source: (image: string) => Source } | string {
    const { defaultBranch } = this.repository;
    const revision = request.revision === undefined ? undefined : this.snapshots.commit(request.revision);
    const fromBranch = (image: string): Source => this.onBranch(defaultBranch, [image], request);
    const at_ = (commit: string | undefined) =>
      commit === undefined ? fromBranch : (image: string): Source => this.atCommit(commit, [image]);
    if (request.image) return { image: request.image, source: at_(revision) };
    const from = request.from ?? this.previous(own.environment);
    if (from === undefined) {
      return `${own.environment.name} is the first environment: name the one to take from, or an image`;
    }
    const before = app.environments.find(({ environment }) => environment.name === from);
    const deployment = this.deployment(this.branch(defaultBranch), app.name, from, before);
    if (deployment === undefined || deployment.release.kind === 'held') {
      return `${from} has no release of ${app.name} yet that could be given on`;
    }
    const { release, branch } = deployment;
    if (release.kind === 'pinned') {
      const parsed = imageOf(release.image);
      return parsed
        ? { image: parsed, source: at_(revision ?? release.revision) }
        : `${from} runs an image without a tag`;
    }
    const image = this.releasedImage(this.branch(branch), app.name, from);
    return image
      ? { image, source: at_(revision) }
      : `${from} has no image of ${app.name} on ${this.snapshots.head(branch).name}`;
  }

  private planFirstRelease(context: Context): Plan {
    const { app, environment } = context;
    const own = context.own as AppEnvironment;
    const { branch } = own.environment;
    const present = this.branch(this.repository.defaultBranch);
    const merged = this.merged(this.repository.defaultBranch);
    const target = this.deployment(merged, app, environment, own);
    const told = merged.below(app, 'argo');
    const isManaged = this.repository.argocd.manages !== 'nothing' && target !== undefined;
    return {
      app,
      occasion: 'first-release',
      next: this.onBranch(branch, [], { isAfterMerge: true }),
      told: [
        present.below(app, 'argo'),
        isManaged ? this.withRelease(merged, told, app, target, { kind: 'tracking' }) : told,
      ],
      ...this.syncOf(target, [NOT_RELEASED, ...this.conflicts(app, branch)]),
    };
  }

  /** The files that tell Argo CD, with another release. */
  private withRelease(
    base: Snapshot,
    told: Files,
    app: string,
    target: Deployment,
    release: ApplicationRelease,
  ): Files {
    const releases = new Map(readReleases(base, app, this.snapshots.text));
    for (const name of target.applications) releases.set(name, release);
    const content = Buffer.from(renderApplicationFile(releases));
    return new Map(told).set(applicationFilePath(app), { id: hashOf([content]), content });
  }

  private syncOf(target: Deployment | undefined, notes: readonly string[]): Pick<Plan, 'isPruned' | 'notes'> {
    const byHand = target && !target.isAutomated ? ['Argo CD does not sync it by itself: someone has to'] : [];
    // Without an Application, Argo CD removes what the Application deployed.
    return { isPruned: target?.isPruned ?? true, notes: [...notes, ...byHand] };
  }

  private conflicts(app: string, branch: string): string[] {
    const own = this.snapshots
      .merged(branch)
      .conflicts.filter((path) => path.startsWith(`apps/${app}/k8s/`) || path.startsWith(`apps/${app}/argo/`));
    const { name } = this.snapshots.head(branch);
    return own.map((path) => `${path} changed here and on ${name}, and is taken from here: git merge ${name} first`);
  }

  /** What Argo CD deploys as a snapshot says; where it is not managed here, what the overlays say. */
  private deployment(
    snapshot: Snapshot,
    app: string,
    environment: string,
    own: AppEnvironment | undefined,
  ): Deployment | undefined {
    if (this.repository.argocd.manages !== 'nothing') {
      return readDeployment(snapshot, app, environment, this.snapshots.text);
    }
    const image = this.releasedImage(snapshot, app, environment);
    const isInitial = image === undefined || (image.digest === undefined && image.tag === own?.initialTag);
    const branch = own?.environment.branch ?? this.repository.defaultBranch;
    const release = isInitial ? { kind: 'held' as const, namespace: '' } : { kind: 'tracking' as const };
    return image && { applications: [], release, branch, isAutomated: true, isPruned: true };
  }

  private releasedImage(snapshot: Snapshot, app: string, environment: string): Image | undefined {
    const file = snapshot.get(imageFilePath(app, environment));
    return file && parseImageFile(this.snapshots.text(file))?.image;
  }

  private present(deployment: Deployment): Source | undefined {
    const { release, branch } = deployment;
    if (release.kind === 'held') return undefined;
    return release.kind === 'pinned' ? this.atCommit(release.revision, [release.image]) : this.onBranch(branch, [], {});
  }

  private afterMerge(deployment: Deployment): Source | undefined {
    const { release, branch } = deployment;
    if (release.kind === 'held') return undefined;
    return release.kind === 'pinned'
      ? this.atCommit(release.revision, [release.image])
      : this.onBranch(branch, [], { isAfterMerge: true });
  }

  private onBranch(branch: string, images: readonly string[], { isAfterMerge }: Pick<Request, 'isAfterMerge'>): Source {
    const { name, commit } = this.snapshots.head(branch);
    return isAfterMerge
      ? {
          description: `this checkout merged into ${name}${withImages(images)}`,
          branch,
          images,
          snapshot: () => this.snapshots.merged(branch),
        }
      : {
          description: `${name} at ${short(commit)}${withImages(images)}`,
          branch,
          commit,
          images,
          snapshot: () => this.snapshots.branch(branch),
        };
  }

  private atCommit(commit: string, images: readonly string[]): Source {
    const description = `commit ${short(commit)}${withImages(images)}`;
    return { description, commit, images, snapshot: () => this.snapshots.revision(commit) };
  }

  private branch(name: string): Snapshot {
    return this.withTold(this.snapshots.branch(name));
  }

  private merged(name: string): Snapshot {
    return this.withTold(this.snapshots.merged(name));
  }

  /** Gets all files of a snapshot that say what Argo CD deploys at once: asking git for each would take longest. */
  private withTold(snapshot: Snapshot): Snapshot {
    if (!this.read.has(snapshot)) {
      this.snapshots.load([...snapshot.files].filter(([path]) => TOLD.test(path)).map(([, file]) => file));
      this.read.add(snapshot);
    }
    return snapshot;
  }

  /** Apps that have a folder of manifests on the branch that tells Argo CD. */
  private deployedApps(): string[] {
    const present = this.branch(this.repository.defaultBranch);
    return present.apps().filter((app) => present.get(`apps/${app}/k8s/base/kustomization.yaml`) !== undefined);
  }

  private previous(environment: Environment): string | undefined {
    const { environments } = this.repository;
    return environments[environments.findIndex(({ name }) => name === environment.name) - 1]?.name;
  }
}

interface Context {
  readonly app: string;
  readonly environment: string;
  readonly config?: App;
  readonly own?: AppEnvironment;
  readonly now?: Deployment;
  readonly isReleased: boolean;
}

/** Applications, and release files. */
const TOLD = /^apps\/[^/]+\/(?:argo\/app-[^/]+\.yaml|(?:argo|k8s\/overlays\/[^/]+)\/release\/kustomization\.yaml)$/;

const NOT_RELEASED = 'not released yet: nothing runs until its first release';

/** A revision that does not have what it is released to. */
export class NothingToBuild extends Error {}

/** The files that a build of one environment can read: other overlays are none of them. */
function ownFiles(files: Files, app: string, environment: string): Files {
  const overlays = `apps/${app}/k8s/overlays/`;
  return new Map(
    [...files].filter(([path]) => !path.startsWith(overlays) || path.startsWith(`${overlays}${environment}/`)),
  );
}

function toldInputs({ app, told: [now, next] }: Plan): [Parameters<Builds['pair']>[0], Parameters<Builds['pair']>[1]] {
  const side = (files: Files): Parameters<Builds['pair']>[0] => {
    const folder = `apps/${app}/argo`;
    return files.has(`${folder}/kustomization.yaml`)
      ? { what: `the Applications of ${app}`, folder, files, all: () => files, images: [] }
      : undefined;
  };
  return [side(now), side(next)];
}

function changesOf(
  plan: Plan,
  environment: string,
  answer: {
    readonly objects: readonly [KubeObject[], KubeObject[]];
    readonly told: readonly [KubeObject[], KubeObject[]];
  },
): AppChanges {
  const { app, occasion, now, next, isPruned, notes } = plan;
  const objects = compareObjects(...answer.objects);
  const overlay = overlayOf(app, environment);
  // Applications of other environments are told in theirs.
  const isOwn = (object: KubeObject): boolean =>
    object.kind !== 'Application' || at(object, ['spec', 'source', 'path']) === overlay;
  const [before, after] = answer.told.map((side) => side.filter(isOwn));
  return {
    app,
    occasion,
    now: sideOf(now),
    next: sideOf(next),
    applications: compareObjects(before, after),
    objects,
    effects: effectsOf(objects, answer.objects[1], { isPruned }),
    notes,
  };
}

function sideOf(source: Source | undefined): Side | null {
  if (source === undefined) return null;
  const { description, commit, branch, images } = source;
  return { description, commit, branch, images };
}

function withImages(images: readonly string[]): string {
  return images.map((image) => ` with ${shortImage(image.slice(image.indexOf('=') + 1))}`).join('');
}

function shortImage(image: string): string {
  return posix.basename(image).replace(/[0-9a-f]{12,}/g, (hex) => hex.slice(0, 8));
}

function imageOf(override: string): Image | undefined {
  const image = parseImage(override.slice(override.indexOf('=') + 1));
  return image?.name === undefined ? undefined : { ...image, name: image.name };
}

function short(commit: string): string {
  return commit.slice(0, 8);
}

function hashOf(parts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
