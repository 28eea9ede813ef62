import { findBranches, missingBranch } from '../../clients/git/branches';
import type { Branch } from '../../clients/git/branches';
import type { Git } from '../../clients/git/git';
import { History } from '../../clients/git/history';
import type { Input } from '../files/inputs';
import { inputOf } from '../files/inputs';

/** A place in the history: the head of a branch, or a commit, which may be abbreviated. */
export type HistoryPlace = { readonly branch: string } | { readonly commit: string };

/** Two places to compare. */
interface Range {
  readonly from: HistoryPlace;
  readonly to: HistoryPlace;
}

/** A question: how far is an app behind in an environment? */
export interface Question {
  readonly app: string;
  readonly environment: string;
  /** Where the image comes from. */
  readonly image: Range;
  /** Where the configuration comes from; undefined if it follows a branch, and is therefore never behind. */
  readonly configuration?: Range;
}

/** Numbers of commits; null if unknown, with the reasons in `unknown`. */
export interface Distance {
  /** Commits that change the image. */
  readonly image: number | null;
  /** Commits that change the configuration. */
  readonly configuration: number | null;
  /** Commits that change either. */
  readonly commits: number | null;
  readonly unknown: readonly string[];
}

/** The form of an image tag that is a commit. */
const COMMIT = /^[0-9a-f]{7,64}$/;

/** Answers all questions in order, with a constant number of git calls. */
export function measure(git: Git, questions: readonly Question[]): Distance[] {
  const past = readPast(git, questions);
  const ranges = questions.map((question) => ({
    image: past.resolve(question.image),
    configuration: question.configuration && past.resolve(question.configuration),
  }));
  const inputs = readInputs(
    git,
    past,
    ranges.flatMap(({ image, configuration }) => [image, configuration ?? NOTHING]),
  );
  return questions.map((question, index) => {
    const { image, configuration } = ranges[index];
    const touched = (range: Resolved, kind: Input['kind']): string[] => {
      const keys = keysOf(question, kind);
      return past.between(range).filter((commit) => keys.some((key) => inputs.get(commit)?.has(key)));
    };
    const images = touched(image, 'image');
    const configurations = configuration ? touched(configuration, 'configuration') : [];
    const known = <T>(number: T, ...unknown: readonly (string | undefined)[]): T | null =>
      unknown.every((why) => why === undefined) ? number : null;
    return {
      image: known(images.length, image.unknown),
      configuration: known(configurations.length, configuration?.unknown),
      commits: known(new Set([...images, ...configurations]).size, image.unknown, configuration?.unknown),
      unknown: [...new Set([image.unknown, configuration?.unknown].filter((why) => why !== undefined))],
    };
  });
}

/** The inputs that a question is about, as `readInputs` writes them. */
function keysOf({ app, environment }: Question, kind: Input['kind']): string[] {
  return kind === 'image' ? [keyOf({ app, kind })] : [keyOf({ app, kind }), keyOf({ app, kind, environment })];
}

function keyOf(input: Input): string {
  return [input.app, input.kind, ...(input.kind === 'image' ? [] : [input.environment ?? ''])].join('/');
}

/** A range between two known commits, or why it is unknown. Without either, it is empty. */
interface Resolved {
  readonly ends?: readonly [from: string, to: string];
  readonly unknown?: string;
}

const NOTHING: Resolved = {};

interface Past {
  resolve(range: Range): Resolved;
  between(range: Resolved): readonly string[];
}

function readPast(git: Git, questions: readonly Question[]): Past {
  const places = questions.flatMap(({ image, configuration }) =>
    [image, ...(configuration ? [configuration] : [])].flatMap(({ from, to }) => [from, to]),
  );
  const isShallow = questions.length === 0 ? false : git.isShallow();
  if (isShallow !== false) {
    const unknown = isShallow
      ? 'this clone is shallow, so commits cannot be counted: git fetch --unshallow'
      : 'git cannot read a repository here';
    return { resolve: (range) => (isSame(range) ? NOTHING : { unknown }), between: () => [] };
  }
  const branches = findBranches(git, unique(places.flatMap((place) => ('branch' in place ? place.branch : []))));
  const names = unique(places.flatMap((place) => ('commit' in place ? place.commit : []))).filter(isCommit);
  const found = git.resolveAll(names);
  const commits = new Map(names.map((name, index) => [name, found[index]]));
  const heads = [...branches.values()].map(({ commit }) => commit);
  const tips = unique([...heads, ...found.flatMap((commit) => commit ?? [])]);
  const history = new History(git.graph(tips), heads);
  return {
    resolve: (range) => (isSame(range) ? NOTHING : resolve(range, branches, commits)),
    between: ({ ends }) => (ends ? history.between(...ends) : []),
  };
}

/** A commit is never behind itself, even if git does not have it. */
function isSame({ from, to }: Range): boolean {
  return 'commit' in from && 'commit' in to && from.commit === to.commit;
}

function resolve(
  { from, to }: Range,
  branches: ReadonlyMap<string, Branch>,
  commits: ReadonlyMap<string, string | undefined>,
): Resolved {
  const ends = [from, to].map((place) =>
    'branch' in place ? branches.get(place.branch)?.commit : commits.get(place.commit),
  );
  const missing = [from, to].find((_place, index) => ends[index] === undefined);
  return missing ? { unknown: describeMissing(missing) } : { ends: ends as [string, string] };
}

function describeMissing(place: HistoryPlace): string {
  if ('branch' in place) return missingBranch(place.branch);
  if (!isCommit(place.commit)) return `the tag ${place.commit} is not a commit, so the source of the image is unknown`;
  return `this clone lacks commit ${place.commit.slice(0, 12)}: git fetch`;
}

function isCommit(name: string): boolean {
  return COMMIT.test(name);
}

/** The inputs that each commit of the ranges changes. One commit can change many apps. */
function readInputs(git: Git, past: Past, ranges: readonly Resolved[]): Map<string, Set<string>> {
  const commits = new Set<string>();
  for (const range of ranges) for (const commit of past.between(range)) commits.add(commit);
  const inputs = new Map<string, Set<string>>();
  for (const [commit, paths] of git.changedPaths([...commits], 'apps')) {
    const changed = paths.map(inputOf).filter((input) => input !== undefined);
    inputs.set(commit, new Set(changed.map(keyOf)));
  }
  return inputs;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
