import { appendFileSync } from 'node:fs';
import type { GateFlags } from './command';
import { testService } from './tests';
import type { Git } from '../../../clients/git/git';
import { GitError } from '../../../clients/git/process';
import type { Image } from '../../../common/image-reference';
import { formatImage } from '../../../common/image-reference';
import { oneLine } from '../../../common/printed';
import { TOKEN } from '../../../config/gate-token';
import type { App, AppEnvironment, Gate, Repository } from '../../../config/model';
import { rootName } from '../../../config/model';
import { Folder } from '../../../files/disk/folder';
import { readRepository } from '../../../project/synthesis/rendering';
import { Clone } from '../../../releases/delivery/clone';
import { shortTag } from '../../../releases/files/message';
import { judge } from '../../../releases/gate/application';
import type { ArgocdApi } from '../../../releases/gate/argocd-api';
import { askApplication, GateError } from '../../../releases/gate/argocd-api';
import type { GateLook, Verdict } from '../../../releases/gate/look';
import { waitFor } from '../../../releases/gate/look';
import { lookAtService } from '../../../releases/gate/service';
import { CommandError, EXIT } from '../../errors';
import { outputFile } from '../../github/output';
import { print } from '../../printing/print';
import { imageOf } from '../../releases/image';
import type { Base } from '../../releases/place';
import { overtakenBy, standingOf } from '../../releases/standing';
import type { Standing } from '../../releases/standing';
import { findApp, requireDeployable } from '../../releases/targets';
import { findRoot, loadProject } from '../../repository/load';
import { findEnvironment } from '../../repository/named';

/** How many characters of a reason go into the outputs. */
const LONGEST = 2000;

/** The result. `overtaken`: the environment now has another image, which has its own run. */
interface Outcome {
  readonly result: 'passed' | 'failed' | 'overtaken' | 'no-gate';
  readonly image?: Image;
  readonly why?: string;
}

/**
 * `python-gitops gate`: waits until the release in an environment passes its gate. Writes nothing. A release that a newer
 * one replaced is no failure, but must not go further: if only the exit code can report that, it is a finding.
 */
export async function runGate(
  cwd: string,
  appName: string,
  environmentName: string,
  flags: GateFlags,
): Promise<number> {
  const root = findRoot(cwd);
  const { repository } = readRepository((await loadProject(root))._options, new Folder(root));
  requireDeployable(repository);
  const app = findApp(appName, repository);
  const own = findEnvironment(environmentName, app);
  const output = flags.output ? outputFile() : undefined;
  const image = flags.image === undefined ? undefined : imageOf(app, flags.image);
  const outcome = await resultOf({ root, repository, app, own, image }).catch((error: unknown) => {
    // The report of the failure needs the reason, too.
    if (output !== undefined) appendFileSync(output, `why=${oneLine((error as Error).message, LONGEST)}\n`);
    throw error;
  });
  const { result } = outcome;
  if (output !== undefined) appendFileSync(output, outputsOf(outcome));
  print(flags, { json: () => toJson(app, own, outcome), text: () => describe(app, own, outcome) });
  const stops = result === 'failed' || (result === 'overtaken' && image !== undefined && output === undefined);
  return stops ? EXIT.findings : EXIT.ok;
}

interface Asked {
  readonly root: string;
  readonly repository: Repository;
  readonly app: App;
  readonly own: AppEnvironment;
  readonly image?: Image;
}

async function resultOf(asked: Asked): Promise<Outcome> {
  const { root, repository, app, own } = asked;
  if (own.gate === undefined) return { result: 'no-gate' };
  const git = new Clone(root);
  const edit = (): never => {
    throw new Error('a gate changes nothing');
  };
  const base: Base = { repository, app, own, edit, git: () => git };
  try {
    const before = standingOf(base);
    const image = asked.image ?? before.image;
    const passed = overtaken(own, image, before);
    if (passed !== undefined) return passed;
    const verdict = await wait(asked, git, own.gate, before);
    // If another image arrived meanwhile, what was seen does not count.
    return overtaken(own, image, standingOf(base)) ?? { ...outcomeOf(verdict), image };
  } catch (error) {
    if (error instanceof GateError || error instanceof GitError) throw new CommandError(error.message);
    throw error;
  }
}

function overtaken(own: AppEnvironment, image: Image, now: Standing): Outcome | undefined {
  const why = overtakenBy(own, image, now);
  return why === undefined ? undefined : { result: 'overtaken', image, why };
}

function outcomeOf(verdict: Verdict): Outcome {
  return verdict.passed ? { result: 'passed' } : { result: 'failed', why: verdict.why };
}

async function wait({ root, repository, app }: Asked, git: Git, rule: Gate, standing: Standing): Promise<Verdict> {
  const { timeoutMinutes } = rule;
  const onChange = (why: string): void => console.error(`waiting: ${why}`);
  if (rule.check === 'health') {
    const look = healthOf(repository, app, standing);
    return waitFor({ look, timeoutMinutes, onChange });
  }
  const { address } = rule;
  const { image } = standing;
  const look = (): Promise<GateLook> => lookAtService(address, app.metrics?.path ?? '', image.tag);
  const verdict = await waitFor({ look, timeoutMinutes, onChange });
  if (!verdict.passed) return verdict;
  const isGood = await testService(root, git, app.name, image, address);
  return isGood ? verdict : { passed: false, why: `the platform tests fail against ${address}` };
}

/** Looks at every Application and returns the worst state. */
function healthOf(repository: Repository, app: App, { wanted }: Standing): () => Promise<GateLook> {
  const { argocd } = repository;
  const token = process.env[TOKEN];
  if (!token) {
    throw new GateError(
      `${TOKEN} is empty, and Argo CD needs a token: set the secret of this name on GitHub, or the variable here`,
    );
  }
  const api = { address: argocd.address ?? '', token, namespace: argocd.namespace };
  return async () => {
    const looks = await Promise.all(
      wanted.map(async (one) => {
        const answer = await askApplication(api, one.application, argocd.project ?? app.name);
        return answer.kind === 'look' ? answer.look : judge(answer.application, one);
      }),
    );
    if (looks.some((look) => look.state !== 'passed' && look.isUnseen)) await nudgeRoot(api, repository);
    for (const state of ['failed', 'trouble', 'waiting']) {
      const found = looks.find((look) => look.state === state);
      if (found !== undefined) return found;
    }
    return { state: 'passed' };
  };
}

/** Makes Argo CD refresh the root, which lists the Applications. Without permission, Argo CD does it later by itself. */
async function nudgeRoot(api: ArgocdApi, repository: Repository): Promise<void> {
  const root = rootName(repository);
  try {
    await askApplication(api, root, repository.argocd.project ?? root);
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
  }
}

/** The outputs of a step. GitHub drops outputs that contain a secret, such as an image name with the registry's user. */
function outputsOf({ result, image, why }: Outcome): string {
  const outputs = {
    passed: result === 'passed' || result === 'no-gate',
    ...(result === 'failed' && image !== undefined ? { image: formatImage({ ...image, name: '' }) } : {}),
    ...(result === 'failed' && why !== undefined ? { why: oneLine(why, LONGEST) } : {}),
  };
  return Object.entries(outputs)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function describe(app: App, own: AppEnvironment, { result, image, why = '' }: Outcome): string {
  const { name } = own.environment;
  const what = `${app.name} in ${name}`;
  const tag = image === undefined ? '' : shortTag(formatImage(image));
  switch (result) {
    case 'no-gate':
      return `${what} has no gate: nothing to wait for.`;
    case 'passed':
      return own.gate?.check === 'health'
        ? `${what} passed: Argo CD synced ${tag}, and it is healthy.`
        : `${what} passed: ${tag} responds and passes the platform tests.`;
    case 'overtaken':
      return `${what}: ${why}.`;
    case 'failed':
      return [
        `${what} did not pass with ${tag}: ${why}.`,
        `It stays in ${name} and goes no further.`,
        '',
        `Next: fix it and push, or roll back: make rollback APP=${app.name} ENV=${name}. If the cause was elsewhere, rerun the failed jobs.`,
      ].join('\n');
  }
}

function toJson(app: App, own: AppEnvironment, { result, image, why }: Outcome): object {
  return {
    schemaVersion: 1,
    app: app.name,
    environment: own.environment.name,
    check: own.gate?.check ?? 'none',
    result,
    image: image === undefined ? null : formatImage(image),
    why: why ?? null,
  };
}
