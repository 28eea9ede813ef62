import { isRecord } from '../../../common/records';
import type { TreeCheck, Context } from '../context';
import type { Problem } from '../problem';
import type { Script } from '../scripts';
import type { ShellCommand } from '../shell';
import { lineInCommand } from '../shell';
import type { Job, Workflow } from '../workflows';
import { neededBy } from '../workflows';

/**
 * S11: linters ended with `|| true` or `--exit-zero`, and publishing did not wait for them; kustomize came from
 * `curl | bash`; a release commit was pushed only once, and the next run canceled it.
 */
export const cannotFail: TreeCheck = (context) => [
  ...context.scripts.flatMap((script) => [
    ...checksThatPass(script),
    ...unpinned(script),
    ...(script.kind === 'makefile' ? [] : lostPush(script)),
  ]),
  ...context.workflows.flatMap((workflow) => [
    ...continued(context, workflow),
    ...canceled(context, workflow),
    ...notAwaited(context, workflow),
  ]),
];

/** Tools whose exit code is the result of a check. */
const CHECKER =
  /\b(?:pytest|unittest|bandit|pylint|flake8|ruff|mypy|pyright|black|isort|pip-audit|safety|tox|nox|coverage|hadolint|kubeconform|kubeval|kube-linter|kube-score|kustomize build|yamllint|shellcheck|shfmt|actionlint|zizmor|conftest|checkov|trivy|grype|semgrep|gitleaks|detect-secrets|sha256sum --check|make (?:-C \S+ )?(?:test|lint|check|validate)|npm (?:run )?test|python-gitops (?:validate|check))\b|(?:validate|check|lint|test)[\w-]*\.sh\b/;

function checksThatPass({ path, commands }: Script): Problem[] {
  return commands.flatMap((command): Problem[] => {
    const hidden = /\|\|\s*(?:true|:|exit 0|echo\b)(?=[\s;)"']|$)/.exec(command.text);
    const zero = /--exit-zero\b/.exec(command.text);
    const found = zero ?? (hidden && CHECKER.test(command.text.slice(0, hidden.index)) ? hidden : null);
    if (!found) return [];
    return [
      {
        rule: 'S11-cannot-fail',
        path,
        line: lineInCommand(command, found.index),
        message: `the check cannot fail: ${found[0].trim()} hides its result`,
        fix: 'remove it; to ignore a finding, configure the tool',
      },
    ];
  });
}

/** A script that is downloaded and run at once: its author can change it at any time. */
const PIPED =
  /\b(?:curl|wget)\b[^|;&]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:env\s+)?(?:ba|z|da)?sh\b|\b(?:ba|z)?sh\s+(?:-c\s+["']?\$\(|<\()\s*(?:curl|wget)\b/;

function unpinned({ path, commands }: Script): Problem[] {
  return matches(commands, PIPED).map(({ line }) => ({
    rule: 'S11-cannot-fail',
    path,
    line,
    message: 'runs a downloaded script without pinning its version',
    fix: 'install a pinned version and verify its checksum',
  }));
}

function lostPush({ path, commands, text }: Script): Problem[] {
  if (/\b(?:for|while|until)\b|\bpull\b.*--rebase|\bgit rebase\b/.test(text)) return [];
  return matches(commands, /\bgit\s+(?:-\S+\s+\S+\s+)*push\b(?!.*--(?:dry-run|tags|delete))/).map(({ line }) => ({
    rule: 'S11-cannot-fail',
    path,
    line,
    message: 'pushes only once, so a concurrent push loses the release',
    fix: 'retry in a loop: fetch, commit on top of the remote branch, push',
  }));
}

function matches(commands: readonly ShellCommand[], pattern: RegExp): { readonly line: number }[] {
  return commands.flatMap((command) => {
    const match = pattern.exec(command.text);
    return match ? [{ line: lineInCommand(command, match.index) }] : [];
  });
}

function continued({ tree }: Context, { path, jobs }: Workflow): Problem[] {
  const places = jobs.flatMap((job) => [job, ...job.steps]);
  return places
    .filter(({ data }) => data['continue-on-error'] === true)
    .map(({ at }) => ({
      rule: 'S11-cannot-fail',
      path,
      ...tree.yaml(path).position(0, [...at, 'continue-on-error']),
      message: 'the check cannot fail: continue-on-error hides its result',
      fix: 'remove continue-on-error, or remove the step',
    }));
}

function canceled({ tree, workflows }: Context, { path, data, jobs }: Workflow): Problem[] {
  const committing = jobs.filter((job) => runs(workflows, job, commits));
  if (committing.length === 0) return [];
  const places = [{ at: [] as const, data }, ...committing];
  return places
    .filter(({ data: own }) => cancelsOthers(own.concurrency))
    .map(({ at }) => ({
      rule: 'S11-cannot-fail',
      path,
      ...tree.yaml(path).position(0, [...at, 'concurrency', 'cancel-in-progress']),
      message: `the next run can cancel the job ${committing[0].name} while it commits a release`,
      fix: 'set cancel-in-progress to false, or to true only for pull requests',
    }));
}

/** A group that contains the run ID cancels no other run. */
function cancelsOthers(concurrency: unknown): boolean {
  if (!isRecord(concurrency) || concurrency['cancel-in-progress'] !== true) return false;
  return !String(concurrency.group).includes('github.run_id');
}

/** Commands that commit a release: git itself, or a command of this library that pushes. */
const COMMITS =
  /\bgit\s+(?:-\S+\s+\S+\s+)*push\b|\bpython-gitops\s+(?:release|promote|rollback|pin|unpin)\b[^;&|]*\s--push\b/;

function commits({ steps }: Job): boolean {
  return steps.some(({ run }) => COMMITS.test(run.replace(/\\\n/g, ' ')));
}

function checks({ steps }: Job): boolean {
  return steps.some(({ run }) => CHECKER.test(run));
}

/** Whether a job does something, itself or through a workflow of the repository that it calls. */
function runs(workflows: readonly Workflow[], job: Job, does: (job: Job) => boolean): boolean {
  if (does(job)) return true;
  const path = typeof job.data.uses === 'string' ? job.data.uses.replace(/^(?:\.|\$)\//, '') : undefined;
  const called = workflows.find((workflow) => workflow.path === path);
  // GitHub rejects a workflow that calls itself; do not follow it forever.
  const others = workflows.filter((workflow) => workflow !== called);
  return called?.jobs.some((inner) => runs(others, inner, does)) ?? false;
}

function notAwaited({ tree, workflows }: Context, workflow: Workflow): Problem[] {
  const publishing = workflow.jobs.filter((job) => runs(workflows, job, publishes));
  const checking = workflow.jobs.filter((job) => runs(workflows, job, checks) && !publishing.includes(job));
  return publishing.flatMap((job): Problem[] => {
    const needed = neededBy(workflow, job);
    const missed = checking.filter((other) => other !== job && !needed.has(other.name));
    if (missed.length === 0) return [];
    return [
      {
        rule: 'S11-cannot-fail',
        path: workflow.path,
        ...tree.yaml(workflow.path).position(0, job.at),
        message: `the job ${job.name} publishes an image without waiting for ${missed.map(({ name }) => name).join(', ')}`,
        fix: `add ${missed.map(({ name }) => name).join(', ')} to its needs`,
      },
    ];
  });
}

function publishes({ steps }: Job): boolean {
  return steps.some(
    ({ uses, run, data }) =>
      /\bdocker push\b/.test(run) ||
      (uses.startsWith('docker/build-push-action') && isRecord(data.with) && data.with.push !== false),
  );
}
