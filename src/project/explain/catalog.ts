import { STRUCTS } from '../../config/definitions';
import { ORGANIZATION, PROJECT } from '../../config/definitions/project';
import { SETTINGS } from '../../config/definitions/settings';
import type { Rule, Struct } from '../../config/rule';

/** What the docstring of an option contains. */
export interface Documented {
  readonly name: string;
  readonly summary: string;
  readonly remarks?: string;
  readonly type: string;
  readonly default?: string;
  readonly example?: string;
  readonly see?: string;
}

/** An option, wherever it can be set. */
export interface CatalogEntry {
  /** Such as `apps.NAME.port`; an option that every level has stands alone, such as `autoscaling.minReplicas`. */
  readonly path: string;
  readonly group: Group;
  readonly docs: Documented;
  /** Words for it in other tools. */
  readonly words: readonly string[];
}

interface Group {
  readonly title: string;
  /** How the paths of its options begin in `.projenrc.ts`. */
  readonly places: readonly string[];
}

/** A group, the struct whose options it lists, and how their paths begin. */
const GROUPS: readonly (Group & { readonly struct: string; readonly prefix: string })[] = [
  { title: 'The repository', places: [''], struct: 'PythonGitOpsAppOptions', prefix: '' },
  { title: 'An app', places: ['apps.NAME.'], struct: 'AppOptions', prefix: 'apps.NAME.' },
  {
    title: 'A workload of an app',
    places: ['apps.NAME.workloads.NAME.'],
    struct: 'WorkloadOptions',
    prefix: 'apps.NAME.workloads.NAME.',
  },
  {
    title: 'An environment',
    places: ['environments.NAME.'],
    struct: 'EnvironmentOptions',
    prefix: 'environments.NAME.',
  },
  {
    title: 'Any level',
    places: ['defaults.', 'environments.NAME.', 'apps.NAME.', 'apps.NAME.environments.NAME.'],
    struct: 'SettingsOptions',
    prefix: '',
  },
];

/** Structs that are levels of the config: their options are in a group, not below the option that has them. */
const LEVELS = new Set([...GROUPS.map(({ struct }) => struct), 'AppEnvironmentOptions', 'WorkloadEnvironmentOptions']);

/** Lists every option once. `docs` reads the docstrings of a struct. */
export function catalog(docs: (struct: string) => readonly Documented[]): CatalogEntry[] {
  return GROUPS.flatMap((group) => {
    const { struct, prefix } = group;
    const isHere = (key: string): boolean => struct === SETTINGS.name || !(key in SETTINGS.options);
    return entriesOf(STRUCTS[struct], prefix, group, docs, isHere);
  });
}

function entriesOf(
  struct: Struct,
  prefix: string,
  group: Group,
  docs: (struct: string) => readonly Documented[],
  isHere: (key: string) => boolean = () => true,
): CatalogEntry[] {
  const documented = new Map(docs(struct.name).map((doc) => [doc.name, doc]));
  // An organization sets many options of the repository; only the others are listed again.
  const isOwn = (key: string): boolean => struct !== ORGANIZATION || !(key in PROJECT.options);
  const keys = Object.keys(struct.options)
    .filter((key) => isHere(key) && isOwn(key))
    .sort();
  return keys.flatMap((key) => {
    const doc = documented.get(key);
    if (doc === undefined) throw new Error(`${struct.name}.${key} has no docstring`);
    const { rule, words = [], answers = {}, covers = [] } = struct.options[key];
    const entry = { path: prefix + key, group, docs: doc, words: [...words, ...Object.keys(answers), ...covers] };
    const [inner, below] = innerStruct(rule, prefix + key);
    const inside = inner === undefined || LEVELS.has(inner.name) ? [] : entriesOf(inner, `${below}.`, group, docs);
    return [entry, ...inside];
  });
}

/** The struct inside a value, and the path of it. */
function innerStruct(rule: Rule, path: string): [struct: Struct | undefined, path: string] {
  if (rule.struct !== undefined) return [rule.struct, path];
  if (rule.entries !== undefined) return innerStruct(rule.entries, `${path}.NAME`);
  if (rule.items !== undefined) return innerStruct(rule.items, `${path}[0]`);
  return [undefined, path];
}

/** Options that fit all words, the best matches first: by path, by other tools' words, by description. */
export function search(entries: readonly CatalogEntry[], words: readonly string[]): CatalogEntry[] {
  const wanted = words.map((word) => word.toLowerCase());
  const ranked = entries.flatMap((entry) => {
    const ranks = wanted.map((word) => rank(entry, word));
    return ranks.includes(undefined) ? [] : [{ entry, rank: Math.max(...(ranks as number[])) }];
  });
  // The sort is stable: equal matches stay in the order of the catalog.
  return ranked.sort((one, two) => one.rank - two.rank).map(({ entry }) => entry);
}

function rank({ path, docs, words }: CatalogEntry, word: string): number | undefined {
  const has = (...texts: string[]): boolean => texts.some((text) => text.toLowerCase().includes(word));
  // Only at the start of a word: `port` is not in `supports`.
  const mentions = (...texts: (string | undefined)[]): boolean =>
    texts.some((text) => ` ${text?.toLowerCase() ?? ''}`.replace(/[^a-z0-9.+-]+/g, ' ').includes(` ${word}`));
  const key = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (key === word) return 0;
  if (has(path.replace('apps.NAME.', '').replace('environments.NAME.', ''))) return 1;
  if (has(...words)) return 2;
  if (mentions(docs.summary)) return 3;
  return mentions(docs.remarks, docs.default, docs.example) ? 4 : undefined;
}
