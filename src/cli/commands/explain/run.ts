import type { ExplainFlags } from './command';
import { Folder } from '../../../files/disk/folder';
import { AddressError } from '../../../project/explain/address';
import type { Explanation } from '../../../project/explain/explain';
import { explain as explainOption } from '../../../project/explain/explain';
import { readOptionDocs } from '../../../project/projen/option-docs';
import { readRepository } from '../../../project/synthesis/rendering';
import { CommandError, EXIT } from '../../errors';
import { findRoot, loadProject } from '../../repository/load';

/** `python-gitops explain OPTION`: what an option is, where that was said, and which files it reaches. */
export function runExplain(cwd: string, path: string, flags: ExplainFlags): number {
  const root = findRoot(cwd);
  const options = loadProject(root)._options;
  const { releases } = readRepository(options, new Folder(root));
  const explanation = tryExplain(() => explainOption(path, options, releases));
  const { struct, key } = explanation.address;
  const doc = readOptionDocs(struct).find(({ name }) => name === key);
  if (flags.json) {
    const { option, value = null, from = null, said, workload = null, files } = explanation;
    const byDefault = doc?.default ?? null;
    console.log(
      JSON.stringify(
        { schemaVersion: 1, option, value, from, said, default: byDefault, workload, files },
        undefined,
        2,
      ),
    );
  } else {
    console.log(describe(explanation, doc?.summary ?? '', doc?.default ?? ''));
  }
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

function describe(explanation: Explanation, summary: string, byDefault: string): string {
  const { option, value, from, said, workload, files } = explanation;
  const libraryDefault = byDefault.replace(/^- /, '');
  const lines = [option, `  ${summary}`, ''];
  const where = workload === undefined ? '' : `, for the workload ${workload}`;
  lines.push(`  value    ${value === undefined ? 'none' : shown(value)}${where}`);
  if (said.length === 0) lines.push(`  from     the library: ${libraryDefault}`);
  else lines.push(`  from     ${from ?? 'several places, each key from the last one that names it'}`);
  if (said.length > 0) {
    lines.push('', '  What is said of it, the last one counts:', `    the library: ${libraryDefault}`);
    const width = Math.max(...said.map(({ path }) => path.length));
    lines.push(...said.map(({ path, value: there }) => `    ${path.padEnd(width)}  ${shown(there)}`));
  }
  if (files.length === 0) lines.push('', '  It reaches no file.');
  else lines.push('', `  It reaches ${files.length} file${files.length === 1 ? '' : 's'}:`);
  lines.push(...files.map((path) => `    ${path}`));
  return lines.join('\n');
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}
