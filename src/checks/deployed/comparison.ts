import type { SnapshotBuilder } from './builds';
import { Builds } from './builds';
import { overlayOf } from './deployment';
import type { AppPlan, Request } from './plan';
import { Planner } from './plan';
import type { Files } from './snapshot';
import type { Snapshots } from './snapshots';
import type { Source } from './sources';
import type { Repository } from '../../config/model';
import type { AppChanges, EnvironmentChanges, Side } from '../changes/changes';
import { compareObjects } from '../changes/compare';
import { effectsOf } from '../changes/effects';
import { AppProject } from '../validation/app-projects';
import type { KubeObject } from '../validation/objects';
import { at } from '../validation/objects';

/** Compares what Argo CD deploys now and next, for any number of environments. */
export class Comparison {
  private readonly builds: Builds;
  private readonly planner: Planner;

  constructor(
    private readonly repository: Repository,
    private readonly snapshots: Snapshots,
    builder: SnapshotBuilder,
  ) {
    this.builds = new Builds(snapshots, builder);
    this.planner = new Planner(repository, snapshots);
  }

  /** Environments of the config, and those that were removed from it but still have deployments. */
  environments(): string[] {
    return this.planner.environments();
  }

  /** Apps of the config, and those that were removed from it but still have deployments. */
  apps(): string[] {
    return this.planner.apps();
  }

  async run(requests: readonly Request[]): Promise<EnvironmentChanges[]> {
    const plans = requests.map((request) =>
      (request.apps ?? this.apps()).map((app) => this.planner.plan(request, app)),
    );
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
        argocd: this.builds.pair(...argocdInputs(plan)),
      })),
    );
    await this.builds.run();
    const answers = jobs.map(({ objects, argocd }) => ({ objects: objects(), argocd: argocd() }));
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
    { app, now, next }: AppPlan,
    environment: string,
  ): [Parameters<Builds['pair']>[0], Parameters<Builds['pair']>[1]] {
    const folder = overlayOf(app, environment);
    const side = (source: Source | undefined): Parameters<Builds['pair']>[0] => {
      if (source === undefined) return undefined;
      const snapshot = source.snapshot();
      const files = ownFiles(snapshot.below(app, 'k8s'), app, environment);
      if (!files.has(`${folder}/kustomization.yaml`)) {
        // A branch may lack it still; a release must have it.
        if (source.branch !== undefined) return undefined;
        throw new NothingToBuild(`${source.description} has no ${folder}/kustomization.yaml: choose another revision`);
      }
      const all = (): Files =>
        source.branch === undefined ? this.snapshots.files(source.commit as string) : snapshot.files;
      return { what: `${app} in ${environment}, ${source.description}`, folder, files, all, images: source.images };
    };
    return [side(now), side(next)];
  }
}

/** A revision that lacks the app that it should release. */
export class NothingToBuild extends Error {}
/** The files that a build of one environment can read, without other overlays. */
function ownFiles(files: Files, app: string, environment: string): Files {
  const overlays = `apps/${app}/k8s/overlays/`;
  return new Map(
    [...files].filter(([path]) => !path.startsWith(overlays) || path.startsWith(`${overlays}${environment}/`)),
  );
}

function argocdInputs({
  app,
  argocd: [now, next],
}: AppPlan): [Parameters<Builds['pair']>[0], Parameters<Builds['pair']>[1]] {
  const side = (files: Files): Parameters<Builds['pair']>[0] => {
    const folder = `apps/${app}/argo`;
    return files.has(`${folder}/kustomization.yaml`)
      ? { what: `the Applications of ${app}`, folder, files, all: () => files, images: [], isJoined: true }
      : undefined;
  };
  return [side(now), side(next)];
}

function changesOf(
  plan: AppPlan,
  environment: string,
  answer: {
    readonly objects: readonly [KubeObject[], KubeObject[]];
    readonly argocd: readonly [KubeObject[], KubeObject[]];
  },
): AppChanges {
  const { app, occasion, now, next, isPruned, notes } = plan;
  const objects = compareObjects(...answer.objects);
  const overlay = overlayOf(app, environment);
  // Leave out Applications of other environments.
  const isOwn = (object: KubeObject): boolean =>
    object.kind !== 'Application' || at(object, ['spec', 'source', 'path']) === overlay;
  const [before, after] = answer.argocd.map((side) => side.filter(isOwn));
  // Without an AppProject here, that of a platform team decides; without the app, its AppProject outlives its objects.
  const [project] = after.flatMap((object) => (object.kind === 'AppProject' ? [new AppProject(object)] : []));
  return {
    app,
    occasion,
    now: sideOf(now),
    next: sideOf(next),
    applications: compareObjects(before, after),
    objects,
    effects: effectsOf(objects, answer.objects[1], { isPruned, refusal: (object) => project?.refusal(object) }),
    notes,
  };
}

function sideOf(source: Source | undefined): Side | null {
  if (source === undefined) return null;
  const { description, commit, branch, images } = source;
  return { description, commit, branch, images };
}
