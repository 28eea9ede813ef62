import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import { repositoryLevels } from '../levels';
import type { CiStepOptions, OperationOptions, PatchOptions, PythonGitOpsAppOptions } from '../options';
import { member, nearestName } from '../rules';

/** Operations that need a value, and those that copy it from elsewhere. */
const WITH_VALUE = ['add', 'replace', 'test'];
const WITH_SOURCE = ['move', 'copy'];

/** Checks that escape hatches refer to known names, are complete, and are allowed by the organization. */
export function checkEscapes(options: PythonGitOpsAppOptions, environments: readonly string[], report: Report): void {
  for (const { path, patch } of patchesOf(options)) checkPatch(patch, environments, path, report);
  for (const [file, operations] of Object.entries(options.overrides ?? {})) {
    checkOperations(operations, member('overrides', file), report);
  }
  for (const when of ['beforeTests', 'afterTests'] as const) {
    options.ciSteps?.[when]?.forEach((step, index) => {
      checkStep(step, Object.keys(options.apps ?? {}), `ciSteps.${when}[${index}]`, report);
    });
  }
  const forbidden = options.organization?.forbid ?? [];
  for (const { kind, path } of usesOf(options)) {
    if (!forbidden.includes(kind)) continue;
    const must = `be left out: the organization disallows ${kind}`;
    const fix = 'use an option instead, or ask the platform team';
    report({ code: 'forbidden', path, must, got: kind, fix });
  }
}

/** One use of an escape hatch. */
export interface Use {
  readonly kind: string;
  readonly path: string;
}

/** All uses of escape hatches, in the order of the config. */
export function usesOf(options: PythonGitOpsAppOptions): Use[] {
  const uses: Use[] = [];
  for (const [app, own] of Object.entries(options.apps ?? {})) {
    const path = member('apps', app);
    own.extraManifests?.forEach((_file, index) => {
      uses.push({ kind: 'extraManifests', path: `${path}.extraManifests[${index}]` });
    });
    for (const [environment, there] of Object.entries(own.environments ?? {})) {
      const place = member(`${path}.environments`, environment);
      there.extraManifests?.forEach((_file, index) => {
        uses.push({ kind: 'extraManifests', path: `${place}.extraManifests[${index}]` });
      });
    }
  }
  for (const { path, options: level } of repositoryLevels(options)) {
    if (level.clusterResourceWhitelist === undefined) continue;
    uses.push({ kind: 'clusterResourceWhitelist', path: `${path}.clusterResourceWhitelist` });
  }
  uses.push(...patchesOf(options).map(({ path }): Use => ({ kind: 'patches', path })));
  for (const when of ['beforeTests', 'afterTests'] as const) {
    options.ciSteps?.[when]?.forEach((_step, index) => {
      uses.push({ kind: 'ciSteps', path: `ciSteps.${when}[${index}]` });
    });
  }
  for (const file of Object.keys(options.overrides ?? {})) {
    uses.push({ kind: 'overrides', path: member('overrides', file) });
  }
  options.takeOver?.forEach((_file, index) => uses.push({ kind: 'takeOver', path: `takeOver[${index}]` }));
  return uses;
}

function patchesOf({ apps = {} }: PythonGitOpsAppOptions): { path: string; patch: PatchOptions }[] {
  return Object.entries(apps).flatMap(([app, own]) =>
    (own.patches ?? []).map((patch, index) => ({ path: `${member('apps', app)}.patches[${index}]`, patch })),
  );
}

function checkPatch(patch: PatchOptions, environments: readonly string[], path: string, report: Report): void {
  if ((patch.operations === undefined) === (patch.merge === undefined)) {
    const fix = patch.merge === undefined ? 'add one of them' : 'split it into two patches';
    report({ code: 'invalid-value', path, must: 'have either operations or merge', got: show(patch), fix });
  }
  checkOperations(patch.operations ?? [], `${path}.operations`, report);
  if (patch.environment === undefined || environments.includes(patch.environment)) return;
  const guess = nearestName(patch.environment, environments);
  report({
    code: 'unknown-environment',
    path: `${path}.environment`,
    must: `be one of the environments ${environments.join(', ')}`,
    got: show(patch.environment),
    fix: guess ? `did you mean ${guess}?` : `use one of them, or add ${patch.environment} to environments`,
  });
}

function checkOperations(operations: readonly OperationOptions[], path: string, report: Report): void {
  operations.forEach((operation, index) => {
    const place = `${path}[${index}]`;
    const { op, value, from } = operation;
    if (WITH_VALUE.includes(op) && value === undefined) {
      const must = `be set for ${op}; null is a valid value`;
      report({ code: 'missing-option', path: `${place}.value`, must, got: 'nothing', fix: 'add value', cause: place });
    }
    if (WITH_SOURCE.includes(op) === (from === undefined)) {
      const fix = from === undefined ? 'add from' : 'remove it';
      const must = from === undefined ? `be the path that ${op} reads from` : `be left out: ${op} does not use it`;
      const code = from === undefined ? 'missing-option' : 'conflicting-options';
      report({ code, path: `${place}.from`, must, got: show(from), fix, cause: place });
    }
  });
}

function checkStep(step: CiStepOptions, apps: readonly string[], path: string, report: Report): void {
  if ((step.run === undefined) === (step.uses === undefined)) {
    const fix = step.run === undefined ? 'add one of them' : 'split it into two steps';
    report({ code: 'invalid-value', path, must: 'have either run or uses', got: show(step), fix, cause: path });
  }
  if (step.with !== undefined && step.uses === undefined) {
    const must = 'be left out: only an action has inputs';
    report({
      code: 'conflicting-options',
      path: `${path}.with`,
      must,
      got: show(step.with),
      fix: 'use env',
      cause: path,
    });
  }
  step.apps?.forEach((app, index) => {
    if (apps.includes(app)) return;
    const guess = nearestName(app, apps);
    const fix = guess ? `did you mean ${guess}?` : `use one of them, or add ${app} to apps`;
    const must = `be one of the apps ${apps.join(', ')}`;
    report({ code: 'unknown-app', path: `${path}.apps[${index}]`, must, got: show(app), fix });
  });
}
