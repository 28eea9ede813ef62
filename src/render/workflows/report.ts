import { setNpmToken } from './credentials';
import { gateJob } from './gates';
import { reports } from './reporting';
import type { Stage, Stages } from './stages';
import type { WorkflowTemplate } from './template';
import type { Environment, Repository } from '../../config/model';

const JOB = 'report';

/** Adds a step for each environment that a push releases to. Without any, removes the job. */
export function setReport(template: WorkflowTemplate, { stages, gates }: Stages, repository: Repository): void {
  if (!reports(repository)) {
    template.remove(['jobs', JOB]);
    return;
  }
  const gateOf = (environment: Environment): string | undefined =>
    gates.some((gate) => gate.environment === environment) ? gateJob(environment) : undefined;
  template.set(
    ['jobs', JOB, 'needs'],
    ['image', ...stages.map(({ job }) => job), ...gates.map(({ environment }) => gateJob(environment))],
  );
  setNpmToken(template, JOB, 'Install npm packages', repository);
  const step = template.step(JOB, 'Report dev');
  const inOrder = stages.flatMap((stage) => stage.environments.map((environment) => ({ stage, environment })));
  template.repeat(
    step,
    inOrder.map(({ environment: { name, branch } }) => ({
      name: `Report ${name}`,
      if: `\${{ !cancelled() && github.ref_name == '${branch}' }}`,
    })),
  );
  for (const { stage, environment } of inOrder) {
    const place = template.step(JOB, `Report ${environment.name}`);
    const gate = gateOf(environment);
    template.set([...place, 'env', 'RELEASE'], resultIn(stage, environment));
    template.set([...place, 'run'], command(environment.name, gate !== undefined));
    if (gate === undefined) {
      for (const name of ['GATE', 'WHY']) template.remove([...place, 'env', name]);
    } else {
      const passed = `needs.${gate}.outputs.passed == 'true'`;
      template.set([...place, 'env', 'GATE'], `\${{ ${passed} && 'passed' || needs.${gate}.result }}`);
      template.set([...place, 'env', 'WHY'], `\${{ needs.${gate}.outputs.why }}`);
    }
  }
}

/** Passes on the outcome of each step, if the job of a stage releases to several environments of one branch. */
export function setOutcomes(template: WorkflowTemplate, stage: Stage): void {
  const shared = stage.environments.filter((environment) => sharesJob(stage, environment));
  if (shared.length === 0) return;
  for (const { name } of shared) {
    template.add(template.step(stage.job, `Release to ${name}`), 'name', 'id', stepId(name));
  }
  const outputs = shared.map(({ name }): [string, string] => [stepId(name), `\${{ steps.${stepId(name)}.outcome }}`]);
  template.add(['jobs', stage.job], 'permissions', 'outputs', Object.fromEntries(outputs));
}

/** The id of a step, and of the output with its outcome. The prefix avoids the ids of other steps. */
function stepId(environment: string): string {
  return `release-${environment}`;
}

function sharesJob({ environments }: Stage, { branch }: Environment): boolean {
  return environments.filter((other) => other.branch === branch).length > 1;
}

/**
 * The result of the release to an environment. If the job fails before its first release, that release has failed. Releases
 * after a failed one were skipped, which is no failure.
 */
function resultIn(stage: Stage, environment: Environment): string {
  const job = `needs.${stage.job}`;
  if (!sharesJob(stage, environment)) return `\${{ ${job}.result }}`;
  const outcome = `${job}.outputs.${stepId(environment.name)}`;
  const isFirst = stage.environments.find(({ branch }) => branch === environment.branch) === environment;
  return isFirst ? `\${{ ${outcome} == 'success' && 'success' || ${job}.result }}` : `\${{ ${outcome} || 'skipped' }}`;
}

function command(environment: string, hasGate: boolean): string {
  const line = 'node_modules/.bin/python-gitops report --image ":$GITHUB_SHA@$DIGEST" "--release=$RELEASE"';
  if (!hasGate) return `${line} -- "$APP" ${environment}`;
  return `${line} \\\n  "--gate=$GATE" \${WHY:+"--why=$WHY"} -- "$APP" ${environment}\n`;
}

/** The same for a move by hand. */
export function setReportByHand(template: WorkflowTemplate, hasGate: boolean, repository: Repository): void {
  if (!reports(repository)) {
    template.remove(['jobs', JOB]);
    return;
  }
  setNpmToken(template, JOB, 'Install npm packages', repository);
  if (hasGate) return;
  template.set(['jobs', JOB, 'needs'], 'release');
  const step = template.step(JOB, 'Report');
  for (const name of ['GATE', 'IMAGE', 'WHY']) template.remove([...step, 'env', name]);
  template.set([...step, 'run'], 'node_modules/.bin/python-gitops report --release=success -- "$APP" "$ENVIRONMENT"');
}
