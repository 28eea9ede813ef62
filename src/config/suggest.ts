import type { Definition, Rule, Struct } from './rule';
import { member, nearestName } from './rules';
import { alternatives } from '../common/lists';

/** What an unknown key stands for. */
export interface Suggestion {
  readonly fix: string;
  /** Options of the same struct that it may be; empty if it belongs elsewhere. */
  readonly meant: readonly string[];
}

/** The fix for an unknown key; undefined if nothing similar is known. */
export function suggestion(root: Struct, keys: readonly string[]): Suggestion | undefined {
  const key = keys[keys.length - 1];
  const chain = structsOn(root, keys.slice(0, -1));
  const here = chain[chain.length - 1];
  if (here === undefined) return undefined;
  const known = Object.keys(here.struct.options);
  const own = answersIn(here.struct, '', key);
  if (own.length > 0) return { fix: fixOf(own, key), meant: own.map(({ path }) => path) };
  const misspelled = nearestName(key, known, 1);
  if (misspelled !== undefined) return { fix: `did you mean ${misspelled}?`, meant: [misspelled] };
  const below = answersBelow(here.struct, key);
  if (below.length > 0) return { fix: fixOf(below, key), meant: [] };
  // The nearest enclosing struct first; an app encloses a workload.
  for (const { struct, path } of chain.slice(0, -1).reverse()) {
    if (Object.hasOwn(struct.options, key)) {
      return { fix: `move it to ${path === '' ? 'the top level' : member(path, key)}`, meant: [] };
    }
    const around = answersIn(struct, path, key);
    if (around.length > 0) return { fix: fixOf(around, key), meant: [] };
  }
  const anywhere = answersBelow(root, key);
  if (anywhere.length > 0) return { fix: fixOf(anywhere, key), meant: [] };
  const guess = nearestName(key, known);
  return guess === undefined ? undefined : { fix: `did you mean ${guess}?`, meant: [guess] };
}

interface Answer {
  readonly path: string;
  /** Whether the option only covers a field that has no option. */
  readonly isCover: boolean;
  readonly fix?: string;
}

/** Options of a struct whose words include the key. */
function answersIn(struct: Struct, path: string, key: string): Answer[] {
  return Object.entries(struct.options).flatMap(([name, option]) => answer(option, member(path, name), key));
}

function answer({ words = [], answers = {}, covers = [] }: Definition, path: string, key: string): Answer[] {
  const isKey = (word: string): boolean => camelCase(word) === camelCase(key);
  const answered = Object.keys(answers).find(isKey);
  if (answered !== undefined) return [{ path, isCover: false, fix: answers[answered] }];
  if (words.some(isKey)) return [{ path, isCover: false }];
  return covers.some(isKey) ? [{ path, isCover: true }] : [];
}

/** A name in the style of the options; other tools write `env_from` or `env-from`. */
function camelCase(name: string): string {
  return name.replace(/[_-]+([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

function namesake(struct: Struct, path: string, key: string): Answer[] {
  return Object.hasOwn(struct.options, key) ? [{ path: member(path, key), isCover: false }] : [];
}

/** Options of nested structs that match by name or word; the fewest steps away. */
function answersBelow(struct: Struct, key: string): Answer[] {
  let level = [{ struct, path: '' }];
  const seen = new Set<Struct>();
  while (level.length > 0) {
    level = level.flatMap((place) => inner(place.struct, place.path)).filter((place) => !seen.has(place.struct));
    const found = level.flatMap((place) => [
      ...answersIn(place.struct, place.path, key),
      ...namesake(place.struct, place.path, key),
    ]);
    if (found.length > 0) return found;
    for (const place of level) seen.add(place.struct);
  }
  return [];
}

function inner(struct: Struct, path: string): { struct: Struct; path: string }[] {
  return Object.entries(struct.options).flatMap(([name, { rule }]) => {
    const place = member(path, name);
    if (rule.struct !== undefined) return [{ struct: rule.struct, path: place }];
    return rule.entries?.struct === undefined ? [] : [{ struct: rule.entries.struct, path: `${place}.<name>` }];
  });
}

function fixOf(answers: readonly Answer[], key: string): string {
  const { fix } = answers.find((one) => one.fix !== undefined) ?? {};
  if (fix !== undefined) return fix;
  const meant = answers.filter(({ isCover }) => !isCover).map(({ path }) => path);
  if (meant.length > 0) return `did you mean ${alternatives(meant)}?`;
  return `there is no option for ${key}: set it with ${alternatives(answers.map(({ path }) => path))}`;
}

/** The structs on a path, the outermost first. */
function structsOn(root: Struct, keys: readonly string[]): { struct: Struct; path: string }[] {
  const places = [{ struct: root, path: '' }];
  let rule: Rule | undefined = { struct: root } as Rule;
  let path = '';
  for (const key of keys) {
    const options: Struct['options'] = rule?.struct?.options ?? {};
    const isItem: boolean = rule?.items !== undefined;
    rule = Object.hasOwn(options, key) ? options[key].rule : (rule?.entries ?? rule?.items);
    path = isItem ? `${path}[${key}]` : member(path, key);
    if (rule?.struct !== undefined) places.push({ struct: rule.struct, path });
  }
  return places;
}
