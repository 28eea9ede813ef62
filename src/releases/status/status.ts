import type { Distance, Place, Question } from './distance';
import type { Image } from '../../common/image-reference';
import type { App, AppEnvironment, Repository } from '../../config/model';
import { parsePinnedImage } from '../files/moves';
import type { AppReleases } from '../files/reconcile';

/**
 * What Argo CD does with an app in an environment. `not-released`: nothing, it is held back. `tracking`: it follows a
 * branch. `gated`: it runs what was promoted; of Applications that are kept elsewhere that is the image alone. `pinned`: it is
 * fixed although it would follow a branch, or with a reason.
 * `unknown`: its release files cannot be read.
 */
export type State = 'not-released' | 'tracking' | 'gated' | 'pinned' | 'unknown';

/** One app in one environment. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly state: State;
  /** What runs; null where nothing was released, or nobody can say. */
  readonly image: Image | null;
  /** The commit whose configuration runs; null where it follows the branch. */
  readonly revision: string | null;
  readonly branch: string;
  /** Why it is pinned, where someone said so. */
  readonly reason: string | null;
  /** How far it is behind its branch; null where nothing runs. */
  readonly behind: Distance | null;
  /** How far it is behind the environment before it; null where one of them runs nothing, or there is none. */
  readonly behindPrevious: (Distance & { readonly environment: string }) | null;
}

export interface AppStatus {
  readonly app: string;
  /** How many of its files are not what the config renders; null where that is not known. */
  readonly drift: number | null;
  readonly environments: readonly EnvironmentStatus[];
}

export interface Status {
  readonly apps: readonly AppStatus[];
  /** Files of the repository itself that are not what the config renders. */
  readonly repositoryDrift: number | null;
  /** What is not known beside distances, which say it themselves. */
  readonly notes: readonly string[];
}

/** What is known of a repository. */
export interface Known {
  readonly repository: Repository;
  readonly releases: ReadonlyMap<string, AppReleases>;
  /** Apps whose release files are broken. */
  readonly broken: ReadonlySet<string>;
  /** Paths that drift; undefined where that is not known. */
  readonly drifts?: readonly string[];
  readonly notes: readonly string[];
}

/** Works out how it stands with these apps, in the order of the config. All distances are asked for at once. */
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

/** By the place of the environment; undefined for one that runs nothing. */
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
  from: Place,
  to: Place,
  configuration: Place,
): Question {
  return {
    app: app.name,
    environment,
    image: { from, to },
    // What follows the branch has its newest configuration.
    ...(self.revision === undefined ? {} : { configuration: { from: { commit: self.revision }, to: configuration } }),
  };
}

function configurationOf({ own, revision }: Running): Place {
  return revision === undefined ? { branch: own.environment.branch } : { commit: revision };
}

/** How many paths are in each app's folder, and under the empty name those of the repository itself. */
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
