import { appendFileSync } from 'node:fs';
import type { DriftFlags } from './command';
import { findDrift } from '../../../checks/drift/drift';
import type { DriftReport } from '../../../checks/drift/report';
import { driftAnnotations, formatDrift, formatSummary, driftToJson } from '../../../checks/drift/report';
import { checkRevisions } from '../../../checks/drift/revisions';
import { FindingsError } from '../../../common/findings';
import { LIBRARY } from '../../../config/library';
import { commandLine } from '../../../config/package-managers';
import { Folder } from '../../../files/disk/folder';
import { readAgreement } from '../../../project/projen/agreement';
import { renderLeniently } from '../../../project/synthesis/rendering';
import { CommandError, EXIT } from '../../errors';
import { isColored, prefixOf } from '../../printing/output';
import { print, printLines } from '../../printing/print';
import { findRoot, loadProject } from '../../repository/load';
import { insideRoot } from '../../repository/paths';

/** `python-gitops drift [PATH…]`: shows which files drifted. Writes nothing. */
export function runDrift(cwd: string, paths: readonly string[], flags: DriftFlags): number {
  const root = findRoot(cwd);
  const wanted = paths.map((path) => insideRoot(root, cwd, path));
  const report = only(wanted, check(root));
  const inActions = process.env.GITHUB_ACTIONS === 'true';
  print(flags, { json: () => driftToJson(report), text: () => formatDrift(report, isColored()) });
  if (flags.annotations ?? (inActions && !flags.json)) printLines(driftAnnotations(report, prefixOf(root)));
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (inActions && summary) appendFileSync(summary, formatSummary(report));
  return report.drifts.length === 0 ? EXIT.ok : EXIT.findings;
}

/** Renders and compares. If that is not possible, it is a failure, not drift. */
function check(root: string): DriftReport {
  const { problem, fix, manager } = readAgreement(root, LIBRARY.name);
  if (problem) {
    const install = `Run ${commandLine(manager, 'cleanInstall')}, or ${commandLine(manager, 'install')}, first.`;
    throw new CommandError(`${problem}; nothing was compared. ${fix ?? install}`);
  }
  const project = loadProject(root);
  const folder = new Folder(root);
  try {
    const { tree, repository, releases, findings } = renderLeniently(project, folder);
    const apps = repository.apps.map(({ name }) => name);
    const revisions = checkRevisions(releases, root);
    const foreign = project.files
      .filter((file) => !project._files.includes(file))
      .map(({ path }) => ({ path, reason: 'another projen component writes it' }));
    return {
      checked: tree.files().filter(({ owner }) => owner !== 'starter').length,
      drifts: findDrift({ tree, folder, apps, findings: [...findings, ...revisions.findings] }),
      notChecked: [...foreign, ...revisions.notChecked],
    };
  } catch (error) {
    if (error instanceof FindingsError) throw new CommandError(`nothing was compared: ${error.message}`);
    throw error;
  }
}

/** The drift of some files and folders. */
function only(paths: readonly string[], report: DriftReport): DriftReport {
  if (paths.length === 0 || paths.includes('')) return report;
  const isWanted = (path: string): boolean =>
    paths.some((wanted) => path === wanted || path.startsWith(`${wanted}/`) || wanted.startsWith(`${path}/`));
  return { ...report, drifts: report.drifts.filter(({ path }) => isWanted(path)) };
}
