import { fitsSelector } from '../../common/label-selectors';
import type { Texts } from '../../config/model';

type Labels = Readonly<Record<string, unknown>>;

/** An object of the kind Prometheus. A missing selector selects nothing, and an empty one all. */
export interface PrometheusFacts {
  readonly name: string;
  readonly namespace: string;
  readonly ruleSelector?: Labels;
  /** Undefined selects its own namespace. */
  readonly ruleNamespaceSelector?: Labels;
}

/** The object with the rules of an app. */
export interface Rules {
  readonly app: string;
  readonly labels: Texts;
}

/** Where rules are. Without labels, they are unknown. */
interface Place {
  readonly name: string;
  readonly labels?: Labels;
}

interface Selection {
  /** Names of those that select rules. */
  readonly by: readonly string[];
  /** Apps whose rules no Prometheus selects. */
  readonly unselected: readonly string[];
  /** Apps whose rules may be selected. */
  readonly unknown: readonly string[];
  /** Whether one of them reads rules there, but those with other labels. */
  readonly isByLabels: boolean;
}

/** Which rules the Prometheus operator gives to any Prometheus. */
export function selectionOf(all: readonly PrometheusFacts[], rules: readonly Rules[], place: Place): Selection {
  const known = all.map((prometheus) => ({ prometheus, reaches: reaches(prometheus, place) }));
  const answers = rules.map(({ app, labels }) => {
    const fitting = known.filter(({ prometheus }) => fitsSelector(prometheus.ruleSelector, labels));
    const by = fitting.filter((one) => one.reaches).map(({ prometheus }) => nameOf(prometheus));
    return { app, by, isUnknown: fitting.some((one) => one.reaches === undefined) };
  });
  const missing = answers.filter(({ by }) => by.length === 0);
  return {
    by: [...new Set(answers.flatMap(({ by }) => by))],
    unselected: missing.filter(({ isUnknown }) => !isUnknown).map(({ app }) => app),
    unknown: missing.filter(({ isUnknown }) => isUnknown).map(({ app }) => app),
    isByLabels: known.some((one) => one.reaches === true && one.prometheus.ruleSelector !== undefined),
  };
}

/** What a Prometheus selects. */
export function description(prometheus: PrometheusFacts): string {
  const { namespace, ruleSelector, ruleNamespaceSelector } = prometheus;
  if (ruleSelector === undefined) return `${nameOf(prometheus)} selects none`;
  const place = ruleNamespaceSelector === undefined ? namespace : namespacesWith(ruleNamespaceSelector);
  return `${nameOf(prometheus)} selects ${JSON.stringify(ruleSelector)} in ${place}`;
}

function namespacesWith(selector: Labels): string {
  return isEmpty(selector) ? 'all namespaces' : `namespaces with ${JSON.stringify(selector)}`;
}

/** Whether it reads rules in a namespace; undefined if that depends on unknown labels. */
function reaches({ namespace, ruleNamespaceSelector: selector }: PrometheusFacts, place: Place): boolean | undefined {
  if (selector === undefined) return namespace === place.name;
  if (isEmpty(selector)) return true;
  return place.labels && fitsSelector(selector, place.labels);
}

function isEmpty(selector: Labels): boolean {
  return Object.keys(selector).length === 0;
}

function nameOf({ namespace, name }: PrometheusFacts): string {
  return `${namespace}/${name}`;
}
