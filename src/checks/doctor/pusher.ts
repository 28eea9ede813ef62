import type { RepositoryAddress } from './address';
import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import { count, visible } from '../../common/printed';
import type { Delivery } from '../../config/model';
import { CLIENT_ID_VARIABLE, pusherSecret } from '../../config/model';

/** Whether a secret or variable exists in a place where jobs can read it. */
export interface Held {
  readonly place: string;
  /** The environment whose jobs can read it; undefined when every job can. */
  readonly environment?: string;
  readonly isThere: Asked<boolean>;
}

/** A GitHub App that is installed for the owner of the repository. */
export interface InstalledApp {
  readonly id: number;
  readonly slug: string;
  readonly mayPush: boolean;
  readonly mayOpenPullRequests: boolean;
}

/** Facts about what pushes releases. The token of the workflow needs none. */
export type PusherFacts =
  | { readonly kind: 'token' }
  | {
      readonly kind: 'github-app';
      readonly secret: readonly Held[];
      readonly variable: readonly Held[];
      /** The app with the client ID of the variable; null when there is none. */
      readonly app: Asked<InstalledApp | null>;
    }
  | {
      readonly kind: 'deploy-key';
      readonly secret: readonly Held[];
      readonly keys: Asked<readonly { readonly title: string; readonly isReadOnly: boolean }[]>;
    };

export interface WantedPusher {
  readonly address: RepositoryAddress;
  readonly credentials: Delivery['credentials'];
  readonly releases: Delivery['releases'];
  /** Whether a push releases to an environment: that job runs in no GitHub environment. */
  readonly releasesByPush: boolean;
}

const WHO = 'GitHub administrator';

/** The name of the pusher in the bypass list of a rule. */
export function pusherName(credentials: Delivery['credentials']): string {
  const names = {
    token: 'the app github-actions',
    'github-app': `the GitHub App of ${CLIENT_ID_VARIABLE}`,
    'deploy-key': 'deploy keys',
  };
  return names[credentials];
}

/** Checks that the jobs find their credential for pushes, and that GitHub accepts it. */
export function pusherChecks(facts: PusherFacts, wanted: WantedPusher): Check[] {
  if (facts.kind === 'token') return [];
  const secret = heldCheck('secret', pusherSecret(facts.kind) ?? '', facts.secret, wanted);
  if (facts.kind === 'deploy-key') return [secret, keyCheck(facts.keys, wanted)];
  return [heldCheck('variable', CLIENT_ID_VARIABLE, facts.variable, wanted), secret, appCheck(facts.app, wanted)];
}

function heldCheck(
  kind: 'secret' | 'variable',
  name: string,
  held: readonly Held[],
  { address, releasesByPush }: WantedPusher,
): Check {
  const subject = { id: `github.${kind}.${name}`, group: 'github', title: `GitHub has the ${kind} ${name}` } as const;
  const purpose = 'for pushing releases';
  const has = ({ isThere }: Held): boolean => isAnswered(isThere) && isThere.answer;
  const forAll = held.find((one) => one.environment === undefined && has(one));
  if (forAll !== undefined) return ok(subject, `${purpose}; in the ${forAll.place}`);
  const inEnvironments = held.filter((one) => one.environment !== undefined);
  if (!releasesByPush && inEnvironments.length > 0 && inEnvironments.every(has)) {
    return ok(subject, `${purpose}; in each environment`);
  }
  const unknown = held.find(({ isThere }) => !isAnswered(isThere));
  if (unknown !== undefined) {
    const settings = `${address.url}/settings/${kind}s/actions`;
    return notChecked(subject, `${purpose}; ${unknown.isThere.why}`, WHO, settings);
  }
  const only = inEnvironments.filter(has).map(({ environment }) => environment);
  const detail = only.length === 0 ? 'not found' : `only in ${only.join(', ')}, but jobs outside of it release too`;
  const target = address.host === 'github.com' ? address.path : `${address.host}/${address.path}`;
  return failed(subject, `${purpose}; ${detail}`, WHO, `gh ${kind} set ${name} --repo ${target}`);
}

function keyCheck(keys: (PusherFacts & { readonly kind: 'deploy-key' })['keys'], { address }: WantedPusher): Check {
  const title = 'the repository has a deploy key with write access';
  const subject = { id: 'github.deploy-key', group: 'github', title } as const;
  const settings = `${address.url}/settings/keys`;
  if (!isAnswered(keys)) return notChecked(subject, keys.why, WHO, settings);
  const writing = keys.answer.filter(({ isReadOnly }) => !isReadOnly);
  if (writing.length > 0) return ok(subject, writing.map((key) => visible(key.title)).join(', '));
  const detail = keys.answer.length === 0 ? 'not found' : `${count(keys.answer.length, 'key', 'keys')}, read-only`;
  return failed(subject, detail, WHO, `gh repo deploy-key add KEY.pub --allow-write, or ${settings}`);
}

function appCheck(app: Asked<InstalledApp | null>, { address, releases }: WantedPusher): Check {
  const isPush = releases === 'push';
  const title = isPush ? 'the GitHub App can write contents' : 'the GitHub App can write contents and pull requests';
  const subject = { id: 'github.app', group: 'github', title } as const;
  const settings = `${address.url}/settings/installations`;
  if (!isAnswered(app)) return notChecked(subject, app.why, WHO, settings);
  if (app.answer === null) {
    const detail = `no installed app has the client ID in ${CLIENT_ID_VARIABLE}`;
    return failed(
      subject,
      detail,
      WHO,
      `install it for this repository, or correct ${CLIENT_ID_VARIABLE}: ${settings}`,
    );
  }
  const slug = visible(app.answer.slug);
  const missing = [
    ...(app.answer.mayPush ? [] : ['Contents: read and write']),
    ...(isPush || app.answer.mayOpenPullRequests ? [] : ['Pull requests: read and write']),
  ];
  if (missing.length === 0) return ok(subject, slug);
  // A new permission must be accepted where the app is installed.
  const fix = `grant ${missing.join(', ')}, then accept the change where the app is installed: ${settings}`;
  return failed(subject, `${slug} cannot`, WHO, fix);
}
