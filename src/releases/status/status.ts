import type { Distance, HistoryPlace, Question } from './distance';
import type { Image } from '../../common/image-reference';
import type { App, AppEnvironment, Repository } from '../../config/model';
import { parsePinnedImage } from '../files/moves';
import type { AppReleases } from '../files/reconcile';

/**
 * What Argo CD does with an app in an environment. `not-released`: nothing; the app is held back. `tracking`: follows a
 * branch. `gated`: runs the last promotion (only the image, if Applications are managed elsewhere). `pinned`: stays where it
 * is although it would follow a branch, or has a pin with a reason. `unknown`: its release files are broken.
 */
export type State = 'not-released' | 'tracking' | 'gated' | 'pinned' | 'unknown';

/** One app in one environment. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly state: State;
  /** What runs; null if nothing was released, or if it is unknown. */
  readonly image: Image | null;
  /** The commit whose configuration runs; null if it follows the branch. */
  readonly revision: string | null;
  readonly branch: string;
  /** Why it is pinned; null without a reason. */
  readonly reason: string | null;
  /** How far it is behind its branch; null if nothing runs. */
  readonly behind: Distance | null;
  /** How far it is behind the previous environment; null if there is none, or nothing runs in either. */
  readonly behindPrevious: (Distance & { readonly environment: string }) | null;
}

export interface AppStatus {
  readonly app: string;
  /** How many of its files drifted; null if unknown. */
  readonly drift: number | null;
  readonly environments: readonly EnvironmentStatus[];
}

export interface Status {
  readonly apps: readonly AppStatus[];
  /** How many files outside the apps drifted; null if unknown. */
  readonly repositoryDrift: number | null;
  /** What else is unknown. Distances have their own reasons. */
  readonly notes: readonly string[];
}

/** What is known about a repository. */
export interface Known {
  readonly repository: Repository;
  readonly releases: ReadonlyMap<string, AppReleases>;
  /** Apps whose release files are broken. */
  readonly broken: ReadonlySet<string>;
  /** Paths that drifted; undefined if unknown. */
  readonly drifts?: readonly string[];
  readonly notes: readonly string[];
}

/** Determines the status of these apps, in the order of the config. Asks for all distances at once. */
export function statusOf(
  known: Known,
  apps: readonly App[],
  measure: (questions: readonly Question[]) => readonly Distance[],
): Status {
  const { repository, releases, broken, drifts, notes } = known;
  const running = new Map(
    apps.map((app) => [app.name, broken.has(app.name) ? [] : runningOf(app, releases.get(app.name) as AppReleases)]),
  );
  const questions: Question[] = [];
  const ask = (one: Question): number => questions.push(one) - 1;
  const asked = apps.map((app) => ({
    app,
    rows: app.environments.map((own, index) => {
      const [before, self] = [running.get(app.name)?.[index - 1], running.get(app.name)?.[index]];
      return {
        own,
        self,
        branch: self && ask(behindBranch(app, self)),
        previous: self && before && { environment: before.own.environment.name, at: ask(behind(app, self, before)) },
      };
    }),
  }));
  const answers = measure(questions);
  const drifting = drifts && countByApp(repository, drifts);
  return {
    apps: asked.map(({ app, rows }) => ({
      app: app.name,
      drift: drifting ? (drifting.get(app.name) ?? 0) : null,
      environments: rows.map(({ own, self, branch, previous }) => ({
        environment: own.environment.name,
        state: broken.has(app.name) ? 'unknown' : self ? stateOf(repository, self) : 'not-released',
        image: self?.image ?? null,
        revision: self?.revision ?? null,
        branch: own.environment.branch,
        reason: self?.pin ?? null,
        behind: branch === undefined ? null : answers[branch],
        behindPrevious: previous ? { environment: previous.environment, ...answers[previous.at] } : null,
      })),
    })),
    repositoryDrift: drifting ? (drifting.get('') ?? 0) : null,
    notes,
  };
}

/** What runs in an environment. */
interface Running {
  readonly own: AppEnvironment;
  readonly image: Image;
  readonly revision?: string;
  readonly pin?: string;
}

/** What runs in each environment, in order; undefined if nothing does. */
function runningOf(app: App, { images, applications }: AppReleases): (Running | undefined)[] {
  return app.environments.map((own) => {
    const release = applications.get(own.application);
    const file = images.get(own.environment.name);
    if (release === undefined || release.kind === 'held' || file === undefined) return undefined;
    const { image, pin } = file;
    return release.kind === 'tracking'
      ? { own, image, pin }
      : { own, image: parsePinnedImage(release.image) ?? image, revision: release.revision, pin: release.pin };
  });
}

function stateOf({ argocd }: Repository, { own, revision, pin }: Running): State {
  if (pin !== undefined) return 'pinned';
  const { gated } = own.environment;
  if (revision === undefined) return gated && argocd.manages === 'nothing' ? 'gated' : 'tracking';
  return gated ? 'gated' : 'pinned';
}

function behindBranch(app: App, self: Running): Question {
  const { name, branch } = self.own.environment;
  return question(app, name, self, { commit: self.image.tag }, { branch }, { branch });
}

function behind(app: App, self: Running, before: Running): Question {
  const place = configurationOf(before);
  return question(
    app,
    self.own.environment.name,
    self,
    { commit: self.image.tag },
    { commit: before.image.tag },
    place,
  );
}

function question(
  app: App,
  environment: string,
  self: Running,
  from: HistoryPlace,
  to: HistoryPlace,
  configuration: HistoryPlace,
): Question {
  return {
    app: app.name,
    environment,
    image: { from, to },
    // An environment that follows its branch always has the newest configuration.
    ...(self.revision === undefined ? {} : { configuration: { from: { commit: self.revision }, to: configuration } }),
  };
}

function configurationOf({ own, revision }: Running): HistoryPlace {
  return revision === undefined ? { branch: own.environment.branch } : { commit: revision };
}

/** Counts the paths in each app's folder; the empty name counts the rest. */
function countByApp(repository: Repository, paths: readonly string[]): Map<string, number> {
  const names = new Set(repository.apps.map(({ name }) => name));
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = /^apps\/([^/]+)\//.exec(path)?.[1] ?? '';
    const name = names.has(folder) ? folder : '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
