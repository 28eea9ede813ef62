import { isDeepStrictEqual } from 'node:util';
import { isWholeLock, normalize, pinsOf } from '../../../common/requirements-file';
import { neededPackages, parseUvLock } from '../../../common/uv-lock';
import { nearestName } from '../../../config/rules';
import type { Started } from '../commands';
import { startedBy } from '../commands';
import type { Context, DeclaredApp } from '../context';
import { parseImageName } from '../image-name';
import { locateField } from '../locate';
import { containersOf, describeObject, strings } from '../objects';
import type { Problem } from '../problem';
import { PROGRAMS_OF_IMAGE, RUNNERS, STANDARD_MODULES, TOOL_PACKAGES } from '../python-names';
import type { SourceTree } from '../source-tree';

/** The part of a tree that has the code of apps. */
export type CodeTree = Pick<SourceTree, 'below' | 'hasFolder' | 'text'>;

/** What the image of an app contains. */
interface Inventory {
  readonly app: string;
  /** Whether uv manages its packages. */
  readonly isUv: boolean;
  /** Files below `src/`. */
  readonly files: ReadonlySet<string>;
  /** Modules and packages below `src/`, by dotted name. */
  readonly modules: ReadonlySet<string>;
  /** Locked packages; undefined if they are installed in another way. */
  readonly packages?: ReadonlySet<string>;
  /** Whether other programs may come from the base image or Debian packages. */
  readonly mayHoldMore: boolean;
}

/**
 * A command of the config whose module, file, or tool is not in the image. The image builds, and the container fails when
 * it starts.
 */
export function missingProgram({ tree, declared }: Pick<Context, 'declared'> & { readonly tree: CodeTree }): Problem[] {
  return declared.flatMap((one) => {
    const { programs } = one;
    // Without code, the app runs an image that is built elsewhere.
    if (programs === undefined || !tree.hasFolder(`apps/${one.app}/src`)) return [];
    const inventory = inventoryOf(tree, one);
    const callable = { option: programs.callable.option, started: [moduleOf(programs.callable.module)] };
    const commands = programs.commands.map(({ option, words }) => ({ option, started: startedBy(words) }));
    return [callable, ...commands].flatMap(({ option, started }) =>
      started.flatMap((what) => problemOf(what, { subject: option, command: option }, inventory) ?? []),
    );
  });
}

/** The same for commands of manifests and patches: other containers that run the image of an app. */
export function missingProgramInManifests({ tree, declared, targets }: Context): Problem[] {
  const apps = new Map(declared.map((one) => [one.image, one]));
  const inventories = new Map<DeclaredApp, Inventory>();
  const found = new Map<string, Problem>();
  for (const target of targets.filter(({ ok }) => ok)) {
    for (const { object } of target.objects) {
      for (const { container, path } of containersOf(object)) {
        const app = apps.get(parseImageName(String(container.image)).name);
        const words = [...strings(container.command), ...strings(container.args)];
        if (app === undefined || words.length === 0 || isDeclared(app, words)) continue;
        if (!tree.hasFolder(`apps/${app.app}/src`)) continue;
        const inventory = inventories.get(app) ?? inventoryOf(tree, app);
        inventories.set(app, inventory);
        const field = container.command === undefined ? 'args' : 'command';
        const place = locateField(tree, target, object, [...path, field, 0]) ?? { path: target.path };
        const of = {
          subject: `${describeObject(object)}, container ${String(container.name)}:`,
          command: `its ${field}`,
        };
        for (const started of startedBy(words)) {
          const problem = problemOf(started, of, inventory);
          if (problem === undefined) continue;
          // Builds of several environments have the same container.
          const id = `${place.path} ${problem.message}`;
          if (!found.has(id)) found.set(id, { ...problem, ...place });
        }
      }
    }
  }
  return [...found.values()];
}

/** Whether a command is one of the config, which is judged there. */
function isDeclared({ programs }: DeclaredApp, words: readonly string[]): boolean {
  return programs?.commands.some((one) => isDeepStrictEqual(one.words, words)) ?? true;
}

function moduleOf(name: string): Started {
  return { kind: 'module', name, isRun: false };
}

function inventoryOf(tree: CodeTree, { app, programs, packages }: DeclaredApp): Inventory {
  const isUv = packages === 'uv';
  const root = `apps/${app}/src/`;
  const files = tree.below(`apps/${app}/src`).map((path) => path.slice(root.length));
  const modules = files
    .filter((path) => path.endsWith('.py'))
    .flatMap((path) => {
      const parts = path.replace(/(?:\/__(?:init|main)__)?\.py$/, '').split('/');
      return parts.map((_part, index) => parts.slice(0, index + 1).join('.'));
    });
  return {
    app,
    isUv,
    files: new Set(files),
    modules: new Set(modules),
    packages: isUv ? lockedByUv(tree, app) : lockedByRequirements(tree, app),
    mayHoldMore: programs?.mayHoldMore ?? true,
  };
}

function lockedByRequirements(tree: CodeTree, app: string): ReadonlySet<string> | undefined {
  const lock = tree.text(`apps/${app}/src/requirements.txt`);
  return lock !== undefined && isWholeLock(lock) ? new Set(pinsOf(lock).map(({ name }) => name)) : undefined;
}

function lockedByUv(tree: CodeTree, app: string): ReadonlySet<string> | undefined {
  const text = tree.text(`apps/${app}/uv.lock`);
  const lock = text === undefined ? undefined : parseUvLock(text);
  return lock?.root && new Set(neededPackages(lock).map(({ name }) => name));
}

/** How messages name a command. */
interface Named {
  /** The first words of the message. */
  readonly subject: string;
  readonly command: string;
}

function problemOf(started: Started, { subject, command }: Named, inventory: Inventory): Problem | undefined {
  const { app, files } = inventory;
  const problem = (message: string, fix: string): Problem => ({
    rule: 'missing-program',
    path: '.projenrc.ts',
    message: `${subject} ${message}`,
    fix,
  });
  const src = `apps/${app}/src/`;
  switch (started.kind) {
    case 'file': {
      if (files.has(started.path)) return undefined;
      const guess = nearestName(started.path, [...files]);
      const fix = guess === undefined ? `add ${src}${started.path}, or change ${command}` : `did you mean ${guess}?`;
      return problem(`runs ${started.path}, which is not in ${src}`, fix);
    }
    case 'module':
      return moduleProblem(started.name, started.isRun, inventory, problem);
    case 'tool':
      return toolProblem(started.name, inventory, problem);
  }
}

type MakeProblem = (message: string, fix: string) => Problem;

function moduleProblem(name: string, isRun: boolean, inventory: Inventory, problem: MakeProblem): Problem | undefined {
  const { app, isUv, files, modules, packages, mayHoldMore } = inventory;
  const [top] = name.split('.');
  const path = name.replaceAll('.', '/');
  const verb = isRun ? 'runs' : 'loads';
  if (modules.has(name)) {
    if (!isRun || files.has(`${path}.py`) || files.has(`${path}/__main__.py`)) return undefined;
    return problem(
      `runs ${name}, a package without __main__.py`,
      `add apps/${app}/src/${path}/__main__.py, or name a module of it`,
    );
  }
  const isOwn = modules.has(top);
  if (!isOwn && (mayHoldMore || packages === undefined || STANDARD_MODULES.has(top) || isLocked(top, packages))) {
    return undefined;
  }
  const known = isOwn ? undefined : TOOL_PACKAGES[top];
  if (known !== undefined) {
    return problem(
      `${verb} the module ${name}, but ${known} is not in ${lockOf(inventory)}`,
      install(inventory, known),
    );
  }
  const guess = nearestName(name, [...modules]);
  const where = isOwn ? `apps/${app}/src/` : `apps/${app}/src/ or its lock`;
  const add = `add apps/${app}/src/${path}.py`;
  const fix =
    guess !== undefined
      ? `did you mean ${guess}?`
      : isOwn
        ? add
        : `${add}, or its package to ${isUv ? 'pyproject.toml' : 'requirements.in'}`;
  return problem(`${verb} the module ${name}, which is not in ${where}`, fix);
}

/** Whether a locked package may have a module of this name: the names often differ a little. */
function isLocked(top: string, packages: ReadonlySet<string>): boolean {
  const name = normalize(top);
  if ([name, `py${name}`, `python-${name}`, TOOL_PACKAGES[top]].some((one) => packages.has(one ?? ''))) return true;
  return [...packages].some((one) => one.startsWith(`${name}-`) || one.endsWith(`-${name}`));
}

function toolProblem(name: string, inventory: Inventory, problem: MakeProblem): Problem | undefined {
  const { files, packages, mayHoldMore } = inventory;
  if (packages === undefined || PROGRAMS_OF_IMAGE.has(name) || packages.has(normalize(name))) return undefined;
  const known = TOOL_PACKAGES[name];
  if (known === undefined ? mayHoldMore || isLocked(name, packages) : packages.has(known)) return undefined;
  if (known !== undefined) {
    return problem(`runs ${name}, but ${known} is not in ${lockOf(inventory)}`, install(inventory, known));
  }
  const message = `runs ${name}, which is neither in the image nor in ${lockOf(inventory)}`;
  if (RUNNERS.has(name)) {
    return problem(message, `leave out ${name} and its run: the image has the packages and starts programs without it`);
  }
  const guess = nearestName(name, [...packages, ...Object.keys(TOOL_PACKAGES), ...PROGRAMS_OF_IMAGE]);
  const own = [...files].find((path) => path === `${name}.py` || path === `${name}.sh`);
  const hint = own === undefined ? guess && `did you mean ${guess}?` : `run ${own} instead`;
  return problem(message, hint ?? install(inventory, 'its package'));
}

function lockOf({ app, isUv }: Inventory): string {
  return `apps/${app}/${isUv ? 'uv.lock' : 'src/requirements.txt'}`;
}

function install({ app, isUv }: Inventory, name: string): string {
  if (isUv) return `add ${name} with uv add in apps/${app}`;
  return `add ${name} to apps/${app}/src/requirements.in, then run make -C apps/${app} lock`;
}
