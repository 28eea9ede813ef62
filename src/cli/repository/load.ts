import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describeError } from './config-error';
import { overLimit, OverLimitError, readLimit, withinLimit } from './config-limit';
import { ConfigModules } from './config-modules';
import { silently, withOutputAside } from './config-output';
import { countActive, settleConfig } from './config-settle';
import type { ConfigWatch } from './config-watch';
import { watchOf } from './config-watch';
import type { ConfigResult } from './steady';
import { findChanges, snapshot } from './steady';
import { FindingsError, throwAny } from '../../common/findings';
import { conflictLine, RESOLVE_CONFLICT } from '../../files/tree/conflict';
import { additionsOf } from '../../project/projen/additions';
import type { GitOpsProject } from '../../project/projen/gitops-project';
import { deferUnused, prepare, renderAddedFiles } from '../../project/projen/internals';
import { RC_FILE } from '../../project/projen/rc-name';
import { CommandError } from '../errors';

/** Root of the repository of a folder: the nearest folder with a `.projenrc.ts`. */
export function findRoot(start: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, RC_FILE))) return folder;
    if (dirname(folder) === folder) {
      throw new CommandError(
        `no ${RC_FILE} in this folder or its parents: run this inside a repository, or create one with ` +
          'npx projen new --from @org/python-gitops-app',
      );
    }
  }
}

/**
 * Runs `.projenrc.ts` in this process and returns its project, which writes nothing by itself. With a text, that replaces
 * the content of the file.
 * @throws CommandError when the file fails or does what a config must not do
 * @throws FindingsError when its values change from run to run
 */
export async function loadProject(root: string, text?: string): Promise<GitOpsProject> {
  if (!statSync(join(root, RC_FILE)).isFile()) {
    throw new CommandError(
      `${RC_FILE} is not a file: move it away, and bring yours back, as with git checkout -- ${RC_FILE}`,
    );
  }
  const seconds = readLimit(readPackageJson(root));
  process.chdir(root);
  deferUnused();
  const watch = watchOf(root);
  const end = watch.begin();
  try {
    return await run(root, new ConfigModules(root, join(root, RC_FILE), text), watch, seconds, text === undefined);
  } catch (error) {
    watch.abandon();
    if (error instanceof FindingsError || error instanceof CommandError) throw error;
    if (error instanceof OverLimitError) {
      throw new CommandError(overLimit(RC_FILE, seconds, 'a loop or a program does not end'));
    }
    throw new CommandError(describeError(error, root));
  } finally {
    end();
  }
}

async function run(
  root: string,
  modules: ConfigModules,
  watch: ConfigWatch,
  seconds: number,
  isCompared: boolean,
): Promise<GitOpsProject> {
  const active = countActive();
  let first: ConfigResult | undefined;
  const { project, isAsync } = watch.collect(
    () => withOutputAside(() => withinLimit(seconds, () => modules.run())),
    ({ _options }) => (first = snapshot(_options)),
  );
  watch.throwMistake();
  const again = (): ConfigResult | undefined => {
    let result: ConfigResult | undefined;
    watch.collect(
      () => silently(() => withinLimit(seconds, () => modules.runAgain())),
      (other) => (result = snapshot(other._options, addedFiles(other))),
    );
    return result;
  };
  const machine = { root, decides: (filename: string) => modules.decides(filename) };
  const changes = first === undefined || !isCompared ? [] : findChanges(first, again, machine);
  if (isAsync) await settleConfig(watch, active, seconds);
  watch.throwMistake();
  throwAny(changes);
  if (!project) throw new CommandError(`${RC_FILE} does not call project.synth() of a PythonGitOpsApp`);
  return project;
}

/** What added components would write; undefined without any, so that the usual config stays fast. */
function addedFiles(project: GitOpsProject): Map<string, string> | undefined {
  const { files } = additionsOf(project);
  if (files.length === 0) return undefined;
  prepare(project);
  return new Map(renderAddedFiles(files, RC_FILE).map(({ path, content }) => [path, content]));
}

/** projen reads package.json when a project is created, and would blame `.projenrc.ts` for a broken one. */
function readPackageJson(root: string): unknown {
  const path = join(root, 'package.json');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '{}';
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const line = conflictLine(text);
    if (line !== undefined) throw new CommandError(`package.json:${line}: ${RESOLVE_CONFLICT}`);
    throw new CommandError(`package.json: ${(error as Error).message}; fix it by hand, its versions are yours`);
  }
}
