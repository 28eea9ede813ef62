/** What is known about a GitHub App. */
interface App {
  readonly id?: number;
  readonly slug?: string;
  readonly clientId?: string;
}

/** What pushes releases, in the form of bypass lists. */
export type Pusher = ({ readonly kind: 'app' } & App) | { readonly kind: 'deploy-key' };

/**
 * The app behind the token of workflow jobs: GitHub's own.
 *
 * @see https://api.github.com/apps/github-actions
 */
export const GITHUB_ACTIONS = { kind: 'app', slug: 'github-actions', id: 15368 } as const;

/** An app in the protection of a branch. */
interface NamedApp {
  readonly id?: number;
  readonly slug?: string;
  readonly client_id?: string;
}

/** The part of a branch protection that affects pushes. @see https://docs.github.com/en/rest/branches/branch-protection */
export interface Protection {
  readonly required_pull_request_reviews?: {
    readonly bypass_pull_request_allowances?: { readonly apps?: readonly NamedApp[] };
  };
  readonly required_status_checks?: object | null;
  readonly restrictions?: { readonly apps?: readonly NamedApp[] } | null;
  readonly required_signatures?: { readonly enabled?: boolean };
  readonly lock_branch?: { readonly enabled?: boolean };
  /** Whether it also applies to administrators. */
  readonly enforce_admins?: { readonly enabled?: boolean };
}

/** A rule of a ruleset that applies to a branch. @see https://docs.github.com/en/rest/repos/rules */
export interface BranchRule {
  readonly type: string;
  readonly ruleset_id?: number;
  readonly parameters?: object;
}

/** Actors that can bypass a ruleset. GitHub omits them for users who cannot edit the ruleset. */
export type BypassActors =
  | readonly { readonly actor_id?: number | null; readonly actor_type?: string; readonly bypass_mode?: string }[]
  | undefined;

/** Rules that block the pushes of releases: for sure, or depending on details that are not visible. */
export interface Refusals {
  readonly sure: readonly string[];
  readonly unsure: readonly string[];
}

/** Rules that a release never breaks: it adds one commit on top of the remote branch. */
const HARMLESS = ['creation', 'deletion', 'non_fast_forward', 'required_linear_history'];

/** Rules that block a direct push. */
const REFUSING: Readonly<Record<string, string>> = {
  pull_request: 'requires a pull request',
  required_status_checks: 'requires status checks',
  required_signatures: 'requires signed commits',
  required_deployments: 'requires deployments',
  merge_queue: 'requires the merge queue',
  workflows: 'requires workflows',
  code_scanning: 'requires code scanning',
  update: 'restricts who can push',
};

/** What the protection of a branch blocks. */
export function protectionRefusals(protection: Protection, pusher: Pusher): Refusals {
  const refusals = new RefusalList();
  const { required_pull_request_reviews: reviews, restrictions } = protection;
  if (reviews) refusals.add(REFUSING.pull_request, namedIn(reviews.bypass_pull_request_allowances?.apps, pusher));
  if (protection.required_status_checks) refusals.add(REFUSING.required_status_checks, 'no');
  if (restrictions) refusals.add(REFUSING.update, namedIn(restrictions.apps, pusher));
  if (protection.required_signatures?.enabled) refusals.add(REFUSING.required_signatures, 'no');
  if (protection.lock_branch?.enabled) refusals.add('is locked', 'no');
  const { sure, unsure } = refusals.all();
  // Its lists cannot contain deploy keys. GitHub treats a key like an administrator, which no API shows.
  const isLenient = pusher.kind === 'deploy-key' && protection.enforce_admins?.enabled === false;
  if (!isLenient) return { sure, unsure };
  return {
    sure: [],
    unsure: sure.map((what) => `${what}, which administrators, and possibly deploy keys, can bypass`),
  };
}

/** What the rulesets of a branch block. */
export function ruleRefusals(
  rules: readonly BranchRule[],
  bypass: ReadonlyMap<number, BypassActors>,
  pusher: Pusher,
): Refusals {
  const refusals = new RefusalList();
  for (const { type, ruleset_id: id } of rules) {
    if (HARMLESS.includes(type)) continue;
    const actors = id === undefined ? undefined : bypass.get(id);
    const passes = mostOf((actors ?? []).map((actor) => letsPass(actor, pusher)));
    const what = REFUSING[type] as string | undefined;
    if (passes === 'yes') continue;
    if (what === undefined) refusals.addUnsure(`has the rule ${type}`);
    else if (actors === undefined) refusals.addUnsure(`${what}, with a bypass list that you cannot see`);
    else refusals.add(what, passes);
  }
  return refusals.all();
}

/** Whether a list contains the pusher; `perhaps` when too little is known about its app. */
type Verdict = 'yes' | 'no' | 'perhaps';

/** Collects each refusal once. */
class RefusalList {
  private readonly sure = new Set<string>();
  private readonly unsure = new Set<string>();

  /** Adds a rule unless the pusher bypasses it. */
  add(what: string, passes: Verdict): void {
    if (passes === 'no') this.sure.add(what);
    if (passes === 'perhaps') this.addUnsure(`${what}, but an app that may be yours can bypass it`);
  }

  addUnsure(what: string): void {
    this.unsure.add(what);
  }

  all(): Refusals {
    return { sure: [...this.sure], unsure: [...this.unsure] };
  }
}

function letsPass(
  { actor_id: id, actor_type: type, bypass_mode: mode }: NonNullable<BypassActors>[number],
  pusher: Pusher,
): Verdict {
  if (mode === 'pull_request') return 'no';
  if (pusher.kind === 'deploy-key') return type === 'DeployKey' ? 'yes' : 'no';
  return type === 'Integration' ? isPusher({ id: id ?? undefined }, pusher) : 'no';
}

function namedIn(apps: readonly NamedApp[] = [], pusher: Pusher): Verdict {
  if (pusher.kind === 'deploy-key') return 'no';
  return mostOf(apps.map(({ id, slug, client_id: clientId }) => isPusher({ id, slug, clientId }, pusher)));
}

/** Compares the identifiers that both have; each identifies one app. */
function isPusher(app: App, pusher: App): Verdict {
  const keys = ['id', 'slug', 'clientId'] as const;
  const known = keys.filter((key) => app[key] !== undefined && pusher[key] !== undefined);
  if (known.length > 0) return known.every((key) => app[key] === pusher[key]) ? 'yes' : 'no';
  const isActions = app.id === GITHUB_ACTIONS.id || app.slug === GITHUB_ACTIONS.slug;
  return isActions ? 'no' : 'perhaps';
}

function mostOf(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((one) => one === 'yes') ?? verdicts.find((one) => one === 'perhaps') ?? 'no';
}
