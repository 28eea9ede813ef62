import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { SynthFlags } from './command';
import { checkAfterInstalling, missingForTypes } from './types';
import { throwAny } from '../../../common/findings';
import { LIBRARY } from '../../../config/library';
import { askedManager, commandLine } from '../../../config/package-managers';
import { validate } from '../../../config/validate';
import { Folder } from '../../../files/disk/folder';
import { withLockAwaiting } from '../../../files/disk/lock';
import { ownObstacle } from '../../../files/disk/rescue';
import { readAgreement } from '../../../project/projen/agreement';
import type { GitOpsProject } from '../../../project/projen/gitops-project';
import { install } from '../../../project/projen/install';
import {
  declaredManager,
  declaredVersion,
  parseDependency,
  setDeclaredManager,
  setDeclaredVersion,
} from '../../../project/projen/package-json';
import { formatAnnouncements } from '../../../project/synthesis/announcements';
import { formatPlan, formatSynthesis } from '../../../project/synthesis/report';
import { planSynthesis, synthesizeChecked } from '../../../project/synthesis/synthesis';
import { isPostDisabled } from '../../../project/synthesis/writing';
import { CommandError, EXIT } from '../../errors';
import { print } from '../../printing/print';
import { DRY_RUN_END, synthJson } from '../../printing/written';
import { continueCheck, startCheck } from '../../repository/config-types';
import { findRoot, loadProject } from '../../repository/load';

/** Set for the installed library that this command starts, so that it does not install again. */
const INSTALLED = 'PYTHON_GITOPS_INSTALLED';

/** `python-gitops synth`: brings the repository up to date with `.projenrc.ts`, using the declared library. */
export async function runSynth(cwd: string, flags: SynthFlags): Promise<number> {
  const root = findRoot(cwd);
  const folder = new Folder(root);
  throwAny(ownObstacle(folder));
  const work = (): Promise<Outcome> => synthOrInstall(root, flags);
  // Held from the start: a run that waits must load what the other one leaves.
  const outcome = flags.dryRun ? await work() : await withLockAwaiting(folder, work);
  return outcome === 'installed' ? restart(root, flags) : outcome;
}

/** An exit code, or that the installed library must do the work. */
type Outcome = number | 'installed';

async function synthOrInstall(root: string, flags: SynthFlags): Promise<Outcome> {
  const { problem, fix } = readAgreement(root, LIBRARY.name);
  if (problem && fix) throw new CommandError(`${problem}; nothing was rendered. ${fix}`);
  if (problem) return installDeclared(root, problem, flags);
  // Starts first: the type check runs in its own process while this one loads and renders.
  const started = startCheck(root);
  const project = await loadProject(root);
  const asked = askedVersion(project);
  const folder = new Folder(root);
  const packageJson = folder.text('package.json') ?? '{}';
  const declared = declaredVersion(packageJson, LIBRARY.name);
  if (asked !== undefined && declared !== undefined && asked !== declared) {
    const change = `.projenrc.ts sets ${LIBRARY.name}@${asked}, package.json declares ${declared}`;
    if (!flags.dryRun) folder.write('package.json', setDeclaredVersion(packageJson, LIBRARY.name, asked));
    return installDeclared(root, change, flags);
  }
  if (declared !== undefined && changeManager(folder, project, packageJson, flags)) return 'installed';
  let types = continueCheck(started, project);
  // It may fail before it is awaited.
  types.catch(() => undefined);
  const missing = isPostDisabled() ? [] : await missingForTypes(types, project);
  if (missing.length > 0) {
    const what = `devDeps of .projenrc.ts has packages that are not installed (${missing.join(', ')})`;
    if (flags.dryRun) throw needsInstallation(what);
    console.error(`${what}: installing them before types are checked.`);
    types = checkAfterInstalling(folder, project);
    await types;
  }
  if (flags.dryRun) {
    const { plan, announcements } = await planSynthesis(project, types);
    print(flags, {
      json: () => synthJson(plan, announcements),
      text: () => [...formatPlan(plan), ...formatAnnouncements(announcements), DRY_RUN_END],
    });
    return EXIT.ok;
  }
  const { rendering, written } = await synthesizeChecked(project, types);
  print(flags, {
    json: () => synthJson(written.plan, written.announcements, written),
    text: () => formatSynthesis(rendering, written),
  });
  return EXIT.ok;
}

/** Version of the library that `.projenrc.ts` sets. */
function askedVersion(project: GitOpsProject): string | undefined {
  const { devDeps } = project._options;
  if (!Array.isArray(devDeps)) return undefined;
  return devDeps.map((spec) => parseDependency(String(spec))).find(({ name }) => name === LIBRARY.name)?.version;
}

/**
 * Installs with the package manager that `.projenrc.ts` sets if package.json names another one. The installation may
 * bring another version of the library, which then renders.
 */
function changeManager(folder: Folder, project: GitOpsProject, packageJson: string, { dryRun }: SynthFlags): boolean {
  const asked = askedManager(project._options);
  const before = declaredManager(packageJson);
  if (asked === undefined || asked === before || isPostDisabled()) return false;
  // With findings in the config, nothing changes: they are reported next.
  if (validate(project._options).length > 0) return false;
  const problem = `.projenrc.ts sets ${asked.name}, package.json names ${before.name}`;
  if (dryRun) throw needsInstallation(problem);
  console.error(`${problem}: installing with ${asked.title} before rendering.`);
  folder.write('package.json', setDeclaredManager(packageJson, asked));
  try {
    install(folder.root, asked);
  } catch (error) {
    folder.write('package.json', packageJson);
    throw error;
  }
  return true;
}

/** Installs the declared library, which must render: another version would undo the upgrade. */
function installDeclared(root: string, problem: string, flags: SynthFlags): 'installed' {
  const manager = declaredManager(new Folder(root).text('package.json'));
  if (process.env[INSTALLED]) {
    throw new CommandError(
      `${problem}, even after ${manager.name} install; nothing was rendered. ` +
        `Remove node_modules and run ${commandLine(manager, 'install')}.`,
    );
  }
  if (flags.dryRun) throw needsInstallation(problem);
  console.error(`${problem}: installing the declared packages before rendering.`);
  install(root, manager);
  return 'installed';
}

function needsInstallation(problem: string): CommandError {
  return new CommandError(`${problem}; nothing was rendered. --dry-run installs nothing: run npx projen, which does.`);
}

/** Starts the library that is installed now. */
function restart(root: string, { json }: SynthFlags): number {
  const command = join(root, 'node_modules', LIBRARY.name, 'bin', 'python-gitops.js');
  const result = spawnSync(process.execPath, [command, 'synth', ...(json ? ['--json'] : [])], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, [INSTALLED]: '1' },
  });
  if (result.error) throw new CommandError(`cannot start the installed library: ${result.error.message}`);
  return result.status ?? EXIT.failure;
}
