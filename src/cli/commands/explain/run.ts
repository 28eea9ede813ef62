import type { ExplainFlags } from './command';
import { count, table } from '../../../common/printed';
import { Folder } from '../../../files/disk/folder';
import { AddressError } from '../../../project/explain/address';
import type { Explanation } from '../../../project/explain/explain';
import { explain as explainOption } from '../../../project/explain/explain';
import { readOptionDocs } from '../../../project/projen/option-docs';
import { readRepository } from '../../../project/synthesis/rendering';
import { CommandError, EXIT } from '../../errors';
import { print } from '../../printing/print';
import { findRoot, loadProject } from '../../repository/load';

/** `python-gitops explain OPTION`: the value of an option, where it is set, and which files it affects. */
export async function runExplain(cwd: string, path: string, flags: ExplainFlags): Promise<number> {
  const root = findRoot(cwd);
  const { _options: options } = await loadProject(root);
  const { releases, locks } = readRepository(options, new Folder(root));
  const explanation = tryExplain(() => explainOption(path, options, { releases, locked: locks.packagesOf }));
  const { struct, key } = explanation.address.innermost;
  const doc = readOptionDocs(struct).find(({ name }) => name === key);
  print(flags, {
    json: () => {
      const { option, value = null, from = null, raisedFor, settings, workload = null, files } = explanation;
      const byDefault = doc?.default ?? null;
      return { schemaVersion: 1, option, value, from, raisedFor, settings, default: byDefault, workload, files };
    },
    text: () => describe(explanation, doc?.summary ?? '', doc?.default ?? ''),
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

function describe(
  { option, value, from, raisedFor, settings, workload, files }: Explanation,
  summary: string,
  byDefault: string,
): string[] {
  const libraryDefault = byDefault.replace(/^- /, '');
  const where = workload === undefined ? '' : `, for the workload ${workload}`;
  const source =
    settings.length === 0
      ? `the library default: ${libraryDefault}${raisedFor.length === 0 ? '' : `; raised for ${raisedFor.join(', and ')}`}`
      : (from ?? 'several places; for each key, the last place that sets it wins');
  const lines = [
    option,
    `  ${summary}`,
    '',
    `  value    ${value === undefined ? 'none' : JSON.stringify(value)}${where}`,
    `  from     ${source}`,
  ];
  if (settings.length > 0) {
    const rows = settings.map(({ path, value: there }) => [`    ${path}`, JSON.stringify(there)]);
    lines.push('', '  Set in these places; the last one wins:', `    library default: ${libraryDefault}`);
    lines.push(...table(rows));
  }
  lines.push('', files.length === 0 ? '  Affects no files.' : `  Affects ${count(files.length, 'file')}:`);
  return [...lines, ...files.map((path) => `    ${path}`)];
}
