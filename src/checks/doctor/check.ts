/** The parts of the report, in the order of what blocks first. */
export const GROUPS = {
  machine: 'This machine',
  values: '.projenrc.ts',
  git: 'Git',
  github: 'GitHub',
  registry: 'Registry',
  secrets: 'Sealed secrets',
  argocd: 'Argo CD',
  releases: 'Releases',
} as const;

export type Group = keyof typeof GROUPS;

/** `not-checked`: nobody could be asked, so that it may be either. */
export type CheckState = 'ok' | 'failed' | 'not-checked';

/** Who can mend it. */
export type Who = 'you' | 'GitHub administrator' | 'platform team';

/** One thing that must be true for the first deployment. */
export interface Check {
  readonly id: string;
  readonly group: Group;
  readonly state: CheckState;
  /** What must be true. */
  readonly title: string;
  /** What was found, or why it is not known. */
  readonly detail: string;
  /** What makes it true; of one that was not checked, how to look. Null where there is nothing to do. */
  readonly fix: string | null;
  readonly who: Who | null;
}

/** What must be true, whatever was found. */
export interface Subject {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
}

export function ok(subject: Subject, detail: string): Check {
  return { ...subject, state: 'ok', detail, fix: null, who: null };
}

export function failed(subject: Subject, detail: string, who: Who, fix: string): Check {
  return { ...subject, state: 'failed', detail, fix, who };
}

export function notChecked(subject: Subject, detail: string, who: Who, fix: string): Check {
  return { ...subject, state: 'not-checked', detail, fix, who };
}

/** What somebody else answered, or why nobody did. */
export type Asked<T> = { readonly answer: T; readonly why?: undefined } | { readonly why: string };

/** Whether it was answered. */
export function isAnswered<T>(asked: Asked<T>): asked is { readonly answer: T } {
  return asked.why === undefined;
}
