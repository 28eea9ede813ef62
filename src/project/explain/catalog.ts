import { asWords } from './words';
import { APP } from '../../config/definitions/app';
import { APP_ENVIRONMENT, ENVIRONMENT } from '../../config/definitions/environment';
import { ORGANIZATION, PROJECT } from '../../config/definitions/project';
import { SETTINGS } from '../../config/definitions/settings';
import { WORKLOAD, WORKLOAD_ENVIRONMENT } from '../../config/definitions/workload';
import type { OptionDoc, ReadDocs } from '../../config/option-doc';
import type { Rule, Struct } from '../../config/rule';

/** An option, wherever it can be set. */
export interface CatalogEntry {
  /** Such as `apps.NAME.port`; an option that every level has stands alone, such as `autoscaling.minReplicas`. */
  readonly path: string;
  readonly group: Group;
  readonly docs: OptionDoc;
  /** Words for it in other tools. */
  readonly words: readonly string[];
}

interface Group {
  readonly title: string;
  /** How the paths of its options begin in `.projenrc.ts`. */
  readonly places: readonly string[];
}

/** A group, and the struct whose options it lists. */
const GROUPS: readonly (Group & { readonly struct: Struct })[] = [
  { title: 'The repository', places: [''], struct: PROJECT },
  { title: 'An app', places: ['apps.NAME.'], struct: APP },
  { title: 'A workload of an app', places: ['apps.NAME.workloads.NAME.'], struct: WORKLOAD },
  { title: 'An environment', places: ['environments.NAME.'], struct: ENVIRONMENT },
  {
    title: 'Any level',
    places: ['defaults.', 'environments.NAME.', 'apps.NAME.', 'apps.NAME.environments.NAME.'],
    struct: SETTINGS,
  },
];

/** Structs that are levels of the config: their options are in a group, not below the option that has them. */
const LEVELS = new Set<Struct>([...GROUPS.map(({ struct }) => struct), APP_ENVIRONMENT, WORKLOAD_ENVIRONMENT]);

/** Lists every option once. */
export function catalog(docs: ReadDocs): CatalogEntry[] {
  return GROUPS.flatMap((group) =>
    entriesOf(group.struct, group.places.length === 1 ? group.places[0] : '', group, docs),
  );
}

function entriesOf(struct: Struct, prefix: string, group: Group, docs: ReadDocs): CatalogEntry[] {
  const documented = new Map(docs(struct.name).map((doc) => [doc.name, doc]));
  const keys = Object.keys(struct.options).filter((key) => isListed(struct, key));
  return keys.sort().flatMap((key) => {
    const doc = documented.get(key);
    if (doc === undefined) throw new Error(`${struct.name}.${key} has no docstring`);
    const { rule, words = [], answers = {}, covers = [] } = struct.options[key];
    const entry = { path: prefix + key, group, docs: doc, words: [...words, ...Object.keys(answers), ...covers] };
    const [inner, below] = innerStruct(rule, prefix + key);
    const inside = inner === undefined || LEVELS.has(inner) ? [] : entriesOf(inner, `${below}.`, group, docs);
    return [entry, ...inside];
  });
}

/** Whether an option is listed with this struct, and not with another one that has it too. */
function isListed(struct: Struct, key: string): boolean {
  if (struct === ORGANIZATION) return !(key in PROJECT.options);
  return struct === SETTINGS || !LEVELS.has(struct) || !(key in SETTINGS.options);
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
    texts.some((text) => asWords(text ?? '').includes(` ${word}`));
  const key = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (key === word) return 0;
  if (has(path.replace('apps.NAME.', '').replace('environments.NAME.', ''))) return 1;
  if (has(...words)) return 2;
  if (mentions(docs.summary)) return 3;
  return mentions(docs.remarks, docs.default, docs.example) ? 4 : undefined;
}
