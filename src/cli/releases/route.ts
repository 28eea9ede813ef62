import type { Decision, Result } from './delivery-report';
import type { Base, Place } from './place';
import { branchesOf, placeAtRemote, placeHere, releaseFiles } from './place';
import { branchFor, proposalsTo, proposed, withNote } from './proposing';
import { pushed } from './pushing';
import type { Folder } from '../../files/disk/folder';
import type { AppReleases } from '../../releases/files/reconcile';
import { unifiedDiff } from '../printing/diff';
import type { FileChange } from '../printing/diff';

/** What a command makes of an environment, by what it finds in a place. */
export type Decide = (place: Place) => Decision;

/** How what is decided reaches an environment: by the files here, by a push, or by a pull request. */
export interface Route {
  /** The branch that says which Applications there are, as it is before anything is decided. */
  readonly look: () => Promise<Place>;
  /** Decides, and does it. */
  readonly carryOut: (decide: Decide) => Promise<Result>;
  /** Decides, and changes nothing. */
  readonly simulate: (decide: Decide) => Promise<Result>;
}

/** Changes the files here, and leaves it to a person to commit them. */
export function byFiles(base: Base, folder: Folder, releases: AppReleases): Route {
  const here = (): Place => placeHere(base, folder, releases);
  return {
    look: async () => here(),
    carryOut: async (decide) => changed(here(), folder, decide),
    simulate: async (decide) => simulated(base, [{ place: here() }], decide),
  };
}

/** Commits upon the newest commit of each branch of the remote, and pushes. */
export function byPush(base: Base): Route {
  return {
    look: async () => placeAtRemote(base, base.repository.defaultBranch),
    carryOut: (decide) => pushed(base, decide),
    simulate: async (decide) => {
      const places = branchesOf(base).map((branch) => ({ branch, place: placeAtRemote(base, branch) }));
      return simulated(base, places, decide);
    },
  };
}

/**
 * Keeps one pull request to each branch of the remote.
 * @throws CommandError when the repository is not at a host that has pull requests
 */
export function byPullRequest(base: Base, root: string): Route {
  const proposals = proposalsTo(base, root);
  const noted =
    (decide: Decide): Decide =>
    (place) =>
      withNote(decide(place), place);
  return {
    look: () => proposals.placeAt(base.repository.defaultBranch),
    carryOut: (decide) => proposed(base, proposals, noted(decide)),
    simulate: async (decide) => {
      const places: SimulatedPlace[] = [];
      for (const target of branchesOf(base)) {
        places.push({ branch: branchFor(base, target), target, place: await proposals.placeAt(target) });
      }
      return simulated(base, places, noted(decide));
    },
  };
}

/** Changes the files here. */
function changed(place: Place, folder: Folder, decide: Decide): Result {
  const { repository, app, own } = place;
  const decision = decide(place);
  const files = decision.kind === 'move' ? [...decision.move.files] : [];
  for (const [path, content] of files) folder.write(path, content);
  return {
    app: app.name,
    environment: own.environment.name,
    decision,
    files: releaseFiles(repository, app, own).filter((path) => files.some(([changed_]) => changed_ === path)),
    commits: [],
  };
}

interface SimulatedPlace {
  /** The branch that would get the commit; undefined for the files here. */
  readonly branch?: string;
  /** The branch that it would be merged into, where that is another one. */
  readonly target?: string;
  readonly place: Place;
}

/** Decides in each place, and changes nothing. */
function simulated({ repository, app, own }: Base, places: readonly SimulatedPlace[], decide: Decide): Result {
  const outcomes = places.map(({ branch, target, place }) => {
    const decision = decide(place);
    const files = decision.kind === 'move' ? [...decision.move.files] : [];
    const changes = files.map(([path, after]): FileChange => ({ path, before: place.read(path) ?? '', after }));
    return { decision, paths: files.map(([path]) => path), dryRun: { branch, target, diff: unifiedDiff(changes) } };
  });
  const paths = new Set(outcomes.flatMap((one) => one.paths));
  return {
    app: app.name,
    environment: own.environment.name,
    decision: (outcomes.at(-1) as (typeof outcomes)[number]).decision,
    files: releaseFiles(repository, app, own).filter((path) => paths.has(path)),
    commits: [],
    dryRun: outcomes.map(({ dryRun }) => dryRun),
  };
}
