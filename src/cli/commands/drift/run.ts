import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DriftFlags } from './command';
import { findDrift } from '../../../checks/drift/drift';
import type { DriftReport } from '../../../checks/drift/report';
import { driftAnnotations, formatDrift, formatSummary, driftToJson } from '../../../checks/drift/report';
import { checkRevisions } from '../../../checks/drift/revisions';
import { FindingsError, formatFindings } from '../../../common/findings';
import { LIBRARY } from '../../../config/library';
import { commandLine } from '../../../config/package-managers';
import { Folder } from '../../../files/disk/folder';
import { readAgreement } from '../../../project/projen/agreement';
import { renderLeniently } from '../../../project/synthesis/rendering';
import { CommandError, EXIT } from '../../errors';
import { isColored, prefixOf } from '../../printing/output';
import { print, printLines } from '../../printing/print';
import { findRoot, loadProject } from '../../repository/load';
import { missingPath } from '../../repository/missing-path';
import { insideRoot } from '../../repository/paths';

/** `python-gitops drift [PATH…]`: shows which files drifted. Writes nothing. */
export async function runDrift(cwd: string, paths: readonly string[], flags: DriftFlags): Promise<number> {
  const root = findRoot(cwd);
  const wanted = paths.map((path) => insideRoot(root, cwd, path));
  const report = only(root, wanted, await check(root));
  const inActions = process.env.GITHUB_ACTIONS === 'true';
  print(flags, { json: () => driftToJson(report), text: () => formatDrift(report, isColored()) });
  if (flags.annotations ?? (inActions && !flags.json)) printLines(driftAnnotations(report, prefixOf(root)));
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (inActions && summary) appendFileSync(summary, formatSummary(report));
  return report.drifts.length === 0 ? EXIT.ok : EXIT.findings;
}

/** Renders and compares. If that is not possible, it is a failure, not drift. */
async function check(root: string): Promise<Checked> {
  const { problem, fix, manager } = readAgreement(root, LIBRARY.name);
  if (problem) {
    const install = `Run ${commandLine(manager, 'cleanInstall')}, or ${commandLine(manager, 'install')}, first.`;
    throw new CommandError(`${problem}; nothing was compared. ${fix ?? install}`);
  }
  const folder = new Folder(root);
  try {
    const project = await loadProject(root);
    const { tree, repository, releases, additions, findings } = renderLeniently(project, folder);
    const apps = repository.apps.map(({ name }) => name);
    const revisions = checkRevisions(releases, root);
    return {
      paths: tree.files().flatMap(({ path, owner }) => (owner === 'starter' ? [] : [path])),
      drifts: findDrift({ tree, folder, apps, findings: [...findings, ...revisions.findings] }),
      notChecked: [...additions.notChecked, ...revisions.notChecked],
    };
  } catch (error) {
    if (error instanceof FindingsError) throw new CommandError(formatFindings(error.findings, 'nothing was compared'));
    throw error;
  }
}

/** The result for the whole repository. */
interface Checked extends Omit<DriftReport, 'checked'> {
  /** The files that were compared. */
  readonly paths: readonly string[];
}

/** The drift of some files and folders. A path with nothing to compare is an error. */
function only(root: string, wanted: readonly string[], { paths, ...report }: Checked): DriftReport {
  if (wanted.length === 0 || wanted.includes('')) return { ...report, checked: paths.length };
  const all = [...paths, ...report.drifts.map(({ path }) => path)];
  for (const one of wanted) {
    if (all.some((path) => isPartOf(path, one))) continue;
    if (!existsSync(join(root, one))) throw missingPath(one, all);
    throw new CommandError(`${one} is not generated and contains no generated files, so there is nothing to compare`);
  }
  const isWanted = (path: string): boolean => wanted.some((one) => isPartOf(path, one));
  return {
    ...report,
    checked: paths.filter(isWanted).length,
    drifts: report.drifts.filter(({ path }) => isWanted(path)),
  };
}

/** Whether a path is at or below a wanted one, or a folder around it. */
function isPartOf(path: string, wanted: string): boolean {
  return path === wanted || path.startsWith(`${wanted}/`) || wanted.startsWith(`${path}/`);
}
