import { createHash } from 'node:crypto';
import type { Deployment } from './deployment';
import type { Files, Snapshot } from './snapshot';
import type { Snapshots } from './snapshots';
import type { Source } from './sources';
import { short, Sources } from './sources';
import type { Image } from '../../common/image-reference';
import { formatImage } from '../../common/image-reference';
import type { App, AppEnvironment, Environment, Repository } from '../../config/model';
import type { ApplicationRelease } from '../../releases/files/application-file';
import { applicationFilePath, renderApplicationFile } from '../../releases/files/application-file';
import { parsePinnedImage } from '../../releases/files/moves';
import type { Occasion } from '../changes/changes';

/** A comparison in one environment. */
export interface Request {
  readonly environment: string;
  /** Names of the apps; all apps without it. */
  readonly apps?: readonly string[];
  /** `default`: whatever changes the environment, which is a promotion unless it tracks a branch. */
  readonly occasion: 'default' | 'merge' | 'promotion';
  /** The environment to promote from; the previous one by default. */
  readonly from?: string;
  /** The image to release instead; it belongs to one app. */
  readonly image?: Image;
  /** The commit whose configuration a gated environment gets instead. */
  readonly revision?: string;
  /** Whether a promotion takes the configuration of this checkout as merged. */
  readonly isAfterMerge?: boolean;
}

/** The comparison of one app. */
export interface AppPlan {
  readonly app: string;
  readonly occasion: Occasion;
  readonly now?: Source;
  readonly next?: Source;
  /** The Argo CD files of both sides. */
  readonly argocd: readonly [now: Files, next: Files];
  readonly isPruned: boolean;
  readonly notes: readonly string[];
}
/** Decides what is compared, app by app. */
export class Planner {
  private readonly sources: Sources;

  constructor(
    private readonly repository: Repository,
    private readonly snapshots: Snapshots,
  ) {
    this.sources = new Sources(repository, snapshots);
  }

  /** Environments of the config, and those that were removed from it but still have deployments. */
  environments(): string[] {
    const found = [...this.sources.branch(this.repository.defaultBranch).files.keys()].flatMap(
      (path) => /^apps\/[^/]+\/k8s\/overlays\/([^/]+)\//.exec(path)?.[1] ?? [],
    );
    return [...new Set([...this.repository.environments.map(({ name }) => name), ...found])];
  }

  /** Apps of the config, and those that were removed from it but still have deployments. */
  apps(): string[] {
    return [...new Set([...this.repository.apps.map(({ name }) => name), ...this.deployedApps()])];
  }
  /** The comparison of one app. */
  plan(request: Request, app: string): AppPlan {
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
    const now = this.sources.deployment(this.sources.branch(this.repository.defaultBranch), app, environment, own);
    return { app, environment, config, own, now, isReleased: now !== undefined && now.release.kind !== 'held' };
  }

  private occasionOf(request: Request, { own, now, isReleased }: Context): 'merge' | 'promotion' | 'first-release' {
    if (request.occasion === 'merge' || own === undefined) return 'merge';
    if (request.occasion === 'promotion') return 'promotion';
    const hasSource = this.previous(own.environment) !== undefined;
    if (isReleased) return now?.release.kind === 'pinned' && hasSource ? 'promotion' : 'merge';
    return own.environment.gated && hasSource ? 'promotion' : 'first-release';
  }

  private planMerge(context: Context): AppPlan {
    const { app, environment, own, now } = context;
    const { defaultBranch } = this.repository;
    const [present, merged] = [this.sources.branch(defaultBranch), this.sources.merged(defaultBranch)];
    const next = this.sources.deployment(merged, app, environment, own);
    const notes = [...this.conflicts(app, now?.branch ?? defaultBranch)];
    if (
      now?.release.kind === 'pinned' &&
      next?.release.kind === 'pinned' &&
      now.release.revision === next.release.revision
    ) {
      const why = now.release.pin === undefined ? '' : ` (${now.release.pin})`;
      notes.push(
        `not affected by a merge: stays at commit ${short(now.release.revision)}${why} until the next release`,
      );
    }
    if (now !== undefined && !context.isReleased && next?.release.kind === 'held') notes.push(NOT_RELEASED);
    return {
      app,
      occasion: 'merge',
      now: now && this.sources.present(now),
      next: next && this.sources.afterMerge(next),
      argocd: [present.below(app, 'argo'), merged.below(app, 'argo')],
      ...this.syncOf(next, notes),
    };
  }

  private planPromotion(request: Request, context: Context): AppPlan {
    const { app, environment, now } = context;
    const { defaultBranch } = this.repository;
    const [config, own] = [context.config as App, context.own as AppEnvironment];
    const present = this.sources.branch(defaultBranch);
    const base = request.isAfterMerge ? this.sources.merged(defaultBranch) : present;
    const argocd = base.below(app, 'argo');
    const nothing = (note: string): AppPlan => {
      const side = now && this.sources.present(now);
      const both = present.below(app, 'argo');
      return { app, occasion: 'nothing', now: side, next: side, argocd: [both, both], isPruned: false, notes: [note] };
    };
    const given = this.given(request, config, own);
    if (typeof given === 'string') return nothing(given);
    const image = `${config.image}=${formatImage(given.image)}`;
    const moves = own.environment.gated || now?.release.kind === 'pinned';
    const isManaged = this.repository.argocd.manages !== 'nothing';
    const target = this.sources.deployment(base, app, environment, own);
    if (target === undefined) return nothing('no Application yet, so nothing can be released here');
    const source =
      moves && isManaged ? given.source(image) : this.sources.onBranch(own.environment.branch, [image], request);
    const release: ApplicationRelease =
      moves && isManaged
        ? { kind: 'pinned', revision: source.commit ?? this.snapshots.head(defaultBranch).commit, image }
        : { kind: 'tracking' };
    const notes = request.isAfterMerge ? this.conflicts(app, defaultBranch) : [];
    return {
      app,
      occasion: context.isReleased ? 'promotion' : 'first-release',
      now: now && this.sources.present(now),
      next: source,
      argocd: [present.below(app, 'argo'), isManaged ? this.withRelease(base, argocd, app, target, release) : argocd],
      ...this.syncOf(target, notes),
    };
  }

  /** The image to release, and the configuration that a gated environment gets with it; or why there is none. */
  private given(
    request: Request,
    app: App,
    own: AppEnvironment,
  ): { readonly image: Image; readonly source: (image: string) => Source } | string {
    const { defaultBranch } = this.repository;
    const revision = request.revision === undefined ? undefined : this.snapshots.commit(request.revision);
    const fromBranch = (image: string): Source => this.sources.onBranch(defaultBranch, [image], request);
    const at_ = (commit: string | undefined) =>
      commit === undefined ? fromBranch : (image: string): Source => this.sources.atCommit(commit, [image]);
    if (request.image) return { image: request.image, source: at_(revision) };
    const from = request.from ?? this.previous(own.environment);
    if (from === undefined) {
      return `${own.environment.name} is the first environment: set --from or --image`;
    }
    const before = app.environments.find(({ environment }) => environment.name === from);
    const deployment = this.sources.deployment(this.sources.branch(defaultBranch), app.name, from, before);
    if (deployment === undefined || deployment.release.kind === 'held') {
      return `${from} has no release of ${app.name} yet`;
    }
    const { release, branch } = deployment;
    if (release.kind === 'pinned') {
      const parsed = parsePinnedImage(release.image);
      return parsed
        ? { image: parsed, source: at_(revision ?? release.revision) }
        : `${from} runs an image without a tag`;
    }
    const image = this.sources.releasedImage(this.sources.branch(branch), app.name, from);
    return image
      ? { image, source: at_(revision) }
      : `${from} has no image of ${app.name} on ${this.snapshots.head(branch).name}`;
  }

  private planFirstRelease(context: Context): AppPlan {
    const { app, environment } = context;
    const own = context.own as AppEnvironment;
    const { branch } = own.environment;
    const present = this.sources.branch(this.repository.defaultBranch);
    const merged = this.sources.merged(this.repository.defaultBranch);
    const target = this.sources.deployment(merged, app, environment, own);
    const argocd = merged.below(app, 'argo');
    const isManaged = this.repository.argocd.manages !== 'nothing' && target !== undefined;
    return {
      app,
      occasion: 'first-release',
      next: this.sources.onBranch(branch, [], { isAfterMerge: true }),
      argocd: [
        present.below(app, 'argo'),
        isManaged ? this.withRelease(merged, argocd, app, target, { kind: 'tracking' }) : argocd,
      ],
      ...this.syncOf(target, [NOT_RELEASED, ...this.conflicts(app, branch)]),
    };
  }

  /** The Argo CD files, with another release. */
  private withRelease(
    base: Snapshot,
    argocd: Files,
    app: string,
    target: Deployment,
    release: ApplicationRelease,
  ): Files {
    const releases = new Map(this.sources.releases(base, app));
    for (const name of target.applications) releases.set(name, release);
    const content = Buffer.from(renderApplicationFile(releases));
    return new Map(argocd).set(applicationFilePath(app), { id: hashOf([content]), content });
  }

  private syncOf(target: Deployment | undefined, notes: readonly string[]): Pick<AppPlan, 'isPruned' | 'notes'> {
    const byHand = target && !target.isAutomated ? ['automated sync is off: sync it in Argo CD'] : [];
    // Without an Application, Argo CD removes what the Application deployed.
    return { isPruned: target?.isPruned ?? true, notes: [...notes, ...byHand] };
  }

  private conflicts(app: string, branch: string): string[] {
    const own = this.snapshots
      .merged(branch)
      .conflicts.filter((path) => path.startsWith(`apps/${app}/k8s/`) || path.startsWith(`apps/${app}/argo/`));
    const { name } = this.snapshots.head(branch);
    return own.map(
      (path) => `${path} changed here and on ${name}; this shows your version. Run git merge ${name} first`,
    );
  }

  /** Apps with a folder of manifests on the branch that configures Argo CD. */
  private deployedApps(): string[] {
    const present = this.sources.branch(this.repository.defaultBranch);
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

const NOT_RELEASED = 'not released yet: nothing runs until the first release';
function hashOf(parts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
