/** The groups of the report, in the order in which they block a deployment. */
export const GROUPS = {
  machine: 'This machine',
  values: '.projenrc.ts',
  git: 'Git',
  github: 'GitHub',
  registry: 'Registry',
  secrets: 'Sealed secrets',
  cluster: 'Kubernetes',
  argocd: 'Argo CD',
  releases: 'Releases',
} as const;

export type Group = keyof typeof GROUPS;

/** `not-checked`: no answer, so it may be fine or not. */
export type CheckState = 'ok' | 'failed' | 'not-checked';

/** Who can fix it. */
export type Who = 'you' | 'GitHub administrator' | 'platform team';

/** One requirement of the first deployment. */
export interface Check {
  readonly id: string;
  readonly group: Group;
  readonly state: CheckState;
  /** The requirement. */
  readonly title: string;
  /** What was found, or why it is unknown. */
  readonly detail: string;
  /** How to fix it, or, for `not-checked`, how to look. Null when there is nothing to do. */
  readonly fix: string | null;
  readonly who: Who | null;
}

/** The part of a check that does not depend on its result. */
export interface CheckSubject {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
}

export function ok(subject: CheckSubject, detail: string): Check {
  return { ...subject, state: 'ok', detail, fix: null, who: null };
}

export function failed(subject: CheckSubject, detail: string, who: Who, fix: string): Check {
  return { ...subject, state: 'failed', detail, fix, who };
}

export function notChecked(subject: CheckSubject, detail: string, who: Who, fix: string): Check {
  return { ...subject, state: 'not-checked', detail, fix, who };
}

/** An answer from another system, or the reason that there is none. */
export type Asked<T> = { readonly answer: T; readonly why?: undefined } | { readonly why: string };

export function isAnswered<T>(asked: Asked<T>): asked is { readonly answer: T } {
  return asked.why === undefined;
}
