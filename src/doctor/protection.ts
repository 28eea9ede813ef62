/**
 * The app whose token the jobs of the workflow push releases with: GitHub's own.
 *
 * @see https://api.github.com/apps/github-actions
 */
const PUSHER = { slug: 'github-actions', id: 15368 };

/** Protection of a branch, as far as pushes depend on it. @see https://docs.github.com/en/rest/branches/branch-protection */
export interface Protection {
  readonly required_pull_request_reviews?: {
    readonly bypass_pull_request_allowances?: { readonly apps?: readonly { readonly slug?: string }[] };
  };
  readonly required_status_checks?: object | null;
  readonly restrictions?: { readonly apps?: readonly { readonly slug?: string }[] } | null;
  readonly required_signatures?: { readonly enabled?: boolean };
  readonly lock_branch?: { readonly enabled?: boolean };
}

/** A rule of a ruleset that applies to a branch. @see https://docs.github.com/en/rest/repos/rules */
export interface BranchRule {
  readonly type: string;
  readonly ruleset_id?: number;
}

/** Who may pass by the rules of a ruleset. GitHub leaves it out for those who may not change the ruleset. */
export type BypassActors =
  | readonly { readonly actor_id?: number | null; readonly actor_type?: string; readonly bypass_mode?: string }[]
  | undefined;

/** What keeps the pushes of releases from a branch, and what may do so. */
export interface Refusals {
  readonly sure: readonly string[];
  readonly unsure: readonly string[];
}

/** Rules that no release breaks: it adds one commit upon the newest one. */
const HARMLESS = ['creation', 'deletion', 'non_fast_forward', 'required_linear_history'];

/** What rules ask of a commit before it is in the branch. */
const REFUSING: Readonly<Record<string, string>> = {
  pull_request: 'asks for a pull request',
  required_status_checks: 'asks for status checks',
  required_signatures: 'asks for signed commits',
  required_deployments: 'asks for deployments',
  merge_queue: 'asks for the merge queue',
  workflows: 'asks for workflows',
  code_scanning: 'asks for code scanning',
  update: 'lets only some push',
};

/** What the protection of a branch refuses. */
export function protectionRefusals(protection: Protection): string[] {
  const reviews = protection.required_pull_request_reviews;
  const { restrictions } = protection;
  return [
    ...(reviews && !namesPusher(reviews.bypass_pull_request_allowances?.apps) ? [REFUSING.pull_request] : []),
    ...(protection.required_status_checks ? [REFUSING.required_status_checks] : []),
    ...(restrictions && !namesPusher(restrictions.apps) ? [REFUSING.update] : []),
    ...(protection.required_signatures?.enabled ? [REFUSING.required_signatures] : []),
    ...(protection.lock_branch?.enabled ? ['is locked'] : []),
  ];
}

/** What the rulesets of a branch refuse. */
export function ruleRefusals(rules: readonly BranchRule[], bypass: ReadonlyMap<number, BypassActors>): Refusals {
  const sure = new Set<string>();
  const unsure = new Set<string>();
  for (const { type, ruleset_id: id } of rules) {
    if (HARMLESS.includes(type)) continue;
    const actors = id === undefined ? undefined : bypass.get(id);
    if (actors?.some(letsPass)) continue;
    const what = REFUSING[type] as string | undefined;
    if (what === undefined) unsure.add(`has the rule ${type}`);
    else if (actors === undefined) unsure.add(`${what}, and who may pass by is not shown`);
    else sure.add(what);
  }
  return { sure: [...sure], unsure: [...unsure] };
}

function letsPass({ actor_id: id, actor_type: type, bypass_mode: mode }: NonNullable<BypassActors>[number]): boolean {
  return type === 'Integration' && id === PUSHER.id && mode !== 'pull_request';
}

function namesPusher(apps: readonly { readonly slug?: string }[] | undefined): boolean {
  return apps?.some(({ slug }) => slug === PUSHER.slug) ?? false;
}
