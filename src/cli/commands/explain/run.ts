import type { ExplainFlags } from './command';
import { describeEntry, describeExplanation, listEntries } from './text';
import { PROJECT } from '../../../config/definitions/project';
import type { ReadDocs } from '../../../config/option-doc';
import { Folder } from '../../../files/disk/folder';
import { AddressError } from '../../../project/explain/address';
import type { CatalogEntry } from '../../../project/explain/catalog';
import { catalog, search } from '../../../project/explain/catalog';
import type { Explanation } from '../../../project/explain/explain';
import { explain as explainOption } from '../../../project/explain/explain';
import { searchRecipes } from '../../../project/explain/recipes';
import { readAssembly, readOptionDocs } from '../../../project/projen/option-docs';
import { readRepository } from '../../../project/synthesis/rendering';
import { CommandError, EXIT } from '../../errors';
import { print } from '../../printing/print';
import { findRoot, loadProject } from '../../repository/load';

const RECIPES = 'docs/RECIPES.md';

/** `python-gitops explain [WORDS…]`: all options, those that fit some words, or one. */
export async function runExplain(cwd: string, words: readonly string[], flags: ExplainFlags): Promise<number> {
  const assembly = readAssembly();
  const docs: ReadDocs = (struct) => readOptionDocs(struct, assembly);
  const given = words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== '');
  if (given.length === 1 && isPath(given[0])) return explainPath(cwd, given[0], docs, flags);
  const entries = catalog(docs);
  if (given.length === 0) return list(entries, flags);
  const named = entries.filter(({ path }) => path === given.join(' '));
  const found = named.length > 0 ? named : search(entries, given);
  const recipes = searchRecipes(new Folder(findRoot(cwd)).text(RECIPES) ?? '', given);
  if (found.length === 0 && recipes.length === 0) {
    throw new CommandError(
      `no option and no recipe matches ${given.join(' ')}. List all options with make explain; recipes are in ${RECIPES}.`,
    );
  }
  return list(found, flags, recipes);
}

/** Whether a word is the path of an option of this repository: neither a path of the list, nor a word to search for. */
function isPath(word: string): boolean {
  return (/[.[]/.test(word) || word in PROJECT.options) && !/\bNAME\b/.test(word);
}

async function explainPath(cwd: string, path: string, docs: ReadDocs, flags: ExplainFlags): Promise<number> {
  const root = findRoot(cwd);
  const { _options: options } = await loadProject(root);
  const { releases, locks } = readRepository(options, new Folder(root));
  const explanation = tryExplain(() => explainOption(path, options, { releases, locked: locks.packagesOf }));
  const { struct, key } = explanation.address.innermost;
  const doc = docs(struct).find(({ name }) => name === key);
  if (doc === undefined) throw new Error(`${struct}.${key} has no docstring`);
  print(flags, {
    json: () => {
      const { option, value = null, from = null, raisedFor, settings, workload = null, files } = explanation;
      const { name: _name, ...documented } = doc;
      return { schemaVersion: 1, option, ...documented, value, from, raisedFor, settings, workload, files };
    },
    text: () => describeExplanation(explanation, doc),
  });
  return EXIT.ok;
}

function tryExplain(body: () => Explanation): Explanation {
  try {
    return body();
  } catch (error) {
    if (error instanceof AddressError) throw new CommandError(error.message);
    throw error;
  }
}

/** Prints what was found; a single option with its documentation. */
function list(entries: readonly CatalogEntry[], flags: ExplainFlags, recipes: readonly string[] = []): number {
  print(flags, {
    json: () => ({ schemaVersion: 1, options: entries.map(asJson), recipes }),
    text: () =>
      sections(
        entries.length === 1 ? describeEntry(entries[0]) : listEntries(entries),
        recipes.length === 0 ? [] : [`Recipes in ${RECIPES}`, ...recipes.map((heading) => `  ${heading}`)],
        entries.length > 1 ? ['Show one, with its value here: make explain OPTION=PATH'] : [],
      ),
  });
  return EXIT.ok;
}

/** Lines with an empty line between the parts that have any. */
function sections(...parts: readonly string[][]): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

function asJson({ path, group, docs: { name: _name, ...documented }, words }: CatalogEntry): object {
  return { option: path, places: group.places, ...documented, words };
}
